//! Fact by fact: what is new, gone or different, and what it is called.

use std::collections::{BTreeMap, BTreeSet};

use super::{Change, Turn, What};
use crate::facts::TEAM;
use crate::force::continues;
use crate::say::dashed;
use crate::{
    Controller, CookieFact, DataFact, Document, Facts, KeepFact, MeasureFact, PurposeFact,
    RecipientFact,
};

/// The names of things, from whichever version has them.
pub(super) struct Names<'a> {
    pub old: &'a Document,
    pub new: &'a Document,
}

/// One value for the words of a change.
enum Value {
    /// The name under a key.
    Name(String),
    /// Several names.
    Names(Vec<String>),
    /// Several names, and a label by language.
    Traits(Vec<String>, BTreeMap<String, String>),
    /// The same in every language.
    Plain(String),
    /// A name with what is the same in every language before and after it.
    Within(String, String, String),
}

impl Names<'_> {
    fn name(&self, lang: &str, key: &str) -> String {
        let find = |document: &Document| document.texts.get(lang)?.names.get(key).cloned();
        find(self.new).or_else(|| find(self.old)).unwrap_or_else(|| key.to_owned())
    }

    fn value(&self, lang: &str, value: &Value) -> String {
        match value {
            Value::Name(key) => self.name(lang, key),
            Value::Names(keys) => {
                keys.iter().map(|key| self.name(lang, key)).collect::<Vec<_>>().join("; ")
            }
            Value::Traits(keys, label) => {
                let names = keys.iter().map(|key| self.name(lang, key));
                let label = label.get(lang).or_else(|| label.values().next());
                names.chain(label.cloned()).collect::<Vec<_>>().join("; ")
            }
            Value::Plain(text) => text.clone(),
            Value::Within(before, key, after) => {
                format!("{before}{}{after}", self.name(lang, key))
            }
        }
    }

    /// A change with its words' values in every language of either version.
    fn change(
        &self,
        (turn, what): (Turn, What),
        id: &str,
        key: &str,
        values: &[(&str, Value)],
    ) -> Change {
        let languages: BTreeSet<&String> =
            self.old.texts.keys().chain(self.new.texts.keys()).collect();
        let of = |lang: &String| {
            let each =
                |(name, value): &(&str, Value)| ((*name).to_owned(), self.value(lang, value));
            (lang.clone(), values.iter().map(each).collect::<BTreeMap<_, _>>())
        };
        Change {
            turn,
            what,
            id: id.to_owned(),
            purpose: None,
            waits: false,
            team: false,
            key: key.to_owned(),
            values: languages.into_iter().map(of).collect(),
        }
    }
}

/// Every change of what is done, those that wait first.
pub(super) fn all(names: &Names<'_>) -> Vec<Change> {
    let (old, new) = (&names.old.facts, &names.new.facts);
    let mut found = Vec::from_iter(controller(names, &old.controller, &new.controller));
    found.extend(notice(names, old, new));
    for (before, after) in pairs(&old.purposes, &new.purposes, |each| each.id.clone()) {
        found.extend(purpose(names, before, after));
    }
    let key = |row: &DataFact| (row.id(), row.purpose.clone());
    for (before, after) in pairs(&old.data, &new.data, key) {
        found.extend(datum(names, before, after));
    }
    for (before, after) in pairs(&old.recipients, &new.recipients, |each| each.id.clone()) {
        found.extend(recipient(names, old, before, after));
    }
    for (before, after) in pairs(&old.cookies, &new.cookies, |each| each.name.clone()) {
        found.extend(cookie(names, before, after));
    }
    for (before, after) in pairs(&old.measures, &new.measures, |each| each.id.clone()) {
        found.extend(measure(names, before, after));
    }
    found.sort_by(|a, b| order(a).cmp(&order(b)));
    found.dedup();
    found
}

fn order(change: &Change) -> (bool, What, Turn, &str, Option<&str>) {
    (!change.waits, change.what, change.turn, &change.id, change.purpose.as_deref())
}

/// Only the wording differs.
pub(super) fn wording(names: &Names<'_>) -> Change {
    names.change((Turn::Changed, What::Text), "text", "change-text-changed", &[])
}

