//! A key for paper, and back: Crockford's base 32 with check characters.
//!
//! 256 bits are 52 characters: 13 groups of four. Each group has a fifth character that checks
//! it, and depends on the group's number, so that any one wrong character, any two exchanged
//! ones, and exchanged groups are found and the group can be named. A 14th group holds 25 bits of
//! a hash of the key and checks the whole.

use zeroize::Zeroizing;

use crate::{Secret32, hash};

/// Without I, L, O and U: easy to confuse.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const GROUPS: usize = 14;
const GROUP: usize = 5;

/// What is wrong with a recovery code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Typo {
    /// Too long or too short.
    #[error("it has {0} characters, but should have {expected} in {GROUPS} groups", expected = GROUPS * GROUP)]
    Length(usize),
    /// A group that is too long or too short.
    #[error("group {group} (“{text}”) has {length} characters, but should have {GROUP}")]
    GroupLength {
        /// Its number, from 1.
        group: usize,
        /// As it was typed.
        text: String,
        /// How many it has.
        length: usize,
    },
    /// A character that is in no code.
    #[error("group {group} has “{character}”, which is in no recovery code")]
    Character {
        /// The number of the group, from 1.
        group: usize,
        /// The character.
        character: char,
    },
    /// Groups whose check character is wrong.
    #[error("{} a typo", named(.0))]
    Groups(Vec<usize>),
    /// Every group is right, but they do not make one key.
    #[error("every group is right by itself, but they do not belong together")]
    Whole,
}

/// The code of a key.
pub(crate) fn write(key: &Secret32) -> String {
    let mut values = Zeroizing::new(to_values(key.expose()));
    values.extend(check_of_all(key));
    let groups: Vec<_> = values
        .chunks(GROUP - 1)
        .take(GROUPS - 1)
        .enumerate()
        .map(|(number, group)| {
            let mut all = group.to_vec();
            all.push(check(number, group));
            text(&all)
        })
        .chain([text(&values[(GROUPS - 1) * (GROUP - 1)..])])
        .collect();
    groups.join("-")
}

/// The key of a code.
pub(crate) fn read(code: &str) -> Result<Secret32, Typo> {
    let groups = split(code)?;
    let mut values = Zeroizing::new(Vec::with_capacity(52));
    let mut wrong = Vec::new();
    for (number, group) in groups[..GROUPS - 1].iter().enumerate() {
        let (data, tail) = group.split_at(GROUP - 1);
        if tail != [check(number, data)] {
            wrong.push(number + 1);
        }
        values.extend_from_slice(data);
    }
    if !wrong.is_empty() {
        return Err(Typo::Groups(wrong));
    }
    let key = from_values(&values).ok_or(Typo::Whole)?;
    if groups[GROUPS - 1] != check_of_all(&key) {
        // The others are all consistent, so the typo is almost surely in the last.
        return Err(Typo::Groups(vec![GROUPS]));
    }
    Ok(key)
}

/// The groups as values of 0 to 31.
fn split(code: &str) -> Result<Vec<Vec<u8>>, Typo> {
    let separator = |c: char| c.is_whitespace() || "-–—‑_.,".contains(c);
    let mut typed: Vec<String> =
        code.split(separator).filter(|part| !part.is_empty()).map(str::to_owned).collect();
    if typed.len() != GROUPS {
        let all: Vec<char> = typed.concat().chars().collect();
        if all.len() != GROUPS * GROUP {
            return Err(Typo::Length(all.len()));
        }
        typed = all.chunks(GROUP).map(|group| group.iter().collect()).collect();
    }
    typed.iter().enumerate().map(|(number, group)| values(number + 1, group)).collect()
}

fn values(group: usize, text: &str) -> Result<Vec<u8>, Typo> {
    let values = text
        .chars()
        .map(|character| value(character).ok_or(Typo::Character { group, character }))
        .collect::<Result<Vec<_>, _>>()?;
    if values.len() != GROUP {
        return Err(Typo::GroupLength { group, text: text.to_owned(), length: values.len() });
    }
    Ok(values)
}

fn value(character: char) -> Option<u8> {
    let upper = match character.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let found = ALPHABET.iter().position(|each| char::from(*each) == upper)?;
    u8::try_from(found).ok()
}

fn text(values: &[u8]) -> String {
    values.iter().map(|value| char::from(ALPHABET[usize::from(*value & 31)])).collect()
}

/// The check character: a weighted sum in the field of 32 elements. The weights are different
/// and none is zero, so one wrong character or two exchanged ones always change it.
fn check(number: usize, group: &[u8]) -> u8 {
    let mut sum = (number as u8 + 1) & 31;
    let mut weight = 2;
    for value in group {
        sum ^= times(weight, *value);
        weight = times(weight, 2);
    }
    sum
}

/// Multiplication modulo x⁵ + x² + 1, in which 2 is a primitive element.
fn times(mut a: u8, mut b: u8) -> u8 {
    let mut product = 0;
    while b > 0 {
        if b & 1 == 1 {
            product ^= a;
        }
        a <<= 1;
        if a & 32 != 0 {
            a ^= 0b10_0101;
        }
        b >>= 1;
    }
    product
}

