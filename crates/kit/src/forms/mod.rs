//! Forms: read once into typed values, given back with everything that was typed.
//!
//! A handler asks the [`Reader`] for each field in the type it needs; what is wrong is noted
//! beside the field. If anything was, the page is shown again from [`Reader::fields`].

mod key;

pub use key::{FormKey, KeyState};

use std::collections::BTreeMap;

use serde::Serialize;

use crate::web::Pairs;
use crate::words::{Arg, Words};

/// The longest e-mail address that can be delivered to (RFC 5321, section 4.5.3.1).
const EMAIL_CHARS: usize = 254;

/// What is wrong with one field; the words are `error-<key>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The key of the words.
    pub key: &'static str,
    /// A number the words may mention, such as the greatest length.
    pub number: i64,
}

/// Reads the fields of one form.
#[derive(Debug)]
pub struct Reader<'a> {
    pairs: &'a Pairs,
    errors: BTreeMap<String, FieldError>,
}

impl<'a> Reader<'a> {
    /// A reader of these fields.
    pub fn new(pairs: &'a Pairs) -> Self {
        Self { pairs, errors: BTreeMap::new() }
    }

    /// One line of text, trimmed, of at most `max` characters. No line breaks, no control
    /// characters, and none that turn what follows around: it is safe in a header (S5), and says
    /// what it seems to say. None if it was left empty.
    pub fn line(&mut self, name: &str, max: usize) -> Option<String> {
        let value = self.pairs.get(name).unwrap_or_default().trim().to_owned();
        if value.chars().any(|c| c.is_control() || turns(c)) {
            return self.wrong(name, "control-characters", 0);
        }
        self.within(name, seen(value), max)
    }

    /// Text of several lines, with plain line feeds, of at most `max` characters.
    pub fn text(&mut self, name: &str, max: usize) -> Option<String> {
        let value = self.pairs.get(name).unwrap_or_default();
        let value = value.replace("\r\n", "\n").replace('\r', "\n").trim().to_owned();
        if value.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
            return self.wrong(name, "control-characters", 0);
        }
        self.within(name, seen(value), max)
    }

    /// A text exactly as it was typed: for passwords.
    pub fn secret(&mut self, name: &str, max: usize) -> Option<String> {
        let value = self.pairs.get(name).unwrap_or_default().to_owned();
        self.within(name, value, max)
    }

    /// An e-mail address that mail can be sent to.
    pub fn email(&mut self, name: &str) -> Option<String> {
        let value = self.line(name, EMAIL_CHARS)?;
        if is_email(&value) { Some(value) } else { self.wrong(name, "email", 0) }
    }

    /// One of these.
    pub fn choice<'c>(
        &mut self,
        name: &str,
        choices: impl IntoIterator<Item = &'c str>,
    ) -> Option<String> {
        let value = self.pairs.get(name).unwrap_or_default();
        if value.is_empty() {
            return None;
        }
        match choices.into_iter().find(|choice| *choice == value) {
            Some(choice) => Some(choice.to_owned()),
            None => self.wrong(name, "choice", 0),
        }
    }

    /// Whether a box was ticked.
    pub fn ticked(&self, name: &str) -> bool {
        self.pairs.get(name).is_some_and(|value| !value.is_empty())
    }

    /// The value, which has to be there; an empty one if it is not, with the error noted.
    pub fn required<T: Default>(&mut self, name: &str, value: Option<T>) -> T {
        value.unwrap_or_else(|| {
            self.wrong::<T>(name, "required", 0);
            T::default()
        })
    }

    /// Notes that a field is wrong. The first thing wrong with a field is the one shown.
    pub fn wrong<T>(&mut self, name: &str, key: &'static str, number: i64) -> Option<T> {
        self.errors.entry(name.to_owned()).or_insert(FieldError { key, number });
        None
    }

    /// Whether everything was right.
    pub fn good(&self) -> bool {
        self.errors.is_empty()
    }

    /// The fields for the page, with what was typed and what is wrong with it.
    pub fn fields(&self, fields: Vec<Field>, words: &Words, lang: &str) -> Vec<Field> {
        let typed = |mut field: Field| {
            let value = self.pairs.get(&field.name).unwrap_or_default().to_owned();
            for option in &mut field.options {
                option.selected = option.value == value;
            }
            if field.kind != "password" {
                field.value = value;
            }
            if let Some(error) = self.errors.get(&field.name) {
                let key = match error.key {
                    // Nothing was chosen where something has to be.
                    "required" if field.kind == "select" => "error-choice".to_owned(),
                    key => format!("error-{key}"),
                };
                let args = [("number", Arg::Int(error.number))];
                field.error = Some(words.say(lang, &key, &args));
            }
            field
        };
        fields.into_iter().map(typed).collect()
    }

    fn within(&mut self, name: &str, value: String, max: usize) -> Option<String> {
        if value.is_empty() {
            return None;
        }
        if value.chars().count() > max {
            let max = i64::try_from(max).unwrap_or(i64::MAX);
            return self.wrong(name, "too-long", max);
        }
        Some(value)
    }
}

/// Whether a text is an address that mail can be sent to (RFC 5321, section 4.1.2, without
/// quoted local parts and address literals, which nobody uses and much software breaks on; an
/// international domain in its ASCII form, since one domain can be spelt in many ways).
pub fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let plain = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    !local.is_empty()
        && local.len() <= 64
        && local.chars().all(plain)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && domain.contains('.')
        && domain.len() <= 253
        && domain.split('.').all(label)
        // An IP address is no domain, and no top-level domain is a number (RFC 3696, section 2).
        && !domain.rsplit('.').next().is_some_and(|last| last.bytes().all(|c| c.is_ascii_digit()))
}

