//! PostgreSQL: a pool of connections that read, a pool of connections that write.

mod connect;
mod errors;
mod inspect;
mod lent;
mod merged;
mod rider;
mod run;
mod seat;
mod shared;
mod state;
mod writing;

use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{Object, Pool};
use tokio::sync::{Semaphore, oneshot};
use tokio::time::{Instant, sleep, timeout};

use crate::lock::Manner;
use crate::tx::Engine;
use crate::{
    ColumnInfo, Error, ForeignKey, Result, Row, ServerConfig, Statement, Stats, Tx, Value, Work,
    schema,
};
use run::Failure;
pub(crate) use seat::Seat;
use state::State;
use writing::Lost;
pub(crate) use writing::Writing;

/// How often the schema is tried to be made.
const TRIES: usize = 5;
/// The first pause before a transaction is run again; it doubles.
const PAUSE: Duration = Duration::from_millis(2);
/// The longest such pause.
const LONGEST_PAUSE: Duration = Duration::from_millis(200);

/// A database on a server. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Postgres {
    config: ServerConfig,
    readers: Pool,
    writers: Pool,
    /// One permit for each read, and for each write, that may wait or run.
    reads: Arc<Semaphore>,
    writes: Arc<Semaphore>,
    state: Arc<State>,
    /// Who waits to share a transaction.
    queue: Arc<shared::Queue>,
}

impl Postgres {
    /// Connects when it is first needed.
    pub(crate) fn open(config: ServerConfig) -> Result<Self> {
        let fine = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if config.schema.is_empty() || !config.schema.chars().all(fine) {
            return Err(Error::Bug(format!("`{}` is no name for a schema", config.schema)));
        }
        let target = connect::Target::parse(&config.url)?;
        Ok(Self {
            readers: target.pool(&config, config.readers, true)?,
            writers: target.pool(&config, config.writers, false)?,
            reads: Arc::new(Semaphore::new(config.readers + config.queue)),
            writes: Arc::new(Semaphore::new(config.writers + config.queue)),
            state: Arc::default(),
            queue: Arc::default(),
            config,
        })
    }

    pub(crate) async fn read(&self, statement: &Statement, binds: &[Value]) -> Result<Vec<Row>> {
        let Ok(_place) = self.reads.try_acquire() else { return Err(self.state.turn_away()) };
        let once = self.read_once(statement, binds).await;
        match once {
            // A connection that died in the pool is noticed by whoever takes it. Reading again
            // does no harm; if the server is really away, so is the next connection.
            Err(Error::Away(_)) => self.read_once(statement, binds).await,
            done => done,
        }
    }

    async fn read_once(&self, statement: &Statement, binds: &[Value]) -> Result<Vec<Row>> {
        let client = self.client(&self.readers).await?;
        let read = run::rows(&client, statement, binds);
        let Ok(outcome) = timeout(self.config.silence, read).await else {
            // Whoever takes it next would only wait behind this.
            drop(Object::take(client));
            return Err(silent());
        };
        let outcome = outcome.map_err(|failure| failure.into_error(statement.name));
        self.state.heard(&outcome);
        outcome
    }

