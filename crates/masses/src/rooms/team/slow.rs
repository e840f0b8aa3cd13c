//! Slows down whoever guesses at one account. In memory only, forgotten after a quarter of an
//! hour.
//!
//! Nobody is ever locked out: after each failure the next try from the same network is a little
//! later, a minute at the most, and who comes from a network that has not failed here is heard at
//! once. That holds while thousands of networks guess: if those kept everybody waiting, guessing
//! wrong would be a way to keep an owner from their own desk.
//!
//! What keeps such a crowd slow all the same:
//!
//! - One network has one try a minute, so that who wants a thousand tries a minute needs a
//!   thousand networks. From a hundred failures on, a network is the whole that one customer is
//!   given: addresses that cost nothing do not count as many.
//! - A password opens nothing by itself. Only who knows it gets to guess at codes, of which there
//!   are few; those failures are counted apart, and from a hundred on everybody waits for the
//!   next, wherever they come from. Nobody gets there by guessing at passwords.

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How long a failure counts.
const WINDOW: Duration = Duration::from_secs(15 * 60);
/// How many failures are nobody's business.
const FREE: usize = 10;
/// From so many on it is no mistake, but somebody who guesses from many places.
const FLOOD: usize = 100;
/// The longest wait after a failure.
const LONGEST: Duration = Duration::from_secs(60);
/// The most accounts that are remembered.
const ACCOUNTS: usize = 10_000;
/// The most failures of one account: more than can be tried in a minute, as each try takes the
/// program's time, so that none is forgotten while its network has to wait.
const FAILURES: usize = 10_000;

/// What is guessed at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Guess {
    /// The password.
    Password,
    /// A code of the second factor, or a recovery code.
    Code,
}

type Failures = VecDeque<(Duration, IpAddr)>;

/// The failures of the last quarter of an hour, by account.
#[derive(Default)]
pub(super) struct Slow {
    failures: Mutex<HashMap<(Guess, String), Failures>>,
}

impl Slow {
    /// How many seconds this account has to wait for its next try; none: it may try now.
    /// `now`: the clock's ticks, which never go back.
    pub(super) fn wait(
        &self,
        what: Guess,
        account: &str,
        address: IpAddr,
        now: Duration,
    ) -> Option<u64> {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let of = failures.get_mut(&(what, account.to_owned()))?;
        forget_old(of, now);
        let over = of.len().checked_sub(FREE)?;
        let flood = of.len() >= FLOOD;
        let everybody = flood && what == Guess::Code;
        let own = |from| everybody || network(from, flood) == network(address, flood);
        let (last, _) = of.iter().rev().find(|(_, from)| own(*from))?;
        let doubled = u32::try_from(over).unwrap_or(u32::MAX).saturating_add(1);
        let pause = Duration::from_secs(2u64.saturating_pow(doubled)).min(LONGEST);
        let left = (*last + pause).checked_sub(now).filter(|left| !left.is_zero())?;
        Some(left.as_secs() + u64::from(left.subsec_nanos() > 0))
    }

    /// Counts a failure.
    pub(super) fn failed(&self, what: Guess, account: &str, address: IpAddr, now: Duration) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        if failures.len() >= ACCOUNTS {
            for of in failures.values_mut() {
                forget_old(of, now);
            }
            failures.retain(|_, of| !of.is_empty());
        }
        let key = (what, account.to_owned());
        if failures.len() >= ACCOUNTS && !failures.contains_key(&key) {
            return;
        }
        let of = failures.entry(key).or_default();
        of.push_back((now, network(address, false)));
        if of.len() > FAILURES {
            of.pop_front();
        }
    }

    /// Somebody has proved who they are: their failures are forgotten.
    pub(super) fn succeeded(&self, account: &str) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        for what in [Guess::Password, Guess::Code] {
            failures.remove(&(what, account.to_owned()));
        }
    }
}

fn forget_old(of: &mut Failures, now: Duration) {
    while of.front().is_some_and(|(at, _)| *at + WINDOW <= now) {
        of.pop_front();
    }
}

