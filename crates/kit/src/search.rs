//! From a text to the words it is found by, and from what somebody typed to what is looked up.
//!
//! Both go the same way, so that they meet: capitals and accents do not count, and what is
//! written with an umlaut is found with it, without it and written out (`Müller`, `Muller`,
//! `Mueller`). There are no words that are left out.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The longest word, in bytes; of a longer one its beginning counts.
const WORD: usize = 64;
/// A shorter one, in characters, is a word of its own: too much begins with it. The last one of a
/// question is not: somebody may still be typing.
const BEGINNING: usize = 3;
/// The longest question, in characters.
pub const QUESTION: usize = 200;

/// What is looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    words: Vec<Word>,
}

/// One word of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The ways to write it. One of them has to be there.
    pub forms: Vec<String>,
    /// It may be the beginning of a word.
    pub begins: bool,
}

/// Why there is nothing to look up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unclear {
    /// No letter and no digit.
    Empty,
    /// Longer than [`QUESTION`].
    Long,
}

impl Question {
    /// Reads what somebody typed.
    pub fn read(typed: &str) -> Result<Self, Unclear> {
        if typed.chars().count() > QUESTION {
            return Err(Unclear::Long);
        }
        let mut words: Vec<Word> = Vec::new();
        for piece in pieces(typed) {
            let (plain, long) = (spell(piece, false), spell(piece, true));
            let [plain, long] = [&plain, &long]
                .map(|text| address(text).map_or_else(|| parts(text), |whole| vec![whole]));
            for (plain, long) in plain.into_iter().zip(long) {
                let mut forms = vec![cut(plain).to_owned()];
                if plain != long {
                    forms.push(cut(long).to_owned());
                }
                let begins = forms[0].chars().count() >= BEGINNING;
                let word = Word { forms, begins };
                words.retain(|one| *one != word);
                words.push(word);
            }
        }
        words.last_mut().ok_or(Unclear::Empty)?.begins = true;
        Ok(Self { words })
    }

    /// Its words: all have to be there.
    pub fn words(&self) -> &[Word] {
        &self.words
    }
}

/// Takes every word of a text: each in all the ways in which it may be asked for.
pub fn words(text: &str, mut take: impl FnMut(&str)) {
    let mut each = |spelt: &str| {
        if let Some(address) = address(spelt) {
            take(cut(address));
        }
        for part in parts(spelt) {
            take(cut(part));
        }
    };
    for piece in pieces(text) {
        let plain = spell(piece, false);
        each(&plain);
        if !piece.is_ascii() {
            let long = spell(piece, true);
            if long != plain {
                each(&long);
            }
        }
    }
}

/// What stands between spaces and the signs that stand around an address.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let between = |c: char| c.is_whitespace() || "<>()[]{},;:\"".contains(c);
    text.split(between).filter(|piece| !piece.is_empty())
}

/// An e-mail address, whole: it is found by its parts too, and exactly as it was typed.
fn address(piece: &str) -> Option<&str> {
    let whole = piece.trim_matches(|c: char| !c.is_alphanumeric());
    whole.contains('@').then_some(whole)
}

/// The words of a piece: letters and digits. Scripts that put no space between words are taken
/// sign by sign, so that a word within a sentence is found.
fn parts(piece: &str) -> Vec<&str> {
    let (mut found, mut start) = (Vec::new(), None);
    for (at, c) in piece.char_indices() {
        let alone = is_alone(c);
        if alone || !(c.is_alphanumeric() || is_combining_mark(c)) {
            found.extend(start.take().map(|start| &piece[start..at]));
        } else if start.is_none() {
            start = Some(at);
        }
        if alone {
            found.push(&piece[at..at + c.len_utf8()]);
        }
    }
    found.extend(start.map(|start| &piece[start..]));
    // A mark without a letter is nothing to look for.
    found.retain(|part| part.chars().any(char::is_alphanumeric));
    found
}

/// The beginning of a word that is too long.
fn cut(word: &str) -> &str {
    &word[..word.floor_char_boundary(WORD)]
}

