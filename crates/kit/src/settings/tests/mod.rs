//! What is accepted, and what is said of the rest.

mod more;
mod page;

use std::collections::BTreeSet;

use super::*;

const GOOD: &str = r#"
[organisation]
name = "Masses"
legal_name = "Masses Association"
address = "1 Main Street\n10115 Berlin"
email = "hello@example.org"
authority = { name = "Commissioner", url = "https://authority.example.org/complain" }

[organisation.data_protection]
email = "privacy@example.org"

[site]
url = "https://example.org/"
title = "Masses"
languages = ["en", "de"]

[hosting]
provider = "Host Ltd"
country = "IE"
contract = "of 2026-01-15"
log_days = 7
log_addresses = "truncated"
"#;

/// Everything that can be said.
const MORE: &str = r#"
[server]
listen = "0.0.0.0:80"
trusted_proxies = ["10.0.0.0/8"]
access_log = "full"
access_log_days = 3
metrics_listen = "[::1]:9100"

[server.tls]
certificate = "tls/fullchain.pem"
key = "../tls/privkey.pem"
redirect_listen = "0.0.0.0:8080"
acme_challenges = "/var/lib/masses/acme"

[mail]
from = "site@example.org"
reply_to = "hello@example.org"

[mail.smtp]
host = "mail.example.org"
tls = "tls"
user = "site"
password_file = "/etc/masses/smtp"
provider = "Mail Ltd"
country = "IE"
contract = "of 2026-01-16"
safeguard = "none needed"

[inquiries]
topics = ["general", { id = "visit", en = "A visit", de = "Ein Besuch" }]
notify = ["a@example.org", "b@example.org"]
keep_days = 30

[[inquiries.fields]]
id = "interests"
label = { en = "Interests", de = "Interessen" }
kind = "choice"
options = ["A", { id = "b", en = "Bee", de = "Biene" }]
required = true
category = "preference"
max = 100

[keys]
master_key_file = "/etc/masses/key"
"#;

fn parse(text: &str, variables: &[(&str, &str)]) -> Result<Settings, Problems> {
    let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Settings::parse("masses.toml", text, Path::new("/srv/site"), variables)
}

fn full() -> Settings {
    let optional = "phone = \"1\"\ndata_protection.name = \"Ada\"\ndata_protection.email";
    let text = GOOD
        .replace("[organisation.data_protection]\nemail", optional)
        .replace(
            "[site]",
            "[site]\naccent = \"#0a5c49\"\ndescription = \"d\"\ndefault_language = \"de\"",
        )
        .replace("[hosting]", "[hosting]\nsafeguard = \"s\"");
    let server = "database = \"postgres://u@db.example.org/masses\"\n\
                  database_password_file = \"/etc/masses/database-password\"\n";
    let host = "\n[hosting.database]\nprovider = \"P\"\ncountry = \"IE\"\n\
                contract = \"C\"\nsafeguard = \"s\"\n";
    parse(&format!("{server}{text}{MORE}{host}"), &[]).unwrap()
}

/// The one problem of a text, as (line, column, message, help).
fn one(text: &str) -> (usize, usize, String, String) {
    let mut problems = parse(text, &[]).unwrap_err().0;
    assert_eq!(problems.len(), 1, "{}", Problems(problems));
    let problem = problems.remove(0);
    (problem.line, problem.column, problem.message, problem.help.unwrap_or_default())
}

/// The problem when a line of the good settings is replaced.
fn instead(line: &str, other: &str) -> (usize, usize, String, String) {
    assert!(GOOD.contains(line));
    one(&GOOD.replace(line, other))
}

fn with(more: &str) -> (usize, usize, String, String) {
    one(&format!("{GOOD}{more}"))
}

#[test]
fn the_least_is_enough() {
    let settings = parse(GOOD, &[]).unwrap();
    assert_eq!(settings.site.url, "https://example.org");
    assert_eq!(settings.site.host(), "example.org");
    assert!(settings.site.secure() && settings.server.is_here());
    assert_eq!(settings.site.default_language, "en");
    assert_eq!(settings.mail.from, "hello@example.org");
    assert_eq!(settings.inquiries.notify, ["hello@example.org"]);
    assert!(settings.inquiries.on && settings.mail.smtp.is_none());
    assert_eq!(settings.inquiries.topics[0].id, "general");
    let numbers = [
        settings.inquiries.keep_days,
        settings.inquiries.open_days,
        settings.inquiries.spam_days,
        settings.policy.notice_days,
        settings.keys.keys_kept_days,
        settings.team.session_idle_hours,
        settings.team.session_absolute_days,
        settings.journal.keep_months,
        settings.server.access_log_days,
    ];
    assert_eq!(numbers, [365, 1095, 30, 30, 7, 8, 7, 24, 14]);
}

