//! How often one network address may do something. In memory only (S9).

use std::collections::HashMap;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use governor::middleware::NoOpMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};

use super::host::unit;
use crate::clock::Clock;

/// A limit that a door has. Doors with the same name share one count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Limit {
    /// Its name.
    pub name: &'static str,
    /// How many at once.
    pub burst: u32,
    /// One more after this many seconds.
    pub every: u32,
}

impl Limit {
    /// No limit: pages and files, which cost nothing.
    pub const NONE: Limit = Limit { name: "none", burst: 0, every: 0 };
    /// Sending a form.
    pub const FORM: Limit = Limit { name: "form", burst: 10, every: 30 };
    /// Signing in.
    pub const SIGN_IN: Limit = Limit { name: "sign-in", burst: 10, every: 30 };
    /// Joining, and coming back after a reset: every page of it asks for a token that nobody can
    /// guess, and a new password takes some people a few tries.
    pub const JOIN: Limit = Limit { name: "join", burst: 40, every: 15 };
    /// Asking for a proof-of-work challenge.
    pub const CHALLENGE: Limit = Limit { name: "challenge", burst: 30, every: 5 };
    /// Producing an export.
    pub const EXPORT: Limit = Limit { name: "export", burst: 10, every: 30 };

    /// Looking for something in the pages.
    pub const SEARCH: Limit = Limit { name: "search", burst: 30, every: 2 };

    /// All that trip, for the test that trips each.
    pub const ALL: [Limit; 6] =
        [Limit::FORM, Limit::SIGN_IN, Limit::JOIN, Limit::CHALLENGE, Limit::EXPORT, Limit::SEARCH];
}

type Limiter = RateLimiter<IpAddr, DashMapStateStore<IpAddr>, Ticks, NoOpMiddleware<Duration>>;

/// The counts of all limits.
pub struct Limits {
    limiters: HashMap<Limit, Limiter>,
    clock: Clock,
}

impl Limits {
    /// Fresh counts.
    pub fn new(clock: Clock) -> Self {
        let limiters = Limit::ALL
            .into_iter()
            .filter_map(|limit| {
                let quota = Quota::with_period(Duration::from_secs(u64::from(limit.every)))?
                    .allow_burst(NonZeroU32::new(limit.burst)?);
                let limiter =
                    RateLimiter::new(quota, DashMapStateStore::default(), Ticks(clock.clone()));
                Some((limit, limiter))
            })
            .collect();
        Self { limiters, clock }
    }

    /// Counts one; the error is the number of seconds to wait.
    pub fn count(&self, limit: Limit, address: IpAddr) -> Result<(), u64> {
        let Some(limiter) = self.limiters.get(&limit) else { return Ok(()) };
        limiter.check_key(&unit(address)).map_err(|full| {
            let wait = full.wait_time_from(self.clock.tick());
            // Whole seconds, not one too few; and one at least, for whoever asks again at once.
            (wait.as_secs() + u64::from(wait.subsec_nanos() > 0)).max(1)
        })
    }

    /// Forgets addresses that have been quiet: nothing of a visitor stays longer than it must.
    pub fn forget_quiet(&self) {
        for limiter in self.limiters.values() {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }
}

/// Our clock, as the limiter wants it.
#[derive(Clone)]
struct Ticks(Clock);

impl governor::clock::Clock for Ticks {
    type Instant = Duration;

    fn now(&self) -> Self::Instant {
        self.0.tick()
    }
}
