//! Running jobs: looking what is due, taking the lease, keeping it, noting how it ended.

use std::collections::{HashMap, HashSet};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use db::{Db, binds};
use futures_util::FutureExt;
use kit::clock::Clock;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::{HOUR, Job, JobState, MINUTE, Outcome, SECOND, states, store};

/// How often to look.
const LOOK: Duration = Duration::from_millis(500);
/// For how long a job is leased, and how often the lease is renewed.
const LEASE: i64 = MINUTE;
/// How long a job rests that could not even be taken: the disk is full, say.
const UNWRITABLE: Duration = Duration::from_secs(2);
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How long jobs may take to end when the program stops.
const GRACE: Duration = Duration::from_secs(5);
/// How often a job may say that there is more, in a run that tests ask for.
const AGAIN: usize = 1_000;
/// How much of an error is kept.
const ERROR: usize = 500;

/// Runs the jobs of one process.
pub struct Runner {
    data: Db,
    clock: Clock,
    holder: String,
    jobs: Vec<Job>,
}

impl Runner {
    /// For these jobs. `holder` stands for this process: another one has another.
    pub fn new(data: Db, clock: Clock, holder: impl Into<String>, jobs: Vec<Job>) -> Self {
        Self { data, clock, holder: holder.into(), jobs }
    }

    /// Runs until it is stopped; then waits a little for what is running, and gives back the
    /// leases.
    pub async fn run(self: Arc<Self>, stop: CancellationToken) {
        let mut running: JoinSet<&'static str> = JoinSet::new();
        let mut busy: HashSet<&'static str> = HashSet::new();
        loop {
            match self.due().await {
                Ok(due) => {
                    for job in due {
                        if busy.insert(job.name) {
                            running.spawn(self.clone().run_noting(job));
                        }
                    }
                }
                Err(error) => tracing::error!(%error, "cannot look which jobs are due"),
            }
            tokio::select! {
                () = stop.cancelled() => break,
                Some(Ok(name)) = running.join_next() => {
                    busy.remove(name);
                }
                () = tokio::time::sleep(LOOK) => {}
            }
        }
        let rest = async { while running.join_next().await.is_some() {} };
        if tokio::time::timeout(GRACE, rest).await.is_err() {
            running.shutdown().await;
        }
        if let Err(error) = self.release().await {
            tracing::error!(%error, "the leases of jobs were not given back, and will run out");
        }
    }

    /// Runs whatever is due at this moment, one after the other, and says how many runs that
    /// were: for tests and commands.
    pub async fn run_due_once(&self) -> Result<usize, db::Error> {
        let mut ran = 0;
        for job in self.due().await? {
            for _ in 0..AGAIN {
                let Some(outcome) = self.run_one(&job).await? else { break };
                ran += 1;
                if outcome != Ok(Outcome::Again) {
                    break;
                }
            }
        }
        Ok(ran)
    }

    /// The jobs that are due and that have something to do.
    async fn due(&self) -> Result<Vec<Job>, db::Error> {
        let now = self.clock.now();
        let states: HashMap<String, JobState> =
            states(&self.data).await?.into_iter().map(|one| (one.name.clone(), one)).collect();
        let mut due = Vec::new();
        for job in &self.jobs {
            match states.get(job.name) {
                None => self.add(job.name).await?,
                Some(state) if state.due_at > now && state.due_at <= horizon(job, now) => continue,
                Some(_) => {}
            }
            // Whether it cannot even be asked is for the run to say.
            let ready = match &job.ready {
                Some(ready) => ready().await.unwrap_or(true),
                None => true,
            };
            if ready {
                due.push(job.clone());
            }
        }
        Ok(due)
    }