#[test]
fn everything_can_be_said() {
    let settings = full();
    let smtp = settings.mail.smtp.as_ref().unwrap();
    assert_eq!((smtp.port, smtp.tls), (465, SmtpTls::Tls));
    assert_eq!(settings.site.languages, ["de", "en"]);
    let field = &settings.inquiries.fields[0];
    assert_eq!((field.kind, field.max, field.required), (FieldKind::Choice, 100, true));
    assert_eq!(field.category, inventory::Category::Preference);
    assert_eq!(field.options[1].label("de"), Some("Biene"));
    assert_eq!(field.options[0].label("en"), Some("A"));
    assert_eq!(settings.inquiries.topics[1].label("zz"), Some("Ein Besuch"));
}

#[test]
fn flat_has_every_leaf_and_no_secret() {
    let flat = parse(GOOD, &[]).unwrap().flat().clone();
    assert_eq!(flat["inquiries.keep_days"], Flat::Int(365));
    assert_eq!(flat["inquiries.on"], Flat::Bool(true));
    assert_eq!(flat["inquiries.topics"], Flat::List(vec!["general".to_owned()]));
    assert_eq!(flat["organisation.legal_name"], Flat::Text("Masses Association".to_owned()));
    assert!(!flat.keys().any(|name| name.starts_with("mail.smtp.")));
    let flat = full().flat().clone();
    let secret = [
        "database_password_file",
        "mail.smtp.user",
        "mail.smtp.password_file",
        "keys.master_key_file",
        "server.tls.certificate",
        "server.tls.key",
        "server.tls.acme_challenges",
    ];
    for key in KEYS {
        assert_eq!(flat.contains_key(key.name), !secret.contains(&key.name), "{}", key.name);
    }
}

/// Every leaf of the struct is in the table, and the other way round.
#[test]
fn struct_and_table_agree() {
    fn leaves(value: &serde_json::Value, name: &str, found: &mut BTreeSet<String>) {
        match value {
            serde_json::Value::Object(map) => {
                for (key, value) in map {
                    let dot = if name.is_empty() { "" } else { "." };
                    leaves(value, &format!("{name}{dot}{key}"), found);
                }
            }
            _ => {
                found.insert(name.to_owned());
            }
        }
    }
    let mut found = BTreeSet::new();
    leaves(&serde_json::to_value(full()).unwrap(), "", &mut found);
    let table: BTreeSet<_> = KEYS.iter().map(|key| key.name.to_owned()).collect();
    assert_eq!(found, table);
    assert_eq!(table.len(), KEYS.len());
}

#[test]
fn the_reference_names_all() {
    let lines = reference();
    assert_eq!(lines.len(), KEYS.len());
    for line in &lines {
        assert!(line.meaning.ends_with('.') && !line.kind.is_empty(), "{line:?}");
    }
    let listen = lines.iter().find(|line| line.name == "server.listen").unwrap();
    assert_eq!(listen.variable.as_deref(), Some("MASSES_SERVER__LISTEN"));
    assert_eq!(listen.default, "\"127.0.0.1:8080\"");
}

/// Every example that an error shows would be accepted.
#[test]
fn examples_are_right() {
    for key in KEYS {
        let line = format!("{}.{}", key.section(), key.example());
        let line = line.trim_start_matches('.');
        let problems = parse(line, &[]).unwrap_err();
        let about = format!("`{}` is ", key.name);
        let wrong = |one: &Problem| {
            (one.message.starts_with(&about) && !one.message.contains("is there"))
                || one.message.contains("not TOML")
                || one.message.contains("no setting")
        };
        assert!(!problems.0.iter().any(wrong), "{line}\n{problems}");
    }
}

#[test]
fn an_empty_file_says_what_to_write() {
    let problems = parse("", &[]).unwrap_err();
    let text = problems.to_string();
    for part in ["[organisation]", "[site]", "[hosting]", "[organisation.authority]"] {
        assert!(text.contains(&format!("the section {part} is missing")), "{part}\n{text}");
    }
    // What it says can be written, and is enough.
    let mut written = String::new();
    for problem in problems {
        let help = problem.help.unwrap_or_default();
        written.push_str(help.strip_prefix("add:\n").unwrap_or_default());
        written.push('\n');
    }
    parse(&written, &[]).unwrap();
}

#[test]
fn what_is_missing_points_at_its_section() {
    let (line, column, message, help) = instead("legal_name = \"Masses Association\"\n", "");
    assert_eq!((line, column), (2, 1));
    assert!(message.contains("[organisation] lacks: `legal_name`"), "{message}");
    assert!(help.contains("legal_name = \"Example Association\""), "{help}");
    let (line, _, message, _) = instead(", url = \"https://authority.example.org/complain\"", "");
    assert_eq!(line, 7);
    assert!(message.contains("[organisation.authority] lacks: `url`"), "{message}");
    let hosting = GOOD.find("[hosting]").unwrap();
    let (line, _, message, help) = one(&GOOD[..hosting]);
    assert_eq!(line, GOOD[..hosting].trim_end().lines().count());
    assert!(message.contains("the section [hosting] is missing"), "{message}");
    assert!(help.contains("[hosting]\nprovider = ") && help.contains("log_days = 7"), "{help}");
}

