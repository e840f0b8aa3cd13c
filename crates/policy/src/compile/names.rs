//! The names that a document carries for what is in its facts.

use std::collections::BTreeMap;

use super::speak::Speaker;
use crate::facts::{TEAM, VISITORS};
use crate::say::dashed;
use crate::{Arg, Facts, KeepFact};

/// Every name, by the key of its words.
pub(super) fn names(speaker: &Speaker<'_>, facts: &Facts) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    for purpose in &facts.purposes {
        let key = format!("purpose-{}", dashed(&purpose.id));
        if purpose.basis == "legitimate-interest" {
            let interest = format!("{key}-interest");
            names.insert(interest.clone(), speaker.word(&interest));
        }
        names.insert(key.clone(), speaker.word(&key));
        let basis = format!("basis-{}", purpose.basis);
        names.insert(basis.clone(), speaker.word(&basis));
    }
    for row in &facts.data {
        names.insert(format!("datum-{}", dashed(&row.id())), speaker.datum(row));
        let category = format!("category-{}", row.category);
        names.insert(category.clone(), speaker.word(&category));
        for keep in &row.keep {
            names.insert(keep.name_key(), keep_name(speaker, keep));
        }
    }
    for recipient in &facts.recipients {
        names.insert(
            format!("recipient-{}", dashed(&recipient.id)),
            speaker.named("recipient", &recipient.id),
        );
        names.insert(format!("country-{}", recipient.country), speaker.country(&recipient.country));
    }
    for cookie in &facts.cookies {
        let key = format!("cookie-{}", dashed(&cookie.name));
        names.insert(key.clone(), speaker.word(&key));
    }
    for measure in &facts.measures {
        let key = format!("measure-{}", dashed(&measure.id));
        names.insert(key.clone(), speaker.word(&key));
    }
    for audience in [VISITORS, TEAM] {
        let key = format!("people-{audience}");
        names.insert(key.clone(), speaker.word(&key));
    }
    for key in ["record-no-data", "record-no-recipient", "record-no-transfer"] {
        names.insert(key.to_owned(), speaker.word(key));
    }
    names
}

/// One end of keeping in words.
pub(super) fn keep_name(speaker: &Speaker<'_>, keep: &KeepFact) -> String {
    match keep.days {
        Some(days) => speaker.say(&keep.key, &[("days", Arg::Int(i64::from(days)))]),
        None => speaker.word(&keep.key),
    }
}
