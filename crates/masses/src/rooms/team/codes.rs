//! Recovery codes: for the day on which the second factor is lost. Each works once.

use kit::chance::Chance;

use crate::ground::people::{HandleKind, Keys};

/// How many a member has.
pub(super) const COUNT: usize = 10;

/// New codes to write down.
pub(super) fn make(chance: &Chance) -> Vec<String> {
    (0..COUNT).map(|_| chance.reference()).collect()
}

/// A code as it was made, however it was typed: `k7qf 2m9x` is `K7QF-2M9X`. None if it is no
/// code.
pub(super) fn normalise(typed: &str) -> Option<String> {
    let plain: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '–' | '—'))
        .map(|c| c.to_ascii_uppercase())
        .collect();
    let good = plain.len() == 8 && plain.chars().all(|c| c.is_ascii_alphanumeric());
    good.then(|| format!("{}-{}", &plain[..4], &plain[4..]))
}

/// What is stored of a code: a keyed hash. The key lies with the other keys, so that whoever has
/// only the data cannot try all codes.
pub(super) fn digest(keys: &Keys, member: &str, code: &str) -> [u8; 32] {
    // No address has a colon: this never is the hash by which somebody is found.
    keys.digest(HandleKind::Team, &format!("recovery-code:{member}:{code}"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ten_different_ones_that_come_back_as_they_were() {
        let codes = make(&Chance::seeded(1));
        assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), COUNT);
        for code in codes {
            assert_eq!(normalise(&code).as_deref(), Some(code.as_str()));
        }
    }

    #[test]
    fn typing_is_forgiven() {
        for typed in ["k7qf2m9x", " K7QF 2M9X ", "K7QF–2M9X", "k7qf-2m9x\n"] {
            assert_eq!(normalise(typed).as_deref(), Some("K7QF-2M9X"), "{typed:?}");
        }
        for typed in ["", "K7QF-2M9", "K7QF-2M9XX", "K7QF_2M9X", "ÄÖÜÄÖÜÄÖ", "123456"] {
            assert_eq!(normalise(typed), None, "{typed:?}");
        }
    }
}
