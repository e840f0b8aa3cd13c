//! The record of processing (GDPR art. 30(1)): the same facts, by purpose.

use serde::{Deserialize, Serialize};

use crate::facts::{TEAM, VISITORS, law_key};
use crate::say::dashed;
use crate::{DataFact, Document, Facts, PurposeFact, RecipientFact, Text};

/// The record, ready for a page or a CSV file. The words of a header are
/// `record-<header>`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The keys of the headers.
    pub headers: Vec<String>,
    /// One row for each purpose; each has as many cells as there are headers, none is empty.
    pub rows: Vec<Vec<String>>,
}

const HEADERS: [&str; 9] = [
    "controller",
    "purpose",
    "basis",
    "people",
    "data",
    "recipients",
    "transfers",
    "limits",
    "measures",
];

/// The record of what this document says, in one of its languages.
pub fn record(document: &Document, lang: &str) -> Record {
    let headers = HEADERS.map(str::to_owned).to_vec();
    let Some(text) = document.texts.get(lang) else { return Record { headers, rows: Vec::new() } };
    let facts = &document.facts;
    let rows = facts.purposes.iter().map(|purpose| row(facts, text, purpose)).collect();
    Record { headers, rows }
}

fn row(facts: &Facts, text: &Text, purpose: &PurposeFact) -> Vec<String> {
    let data: Vec<&DataFact> = facts.data.iter().filter(|row| row.purpose == purpose.id).collect();
    let recipients: Vec<&RecipientFact> = facts
        .recipients
        .iter()
        .filter(|each| each.purposes.is_empty() || each.purposes.contains(&purpose.id))
        .collect();
    let limits = data.iter().flat_map(|row| {
        row.keep.iter().map(|keep| text.name(&keep.name_key()).to_owned()).collect::<Vec<_>>()
    });
    let measures = facts.measures.iter();
    let measures = measures.map(|each| text.name(&format!("measure-{}", each.id)).to_owned());
    vec![
        controller(facts),
        text.name(&format!("purpose-{}", dashed(&purpose.id))).to_owned(),
        basis(text, purpose),
        people(text, purpose),
        or(text, "record-no-data", data.iter().map(|row| datum(text, row))),
        or(text, "record-no-recipient", recipients.iter().map(|each| recipient(text, each))),
        or(text, "record-no-transfer", recipients.iter().filter_map(|each| transfer(text, each))),
        or(text, "record-no-data", limits),
        or(text, "record-no-data", measures),
    ]
}

/// (a) Who is responsible, and how to reach them.
fn controller(facts: &Facts) -> String {
    let one = &facts.controller;
    let parts = [
        &one.name,
        &one.address,
        &one.email,
        &one.phone,
        &one.data_protection_name,
        &one.data_protection_email,
    ];
    let said = parts.into_iter().filter(|part| !part.is_empty());
    said.map(String::as_str).collect::<Vec<_>>().join(", ")
}

/// (b) Beside the purpose, the basis it rests on.
fn basis(text: &Text, purpose: &PurposeFact) -> String {
    let cited = |key: &str, plain: &str| text.names.get(key).map_or(plain, |it| it).to_owned();
    let article = format!("GDPR {}", purpose.article);
    let mut parts = vec![cited(&purpose.article_key(), &article)];
    parts.extend(purpose.law.as_ref().map(|law| cited(&law_key(law), law)));
    let name = text.name(&format!("basis-{}", purpose.basis)).to_owned();
    let basis = format!("{name} ({})", parts.join("; "));
    if purpose.basis != "legitimate-interest" {
        return basis;
    }
    let key = format!("purpose-{}-interest", dashed(&purpose.id));
    format!("{basis}: {}", text.name(&key))
}

/// (c) Whose data it is …
fn people(text: &Text, purpose: &PurposeFact) -> String {
    let audience = if purpose.audience == TEAM { TEAM } else { VISITORS };
    text.name(&format!("people-{audience}")).to_owned()
}

/// … and what it is.
fn datum(text: &Text, row: &DataFact) -> String {
    let name = text.name(&format!("datum-{}", dashed(&row.id()))).to_owned();
    format!("{name} ({})", text.name(&format!("category-{}", row.category)))
}

/// (d) Who gets it.
fn recipient(text: &Text, recipient: &RecipientFact) -> String {
    let name = text.name(&format!("recipient-{}", dashed(&recipient.id))).to_owned();
    let country = text.name(&format!("country-{}", recipient.country)).to_owned();
    format!("{name}: {}, {country} ({})", recipient.provider, recipient.contract)
}

/// (e) Where it leaves the European Economic Area, and what protects it there.
fn transfer(text: &Text, recipient: &RecipientFact) -> Option<String> {
    let safeguard = recipient.safeguard.as_deref()?;
    let country = text.name(&format!("country-{}", recipient.country)).to_owned();
    Some(format!("{}, {country}: {safeguard}", recipient.provider))
}

/// These texts, each once, or the words for there being none.
fn or(text: &Text, none: &str, texts: impl Iterator<Item = String>) -> String {
    let mut found: Vec<String> = Vec::new();
    for each in texts {
        if !each.is_empty() && !found.contains(&each) {
            found.push(each);
        }
    }
    match found.is_empty() {
        true => text.name(none).to_owned(),
        false => found.join("; "),
    }
}
