//! The house rules, read off the sources: who may use whom, and what may stand where.

use crate::sources::{Source, parts, sources, uses};

fn planted(name: &str, text: &str) -> Source {
    Source { name: format!("crates/masses/src/{name}"), text: text.to_owned() }
}

/// The room that a file is in.
fn room(name: &str) -> Option<&str> {
    name.split_once("/masses/src/rooms/")?.1.split('/').next().filter(|part| *part != "mod.rs")
}

/// What breaks the order of the house: the ground floor knows no room, rooms know no other room,
/// and only the command line knows commands.
fn wrong_uses(sources: &[Source]) -> Vec<String> {
    let mut wrong = Vec::new();
    for source in sources {
        let name = source.name.as_str();
        for path in uses(source) {
            let mut parts = path.split("::");
            let (first, second) = (parts.next().unwrap_or_default(), parts.next());
            let good = match first {
                // A room may name itself; all of them at once, or another, it may not.
                "rooms" if name.contains("/masses/src/ground/") => false,
                "rooms" => room(name).is_none_or(|own| second == Some(own)),
                "commands" => name.contains("/commands/") || name.ends_with("/src/main.rs"),
                // Everything of the house at once: nobody could say what is used.
                "*" => room(name).is_none() && !name.contains("/ground/"),
                _ => true,
            };
            if !good {
                wrong.push(format!("{name} uses {path}"));
            }
        }
    }
    wrong
}

#[test]
fn the_order_of_the_house_is_kept() {
    assert_eq!(wrong_uses(&sources("crates/masses/src")), Vec::<String>::new());
}

#[test]
fn a_breach_of_the_order_is_seen() {
    for (name, text) in [
        ("rooms/team/desk.rs", "use crate::rooms::inquiries::Inquiries;"),
        ("rooms/team/desk.rs", "use crate::rooms::{inquiries, team};"),
        (
            "rooms/team/desk.rs",
            "use crate::{\n    ground::Ground,\n    rooms::{team::State, pages},\n};",
        ),
        ("rooms/team/desk.rs", "use super::super::inquiries;"),
        ("rooms/team/desk.rs", "use super::super::{inquiries::store as other};"),
        ("rooms/team/mod.rs", "use super::inquiries;"),
        ("rooms/team/deep/er.rs", "use super::super::super::inquiries::store;"),
        ("rooms/team/desk.rs", "use crate::rooms;"),
        ("rooms/team/desk.rs", "use crate::rooms::*;"),
        ("rooms/team/desk.rs", "use crate::rooms::{self};"),
        ("rooms/team/desk.rs", "use super::super::*;"),
        ("rooms/team/desk.rs", "use crate::*;"),
        ("rooms/team/desk.rs", "fn a() { crate::rooms::inquiries::store::add() }"),
        ("rooms/team/desk.rs", "fn a() { super::super::pages::look() }"),
        ("rooms/team/desk.rs", "mod tests {\n    use super::super::super::pages;\n}"),
        ("rooms/team/desk.rs", "use crate::commands::serve;"),
        ("ground/care/mod.rs", "use crate::rooms::team;"),
        ("ground/care/mod.rs", "use super::super::rooms;"),
        ("ground/care/mod.rs", "use crate::{rooms as upstairs};"),
        ("ground/care/mod.rs", "use crate::commands::Cli;"),
        ("lib.rs", "use crate::commands::Cli;"),
        ("web/frame.rs", "use crate::commands::Cli;"),
    ] {
        let found = wrong_uses(&[planted(name, text)]);
        assert_eq!(found.len(), 1, "{name}: {text}: {found:?}");
    }
    for (name, text) in [
        ("rooms/team/desk.rs", "use crate::rooms::team::State; use super::{store, State};"),
        ("rooms/team/desk.rs", "use super::super::team::store;"),
        ("rooms/team/desk.rs", "// use crate::rooms::pages;\n/* crate::rooms::pages */ fn a() {}"),
        ("rooms/team/desk.rs", "fn a() -> &'static str { \"crate::rooms::pages\" }"),
        ("rooms/team/desk.rs", "mod tests {\n    use super::super::store;\n    use super::*;\n}"),
        ("lib.rs", "use crate::rooms::{team, pages};"),
        ("main.rs", "mod commands; fn main() { commands::run() }"),
        ("commands/serve.rs", "use crate::commands::Site; use super::Cli;"),
    ] {
        assert_eq!(wrong_uses(&[planted(name, text)]), Vec::<String>::new(), "{name}: {text}");
    }
}

