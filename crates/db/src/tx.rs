//! What a closure given to [`Db::write`](crate::Db::write) works with.

use std::pin::Pin;

use crate::{Lock, Result, Row, Statement, Value};
use crate::{postgres, sqlite};

/// What such a closure returns.
pub type Work<'t, T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send + 't>>;

/// A statement with the values for its parameters.
pub type Bound = (&'static Statement, Vec<Value>);

/// One write in progress. Everything done through it happens together or not at all.
///
/// Once a statement has failed, the write has failed: later statements are refused and nothing
/// of it is stored, even if the closure ignores the error. (PostgreSQL would not let it continue,
/// so SQLite may not either.) What may already be there is said with `on conflict`.
#[derive(Debug)]
pub struct Tx {
    pub(crate) engine: Engine,
}

/// Which database it is.
#[derive(Debug)]
pub(crate) enum Engine {
    Sqlite(sqlite::Writing),
    Postgres(postgres::Writing),
    Shared(postgres::Seat),
}

impl Engine {
    /// The transaction of SQLite's own thread, which makes no other.
    pub(crate) fn sqlite(&mut self) -> &mut sqlite::Writing {
        match self {
            Engine::Sqlite(writing) => writing,
            Engine::Postgres(_) | Engine::Shared(_) => unreachable!("{ELSEWHERE}"),
        }
    }

    /// The same, to be closed.
    pub(crate) fn into_sqlite(self) -> sqlite::Writing {
        match self {
            Engine::Sqlite(writing) => writing,
            Engine::Postgres(_) | Engine::Shared(_) => unreachable!("{ELSEWHERE}"),
        }
    }

    /// The transaction of a connection to a server, to be ended.
    pub(crate) fn into_postgres(self) -> postgres::Writing {
        match self {
            Engine::Postgres(writing) => writing,
            Engine::Sqlite(_) | Engine::Shared(_) => unreachable!("{ELSEWHERE}"),
        }
    }
}

const ELSEWHERE: &str = "each database makes transactions of its own kind only";

impl Tx {
    /// Runs a statement that changes something; answers how many rows.
    pub async fn execute(&mut self, statement: &Statement, binds: Vec<Value>) -> Result<u64> {
        match &mut self.engine {
            Engine::Sqlite(writing) => writing.execute(statement, &binds),
            Engine::Postgres(writing) => writing.execute(statement, &binds).await,
            Engine::Shared(seat) => seat.leave().await,
        }
    }

    /// Runs several statements that add rows; answers how many the last one added. None of them
    /// rests on what another has added, but for references. On a server they are one statement.
    pub async fn insert_all(&mut self, all: Vec<Bound>) -> Result<u64> {
        match &mut self.engine {
            Engine::Sqlite(writing) => {
                all.iter().try_fold(0, |_, (statement, binds)| writing.execute(statement, binds))
            }
            Engine::Postgres(writing) => writing.insert_all(all).await,
            Engine::Shared(seat) => seat.insert_all(all).await,
        }
    }

    /// Runs a statement that answers with rows (`select`, or `… returning`). It sees what this
    /// write has done so far.
    pub async fn read(&mut self, statement: &Statement, binds: Vec<Value>) -> Result<Vec<Row>> {
        match &mut self.engine {
            Engine::Sqlite(writing) => writing.read(statement, &binds),
            Engine::Postgres(writing) => writing.read(statement, &binds).await,
            Engine::Shared(seat) => seat.leave().await,
        }
    }

    /// Runs several statements that answer with rows, as if by [`read`](Self::read) one after the
    /// other. On a server they go out together, and their answers come back together:
    /// one way instead of many.
    pub async fn read_all(&mut self, all: Vec<Bound>) -> Result<Vec<Vec<Row>>> {
        match &mut self.engine {
            Engine::Sqlite(writing) => {
                all.iter().map(|(statement, binds)| writing.read(statement, binds)).collect()
            }
            Engine::Postgres(writing) => writing.read_all(&all).await,
            Engine::Shared(seat) => seat.read_all(all).await,
        }
    }

    /// Like [`read`](Self::read), for one row or none. More than one is an error.
    pub async fn read_one(
        &mut self,
        statement: &Statement,
        binds: Vec<Value>,
    ) -> Result<Option<Row>> {
        at_most_one(statement, self.read(statement, binds).await?)
    }

    /// Holds a name from here until the write is in. Only what [`Db::write_beside`] runs sees
    /// afterwards what others wrote who held it before.
    ///
    /// [`Db::write_beside`]: crate::Db::write_beside
    pub async fn hold(&mut self, lock: &Lock) -> Result<()> {
        match &mut self.engine {
            Engine::Sqlite(_) => Ok(()),
            Engine::Postgres(writing) => writing.hold(lock).await,
            Engine::Shared(seat) => seat.leave().await,
        }
    }

    /// Runs several statements at once, for migrations only.
    pub(crate) async fn batch(&mut self, name: &str, sql: &str) -> Result<()> {
        match &mut self.engine {
            Engine::Sqlite(writing) => writing.batch(name, sql),
            Engine::Postgres(writing) => writing.batch(name, &postgres::ddl(sql)).await,
            Engine::Shared(seat) => seat.leave().await,
        }
    }

    /// Refuses a schema with types that one of the two databases does not have.
    pub(crate) async fn only_known_types(&mut self) -> Result<()> {
        match &mut self.engine {
            Engine::Sqlite(writing) => writing.only_known_types(),
            Engine::Postgres(writing) => writing.only_known_types().await,
            Engine::Shared(seat) => seat.leave().await,
        }
    }

    /// Waits until nobody else changes the schema, for as long as this write lasts. On SQLite
    /// every write is alone anyway.
    pub(crate) async fn alone_with_schema(&mut self) -> Result<()> {
        match &mut self.engine {
            Engine::Sqlite(_) => Ok(()),
            Engine::Postgres(writing) => writing.alone_with_schema().await,
            Engine::Shared(seat) => seat.leave().await,
        }
    }
}

/// The only row, if any.
pub(crate) fn at_most_one(statement: &Statement, mut rows: Vec<Row>) -> Result<Option<Row>> {
    if rows.len() > 1 {
        return Err(crate::Error::Bug(format!(
            "{} answered {} rows where at most one was expected",
            statement.name,
            rows.len()
        )));
    }
    Ok(rows.pop())
}