/// The two sides by key; at least one of each pair is there.
fn pairs<'a, T, K: Ord>(
    old: &'a [T],
    new: &'a [T],
    key: impl Fn(&T) -> K,
) -> Vec<(Option<&'a T>, Option<&'a T>)> {
    let mut found: BTreeMap<K, (Option<&T>, Option<&T>)> = BTreeMap::new();
    for each in old {
        found.entry(key(each)).or_default().0 = Some(each);
    }
    for each in new {
        found.entry(key(each)).or_default().1 = Some(each);
    }
    found.into_values().collect()
}

fn controller(names: &Names<'_>, old: &Controller, new: &Controller) -> Option<Change> {
    let line = |each: &Controller| {
        let parts = [
            &each.name,
            &each.address,
            &each.email,
            &each.phone,
            &each.data_protection_name,
            &each.data_protection_email,
            &each.authority,
            &each.authority_url,
            &each.url,
        ];
        let said = parts.into_iter().filter(|part| !part.is_empty());
        said.map(String::as_str).collect::<Vec<_>>().join(", ")
    };
    let values = [("before", Value::Plain(line(old))), ("after", Value::Plain(line(new)))];
    let place = (Turn::Changed, What::Controller);
    (old != new).then(|| names.change(place, "controller", "change-controller-changed", &values))
}

fn notice(names: &Names<'_>, old: &Facts, new: &Facts) -> Option<Change> {
    let days = |facts: &Facts| Value::Plain(facts.notice_days.to_string());
    let values = [("before", days(old)), ("after", days(new))];
    let place = (Turn::Changed, What::Controller);
    (old.notice_days != new.notice_days)
        .then(|| names.change(place, "notice", "change-notice-changed", &values))
}

fn purpose(
    names: &Names<'_>,
    before: Option<&PurposeFact>,
    after: Option<&PurposeFact>,
) -> Vec<Change> {
    let Some(one) = after.or(before) else { return Vec::new() };
    let name = || Value::Name(format!("purpose-{}", dashed(&one.id)));
    let basis = |each: &PurposeFact| Value::Name(format!("basis-{}", each.basis));
    let change = |turn: Turn, key: &str, values: &[(&str, Value)]| {
        let mut change = names.change((turn, What::Purpose), &one.id, key, values);
        change.purpose = Some(one.id.clone());
        change.team = one.audience == TEAM;
        change
    };
    let mut found = Vec::new();
    match (before, after) {
        (None, Some(new)) => {
            let values = [("name", name()), ("basis", basis(new))];
            let mut added = change(Turn::Added, "change-purpose-added", &values);
            added.waits = true;
            found.push(added);
        }
        (Some(_), None) => {
            found.push(change(Turn::Removed, "change-purpose-removed", &[("name", name())]));
        }
        (Some(old), Some(new)) => {
            if (&old.basis, &old.law) != (&new.basis, &new.law) {
                let values = [("name", name()), ("before", basis(old)), ("after", basis(new))];
                let mut changed = change(Turn::Changed, "change-purpose-changed", &values);
                // Another basis is another purpose for what was collected under the old one.
                changed.waits = old.basis != new.basis;
                found.push(changed);
            }
            if let Some(key) = closed("purpose", old.closed.is_some(), new.closed.is_some()) {
                found.push(change(Turn::Changed, &key, &[("name", name())]));
            }
        }
        (None, None) => {}
    }
    found
}

/// The key of the words when something stops being collected, or starts again.
fn closed(kind: &str, before: bool, after: bool) -> Option<String> {
    match (before, after) {
        (false, true) => Some(format!("change-{kind}-closed")),
        (true, false) => Some(format!("change-{kind}-reopened")),
        _ => None,
    }
}

fn datum(names: &Names<'_>, before: Option<&DataFact>, after: Option<&DataFact>) -> Vec<Change> {
    let Some(one) = after.or(before) else { return Vec::new() };
    let name = || Value::Name(format!("datum-{}", dashed(&one.id())));
    let why = || Value::Name(format!("purpose-{}", dashed(&one.purpose)));
    let change = |place: (Turn, What), key: &str, values: &[(&str, Value)]| {
        let mut change = names.change(place, &one.id(), key, values);
        change.purpose = Some(one.purpose.clone());
        change.team = one.audience == TEAM;
        change
    };
    let mut found = Vec::new();
    match (before, after) {
        (None, Some(new)) => {
            let values = [("name", name()), ("purpose", why())];
            let mut added = change((Turn::Added, What::Datum), "change-datum-added", &values);
            added.waits = new.closed.is_none();
            found.push(added);
        }
        (Some(_), None) => {
            let values = [("name", name()), ("purpose", why())];
            found.push(change((Turn::Removed, What::Datum), "change-datum-removed", &values));
        }
        (Some(old), Some(new)) => {
            if let Some(key) = closed("datum", old.closed.is_some(), new.closed.is_some()) {
                found.push(change((Turn::Changed, What::Datum), &key, &[("name", name())]));
            }
            if old.keep != new.keep {
                let ends = |each: &DataFact| {
                    Value::Names(each.keep.iter().map(KeepFact::name_key).collect())
                };
                let values = [("name", name()), ("before", ends(old)), ("after", ends(new))];
                found.push(change((Turn::Changed, What::Keep), "change-keep-changed", &values));
            }
            if (traits(old), &old.label) != (traits(new), &new.label) {
                let said = |each: &DataFact| Value::Traits(traits(each), each.label.clone());
                let values = [("name", name()), ("before", said(old)), ("after", said(new))];
                found.push(change((Turn::Changed, What::Datum), "change-datum-changed", &values));
            }
        }
        (None, None) => {}
    }
    found
}

