//! Finding a value that is stored nowhere in clear.

use std::fmt;

use crate::{Secret32, hash::bound, mac};

/// An index that only who has its key can compute: HMAC-SHA-256 over the kind and the
/// normalised value.
#[derive(Clone, PartialEq, Eq)]
pub struct BlindIndex(Secret32);

impl BlindIndex {
    /// With a key of its own.
    pub fn new(secret: Secret32) -> Self {
        Self(secret)
    }

    /// What stands for the value in the database. `kind` keeps values of different meaning
    /// apart: an address as `email` and the same text as something else are not the same.
    pub fn index(&self, kind: &str, value: &str) -> [u8; 32] {
        let value = normalise(value);
        mac(self.0.expose(), &bound("masses index 1", &[kind.as_bytes(), value.as_bytes()]))
    }
}

/// The form in which values are compared: without surrounding blanks, in lower case.
pub fn normalise(value: &str) -> String {
    value.trim().to_lowercase()
}

impl fmt::Debug for BlindIndex {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("BlindIndex(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_whatever_way_it_was_typed() {
        let index = BlindIndex::new(Secret32::new([1; 32]));
        let ada = index.index("email", "ada@example.org");
        assert_eq!(ada, index.index("email", " Ada@Example.ORG\n"));
        assert_ne!(ada, index.index("email", "ada@example.com"));
        assert_ne!(ada, index.index("phone", "ada@example.org"));
        assert_ne!(ada, BlindIndex::new(Secret32::new([2; 32])).index("email", "ada@example.org"));
    }

    #[test]
    fn kind_and_value_stay_apart() {
        let index = BlindIndex::new(Secret32::new([1; 32]));
        assert_ne!(index.index("a", "bc"), index.index("ab", "c"));
    }
}
