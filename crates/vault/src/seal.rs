//! Values sealed under a person's own key, each bound to its place.

use std::fmt;

use crate::{Entropy, Error, Secret32, cipher, hash::bound};

/// The first byte of a sealed value: AES-256-GCM-SIV, nonce, ciphertext, tag.
const VERSION: u8 = 1;

/// Where a value belongs. It opens nowhere else, so that nobody who can write to the database
/// can pass one person's words off as another's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// The table.
    pub table: &'a str,
    /// The column.
    pub column: &'a str,
    /// The person whose value it is.
    pub person: &'a str,
    /// The id of the row.
    pub row: &'a str,
}

/// The key of one person. Its end is the end of everything sealed with it.
#[derive(Clone, PartialEq, Eq)]
pub struct DataKey(Secret32);

impl DataKey {
    /// A new random key.
    pub fn generate(entropy: &dyn Entropy) -> Self {
        Self(Secret32::generate(entropy))
    }

    /// A key that was unwrapped.
    pub fn new(secret: Secret32) -> Self {
        Self(secret)
    }

    /// The key itself, for wrapping.
    pub fn secret(&self) -> &Secret32 {
        &self.0
    }

    /// Seals a value for its place.
    pub fn seal(&self, place: &Place<'_>, plain: &[u8], entropy: &dyn Entropy) -> Vec<u8> {
        let mut out = Vec::with_capacity(1 + cipher::OVERHEAD + plain.len());
        out.push(VERSION);
        cipher::seal(&mut out, &self.0, &place.bound(), plain, entropy);
        out
    }

    /// Opens a value that was sealed for this place.
    pub fn open(&self, place: &Place<'_>, sealed: &[u8]) -> Result<Vec<u8>, Error> {
        match sealed.split_first() {
            Some((&VERSION, rest)) => {
                cipher::open(&self.0, &place.bound(), rest).ok_or(Error::Altered)
            }
            Some((&version, _)) => Err(Error::UnknownVersion(version)),
            None => Err(Error::Altered),
        }
    }
}

impl Place<'_> {
    fn bound(&self) -> Vec<u8> {
        let parts = [self.table, self.column, self.person, self.row];
        bound("masses value 1", &parts.map(str::as_bytes))
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("DataKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::fake::Counting;

    fn place<'a>(parts: &'a [String; 4]) -> Place<'a> {
        Place { table: &parts[0], column: &parts[1], person: &parts[2], row: &parts[3] }
    }

    proptest! {
        #[test]
        fn opens_what_it_sealed(plain: Vec<u8>, parts: [String; 4], key: [u8; 32]) {
            let key = DataKey::new(Secret32::new(key));
            let sealed = key.seal(&place(&parts), &plain, &Counting::default());
            prop_assert_eq!(key.open(&place(&parts), &sealed).unwrap(), plain);
        }

        #[test]
        fn any_flipped_bit_fails(plain: Vec<u8>, at: prop::sample::Index, bit in 0..8u32) {
            let (key, parts) = (DataKey::generate(&Counting::default()), Default::default());
            let mut sealed = key.seal(&place(&parts), &plain, &Counting::default());
            let at = at.index(sealed.len());
            sealed[at] ^= 1 << bit;
            prop_assert!(key.open(&place(&parts), &sealed).is_err());
        }

        #[test]
        fn any_cut_fails(plain: Vec<u8>, at: prop::sample::Index) {
            let (key, parts) = (DataKey::generate(&Counting::default()), Default::default());
            let sealed = key.seal(&place(&parts), &plain, &Counting::default());
            let cut = &sealed[..at.index(sealed.len())];
            prop_assert!(key.open(&place(&parts), cut).is_err());
        }

        #[test]
        fn opens_at_no_other_place(
            plain: Vec<u8>, parts: [String; 4], part in 0..4usize, other: String,
        ) {
            prop_assume!(parts[part] != other);
            let key = DataKey::generate(&Counting::default());
            let sealed = key.seal(&place(&parts), &plain, &Counting::default());
            let mut elsewhere = parts.clone();
            elsewhere[part] = other;
            prop_assert!(matches!(key.open(&place(&elsewhere), &sealed), Err(Error::Altered)));
        }

        #[test]
        fn a_boundary_between_parts_cannot_move(parts: [String; 4], part in 0..3usize) {
            prop_assume!(!parts[part].is_empty());
            let key = DataKey::generate(&Counting::default());
            let sealed = key.seal(&place(&parts), b"x", &Counting::default());
            let mut moved = parts.clone();
            let last = moved[part].pop().unwrap();
            moved[part + 1].insert(0, last);
            prop_assert!(key.open(&place(&moved), &sealed).is_err());
        }
    }

    #[test]
    fn another_key_does_not_open_it() {
        let (entropy, parts) = (Counting::default(), Default::default());
        let key = DataKey::generate(&entropy);
        let sealed = key.seal(&place(&parts), b"x", &entropy);
        assert!(DataKey::generate(&entropy).open(&place(&parts), &sealed).is_err());
    }

    #[test]
    fn the_same_value_never_looks_the_same() {
        let (entropy, parts) = (Counting::default(), Default::default());
        let key = DataKey::generate(&entropy);
        let seal = || key.seal(&place(&parts), b"x", &entropy);
        assert_ne!(seal(), seal());
    }

    #[test]
    fn a_version_from_the_future_is_named() {
        let parts = Default::default();
        let key = DataKey::generate(&Counting::default());
        assert!(matches!(key.open(&place(&parts), &[2, 0, 0]), Err(Error::UnknownVersion(2))));
        assert!(matches!(key.open(&place(&parts), &[]), Err(Error::Altered)));
    }

    #[test]
    fn secrets_print_as_dots() {
        let key = DataKey::new(Secret32::new([0x42; 32]));
        assert_eq!(format!("{key:?} {:?}", key.secret()), "DataKey(…) Secret32(…)");
    }
}
