//! What happens by itself: the safeguards are checked at the start and every night, and people
//! are told of new versions.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use super::{Telling, standing};
use crate::ground::Ground;
use crate::ground::jobs::{DAY, Job, Outcome, SECOND};

/// Checks the safeguards: once after this process has started, then whenever a day has begun.
pub(super) fn measures(ground: &Arc<Ground>) -> Job {
    let ground = ground.clone();
    let checked_at = Arc::new(AtomicI64::new(i64::MIN));
    let (due, checked) = (checked_at.clone(), checked_at);
    let clock = ground.clock.clone();
    Job::new("policy-measures", 10 * SECOND, move || {
        let (ground, checked) = (ground.clone(), checked.clone());
        async move {
            standing::check(&ground).await.map_err(|error| error.to_string())?;
            checked.store(ground.clock.now(), Ordering::SeqCst);
            Ok(Outcome::Done)
        }
    })
    .only_if(move || {
        let (last, now) = (due.load(Ordering::SeqCst), clock.now());
        async move { Ok(last == i64::MIN || now.div_euclid(DAY) != last.div_euclid(DAY)) }
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
