//! What became of the organisation's own paragraphs, which no fact knows of.

use std::collections::{BTreeMap, BTreeSet};

use super::{Change, Turn, What};
use crate::{Document, Form};

/// The own paragraphs of a document: by id, the text in each language.
type Own<'a> = BTreeMap<&'a str, BTreeMap<&'a str, &'a str>>;

/// Each own paragraph that is new, gone or different.
pub(super) fn all(old: &Document, new: &Document) -> Vec<Change> {
    let (before, after) = (own(old), own(new));
    let ids: BTreeSet<&str> = before.keys().chain(after.keys()).copied().collect();
    let changed = |id: &str| {
        let turn = match (before.get(id), after.get(id)) {
            (None, _) => Turn::Added,
            (_, None) => Turn::Removed,
            (Some(one), Some(other)) if one == other => return None,
            _ => Turn::Changed,
        };
        Some(change(turn, id, old, new))
    };
    ids.into_iter().filter_map(changed).collect()
}

fn own(document: &Document) -> Own<'_> {
    let mut found = Own::new();
    for (lang, text) in &document.texts {
        let all = text.sections.iter().flat_map(|section| &section.paragraphs);
        for one in all.filter(|one| one.kind == Form::Own) {
            found.entry(&one.id).or_default().insert(lang, &one.text);
        }
    }
    found
}

fn change(turn: Turn, id: &str, old: &Document, new: &Document) -> Change {
    let mut values = BTreeMap::new();
    for (lang, text) in old.texts.iter().chain(&new.texts) {
        let section =
            text.sections.iter().find(|one| one.paragraphs.iter().any(|one| one.id == id));
        if let Some(section) = section {
            let heading = BTreeMap::from([("section".to_owned(), section.heading.clone())]);
            values.insert(lang.clone(), heading);
        }
    }
    let key = match turn {
        Turn::Added => "change-own-added",
        Turn::Changed => "change-own-changed",
        Turn::Removed => "change-own-removed",
    };
    Change {
        turn,
        what: What::Text,
        id: id.to_owned(),
        purpose: None,
        waits: false,
        team: false,
        key: key.to_owned(),
        values,
    }
}
