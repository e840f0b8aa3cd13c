//! What an organisation adds to its form: topics, and fields of its own.

use std::collections::{BTreeMap, BTreeSet};

use inventory::Category;
use serde::Serialize;

use super::shape;
use super::tree::{Node, Place, Raw, Report, Table};
use crate::problem::nearest;

/// Names the form uses itself.
const TAKEN: [&str; 5] = ["name", "email", "topic", "message", "key"];

/// What a field may ask for. Special categories (GDPR art. 9) need a basis that an inquiry does
/// not have; the others arise by themselves.
const ASKABLE: [Category; 6] = [
    Category::Preference,
    Category::Communication,
    Category::Topic,
    Category::Name,
    Category::EmailAddress,
    Category::Language,
];

/// Something to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// What is stored.
    pub id: String,
    /// What people read, by language; empty where the program has words of its own.
    pub label: BTreeMap<String, String>,
}

/// An additional field of the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Field {
    /// What it is called inside.
    pub id: String,
    /// What people read, by language.
    pub label: BTreeMap<String, String>,
    /// How it is asked.
    pub kind: FieldKind,
    /// What can be chosen.
    pub options: Vec<Choice>,
    /// Whether it has to be filled in.
    pub required: bool,
    /// What sort of data it asks for.
    #[serde(serialize_with = "category_key")]
    pub category: Category,
    /// The greatest number of characters.
    pub max: u32,
}

/// How a field is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FieldKind {
    /// One line.
    Line,
    /// Several lines.
    Text,
    /// One of several.
    Choice,
}

impl Choice {
    /// What people read in that language, else in any.
    pub fn label(&self, lang: &str) -> Option<&str> {
        self.label.get(lang).or_else(|| self.label.values().next()).map(String::as_str)
    }
}

fn category_key<S: serde::Serializer>(category: &Category, out: S) -> Result<S::Ok, S::Error> {
    out.serialize_str(category.key())
}

/// The topics of a list: `"general"`, or tables.
pub(super) fn topics(nodes: &[Node], languages: &[String], report: &mut Report<'_>) -> Vec<Choice> {
    let topic = |node: &Node, report: &mut Report<'_>| match &node.value {
        Raw::Text(text) if text == "general" => {
            Some(Choice { id: text.clone(), label: BTreeMap::new() })
        }
        Raw::Text(text) => {
            let help = format!("write {{ id = \"{text}\", {} }}", example(languages));
            report.say(&node.place, &format!("the topic `{text}` has no label"), &help);
            None
        }
        _ => choice(node, languages, report),
    };
    let topics = nodes.iter().filter_map(|node| topic(node, report).map(|found| (node, found)));
    unique(topics.collect(), "topic", report)
}

/// The additional fields.
pub(super) fn fields(nodes: &[Node], languages: &[String], report: &mut Report<'_>) -> Vec<Field> {
    let mut seen = BTreeSet::new();
    let mut fields = Vec::new();
    for node in nodes {
        let Some(field) = field(node, languages, report) else { continue };
        let message = if TAKEN.contains(&field.id.as_str()) {
            format!("the form has a field `{}` of its own", field.id)
        } else if !seen.insert(field.id.clone()) {
            format!("there are two fields with the id `{}`", field.id)
        } else {
            fields.push(field);
            continue;
        };
        let place = node.get("id").map_or(&node.place, |id| &id.place);
        report.say(place, &message, "give it another id");
    }
    fields
}

