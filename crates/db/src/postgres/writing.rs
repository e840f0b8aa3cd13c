//! One transaction on one connection, and the state of the closure at work on it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use deadpool_postgres::Object;
use futures_util::future::{join, join_all};
use tokio::time::timeout;

use super::lent::Lent;
use super::run::{self, Failure};
use super::{errors, inspect};
use crate::lock::{Lock, Manner};
use crate::{Bound, Error, Result, Row, ServerConfig, Statement, Value};

/// A transaction sees the database as if it were alone with it, as on SQLite; where two could not
/// have run one after the other, one of them is run again.
const ALONE: &str = "begin isolation level serializable";
/// A transaction of which each statement sees what was committed before it.
pub(super) const BESIDE: &str = "begin isolation level read committed";
/// What such a transaction holds is held by its session from before it begins: one that began
/// before it waited would not see what it has waited for.
const LET_GO: &str = "select pg_advisory_unlock_all()";

/// How long undoing may take before the connection is left to the server.
const UNDO: Duration = Duration::from_secs(2);

#[derive(Debug)]
pub(crate) struct Writing {
    client: Lent,
    schema: String,
    silence: Duration,
    /// What is held.
    locks: Vec<Lock>,
    loose: bool,
    /// The server has been told to begin; whether it has, only its answer says.
    begun: AtomicBool,
    /// Why the closure at work has failed, if it has.
    failed: Option<Error>,
    /// It failed in a way that another try may not.
    again: bool,
}

impl Writing {
    /// On this connection. The transaction begins with its first statement.
    pub(crate) fn on(client: Object, config: &ServerConfig, manner: &Manner) -> Self {
        let mut locks = manner.locks.clone();
        // In one order, so that two never wait for each other.
        locks.sort();
        locks.dedup();
        Self {
            client: Lent::of(client),
            schema: config.schema.clone(),
            silence: config.silence,
            locks,
            loose: manner.loose,
            begun: AtomicBool::new(false),
            failed: None,
            again: false,
        }
    }

    /// Holds something more until the transaction ends.
    pub(crate) async fn hold(&mut self, lock: &Lock) -> Result<()> {
        self.may_go_on("hold")?;
        let outcome = self.begin(self.take(lock, "xact_")).await;
        self.look("hold", outcome)
    }

    /// Takes one lock.
    async fn take(&self, lock: &Lock, scope: &str) -> Result<(), Failure> {
        let taken = self.client.prepare_cached(&locking(lock, scope)).await?;
        self.client.query(&taken, &[&number(&self.schema, lock)]).await?;
        Ok(())
    }

    pub(crate) async fn execute(&mut self, statement: &Statement, binds: &[Value]) -> Result<u64> {
        self.may_go_on(statement.name)?;
        let client = &self.client;
        let outcome = self.begin(run::execute(client, statement, binds)).await;
        self.look(statement.name, outcome)
    }

    pub(crate) async fn insert_all(&mut self, all: Vec<Bound>) -> Result<u64> {
        let name = all.last().map_or("none", |(statement, _)| statement.name);
        let (sql, binds) = together(all);
        self.execute(&Statement::generated(name, sql), &binds).await
    }

    pub(crate) async fn read_all(&mut self, all: &[Bound]) -> Result<Vec<Vec<Row>>> {
        self.prepare(all).await?;
        let client = &self.client;
        let each = all.iter().map(|(statement, binds)| run::rows(client, statement, binds));
        let outcomes = self.begin(async { Ok(join_all(each).await) }).await;
        self.look_at_all(all, outcomes)
    }

