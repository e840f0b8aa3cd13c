//! Care: export, erasure and the sweep, for every room, from the inventory alone.
//!
//! A room writes no such code of its own. What it declares is what is exported, what is erased
//! and what goes when its time is over.

mod export;
pub mod inventory;
mod page;
mod reached;
mod sql;
pub mod store;
mod sweep;

pub use export::{Export, ExportRow, ExportTable, ExportValue};
pub use reached::Addressed;
pub use sweep::{Hold, Swept};

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use ::inventory::{Audience, Column, Need, OnErase, Origin, Table};
use db::{Db, Statement, binds};
use kit::chance::Chance;
use kit::settings::Settings;
use kit::web::AccessLog;

use super::generations::Generations;
use super::jobs::{Job, MINUTE, Outcome};
use super::journal::{Act, Actor, Entry, Journal};
use super::people::{self, People};
use super::{Ground, Room, RoomOpened};

/// This room.
pub static ROOM: Room = Room {
    inventory: &inventory::ROOM,
    schema: include_str!("schema.sql"),
    statements: &[store::STATEMENTS],
    instances: None,
    open,
};

/// Who is erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whom {
    /// Everybody named.
    All,
    /// Of those named, everybody about whom nothing is held: looked at where they are erased, for
    /// they may have written since.
    OfNothing,
}

/// How often the sweep runs: every night is every day.
const NIGHTLY_MS: i64 = 86_400_000;

fn open(ground: &Arc<Ground>) -> RoomOpened {
    let (ground, for_log, for_pending) = (ground.clone(), ground.clone(), ground.clone());
    let sweep = Job::new("sweep", NIGHTLY_MS, move || {
        let ground = ground.clone();
        async move {
            match ground.care.sweep(ground.clock.now()).await.map_err(|error| error.to_string())? {
                Ok(swept) => tracing::info!(
                    rows = swept.rows.values().sum::<u64>(),
                    values = swept.blanked,
                    persons = swept.persons,
                    keys = swept.keys,
                    "the sweep is done"
                ),
                Err(hold) => tracing::warn!(
                    seen = kit::clock::stamp(hold.seen_at),
                    now = kit::clock::stamp(hold.now),
                    "the sweep waits: the clock may have jumped"
                ),
            }
            // So that keys which are gone are gone from the database's files too. Last, because
            // whoever is in its way must not hold up what is over: then all of it runs again.
            let scrubbed = ground.people.keys().db().scrub().await;
            scrubbed.map_err(|error| error.to_string())?;
            Ok(Outcome::Done)
        }
    });
    let log = Job::new("access-log", NIGHTLY_MS, move || {
        let ground = for_log.clone();
        async move { sweep_log(&ground).map_err(|error| error.to_string()) }
    });
    let pending = Job::new("erasures", MINUTE, move || {
        let ground = for_pending.clone();
        async move {
            let now = ground.clock.now();
            ground.care.finish_pending(now).await.map_err(|error| error.to_string())?;
            Ok(Outcome::Done)
        }
    });
    RoomOpened { jobs: vec![sweep, log, pending], ..RoomOpened::default() }
}

/// Deletes the files of the access log that are over.
fn sweep_log(ground: &Ground) -> std::io::Result<Outcome> {
    let folder = ground.data_folder.join("logs");
    if folder.exists() {
        let days = ground.settings.server.access_log_days;
        AccessLog::sweep(&folder, ground.clock.now(), days)?;
    }
    Ok(Outcome::Done)
}

/// The mark that something was collected once, even if all of it has gone since: from then on
/// every version of the policy stays.
const COLLECTED: &str = "collected";

/// The generation of what care has taken away: rows leave no trace of themselves by which whoever
/// holds something made from them could know.
pub const GENERATION: &str = "care";

/// What somebody does when persons were erased.
type Forgetting =
    Arc<dyn Fn(Vec<String>) -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync>;

/// The engine over the inventory.
pub struct Care {
    data: Db,
    people: Arc<People>,
    chance: Chance,
    settings: Arc<Settings>,
    rooms: Vec<&'static ::inventory::Room>,
    forgetting: Mutex<Vec<Forgetting>>,
}

