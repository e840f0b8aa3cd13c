//! What a database on a server has done so far, and how it is.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use crate::{Error, Result, Stats};

#[derive(Debug, Default)]
pub(crate) struct State {
    commits: AtomicU64,
    writes: AtomicU64,
    turned_away: AtomicU64,
    again: AtomicU64,
    full: AtomicBool,
    away: AtomicBool,
}

impl State {
    pub(crate) fn turn_away(&self) -> Error {
        self.turned_away.fetch_add(1, Ordering::Relaxed);
        Error::Busy
    }

    /// A transaction is run again.
    /// Answers how many that were.
    pub(crate) fn again(&self) -> u64 {
        self.again.fetch_add(1, Ordering::Relaxed)
    }

    /// A transaction is in, and with it so many writes.
    pub(crate) fn committed(&self, writes: u64) {
        self.commits.fetch_add(1, Ordering::Relaxed);
        self.writes.fetch_add(writes, Ordering::Relaxed);
        self.full.store(false, Ordering::Relaxed);
        self.away.store(false, Ordering::Relaxed);
    }

    /// The server has answered, or it has not.
    pub(crate) fn heard<T>(&self, outcome: &Result<T>) {
        match outcome {
            Ok(_) => self.away.store(false, Ordering::Relaxed),
            Err(error) => self.noticed(Some(error)),
        }
    }

    pub(crate) fn noticed(&self, error: Option<&Error>) {
        match error {
            Some(Error::Full) => self.full.store(true, Ordering::Relaxed),
            Some(Error::Away(_)) => self.away.store(true, Ordering::Relaxed),
            _ => {}
        }
    }

    pub(crate) fn stats(&self) -> Stats {
        Stats {
            commits: self.commits.load(Ordering::Relaxed),
            writes: self.writes.load(Ordering::Relaxed),
            again: self.again.load(Ordering::Relaxed),
            turned_away: self.turned_away.load(Ordering::Relaxed),
            full: self.full.load(Ordering::Relaxed),
            away: self.away.load(Ordering::Relaxed),
            ..Stats::default()
        }
    }
}

/// A pause somewhere between half and all of this, so that two who were in each other's way are
/// not so again at the same moment: each pause of this process is another part of it.
pub(crate) fn jitter(pause: Duration, nth: u64) -> Duration {
    let mixed = (nth + u64::from(std::process::id())).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 54;
    pause.mul_f64(0.5 + mixed as f64 / 2048.0)
}
