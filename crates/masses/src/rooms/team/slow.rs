//! Slows down whoever guesses at one account. In memory only, forgotten after a quarter of an
//! hour. Nobody is ever locked out: after each failure the next try is a little later, and who
//! comes from a network that has not failed here is not held up by those that have.

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How long a failure counts.
const WINDOW: Duration = Duration::from_secs(15 * 60);
/// How many failures are nobody's business.
const FREE: usize = 10;
/// From so many on, networks that have not failed yet wait too.
const FLOOD: usize = 100;
/// The longest wait after a failure.
const LONGEST: Duration = Duration::from_secs(60);
/// The most accounts that are remembered.
const ACCOUNTS: usize = 10_000;

/// The failures of the last quarter of an hour, by account.
#[derive(Default)]
pub(super) struct Slow {
    failures: Mutex<HashMap<String, VecDeque<(Duration, IpAddr)>>>,
}

impl Slow {
    /// How many seconds this account has to wait for its next try; none: it may try now.
    /// `now`: the clock's ticks, which never go back.
    pub(super) fn wait(&self, account: &str, address: IpAddr, now: Duration) -> Option<u64> {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let of = failures.get_mut(account)?;
        forget_old(of, now);
        let flood = of.len() >= FLOOD;
        let own = of.iter().filter(|(_, from)| flood || *from == network(address));
        let last = own.map(|(at, _)| *at).next_back()?;
        let over = u32::try_from(of.len().checked_sub(FREE)?).unwrap_or(u32::MAX);
        let pause = Duration::from_secs(2u64.saturating_pow(over + 1)).min(LONGEST);
        let left = (last + pause).checked_sub(now).filter(|left| !left.is_zero())?;
        Some(left.as_secs() + u64::from(left.subsec_nanos() > 0))
    }

    /// Counts a failure.
    pub(super) fn failed(&self, account: &str, address: IpAddr, now: Duration) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        if failures.len() >= ACCOUNTS {
            for of in failures.values_mut() {
                forget_old(of, now);
            }
            failures.retain(|_, of| !of.is_empty());
        }
        if failures.len() >= ACCOUNTS && !failures.contains_key(account) {
            return;
        }
        let of = failures.entry(account.to_owned()).or_default();
        of.push_back((now, network(address)));
        if of.len() > 2 * FLOOD {
            of.pop_front();
        }
    }

    /// Somebody has proved who they are: their failures are forgotten.
    pub(super) fn succeeded(&self, account: &str) {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner).remove(account);
    }
}

fn forget_old(of: &mut VecDeque<(Duration, IpAddr)>, now: Duration) {
    while of.front().is_some_and(|(at, _)| *at + WINDOW <= now) {
        of.pop_front();
    }
}

/// The whole of an IPv4 address; of an IPv6 address the network, which is one household's.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(six) => match six.to_ipv4_mapped() {
            Some(four) => IpAddr::V4(four),
            None => IpAddr::V6((six.to_bits() & !u128::from(u64::MAX)).into()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn from(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn ten_failures_are_free_then_it_takes_longer_and_longer() {
        let (slow, here) = (Slow::default(), from("192.0.2.1"));
        for _ in 0..FREE {
            assert_eq!(slow.wait("a", here, SECOND), None);
            slow.failed("a", here, SECOND);
        }
        let mut now = SECOND;
        for expected in [2, 4, 8, 16, 32, 60, 60] {
            assert_eq!(slow.wait("a", here, now), Some(expected));
            now += Duration::from_secs(expected);
            assert_eq!(slow.wait("a", here, now), None);
            slow.failed("a", here, now);
        }
        assert_eq!(slow.wait("b", here, now), None, "another account");
    }

    #[test]
    fn who_did_not_fail_is_not_held_up() {
        let (slow, bad, good) = (Slow::default(), from("192.0.2.1"), from("198.51.100.7"));
        for _ in 0..50 {
            slow.failed("a", bad, SECOND);
        }
        assert_eq!(slow.wait("a", bad, SECOND), Some(60));
        assert_eq!(slow.wait("a", good, SECOND), None);
        slow.failed("a", good, SECOND);
        assert_eq!(slow.wait("a", good, SECOND), Some(60));
    }

    #[test]
    fn a_flood_from_everywhere_is_slowed_down() {
        let slow = Slow::default();
        for host in 0..FLOOD {
            slow.failed("a", from(&format!("2001:db8:0:{host:x}::1")), SECOND);
        }
        assert_eq!(slow.wait("a", from("198.51.100.7"), SECOND), Some(60));
    }

    #[test]
    fn one_ipv6_network_is_one() {
        let slow = Slow::default();
        for host in 0..=FREE {
            slow.failed("a", from(&format!("2001:db8::{host:x}")), SECOND);
        }
        assert!(slow.wait("a", from("2001:db8::ffff:1:2:3"), SECOND).is_some());
        assert!(slow.wait("a", from("2001:db8:0:1::1"), SECOND).is_none());
        assert_eq!(network(from("::ffff:192.0.2.1")), from("192.0.2.1"));
    }

    #[test]
    fn it_is_forgotten() {
        let (slow, here) = (Slow::default(), from("192.0.2.1"));
        for _ in 0..20 {
            slow.failed("a", here, SECOND);
        }
        assert_eq!(slow.wait("a", here, SECOND + WINDOW), None);
        for _ in 0..20 {
            slow.failed("a", here, SECOND + WINDOW);
        }
        slow.succeeded("a");
        assert_eq!(slow.wait("a", here, SECOND + WINDOW), None);
    }
}
