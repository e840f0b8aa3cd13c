//! What was written: the file as a tree in which every value knows where it stands, with the
//! variables of the environment put in their places.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::KEYS;
use super::table::{self, Kind};
use crate::problem::{Problem, Problems, nearest};

/// Variables that are no settings.
const RESERVED: [&str; 2] = ["MASSES_MASTER_KEY", "MASSES_LOG"];

/// Where a value was written.
#[derive(Debug, Clone)]
pub(super) enum Place {
    /// In the file, at these bytes.
    File(Range<usize>),
    /// In a variable of the environment.
    Variable(String),
    /// Nowhere: the end of the file stands for it.
    Nowhere,
}

/// A value with its place.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) value: Raw,
    pub(super) place: Place,
}

/// A value as it was written.
#[derive(Debug, Clone)]
pub(super) enum Raw {
    Bool(bool),
    /// Nothing if it is beyond what a number holds.
    Int(Option<i64>),
    Text(String),
    List(Vec<Node>),
    Table(Table),
    /// Something no setting takes: a fraction or a date.
    Other(&'static str),
}

/// Keys with their places and values.
pub(super) type Table = BTreeMap<String, (Place, Node)>;

/// Collects what is wrong.
pub(super) struct Report<'a> {
    file: &'a str,
    text: &'a str,
    problems: Problems,
}

impl<'a> Report<'a> {
    pub(super) fn new(file: &'a str, text: &'a str) -> Self {
        Self { file, text, problems: Problems::default() }
    }

    pub(super) fn say(&mut self, place: &Place, message: &str, help: &str) {
        let problem = self.at(place).message(message);
        self.problems.0.push(if help.is_empty() { problem } else { problem.help(help) });
    }

    fn at(&self, place: &Place) -> Problem {
        match place {
            Place::File(span) => Problem::in_text(self.file, self.text, span.clone()),
            Place::Variable(name) => Problem::with(&format!("environment variable {name}")),
            Place::Nowhere => {
                let end = self.text.trim_end().len();
                let last = self.text[..end].rfind('\n').map_or(0, |at| at + 1);
                Problem::in_text(self.file, self.text, last..end)
            }
        }
    }

    /// Where each setting was written: some can only be judged by what they name.
    pub(super) fn places(&self, root: &Node) -> BTreeMap<&'static str, Problem> {
        let place = |key: &table::Key| Some((key.name, self.at(&root.get(key.name)?.place)));
        KEYS.iter().filter(|key| key.kind != Kind::Database).filter_map(place).collect()
    }

    /// Does not show the line of what was said last.
    pub(super) fn hide_last(&mut self) {
        if let Some(last) = self.problems.0.pop() {
            self.problems.0.push(last.hidden());
        }
    }

    pub(super) fn finish(mut self) -> Result<(), Problems> {
        self.problems.sort();
        if self.problems.0.is_empty() { Ok(()) } else { Err(self.problems) }
    }
}

/// Reads the file; what is not TOML is reported and left out.
pub(super) fn parse(text: &str, report: &mut Report<'_>) -> Node {
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let place = error.span().map_or(Place::Nowhere, Place::File);
        report.say(&place, &format!("this is not TOML: {}", error.message()), "");
    }
    Node { value: Raw::Table(convert(table.get_ref())), place: Place::Nowhere }
}

fn convert(table: &DeTable<'_>) -> Table {
    let entry = |(key, value): (&toml::Spanned<_>, &toml::Spanned<DeValue<'_>>)| {
        let name: &std::borrow::Cow<'_, str> = key.get_ref();
        (name.to_string(), (Place::File(key.span()), node(value)))
    };
    table.iter().map(entry).collect()
}

fn node(value: &toml::Spanned<DeValue<'_>>) -> Node {
    let raw = match value.get_ref() {
        DeValue::String(text) => Raw::Text(text.to_string()),
        DeValue::Integer(number) => {
            Raw::Int(i64::from_str_radix(number.as_str(), number.radix()).ok())
        }
        DeValue::Boolean(yes) => Raw::Bool(*yes),
        DeValue::Array(list) => Raw::List(list.iter().map(node).collect()),
        DeValue::Table(table) => Raw::Table(convert(table)),
        DeValue::Float(_) => Raw::Other("a number with a fraction"),
        DeValue::Datetime(_) => Raw::Other("a date"),
    };
    Node { value: raw, place: Place::File(value.span()) }
}

