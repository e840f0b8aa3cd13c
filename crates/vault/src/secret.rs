//! Bytes that must not linger.

use std::fmt;

use zeroize::Zeroizing;

use crate::{Entropy, same};

/// 32 secret bytes: zeroed when dropped, printed as dots.
#[derive(Clone)]
pub struct Secret32(Zeroizing<[u8; 32]>);

impl Secret32 {
    /// Takes the bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// New random bytes.
    pub fn generate(entropy: &dyn Entropy) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        entropy.fill(bytes.as_mut());
        Self(bytes)
    }

    /// From a slice; nothing unless it has 32 bytes.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        let mut out = Zeroizing::new([0; 32]);
        if bytes.len() != out.len() {
            return None;
        }
        out.copy_from_slice(bytes);
        Some(Self(out))
    }

    /// The bytes themselves. Whoever asks has a reason to.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

impl PartialEq for Secret32 {
    fn eq(&self, other: &Self) -> bool {
        same(self.expose(), other.expose())
    }
}

impl Eq for Secret32 {}

impl fmt::Debug for Secret32 {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Secret32(…)")
    }
}
