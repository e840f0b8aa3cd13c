//! What a policy is compiled from.

use std::collections::BTreeMap;

use inventory::{Category, Room, Section, Switch};
use serde::{Deserialize, Serialize};

use crate::Arg;

/// Everything that a policy depends on.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// Every room that is compiled in, switched on or not.
    pub rooms: &'a [&'a Room],
    /// What the organisation made itself: form fields.
    pub instances: &'a [Instance],
    /// The settings, by dotted name.
    pub settings: &'a BTreeMap<String, Flat>,
    /// The organisation's own paragraphs.
    pub own: &'a [Own],
    /// Rooms that are switched off and still hold data.
    pub leftovers: &'a [Leftover],
    /// The languages of the site, the default one first.
    pub languages: &'a [String],
}

/// One setting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Flat {
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Text.
    Text(String),
    /// A list of texts.
    List(Vec<String>),
}

/// Something the organisation made that holds a value of a declared column, for example one
/// field of its form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instance {
    /// The datum it is an instance of: `inquiry_field.value`.
    pub column: String,
    /// Its own name: `interests`.
    pub id: String,
    /// What people read, by language.
    pub label: BTreeMap<String, String>,
    /// What sort of data it asks for.
    pub category: Category,
    /// Whether it has to be filled in.
    pub required: bool,
    /// Present when it is no longer asked for but still holds data.
    pub closed: Option<Ending>,
}

/// No longer collected; when the last of it goes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ending {
    /// The day (`2027-03-12`) on which the last of it goes, where it is known already.
    pub until_day: Option<String>,
}

/// A paragraph in the organisation's own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Own {
    /// Where it stands.
    pub section: Section,
    /// Its language.
    pub lang: String,
    /// What it says, in Markdown.
    pub markdown: String,
}

/// A room that is switched off and still holds data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leftover {
    /// The room's name.
    pub room: String,
    /// The day (`2027-03-12`) on which the last of it goes, where it is known already.
    pub until_day: Option<String>,
}

impl Flat {
    /// Whether a switch on this setting is on: true, above zero, or not empty.
    pub fn is_on(&self) -> bool {
        match self {
            Flat::Bool(yes) => *yes,
            Flat::Int(number) => *number > 0,
            Flat::Text(text) => !text.trim().is_empty(),
            Flat::List(list) => !list.is_empty(),
        }
    }

    /// The setting as one line of text.
    pub fn text(&self) -> String {
        match self {
            Flat::Bool(yes) => yes.to_string(),
            Flat::Int(number) => number.to_string(),
            Flat::Text(text) => one_line(text),
            Flat::List(list) => list.join(", "),
        }
    }

    pub(crate) fn arg(&self) -> Arg {
        match self {
            Flat::Int(number) => Arg::Int(*number),
            other => Arg::Text(other.text()),
        }
    }
}

/// Whether a switch is on under these settings.
pub(crate) fn is_on(switch: Switch, settings: &BTreeMap<String, Flat>) -> bool {
    let on = |name: &str| settings.get(name).is_some_and(Flat::is_on);
    match switch {
        Switch::Always => true,
        Switch::Setting(name) => on(name),
        Switch::Without(name) => !on(name),
        Switch::Is(name, value) => settings.get(name).is_some_and(|flat| flat.text() == value),
    }
}

/// A switch as an operator reads it.
pub(crate) fn describe(switch: Switch) -> String {
    match switch {
        Switch::Always => "always".to_owned(),
        Switch::Setting(name) => name.to_owned(),
        Switch::Without(name) => format!("not {name}"),
        Switch::Is(name, value) => format!("{name} = \"{value}\""),
    }
}

/// An address written on several lines, in one.
fn one_line(text: &str) -> String {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(", ")
}