/// Puts the variables of the environment in their places: `MASSES_SERVER__LISTEN` is
/// `server.listen`, lists are separated by commas.
pub(super) fn overlay(
    root: &mut Node,
    variables: impl IntoIterator<Item = (String, String)>,
    report: &mut Report<'_>,
) {
    for (name, value) in variables {
        let Some(rest) = name.strip_prefix("MASSES_") else { continue };
        if RESERVED.contains(&name.as_str()) {
            continue;
        }
        let place = Place::Variable(name.clone());
        let dotted = rest.replace("__", ".").to_ascii_lowercase();
        let Some(key) = table::find(&dotted).filter(|key| table::variable(key.name) == name) else {
            let help = nearest(&dotted, KEYS.iter().map(|key| key.name)).map_or_else(
                || "two underscores stand for a dot: MASSES_SITE__URL is site.url".to_owned(),
                |best| format!("did you mean {}?", table::variable(best)),
            );
            report.say(&place, &format!("there is no setting for the variable {name}"), &help);
            continue;
        };
        match from_text(key.kind, value, &place) {
            Some(value) => put(root, key.name, Node { value, place }),
            None => report.say(
                &place,
                &format!("`{}` cannot be set by a variable", key.name),
                "write it into masses.toml",
            ),
        }
    }
}

fn from_text(kind: Kind, value: String, place: &Place) -> Option<Raw> {
    let list = |value: &str| {
        let texts = value.split(',').map(str::trim).filter(|item| !item.is_empty());
        let node = |item: &str| Node { value: Raw::Text(item.to_owned()), place: place.clone() };
        Raw::List(texts.map(node).collect())
    };
    Some(match kind {
        Kind::Bool => match value.as_str() {
            "true" => Raw::Bool(true),
            "false" => Raw::Bool(false),
            _ => Raw::Text(value),
        },
        Kind::Int(..) => match value.parse() {
            Ok(number) => Raw::Int(Some(number)),
            Err(_) => Raw::Text(value),
        },
        Kind::Emails | Kind::Languages | Kind::Networks | Kind::Topics => list(&value),
        Kind::Fields => return None,
        _ => Raw::Text(value),
    })
}

fn put(root: &mut Node, name: &str, node: Node) {
    let mut at = root;
    let mut parts = name.split('.').peekable();
    while let Some(part) = parts.next() {
        if !matches!(at.value, Raw::Table(_)) {
            at.value = Raw::Table(Table::new());
        }
        let Raw::Table(table) = &mut at.value else { return };
        if parts.peek().is_none() {
            table.insert(part.to_owned(), (node.place.clone(), node));
            return;
        }
        let empty = || {
            let value = Raw::Table(Table::new());
            (node.place.clone(), Node { value, place: node.place.clone() })
        };
        at = &mut table.entry(part.to_owned()).or_insert_with(empty).1;
    }
}

impl Node {
    /// What stands at a dotted name.
    pub(super) fn get(&self, name: &str) -> Option<&Node> {
        name.split('.').try_fold(self, |at, part| match &at.value {
            Raw::Table(table) => table.get(part).map(|(_, node)| node),
            _ => None,
        })
    }

    /// What it is, in words.
    pub(super) fn what(&self) -> &'static str {
        match &self.value {
            Raw::Bool(_) => "true or false",
            Raw::Int(_) => "a number",
            Raw::Text(_) => "a text",
            Raw::List(_) => "a list",
            Raw::Table(_) => "a table",
            Raw::Other(what) => what,
        }
    }
}

/// Reports every key that is no setting, with the one that was perhaps meant.
pub(super) fn unknown(table: &Table, section: &str, report: &mut Report<'_>) {
    for (name, (place, node)) in table {
        let full = if section.is_empty() { name.clone() } else { format!("{section}.{name}") };
        if table::find(&full).is_some() {
            continue;
        }
        let inside = format!("{full}.");
        if !KEYS.iter().any(|key| key.name.starts_with(&inside)) {
            let (message, help) = unknown_key(section, name);
            report.say(place, &message, &help);
        } else if let Raw::Table(table) = &node.value {
            unknown(table, &full, report);
        } else {
            let message = format!("`{full}` is {}, but it is a section", node.what());
            report.say(place, &message, &format!("write [{full}] on a line of its own"));
        }
    }
}

fn unknown_key(section: &str, name: &str) -> (String, String) {
    let here: Vec<&str> = children(section);
    let message = match section {
        "" => format!("there is no setting or section `{name}`"),
        _ => format!("there is no setting `{name}` in [{section}]"),
    };
    if let Some(best) = nearest(name, here.iter().copied()) {
        return (message, format!("did you mean `{best}`?"));
    }
    let elsewhere = KEYS.iter().find(|key| key.leaf() == name && !key.section().is_empty());
    let help = match elsewhere {
        Some(key) => format!("`{name}` belongs to [{}]", key.section()),
        None => format!("known settings: {}", here.join(", ")),
    };
    (message, help)
}

/// The keys and sections directly inside a section.
fn children(section: &str) -> Vec<&'static str> {
    let mut names: Vec<&str> = KEYS
        .iter()
        .filter_map(|key| match section {
            "" => Some(key.name),
            _ => key.name.strip_prefix(section)?.strip_prefix('.'),
        })
        .filter_map(|rest| rest.split('.').next())
        .collect();
    names.dedup();
    names
}
