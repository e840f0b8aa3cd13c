//! What one version changes about the one before, in words that a visitor reads.

mod changes;
mod own;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use similar::{ChangeTag, TextDiff};

use changes::Names;

use crate::{Arg, DataFact, Document, Facts, Say, Text};

/// Everything that differs between two documents.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// The changes of what is done.
    pub changes: Vec<Change>,
    /// The text line by line, by language; only languages in which a line changed.
    pub texts: BTreeMap<String, Vec<Line>>,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// What happened to it.
    pub turn: Turn,
    /// To what kind of thing it happened.
    pub what: What,
    /// Which one: a purpose, `table.column` or `table.column#instance`, a recipient, a cookie,
    /// a measure, a language.
    pub id: String,
    /// For data and keeping: the purpose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// Whether it opens for what was collected earlier only after the notice period.
    pub waits: bool,
    /// Whether it concerns only the people who work with the site.
    pub team: bool,
    /// The key of the words that describe it.
    pub key: String,
    /// The values for those words, by language.
    pub values: BTreeMap<String, BTreeMap<String, String>>,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Turn {
    /// It is new.
    Added,
    /// It is different.
    Changed,
    /// It is gone.
    Removed,
}

/// To what kind of thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum What {
    /// Who is responsible.
    Controller,
    /// A purpose.
    Purpose,
    /// A datum used for a purpose.
    Datum,
    /// How long it is kept.
    Keep,
    /// Somebody who gets data.
    Recipient,
    /// A cookie.
    Cookie,
    /// A safeguard.
    Measure,
    /// Only the wording.
    Text,
}

/// One line of the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Whether it is new, gone, or the same.
    pub mark: Mark,
    /// The line.
    pub text: String,
}

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mark {
    /// It is in both versions.
    Same,
    /// It is only in the new one.
    Added,
    /// It was only in the old one.
    Removed,
}

impl Difference {
    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.texts.is_empty()
    }

    /// Whether visitors have to be told before it applies to what they gave earlier: a new
    /// purpose, a new use of a datum, or a new recipient.
    pub fn needs_notice(&self) -> bool {
        self.changes.iter().any(|change| change.waits && !change.team)
    }

    /// The data whose earlier values a waiting change reaches: whoever has one of them is told.
    pub fn reaches(&self, old: &Facts, new: &Facts) -> BTreeSet<String> {
        let held: BTreeSet<String> = old.data.iter().map(DataFact::id).collect();
        let mut found = BTreeSet::new();
        for change in self.changes.iter().filter(|change| change.waits && !change.team) {
            match change.what {
                What::Datum => {
                    found.insert(change.id.clone());
                }
                // Another legal basis: whatever serves the purpose.
                What::Purpose => {
                    let serves = |row: &&DataFact| row.purpose == change.id;
                    found.extend(new.data.iter().filter(serves).map(DataFact::id));
                }
                What::Recipient => {
                    let recipient = new.recipient(&change.id);
                    let served = |row: &&DataFact| {
                        recipient.is_some_and(|recipient| {
                            recipient.purposes.is_empty()
                                || recipient.purposes.contains(&row.purpose)
                        })
                    };
                    found.extend(new.data.iter().filter(served).map(DataFact::id));
                }
                _ => {}
            }
        }
        found.intersection(&held).cloned().collect()
    }
}

impl Change {
    /// The change in words.
    pub fn say(&self, lang: &str, words: &dyn Say) -> String {
        let values = self.values.get(lang).or_else(|| self.values.values().next());
        let args: Vec<(&str, Arg)> = values
            .into_iter()
            .flatten()
            .map(|(name, value)| (name.as_str(), Arg::Text(value.clone())))
            .collect();
        words.say(lang, &self.key, &args)
    }
}

/// What `new` changes about `old`.
pub fn difference(old: &Document, new: &Document) -> Difference {
    let mut changes = changes::all(&Names { old, new });
    changes.extend(own::all(old, new));
    let texts = texts(old, new);
    if changes.is_empty() && !texts.is_empty() {
        changes.push(changes::wording(&Names { old, new }));
    }
    Difference { changes, texts }
}

/// The text line by line, in every language in which a line changed.
fn texts(old: &Document, new: &Document) -> BTreeMap<String, Vec<Line>> {
    let mut found = BTreeMap::new();
    let languages: BTreeSet<&String> = old.texts.keys().chain(new.texts.keys()).collect();
    for lang in languages {
        let lines =
            |document: &Document| document.texts.get(lang).map(Text::lines).unwrap_or_default();
        let (before, after) = (lines(old), lines(new));
        if before != after {
            found.insert(lang.clone(), marked(&before, &after));
        }
    }
    found
}

fn marked(before: &[String], after: &[String]) -> Vec<Line> {
    let old: Vec<&str> = before.iter().map(String::as_str).collect();
    let new: Vec<&str> = after.iter().map(String::as_str).collect();
    TextDiff::from_slices(&old, &new)
        .iter_all_changes()
        .map(|change| Line {
            mark: match change.tag() {
                ChangeTag::Equal => Mark::Same,
                ChangeTag::Insert => Mark::Added,
                ChangeTag::Delete => Mark::Removed,
            },
            text: change.value().to_owned(),
        })
        .collect()
}