/// Whether a text is a statement for a database.
fn is_sql(text: &str) -> bool {
    let words = text.replace("\\\n", " ").to_lowercase();
    let words: Vec<&str> = words.split_whitespace().collect();
    let has = |word: &str| words.contains(&word);
    match words.as_slice() {
        ["select", _, ..] => has("from") || words.iter().any(|word| word.starts_with("count(")),
        ["insert", "into", _, ..] | ["delete", "from", _, ..] => true,
        ["update", _, "set", ..] => true,
        ["create" | "alter" | "drop", "table" | "index" | "unique" | "view", ..] => true,
        ["with", _, "as", ..] => words.iter().any(|word| word.ends_with("select")),
        ["pragma", _] | ["pragma", _, "=", _] => true,
        _ => false,
    }
}

/// SQL that stands where it does not belong: in a room and on the ground floor it is all in
/// `store.rs`, but for what care makes from the inventory.
fn stray_sql(sources: &[Source]) -> Vec<String> {
    let mut wrong = Vec::new();
    for Source { name, text } in sources {
        let test = name.ends_with("/tests.rs") || name.contains("/tests/");
        if test || name.ends_with("/store.rs") || name.ends_with("/ground/care/sql.rs") {
            continue;
        }
        // The tests at the end of a file may look into the database by themselves.
        let text = text.split("\n#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        let parts = parts(text);
        if parts.code.contains("statements! {") || parts.code.contains("Statement::new(") {
            wrong.push(format!("{name} defines statements"));
        }
        wrong.extend(
            parts.texts.iter().filter(|text| is_sql(text)).map(|text| format!("{name}: {text}")),
        );
    }
    wrong
}

#[test]
fn sql_stands_in_the_stores_only() {
    assert_eq!(stray_sql(&sources("crates/masses/src")), Vec::<String>::new());
}

#[test]
fn stray_sql_is_seen() {
    for text in [
        "let sql = \"select id from member\";",
        "let sql = \"\n        select id,\n            name\n        from member\";",
        "let sql = r#\"update member set name = $1\"#;",
        "let sql = format!(\"delete from {table} where id = $1\");",
        "let sql = concat!(\"insert into member \", \"(id) values ($1)\");",
        "let sql = \"SELECT COUNT(*) \\\n        FROM member\";",
        "let sql = \"with old as (select id from member) select 1\";",
        "statements! {\n}",
    ] {
        for name in ["rooms/team/desk.rs", "rooms/team/mod.rs", "ground/keystate.rs"] {
            assert_eq!(stray_sql(&[planted(name, text)]).len(), 1, "{name}: {text}");
        }
        let tests = format!("\n#[cfg(test)]\nmod tests {{\n{text}\n}}");
        for (name, text) in [("rooms/team/store.rs", text), ("rooms/team/desk.rs", tests.as_str())]
        {
            assert_eq!(stray_sql(&[planted(name, text)]), Vec::<String>::new(), "{name}: {text}");
        }
    }
    let prose =
        "say(\"select\"); say(\"Update your address from time to time\"); // select a from b";
    assert_eq!(stray_sql(&[planted("rooms/team/desk.rs", prose)]), Vec::<String>::new());
}

/// Which crates each crate may use.
#[test]
fn crates_keep_their_order() {
    let may: [(&str, &[&str]); 7] = [
        ("inventory", &[]),
        ("db", &[]),
        ("vault", &[]),
        ("policy", &["inventory"]),
        ("browser", &[]),
        ("cluster", &[]),
        ("kit", &["db", "inventory", "vault"]),
    ];
    let metadata = cargo_metadata::MetadataCommand::new().no_deps().exec().unwrap();
    let ours: Vec<String> = metadata.packages.iter().map(|one| one.name.to_string()).collect();
    for (name, allowed) in may {
        let package = metadata.packages.iter().find(|one| one.name.as_str() == name).unwrap();
        for dependency in &package.dependencies {
            // A real server is for the tests of any crate.
            let for_tests = dependency.kind == cargo_metadata::DependencyKind::Development
                && dependency.name == "cluster";
            let known = ours.contains(&dependency.name) && !for_tests;
            assert!(
                !known || allowed.contains(&dependency.name.as_str()),
                "{name} may not use {}",
                dependency.name
            );
        }
    }
}

#[test]
fn only_the_database_crate_knows_the_drivers() {
    for Source { name, text } in sources("crates") {
        let text = parts(&text).code;
        let driver = text.contains("rusqlite") || text.contains("tokio_postgres");
        let test = name.contains("/tests/");
        assert!(!driver || name.starts_with("crates/db/") || test, "{name} uses a driver");
    }
}

/// What measures the program may know the drivers and the clock; the program does not know it.
#[test]
fn nothing_uses_what_measures_it() {
    let metadata = cargo_metadata::MetadataCommand::new().no_deps().exec().unwrap();
    assert!(metadata.packages.iter().any(|one| one.name.as_str() == "bench"));
    for package in &metadata.packages {
        let uses = package.dependencies.iter().any(|one| one.name == "bench");
        assert!(!uses, "{} uses bench", package.name);
    }
}

#[test]
fn rules_and_types_of_a_room_do_not_know_the_web() {
    for Source { name, text } in sources("crates/masses/src/rooms") {
        let knows = parts(&text).code.contains("axum::");
        assert!(!name.ends_with("/mod.rs") || !knows, "{name} knows HTTP");
    }
}

/// SQL is registered, so that the tests can run it on both databases. Only care makes its own.
#[test]
fn statements_are_generated_in_care_only() {
    for Source { name, text } in sources("crates") {
        let generated = parts(&text).code.contains("Statement::generated");
        let allowed = name.contains("/ground/care/") || name.starts_with("crates/db/");
        let test = name.contains("/tests/") || name.ends_with("/tests.rs");
        assert!(!generated || allowed || test, "{name} generates SQL");
    }
}

/// Cookies leave through `SetCookie`, connections through `kit::outbound`, sealed values through
/// the one door.
#[test]
fn one_way_out() {
    for Source { name, text } in sources("crates") {
        if name.contains("/tests/") || name.starts_with("crates/browser/") {
            continue;
        }
        let text = parts(&text).code;
        let cookies =
            name == "crates/kit/src/web/cookies.rs" || name == "crates/kit/src/web/shell.rs";
        assert!(cookies || !text.contains("SET_COOKIE"), "{name} sets a cookie by hand");
        let outbound = name == "crates/kit/src/outbound/smtp.rs";
        let transport = ["AsyncSmtpTransport", "AsyncSmtpConnection", "TcpStream::connect"]
            .iter()
            .any(|one| text.contains(one));
        assert!(outbound || !transport, "{name} connects by itself");
        let door = name.contains("/ground/people/") || name.starts_with("crates/vault/");
        // A throw-away key, to see that sealing works.
        let measure = name.ends_with("/policy/measures.rs");
        assert!(door || measure || !text.contains("DataKey"), "{name} has a person's key");
    }
}

#[test]
fn files_stay_short() {
    for Source { name, text } in sources("crates").into_iter().chain(sources("bench")) {
        let lines = text.lines().count();
        assert!(lines <= 400, "{name} has {lines} lines: it wants to be two");
    }
}
