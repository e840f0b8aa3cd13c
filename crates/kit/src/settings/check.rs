//! From what was written to values that are right: types, shapes, bounds, what is missing, and
//! what does not go together.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use unic_langid::LanguageIdentifier;

use super::KEYS;
use super::fields::{self, Choice, Field};
use super::shape;
use super::table::{self, Key, Kind, Preset};
use super::tree::{Node, Place, Raw, Report};
use crate::problem::nearest;

/// The languages the program itself has words for.
pub const BUILT_IN_LANGUAGES: [&str; 2] = ["en", "de"];

/// A value that is right.
#[derive(Debug, Clone)]
pub(super) enum Value {
    Bool(bool),
    Int(i64),
    Text(String),
    List(Vec<String>),
    Path(PathBuf),
    Topics(Vec<Choice>),
    Fields(Vec<Field>),
}

/// The values by their dotted names; without what is absent.
pub(super) type Values = BTreeMap<&'static str, Value>;

/// Checks everything; what is wrong is reported and has the value it would have by itself.
pub(super) fn values(root: &Node, folder: &Path, report: &mut Report<'_>) -> Values {
    let mut values = Values::new();
    // Labels are checked against the languages, so these come first.
    let languages = languages(root, folder, report);
    values.insert("site.languages", Value::List(languages.clone()));
    for key in KEYS.iter().filter(|key| key.name != "site.languages") {
        let given = root.get(key.name).and_then(|node| {
            value(key, node, folder, &languages, report).ok_or_wrong(key, node, report)
        });
        if let Some(value) = given.or_else(|| preset(key, root, &values)) {
            values.insert(key.name, value);
        }
    }
    missing(root, report);
    together(root, &mut values, report);
    values
}

/// A value, or what is wrong with it.
type Outcome = Result<Value, Option<String>>;

trait OrWrong {
    fn ok_or_wrong(self, key: &Key, node: &Node, report: &mut Report<'_>) -> Option<Value>;
}

impl OrWrong for Outcome {
    fn ok_or_wrong(self, key: &Key, node: &Node, report: &mut Report<'_>) -> Option<Value> {
        match self {
            Ok(value) => Some(value),
            Err(reason) => {
                let (message, help) = match reason {
                    Some(reason) => {
                        (format!("`{}` is not right: {reason}", key.name), String::new())
                    }
                    None => (
                        format!("`{}` is {}, not {}", key.name, key.kind.describe(), node.what()),
                        format!("for example: {}", key.example()),
                    ),
                };
                report.say(&node.place, &message, &help);
                if key.kind == Kind::Database {
                    // The address of a database may hold a password.
                    report.hide_last();
                }
                None
            }
        }
    }
}

fn value(
    key: &Key,
    node: &Node,
    folder: &Path,
    languages: &[String],
    report: &mut Report<'_>,
) -> Outcome {
    match (key.kind, &node.value) {
        (Kind::Bool, Raw::Bool(yes)) => Ok(Value::Bool(*yes)),
        (Kind::Int(least, most), Raw::Int(number)) => match number {
            Some(number) if (least..=most).contains(number) => Ok(Value::Int(*number)),
            _ => Err(Some(format!("it has to be from {least} to {most}"))),
        },
        (Kind::Emails, Raw::List(list)) => Ok(Value::List(texts(key, list, shape::email, report))),
        (Kind::Networks, Raw::List(list)) => {
            Ok(Value::List(texts(key, list, shape::network, report)))
        }
        (Kind::Topics, Raw::List(list)) => {
            Ok(Value::Topics(fields::topics(list, languages, report)))
        }
        (Kind::Fields, Raw::List(list)) => {
            Ok(Value::Fields(fields::fields(list, languages, report)))
        }
        (Kind::Emails | Kind::Networks | Kind::Topics | Kind::Fields, _) => Err(None),
        (Kind::Database, Raw::Text(text)) => {
            let in_file = matches!(node.place, Place::File(_));
            shape::database(text.trim(), in_file).map(Value::Text).map_err(Some)
        }
        (kind, Raw::Text(text)) => of_text(kind, text, folder, languages),
        _ => Err(None),
    }
}

fn of_text(kind: Kind, text: &str, folder: &Path, languages: &[String]) -> Outcome {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Err(Some("it is empty".to_owned()));
    }
    let line_break = |c| matches!(c, '\r' | '\n') && kind == Kind::Lines;
    if text.chars().any(|c| c.is_control() && !line_break(c)) {
        return Err(Some("it holds a line break or another control character".to_owned()));
    }
    let same = |()| Value::Text(trimmed.to_owned());
    match kind {
        Kind::Text | Kind::Lines => Ok(same(())),
        Kind::Email => shape::email(trimmed).map(same),
        Kind::Link => shape::link(trimmed).map(same),
        Kind::Origin => shape::origin(trimmed).map(Value::Text),
        Kind::Host => shape::host(trimmed).map(same),
        Kind::Listen => shape::listen(trimmed, false).map(same),
        Kind::ListenHere => shape::listen(trimmed, true).map(same),
        Kind::SitePath => shape::site_path(trimmed).map(same),
        Kind::File | Kind::Folder => shape::path(folder, trimmed).map(Value::Path),
        Kind::SecretPath => shape::secret_path(folder, trimmed).map(Value::Path),
        Kind::Word(words) if words.contains(&trimmed) => Ok(same(())),
        Kind::Word(words) => Err(match nearest(trimmed, words.iter().copied()) {
            Some(best) => format!("did you mean \"{best}\"? It can be {}", kind.describe()),
            None => format!("it has to be {}", kind.describe()),
        }),
        Kind::Colour => shape::colour(trimmed).map(Value::Text),
        Kind::Language if languages.iter().any(|lang| lang == trimmed) => Ok(same(())),
        Kind::Language => {
            Err(format!("it has to be one of site.languages: {}", languages.join(", ")))
        }
        Kind::TimeZone => shape::time_zone(trimmed).map(same),
        _ => return Err(None),
    }
    .map_err(Some)
}

