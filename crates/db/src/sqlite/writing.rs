//! The writing connection, and the state of the closure at work on it.

use rusqlite::Connection;
use rusqlite::wal::CheckpointMode;

use super::errors::{distrusts_disk, error};
use super::run::{self, Failure};
use super::{file, inspect};
use crate::{Error, Result, Row, Statement, Value};

/// Once the log holds this many pages (4 kB each) that are not in the file yet, they are moved: not
/// too often, for a page that was changed many times is moved once, with two syncs more.
const CHECKPOINT_PAGES: i32 = 4000;

#[derive(Debug)]
pub(crate) struct Writing {
    connection: Connection,
    /// Why the closure at work has failed, if it has.
    failed: Option<Error>,
    /// What the disk did that it cannot be trusted after.
    distrust: Option<Error>,
    /// How many batches were run: SQLite does not count what they change in the schema.
    batches: u64,
}

impl Writing {
    pub(crate) fn new(connection: Connection) -> Self {
        Self { connection, failed: None, distrust: None, batches: 0 }
    }

    pub(crate) fn execute(&mut self, statement: &Statement, binds: &[Value]) -> Result<u64> {
        self.run(statement.name, |connection| run::execute(connection, statement, binds))
    }

    pub(crate) fn read(&mut self, statement: &Statement, binds: &[Value]) -> Result<Vec<Row>> {
        self.run(statement.name, |connection| run::rows(connection, statement, binds))
    }

    pub(crate) fn batch(&mut self, name: &str, sql: &str) -> Result<()> {
        self.batches += 1;
        self.run(name, |connection| Ok(connection.execute_batch(sql)?))
    }

    pub(crate) fn only_known_types(&self) -> Result<()> {
        crate::schema::only_known_types(&inspect::schema(&self.connection)?)
    }

    /// Runs one statement of the closure at work, unless an earlier one has failed.
    fn run<T>(
        &mut self,
        name: &str,
        work: impl FnOnce(&Connection) -> Result<T, Failure>,
    ) -> Result<T> {
        if let Some(first) = &self.failed {
            return Err(Error::Bug(format!(
                "statement {name} follows one that failed ({first}); a write ends with its first failure"
            )));
        }
        let outcome = match work(&self.connection) {
            Ok(_) if self.lost() => {
                Err(Error::Bug(format!("statement {name} ended the transaction it is part of")))
            }
            Ok(answer) => Ok(answer),
            Err(failure) => {
                if let Failure::Sqlite(cause) = &failure {
                    self.look(cause, false);
                }
                Err(failure.into_error(name))
            }
        };
        if let Err(error) = &outcome {
            self.failed = Some(error.clone());
        }
        outcome
    }

    /// Why the closure at work has failed, if it has.
    pub(crate) fn failed(&self) -> Option<&Error> {
        self.failed.as_ref()
    }

    /// The same, and makes ready for the next closure.
    pub(crate) fn take_failed(&mut self) -> Option<Error> {
        self.failed.take()
    }

    /// Whether the disk cannot be trusted any more, and why.
    pub(crate) fn distrust(&self) -> Option<&Error> {
        self.distrust.as_ref()
    }

    /// Whether SQLite has given up the whole transaction by itself, as it may when the disk is
    /// full or fails.
    pub(crate) fn lost(&self) -> bool {
        self.connection.is_autocommit()
    }

    /// How much was changed since the connection was opened. Only whether it grows is of use.
    pub(crate) fn changes(&self) -> u64 {
        self.connection.total_changes() + self.batches
    }

    pub(crate) fn begin(&mut self) -> Result<()> {
        self.control("begin immediate", false)
    }

    pub(crate) fn savepoint(&mut self) -> Result<()> {
        self.control("savepoint one", false)
    }

    /// Keeps what was done since the savepoint.
    pub(crate) fn keep(&mut self) -> Result<()> {
        self.control("release one", false)
    }

    /// Undoes what was done since the savepoint.
    pub(crate) fn undo(&mut self) -> Result<()> {
        self.control("rollback to one", false)?;
        self.control("release one", false)
    }

    /// Commits and syncs. After an error nothing of the transaction is in.
    pub(crate) fn commit(&mut self) -> Result<()> {
        let outcome = self.control("commit", true);
        if outcome.is_err() {
            self.roll_back();
        }
        outcome
    }

    /// Undoes the whole transaction.
    pub(crate) fn roll_back(&mut self) {
        if self.lost() {
            return;
        }
        let outcome = self.control("rollback", false);
        if !self.lost() {
            let why = outcome.err().map_or_else(String::new, |error| format!(": {error}"));
            self.distrust = Some(Error::Io(format!("a transaction could not be undone{why}")));
        }
    }

    fn control(&mut self, sql: &str, committing: bool) -> Result<()> {
        let outcome =
            self.connection.prepare_cached(sql).and_then(|mut prepared| prepared.raw_execute());
        match outcome {
            Ok(_) => Ok(()),
            Err(cause) => {
                self.look(&cause, committing);
                Err(error(&cause))
            }
        }
    }

    /// Moves the log into the file if it has grown long. This is after the answers, so nobody
    /// waits for it; its failure fails nobody's write, but shows what the disk is worth.
    pub(crate) fn tidy(&mut self, at_once: bool) {
        let mut outcome = self.connection.wal_checkpoint_v2(Some("main"), CheckpointMode::NOOP);
        if let Ok((pages, moved)) = outcome
            && pages > 0
            && (at_once || pages - moved.max(0) >= CHECKPOINT_PAGES)
        {
            outcome = self.connection.wal_checkpoint_v2(Some("main"), CheckpointMode::PASSIVE);
        }
        if let Err(cause) = outcome {
            self.look(&cause, false);
            tracing::warn!(error = %error(&cause), "the database's log could not be moved into its file");
        }
    }

    /// Moves the whole log and empties it, waiting for readers.
    pub(crate) fn checkpoint(&mut self) -> Result<()> {
        match self.connection.wal_checkpoint_v2(Some("main"), CheckpointMode::TRUNCATE) {
            Ok(_) => Ok(()),
            Err(cause) => {
                self.look(&cause, false);
                Err(error(&cause))
            }
        }
    }

    /// Writes anew what an earlier run left in the log. If that run ended after a failed sync,
    /// the log may look whole to this process and have a hole on the disk: writing behind it
    /// would lose what is acknowledged from now on.
    pub(crate) fn settle(&mut self) -> Result<()> {
        match self.connection.wal_checkpoint_v2(Some("main"), CheckpointMode::PASSIVE) {
            Ok(_) => Ok(()),
            Err(cause) => match error(&cause) {
                Error::Busy | Error::Full => Ok(()),
                other => Err(other),
            },
        }
    }

    /// Closes the file; if the disk cannot be trusted, without touching it again.
    pub(crate) fn close(mut self) -> Result<()> {
        if self.distrust.is_some() {
            file::leave_log(&self.connection);
        } else if let Err(cause) = self.checkpoint()
            && cause != Error::Busy
        {
            tracing::warn!(error = %cause, "the database's log stays beside its file");
        }
        self.connection.close().map_err(|(_, cause)| error(&cause))
    }

    fn look(&mut self, cause: &rusqlite::Error, committing: bool) {
        if self.distrust.is_none() && distrusts_disk(cause, committing) {
            self.distrust = Some(error(cause));
        }
    }
}
