//! The writer: one thread that takes whoever waits, runs all in one shared transaction, commits and
//! syncs once, and only then answers them all. One that fails is undone without its neighbours.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{mpsc, oneshot};

use super::Writing;
use super::file;
use super::job::{Job, Pending, Verdict};
use crate::tx::Engine;
use crate::{Config, Error, Result, Stats, Tx, Work};

/// How many closures share a commit at most.
const SHARED: usize = 256;

/// The way to the thread.
#[derive(Debug)]
pub(crate) struct Writer {
    queue: mpsc::Sender<Message>,
    state: Arc<State>,
}

/// What the thread is asked for.
enum Message {
    Job(Box<dyn Job>),
    Checkpoint(oneshot::Sender<Result<()>>),
    Close(oneshot::Sender<Result<()>>),
}

/// What both sides see.
#[derive(Debug, Default)]
struct State {
    commits: AtomicU64,
    writes: AtomicU64,
    turned_away: AtomicU64,
    full: AtomicBool,
    /// Why nothing is written any more.
    stopped: OnceLock<Error>,
}

impl Writer {
    pub(crate) fn start(config: &Config) -> Result<Self> {
        let mut writing = Writing::new(file::open_writer(config)?);
        writing.settle()?;
        file::sync_folder(&config.path)?;
        let (queue, messages) = mpsc::channel(config.queue.max(1));
        let state = Arc::new(State::default());
        let thread =
            Thread { tx: Tx { engine: Engine::Sqlite(writing) }, state: Arc::clone(&state) };
        std::thread::Builder::new()
            .name("db-writer".into())
            .spawn(move || thread.live(messages))
            .map_err(|error| Error::Io(format!("cannot start the writer's thread: {error}")))?;
        Ok(Self { queue, state })
    }

    pub(crate) async fn write<T, E>(
        &self,
        work: impl for<'t> FnOnce(&'t mut Tx) -> Work<'t, T, E> + Clone + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        if let Some(why) = self.state.stopped.get() {
            return Err(why.clone().into());
        }
        let (reply, answer) = oneshot::channel();
        match self.queue.try_send(Message::Job(Box::new(Pending::new(work, reply)))) {
            Ok(()) => {}
            Err(TrySendError::Full(_)) => {
                self.state.turned_away.fetch_add(1, Ordering::Relaxed);
                return Err(Error::Busy.into());
            }
            Err(TrySendError::Closed(_)) => return Err(Error::Closed.into()),
        }
        match answer.await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(error)) => Err(error.into()),
            Err(_) => Err(Error::Closed.into()),
        }
    }

    pub(crate) async fn checkpoint(&self) -> Result<()> {
        self.ask(Message::Checkpoint).await.unwrap_or(Err(Error::Closed))
    }

    pub(crate) async fn close(&self) -> Result<()> {
        // Gone already: closed before.
        self.ask(Message::Close).await.unwrap_or(Ok(()))
    }

    async fn ask(
        &self,
        message: impl FnOnce(oneshot::Sender<Result<()>>) -> Message,
    ) -> Option<Result<()>> {
        let (reply, answer) = oneshot::channel();
        self.queue.send(message(reply)).await.ok()?;
        answer.await.ok()
    }

    pub(crate) fn stats(&self) -> Stats {
        Stats {
            commits: self.state.commits.load(Ordering::Relaxed),
            writes: self.state.writes.load(Ordering::Relaxed),
            turned_away: self.state.turned_away.load(Ordering::Relaxed),
            again: 0,
            away: false,
            waiting: self.queue.max_capacity() - self.queue.capacity(),
            full: self.state.full.load(Ordering::Relaxed),
            stopped: self.state.stopped.get().is_some(),
        }
    }
}

/// What a closure left in the transaction.
enum Left {
    /// What it did.
    Work,
    /// Nothing: it has failed.
    Nothing,
    /// It has failed, and what it did before that is still there.
    Waste,
}

/// The thread's own side.
struct Thread {
    tx: Tx,
    state: Arc<State>,
}

impl Thread {
    /// Serves until closed, or until every handle is gone.
    fn live(mut self, mut messages: mpsc::Receiver<Message>) {
        let mut closing = Vec::new();
        // Closures are caught one by one; this is for a mistake in the writer itself.
        let whole = catch_unwind(AssertUnwindSafe(|| {
            while let Some(first) = messages.blocking_recv() {
                self.turn(first, &mut messages, &mut closing);
            }
        }));
        if whole.is_err() {
            self.stop("the writer's thread panicked");
        }
        let outcome = self.tx.engine.into_sqlite().close();
        for reply in closing {
            let _ = reply.send(outcome.clone());
        }
    }

    /// Takes whoever waits, up to the first that is not a write.
    fn turn(
        &mut self,
        first: Message,
        messages: &mut mpsc::Receiver<Message>,
        closing: &mut Vec<oneshot::Sender<Result<()>>>,
    ) {
        let mut jobs = VecDeque::new();
        let mut next = Some(first);
        loop {
            match next {
                Some(Message::Job(job)) => jobs.push_back(job),
                other => {
                    next = other;
                    break;
                }
            }
            next = if jobs.len() < SHARED { messages.try_recv().ok() } else { None };
        }
        while !jobs.is_empty() {
            self.share(&mut jobs);
        }
        match next {
            Some(Message::Checkpoint(reply)) => {
                let _ = reply.send(self.checkpoint());
            }
            Some(Message::Close(reply)) => {
                messages.close();
                closing.push(reply);
            }
            Some(Message::Job(_)) | None => {}
        }
    }

