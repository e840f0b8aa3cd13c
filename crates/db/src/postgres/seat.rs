//! The place of one closure in a transaction that it shares: what it asks for waits here until
//! all who share it have asked, and its answer is put here.

use std::future::{pending, poll_fn};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;

use crate::{Bound, Error, Result, Row};

/// Seen from the closure's side; a copy is seen from the driver's.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seat(Arc<Mutex<State>>);

#[derive(Debug, Default)]
enum State {
    #[default]
    Idle,
    Asked(Ask),
    Told(Tell),
}

/// What a closure asks for.
#[derive(Debug)]
pub(crate) enum Ask {
    /// [`Tx::read_all`](crate::Tx::read_all).
    Read(Vec<Bound>),
    /// [`Tx::insert_all`](crate::Tx::insert_all).
    Insert(Vec<Bound>),
    /// Something that only a transaction of its own can give.
    More,
}

/// What it is told.
#[derive(Debug, Clone)]
pub(crate) enum Tell {
    Rows(Vec<Vec<Row>>),
    Added(u64),
}

impl Seat {
    pub(crate) async fn read_all(&self, all: Vec<Bound>) -> Result<Vec<Vec<Row>>> {
        match self.ask(Ask::Read(all)).await {
            Tell::Rows(rows) => Ok(rows),
            Tell::Added(_) => Err(mixed_up()),
        }
    }

    pub(crate) async fn insert_all(&self, all: Vec<Bound>) -> Result<u64> {
        match self.ask(Ask::Insert(all)).await {
            Tell::Added(count) => Ok(count),
            Tell::Rows(_) => Err(mixed_up()),
        }
    }

    /// For what is not done together: never returns, and the closure runs once more by itself.
    pub(crate) async fn leave<T>(&self) -> T {
        *self.state() = State::Asked(Ask::More);
        pending().await
    }

    async fn ask(&self, ask: Ask) -> Tell {
        *self.state() = State::Asked(ask);
        poll_fn(|_| {
            let mut state = self.state();
            match std::mem::take(&mut *state) {
                State::Told(tell) => Poll::Ready(tell),
                other => {
                    *state = other;
                    Poll::Pending
                }
            }
        })
        .await
    }

    /// What was asked for, for the driver.
    pub(super) fn asked(&self) -> Option<Ask> {
        let mut state = self.state();
        match std::mem::take(&mut *state) {
            State::Asked(ask) => Some(ask),
            other => {
                *state = other;
                None
            }
        }
    }

    /// The answer, from the driver.
    pub(super) fn tell(&self, tell: Tell) {
        *self.state() = State::Told(tell);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn mixed_up() -> Error {
    Error::Bug("an answer to another question".into())
}
