//! One transaction on one connection, and the state of the closure at work on it.

use std::time::Duration;

use deadpool_postgres::Object;
use tokio::time::timeout;

use super::run::{self, Failure};
use super::{errors, inspect};
use crate::{Error, Result, Row, Statement, Value};

/// Every transaction sees the database as if it were alone with it, as on SQLite; where two
/// could not have run one after the other, one of them is run again.
const BEGIN: &str = "begin isolation level serializable";

/// How long undoing may take before the connection is left to the server.
const UNDO: Duration = Duration::from_secs(2);

#[derive(Debug)]
pub(crate) struct Writing {
    client: Object,
    /// Why the closure at work has failed, if it has.
    failed: Option<Error>,
    /// It failed in a way that another try may not.
    again: bool,
}

impl Writing {
    /// Begins.
    pub(crate) async fn begin(client: Object) -> Result<Self, Lost> {
        match client.batch_execute(BEGIN).await {
            Ok(()) => Ok(Self { client, failed: None, again: false }),
            Err(cause) => Err(Lost { why: errors::error(&cause), again: errors::is_away(&cause) }),
        }
    }

    pub(crate) async fn execute(&mut self, statement: &Statement, binds: &[Value]) -> Result<u64> {
        self.may_go_on(statement.name)?;
        let outcome = run::execute(&self.client, statement, binds).await;
        self.look(statement.name, outcome)
    }

    pub(crate) async fn read(
        &mut self,
        statement: &Statement,
        binds: &[Value],
    ) -> Result<Vec<Row>> {
        self.may_go_on(statement.name)?;
        let outcome = run::rows(&self.client, statement, binds).await;
        self.look(statement.name, outcome)
    }

    pub(crate) async fn batch(&mut self, name: &str, sql: &str) -> Result<()> {
        self.may_go_on(name)?;
        let outcome = self.client.batch_execute(sql).await.map_err(Failure::from);
        self.look(name, outcome)
    }

    /// Holds the row that stands for the schema. Whoever waited for it starts again.
    pub(crate) async fn alone_with_schema(&mut self) -> Result<()> {
        let sql = "insert into schema_step (room, step, digest) values ('', 0, '') \
                   on conflict (room, step) do nothing; \
                   update schema_step set digest = '' where room = '' and step = 0";
        self.batch("alone_with_schema", sql).await
    }

    pub(crate) async fn only_known_types(&mut self) -> Result<()> {
        let schema = inspect::schema(&self.client).await;
        crate::schema::only_known_types(&self.look("only_known_types", schema)?)
    }

    /// Why the closure at work has failed, if it has.
    pub(crate) fn failed(&self) -> Option<&Error> {
        self.failed.as_ref()
    }

    /// Commits and waits until it is on the server's disk. After an error that is worth another
    /// try, nothing of it is in. After [`Error::Away`] nobody can tell.
    pub(crate) async fn commit(self) -> Result<(), Lost> {
        let outcome = timeout(super::SILENCE, self.client.batch_execute("commit")).await;
        let cause = match outcome {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(cause)) => cause,
            Err(_) => {
                drop(Object::take(self.client));
                return Err(Lost { why: super::silent(), again: false });
            }
        };
        let again = errors::collided(&cause);
        if !again {
            // In whatever state this connection is, nobody else is to find it so.
            drop(Object::take(self.client));
        }
        Err(Lost { why: errors::error(&cause), again })
    }

    /// Undoes everything; answers whether the same may go through when it is tried again.
    pub(crate) async fn roll_back(self) -> bool {
        let outcome = timeout(UNDO, self.client.batch_execute("rollback")).await;
        if !matches!(outcome, Ok(Ok(()))) {
            // The server rolls back what its client has left.
            drop(Object::take(self.client));
        }
        self.again
    }

    fn may_go_on(&self, name: &str) -> Result<()> {
        match &self.failed {
            None => Ok(()),
            Some(first) => Err(Error::Bug(format!(
                "statement {name} follows one that failed ({first}); a write ends with its first failure"
            ))),
        }
    }

    fn look<T>(&mut self, name: &str, outcome: Result<T, Failure>) -> Result<T> {
        outcome.map_err(|failure| {
            if let Failure::Server(cause) = &failure {
                self.again = errors::collided(cause) || errors::is_away(cause);
            }
            let error = failure.into_error(name);
            self.again |= matches!(error, Error::Away(_));
            self.failed = Some(error.clone());
            error
        })
    }
}

/// A transaction that is not in.
pub(crate) struct Lost {
    pub(crate) why: Error,
    /// Nothing of it is in, and another try may go through.
    pub(crate) again: bool,
}
