//! The house rules, read off the sources: who may use whom, and what may stand where.

use std::fs;
use std::path::{Path, PathBuf};

/// Every Rust file below a folder, with its path from the workspace and its text.
fn sources(folder: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut found = Vec::new();
    let mut folders = vec![root.join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let name = path.strip_prefix(&root).unwrap().display().to_string();
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    assert!(!found.is_empty(), "no sources in {folder}");
    found
}

/// The text without comments: what is said about code is not code.
fn code(text: &str) -> String {
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// What breaks the rule that rooms know no other room, and ground no room.
fn wrong_uses(sources: &[(String, String)]) -> Vec<String> {
    let mut wrong = Vec::new();
    for (name, text) in sources {
        let text = code(text);
        if name.contains("/ground/") && text.contains("crate::rooms") && !name.ends_with("/open.rs")
        {
            wrong.push(format!("{name} uses a room"));
        }
        let Some(own) = name.split("/rooms/").nth(1).and_then(|rest| rest.split('/').next()) else {
            continue;
        };
        for part in text.split("rooms::").skip(1) {
            let other: String =
                part.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            if !other.is_empty() && other != own {
                wrong.push(format!("{name} uses the room {other}"));
            }
        }
    }
    wrong
}

#[test]
fn rooms_know_no_other_room() {
    assert_eq!(wrong_uses(&sources("crates/masses/src")), Vec::<String>::new());
    let planted = [(
        "crates/masses/src/rooms/team/desk.rs".to_owned(),
        "use crate::rooms::inquiries::Inquiries;".to_owned(),
    )];
    assert_eq!(wrong_uses(&planted).len(), 1, "the rule would not see a breach");
}

/// Which crates each crate may use.
#[test]
fn crates_keep_their_order() {
    let may: [(&str, &[&str]); 6] = [
        ("inventory", &[]),
        ("db", &[]),
        ("vault", &[]),
        ("policy", &["inventory"]),
        ("browser", &[]),
        ("kit", &["db", "inventory", "vault"]),
    ];
    let metadata = cargo_metadata::MetadataCommand::new().no_deps().exec().unwrap();
    let ours: Vec<String> = metadata.packages.iter().map(|one| one.name.to_string()).collect();
    for (name, allowed) in may {
        let package = metadata.packages.iter().find(|one| one.name.as_str() == name).unwrap();
        for dependency in &package.dependencies {
            let known = ours.contains(&dependency.name);
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
    for (name, text) in sources("crates") {
        let text = code(&text);
        let driver = text.contains("rusqlite") || text.contains("tokio_postgres");
        let test = name.contains("/tests/");
        assert!(!driver || name.starts_with("crates/db/") || test, "{name} uses a driver");
    }
}

#[test]
fn rules_and_types_of_a_room_know_neither_database_nor_web() {
    for (name, text) in sources("crates/masses/src/rooms") {
        let text = code(&text);
        if name.ends_with("/public.rs") || name.ends_with("desk.rs") {
            for word in ["select ", "insert into", "update ", "delete from"] {
                let sql =
                    text.lines().any(|line| line.trim_start().starts_with(&format!("\"{word}")));
                assert!(!sql, "{name} holds SQL");
            }
            assert!(!text.contains("statements! {"), "{name} holds SQL");
        }
        if name.ends_with("/mod.rs") {
            assert!(!text.contains("axum::"), "{name} knows HTTP");
        }
    }
}

/// SQL is registered, so that the tests can run it on both databases. Only care makes its own.
#[test]
fn statements_are_generated_in_care_only() {
    for (name, text) in sources("crates") {
        let generated = code(&text).contains("Statement::generated");
        let allowed = name.contains("/ground/care/") || name.starts_with("crates/db/");
        let test = name.contains("/tests/") || name.ends_with("/tests.rs");
        assert!(!generated || allowed || test, "{name} generates SQL");
    }
}

/// Cookies leave through `SetCookie`, connections through `kit::outbound`, sealed values through
/// the one door.
#[test]
fn one_way_out() {
    for (name, text) in sources("crates") {
        if name.contains("/tests/") || name.starts_with("crates/browser/") {
            continue;
        }
        let text = code(&text);
        let cookies =
            name == "crates/kit/src/web/cookies.rs" || name == "crates/kit/src/web/shell.rs";
        assert!(cookies || !text.contains("SET_COOKIE"), "{name} sets a cookie by hand");
        let outbound = name == "crates/kit/src/outbound.rs";
        let transport =
            text.contains("AsyncSmtpTransport::") || text.contains("TcpStream::connect");
        assert!(outbound || !transport, "{name} connects by itself");
        let door = name.contains("/ground/people/") || name.starts_with("crates/vault/");
        // A throw-away key, to see that sealing works.
        let measure = name.ends_with("/policy/measures.rs");
        assert!(door || measure || !text.contains("DataKey"), "{name} has a person's key");
    }
}

#[test]
fn files_stay_short() {
    for (name, text) in sources("crates") {
        let lines = text.lines().count();
        assert!(lines <= 400, "{name} has {lines} lines: it wants to be two");
    }
}