fn field(node: &Node, languages: &[String], report: &mut Report<'_>) -> Option<Field> {
    let help = format!(
        "each field is a table of its own:\n[[inquiries.fields]]\nid = \"phone\"\n\
         label = {{ {} }}\nkind = \"line\"\ncategory = \"preference\"",
        example(languages)
    );
    let table = as_table(node, &help, report)?;
    let known = ["id", "label", "kind", "options", "required", "category", "max"];
    only(table, &known, "a field", report);
    let id = text(node, table, "id", "id = \"interests\"", report);
    let kind = text(node, table, "kind", "kind = \"line\"", report)
        .and_then(|(place, word)| field_kind(place, word, report));
    let category = text(node, table, "category", "category = \"preference\"", report)
        .and_then(|(place, word)| category(place, word, report));
    let label = field_label(node, table, languages, report);
    let required = match table.get("required").map(|(_, found)| found) {
        None => false,
        Some(Node { value: Raw::Bool(yes), .. }) => *yes,
        Some(other) => {
            report.say(&other.place, "`required` is true or false", "");
            false
        }
    };
    let (id_place, id) = id?;
    if let Err(reason) = shape::id(id) {
        report.say(id_place, &reason, "");
        return None;
    }
    let kind = kind?;
    let options = options(node, table, kind, languages, report);
    let max = max(table, kind, report);
    Some(Field {
        id: id.to_owned(),
        label: label?,
        kind,
        options,
        required,
        category: category?,
        max,
    })
}

fn field_kind(place: &Place, word: &str, report: &mut Report<'_>) -> Option<FieldKind> {
    match word {
        "line" => Some(FieldKind::Line),
        "text" => Some(FieldKind::Text),
        "choice" => Some(FieldKind::Choice),
        _ => {
            let help = "write \"line\", \"text\" or \"choice\"";
            report.say(place, &format!("there is no kind of field `{word}`"), help);
            None
        }
    }
}

fn category(place: &Place, word: &str, report: &mut Report<'_>) -> Option<Category> {
    let found = ASKABLE.into_iter().find(|category| category.key() == word);
    if found.is_none() && word == Category::Special.key() {
        let message = "a form cannot ask for special categories of data (GDPR art. 9)";
        report.say(place, message, "an inquiry has no legal basis for them; leave the field out");
    } else if found.is_none() {
        let all = ASKABLE.map(Category::key);
        let help = match nearest(word, all) {
            Some(best) => format!("did you mean \"{best}\"?"),
            None => format!("one of: {}", all.join(", ")),
        };
        report.say(place, &format!("a field cannot be of the category `{word}`"), &help);
    }
    found
}

fn field_label(
    node: &Node,
    table: &Table,
    languages: &[String],
    report: &mut Report<'_>,
) -> Option<BTreeMap<String, String>> {
    match table.get("label") {
        Some((_, Node { value: Raw::Table(words), place })) => {
            let words: Vec<_> = words.iter().map(|(lang, (at, node))| (lang, at, node)).collect();
            labels(&words, place, languages, report)
        }
        Some((_, other)) => {
            let help = format!("write label = {{ {} }}", example(languages));
            report.say(&other.place, "a label is given for each language", &help);
            None
        }
        None => {
            let help = format!("add the line: label = {{ {} }}", example(languages));
            report.say(&node.place, "this field has no label", &help);
            None
        }
    }
}

fn options(
    node: &Node,
    table: &Table,
    kind: FieldKind,
    languages: &[String],
    report: &mut Report<'_>,
) -> Vec<Choice> {
    let help = "options = [\"small\", { id = \"large\", en = \"Large\" }]";
    match (kind, table.get("options").map(|(_, found)| found)) {
        (FieldKind::Choice, Some(Node { value: Raw::List(list), .. })) if !list.is_empty() => {
            let option = |node: &Node, report: &mut Report<'_>| match &node.value {
                Raw::Text(text) if !text.trim().is_empty() => {
                    let label = languages.iter().map(|lang| (lang.clone(), text.clone()));
                    Some(Choice { id: text.clone(), label: label.collect() })
                }
                _ => choice(node, languages, report),
            };
            let found = list.iter().filter_map(|node| option(node, report).map(|one| (node, one)));
            unique(found.collect(), "option", report)
        }
        (FieldKind::Choice, found) => {
            let place = found.map_or(&node.place, |found| &found.place);
            report.say(place, "a choice needs options", &format!("for example: {help}"));
            Vec::new()
        }
        (_, Some(found)) => {
            let help = "write kind = \"choice\", or leave the options out";
            report.say(&found.place, "only a choice has options", help);
            Vec::new()
        }
        (_, None) => Vec::new(),
    }
}