    /// Statements that this connection meets for the first time it prepares one by one; after that
    /// they go out in one go.
    async fn prepare(&mut self, all: &[Bound]) -> Result<()> {
        for (statement, binds) in all {
            self.may_go_on(statement.name)?;
            let prepared = run::prepare(&self.client, statement, binds).await.map(drop);
            self.look(statement.name, prepared)?;
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
        let client = &self.client;
        let outcome = self.begin(run::rows(client, statement, binds)).await;
        self.look(statement.name, outcome)
    }

    pub(crate) async fn batch(&mut self, name: &str, sql: &str) -> Result<()> {
        self.may_go_on(name)?;
        let client = &self.client;
        let work = async { Ok(client.batch_execute(sql).await?) };
        let outcome = self.begin(work).await;
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
        if !self.begun.load(Ordering::Relaxed) {
            self.client.clean();
            return Ok(());
        }
        let commit = self.ending("commit");
        match timeout(self.silence, self.client.batch_execute(&commit)).await {
            Ok(Ok(())) => {
                self.client.clean();
                Ok(())
            }
            Ok(Err(cause)) => {
                let again = errors::collided(&cause);
                if again && !self.holds() {
                    self.client.clean();
                }
                // Else what is behind the commit was not run: the session still holds its locks.
                Err(Lost { why: errors::error(&cause), again })
            }
            Err(_) => Err(Lost { why: super::silent(), again: false }),
        }
    }

    /// Undoes everything; answers whether the same may go through when it is tried again.
    pub(crate) async fn roll_back(self) -> bool {
        let roll_back = self.ending("rollback");
        match self.begun.load(Ordering::Relaxed) {
            true => undo_by(self.client, &roll_back).await,
            false => self.client.clean(),
        }
        self.again
    }

    /// Runs something, and tells the server to begin before it, if nobody has: all goes out
    /// together.
    async fn begin<T>(&self, work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
        if self.begun.swap(true, Ordering::Relaxed) {
            return work.await;
        }
        // Prepared beforehand: else what is behind the lock would go out before it.
        for lock in &self.locks {
            let sql = locking(lock, if self.loose { "xact_" } else { "" });
            self.client.prepare_cached(&sql).await?;
        }
        let held = |scope| join_all(self.locks.iter().map(move |lock| self.take(lock, scope)));
        let (begins, held, outcome) = match self.loose {
            // Each statement sees what was committed before it: so does that behind the lock.
            true => {
                let begin = self.client.batch_execute(BESIDE);
                let (begins, (held, outcome)) = join(begin, join(held("xact_"), work)).await;
                (begins, held, outcome)
            }
            false => {
                let begin = self.client.batch_execute(ALONE);
                let (held, (begins, outcome)) = join(held(""), join(begin, work)).await;
                (begins, held, outcome)
            }
        };
        begins?;
        held.into_iter().collect::<Result<(), _>>()?;
        outcome
    }

    /// How a transaction ends, and what was held is let go.
    fn ending(&self, word: &str) -> String {
        if self.holds() { format!("{word}; {LET_GO}") } else { word.to_owned() }
    }

    /// Whether its session holds something beyond the transaction.
    const fn holds(&self) -> bool {
        !self.loose && !self.locks.is_empty()
    }

    fn may_go_on(&self, name: &str) -> Result<()> {
        match &self.failed {
            None => Ok(()),
            Some(first) => Err(Error::Bug(format!(
                "statement {name} follows one that failed ({first}); a write ends with its first failure"
            ))),
        }
    }

    /// What came of a statement.
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

/// Takes a lock; `scope` says whether the transaction or the session holds it.
fn locking(lock: &Lock, scope: &str) -> String {
    let how = if lock.shared { "_shared" } else { "" };
    format!("select pg_advisory_{scope}lock{how}($1)")
}

/// Undoes a transaction.
pub(super) async fn undo(client: Lent) {
    undo_by(client, "rollback").await;
}

async fn undo_by(client: Lent, roll_back: &str) {
    if let Ok(Ok(())) = timeout(UNDO, client.batch_execute(roll_back)).await {
        client.clean();
    }
}

/// Several statements that add rows as one: all but the last are parts of its `with`. What refers
/// to what is looked at when all is done.
fn together(all: Vec<Bound>) -> (String, Vec<Value>) {
    let (mut sql, mut given) = (String::new(), Vec::new());
    let last = all.len().saturating_sub(1);
    for (at, (statement, binds)) in all.into_iter().enumerate() {
        let text = renumbered(&statement.sql, given.len());
        let before = if at == 0 { "with" } else { "," };
        match at == last {
            true if at == 0 => sql = text,
            true => sql = format!("{sql} {text}"),
            false => sql = format!("{sql}{before} part_{at} as ({text})"),
        }
        given.extend(binds);
    }
    (sql, given)
}

/// A text whose parameters begin behind so many others.
fn renumbered(sql: &str, before: usize) -> String {
    let mut parts = sql.split('$');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
        let (digits, rest) = part.split_at(end);
        match digits.parse::<usize>() {
            Ok(number) => text.push_str(&format!("${}{rest}", number + before)),
            Err(_) => text.push_str(&format!("${part}")),
        }
    }
    text
}

/// The number that stands for a name: 64 bits of FNV-1a. Two names that share one would only wait
/// for each other.
pub(super) fn number(schema: &str, lock: &Lock) -> i64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in schema.bytes().chain([b'/']).chain(lock.name.bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    hash.cast_signed()
}

/// A transaction that is not in.
pub(crate) struct Lost {
    pub(crate) why: Error,
    /// Nothing of it is in, and another try may go through.
    pub(crate) again: bool,
}
