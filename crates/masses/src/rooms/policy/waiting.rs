//! What is kept in memory, because every page of the desk asks for it, or everybody may.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use policy::Difference;

use super::draft::draft;
use crate::ground::Ground;
use crate::ground::gate::InForce;

/// How long an answer is good, in milliseconds: what is compiled changes with the sweep and with
/// files on disk, and nothing announces that.
const GOOD_MS: i64 = 60_000;

/// Whether a draft waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum State {
    /// What is running is what is in force.
    Same,
    /// It differs.
    Draft,
    /// There is no policy: what stands in its way, for the operator.
    Broken(String),
}

/// Remembers for a minute whether a draft waits.
#[derive(Default)]
pub(super) struct Waiting {
    last: Mutex<Option<(i64, String, State)>>,
}

impl Waiting {
    pub async fn state(&self, ground: &Ground) -> State {
        let now = ground.clock.now();
        let current = ground.gate.current();
        let hash = current.version().map(|version| version.hash.clone()).unwrap_or_default();
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((at, of, state)) = last
            && of == hash
            && (at..at + GOOD_MS).contains(&now)
        {
            return state;
        }
        let state = match draft(ground).await {
            Ok(None) => State::Same,
            Ok(Some(_)) => State::Draft,
            Err(error) => State::Broken(error.to_string()),
        };
        let fresh = Some((now, hash, state.clone()));
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = fresh;
        state
    }

    /// Forgets it: somebody has looked closely, and knows better.
    pub fn forget(&self) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// What each version changed. Versions never change, so neither does this.
#[derive(Default)]
pub(super) struct Differences {
    known: Mutex<HashMap<(String, String), Arc<Difference>>>,
}

impl Differences {
    /// What a version changed about the one before it; nothing for the first.
    pub fn of(&self, current: &InForce, number: u32) -> Option<Arc<Difference>> {
        let at = current.versions.iter().position(|version| version.number == number)?;
        let (old, new) = (current.versions.get(at.checked_sub(1)?)?, current.versions.get(at)?);
        let key = (old.hash.clone(), new.hash.clone());
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if known.is_some() {
            return known;
        }
        let made = Arc::new(policy::difference(&old.document, &new.document));
        self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(key, made.clone());
        Some(made)
    }
}