    /// One shared transaction. Leaves in `jobs` those that a lost transaction did not get to.
    ///
    /// Most closures succeed, and a savepoint for each costs a copy of every page it changes: so
    /// none has one, until one fails and leaves something behind. Then all of them run once more,
    /// each with its own.
    fn share(&mut self, jobs: &mut VecDeque<Box<dyn Job>>) {
        if let Err(error) = self.begin() {
            return fail(jobs.drain(..), &error);
        }
        let (mut ran, mut kept, mut full) = (VecDeque::with_capacity(jobs.len()), 0, false);
        let mut apart = false;
        while let Some(mut job) = jobs.pop_front() {
            match self.one(&mut *job, apart, &mut full) {
                Ok(Left::Nothing) => ran.push_back(job),
                Ok(Left::Work) => {
                    kept += 1;
                    ran.push_back(job);
                }
                Ok(Left::Waste) => {
                    jobs.push_front(job);
                    while let Some(job) = ran.pop_back() {
                        jobs.push_front(job);
                    }
                    (kept, full, apart) = (0, false, true);
                    self.writing().roll_back();
                    if let Err(error) = self.begin() {
                        return fail(jobs.drain(..), &error);
                    }
                }
                Err(lost) => {
                    self.writing().roll_back();
                    let lost = self.note(&lost);
                    // The one that brought it down gets its own answer, unless that is a yes.
                    job.answer_unless_kept(lost.clone());
                    return fail(ran.into_iter(), &lost);
                }
            }
        }
        if kept == 0 {
            self.writing().roll_back();
        } else if let Err(error) = self.writing().commit() {
            let error = self.note(&error);
            return fail(ran.into_iter(), &error);
        } else {
            self.state.commits.fetch_add(1, Ordering::Relaxed);
            self.state.writes.fetch_add(kept, Ordering::Relaxed);
        }
        if kept > 0 || full {
            self.state.full.store(full, Ordering::Relaxed);
        }
        for job in ran {
            job.answer(Ok(()));
        }
        self.writing().tidy(full);
        self.heed_distrust();
    }

    fn begin(&mut self) -> Result<()> {
        if let Some(why) = self.state.stopped.get() {
            return Err(why.clone());
        }
        self.writing().begin().map_err(|error| self.note(&error))
    }

    /// One closure, in a savepoint if it is to be kept `apart`. An error means that the whole
    /// transaction is lost.
    fn one(&mut self, job: &mut dyn Job, apart: bool, full: &mut bool) -> Result<Left> {
        if apart {
            self.writing().savepoint()?;
        }
        let before = self.writing().changes();
        let verdict = job.run(&mut self.tx);
        let writing = self.writing();
        let failed = writing.take_failed();
        *full |= failed == Some(Error::Full);
        if let Some(why) = writing.distrust() {
            return Err(why.clone());
        }
        if writing.lost() {
            return Err(failed.unwrap_or_else(|| Error::Bug("the transaction was lost".into())));
        }
        match (verdict, apart) {
            (Verdict::Keep, true) => writing.keep().map(|()| Left::Work),
            (Verdict::Keep, false) => Ok(Left::Work),
            (Verdict::Undo, true) => writing.undo().map(|()| Left::Nothing),
            (Verdict::Undo, false) if writing.changes() == before => Ok(Left::Nothing),
            (Verdict::Undo, false) => Ok(Left::Waste),
        }
    }

    /// Draws the consequences of a failed transaction, before anybody hears of it; answers what
    /// they are to be told.
    fn note(&mut self, error: &Error) -> Error {
        self.heed_distrust();
        let error = self.state.stopped.get().unwrap_or(error).clone();
        if error == Error::Full {
            self.state.full.store(true, Ordering::Relaxed);
            // The log may give back what it has in the file already.
            self.writing().tidy(true);
        }
        error
    }

    fn checkpoint(&mut self) -> Result<()> {
        if let Some(why) = self.state.stopped.get() {
            return Err(why.clone());
        }
        let outcome = self.writing().checkpoint();
        self.heed_distrust();
        outcome
    }

    /// If the disk cannot be trusted any more, stops.
    fn heed_distrust(&mut self) {
        if self.state.stopped.get().is_none()
            && let Some(why) = self.writing().distrust()
        {
            let why = why.to_string();
            self.stop(&why);
        }
    }

    fn stop(&self, why: &str) {
        let error = Error::Io(format!(
            "nothing more is written until the program is restarted, because the disk cannot be \
             trusted: {why}"
        ));
        tracing::error!(%error, "stopped writing");
        let _ = self.state.stopped.set(error);
    }

    fn writing(&mut self) -> &mut Writing {
        self.tx.engine.sqlite()
    }
}

/// Tells these that nothing of theirs is in.
fn fail(jobs: impl Iterator<Item = Box<dyn Job>>, error: &Error) {
    for job in jobs {
        job.answer(Err(error.clone()));
    }
}
