//! The names that a document carries for what is in its facts.

use std::collections::BTreeMap;

use super::generated::law_name;
use super::speak::Speaker;
use crate::facts::{TEAM, VISITORS, law_key};
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
        names.insert(purpose.article_key(), article(speaker, &purpose.article));
        if let Some(law) = &purpose.law {
            names.insert(law_key(law), law_name(speaker, law));
        }
    }
    for row in &facts.data {
        names.insert(format!("datum-{}", dashed(&row.id())), speaker.datum(row));
        let category = format!("category-{}", row.category);
        names.insert(category.clone(), speaker.word(&category));
        for key in row.traits() {
            names.insert(key.clone(), speaker.word(&key));
        }
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

/// The article behind a basis as people cite it: `6(1)(f)`.
fn article(speaker: &Speaker<'_>, article: &str) -> String {
    let letter = article.strip_prefix("6(1)(").and_then(|rest| rest.strip_suffix(')'));
    match letter {
        Some(letter) => speaker.say("record-article", &[("letter", Arg::from(letter))]),
        None => format!("GDPR {article}"),
    }
}

/// One end of keeping in words.
pub(super) fn keep_name(speaker: &Speaker<'_>, keep: &KeepFact) -> String {
    match keep.days {
        Some(days) => speaker.say(&keep.key, &[("length", Arg::Text(speaker.length(days)))]),
        None => speaker.word(&keep.key),
    }
}
