//! Many closures in one transaction, as on SQLite: whoever waits while others are at work goes
//! with the next.
//!
//! Only those that run beside others anyway ([`Db::write_beside`](crate::Db::write_beside)) and
//! only what they read all at once and add all at once: the same statements of all of them go
//! out as one each. Whoever needs more, and everybody where one fails, runs by itself.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::future::{join, join_all};
use tokio::time::timeout;

use super::lent::Lent;
use super::merged::{self, Read, Same};
use super::rider::{Going, Rider};
use super::run::Failure;
use super::seat::{Ask, Tell};
use super::writing::{self, BESIDE, number};
use super::{Postgres, errors};
use crate::{Bound, Error, Lock, Row};

/// How many share a transaction at most.
const SHARED: usize = 64;
/// How many such transactions are at work at once.
const DRIVERS: usize = 2;
/// How long one that runs by itself keeps others waiting, who may then go together.
const PATIENCE: Duration = Duration::from_millis(50);

/// Whoever waits.
#[derive(Default)]
pub(super) struct Queue(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    riders: VecDeque<Box<dyn Rider>>,
    drivers: usize,
}

impl std::fmt::Debug for Queue {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Queue({} wait)", self.waiting().riders.len())
    }
}

impl Queue {
    /// Lets somebody wait. Answers whether another driver is needed.
    pub(super) fn join(&self, rider: Box<dyn Rider>) -> bool {
        let mut waiting = self.waiting();
        waiting.riders.push_back(rider);
        let needed = waiting.drivers < DRIVERS;
        waiting.drivers += usize::from(needed);
        needed
    }

    /// Those who go next; none, and one driver less, if nobody waits. Whoever is held up by a lock
    /// of another goes after them.
    fn next(&self) -> Vec<Box<dyn Rider>> {
        let mut waiting = self.waiting();
        let (mut all, mut held) = (Vec::new(), BTreeMap::new());
        let mut later = VecDeque::new();
        while let Some(rider) = waiting.riders.pop_front() {
            let fits = rider
                .locks()
                .iter()
                .all(|lock| held.get(&lock.name).is_none_or(|shared| *shared && lock.shared));
            if !fits {
                later.push_back(rider);
                continue;
            }
            held.extend(rider.locks().iter().map(|lock| (lock.name.clone(), lock.shared)));
            all.push(rider);
            if all.len() == SHARED {
                break;
            }
        }
        later.append(&mut waiting.riders);
        waiting.riders = later;
        if all.is_empty() {
            waiting.drivers -= 1;
        }
        all
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Somebody who drives. One that comes to grief leaves room for another.
struct Driver<'a> {
    queue: &'a Queue,
    /// It has gone because nobody waited, and that is known.
    gone: bool,
}

impl Drop for Driver<'_> {
    fn drop(&mut self) {
        if !self.gone {
            self.queue.waiting().drivers -= 1;
        }
    }
}

/// Why those who share a transaction cannot.
enum Stop {
    /// Each is to run by itself.
    Apart,
    /// Nobody can tell whether it is in.
    Unknown(Error),
}

impl Postgres {
    /// Drives until nobody waits.
    pub(super) async fn drive(self) {
        let mut driver = Driver { queue: &self.queue, gone: false };
        loop {
            let mut riders = self.queue.next();
            match riders.len() {
                0 => {
                    driver.gone = true;
                    return;
                }
                // Nobody to share with; but whoever comes meanwhile may share with the next.
                1 => {
                    let alone = riders.into_iter().map(|rider| rider.alone(self.clone()));
                    let alone = tokio::spawn(join_all(alone));
                    let _ = timeout(PATIENCE, alone).await;
                }
                _ => self.together(&mut riders).await,
            }
        }
    }

    /// One shared transaction.
    async fn together(&self, riders: &mut Vec<Box<dyn Rider>>) {
        let mut leaving = Vec::new();
        let outcome = match self.client(&self.writers).await {
            Ok(client) => self.trip(Lent::of(client), riders, &mut leaving).await,
            // Each finds out by itself whether the server is still there.
            Err(_) => Err(Stop::Apart),
        };
        match outcome {
            Ok(()) => {
                if !riders.is_empty() {
                    self.state.committed(riders.len() as u64);
                }
                riders.drain(..).for_each(Rider::answer);
            }
            Err(Stop::Apart) => leaving.append(riders),
            Err(Stop::Unknown(error)) => {
                self.state.noticed(Some(&error));
                riders.drain(..).for_each(|rider| rider.fail(error.clone()));
            }
        }
        for rider in leaving {
            tokio::spawn(rider.alone(self.clone()));
        }
    }

    async fn trip(
        &self,
        client: Lent,
        riders: &mut Vec<Box<dyn Rider>>,
        leaving: &mut Vec<Box<dyn Rider>>,
    ) -> Result<(), Stop> {
        let trip = Trip { client: &client, schema: &self.config.schema };
        let ran = timeout(self.config.silence, trip.run(riders, leaving)).await;
        if !matches!(ran, Ok(Ok(()))) {
            writing::undo(client).await;
            return Err(Stop::Apart);
        }
        if riders.is_empty() {
            writing::undo(client).await;
            return Ok(());
        }
        match timeout(self.config.silence, client.batch_execute("commit")).await {
            Ok(Ok(())) => {
                client.clean();
                Ok(())
            }
            Ok(Err(cause)) if errors::collided(&cause) => {
                client.clean();
                Err(Stop::Apart)
            }
            Ok(Err(cause)) => Err(Stop::Unknown(errors::error(&cause))),
            Err(_) => Err(Stop::Unknown(super::silent())),
        }
    }
}

