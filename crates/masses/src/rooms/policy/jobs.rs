//! What happens by itself: the safeguards are checked at the start and every night, and people
//! are told of new versions.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use super::{Telling, standing};
use crate::ground::Ground;
use crate::ground::jobs::{DAY, Job, Outcome, SECOND};

/// Checks the safeguards: once after this process has started, then whenever a day has begun, and
/// when a certificate has run out or come.
pub(super) fn measures(ground: &Arc<Ground>) -> Job {
    let ground = ground.clone();
    let checked_at = Arc::new(AtomicI64::new(i64::MIN));
    let (due, checked) = (checked_at.clone(), checked_at);
    let (clock, house) = (ground.clock.clone(), ground.clone());
    let encrypted = Arc::new(AtomicBool::new(false));
    let was_encrypted = encrypted.clone();
    Job::new("policy-measures", 10 * SECOND, move || {
        let (ground, checked, encrypted) = (ground.clone(), checked.clone(), encrypted.clone());
        async move {
            encrypted.store(ground.encrypted().is_ok(), Ordering::SeqCst);
            standing::check(&ground).await.map_err(|error| error.to_string())?;
            checked.store(ground.clock.now(), Ordering::SeqCst);
            Ok(Outcome::Done)
        }
    })
    .only_if(move || {
        let (last, now) = (due.load(Ordering::SeqCst), clock.now());
        let changed = house.encrypted().is_ok() != was_encrypted.load(Ordering::SeqCst);
        let due = last == i64::MIN || now.div_euclid(DAY) != last.div_euclid(DAY) || changed;
        async move { Ok(due) }
    })
}

/// Tells people of a new version that reaches what they gave before.
pub(super) fn told(ground: &Arc<Ground>) -> Job {
    let telling = Arc::new(Telling::new(ground.clone(), 50));
    let waiting = telling.clone();
    Job::new("policy-told", 10 * SECOND, move || {
        let telling = telling.clone();
        async move { telling.step().await.map_err(|error| error.to_string()) }
    })
    .only_if(move || {
        let due = waiting.due();
        async move { Ok(due) }
    })
}
