//! The master keys: the newest wraps, all of them unwrap.

use std::fmt;
use std::path::Path;

use crate::{Entropy, Error, Secret32, cipher, file, hash::bound, hex, mac, recovery};

/// The first byte of a wrapped key: AES-256-GCM-SIV, key id, nonce, ciphertext, tag.
const VERSION: u8 = 1;

/// The name of a master key: the first 32 bits of a keyed hash, so that it tells nothing of it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId([u8; 4]);

/// A key that wraps other keys.
#[derive(Clone, PartialEq, Eq)]
pub struct MasterKey {
    secret: Secret32,
    id: KeyId,
}

/// The master keys, newest first: one, or two while a rotation goes on.
#[derive(Clone)]
pub struct MasterKeys(Vec<MasterKey>);

impl MasterKeys {
    /// Reads the key file.
    pub fn load(path: &Path) -> Result<Self, Error> {
        file::load(path, 0o077).map(Self)
    }

    /// Reads a credential that systemd or a container platform has put there: its group may be
    /// able to read it (systemd grants access by an ACL that looks like that), others not.
    pub fn load_credential(path: &Path) -> Result<Self, Error> {
        file::load(path, 0o007).map(Self)
    }

    /// Takes the keys from a text, such as a variable of the environment: the lines of a key
    /// file, also separated by semicolons. `origin` is the name used in errors.
    pub fn from_text(text: &str, origin: &str) -> Result<Self, Error> {
        file::parse(&text.replace(';', "\n"), origin).map(Self)
    }

    /// Makes the first key and its file. Never overwrites one.
    pub fn create(path: &Path, entropy: &dyn Entropy) -> Result<Self, Error> {
        Self::restore(path, MasterKey::generate(entropy))
    }

    /// Writes the file for a key that came from its recovery code. Never overwrites one.
    pub fn restore(path: &Path, key: MasterKey) -> Result<Self, Error> {
        let keys = vec![key];
        file::create(path, &keys)?;
        Ok(Self(keys))
    }

    /// Begins a rotation: puts a new key before the present one. Everything wrapped has to be
    /// wrapped again ([`MasterKeys::rewrap`]) before [`MasterKeys::drop_old`].
    pub fn add(path: &Path, entropy: &dyn Entropy) -> Result<Self, Error> {
        file::change(path, |mut keys| {
            if keys.len() > 1 {
                return Err(Error::Rotating(path.to_owned()));
            }
            keys.insert(0, MasterKey::generate(entropy));
            Ok(keys)
        })
        .map(Self)
    }

    /// Ends a rotation: leaves only the newest key, which has to be the one under which
    /// everything was wrapped.
    pub fn drop_old(path: &Path, newest: KeyId) -> Result<Self, Error> {
        file::change(path, |mut keys| {
            if keys.first().is_none_or(|key| key.id != newest) {
                return Err(Error::Rotating(path.to_owned()));
            }
            keys.truncate(1);
            Ok(keys)
        })
        .map(Self)
    }

    /// The newest.
    pub fn current(&self) -> &MasterKey {
        &self.0[0]
    }

    /// The one of that name.
    pub fn get(&self, id: &KeyId) -> Option<&MasterKey> {
        self.0.iter().find(|key| key.id == *id)
    }

    /// The names of all, newest first.
    pub fn ids(&self) -> Vec<KeyId> {
        self.0.iter().map(|key| key.id).collect()
    }

    /// Whether a rotation has begun and not ended.
    pub fn rotating(&self) -> bool {
        self.0.len() > 1
    }

    /// Wraps a key under the newest master key. `what` says which key it is and is bound: the
    /// key of one person does not unwrap as another's.
    pub fn wrap_key(&self, what: &str, plain: &[u8; 32], entropy: &dyn Entropy) -> Vec<u8> {
        let key = self.current();
        let mut out = vec![VERSION];
        out.extend_from_slice(&key.id.0);
        cipher::seal(&mut out, &key.wrapping(), &aad(what), plain, entropy);
        out
    }

    /// Unwraps a key, whichever of the master keys wrapped it.
    pub fn unwrap_key(&self, what: &str, wrapped: &[u8]) -> Result<Secret32, Error> {
        let needed = Self::wrapped_by(wrapped)?;
        let key =
            self.get(&needed).ok_or_else(|| Error::UnknownKey { needed, present: self.ids() })?;
        let plain = cipher::open(&key.wrapping(), &aad(what), &wrapped[5..]);
        let plain = zeroize::Zeroizing::new(plain.ok_or(Error::Altered)?);
        Secret32::from_slice(&plain).ok_or(Error::Altered)
    }

    /// Which master key wrapped it.
    pub fn wrapped_by(wrapped: &[u8]) -> Result<KeyId, Error> {
        match wrapped {
            [VERSION, a, b, c, d, ..] => Ok(KeyId([*a, *b, *c, *d])),
            [VERSION, ..] | [] => Err(Error::Altered),
            [version, ..] => Err(Error::UnknownVersion(*version)),
        }
    }