/// Small letters without accents. `long`: umlauts are written out.
fn spell(text: &str, long: bool) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.nfkd() {
        match (c, out.chars().next_back()) {
            ('\u{308}', Some('a' | 'o' | 'u')) if long => out.push('e'),
            ('\u{30a}', Some('a')) if long => out.push('a'),
            ('ø' | 'Ø', _) => out.push_str(if long { "oe" } else { "o" }),
            ('ß' | 'ẞ', _) => out.push_str("ss"),
            ('æ' | 'Æ', _) => out.push_str("ae"),
            ('œ' | 'Œ', _) => out.push_str("oe"),
            ('đ' | 'Đ' | 'ð' | 'Ð', _) => out.push('d'),
            ('þ' | 'Þ', _) => out.push_str("th"),
            ('ł' | 'Ł', _) => out.push('l'),
            ('ı', _) => out.push('i'),
            ('ς', _) => out.push('σ'),
            (c, _) if is_accent(c) => {}
            (c, _) => out.extend(c.to_lowercase()),
        }
    }
    // What belongs to a letter, in scripts where no letter is one without it, goes back there.
    out.nfc().collect()
}

/// Accents, and the vowel signs of Hebrew and Arabic: most people leave them out.
const fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{487}' | '\u{591}'..='\u{5bd}'
        | '\u{5bf}' | '\u{5c1}'..='\u{5c2}' | '\u{5c4}'..='\u{5c7}' | '\u{64b}'..='\u{65f}'
        | '\u{670}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}')
}

/// Chinese and Japanese signs.
const fn is_alone(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        words(text, |word| found.push(word.to_owned()));
        found.sort();
        found.dedup();
        found
    }

    fn asked(typed: &str) -> Vec<Vec<String>> {
        Question::read(typed).unwrap().words.into_iter().map(|word| word.forms).collect()
    }

    #[test]
    fn capitals_and_accents_do_not_count() {
        assert_eq!(all("ÉLÈVE élève Eleve"), ["eleve"]);
        assert_eq!(all("Łódź, Åse!"), ["aase", "ase", "lodz"]);
        assert_eq!(all("Straße STRASSE"), ["strasse"]);
        assert_eq!(all("ΟΔΥΣΣΕΥΣ Οδυσσεύς"), ["οδυσσευσ"]);
        assert_eq!(all("Ｆｕｌｌ ﬁne"), ["fine", "full"]);
        // Composed or not.
        assert_eq!(all("Mu\u{308}ller"), all("M\u{fc}ller"));
    }

    #[test]
    fn an_umlaut_is_found_however_it_is_written() {
        assert_eq!(all("Müller"), ["mueller", "muller"]);
        assert_eq!(all("Mueller"), ["mueller"]);
        assert_eq!(asked("Müller"), [vec!["muller", "mueller"]]);
        assert_eq!(asked("mueller"), [vec!["mueller"]]);
        assert_eq!(asked("Sørensen"), [vec!["sorensen", "soerensen"]]);
    }

    #[test]
    fn addresses_are_words_and_whole() {
        let found = all("Write to <Nora.N@mail.example.org>, please.");
        assert_eq!(
            found,
            [
                "example",
                "mail",
                "n",
                "nora",
                "nora.n@mail.example.org",
                "org",
                "please",
                "to",
                "write"
            ]
        );
        assert_eq!(asked("Nora.N@mail.example.org"), [vec!["nora.n@mail.example.org"]]);
        assert_eq!(asked("nora@"), [vec!["nora"]]);
        assert_eq!(asked("@example.org"), [vec!["example"], vec!["org"]]);
    }

    #[test]
    fn scripts_without_spaces_are_taken_sign_by_sign() {
        assert_eq!(all("会議室A1"), ["a1", "会", "室", "議"]);
        assert_eq!(asked("議室"), [vec!["議"], vec!["室"]]);
        assert_eq!(all("が"), ["が"]);
        assert_eq!(all("हिन्दी 한국어"), ["हिन्दी", "한국어"]);
        assert_eq!(all("مُحَمَّد"), ["محمد"]);
    }

    #[test]
    fn what_cannot_be_asked_is_said() {
        for typed in ["", "  ", "?!", "@", "—…", "\u{308}"] {
            assert_eq!(Question::read(typed), Err(Unclear::Empty), "{typed:?}");
        }
        assert_eq!(Question::read(&"ä".repeat(201)), Err(Unclear::Long));
        assert!(Question::read(&"ä".repeat(200)).is_ok());
    }

    #[test]
    fn words_may_be_beginnings_and_a_long_one_is_cut() {
        let read = Question::read("one a two one ß 中").unwrap();
        let begins: Vec<_> = read.words.iter().map(|word| (&*word.forms[0], word.begins)).collect();
        assert_eq!(
            begins,
            [("a", false), ("two", true), ("one", true), ("ss", false), ("中", true)]
        );
        let long = "ü".repeat(150);
        let forms = &Question::read(&long).unwrap().words[0].forms;
        assert_eq!(forms[0].len(), WORD);
        assert!(all(&long).contains(&forms[0]) && all(&long).contains(&forms[1]));
    }
}