    async fn run_noting(self: Arc<Self>, job: Job) -> &'static str {
        match self.run_one(&job).await {
            Ok(Some(Err(error))) => tracing::error!(job = job.name, error, "a job failed"),
            Ok(_) => {}
            Err(error) => {
                tracing::error!(job = job.name, %error, "a job could not be run");
                // It is due as before: without a pause it would be tried without end.
                tokio::time::sleep(UNWRITABLE).await;
            }
        }
        job.name
    }

    /// Runs a job under its lease; none if somebody else has it, or it is not due after all.
    async fn run_one(&self, job: &Job) -> Result<Option<Result<Outcome, String>>, db::Error> {
        let Some(failures) = self.take(job).await? else { return Ok(None) };
        let work = async { (job.run)().await };
        let mut work = std::pin::pin!(AssertUnwindSafe(work).catch_unwind());
        let outcome = loop {
            tokio::select! {
                ended = &mut work => {
                    break ended.unwrap_or_else(|_| Err("the code of this job panicked".to_owned()));
                }
                () = tokio::time::sleep(HEARTBEAT) => {
                    match self.renew(job.name).await {
                        Ok(true) => {}
                        // Somebody else runs it already: two at once must not be.
                        Ok(false) => return Ok(Some(Err("the lease was lost".to_owned()))),
                        // The lease outlasts several of these.
                        Err(error) => tracing::warn!(job = job.name, %error, "no heartbeat"),
                    }
                }
            }
        };
        self.end(job, failures, &outcome).await?;
        Ok(Some(outcome))
    }

    async fn add(&self, name: &'static str) -> Result<(), db::Error> {
        let work = self.data.write::<_, db::Error>(move |tx| {
            Box::pin(async move { tx.execute(&store::ADD, binds![name]).await })
        });
        work.await.map(drop)
    }

    /// Takes the lease; answers how often the job has failed before.
    async fn take(&self, job: &Job) -> Result<Option<i64>, db::Error> {
        let now = self.clock.now();
        let binds = binds![
            job.name,
            now,
            self.holder.clone(),
            now + LEASE,
            horizon(job, now),
            now + 2 * LEASE
        ];
        let row = self
            .data
            .write::<_, db::Error>(move |tx| {
                Box::pin(async move { tx.read_one(&store::TAKE, binds).await })
            })
            .await?;
        row.map(|row| row.int("failures")).transpose()
    }

    async fn renew(&self, name: &'static str) -> Result<bool, db::Error> {
        let binds = binds![name, self.holder.clone(), self.clock.now() + LEASE];
        let work = self.data.write::<_, db::Error>(move |tx| {
            Box::pin(async move { tx.execute(&store::RENEW, binds).await })
        });
        Ok(work.await? > 0)
    }

    async fn end(
        &self,
        job: &Job,
        failures: i64,
        outcome: &Result<Outcome, String>,
    ) -> Result<(), db::Error> {
        let now = self.clock.now();
        let (word, error, failures, due_at) = match outcome {
            Ok(Outcome::Again) => ("ok", None, 0, now),
            Ok(Outcome::Done) => ("ok", None, 0, next(job.every_ms, now)),
            Err(error) => ("failed", Some(shown(error)), failures + 1, now + back_off(failures)),
        };
        let binds = binds![job.name, self.holder.clone(), now, word, error, failures, due_at];
        let work = self.data.write::<_, db::Error>(move |tx| {
            Box::pin(async move { tx.execute(&store::END, binds).await })
        });
        work.await.map(drop)
    }

    async fn release(&self) -> Result<(), db::Error> {
        let binds = binds![self.holder.clone()];
        let work = self.data.write::<_, db::Error>(move |tx| {
            Box::pin(async move { tx.execute(&store::RELEASE, binds).await })
        });
        work.await.map(drop)
    }
}

/// The next whole second, hour, day.
pub(super) const fn next(every_ms: i64, now: i64) -> i64 {
    (now.div_euclid(every_ms) + 1) * every_ms
}

/// How long to wait after so many failures and this one: a second, doubling up to an hour.
pub(super) fn back_off(failures: i64) -> i64 {
    let doublings = u32::try_from(failures.clamp(0, 12)).unwrap_or(0);
    (SECOND << doublings).min(HOUR)
}

/// No job is ever put off further than this.
fn horizon(job: &Job, now: i64) -> i64 {
    now + job.every_ms.max(HOUR) + MINUTE
}

/// An error as it is kept: short, and without what could be an address.
pub(super) fn shown(error: &str) -> String {
    let words = error.split_whitespace().map(|word| if word.contains('@') { "…" } else { word });
    words.collect::<Vec<_>>().join(" ").chars().take(ERROR).collect()
}