/// The texts of a list; each that is wrong is reported where it stands.
fn texts(
    key: &Key,
    list: &[Node],
    check: impl Fn(&str) -> Result<(), String>,
    report: &mut Report<'_>,
) -> Vec<String> {
    let mut texts = Vec::new();
    for node in list {
        let reason = match &node.value {
            Raw::Text(text) => match check(text.trim()) {
                Ok(()) => {
                    texts.push(text.trim().to_owned());
                    continue;
                }
                Err(reason) => reason,
            },
            _ => format!("this is {}, not a text", node.what()),
        };
        report.say(&node.place, &format!("`{}` is not right: {reason}", key.name), "");
    }
    texts
}

/// The languages, the default one first: its addresses have no language in them.
fn languages(root: &Node, folder: &Path, report: &mut Report<'_>) -> Vec<String> {
    let preset = vec!["en".to_owned()];
    let Some(node) = root.get("site.languages") else { return preset };
    let Some(key) = table::find("site.languages") else { return preset };
    let mut languages = match &node.value {
        Raw::List(list) => texts(key, list, |text| language(text, folder), report),
        _ => {
            Outcome::Err(None).ok_or_wrong(key, node, report);
            return preset;
        }
    };
    let count = languages.len();
    let mut seen = std::collections::BTreeSet::new();
    languages.retain(|lang| seen.insert(lang.clone()));
    if languages.len() < count {
        report.say(&node.place, "`site.languages` names a language twice", "leave one of them out");
    }
    if languages.is_empty() {
        if matches!(&node.value, Raw::List(list) if list.is_empty()) {
            report.say(&node.place, "`site.languages` is empty", "name at least one language");
        }
        return preset;
    }
    if let Some(Node { value: Raw::Text(first), .. }) = root.get("site.default_language")
        && let Some(at) = languages.iter().position(|lang| lang == first.trim())
    {
        languages[..=at].rotate_right(1);
    }
    languages
}

fn language(text: &str, folder: &Path) -> Result<(), String> {
    let known = BUILT_IN_LANGUAGES.contains(&text)
        || (text.parse::<LanguageIdentifier>().is_ok_and(|id| id == text)
            && folder.join("words").join(text).is_dir());
    if known {
        return Ok(());
    }
    Err(format!(
        "there are no words for the language `{text}`; there are {}, and others when the site \
         has a folder words/{}",
        BUILT_IN_LANGUAGES.join(" and "),
        if text.parse::<LanguageIdentifier>().is_ok() { text } else { "…" }
    ))
}

/// What a setting is when nobody says.
fn preset(key: &Key, root: &Node, values: &Values) -> Option<Value> {
    // The parts of a section that may be absent are absent with it.
    if key.name.starts_with("mail.smtp.") && root.get("mail.smtp").is_none() {
        return None;
    }
    Some(match key.preset {
        Preset::Required(_) | Preset::RequiredInSection(_) | Preset::Absent => return None,
        Preset::Bool(yes) => Value::Bool(yes),
        Preset::Int(number) => Value::Int(number),
        Preset::Text(text) => Value::Text(text.to_owned()),
        Preset::List(list) => match key.kind {
            Kind::Topics => Value::Topics(
                list.iter()
                    .map(|id| Choice { id: (*id).to_owned(), label: BTreeMap::new() })
                    .collect(),
            ),
            Kind::Fields => Value::Fields(Vec::new()),
            _ => Value::List(list.iter().map(|item| (*item).to_owned()).collect()),
        },
        Preset::Same(other) => match (key.kind, values.get(other)?) {
            (Kind::Emails, Value::Text(text)) => Value::List(vec![text.clone()]),
            (Kind::Language, Value::List(list)) => Value::Text(list.first()?.clone()),
            (_, value) => value.clone(),
        },
    })
}

