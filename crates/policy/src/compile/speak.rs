//! Words in one language, with what was missing noted.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::say::{arguments, dashed};
use crate::{Arg, DataFact, Flat, Input, Say, country};

/// Says things in one language. Missing words and missing values become errors, so that no
/// sentence is ever printed with a hole in it.
pub(super) struct Speaker<'a> {
    pub lang: &'a str,
    /// The language whose labels stand in for missing ones.
    fallback: &'a str,
    pub settings: &'a BTreeMap<String, Flat>,
    words: &'a dyn Say,
    arguments: Vec<(String, Arg)>,
    errors: RefCell<Vec<String>>,
}

impl<'a> Speaker<'a> {
    pub fn new(
        lang: &'a str,
        input: &Input<'a>,
        settings: &'a BTreeMap<String, Flat>,
        words: &'a dyn Say,
    ) -> Speaker<'a> {
        let fallback = input.languages.first().map_or(lang, String::as_str);
        let arguments = arguments(input.settings);
        Speaker { lang, fallback, settings, words, arguments, errors: RefCell::default() }
    }

    /// For words about facts that are compiled already.
    pub fn bare(
        lang: &'a str,
        settings: &'a BTreeMap<String, Flat>,
        words: &'a dyn Say,
    ) -> Speaker<'a> {
        let (arguments, errors) = (arguments(settings), RefCell::default());
        Speaker { lang, fallback: lang, settings, words, arguments, errors }
    }

    /// The words under this key with these values, and every setting beside them.
    pub fn say(&self, key: &str, values: &[(&str, Arg)]) -> String {
        if !self.words.has(self.lang, key) {
            self.note(format!("words are missing: {key} ({})", self.lang));
            return key.to_owned();
        }
        let mut all: Vec<(&str, Arg)> = values.to_vec();
        for (name, value) in &self.arguments {
            if !values.iter().any(|(taken, _)| taken == name) {
                all.push((name.as_str(), value.clone()));
            }
        }
        let said = self.words.say(self.lang, key, &all);
        if said.contains("{$") || said.contains("{ $") {
            self.note(format!("{key} ({}) asks for a value that is not there: {said}", self.lang));
        }
        said
    }

    /// The words under this key, without any value.
    pub fn word(&self, key: &str) -> String {
        self.say(key, &[])
    }

    /// The name of a purpose, a recipient, a cookie or a measure: `<kind>-<id>`.
    pub fn named(&self, kind: &str, id: &str) -> String {
        self.word(&format!("{kind}-{}", dashed(id)))
    }

    /// The name of a datum; an instance's has its label in it.
    pub fn datum(&self, row: &DataFact) -> String {
        let key = format!("datum-{}", dashed(&row.datum));
        match &row.instance {
            None => self.word(&key),
            Some(_) => self.say(&key, &[("label", Arg::Text(self.label(row)))]),
        }
    }

    /// What people read for an instance.
    pub fn label(&self, row: &DataFact) -> String {
        let label = row.label.get(self.lang).or_else(|| row.label.get(self.fallback));
        label.cloned().unwrap_or_default()
    }

    /// A day (`2027-03-12`) in words; what is no day stays as it is.
    pub fn day(&self, day: &str) -> String {
        let numbers: Option<Vec<i64>> = day.split('-').map(|part| part.parse().ok()).collect();
        let Some([year, month, day]) = numbers.as_deref() else { return day.to_owned() };
        let year = Arg::Text(year.to_string());
        self.say(
            "policy-day",
            &[("day", Arg::Int(*day)), ("month", Arg::Int(*month)), ("year", year)],
        )
    }

    /// A time of so many days in words: `30 days`, `3 years`.
    pub fn length(&self, days: u32) -> String {
        let (unit, count) = span(days);
        self.say(&format!("policy-lifetime-{unit}"), &[("count", Arg::Int(i64::from(count)))])
    }

    /// A country in words.
    pub fn country(&self, code: &str) -> String {
        country::name(code, self.lang, self.words)
    }

    /// What was missing.
    pub fn errors(&self) -> Vec<String> {
        self.errors.take()
    }

    fn note(&self, error: String) {
        self.errors.borrow_mut().push(error);
    }
}

/// So many days in the largest unit that says it exactly: whole years as years. The words are
/// `policy-lifetime-<unit>`.
pub fn span(days: u32) -> (&'static str, u32) {
    match days {
        1.. if days.is_multiple_of(365) => ("years", days / 365),
        _ => ("days", days),
    }
}

/// The first letter as a capital.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// These texts, each once, in the order in which they first came.
pub(super) fn unique(texts: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for text in texts {
        if !found.contains(&text) {
            found.push(text);
        }
    }
    found
}