/// What else is said of a datum, as keys of names.
fn traits(row: &DataFact) -> Vec<String> {
    let mut all = vec![format!("category-{}", row.category)];
    all.extend(row.traits());
    all
}

fn recipient(
    names: &Names<'_>,
    old: &Facts,
    before: Option<&RecipientFact>,
    after: Option<&RecipientFact>,
) -> Option<Change> {
    let one = after.or(before)?;
    let name = Value::Name(format!("recipient-{}", dashed(&one.id)));
    let line = |each: &RecipientFact| {
        Value::Within(
            format!("{}, ", each.provider),
            format!("country-{}", each.country),
            format!(" ({})", each.contract),
        )
    };
    let mut change = match (before, after) {
        (None, Some(new)) => {
            let values = [("name", name), ("after", line(new))];
            let place = (Turn::Added, What::Recipient);
            names.change(place, &one.id, "change-recipient-added", &values)
        }
        (Some(gone), None) => {
            let values = [("name", name), ("before", line(gone))];
            let place = (Turn::Removed, What::Recipient);
            names.change(place, &one.id, "change-recipient-removed", &values)
        }
        (Some(was), Some(is)) if was != is => {
            let values = [("name", name), ("before", line(was)), ("after", line(is))];
            let place = (Turn::Changed, What::Recipient);
            names.change(place, &one.id, "change-recipient-changed", &values)
        }
        _ => return None,
    };
    change.team = one.audience == TEAM;
    change.waits = match (before, after) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(was), Some(is)) => !continues(old, was, is),
    };
    Some(change)
}

fn cookie(
    names: &Names<'_>,
    before: Option<&CookieFact>,
    after: Option<&CookieFact>,
) -> Option<Change> {
    let one = after.or(before)?;
    let name = Value::Plain(one.name.clone());
    let line = |each: &CookieFact| {
        let seconds = each.seconds.map(|seconds| format!("{seconds} s"));
        let lifetime = seconds.unwrap_or_else(|| "session".to_owned());
        Value::Plain([each.need.as_str(), &lifetime, &each.path].join(", "))
    };
    let mut change = match (before, after) {
        (None, Some(_)) => {
            let why = Value::Name(format!("cookie-{}", dashed(&one.name)));
            let values = [("name", name), ("purpose", why)];
            names.change((Turn::Added, What::Cookie), &one.name, "change-cookie-added", &values)
        }
        (Some(_), None) => {
            let place = (Turn::Removed, What::Cookie);
            names.change(place, &one.name, "change-cookie-removed", &[("name", name)])
        }
        (Some(was), Some(is)) if was != is => {
            let values = [("name", name), ("before", line(was)), ("after", line(is))];
            names.change((Turn::Changed, What::Cookie), &one.name, "change-cookie-changed", &values)
        }
        _ => return None,
    };
    change.team = one.audience == TEAM;
    Some(change)
}

fn measure(
    names: &Names<'_>,
    before: Option<&MeasureFact>,
    after: Option<&MeasureFact>,
) -> Option<Change> {
    let one = after.or(before)?;
    let values = [("name", Value::Name(format!("measure-{}", dashed(&one.id))))];
    let (turn, key) = match (before, after) {
        (None, Some(_)) => (Turn::Added, "change-measure-added"),
        (Some(_), None) => (Turn::Removed, "change-measure-removed"),
        // How it is checked is the operator's affair, and no part of the version.
        _ => return None,
    };
    Some(names.change((turn, What::Measure), &one.id, key, &values))
}
