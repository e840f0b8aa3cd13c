//! Randomness. The only place that asks the machine for it; everything else asks the [`Chance`] it
//! was given, so that a test can be run again exactly.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use vault::Entropy;
use zeroize::Zeroize;

/// For people to read and say: no letter that looks or sounds like a digit, and no vowels, so that
/// no words come out.
const PLAIN: &[u8; 28] = b"23456789BCDFGHJKMNPQRSTVWXYZ";

/// How many random bytes are drawn at once.
const DRAWN: usize = 1024;

/// Random bytes, ids, tokens. Copies share it.
#[derive(Clone)]
pub struct Chance(Arc<Inner>);

struct Inner {
    source: Source,
    last: Mutex<Last>,
}

enum Source {
    System(Box<Mutex<Drawn>>),
    Seeded { seed: u64, drawn: AtomicU64 },
}

/// Random bytes drawn from the machine at once, for it takes as long to give ten as to give hundreds.
/// Whatever was handed out is overwritten.
struct Drawn {
    bytes: [u8; DRAWN],
    used: usize,
}

/// The time and the counter of the last id.
struct Last {
    ms: u64,
    counter: u16,
}

impl Chance {
    /// The machine's random bytes.
    pub fn system() -> Self {
        Self::new(Source::System(Box::new(Mutex::new(Drawn { bytes: [0; DRAWN], used: DRAWN }))))
    }

    /// Bytes that follow from the seed: for tests.
    pub fn seeded(seed: u64) -> Self {
        Self::new(Source::Seeded { seed, drawn: AtomicU64::new(0) })
    }

    fn new(source: Source) -> Self {
        Self(Arc::new(Inner { source, last: Mutex::new(Last { ms: 0, counter: 0 }) }))
    }

    /// Fills all of `bytes`. A machine without randomness stops the program: nothing it could do
    /// would be safe.
    pub fn fill(&self, bytes: &mut [u8]) {
        match &self.0.source {
            Source::System(drawn) => {
                drawn.lock().unwrap_or_else(PoisonError::into_inner).hand_out(bytes);
            }
            Source::Seeded { seed, drawn } => {
                for part in bytes.chunks_mut(32) {
                    let count = drawn.fetch_add(1, Ordering::SeqCst);
                    let input = [seed.to_be_bytes(), count.to_be_bytes()].concat();
                    part.copy_from_slice(&vault::hash(&input)[..part.len()]);
                }
            }
        }
    }

    /// So many random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }

    /// A UUIDv7 of the given time (milliseconds since 1970). Within a process each is greater
    /// than the one before, even when the clock was set back: a counter follows the time.
    pub fn id(&self, now: i64) -> String {
        let mut random: [u8; 10] = self.bytes();
        // Half of the counter's room is left for counting up.
        let fresh = u16::from_be_bytes([random[0], random[1]]) & 0x7ff;
        let now = u64::try_from(now).unwrap_or(0);
        let mut last = self.0.last.lock().unwrap_or_else(PoisonError::into_inner);
        if now > last.ms {
            *last = Last { ms: now, counter: fresh };
        } else if last.counter < 0xfff {
            last.counter += 1;
        } else {
            *last = Last { ms: last.ms + 1, counter: fresh };
        }
        random[..2].copy_from_slice(&last.counter.to_be_bytes());
        uuid::Builder::from_unix_timestamp_millis(last.ms, &random).into_uuid().to_string()
    }

    /// 256 bits that nobody guesses, for an address or a cookie.
    pub fn token(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.bytes::<32>())
    }

    /// Short and easy to read out, for people to quote: `K7QF-2M9X`.
    pub fn reference(&self) -> String {
        let mut text = String::with_capacity(9);
        while text.len() < 9 {
            let [byte] = self.bytes();
            // 252 is the greatest multiple of 28: each character is as likely as any other.
            if byte < 252 {
                if text.len() == 4 {
                    text.push('-');
                }
                text.push(char::from(PLAIN[usize::from(byte) % PLAIN.len()]));
            }
        }
        text
    }
}

