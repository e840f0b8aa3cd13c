//! The handle on a database that the program passes around.

use std::sync::Arc;

use crate::sqlite::Sqlite;
use crate::tx::at_most_one;
use crate::{
    ColumnInfo, Config, Error, ForeignKey, Result, Row, Statement, Stats, Tx, Value, Work, schema,
};

/// A database. Cheap to clone; all clones are the same one.
#[derive(Debug, Clone)]
pub struct Db {
    engine: Engine,
}

#[derive(Debug, Clone)]
enum Engine {
    Sqlite(Arc<Sqlite>),
}

impl Db {
    /// Opens the database, making its file (readable by this user only) if there is none.
    pub fn open(config: Config) -> Result<Self> {
        Ok(Self { engine: Engine::Sqlite(Arc::new(Sqlite::open(config)?)) })
    }

    /// Runs a statement that only reads, and sees everything that has been committed.
    pub async fn read(&self, statement: &Statement, binds: Vec<Value>) -> Result<Vec<Row>> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.read(statement.clone(), binds).await,
        }
    }

    /// Like [`read`](Self::read), for one row or none. More than one is an error.
    pub async fn read_one(&self, statement: &Statement, binds: Vec<Value>) -> Result<Option<Row>> {
        at_most_one(statement, self.read(statement, binds).await?)
    }

    /// Runs a closure whole or not at all; when this answers `Ok`, what it did is on the disk.
    ///
    /// - The closure awaits nothing but its `tx`: anything else fails it. It makes no
    ///   calls outside, for it holds up every other write.
    /// - When it returns an error or panics, nothing of it is stored, and its neighbours in the
    ///   same commit do not notice.
    /// - When a statement in it fails, it has failed, see [`Tx`].
    /// - After an error nothing of it is in, except after [`Error::Io`]: then the disk cannot be
    ///   trusted, and only the next start shows what is in, as after a power cut.
    /// - If the caller goes away while waiting, the closure still runs.
    pub async fn write<T, E>(
        &self,
        work: impl for<'t> FnOnce(&'t mut Tx) -> Work<'t, T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.write(work).await,
        }
    }

    /// Brings the tables of a room up to date. The text consists of steps, each begun by a line
    /// `-- step 1: what it does`, numbered without gaps. Each step is applied once, ever; a step
    /// that has been applied must not change, except in its comments and white space.
    pub async fn migrate(&self, room: &str, text: &str) -> Result<()> {
        schema::migrate(self, room, text).await
    }

    /// Every column of every table, by table and in order.
    pub async fn schema(&self) -> Result<Vec<ColumnInfo>> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.schema().await,
        }
    }

    /// Every reference from a column to another table.
    pub async fn foreign_keys(&self) -> Result<Vec<ForeignKey>> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.foreign_keys().await,
        }
    }

    /// Checks that each statement fits the schema and numbers its parameters `$1` to `$n`
    /// without gaps. The error lists all that do not.
    pub async fn prepare_all(&self, statements: &[&Statement]) -> Result<()> {
        let statements: Vec<Statement> = statements.iter().map(|&one| one.clone()).collect();
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.prepare_all(statements).await,
        }
    }

    /// Looks through the whole database for damage and broken references.
    pub async fn integrity(&self) -> Result<()> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.integrity().await,
        }
    }

    /// Moves everything committed from the log into the database's file and empties the log.
    /// Busy if somebody keeps reading.
    pub async fn checkpoint(&self) -> Result<()> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.checkpoint().await,
        }
    }

    /// Finishes what has been begun, refuses everything after, and closes the files. Calling it
    /// twice does no harm.
    pub async fn close(&self) -> Result<()> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.close().await,
        }
    }

    /// What it has done so far and how it is.
    pub fn stats(&self) -> Stats {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.stats(),
        }
    }
}