#[test]
fn an_unknown_key_has_a_suggestion() {
    let (line, column, message, help) = instead("legal_name =", "legal_name = \"x\"\nlegalname =");
    assert_eq!((line, column), (5, 1));
    assert!(message.contains("no setting `legalname` in [organisation]"), "{message}");
    assert_eq!(help, "did you mean `legal_name`?");
    let (.., message, help) = with("[inquirys]\non = true\n");
    assert!(message.contains("no setting or section `inquirys`"), "{message}");
    assert_eq!(help, "did you mean `inquiries`?");
    let (.., help) = with("[policy]\nlisten = \"x\"\n");
    assert_eq!(help, "`listen` belongs to [server]");
    let (.., help) = with("[journal]\ncolour = \"x\"\n");
    assert_eq!(help, "known settings: keep_months");
    let (.., message, help) = with("[team.x]\ny = 1\n");
    assert!(
        message.contains("`x` in [team]") && help.starts_with("known settings"),
        "{message} {help}"
    );
    let (.., message, help) = one(&format!("server = 1\n{GOOD}"));
    assert!(message.contains("a number, but it is a section") && help.contains("[server]"));
}

#[test]
fn types_and_values_are_checked_where_they_stand() {
    let cases: [(&str, &str); 24] = [
        ("[inquiries]\nkeep_days = \"30\"", "a whole number from 1 to 3650, not a text"),
        ("[inquiries]\nkeep_days = 0", "from 1 to 3650"),
        ("[inquiries]\nkeep_days = 1.5", "not a number with a fraction"),
        ("[inquiries]\nkeep_days = 99999999999999999999", "from 1 to 3650"),
        ("[inquiries]\non = \"yes\"", "true or false, not a text"),
        ("[inquiries]\nnotify = \"a@example.org\"", "a list of e-mail addresses, not a text"),
        ("[inquiries]\nnotify = [\"a@example.org\", \"b\"]", "it has no @"),
        ("[inquiries]\ntopics = [\"visit\"]", "the topic `visit` has no label"),
        ("[inquiries]\ntopics = [\"general\", \"general\"]", "two topics with the id `general`"),
        ("[inquiries]\ntopics = [{ id = \"a\", en = \"A\" }]", "language `de` is missing"),
        (
            "[inquiries]\ntopics = [{ id = \"a\", en = \"A\", de = \"A\", fr = \"A\" }]",
            "`fr` is no language",
        ),
        ("[server]\nlisten = \"localhost\"", "an IP address and a port"),
        ("[server]\nmetrics_listen = \"0.0.0.0:9100\"", "only this machine"),
        ("[server]\naccess_log = \"ful\"", "did you mean \"full\"?"),
        ("[server]\ntrusted_proxies = [\"10.0.0.0/33\"]", "at most 32 bits"),
        ("[mail]\nfrom = \"Masses <a@example.org>\"", "cannot stand in it"),
        ("[mail]\nfrom = \"a@example.org\\r\\nBcc: b@example.org\"", "line break"),
        ("[keys]\nmaster_key_file = \"key\"", "outside the site's folder"),
        ("[policy]\nparagraphs = \"../x\"", "inside the site's folder"),
        ("[team]\ntwo_step = \"off\"", "\"required\""),
        (
            "[team]\nsession_idle_hours = 48\nsession_absolute_days = 1",
            "before it could ever be idle",
        ),
        ("[organisation.data_protection.x]", "no setting `x` in [organisation.data_protection]"),
        ("[journal]\nkeep_months = 2026-01-01", "not a date"),
        ("[site.x]", "no setting `x` in [site]"),
    ];
    for (text, expected) in cases {
        let (line, _, message, _) = with(&format!("{text}\n"));
        assert!(message.contains(expected), "{text}: {message}");
        assert!(line > GOOD.lines().count(), "{text}: line {line}");
    }
}

#[test]
fn the_site_is_checked() {
    for (url, expected) in [
        ("example.org", "begin with https://"),
        ("https://example.org/site", "no path"),
        ("https://exa mple.org", "a blank"),
    ] {
        let (line, column, message, _) = instead("https://example.org/\"", &format!("{url}\""));
        assert_eq!((line, column), (13, 7));
        assert!(message.contains(expected), "{url}: {message}");
    }
    let (line, column, message, _) = instead("\"de\"]", "\"fr\"]");
    assert_eq!((line, column), (15, 20));
    assert!(message.contains("no words for the language `fr`"), "{message}");
    assert!(instead("[\"en\", \"de\"]", "[]").2.contains("is empty"));
    assert!(instead("[\"en\", \"de\"]", "[\"en\", \"en\"]").2.contains("twice"));
    let (.., message, _) = instead("[site]", "[site]\ndefault_language = \"fr\"");
    assert!(message.contains("one of site.languages: en, de"), "{message}");
}
