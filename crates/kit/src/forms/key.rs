//! The key in every visitor's form: proves that we made the form, says when, and makes sending
//! it twice the same as sending it once.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::chance::Chance;

/// How long a form may lie open before it has to be sent: a day.
const LIFETIME_MS: i64 = 24 * 3_600_000;

/// Makes and checks form keys. The secret lives with the other keys.
#[derive(Clone)]
pub struct FormKey {
    secret: [u8; 32],
}

/// What a key that came back is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyState {
    /// Ours, and in time; made at this moment.
    Good {
        /// Milliseconds since 1970.
        made: i64,
    },
    /// Ours, but too old (or from a clock that was ahead): the form is shown again with a new
    /// key and everything that was typed.
    Expired,
    /// Not ours.
    Forged,
}

impl FormKey {
    /// With this secret.
    pub const fn new(secret: [u8; 32]) -> Self {
        Self { secret }
    }

    /// A new key: 16 random bytes, the time, and a MAC over both and the form's name.
    pub fn make(&self, form: &str, now: i64, chance: &Chance) -> String {
        let mut bytes = [0u8; 24];
        chance.fill(&mut bytes[..16]);
        bytes[16..].copy_from_slice(&now.to_be_bytes());
        let mut whole = bytes.to_vec();
        whole.extend_from_slice(&self.mac(form, &bytes)[..16]);
        URL_SAFE_NO_PAD.encode(whole)
    }

    /// Checks a key that came back.
    pub fn check(&self, form: &str, key: &str, now: i64) -> KeyState {
        let Ok(whole) = URL_SAFE_NO_PAD.decode(key) else { return KeyState::Forged };
        let Ok(whole) = <[u8; 40]>::try_from(whole) else { return KeyState::Forged };
        let (bytes, mac) = whole.split_at(24);
        if !vault::same(mac, &self.mac(form, bytes)[..16]) {
            return KeyState::Forged;
        }
        let mut made = [0u8; 8];
        made.copy_from_slice(&bytes[16..]);
        let made = i64::from_be_bytes(made);
        // A minute of grace for a clock that was set back.
        if (made - 60_000..=made + LIFETIME_MS).contains(&now) {
            KeyState::Good { made }
        } else {
            KeyState::Expired
        }
    }

    /// What identifies one sending: the same key with the same content gives the same bytes.
    pub fn submission(&self, key: &str, content: &[&str]) -> [u8; 32] {
        let mut bytes = Vec::new();
        for part in std::iter::once(&key).chain(content) {
            bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
            bytes.extend_from_slice(part.as_bytes());
        }
        self.mac("submission", &bytes)
    }

    fn mac(&self, form: &str, bytes: &[u8]) -> [u8; 32] {
        let mut input = (form.len() as u64).to_be_bytes().to_vec();
        input.extend_from_slice(form.as_bytes());
        input.extend_from_slice(bytes);
        vault::mac(&self.secret, &input)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_ours_in_time_and_for_one_form() {
        let keys = FormKey::new([7; 32]);
        let chance = Chance::seeded(1);
        let key = keys.make("contact", 1_000_000, &chance);
        assert_eq!(keys.check("contact", &key, 1_000_500), KeyState::Good { made: 1_000_000 });
        assert_eq!(keys.check("contact", &key, 1_000_000 + LIFETIME_MS + 1), KeyState::Expired);
        assert_eq!(keys.check("other", &key, 1_000_500), KeyState::Forged);
        assert_eq!(keys.check("contact", &key[1..], 1_000_500), KeyState::Forged);
        assert_eq!(keys.check("contact", "", 1_000_500), KeyState::Forged);
        assert_eq!(FormKey::new([8; 32]).check("contact", &key, 1_000_500), KeyState::Forged);
    }

    #[test]
    fn a_submission_is_its_key_and_content() {
        let keys = FormKey::new([7; 32]);
        assert_eq!(keys.submission("k", &["a", "b"]), keys.submission("k", &["a", "b"]));
        assert_ne!(keys.submission("k", &["a", "b"]), keys.submission("k", &["ab", ""]));
        assert_ne!(keys.submission("k", &["a", "b"]), keys.submission("l", &["a", "b"]));
    }
}
