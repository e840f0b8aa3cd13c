//! The handle on a database that the program passes around.

use std::sync::Arc;

use crate::lock::{Lock, Manner};
use crate::postgres::Postgres;
use crate::sqlite::Sqlite;
use crate::tx::at_most_one;
use crate::{
    ColumnInfo, Config, Error, ForeignKey, Result, Row, ServerConfig, Statement, Stats, Tx, Value,
    Work, schema,
};

/// A database. Cheap to clone; all clones are the same one.
#[derive(Debug, Clone)]
pub struct Db {
    engine: Engine,
}

#[derive(Debug, Clone)]
enum Engine {
    Sqlite(Arc<Sqlite>),
    Postgres(Postgres),
}

impl Db {
    /// Opens a database in a file, making its file (readable by this user only) if there is none.
    pub fn open(config: Config) -> Result<Self> {
        Ok(Self { engine: Engine::Sqlite(Arc::new(Sqlite::open(config)?)) })
    }

    /// Opens a database on a PostgreSQL server. It is connected to when it is first needed.
    pub fn connect(config: ServerConfig) -> Result<Self> {
        Ok(Self { engine: Engine::Postgres(Postgres::open(config)?) })
    }

    /// Runs a statement that only reads, and sees everything that has been committed.
    pub async fn read(&self, statement: &Statement, binds: Vec<Value>) -> Result<Vec<Row>> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.read(statement.clone(), binds).await,
            Engine::Postgres(postgres) => postgres.read(statement, &binds).await,
        }
    }

    /// Like [`read`](Self::read), for one row or none. More than one is an error.
    pub async fn read_one(&self, statement: &Statement, binds: Vec<Value>) -> Result<Option<Row>> {
        at_most_one(statement, self.read(statement, binds).await?)
    }

    /// Runs a closure whole or not at all; when this answers `Ok`, what it did is on the disk.
    ///
    /// - The closure awaits nothing but its `tx`: on SQLite anything else fails it. It makes no
    ///   calls outside, for it holds up every other write, and it may run more than once: on
    ///   PostgreSQL two that were in each other's way are told apart by running one again.
    /// - When it returns an error or panics, nothing of it is stored, and its neighbours in the
    ///   same commit do not notice.
    /// - When a statement in it fails, it has failed, see [`Tx`].
    /// - After an error nothing of it is in, except after [`Error::Io`]: then the disk cannot be
    ///   trusted, and only the next start shows what is in, as after a power cut; and after
    ///   [`Error::Away`]: the server may have gone with the commit done. So whatever must not
    ///   happen twice carries a key of its own.
    /// - If the caller goes away while waiting, the closure still runs.
    pub async fn write<T, E>(
        &self,
        work: impl for<'t> FnOnce(&'t mut Tx) -> Work<'t, T, E> + Clone + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.write_in(Manner::default(), work).await
    }

    /// The same while these names are held, from before it begins: what somebody wrote who held one
    /// of them, it sees.
    pub async fn write_holding<T, E>(
        &self,
        locks: Vec<Lock>,
        work: impl for<'t> FnOnce(&'t mut Tx) -> Work<'t, T, E> + Clone + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.write_in(Manner { locks, loose: false }, work).await
    }

    /// The same, and nothing but these names keeps it apart from others: on PostgreSQL each of its
    /// statements sees what was committed before it (`read committed`). For what happens many times
    /// in a second and only adds rows. Whoever writes so has to name whatever it rests on. There,
    /// those that come at once and do no more than [`Tx::read_all`] and [`Tx::insert_all`], once
    /// `insert into … values (…)` each, share a transaction and its statements.
    pub async fn write_beside<T, E>(
        &self,
        locks: Vec<Lock>,
        work: impl for<'t> FnOnce(&'t mut Tx) -> Work<'t, T, E> + Clone + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.write_in(Manner { locks, loose: true }, work).await
    }

    async fn write_in<T, E>(
        &self,
        manner: Manner,
        work: impl for<'t> FnOnce(&'t mut Tx) -> Work<'t, T, E> + Clone + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.write(work).await,
            Engine::Postgres(postgres) => postgres.write(manner, work).await,
        }
    }

    /// Brings the tables of a room up to date. The text consists of steps, each begun by a line
    /// `-- step 1: what it does`, numbered without gaps. Each step is applied once, ever; a step
    /// that has been applied must not change, except in its comments and white space.
    pub async fn migrate(&self, room: &str, text: &str) -> Result<()> {
        schema::migrate(self, room, text).await
    }

    /// Makes the place for the tables, where there is none.
    pub(crate) async fn make_schema(&self) -> Result<()> {
        match &self.engine {
            Engine::Sqlite(_) => Ok(()),
            Engine::Postgres(postgres) => postgres.make_schema().await,
        }
    }

    /// Every column of every table, by table and in order.
    pub async fn schema(&self) -> Result<Vec<ColumnInfo>> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.schema().await,
            Engine::Postgres(postgres) => postgres.schema().await,
        }
    }

    /// Every reference from a column to another table.
    pub async fn foreign_keys(&self) -> Result<Vec<ForeignKey>> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.foreign_keys().await,
            Engine::Postgres(postgres) => postgres.foreign_keys().await,
        }
    }

    /// Checks that each statement fits the schema and numbers its parameters `$1` to `$n`
    /// without gaps. The error lists all that do not.
    pub async fn prepare_all(&self, statements: &[&Statement]) -> Result<()> {
        let statements: Vec<Statement> = statements.iter().map(|&one| one.clone()).collect();
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.prepare_all(statements).await,
            Engine::Postgres(postgres) => postgres.prepare_all(&statements).await,
        }
    }

    /// Looks through the whole database for damage and broken references.
    pub async fn integrity(&self) -> Result<()> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.integrity().await,
            Engine::Postgres(postgres) => postgres.integrity().await,
        }
    }

    /// Leaves nothing of what was deleted in the database's files. On SQLite that is a
    /// [`checkpoint`](Self::checkpoint), because deleted rows are overwritten; on PostgreSQL every
    /// table is rewritten, so keep it to small databases. Busy if somebody is in its way.
    pub async fn scrub(&self) -> Result<()> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.checkpoint().await,
            Engine::Postgres(postgres) => postgres.scrub().await,
        }
    }

    /// Moves everything committed from the log into the database's file and empties the log.
    /// Busy if somebody keeps reading. On PostgreSQL the server sees to that.
    pub async fn checkpoint(&self) -> Result<()> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.checkpoint().await,
            Engine::Postgres(_) => Ok(()),
        }
    }

    /// Finishes what has been begun, refuses everything after, and closes the files. Calling it
    /// twice does no harm.
    pub async fn close(&self) -> Result<()> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.close().await,
            Engine::Postgres(postgres) => {
                postgres.close();
                Ok(())
            }
        }
    }

    /// What it has done so far and how it is.
    pub fn stats(&self) -> Stats {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.stats(),
            Engine::Postgres(postgres) => postgres.stats(),
        }
    }
}