impl Entropy for Chance {
    fn fill(&self, bytes: &mut [u8]) {
        Chance::fill(self, bytes);
    }
}

impl fmt::Debug for Chance {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.source {
            Source::System(_) => out.write_str("Chance(system)"),
            Source::Seeded { seed, .. } => write!(out, "Chance(seeded with {seed})"),
        }
    }
}

impl Drawn {
    fn hand_out(&mut self, bytes: &mut [u8]) {
        if bytes.len() > DRAWN {
            return draw(bytes);
        }
        if bytes.len() > DRAWN - self.used {
            draw(&mut self.bytes);
            self.used = 0;
        }
        let handed = &mut self.bytes[self.used..self.used + bytes.len()];
        bytes.copy_from_slice(handed);
        handed.zeroize();
        self.used += bytes.len();
    }
}

#[allow(clippy::disallowed_methods)]
fn draw(bytes: &mut [u8]) {
    if aws_lc_rs::rand::fill(bytes).is_err() {
        panic!("the machine gives no random bytes");
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// What was handed out lies nowhere any more, and is never handed out again.
    #[test]
    fn what_was_drawn_is_handed_out_once() {
        let mut drawn = Drawn { bytes: [0; DRAWN], used: DRAWN };
        let mut seen = std::collections::HashSet::new();
        for length in (8..40).cycle().take(500) {
            let mut bytes = vec![0; length];
            drawn.hand_out(&mut bytes);
            assert!(seen.insert(bytes[..8].to_vec()), "handed out twice");
            assert!(drawn.bytes[..drawn.used].iter().all(|byte| *byte == 0));
        }
        let mut long = vec![0; 3 * DRAWN];
        drawn.hand_out(&mut long);
        assert!(long.chunks(32).all(|part| part.iter().any(|byte| *byte != 0)));
    }

    #[test]
    fn the_same_seed_gives_the_same() {
        let draw = |seed| {
            let chance = Chance::seeded(seed);
            (chance.bytes::<70>(), chance.id(1), chance.token(), chance.reference())
        };
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
    }

    #[test]
    fn the_machine_gives_something_else_every_time() {
        let chance = Chance::system();
        assert_ne!(chance.token(), chance.token());
        assert_ne!(chance.bytes::<32>(), [0; 32]);
    }

    #[test]
    fn ids_are_version_7_of_that_time() {
        let id = uuid::Uuid::parse_str(&Chance::seeded(1).id(1_795_471_084_123)).unwrap();
        assert_eq!((id.get_version_num(), id.get_variant()), (7, uuid::Variant::RFC4122));
        let (seconds, nanos) = id.get_timestamp().unwrap().to_unix();
        assert_eq!(seconds * 1000 + u64::from(nanos / 1_000_000), 1_795_471_084_123);
    }

    #[test]
    fn ids_only_grow() {
        let chance = Chance::seeded(1);
        let mut last = String::new();
        // The same millisecond often (the counter overflows), back, and before 1970.
        for now in std::iter::repeat_n(5_000, 10_000).chain([4_000, 5_000, -1, 9_000, 8_999]) {
            let id = chance.id(now);
            assert!(id > last, "{id} after {last}");
            last = id;
        }
    }

    #[test]
    fn ids_of_many_threads_are_all_different() {
        let chance = Chance::seeded(1);
        let make = || (0..2_000).map(|_| chance.id(1)).collect::<Vec<_>>();
        let all: BTreeSet<_> = std::thread::scope(|scope| {
            let threads = [0; 4].map(|_| scope.spawn(make));
            threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(all.len(), 8_000);
    }

    #[test]
    fn tokens_and_references_look_as_said() {
        let chance = Chance::seeded(1);
        let token = chance.token();
        assert_eq!(token.len(), 43);
        assert!(token.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
        for _ in 0..200 {
            let reference = chance.reference();
            let (one, two) = reference.split_once('-').unwrap();
            assert_eq!((one.len(), two.len()), (4, 4));
            assert!(one.bytes().chain(two.bytes()).all(|byte| PLAIN.contains(&byte)));
        }
    }
}
