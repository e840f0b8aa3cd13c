//! The text in one language: section by section, general sentences, those of the rooms, and
//! what is generated from the facts.

use inventory::{Section, Sentence};

use super::Present;
use super::generated::{APART, generated, rights};
use super::names::names;
use super::reach::one_line;
use super::speak::{Speaker, unique};
use crate::general::follows;
use crate::input::{describe, is_on};
use crate::{Arg, Facts, Form, GENERAL, Input, Paragraph, Part, Text, claims};

pub(super) fn text(
    speaker: &Speaker<'_>,
    input: &Input<'_>,
    rooms: &[Present<'_>],
    facts: &Facts,
) -> Text {
    let mut sections = Vec::new();
    for section in Section::ALL {
        let paragraphs = section_text(speaker, input, rooms, facts, section);
        if !paragraphs.is_empty() {
            let heading = speaker.word(&format!("policy-section-{}", section.key()));
            sections.push(Part { key: section.key().to_owned(), heading, paragraphs });
        }
    }
    Text { sections, names: names(speaker, facts) }
}

fn section_text(
    speaker: &Speaker<'_>,
    input: &Input<'_>,
    rooms: &[Present<'_>],
    facts: &Facts,
    section: Section,
) -> Vec<Paragraph> {
    let mut paragraphs = general(speaker, section, false);
    let (contributed, generated) =
        (contributed(speaker, rooms, facts, section), generated(speaker, rooms, facts, section));
    // The list of purposes follows its introduction at once; elsewhere the rooms speak first.
    match section {
        Section::Why => paragraphs.extend(generated.into_iter().chain(contributed)),
        _ => paragraphs.extend(contributed.into_iter().chain(generated)),
    }
    paragraphs.extend(general(speaker, section, true));
    if section == Section::Rights {
        paragraphs.extend(rights(speaker, facts, &APART));
    }
    paragraphs.extend(own(speaker, input, section));
    paragraphs
}

/// The general sentences that stand before (or after) what is generated.
fn general(speaker: &Speaker<'_>, section: Section, after: bool) -> Vec<Paragraph> {
    GENERAL
        .iter()
        .filter(|sentence| sentence.section == section && follows(sentence.id) == after)
        .filter(|sentence| is_on(sentence.switch, speaker.settings))
        .map(|sentence| paragraph(speaker, sentence, &[], describe(sentence.switch)))
        .collect()
}

/// The sentences of the rooms that are on. `$fields` are the labels of what the organisation
/// made in the room.
fn contributed(
    speaker: &Speaker<'_>,
    rooms: &[Present<'_>],
    facts: &Facts,
    section: Section,
) -> Vec<Paragraph> {
    let mut found = Vec::new();
    for present in rooms.iter().filter(|present| present.leaving.is_none()) {
        let tables: Vec<&str> = present.room.tables.iter().map(|table| table.name).collect();
        let rows = facts.data.iter().filter(|row| {
            row.instance.is_some() && row.closed.is_none() && tables.contains(&row.table.as_str())
        });
        let quoted = |row| {
            speaker.say("policy-inquiries-field", &[("label", Arg::Text(speaker.label(row)))])
        };
        let fields = unique(rows.map(quoted)).join(", ");
        let values = [("fields", Arg::Text(fields))];
        for sentence in present.room.sentences.iter().filter(|each| each.section == section) {
            if is_on(sentence.switch, speaker.settings) {
                let switch = both(&describe(present.room.switch), &describe(sentence.switch));
                found.push(paragraph(speaker, sentence, &values, switch));
            }
        }
    }
    found
}

/// Two switches that both have to be on.
fn both(room: &str, own: &str) -> String {
    match (room, own) {
        ("always", own) => own.to_owned(),
        (room, "always") => room.to_owned(),
        (room, own) => format!("{room} and {own}"),
    }
}

fn paragraph(
    speaker: &Speaker<'_>,
    sentence: &Sentence,
    values: &[(&str, Arg)],
    switch: String,
) -> Paragraph {
    Paragraph {
        id: sentence.id.to_owned(),
        text: speaker.say(&format!("policy-{}", sentence.id), values),
        claims: claims(sentence.id).iter().map(|claim| (*claim).to_owned()).collect(),
        switch,
        mechanism: one_line(sentence.mechanism),
        ..Paragraph::default()
    }
}

/// The organisation's own paragraphs.
fn own(speaker: &Speaker<'_>, input: &Input<'_>, section: Section) -> Vec<Paragraph> {
    let mine = input.own.iter().filter(|own| own.section == section && own.lang == speaker.lang);
    mine.enumerate()
        .map(|(number, own)| Paragraph {
            id: format!("own-{}-{}", section.key(), number + 1),
            kind: Form::Own,
            text: own.markdown.trim().to_owned(),
            claims: vec!["C24".to_owned()],
            switch: "written by the organisation".to_owned(),
            mechanism: "the organisation's own words; checked only for editor's notes and \
                        placeholders"
                .to_owned(),
            ..Paragraph::default()
        })
        .collect()
}