/// Whether a character breaks a line where none is, or turns around how the rest of it is shown:
/// with these, a name or an address looks like another (Unicode TR 36, section 2.9.3).
const fn turns(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The text, or nothing where nothing of it can be seen.
fn seen(text: String) -> String {
    let unseen = |c: char| {
        c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
    };
    if text.chars().all(unseen) { String::new() } else { text }
}

/// One field as a template shows it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Field {
    /// The name in the form.
    pub name: String,
    /// The label, in the visitor's language.
    pub label: String,
    /// What stands in it.
    pub value: String,
    /// What is wrong with it.
    pub error: Option<String>,
    /// A short help.
    pub hint: Option<String>,
    /// Whether it has to be filled.
    pub required: bool,
    /// `text`, `email`, `password`, `area`, `select`, `checkbox`.
    pub kind: &'static str,
    /// The `autocomplete` token, or empty.
    pub autocomplete: &'static str,
    /// The greatest length in characters; 0 is none.
    pub maxlength: usize,
    /// The choices of a `select`.
    pub options: Vec<Choice>,
}

/// One choice of a `select`.
#[derive(Debug, Clone, Serialize)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is shown.
    pub label: String,
    /// Whether it is chosen.
    pub selected: bool,
}

impl Field {
    /// A field of that kind.
    pub fn new(kind: &'static str, name: &str, label: String) -> Self {
        Self { kind, name: name.to_owned(), label, ..Self::default() }
    }

    /// It has to be filled.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// What a browser may fill in by itself (HTML, section 4.10.18.7).
    #[must_use]
    pub fn autocomplete(mut self, token: &'static str) -> Self {
        self.autocomplete = token;
        self
    }

    /// The greatest length in characters.
    #[must_use]
    pub fn max(mut self, characters: usize) -> Self {
        self.maxlength = characters;
        self
    }

    /// A short help below the label.
    #[must_use]
    pub fn hint(mut self, hint: String) -> Self {
        self.hint = Some(hint);
        self
    }

    /// What stands in it at first.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        for option in &mut self.options {
            option.selected = option.value == self.value;
        }
        self
    }

    /// The choices: value and label.
    #[must_use]
    pub fn options(mut self, options: impl IntoIterator<Item = (String, String)>) -> Self {
        let choice = |(value, label)| Choice { value, label, selected: false };
        self.options = options.into_iter().map(choice).collect();
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::decode;

    #[test]
    fn addresses() {
        for good in ["a@example.org", "first.last+tag@sub.example.org", "a@xn--bcher-kva.example"] {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "",
            "a",
            "@example.org",
            "a@",
            "a@localhost",
            "a@127.0.0.1",
            "a@b.1",
            "a b@example.org",
            "a@-x.org",
            "a@example..org",
            "a..b@example.org",
            "a@example.org\nBcc: x@example.org",
            "\u{e4}@example.org",
            "a@b\u{fc}cher.example",
            "a@example.org,b@example.org",
            "<a@example.org>",
        ] {
            assert!(!is_email(bad), "{bad:?}");
        }
    }

    /// S5: nothing that could break a header gets through a line.
    #[test]
    fn lines_hold_no_breaks() {
        let pairs = decode(b"a=x%0D%0ABcc:+y&b=x%00y&c=+ok+&d=one%0D%0Atwo").unwrap();
        let mut form = Reader::new(&pairs);
        assert_eq!(form.line("a", 100), None);
        assert_eq!(form.line("b", 100), None);
        assert_eq!(form.line("c", 100), Some("ok".to_owned()));
        assert_eq!(form.text("d", 100), Some("one\ntwo".to_owned()));
        assert_eq!(form.text("b", 100), None);
        assert!(!form.good());
        assert_eq!(form.errors["a"].key, "control-characters");
    }

    /// A name that reads backwards is somebody else's name.
    #[test]
    fn what_turns_a_line_around_is_refused_and_the_invisible_is_nothing() {
        for hidden in ["\u{202e}", "\u{2066}", "\u{2069}", "\u{2028}", "\u{2029}", "\u{202a}"] {
            let pairs = Pairs(vec![("a".to_owned(), format!("x{hidden}y"))]);
            let mut form = Reader::new(&pairs);
            assert_eq!(form.line("a", 100), None, "{hidden:?}");
            assert_eq!(form.errors["a"].key, "control-characters");
            assert!(Reader::new(&pairs).text("a", 100).is_some(), "a text may be in any script");
        }
        for empty in ["\u{feff}", " \u{200b}\u{200d} ", "\u{2060}\n\u{feff}", "\u{3000}"] {
            let pairs = Pairs(vec![("a".to_owned(), empty.to_owned())]);
            let mut form = Reader::new(&pairs);
            let text = form.text("a", 100);
            form.required("a", text);
            assert_eq!(form.errors["a"].key, "required", "{empty:?}");
        }
        // A joiner within a word is part of it.
        let pairs = Pairs(vec![("a".to_owned(), "\u{645}\u{6cc}\u{200c}\u{62e}".to_owned())]);
        assert!(Reader::new(&pairs).line("a", 100).is_some());
    }

    #[test]
    fn lengths_are_counted_in_characters() {
        let pairs = Pairs(vec![("a".to_owned(), "\u{e4}\u{f6}\u{fc}".to_owned())]);
        let mut form = Reader::new(&pairs);
        assert!(form.line("a", 3).is_some());
        assert!(form.line("a", 2).is_none());
        assert_eq!(form.errors["a"], FieldError { key: "too-long", number: 2 });
    }
}
