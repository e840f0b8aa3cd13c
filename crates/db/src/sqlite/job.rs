//! One closure on its way through the writer.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::task::{Context, Poll, Waker};

use tokio::sync::oneshot;

use crate::{Error, Result, Tx, Work};

/// A closure and who waits for it, whatever its types are.
pub(crate) trait Job: Send {
    /// Runs the closure to its end, and keeps its answer.
    fn run(&mut self, tx: &mut Tx) -> Verdict;

    /// Answers: with the closure's own answer, or with the failure of the commit. After a failed
    /// commit even an error is not passed on, for it may rest on what a neighbour did.
    fn answer(self: Box<Self>, committed: Result<()>);

    /// Answers with the closure's own error, or with this one if it has none.
    fn answer_unless_kept(self: Box<Self>, lost: Error);
}

/// What is to be done with what a closure did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Keep,
    Undo,
}

/// A closure's own answer, or why it could not give one.
type Outcome<T, E> = Result<Result<T, E>, Error>;

pub(crate) struct Pending<F, T, E> {
    work: Option<F>,
    outcome: Outcome<T, E>,
    reply: oneshot::Sender<Outcome<T, E>>,
}

impl<F, T, E> Pending<F, T, E>
where
    F: for<'t> FnOnce(&'t mut Tx) -> Work<'t, T, E>,
{
    pub(crate) fn new(work: F, reply: oneshot::Sender<Outcome<T, E>>) -> Self {
        Self { work: Some(work), outcome: Err(Error::Closed), reply }
    }

    fn outcome(work: F, tx: &mut Tx) -> Outcome<T, E> {
        let polled = catch_unwind(AssertUnwindSafe(|| {
            let mut future = work(&mut *tx);
            future.as_mut().poll(&mut Context::from_waker(Waker::noop()))
        }));
        match (polled, tx.engine.sqlite().failed()) {
            (Err(_), _) => Err(Error::Panicked),
            (Ok(Poll::Pending), _) => Err(Error::Bug(
                "a write awaited something else than its `tx`; do that before or after it".into(),
            )),
            (Ok(Poll::Ready(Ok(_))), Some(first)) => Err(first.clone()),
            (Ok(Poll::Ready(answer)), _) => Ok(answer),
        }
    }
}

impl<F, T, E> Job for Pending<F, T, E>
where
    F: for<'t> FnOnce(&'t mut Tx) -> Work<'t, T, E> + Send,
    T: Send,
    E: Send,
{
    fn run(&mut self, tx: &mut Tx) -> Verdict {
        if let Some(work) = self.work.take() {
            self.outcome = Self::outcome(work, tx);
        }
        match self.outcome {
            Ok(Ok(_)) => Verdict::Keep,
            _ => Verdict::Undo,
        }
    }

    fn answer(self: Box<Self>, committed: Result<()>) {
        // Nobody there any more: nothing to do about it.
        let _ = self.reply.send(match committed {
            Ok(()) => self.outcome,
            Err(error) => Err(error),
        });
    }

    fn answer_unless_kept(self: Box<Self>, lost: Error) {
        let has_own = self.work.is_none() && !matches!(self.outcome, Ok(Ok(_)));
        let committed = if has_own { Ok(()) } else { Err(lost) };
        self.answer(committed);
    }
}