fn max(table: &Table, kind: FieldKind, report: &mut Report<'_>) -> u32 {
    let preset = if kind == FieldKind::Text { 4_000 } else { 200 };
    match table.get("max").map(|(_, found)| found) {
        None => preset,
        Some(Node { value: Raw::Int(Some(number @ 1..=20_000)), .. }) => {
            u32::try_from(*number).unwrap_or(preset)
        }
        Some(other) => {
            report.say(&other.place, "`max` is a whole number from 1 to 20000", "");
            preset
        }
    }
}

/// A table `{ id = …, en = …, de = … }`.
fn choice(node: &Node, languages: &[String], report: &mut Report<'_>) -> Option<Choice> {
    let help = format!("write {{ id = \"…\", {} }}", example(languages));
    let table = as_table(node, &help, report)?;
    let id = text(node, table, "id", &help, report);
    let words = table.iter().filter(|(name, _)| *name != "id");
    let words: Vec<_> = words.map(|(lang, (at, node))| (lang, at, node)).collect();
    let label = labels(&words, &node.place, languages, report);
    let (place, id) = id?;
    if let Err(reason) = shape::id(id) {
        report.say(place, &reason, "");
        return None;
    }
    Some(Choice { id: id.to_owned(), label: label? })
}

/// A text for each language of the site, and for no other.
fn labels(
    words: &[(&String, &Place, &Node)],
    place: &Place,
    languages: &[String],
    report: &mut Report<'_>,
) -> Option<BTreeMap<String, String>> {
    let mut label = BTreeMap::new();
    for (lang, at, node) in words {
        match &node.value {
            _ if !languages.contains(lang) => {
                let help = format!("its languages are: {}", languages.join(", "));
                report.say(at, &format!("`{lang}` is no language of this site"), &help);
            }
            Raw::Text(text) if !text.trim().is_empty() => {
                label.insert((*lang).clone(), text.clone());
            }
            _ => report.say(&node.place, "a label is a text", ""),
        }
    }
    let missing: Vec<_> = languages.iter().filter(|lang| !label.contains_key(*lang)).collect();
    for lang in &missing {
        let help = format!("add {lang} = \"…\"");
        report.say(place, &format!("the label for the language `{lang}` is missing"), &help);
    }
    missing.is_empty().then_some(label)
}

fn unique(found: Vec<(&Node, Choice)>, what: &str, report: &mut Report<'_>) -> Vec<Choice> {
    let mut seen = BTreeSet::new();
    let mut choices = Vec::new();
    for (node, choice) in found {
        if seen.insert(choice.id.clone()) {
            choices.push(choice);
        } else {
            let message = format!("there are two {what}s with the id `{}`", choice.id);
            report.say(&node.place, &message, "give it another id");
        }
    }
    choices
}

fn as_table<'a>(node: &'a Node, help: &str, report: &mut Report<'_>) -> Option<&'a Table> {
    let Raw::Table(table) = &node.value else {
        let message = format!("this is {}, but a table was expected", node.what());
        report.say(&node.place, &message, help);
        return None;
    };
    Some(table)
}

fn text<'a>(
    node: &Node,
    table: &'a Table,
    name: &str,
    example: &str,
    report: &mut Report<'_>,
) -> Option<(&'a Place, &'a str)> {
    match table.get(name).map(|(_, found)| found) {
        Some(Node { value: Raw::Text(text), place }) if !text.trim().is_empty() => {
            Some((place, text))
        }
        Some(other) => {
            report.say(
                &other.place,
                &format!("`{name}` is a text"),
                &format!("for example: {example}"),
            );
            None
        }
        None => {
            report.say(
                &node.place,
                &format!("`{name}` is missing"),
                &format!("for example: {example}"),
            );
            None
        }
    }
}

fn only(table: &Table, known: &[&str], what: &str, report: &mut Report<'_>) {
    for (name, (place, _)) in table {
        if !known.contains(&name.as_str()) {
            let help = match nearest(name, known.iter().copied()) {
                Some(best) => format!("did you mean `{best}`?"),
                None => format!("it has: {}", known.join(", ")),
            };
            report.say(place, &format!("{what} has no `{name}`"), &help);
        }
    }
}

fn example(languages: &[String]) -> String {
    let each: Vec<_> = languages.iter().map(|lang| format!("{lang} = \"…\"")).collect();
    each.join(", ")
}