    /// See [`Db::write`](crate::Db::write). In a task of its own, so that it runs to its end even
    /// if the caller goes away.
    pub(crate) async fn write<F, T, E>(&self, manner: Manner, work: F) -> Result<T, E>
    where
        F: for<'t> FnOnce(&'t mut Tx) -> Work<'t, T, E> + Clone + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let Ok(place) = Arc::clone(&self.writes).try_acquire_owned() else {
            return Err(self.state.turn_away().into());
        };
        let this = self.clone();
        if manner.loose {
            let (reply, answer) = oneshot::channel();
            if self.queue.join(Box::new(rider::Pending::new(work, manner, reply, place))) {
                tokio::spawn(this.drive());
            }
            return answer.await.unwrap_or_else(|_| Err(Error::Panicked.into()));
        }
        let task = tokio::spawn(async move {
            let outcome = this.again_and_again(&manner, work).await;
            drop(place);
            outcome
        });
        task.await.unwrap_or_else(|_| Err(Error::Panicked.into()))
    }

    /// Runs a transaction until it goes through, fails for good, or time is up.
    #[expect(clippy::disallowed_methods, reason = "how long one waits is no time of the program's")]
    async fn again_and_again<F, T, E>(&self, manner: &Manner, work: F) -> Result<T, E>
    where
        F: for<'t> FnOnce(&'t mut Tx) -> Work<'t, T, E> + Clone,
        E: From<Error>,
    {
        let until = Instant::now() + self.config.busy;
        let mut pause = PAUSE;
        loop {
            let lost = match self.once(manner, work.clone()).await {
                Attempt::Done(answer) => return answer,
                Attempt::Lost(lost) => lost,
            };
            if lost.again && Instant::now() + pause < until {
                sleep(state::jitter(pause, self.state.again())).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
            } else {
                return Err(lost.why.into());
            }
        }
    }

    async fn once<F, T, E>(&self, manner: &Manner, work: F) -> Attempt<T, E>
    where
        F: for<'t> FnOnce(&'t mut Tx) -> Work<'t, T, E>,
        E: From<Error>,
    {
        let client = match self.client(&self.writers).await {
            Ok(client) => client,
            Err(why) => return Attempt::Lost(Lost { again: matches!(why, Error::Away(_)), why }),
        };
        let mut tx = Tx { engine: Engine::Postgres(Writing::on(client, &self.config, manner)) };
        let answer = timeout(self.config.silence, work(&mut tx)).await;
        let writing = tx.engine.into_postgres();
        let failed = writing.failed().cloned();
        self.state.noticed(failed.as_ref());
        match (answer, failed) {
            (Ok(Ok(answer)), None) => match writing.commit().await {
                Ok(()) => {
                    self.state.committed(1);
                    Attempt::Done(Ok(answer))
                }
                Err(lost) => {
                    self.state.noticed(Some(&lost.why));
                    Attempt::Lost(lost)
                }
            },
            (answer, failed) => {
                let again = writing.roll_back().await;
                match (answer, failed) {
                    (_, Some(why)) if again => Attempt::Lost(Lost { why, again }),
                    (Ok(Err(own)), _) => Attempt::Done(Err(own)),
                    (Ok(Ok(_)), Some(why)) => Attempt::Lost(Lost { why, again }),
                    _ => Attempt::Lost(Lost { why: silent(), again: false }),
                }
            }
        }
    }

    pub(crate) async fn schema(&self) -> Result<Vec<ColumnInfo>> {
        let client = self.client(&self.readers).await?;
        told(inspect::schema(&client).await)
    }

    pub(crate) async fn foreign_keys(&self) -> Result<Vec<ForeignKey>> {
        let client = self.client(&self.readers).await?;
        told(inspect::foreign_keys(&client).await)
    }

    pub(crate) async fn prepare_all(&self, statements: &[Statement]) -> Result<()> {
        inspect::prepare_all(&*self.client(&self.writers).await?, statements).await
    }

    pub(crate) async fn integrity(&self) -> Result<()> {
        let client = self.client(&self.readers).await?;
        let faults = told(inspect::integrity(&client).await)?;
        if faults.is_empty() { Ok(()) } else { Err(Error::Corrupt(faults.join("; "))) }
    }

    /// Leaves nothing of what was deleted in the tables' files. The server's log, its archive
    /// and its replicas are the server's own.
    pub(crate) async fn scrub(&self) -> Result<()> {
        let client = self.client(&self.writers).await?;
        told(inspect::rewrite(&client).await)
    }

    /// Makes the schema, and the table of its steps, if they are not there. Of several that make
    /// them at once, all but one may fail, and find them there when they try again.
    pub(crate) async fn make_schema(&self) -> Result<()> {
        let schema = &self.config.schema;
        // Asked first, because making it takes a right that the program may well not have.
        let there = "select 1 from pg_tables where schemaname = $1 and tablename = 'schema_step'";
        let sql = format!("create schema if not exists \"{schema}\"; {}", ddl(schema::MAKE));
        for _ in 0..TRIES {
            let client = self.client(&self.writers).await?;
            let found = client.query(there, &[schema]).await;
            if !found.map_err(|cause| errors::error(&cause))?.is_empty() {
                return Ok(());
            }
            match client.batch_execute(&sql).await {
                Ok(()) => return Ok(()),
                Err(cause) => match errors::error(&cause) {
                    Error::Unique { .. } | Error::Busy => sleep(LONGEST_PAUSE).await,
                    other => return Err(other),
                },
            }
        }
        Err(Error::Busy)
    }

    pub(crate) fn close(&self) {
        self.readers.close();
        self.writers.close();
    }

    pub(crate) fn stats(&self) -> Stats {
        let mut stats = self.state.stats();
        let most = self.config.writers + self.config.queue;
        stats.waiting = most.saturating_sub(self.writes.available_permits());
        stats
    }

    async fn client(&self, pool: &Pool) -> Result<Object> {
        pool.get().await.map_err(|cause| {
            let error = errors::pool_error(&cause);
            self.state.noticed(Some(&error));
            error
        })
    }
}

/// A step of a schema for PostgreSQL: texts are compared byte by byte, as on SQLite, whatever
/// language the database was made with.
pub(crate) fn ddl(sql: &str) -> String {
    let words = sql.split(' ').map(|word| match word.strip_prefix("text") {
        Some(rest) if rest.is_empty() || rest.starts_with(['\n', ',']) => {
            format!("text collate \"C\"{rest}")
        }
        _ => word.to_owned(),
    });
    words.collect::<Vec<_>>().join(" ")
}

/// How one try ended.
enum Attempt<T, E> {
    /// It is in, or the closure itself said no.
    Done(Result<T, E>),
    /// It is not in, or nobody can tell.
    Lost(Lost),
}

fn silent() -> Error {
    Error::Away("it does not answer".into())
}

fn told<T>(outcome: Result<T, Failure>) -> Result<T> {
    outcome.map_err(|failure| failure.into_error("of the schema"))
}
