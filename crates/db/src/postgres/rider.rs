//! A closure that may share a transaction, whatever its types are.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use tokio::sync::{OwnedSemaphorePermit, oneshot};

use super::Postgres;
use super::seat::{Ask, Seat};
use crate::lock::{Lock, Manner};
use crate::tx::Engine;
use crate::{Error, Result, Tx, Work};

/// One of those who share.
pub(super) trait Rider: Send {
    /// The names it holds.
    fn locks(&self) -> &[Lock];

    /// Runs on until it asks for something, or has ended.
    fn go(&mut self) -> Going;

    /// Its seat.
    fn seat(&self) -> &Seat;

    /// Answers with its own answer.
    fn answer(self: Box<Self>);

    /// Answers with an error.
    fn fail(self: Box<Self>, error: Error);

    /// Runs once more from its beginning, in a transaction of its own.
    fn alone(self: Box<Self>, database: Postgres) -> Alone;
}

/// How far one has come.
#[derive(Debug)]
pub(super) enum Going {
    /// It has ended well.
    Done,
    /// It has ended with an error of its own.
    Failed,
    /// It waits.
    Asks(Ask),
}

/// The way of one that runs by itself.
pub(super) type Alone = Pin<Box<dyn Future<Output = ()> + Send>>;

type Running<T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send>>;

pub(super) struct Pending<F, T, E> {
    work: F,
    manner: Manner,
    running: Option<Running<T, E>>,
    outcome: Option<Result<T, E>>,
    seat: Seat,
    reply: oneshot::Sender<Result<T, E>>,
    /// One of those that may wait or run.
    place: OwnedSemaphorePermit,
}

impl<F, T, E> Pending<F, T, E>
where
    F: for<'t> FnOnce(&'t mut Tx) -> Work<'t, T, E> + Clone + Send + 'static,
    T: Send + 'static,
    E: From<Error> + Send + 'static,
{
    pub(super) fn new(
        work: F,
        manner: Manner,
        reply: oneshot::Sender<Result<T, E>>,
        place: OwnedSemaphorePermit,
    ) -> Self {
        let seat = Seat::default();
        Self { work, manner, running: None, outcome: None, seat, reply, place }
    }

    fn begin(&self) -> Running<T, E> {
        let (work, seat) = (self.work.clone(), self.seat.clone());
        Box::pin(async move {
            let mut tx = Tx { engine: Engine::Shared(seat) };
            work(&mut tx).await
        })
    }
}

impl<F, T, E> Rider for Pending<F, T, E>
where
    F: for<'t> FnOnce(&'t mut Tx) -> Work<'t, T, E> + Clone + Send + 'static,
    T: Send + 'static,
    E: From<Error> + Send + 'static,
{
    fn locks(&self) -> &[Lock] {
        &self.manner.locks
    }

    fn go(&mut self) -> Going {
        let mut running = self.running.take().unwrap_or_else(|| self.begin());
        let polled = catch_unwind(AssertUnwindSafe(|| {
            running.as_mut().poll(&mut Context::from_waker(Waker::noop()))
        }));
        match polled {
            Ok(Poll::Ready(outcome)) => {
                let good = outcome.is_ok();
                self.outcome = Some(outcome);
                if good { Going::Done } else { Going::Failed }
            }
            Ok(Poll::Pending) => {
                self.running = Some(running);
                // Whoever waits for something else waits for it by itself.
                Going::Asks(self.seat.asked().unwrap_or(Ask::More))
            }
            Err(_) => {
                self.outcome = Some(Err(Error::Panicked.into()));
                Going::Failed
            }
        }
    }

    fn seat(&self) -> &Seat {
        &self.seat
    }

    fn answer(self: Box<Self>) {
        let outcome = self.outcome.unwrap_or_else(|| Err(Error::Closed.into()));
        // Nobody there any more: nothing to do about it.
        let _ = self.reply.send(outcome);
    }

    fn fail(self: Box<Self>, error: Error) {
        let _ = self.reply.send(Err(error.into()));
    }

    fn alone(self: Box<Self>, database: Postgres) -> Alone {
        let Self { work, manner, reply, place, .. } = *self;
        Box::pin(async move {
            let outcome = database.again_and_again(&manner, work).await;
            drop(place);
            let _ = reply.send(outcome);
        })
    }
}
