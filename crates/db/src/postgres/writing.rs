//! One transaction on one connection, and the state of the closure at work on it.

use std::time::Duration;

use deadpool_postgres::Object;
use futures_util::future::{join, join_all};
use tokio::time::timeout;

use super::run::{self, Failure};
use super::{errors, inspect};
use crate::{Bound, Error, Result, Row, Statement, Value};

/// Every transaction sees the database as if it were alone with it, as on SQLite; where two
/// could not have run one after the other, one of them is run again.
const BEGIN: &str = "begin isolation level serializable";

/// How long undoing may take before the connection is left to the server.
const UNDO: Duration = Duration::from_secs(2);

#[derive(Debug)]
pub(crate) struct Writing {
    client: Object,
    /// The server has been told to begin.
    begun: bool,
    /// Why the closure at work has failed, if it has.
    failed: Option<Error>,
    /// It failed in a way that another try may not.
    again: bool,
}

impl Writing {
    /// On this connection. The transaction begins with its first statement.
    pub(crate) fn on(client: Object) -> Self {
        Self { client, begun: false, failed: None, again: false }
    }

    pub(crate) async fn execute(&mut self, statement: &Statement, binds: &[Value]) -> Result<u64> {
        self.may_go_on(statement.name)?;
        let (client, begun) = (&self.client, self.begun);
        let outcome = begin(client, begun, run::execute(client, statement, binds)).await;
        self.look(statement.name, outcome)
    }

    pub(crate) async fn execute_all(&mut self, all: &[Bound]) -> Result<Vec<u64>> {
        self.prepare(all).await?;
        let (client, begun) = (&self.client, self.begun);
        let each = all.iter().map(|(statement, binds)| run::execute(client, statement, binds));
        let outcomes = begin(client, begun, async { Ok(join_all(each).await) }).await;
        self.look_at_all(all, outcomes)
    }

    pub(crate) async fn read_all(&mut self, all: &[Bound]) -> Result<Vec<Vec<Row>>> {
        self.prepare(all).await?;
        let (client, begun) = (&self.client, self.begun);
        let each = all.iter().map(|(statement, binds)| run::rows(client, statement, binds));
        let outcomes = begin(client, begun, async { Ok(join_all(each).await) }).await;
        self.look_at_all(all, outcomes)
    }

    /// Statements that this connection meets for the first time it prepares one by one; after that
    /// they go out in one go.
    async fn prepare(&mut self, all: &[Bound]) -> Result<()> {
        for (statement, binds) in all {
            self.may_go_on(statement.name)?;
            let prepared = run::prepare(&self.client, statement, binds).await.map(drop);
            self.refused(statement.name, prepared)?;
        }
        Ok(())
    }

    /// Behind the first that fails the server refuses the others: the first says why.
    fn look_at_all<T>(
        &mut self,
        all: &[Bound],
        outcomes: Result<Vec<Result<T, Failure>>, Failure>,
    ) -> Result<Vec<T>> {
        let first = all.first().map_or("none", |(statement, _)| statement.name);
        let outcomes = self.look(first, outcomes)?;
        let named = all.iter().zip(outcomes);
        named.map(|((statement, _), outcome)| self.look(statement.name, outcome)).collect()
    }

    pub(crate) async fn read(
        &mut self,
        statement: &Statement,
        binds: &[Value],
    ) -> Result<Vec<Row>> {
        self.may_go_on(statement.name)?;
        let (client, begun) = (&self.client, self.begun);
        let outcome = begin(client, begun, run::rows(client, statement, binds)).await;
        self.look(statement.name, outcome)
    }

    pub(crate) async fn batch(&mut self, name: &str, sql: &str) -> Result<()> {
        self.may_go_on(name)?;
        let (client, begun) = (&self.client, self.begun);
        let work = async { Ok(client.batch_execute(sql).await?) };
        let outcome = begin(client, begun, work).await;
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
        if !self.begun {
            return Ok(());
        }
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
        if !self.begun {
            return self.again;
        }
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

    /// What came of the first statement or one after it.
    fn look<T>(&mut self, name: &str, outcome: Result<T, Failure>) -> Result<T> {
        self.begun = true;
        self.refused(name, outcome)
    }

    fn refused<T>(&mut self, name: &str, outcome: Result<T, Failure>) -> Result<T> {
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

/// Runs something, and tells the server to begin before it, if nobody has: both go out together.
async fn begin<T>(
    client: &Object,
    begun: bool,
    work: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    if begun {
        return work.await;
    }
    let (begins, outcome) = join(client.batch_execute(BEGIN), work).await;
    begins?;
    outcome
}

/// A transaction that is not in.
pub(crate) struct Lost {
    pub(crate) why: Error,
    /// Nothing of it is in, and another try may go through.
    pub(crate) again: bool,
}