    /// Wraps again under the newest master key; nothing when it is already.
    pub fn rewrap(
        &self,
        what: &str,
        wrapped: &[u8],
        entropy: &dyn Entropy,
    ) -> Result<Option<Vec<u8>>, Error> {
        if Self::wrapped_by(wrapped)? == self.current().id {
            return Ok(None);
        }
        let plain = self.unwrap_key(what, wrapped)?;
        Ok(Some(self.wrap_key(what, plain.expose(), entropy)))
    }
}

impl MasterKey {
    /// A new random key, in no file yet.
    pub fn generate(entropy: &dyn Entropy) -> Self {
        Self::new(Secret32::generate(entropy))
    }

    pub(crate) fn new(secret: Secret32) -> Self {
        let tag = mac(secret.expose(), b"masses master key id 1");
        Self { secret, id: KeyId([tag[0], tag[1], tag[2], tag[3]]) }
    }

    /// Its name.
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// The key for paper: groups of four characters and a check character each, and a last group
    /// that checks the whole.
    pub fn recovery_code(&self) -> String {
        recovery::write(&self.secret)
    }

    /// The key from paper. Small letters, blanks and `O` for `0` are understood; a typo is named.
    pub fn from_recovery_code(code: &str) -> Result<Self, Error> {
        Ok(Self::new(recovery::read(code)?))
    }

    pub(crate) fn secret(&self) -> &Secret32 {
        &self.secret
    }

    /// The key that does the wrapping, so that the master key itself is used in one way only.
    fn wrapping(&self) -> Secret32 {
        Secret32::new(mac(self.secret.expose(), b"masses master key wrapping 1"))
    }
}

fn aad(what: &str) -> Vec<u8> {
    bound("masses key 1", &[what.as_bytes()])
}

impl KeyId {
    /// From its eight characters.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != 8 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        u32::from_str_radix(text, 16).ok().map(|number| Self(number.to_be_bytes()))
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&hex(&self.0))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "KeyId({self})")
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "MasterKey({})", self.id)
    }
}

impl fmt::Debug for MasterKeys {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_list().entries(&self.0).finish()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::fake::Counting;

    fn keys(entropy: &Counting) -> MasterKeys {
        MasterKeys(vec![MasterKey::generate(entropy)])
    }

    #[test]
    fn unwraps_what_it_wrapped_and_only_as_that() {
        let entropy = Counting::default();
        let keys = keys(&entropy);
        let wrapped = keys.wrap_key("person 1", &[9; 32], &entropy);
        assert_eq!(keys.unwrap_key("person 1", &wrapped).unwrap().expose(), &[9; 32]);
        assert!(matches!(keys.unwrap_key("person 2", &wrapped), Err(Error::Altered)));
        assert_eq!(MasterKeys::wrapped_by(&wrapped).unwrap(), keys.current().id());
    }

    /// F20: names the key that is missing.
    #[test]
    fn another_master_key_is_named() {
        let entropy = Counting::default();
        let (one, other) = (keys(&entropy), keys(&entropy));
        let wrapped = one.wrap_key("x", &[9; 32], &entropy);
        let error = other.unwrap_key("x", &wrapped).unwrap_err();
        let text = error.to_string();
        assert!(text.contains(&one.current().id().to_string()), "{text}");
        assert!(text.contains(&other.current().id().to_string()), "{text}");
    }

    #[test]
    fn rotation_wraps_again_and_can_be_repeated() {
        let entropy = Counting::default();
        let old = keys(&entropy);
        let wrapped = old.wrap_key("x", &[9; 32], &entropy);
        let both = MasterKeys(vec![MasterKey::generate(&entropy), old.0[0].clone()]);
        assert!(both.rotating());
        let again = both.rewrap("x", &wrapped, &entropy).unwrap().unwrap();
        assert_eq!(both.rewrap("x", &again, &entropy).unwrap(), None);
        let new = MasterKeys(vec![both.0[0].clone()]);
        assert_eq!(new.unwrap_key("x", &again).unwrap().expose(), &[9; 32]);
        assert!(matches!(new.unwrap_key("x", &wrapped), Err(Error::UnknownKey { .. })));
    }

    proptest! {
        #[test]
        fn any_flipped_bit_fails(at: prop::sample::Index, bit in 0..8u32) {
            let entropy = Counting::default();
            let keys = keys(&entropy);
            let mut wrapped = keys.wrap_key("x", &[9; 32], &entropy);
            let at = at.index(wrapped.len());
            wrapped[at] ^= 1 << bit;
            prop_assert!(keys.unwrap_key("x", &wrapped).is_err());
        }

        #[test]
        fn garbage_is_an_error(bytes: Vec<u8>) {
            prop_assert!(keys(&Counting::default()).unwrap_key("x", &bytes).is_err());
        }
    }

    #[test]
    fn debug_prints_only_ids() {
        let keys = keys(&Counting::default());
        assert_eq!(format!("{keys:?}"), format!("[MasterKey({})]", keys.current().id()));
    }

    #[test]
    fn ids_are_read_back() {
        let id = keys(&Counting::default()).current().id();
        assert_eq!(KeyId::parse(&id.to_string()), Some(id));
        assert_eq!(KeyId::parse("+1234567"), None);
        assert_eq!(KeyId::parse("12345678\n"), None);
    }
}
