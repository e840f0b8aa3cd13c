//! What a closure given to [`Db::write`](crate::Db::write) works with.

use std::pin::Pin;

use crate::sqlite::Writing;
use crate::{Result, Row, Statement, Value};

/// What such a closure returns.
pub type Work<'t, T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send + 't>>;

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
    Sqlite(Writing),
}

impl Tx {
    /// Runs a statement that changes something; answers how many rows.
    pub async fn execute(&mut self, statement: &Statement, binds: Vec<Value>) -> Result<u64> {
        match &mut self.engine {
            Engine::Sqlite(writing) => writing.execute(statement, &binds),
        }
    }

    /// Runs a statement that answers with rows (`select`, or `… returning`). It sees what this
    /// write has done so far.
    pub async fn read(&mut self, statement: &Statement, binds: Vec<Value>) -> Result<Vec<Row>> {
        match &mut self.engine {
            Engine::Sqlite(writing) => writing.read(statement, &binds),
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

    /// Runs several statements at once, for migrations only.
    pub(crate) async fn batch(&mut self, name: &str, sql: &str) -> Result<()> {
        match &mut self.engine {
            Engine::Sqlite(writing) => writing.batch(name, sql),
        }
    }

    /// Refuses a schema with types that one of the two databases does not have.
    pub(crate) async fn only_known_types(&mut self) -> Result<()> {
        match &mut self.engine {
            Engine::Sqlite(writing) => writing.only_known_types(),
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
