//! Jobs: what the program does by itself. Each job runs under a lease in the database, so that
//! it runs once whether one process looks or twenty.

pub mod inventory;
mod runner;
pub mod store;
#[cfg(test)]
mod tests;

pub use runner::Runner;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use db::{Db, binds};

use super::{Ground, Room, RoomOpened};

/// A second, in milliseconds.
pub const SECOND: i64 = 1_000;
/// A minute.
pub const MINUTE: i64 = 60 * SECOND;
/// An hour.
pub const HOUR: i64 = 60 * MINUTE;
/// A day. A job that is due every day is due at midnight, UTC.
pub const DAY: i64 = 24 * HOUR;

/// This room.
pub static ROOM: Room = Room {
    inventory: &inventory::ROOM,
    schema: include_str!("schema.sql"),
    statements: &[store::STATEMENTS],
    instances: None,
    open,
};

/// The jobs belong to the rooms; this one only keeps their leases.
fn open(_: &Arc<Ground>) -> RoomOpened {
    RoomOpened::default()
}

/// How a run ended, when nothing went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// There is more to do, at once.
    Again,
    /// All is done for now.
    Done,
}

impl Outcome {
    /// Whether there is more.
    pub const fn again_if(more: bool) -> Self {
        if more { Outcome::Again } else { Outcome::Done }
    }
}

/// What a job is, or asks, in the end.
type Later<T> = Pin<Box<dyn Future<Output = Result<T, String>> + Send>>;

/// Something the program does by itself. Its error is shown to the team: no personal data in it.
#[derive(Clone)]
pub struct Job {
    name: &'static str,
    every_ms: i64,
    run: Arc<dyn Fn() -> Later<Outcome> + Send + Sync>,
    ready: Option<Arc<dyn Fn() -> Later<bool> + Send + Sync>>,
}

impl Job {
    /// Does something again and again, at the whole second, hour, day.
    pub fn new<F, Fut>(name: &'static str, every_ms: i64, run: F) -> Self
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Outcome, String>> + Send + 'static,
    {
        Self {
            name,
            every_ms: every_ms.max(1),
            run: Arc::new(move || Box::pin(run())),
            ready: None,
        }
    }

    /// Only if there is something to do: looked at before the lease is taken, so that an idle
    /// program writes nothing.
    #[must_use]
    pub fn only_if<F, Fut>(mut self, ready: F) -> Self
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<bool, String>> + Send + 'static,
    {
        self.ready = Some(Arc::new(move || Box::pin(ready())));
        self
    }

    /// Its name.
    pub const fn name(&self) -> &'static str {
        self.name
    }
}

/// How a job stands, for the desk and for health.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct JobState {
    /// Its name.
    pub name: String,
    /// When it is due.
    pub due_at: i64,
    /// Who runs it now.
    pub holder: Option<String>,
    /// When it last began.
    pub started_at: Option<i64>,
    /// When it last ended.
    pub ended_at: Option<i64>,
    /// How often it failed since it last went well.
    pub failures: i64,
    /// What went wrong the last time.
    pub error: Option<String>,
}

/// Takes back the leases of processes that are gone, for one that knows that it is alone: they need
/// not run out first.
pub async fn release_all(data: &Db) -> Result<(), db::Error> {
    let work = data.write::<_, db::Error>(|tx| {
        Box::pin(async move { tx.execute(&store::RELEASE_ALL, binds![]).await })
    });
    work.await.map(drop)
}

/// How all jobs stand.
pub async fn states(data: &Db) -> Result<Vec<JobState>, db::Error> {
    let rows = data.read(&store::ALL, binds![]).await?;
    rows.iter()
        .map(|row| {
            Ok(JobState {
                name: row.text("name")?,
                due_at: row.int("due_at")?,
                holder: row.opt_text("holder")?,
                started_at: row.opt_int("started_at")?,
                ended_at: row.opt_int("ended_at")?,
                failures: row.int("failures")?,
                error: row.opt_text("error")?,
            })
        })
        .collect()
}