/// The whole of an IPv4 address; of an IPv6 address the network, which is one household's. Where
/// somebody guesses from everywhere, the 48 bits that one customer may be given (RFC 6177).
fn network(address: IpAddr, flood: bool) -> IpAddr {
    let free = if flood { 80 } else { 64 };
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(six) => match six.to_ipv4_mapped() {
            Some(four) => IpAddr::V4(four),
            None => IpAddr::V6((six.to_bits() >> free << free).into()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::Guess::{Code, Password};
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn from(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn ten_failures_are_free_then_it_takes_longer_and_longer() {
        let (slow, here) = (Slow::default(), from("192.0.2.1"));
        for _ in 0..FREE {
            assert_eq!(slow.wait(Password, "a", here, SECOND), None);
            slow.failed(Password, "a", here, SECOND);
        }
        let mut now = SECOND;
        for expected in [2, 4, 8, 16, 32, 60, 60] {
            assert_eq!(slow.wait(Password, "a", here, now), Some(expected));
            now += Duration::from_secs(expected);
            assert_eq!(slow.wait(Password, "a", here, now), None);
            slow.failed(Password, "a", here, now);
        }
        assert_eq!(slow.wait(Password, "b", here, now), None, "another account");
        assert_eq!(slow.wait(Code, "a", here, now), None, "who knows the password");
    }

    #[test]
    fn who_did_not_fail_is_not_held_up() {
        let (slow, bad, good) = (Slow::default(), from("192.0.2.1"), from("198.51.100.7"));
        for _ in 0..50 {
            slow.failed(Password, "a", bad, SECOND);
        }
        assert_eq!(slow.wait(Password, "a", bad, SECOND), Some(60));
        assert_eq!(slow.wait(Password, "a", good, SECOND), None);
        slow.failed(Password, "a", good, SECOND);
        assert_eq!(slow.wait(Password, "a", good, SECOND), Some(60));
    }

    #[test]
    fn a_crowd_that_guesses_locks_nobody_out() {
        let slow = Slow::default();
        for number in 0..5_000u32 {
            let (one, now) = (IpAddr::V4((0x0a00_0000 + number).into()), SECOND);
            assert_eq!(slow.wait(Password, "a", one, now), None, "{number}");
            slow.failed(Password, "a", one, now);
        }
        assert_eq!(slow.wait(Password, "a", from("198.51.100.7"), SECOND), None);
        // Nobody of the crowd is heard twice in a minute, the first no more than the last.
        for one in ["10.0.0.0", "10.0.19.135"] {
            assert_eq!(slow.wait(Password, "a", from(one), SECOND + 59 * SECOND), Some(1));
            assert_eq!(slow.wait(Password, "a", from(one), SECOND + LONGEST), None);
        }
    }

    #[test]
    fn addresses_that_cost_nothing_are_no_crowd() {
        let slow = Slow::default();
        let house = |number: usize| from(&format!("2001:db8:0:{number:x}::1"));
        for number in 0..FLOOD {
            assert_eq!(slow.wait(Password, "a", house(number), SECOND), None, "{number}");
            slow.failed(Password, "a", house(number), SECOND);
        }
        assert_eq!(slow.wait(Password, "a", house(FLOOD), SECOND), Some(60));
        assert_eq!(slow.wait(Password, "a", from("2001:db8:1::1"), SECOND), None);
    }

    #[test]
    fn codes_are_guessed_by_no_crowd() {
        let slow = Slow::default();
        for host in 0..FLOOD {
            slow.failed(Code, "a", from(&format!("192.0.2.{host}")), SECOND);
        }
        assert_eq!(slow.wait(Code, "a", from("198.51.100.7"), SECOND), Some(60));
        assert_eq!(slow.wait(Password, "a", from("198.51.100.7"), SECOND), None);
    }

    #[test]
    fn one_ipv6_network_is_one() {
        let slow = Slow::default();
        for host in 0..=FREE {
            slow.failed(Password, "a", from(&format!("2001:db8::{host:x}")), SECOND);
        }
        assert!(slow.wait(Password, "a", from("2001:db8::ffff:1:2:3"), SECOND).is_some());
        assert!(slow.wait(Password, "a", from("2001:db8:0:1::1"), SECOND).is_none());
        assert_eq!(network(from("::ffff:192.0.2.1"), true), from("192.0.2.1"));
    }

    #[test]
    fn it_is_forgotten() {
        let (slow, here) = (Slow::default(), from("192.0.2.1"));
        for _ in 0..20 {
            slow.failed(Password, "a", here, SECOND);
        }
        assert_eq!(slow.wait(Password, "a", here, SECOND + WINDOW), None);
        for what in [Password, Code] {
            for _ in 0..20 {
                slow.failed(what, "a", here, SECOND + WINDOW);
            }
        }
        slow.succeeded("a");
        assert_eq!(slow.wait(Password, "a", here, SECOND + WINDOW), None);
        assert_eq!(slow.wait(Code, "a", here, SECOND + WINDOW), None);
    }
}