/// Reports what has to be said and is not: by section, with the lines to add.
fn missing(root: &Node, report: &mut Report<'_>) {
    let mut absent: BTreeMap<&str, Vec<&Key>> = BTreeMap::new();
    for key in KEYS {
        let needed = match key.preset {
            Preset::Required(_) => true,
            Preset::RequiredInSection(_) => root.get(key.section()).is_some(),
            _ => false,
        };
        if needed && root.get(key.name).is_none() {
            absent.entry(key.section()).or_default().push(key);
        }
    }
    for (section, keys) in absent {
        let lines: Vec<_> = keys.iter().map(|key| key.example()).collect();
        let lines = lines.join("\n");
        if let Some(node) = root.get(section) {
            if !matches!(node.value, Raw::Table(_)) {
                continue;
            }
            let names: Vec<_> = keys.iter().map(|key| format!("`{}`", key.leaf())).collect();
            let message = format!("[{section}] lacks: {}", names.join(", "));
            report.say(
                &place_of(root, section),
                &message,
                &format!("add to [{section}]:\n{lines}"),
            );
        } else {
            let parent = section.rsplit_once('.').map_or("", |(parent, _)| parent);
            let message = format!("the section [{section}] is missing: {}", why(section));
            report.say(&place_of(root, parent), &message, &format!("add:\n[{section}]\n{lines}"));
        }
    }
}

/// The header of a section, or the end of the file.
fn place_of(root: &Node, section: &str) -> Place {
    let node = if section.is_empty() { None } else { root.get(section) };
    node.map_or(Place::Nowhere, |node| node.place.clone())
}

fn why(section: &str) -> &'static str {
    match section {
        "organisation" => "the policy has to say who runs the site",
        "organisation.authority" => "people have to know where they can complain",
        "organisation.data_protection" => "people have to know where to write about their data",
        "hosting" => "the program cannot see who runs its machine, and the policy has to say it",
        _ => "it has to be there",
    }
}

/// What does not go together.
fn together(root: &Node, values: &mut Values, report: &mut Report<'_>) {
    let text = |values: &Values, name: &str| match values.get(name) {
        Some(Value::Text(text)) => text.clone(),
        _ => String::new(),
    };
    let place = |name: &str| root.get(name).map_or(Place::Nowhere, |node| node.place.clone());
    let tls = text(values, "mail.smtp.tls");
    let host = text(values, "mail.smtp.host");
    let here = host == "localhost"
        || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
    if tls == "none" && !host.is_empty() && !here {
        let message = format!("mail would leave for {host} without protection");
        let help = "write tls = \"starttls\" or tls = \"tls\"; \"none\" is for localhost only";
        report.say(&place("mail.smtp.tls"), &message, help);
    }
    if root.get("mail.smtp").is_some() && root.get("mail.smtp.port").is_none() {
        let port = match tls.as_str() {
            "tls" => 465,
            "none" => 25,
            _ => 587,
        };
        values.insert("mail.smtp.port", Value::Int(port));
    }
    let (user, file) = ("mail.smtp.user", "mail.smtp.password_file");
    for (given, other) in [(user, file), (file, user)] {
        if root.get(given).is_some() && root.get(other).is_none() {
            let key = other.rsplit('.').next().unwrap_or(other);
            let message = format!("`{given}` is there, but not `{other}`");
            report.say(&place(given), &message, &format!("add {key}, or leave both out"));
        }
    }
    for (given, message) in [
        ("database_password_file", "the embedded database has no password"),
        ("hosting.database", "the embedded database is on this machine, whose provider is named"),
    ] {
        if text(values, "database") == "sqlite" && root.get(given).is_some() {
            let help = "remove this, or name the server: database = \"postgres://USER@HOST/NAME\"";
            report.say(&place(given), message, help);
        }
    }
    tls_together(root, values, report);
    let days = |values: &Values, name: &str| match values.get(name) {
        Some(Value::Int(number)) => *number,
        _ => 0,
    };
    let idle = days(values, "team.session_idle_hours");
    if idle > days(values, "team.session_absolute_days") * 24 {
        let message = "a session would end before it could ever be idle that long";
        let help = "team.session_idle_hours is more than team.session_absolute_days";
        report.say(&place("team.session_idle_hours"), message, help);
    }
}

/// What TLS needs beside its files.
fn tls_together(root: &Node, values: &Values, report: &mut Report<'_>) {
    let place = |name: &str| root.get(name).map_or(Place::Nowhere, |node| node.place.clone());
    let text = |name: &str| match values.get(name) {
        Some(Value::Text(text)) => text.as_str(),
        _ => "",
    };
    let url = text("site.url");
    if root.get("server.tls").is_none() {
        return;
    }
    if let Some(rest) = url.strip_prefix("http://") {
        let message = "[server.tls] is there, but the address of the site begins with http://";
        let name = rest.split(':').next().unwrap_or(rest);
        report.say(&place("site.url"), message, &format!("write url = \"https://{name}\""));
    }
    let plain = "server.tls.redirect_listen";
    if !text(plain).is_empty() && text(plain) == text("server.listen") {
        let message = "plain HTTP and TLS cannot be served at the same address";
        report.say(&place(plain), message, "most sites have TLS on port 443, and this on port 80");
    }
    let challenges = "server.tls.acme_challenges";
    if root.get(challenges).is_some() && root.get(plain).is_none() {
        let message =
            "the proofs would be served nowhere: authorities ask for them over plain HTTP";
        report.say(&place(challenges), message, "add redirect_listen = \"0.0.0.0:80\"");
    }
}
