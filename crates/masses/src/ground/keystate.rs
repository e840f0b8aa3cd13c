//! Whether the recovery code of the master key in use was written down: the desk warns until it
//! has been confirmed.

use db::binds;

use super::Ground;
use super::journal::{Act, Actor, Entry, Journal};
use super::people::{Error, store};

/// Whether the recovery code of the master key in use was confirmed.
pub async fn confirmed(ground: &Ground) -> Result<bool, Error> {
    let id = ground.people.keys().master().current().id().to_string();
    Ok(ground.data.read_one(&store::CONFIRMED, binds![id]).await?.is_some())
}

/// Notes that it was.
pub async fn confirm(ground: &Ground, actor: Actor) -> Result<(), Error> {
    let id = ground.people.keys().master().current().id().to_string();
    let now = ground.clock.now();
    let entry = Entry::new(actor, Act::KeyConfirmed, now).object(id.clone());
    ground
        .data
        .write::<_, Error>(move |tx| {
            Box::pin(async move {
                tx.execute(&store::CONFIRM, binds![id, now]).await?;
                Journal::note(tx, entry).await?;
                Ok(())
            })
        })
        .await
}
