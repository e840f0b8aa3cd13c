//! How words come in: this crate has facts, the locales have the words.

use std::collections::BTreeMap;

use crate::Flat;

/// The words of every language.
pub trait Say {
    /// The words under this key, with these values put in.
    fn say(&self, lang: &str, key: &str, args: &[(&str, Arg)]) -> String;

    /// Whether the language has words under this key.
    fn has(&self, lang: &str, key: &str) -> bool;
}

/// A value that is put into words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arg {
    /// Text, put in as it is.
    Text(String),
    /// A number; words may depend on it.
    Int(i64),
}

impl From<&str> for Arg {
    fn from(text: &str) -> Arg {
        Arg::Text(text.to_owned())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Arg {
        Arg::Text(text)
    }
}

/// The settings as values for words: `hosting.log_days` becomes `$hosting-log-days`.
pub(crate) fn arguments(settings: &BTreeMap<String, Flat>) -> Vec<(String, Arg)> {
    settings.iter().map(|(name, value)| (dashed(name), value.arg())).collect()
}

/// A name as it stands in keys of words: dots, underscores and `#` become dashes.
pub(crate) fn dashed(name: &str) -> String {
    name.replace(['.', '_', '#'], "-")
}