/// Who asks, and for what.
type Asked = (usize, Vec<Bound>);

/// A shared transaction on its way to the commit.
struct Trip<'a> {
    client: &'a Lent,
    schema: &'a str,
}

impl Trip<'_> {
    async fn run(
        &self,
        riders: &mut Vec<Box<dyn Rider>>,
        leaving: &mut Vec<Box<dyn Rider>>,
    ) -> Result<(), Failure> {
        let locks = riders.iter().flat_map(|rider| rider.locks()).cloned().collect();
        let held = self.begin(locks).await?;
        let free = |rider: &dyn Rider| rider.locks().iter().all(|lock| held.contains(&lock.name));
        let (stay, go): (Vec<_>, Vec<_>) =
            std::mem::take(riders).into_iter().partition(|rider| free(&**rider));
        *riders = stay;
        leaving.extend(go);
        let (mut ended, mut added) = (vec![false; riders.len()], vec![false; riders.len()]);
        loop {
            let (mut reads, mut inserts) = (Vec::new(), Vec::new());
            let mut at = 0;
            while at < riders.len() {
                if !ended[at] {
                    match riders[at].go() {
                        Going::Done => ended[at] = true,
                        Going::Failed if added[at] => return Err(apart()),
                        Going::Failed => ended[at] = true,
                        Going::Asks(Ask::Read(all)) => reads.push((at, all)),
                        Going::Asks(Ask::Insert(all)) => {
                            added[at] = true;
                            inserts.push((at, all));
                        }
                        Going::Asks(Ask::More) if added[at] => return Err(apart()),
                        Going::Asks(Ask::More) => {
                            leaving.push(riders.remove(at));
                            ended.remove(at);
                            added.remove(at);
                            continue;
                        }
                    }
                }
                at += 1;
            }
            if reads.is_empty() && inserts.is_empty() {
                return Ok(());
            }
            for (at, tell) in [self.read(reads).await?, self.insert(inserts).await?].concat() {
                riders[at].seat().tell(tell);
            }
        }
    }

    /// Begins, and takes the locks of all that can be had at once; answers which those are.
    async fn begin(&self, mut locks: Vec<Lock>) -> Result<BTreeSet<String>, Failure> {
        locks.sort();
        locks.dedup();
        let (shared, alone): (Vec<&Lock>, Vec<&Lock>) = locks.iter().partition(|lock| lock.shared);
        let (begins, (shared, alone)) = join(
            self.client.batch_execute(BESIDE),
            join(self.take("_shared", &shared), self.take("", &alone)),
        )
        .await;
        begins?;
        let mut held = shared?;
        held.append(&mut alone?);
        Ok(held)
    }

    async fn take(&self, how: &str, locks: &[&Lock]) -> Result<BTreeSet<String>, Failure> {
        if locks.is_empty() {
            return Ok(BTreeSet::new());
        }
        let sql = format!("select pg_try_advisory_xact_lock{how}(n) from unnest($1::bigint[]) n");
        let numbers: Vec<i64> = locks.iter().map(|lock| number(self.schema, lock)).collect();
        let taken = self.client.prepare_cached(&sql).await?;
        let taken = self.client.query(&taken, &[&numbers]).await?;
        let mut held = BTreeSet::new();
        for (lock, row) in locks.iter().zip(&taken) {
            if row.try_get(0)? {
                held.insert(lock.name.clone());
            }
        }
        Ok(held)
    }

    /// Reads what all have asked for.
    async fn read(&self, asked: Vec<Asked>) -> Result<Vec<(usize, Tell)>, Failure> {
        let widths: Vec<(usize, usize)> = asked.iter().map(|(at, all)| (*at, all.len())).collect();
        let groups = Same::sorted(asked.into_iter().flat_map(|(_, all)| all));
        let (mut reads, mut places) = (Vec::new(), Vec::new());
        for same in groups {
            places.push(same.places.clone());
            reads.push(Read::of(self.client, same).await?);
        }
        let outcomes = join_all(reads.iter().map(|read| read.rows(self.client))).await;
        let mut answers: BTreeMap<usize, Vec<Row>> = BTreeMap::new();
        for (places, rows) in places.into_iter().zip(outcomes) {
            answers.extend(places.into_iter().zip(rows?));
        }
        let mut answers = answers.into_values();
        let told = widths.into_iter();
        Ok(told
            .map(|(at, width)| (at, Tell::Rows(answers.by_ref().take(width).collect())))
            .collect())
    }

    /// Adds what all want to add. How many rows are added by whose part cannot be told: so it is
    /// one for each, or each is to see by itself.
    async fn insert(&self, asked: Vec<Asked>) -> Result<Vec<(usize, Tell)>, Failure> {
        let who: Vec<usize> = asked.iter().map(|(at, _)| *at).collect();
        let mut lasts = asked.iter().map(|(_, all)| all.last().map(|bound| bound.0));
        let Some(Some(last)) = lasts.next() else { return Ok(Vec::new()) };
        if !lasts.all(|one| one.is_some_and(|one| std::ptr::eq(one, last))) {
            return Err(apart());
        }
        let mut groups = Same::sorted(asked.into_iter().flat_map(|(_, all)| all));
        groups.sort_by_key(|same| std::ptr::eq(same.statement, last));
        match merged::insert(self.client, groups).await? {
            Some(count) if count == who.len() as u64 => {
                Ok(who.into_iter().map(|at| (at, Tell::Added(1))).collect())
            }
            _ => Err(apart()),
        }
    }
}

/// What is no failure of anybody: each is to run by itself.
fn apart() -> Failure {
    Failure::Ours("not together".into())
}
