//! The journal: every act of the team or of the program on personal data.
//!
//! An entry is written in the transaction of the act and holds ids and numbers only. A job seals
//! entries every second into blocks, each of which carries the hash of the one before; so an
//! entry that is changed, removed or added later is found, by this program or by an independent
//! script (see `docs/journal.md`). Whole months go when their time is over.

mod block;
mod entry;
mod expire;
pub mod inventory;
mod page;
pub mod store;
#[cfg(test)]
mod tests;
mod verify;

pub use block::{Head, NoHead};
pub use entry::{Act, Actor, Entry};
pub use page::Noted;
pub use verify::{Broken, Error, Verified, Why};

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use db::Db;

use super::jobs::{DAY, Job, Outcome, SECOND};
use super::{Ground, Room, RoomOpened};

/// This room.
pub static ROOM: Room = Room {
    inventory: &inventory::ROOM,
    schema: include_str!("schema.sql"),
    statements: &[store::STATEMENTS],
    instances: None,
    open,
};

/// The journal of one program.
pub struct Journal {
    data: Db,
    read: ReadToday,
}

/// The readings of a day that are noted already, so that looking again writes nothing.
#[derive(Default)]
struct ReadToday(Mutex<(String, HashSet<String>)>);

impl ReadToday {
    fn holds(&self, day: &str, key: &str) -> bool {
        let today = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        today.0 == day && today.1.contains(key)
    }

    fn keep(&self, day: &str, keys: Vec<String>) {
        let mut today = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if today.0 != day {
            *today = (day.to_owned(), HashSet::new());
        }
        today.1.extend(keys);
    }
}

impl Journal {
    /// Over this database.
    pub fn new(data: Db) -> Self {
        Self { data, read: ReadToday::default() }
    }
}

fn open(ground: &Arc<Ground>) -> RoomOpened {
    let (waiting, sealing, nightly) = (ground.clone(), ground.clone(), ground.clone());
    let seal = Job::new("journal-seal", SECOND, move || {
        let ground = sealing.clone();
        async move {
            let more = ground.journal.seal(ground.clock.now()).await;
            more.map(Outcome::again_if).map_err(|error| error.to_string())
        }
    })
    .only_if(move || {
        let ground = waiting.clone();
        async move { ground.journal.unsealed().await.map_err(|error| error.to_string()) }
    });
    let night = Job::new("journal-night", DAY, move || night(nightly.clone()));
    RoomOpened { jobs: vec![seal, night], ..RoomOpened::default() }
}

/// Lets months expire, verifies what is left, and writes the head into the log, which whoever
/// changes the database cannot change as well.
async fn night(ground: Arc<Ground>) -> Result<Outcome, String> {
    let now = ground.clock.now();
    if ground.care.clock_is_good(now).await.map_err(|error| error.to_string())? {
        let keep = ground.settings.journal.keep_months;
        ground.journal.expire(now, keep).await.map_err(|error| error.to_string())?;
    }
    let verified = match ground.journal.verify(None).await {
        Ok(verified) => verified,
        Err(Error::Broken(broken)) => {
            note_broken(&ground.data, &broken, now).await.map_err(|error| error.to_string())?;
            return Err(broken.to_string());
        }
        Err(error) => return Err(error.to_string()),
    };
    let head = verified.head.map_or_else(|| "none".to_owned(), |head| head.to_string());
    tracing::info!(
        head,
        blocks = verified.blocks,
        entries = verified.entries,
        unsealed = verified.unsealed,
        "the journal is sound; this is its head"
    );
    Ok(Outcome::Done)
}

/// Notes, once a day, that the chain is broken.
async fn note_broken(data: &Db, broken: &Broken, now: i64) -> Result<(), db::Error> {
    let entry = Entry::new(Actor::System, Act::JournalBroken, now)
        .number("block", broken.block)
        .once(&["broken", &kit::clock::day(now)]);
    data.write::<_, db::Error>(|tx| Box::pin(Journal::note(tx, entry))).await
}
