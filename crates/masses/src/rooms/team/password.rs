//! Passwords: what is refused, and how they are kept (S19).

use std::sync::Arc;
use std::time::Duration;

use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use kit::chance::Chance;
use kit::web::Refusal;
use tokio::sync::Semaphore;
use zxcvbn::matching::patterns::MatchPattern;
use zxcvbn::{Score, zxcvbn};

/// The fewest characters.
pub(super) const LEAST: usize = 12;
/// The most characters.
pub(super) const MOST: usize = 128;

/// The fewest characters that are not a name, the address or the organisation.
const OWN: usize = 6;

/// Memory for one hash, in KiB; rounds; lanes (OWASP's recommendation for Argon2id).
const COST: (u32, u32, u32) = (19 * 1024, 2, 1);
/// How many are computed at once: each takes its memory and a core.
const AT_ONCE: usize = 2;
/// How long somebody waits for their turn.
const WAIT: Duration = Duration::from_secs(10);

/// A hash that no password has. Verifying against it takes as long as against a real one, so
/// that an unknown address cannot be told by the time it takes (S30).
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA\
    $AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// What is wrong with a new password. The words are `error-password-<key>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weakness {
    /// Fewer than [`LEAST`] characters.
    Short,
    /// Among the first that are guessed.
    Guessable,
}

impl Weakness {
    /// The key of its words, without `error-`.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Weakness::Short => "password-short",
            Weakness::Guessable => "password-guessable",
        }
    }
}

/// Hashes and verifies passwords, a bounded number at once.
pub(super) struct Passwords {
    turns: Arc<Semaphore>,
}

impl Passwords {
    pub(super) fn new() -> Self {
        Self { turns: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// What is wrong with a new password, if anything. `about`: what everybody would try first
    /// for this person: name, address, organisation.
    pub(super) async fn weakness(
        &self,
        password: &str,
        about: &[&str],
    ) -> Result<Option<Weakness>, Refusal> {
        let password = password.to_owned();
        let about: Vec<String> = about.iter().map(|text| (*text).to_owned()).collect();
        self.turn(move || weakness(&password, &about)).await
    }

    /// The hash of a password, with its parameters, as text.
    pub(super) async fn hash(&self, password: &str, chance: &Chance) -> Result<String, Refusal> {
        let password = password.to_owned();
        let salt: [u8; 16] = chance.bytes();
        self.turn(move || hash(&password, &salt))
            .await?
            .map_err(|error| Refusal::Internal(format!("a password could not be hashed: {error}")))
    }

    /// Whether a password is the one of this hash. Without a hash the work is done all the
    /// same, and the answer is no.
    pub(super) async fn verify(
        &self,
        password: &str,
        hash: Option<String>,
    ) -> Result<bool, Refusal> {
        let password = password.to_owned();
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| NOBODY.to_owned());
        let same = self.turn(move || verify(&password, &hash)).await?;
        Ok(same && known)
    }

    /// Runs heavy work on a thread of its own, when it is its turn.
    async fn turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        let turn = tokio::time::timeout(WAIT, self.turns.clone().acquire_owned())
            .await
            .map_err(|_| Refusal::Busy(10))?
            .map_err(|_| Refusal::Busy(10))?;
        // The turn is given back when the work is done, not when whoever waits goes away.
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(turn);
            done
        });
        done.await.map_err(|_| Refusal::Internal("the work on a password panicked".to_owned()))
    }
}

fn weakness(password: &str, about: &[String]) -> Option<Weakness> {
    if password.chars().count() < LEAST {
        return Some(Weakness::Short);
    }
    let about: Vec<&str> = about
        .iter()
        .flat_map(|text| {
            let parts = text.split(|c: char| !c.is_alphanumeric());
            std::iter::once(text.as_str()).chain(parts.filter(|part| part.chars().count() > 2))
        })
        .collect();
    if beyond(password, &about) < OWN {
        return Some(Weakness::Guessable);
    }
    let found = zxcvbn(password, &about);
    let known = match found.sequence() {
        [one] => matches!(one.pattern, MatchPattern::Dictionary(_)),
        _ => false,
    };
    (known || found.score() < Score::Three).then_some(Weakness::Guessable)
}

/// How many characters are left when all that everybody knows is taken out: names, the address,
/// the organisation.
fn beyond(password: &str, about: &[&str]) -> usize {
    let mut words: Vec<String> = about.iter().map(|word| word.to_lowercase()).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let mut left = password.to_lowercase();
    for word in words.iter().filter(|word| !word.is_empty()) {
        left = left.replace(word.as_str(), "");
    }
    left.chars().count()
}

fn argon2() -> Result<Argon2<'static>, argon2::Error> {
    let (memory, rounds, lanes) = COST;
    let params = Params::new(memory, rounds, lanes, None)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash(password: &str, salt: &[u8]) -> Result<String, argon2::password_hash::Error> {
    let argon2 = argon2().map_err(|_| argon2::password_hash::Error::ParamsInvalid)?;
    Ok(argon2.hash_password_with_salt(password.as_bytes(), salt)?.to_string())
}

fn verify(password: &str, hash: &str) -> bool {
    argon2().is_ok_and(|argon2| argon2.verify_password(password.as_bytes(), hash).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(password: &str) -> Option<Weakness> {
        let about = ["Anna Example", "anna@example.org", "Masses, association"];
        weakness(password, &about.map(str::to_owned))
    }

    /// S19: length counts, composition does not.
    #[test]
    fn long_and_unlikely_ones_are_taken() {
        for good in [
            "harbour violin seventeen moss",
            "brolzbachquittenfein",
            "täglich Grüße aus Ölbach!",
            "vk3Qz9wLr2Tb",
            &"x7 Kd-".repeat(20),
        ] {
            assert_eq!(of(good), None, "{good}");
        }
    }

    #[test]
    fn short_ones_are_refused() {
        assert_eq!(of(""), Some(Weakness::Short));
        assert_eq!(of("vk3Qz9wLr2T"), Some(Weakness::Short));
        // Characters, not bytes.
        assert_eq!(of("äöüäöüäöüäö"), Some(Weakness::Short));
    }

    #[test]
    fn what_is_tried_first_is_refused() {
        for bad in [
            "password1234",
            "Password1234!",
            "123456789012",
            "qwertyuiop[]",
            "aaaaaaaaaaaaaaaa",
            "abcabcabcabcabc",
            "anna@example.org",
            "masses2026masses",
            "AnnaExample1",
        ] {
            assert_eq!(of(bad), Some(Weakness::Guessable), "{bad}");
        }
    }

    #[test]
    fn hashes_are_salted_and_verify() {
        let one = hash("harbour violin", &[1; 16]).unwrap();
        let two = hash("harbour violin", &[2; 16]).unwrap();
        assert!(one.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{one}");
        assert_ne!(one, two);
        assert!(verify("harbour violin", &one) && verify("harbour violin", &two));
        assert!(!verify("harbour violin ", &one));
        assert!(!verify("harbour violin", "nonsense"));
    }

    /// S30: an unknown address costs the same work, and never lets anybody in.
    #[test]
    fn nobody_has_the_empty_hash() {
        assert!(argon2::PasswordHash::new(NOBODY).is_ok());
        assert!(!verify("", NOBODY));
    }
}