/// What an erasure left, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erased {
    /// How many rows went.
    pub rows: u64,
    /// What stays: the table, and the key of the words that say why (`kept-<key>`).
    pub kept: Vec<(&'static str, &'static str)>,
}

impl Care {
    /// Over the tables of these rooms.
    pub const fn new(
        data: Db,
        people: Arc<People>,
        chance: Chance,
        settings: Arc<Settings>,
        rooms: Vec<&'static ::inventory::Room>,
    ) -> Self {
        Self { data, people, chance, settings, rooms, forgetting: Mutex::new(Vec::new()) }
    }

    /// Calls `then` with persons who were just erased in this process, before whoever asked for
    /// it is told: for what is held in memory about them. Other processes learn of it by the
    /// generation.
    pub fn when_erased<F, Fut>(&self, then: F)
    where
        F: Fn(Vec<String>) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = ()> + Send + 'static,
    {
        let forgetting: Forgetting = Arc::new(move |persons| Box::pin(then(persons)));
        self.forgetting.lock().unwrap_or_else(PoisonError::into_inner).push(forgetting);
    }

    /// Every table that holds something about people, those of the rooms before the person's
    /// own row.
    fn tables(&self) -> impl DoubleEndedIterator<Item = &'static Table> {
        let tables: Vec<&'static Table> = self
            .rooms
            .iter()
            .flat_map(|room| room.tables.iter().copied())
            .filter(|table| table.person().is_some())
            .collect();
        tables.into_iter().rev()
    }

    /// Statements that count (`n`) what visitors gave, now or ever: from the first of it on, a
    /// published version of the policy is not replaced any more.
    pub fn given_by_visitors(&self) -> Vec<Statement> {
        let given = |table: &&'static Table| {
            let mut data = table.columns.iter().filter_map(|column| column.kind.datum());
            data.any(|datum| {
                datum.origin == Origin::Given
                    && datum.need != Need::Automatic
                    && datum.uses.iter().any(|one| one.purpose.audience == Audience::Visitors)
            })
        };
        self.tables()
            .filter(given)
            .filter_map(|table| Some(sql::newest(table, table.collected()?)))
            .chain([store::EVER.clone()])
            .collect()
    }

    /// Whether visitors gave anything.
    pub async fn holds_visitors(&self) -> Result<bool, db::Error> {
        for statement in self.given_by_visitors() {
            let row = self.data.read_one(&statement, binds![]).await?;
            if row.map(|row| row.int("n")).transpose()?.unwrap_or(0) > 0 {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Statements that move what is held about the work of one person (`$1`) on to another (`$2`):
    /// a member with another address is another person to the program. What is sealed is sealed
    /// anew by whoever holds it, and what is about visitors stays with whom it is about.
    pub fn moves(&self) -> Vec<Statement> {
        let of_team = |table: &&'static Table| {
            let mut uses = table.columns.iter().filter_map(|column| column.kind.datum());
            let mut sealed = table.columns.iter().map(|column| column.kind.sealed());
            table.erase == OnErase::Delete
                && !sealed.any(|sealed| sealed)
                && uses.all(|datum| {
                    datum.uses.iter().all(|one| one.purpose.audience == Audience::Team)
                })
        };
        self.tables()
            .filter(of_team)
            .filter_map(|table| Some(sql::moves(table, table.person()?)))
            .collect()
    }

    /// When the newest row of a room was collected; none if it holds nothing.
    pub async fn newest_of(&self, room: &::inventory::Room) -> Result<Option<i64>, db::Error> {
        let mut newest = None;
        for table in room.tables.iter().filter(|table| table.person().is_some()) {
            newest = newest.max(self.newest(table).await?);
        }
        Ok(newest)
    }

    /// One value of a sealed column as it lies in the database: only to see that it is sealed.
    pub async fn sample(
        &self,
        table: &Table,
        column: &Column,
    ) -> Result<Option<Vec<u8>>, db::Error> {
        let row = self.data.read_one(&sql::sample(table, column), binds![]).await?;
        row.map(|row| row.bytes("value")).transpose()
    }

    async fn newest(&self, table: &Table) -> Result<Option<i64>, db::Error> {
        let Some(collected) = table.collected() else { return Ok(None) };
        let row = self.data.read_one(&sql::newest(table, collected), binds![]).await?;
        match row {
            Some(row) if row.int("n")? > 0 => row.opt_int("newest"),
            _ => Ok(None),
        }
    }

    /// Erases a person, and everybody who is one with them. The rows go at once; then the key,
    /// so that every copy of the data is unreadable; a start finishes what was interrupted.
    pub async fn erase(
        &self,
        person: &str,
        actor: Actor,
        now: i64,
    ) -> Result<Erased, people::Error> {
        let persons = self.people.linked(person).await?;
        let (_, rows) = self.erase_rows(&persons, Whom::All, actor, now).await?;
        let mut erased = Erased { rows, kept: Vec::new() };
        self.finish(&persons, now).await?;
        for table in self.tables() {
            if let OnErase::Keep(reason) = table.erase {
                erased.kept.push((table.name, reason));
            }
        }
        Ok(erased)
    }

    /// Finishes the erasures that were interrupted between the rows and the key.
    pub async fn finish_pending(&self, now: i64) -> Result<usize, people::Error> {
        let rows = self.data.read(&store::PENDING, binds![]).await?;
        let pending: Vec<String> =
            rows.iter().map(|row| row.text("person_id")).collect::<Result<_, _>>()?;
        if !pending.is_empty() {
            self.finish(&pending, now).await?;
        }
        Ok(pending.len())
    }

    /// Erases the rows of persons, of all of them or of none; those who are only to go if nothing
    /// is held about them stay if something is. Answers who went, and how many rows.
    async fn erase_rows(
        &self,
        persons: &[String],
        whom: Whom,
        actor: Actor,
        now: i64,
    ) -> Result<(Vec<String>, u64), people::Error> {
        let statements: Vec<Statement> =
            self.tables().filter_map(|table| sql::erase(table, table.person()?)).collect();
        let held = sql::held(self.tables());
        // Whoever writes about one of them now waits, and then finds that they are erased.
        let locks = persons.iter().map(|person| People::lock(person, false)).collect();
        let persons: Vec<(String, String)> =
            persons.iter().map(|person| (self.chance.id(now), person.clone())).collect();
        let work = self.data.write_holding::<_, db::Error>(locks, move |tx| {
            Box::pin(async move {
                let (mut gone, mut all) = (Vec::new(), 0);
                tx.execute(&store::SEE, binds![COLLECTED, now, false]).await?;
                for (id, person) in persons {
                    if whom == Whom::OfNothing
                        && tx.read_one(&held, binds![person.clone()]).await?.is_some()
                    {
                        continue;
                    }
                    tx.execute(&store::BEGIN, binds![id, person.clone(), now]).await?;
                    let mut rows = 0;
                    for statement in &statements {
                        rows += tx.execute(statement, binds![person.clone()]).await?;
                    }
                    // A key that was made for somebody who never came is no act on anybody's data.
                    if rows > 0 || whom == Whom::All {
                        let entry = Entry::new(actor.clone(), Act::Erased, now).person(&person);
                        Journal::note(tx, entry).await?;
                    }
                    gone.push(person);
                    all += rows;
                }
                Generations::bump(tx, people::GENERATION).await?;
                Generations::bump(tx, GENERATION).await?;
                Ok((gone, all))
            })
        });
        Ok(work.await?)
    }

    /// Removes the keys of persons whose rows are gone, for good: also from the log that the
    /// database writes ahead, so that no copy of today's keys opens yesterday's data. If the log
    /// cannot be emptied now, because somebody reads, the marks stay and a job tries again.
    pub(super) async fn finish(&self, persons: &[String], now: i64) -> Result<(), people::Error> {
        let forgetting = self.forgetting.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for forget in forgetting {
            forget(persons.to_vec()).await;
        }
        self.people.keys().shred(persons).await?;
        for db in [self.people.keys().db(), &self.data] {
            if let Err(error) = db.checkpoint().await {
                tracing::warn!(%error, "an erasure waits for the log to be emptied");
                return Ok(());
            }
        }
        let persons = persons.to_vec();
        self.data
            .write::<_, people::Error>(move |tx| {
                Box::pin(async move {
                    for person in persons {
                        tx.execute(&store::DONE, binds![person, now]).await?;
                    }
                    Ok(())
                })
            })
            .await
    }
}
