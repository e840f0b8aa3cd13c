//! Keys, sealed values and blind indexes. No SQL, no HTTP.
//!
//! - A [`DataKey`] belongs to one person; it seals that person's values, each bound to its
//!   [`Place`]. Whoever deletes the data key has shredded every value under it.
//! - [`MasterKeys`] wrap data keys and the key of the [`BlindIndex`]. They live in a file apart
//!   from the data, can be rotated by wrapping again, and have a recovery code for paper.
//! - A [`BlindIndex`] finds a value that is stored nowhere in clear.
//!
//! The cipher is AES-256-GCM-SIV (RFC 8452): a nonce used twice by accident would tell that two
//! values are equal, and no more. Every sealed value begins with a version byte, so that another
//! algorithm can be brought in beside it.

mod blind;
mod cipher;
mod error;
mod file;
mod hash;
mod master;
mod recovery;
mod seal;
mod secret;
mod source;

pub use blind::{BlindIndex, normalise};
pub use error::Error;
pub use hash::{hash, hex, mac, same};
pub use master::{KeyId, MasterKey, MasterKeys};
pub use recovery::Typo;
pub use seal::{DataKey, Place};
pub use secret::Secret32;
pub use source::{KeySource, VARIABLE};

/// Where random bytes come from. The program gives the system's, tests give seeded ones.
pub trait Entropy: Send + Sync {
    /// Fills all of `bytes`.
    fn fill(&self, bytes: &mut [u8]);
}

#[cfg(test)]
mod fake {
    use std::sync::atomic::{AtomicU64, Ordering};

    /// Bytes that differ every time, the same in every run.
    #[derive(Default)]
    pub struct Counting(AtomicU64);

    impl crate::Entropy for Counting {
        fn fill(&self, bytes: &mut [u8]) {
            for part in bytes.chunks_mut(32) {
                let count = self.0.fetch_add(1, Ordering::Relaxed);
                part.copy_from_slice(&crate::hash(&count.to_be_bytes())[..part.len()]);
            }
        }
    }
}
