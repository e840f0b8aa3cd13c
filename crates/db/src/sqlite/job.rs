//! One closure on its way through the writer.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::task::{Context, Poll, Waker};

use tokio::sync::oneshot;

use crate::{Error, Result, Tx, Work};

/// A closure and who waits for it, whatever its types are.
pub(crate) trait Job: Send {
    /// Runs the closure to its end, and keeps its answer, in place of an earlier one.
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
    work: F,
    /// None until it has run.
    outcome: Option<Outcome<T, E>>,
    reply: oneshot::Sender<Outcome<T, E>>,
}

impl<F, T, E> Pending<F, T, E>
where
    F: for<'t> FnOnce(&'t mut Tx) -> Work<'t, T, E>,
{
    pub(crate) fn new(work: F, reply: oneshot::Sender<Outcome<T, E>>) -> Self {
        Self { work, outcome: None, reply }
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
    F: for<'t> FnOnce(&'t mut Tx) -> Work<'t, T, E> + Clone + Send,
    T: Send,
    E: Send,
{
    fn run(&mut self, tx: &mut Tx) -> Verdict {
        let outcome = Self::outcome(self.work.clone(), tx);
        match self.outcome.insert(outcome) {
            Ok(Ok(_)) => Verdict::Keep,
            _ => Verdict::Undo,
        }
    }

    fn answer(self: Box<Self>, committed: Result<()>) {
        // Nobody there any more: nothing to do about it.
        let _ = self.reply.send(match committed {
            Ok(()) => self.outcome.unwrap_or(Err(Error::Closed)),
            Err(error) => Err(error),
        });
    }

    fn answer_unless_kept(self: Box<Self>, lost: Error) {
        let has_own = matches!(self.outcome, Some(Err(_) | Ok(Err(_))));
        let committed = if has_own { Ok(()) } else { Err(lost) };
        self.answer(committed);
    }
}