fn check_of_all(key: &Secret32) -> Vec<u8> {
    let mut input = Zeroizing::new(b"masses recovery code 1".to_vec());
    input.extend_from_slice(key.expose());
    to_values(&hash(&input)[..4]).into_iter().take(GROUP).collect()
}

/// Bytes as values of five bits, the last one padded with zeros.
fn to_values(bytes: &[u8]) -> Vec<u8> {
    let count = (bytes.len() * 8).div_ceil(5);
    let bit = |index: usize| bytes.get(index / 8).map_or(0, |byte| byte >> (7 - index % 8) & 1);
    (0..count).map(|at| (0..5).fold(0, |value, i| value << 1 | bit(at * 5 + i))).collect()
}

fn from_values(values: &[u8]) -> Option<Secret32> {
    let mut bytes = Zeroizing::new([0_u8; 32]);
    for (at, value) in values.iter().enumerate() {
        for i in 0..5 {
            let (index, bit) = (at * 5 + i, value >> (4 - i) & 1);
            match bytes.get_mut(index / 8) {
                Some(byte) => *byte |= bit << (7 - index % 8),
                None if bit == 1 => return None,
                None => {}
            }
        }
    }
    Some(Secret32::new(*bytes))
}

fn named(groups: &[usize]) -> String {
    match groups {
        [one] => format!("group {one} has"),
        [first @ .., last] => {
            let first: Vec<_> = first.iter().map(usize::to_string).collect();
            format!("groups {} and {last} have", first.join(", "))
        }
        [] => "it has".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key() -> Secret32 {
        Secret32::new(hash(b"a key"))
    }

    #[test]
    fn looks_as_said() {
        let code = write(&key());
        let groups: Vec<_> = code.split('-').collect();
        assert_eq!(groups.len(), GROUPS);
        assert!(groups.iter().all(|group| group.len() == GROUP));
    }

    #[test]
    fn understands_hasty_typing() {
        let code = write(&key());
        assert_eq!(read(&code.to_lowercase()), Ok(key()));
        assert_eq!(read(&code.replace('-', "")), Ok(key()));
        assert_eq!(read(&format!("  {}\n", code.replace('-', " – "))), Ok(key()));
        assert_eq!(read(&code.replace('0', "o").replace('1', "l")), Ok(key()));
    }

    #[test]
    fn names_what_is_wrong() {
        let code = write(&key());
        let mut groups: Vec<String> = code.split('-').map(str::to_owned).collect();
        assert_eq!(read(&groups[..12].join("-")), Err(Typo::Length(60)));
        groups[4].pop();
        let error = read(&groups.join("-")).unwrap_err();
        assert!(error.to_string().starts_with("group 5 (“"), "{error}");
        groups[4].push('U');
        let error = read(&groups.join("-")).unwrap_err();
        assert_eq!(error, Typo::Character { group: 5, character: 'U' });
        assert_eq!(read(""), Err(Typo::Length(0)));
    }

    #[test]
    fn two_typos_are_both_named() {
        assert_eq!(Typo::Groups(vec![2, 5, 9]).to_string(), "groups 2, 5 and 9 have a typo");
        assert_eq!(Typo::Groups(vec![5]).to_string(), "group 5 has a typo");
    }

    proptest! {
        #[test]
        fn comes_back(bytes: [u8; 32]) {
            let key = Secret32::new(bytes);
            prop_assert_eq!(read(&write(&key)), Ok(key));
        }

        #[test]
        fn one_wrong_character_is_named(bytes: [u8; 32], at in 0..70usize, other in 0..32usize) {
            let code = write(&Secret32::new(bytes)).replace('-', "");
            let mut typed = code.clone().into_bytes();
            typed[at] = ALPHABET[other];
            let typed = String::from_utf8(typed).unwrap();
            prop_assume!(typed != code);
            prop_assert_eq!(read(&typed), Err(Typo::Groups(vec![at / GROUP + 1])));
        }

        #[test]
        fn two_exchanged_characters_are_found(bytes: [u8; 32], at in 0..69usize) {
            let code = write(&Secret32::new(bytes)).replace('-', "");
            let mut typed = code.clone().into_bytes();
            typed.swap(at, at + 1);
            let typed = String::from_utf8(typed).unwrap();
            prop_assume!(typed != code);
            prop_assert!(read(&typed).is_err());
        }

        #[test]
        fn exchanged_groups_are_found(bytes: [u8; 32], one in 0..14usize, other in 0..14usize) {
            prop_assume!(one != other);
            let code = write(&Secret32::new(bytes));
            let mut groups: Vec<_> = code.split('-').collect();
            groups.swap(one, other);
            prop_assert!(groups.join("-") == code || read(&groups.join("-")).is_err());
        }

        #[test]
        fn no_text_panics(text: String) {
            let _ = read(&text);
        }
    }
}
