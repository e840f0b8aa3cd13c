//! From declarations and settings to a document.

mod chapter;
mod collect;
mod generated;
mod names;
mod reach;
mod speak;
mod tables;
mod team;

use std::collections::BTreeMap;

use inventory::{Room, breaches};

use crate::facts::VISITORS;
use crate::input::is_on;
use crate::leftovers::leftovers;
use crate::{Document, Ending, Facts, Flat, HOSTING, Input, Say};

use speak::Speaker;
pub use speak::span;
pub use team::{ForTeam, for_team};

/// Compiles the policy. What stands in its way comes back as sentences for the operator.
pub fn compile(input: &Input<'_>, words: &dyn Say) -> Result<Document, Vec<String>> {
    let mut errors = own_words(input);
    errors.extend(breaches(input.rooms).iter().map(ToString::to_string));
    if input.languages.is_empty() {
        errors.push("site.languages names no language: name at least one".to_owned());
    }
    let rooms = present(input);
    let mut facts = collect::facts(input, &rooms, words, &mut errors);
    let settings = derived(input, &facts);
    facts.switches = switches(&rooms, &settings);
    let mut texts = BTreeMap::new();
    for lang in input.languages {
        let speaker = Speaker::new(lang, input, &settings, words);
        texts.insert(lang.clone(), chapter::text(&speaker, input, &rooms, &facts));
        errors.extend(speaker.errors());
    }
    if errors.is_empty() {
        return Ok(Document { facts, texts });
    }
    errors.sort();
    errors.dedup();
    Err(errors)
}

/// A room that is in the policy.
#[derive(Clone, Copy)]
struct Present<'a> {
    room: &'a Room,
    /// Set when it is switched off and still holds data.
    leaving: Option<&'a crate::Leftover>,
}

impl Present<'_> {
    fn closed(&self) -> Option<Ending> {
        self.leaving.map(|leftover| Ending { until_day: leftover.until_day.clone() })
    }
}

/// The rooms that are on, and those that are off and still hold data, by name.
fn present<'a>(input: &Input<'a>) -> Vec<Present<'a>> {
    let mut found: Vec<Present<'a>> = input
        .rooms
        .iter()
        .filter_map(|room| {
            let leaving = input.leftovers.iter().find(|leftover| leftover.room == room.name);
            match (is_on(room.switch, input.settings), leaving) {
                (true, _) => Some(Present { room, leaving: None }),
                (false, Some(leftover)) => Some(Present { room, leaving: Some(leftover) }),
                (false, None) => None,
            }
        })
        .collect();
    found.sort_by_key(|present| present.room.name);
    found
}

/// The settings, and beside them what follows from the facts, under names that start with
/// `has.`; the switches of sentences may name either.
fn derived(input: &Input<'_>, facts: &Facts) -> BTreeMap<String, Flat> {
    let mut settings = input.settings.clone();
    let mut set = |name: &str, yes: bool| settings.insert(name.to_owned(), Flat::Bool(yes));
    set("has.purposes", facts.purposes.iter().any(|purpose| purpose.audience == VISITORS));
    set("has.data", facts.data.iter().any(|row| row.audience == VISITORS));
    set("has.cookies", facts.cookies.iter().any(|cookie| cookie.audience == VISITORS));
    set("has.measures", !facts.measures.is_empty());
    let mut recipients = facts.recipients.iter().filter(|each| each.audience == VISITORS);
    set("has.recipients", recipients.clone().next().is_some());
    set("has.transfers", recipients.any(|recipient| recipient.transfer));
    set("has.own_machine", reach::is_self(input, &HOSTING));
    for instance in input.instances.iter().filter(|instance| instance.closed.is_none()) {
        set(&format!("has.{}", instance.column), true);
    }
    settings.insert("has.hosting_log".to_owned(), Flat::Text(hosting_log(input)));
    settings
}

/// What the hosting provider's own log holds of an address, or `off` where there is no log.
fn hosting_log(input: &Input<'_>) -> String {
    match input.settings.get("hosting.log_days").is_some_and(Flat::is_on) {
        true => collect::text(input, "hosting.log_addresses"),
        false => "off".to_owned(),
    }
}

/// The switches that decided about this document, and what they were.
fn switches(rooms: &[Present<'_>], settings: &BTreeMap<String, Flat>) -> BTreeMap<String, String> {
    use inventory::Switch::{Always, Is, Setting, Without};
    let sentences = rooms.iter().flat_map(|present| present.room.sentences);
    let measures = rooms.iter().flat_map(|present| present.room.measures);
    let recipients = rooms.iter().flat_map(|present| present.room.recipients);
    let all = (rooms.iter().map(|present| present.room.switch))
        .chain(sentences.chain(crate::GENERAL).map(|sentence| sentence.switch))
        .chain(measures.map(|measure| measure.switch))
        .chain(recipients.map(|recipient| recipient.switch));
    let mut found = BTreeMap::new();
    for switch in all {
        let name = match switch {
            Always => continue,
            Setting(name) | Without(name) | Is(name, _) => name,
        };
        let value = settings.get(name).map(Flat::text).unwrap_or_default();
        found.insert(name.to_owned(), value);
    }
    found
}

/// What was left over in the organisation's own paragraphs.
fn own_words(input: &Input<'_>) -> Vec<String> {
    let mut errors = Vec::new();
    for own in input.own {
        let place = format!("own paragraph in section `{}` ({})", own.section.key(), own.lang);
        for finding in leftovers(&own.markdown, &place) {
            errors.push(finding.to_string());
        }
    }
    errors
}
