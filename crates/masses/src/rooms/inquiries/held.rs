//! What may be spam waits for somebody to look at it, and whoever sent it was told so. The team
//! learns of it: by the count in the desk's menu, and by one mail a day until somebody has looked.

use std::sync::Arc;

use db::binds;
use kit::web::Visit;

use super::{Head, Inquiries, State, mails, store};
use crate::ground::jobs::{HOUR, Job, Outcome};
use crate::ground::mail::Mail;
use crate::ground::people::{Error, HandleKind, People};

/// Tells the mailboxes of the organisation, while anything waits.
pub(super) fn job(room: &Arc<Inquiries>) -> Job {
    let (room, waiting) = (room.clone(), room.clone());
    Job::new("inquiries-held", HOUR, move || {
        let room = room.clone();
        async move { room.tell_of_held().await.map_err(|error| error.to_string()) }
    })
    .only_if(move || {
        let room = waiting.clone();
        async move { Ok(room.unseen(1).await.map_err(|error| error.to_string())? > 0) }
    })
}

impl Inquiries {
    /// How many suspected messages nobody has looked at, up to so many.
    pub(super) async fn unseen(&self, most: i64) -> Result<i64, db::Error> {
        let row = self.ground.data.read_one(&store::UNSEEN, binds![most]).await?;
        Ok(row.map(|row| row.int("n")).transpose()?.unwrap_or(0))
    }

    /// Notes that suspected messages are shown to somebody, who may see what they are.
    pub(super) async fn note_look(&self, visit: &Visit, heads: &[Head]) -> Result<(), db::Error> {
        let unseen = |head: &&Head| head.state == State::Spam && head.looked_at.is_none();
        let ids: Vec<String> = heads.iter().filter(unseen).map(|head| head.id.clone()).collect();
        let Some((newest, oldest)) = ids.iter().max().cloned().zip(ids.iter().min().cloned())
        else {
            return Ok(());
        };
        let looked = binds![newest, oldest, visit.now];
        let work = self.ground.data.write::<_, db::Error>(move |tx| {
            Box::pin(async move { tx.execute(&store::LOOKED, looked).await })
        });
        work.await.map(drop)
    }

    async fn tell_of_held(&self) -> Result<Outcome, Error> {
        let (ground, now) = (&self.ground, self.ground.clock.now());
        let count = self.unseen(i64::MAX).await?;
        for mailbox in &ground.settings.inquiries.notify {
            let keys = ground.people.keys();
            let person = keys.find_or_make(HandleKind::Mailbox, mailbox, now).await?;
            let draft = mails::suspected(ground, mailbox, &person, count);
            let sealer = ground.people.sealer(&person).await?;
            let mail = ground.mail.prepare(&sealer, draft, now).await?.at_most_a_day(1);
            let work = ground.data.write::<_, Error>(move |tx| {
                Box::pin(async move {
                    People::add(tx, &person, now).await?;
                    Mail::queue(tx, mail).await?;
                    Ok(())
                })
            });
            work.await?;
        }
        Ok(Outcome::Done)
    }
}
