//! Every statement of the program, prepared on the real schema.

use std::collections::BTreeSet;

use db::{Config, Db, Statement, Value};
use masses::ROOMS;
use masses::ground::people::KEYS_SCHEMA;
use masses::ground::people::store::keys as sql;
use tempfile::TempDir;

#[tokio::test]
async fn every_statement_is_understood() {
    let folder = TempDir::new().unwrap();
    let data = Db::open(Config::at(folder.path().join("data.sqlite"))).unwrap();
    let mut names = BTreeSet::new();
    for room in ROOMS {
        data.migrate(room.inventory.name, room.schema).await.unwrap();
    }
    for room in ROOMS {
        for statements in room.statements {
            data.prepare_all(statements).await.unwrap();
            for statement in *statements {
                assert!(names.insert(statement.name), "{} stands twice", statement.name);
            }
        }
    }
    assert!(names.len() > 60, "only {} statements were seen", names.len());
    let keys = keys(&folder).await;
    keys.prepare_all(sql::STATEMENTS).await.unwrap();
    for statement in sql::STATEMENTS {
        assert!(names.insert(statement.name), "{} stands twice", statement.name);
    }
}

async fn keys(folder: &TempDir) -> Db {
    let keys = Db::open(Config::at(folder.path().join("keys.sqlite"))).unwrap();
    keys.migrate("keys", KEYS_SCHEMA).await.unwrap();
    keys
}

/// Every statement of the keys' database in an order in which it can run: what it is given, and
/// how many rows it changes or answers.
fn run() -> Vec<(&'static Statement, Vec<Value>, u64)> {
    let b = |text: &str| Value::from(text.as_bytes().to_vec());
    vec![
        (&sql::RING_ADD, vec!["forms".into(), b("ring"), 1.into()], 1),
        (&sql::RING_ADD, vec!["forms".into(), b("another"), 1.into()], 0),
        (&sql::RING, vec!["forms".into()], 1),
        (&sql::RING, vec!["mail".into()], 0),
        (&sql::MASTER, vec![b("m1"), 1.into()], 1),
        (&sql::MASTER, vec![b("m2"), 1.into()], 1),
        (&sql::IN_USE, vec![b("m1")], 0),
        (&sql::IN_USE, vec![b("m2")], 1),
        (&sql::MASTER_MOVE, vec![b("m3"), b("m1")], 0),
        (&sql::MASTER_MOVE, vec![b("m3"), b("m2")], 1),
        (&sql::RING_ALL, vec![], 1),
        (&sql::RING_WRAP, vec!["forms".into(), b("anew"), b("another")], 0),
        (&sql::RING_WRAP, vec!["forms".into(), b("anew"), b("ring")], 1),
        (&sql::KEY_ADD, vec!["p1".into(), b("key"), 5.into()], 1),
        (&sql::KEY_ADD, vec!["p2".into(), b("key"), 9.into()], 1),
        (&sql::KEY, vec!["p1".into()], 1),
        (&sql::KEY_SOME, vec!["".into()], 2),
        (&sql::KEY_SOME, vec!["p1".into()], 1),
        (&sql::KEY_WRAP, vec!["p1".into(), b("anew"), b("wrong")], 0),
        (&sql::KEY_WRAP, vec!["p1".into(), b("anew"), b("key")], 1),
        (&sql::KEY_OLD, vec![6.into(), "".into()], 1),
        (&sql::KEY_OLD, vec![6.into(), "p1".into()], 0),
        (&sql::KEY_COUNT, vec![], 1),
        (&sql::HANDLE_ADD, vec![b("digest"), "p1".into(), "address".into()], 1),
        (&sql::FIND, vec![b("digest")], 1),
        (&sql::IS_FOUND, vec!["p1".into(), "address".into()], 1),
        (&sql::IS_FOUND, vec!["p1".into(), "team".into()], 0),
        (&sql::HANDLE_ADD, vec![b("other"), "p1".into(), "address".into()], 1),
        (&sql::HANDLE_ADD, vec![b("of the team"), "p1".into(), "team".into()], 1),
        (&sql::HANDLE_ONLY, vec![b("digest"), "p1".into(), "address".into()], 1),
        (&sql::HANDLE_GONE, vec![b("of the team"), "p2".into()], 0),
        (&sql::HANDLE_GONE, vec![b("of the team"), "p1".into()], 1),
        (&sql::ANY, vec![], 1),
        (&sql::KEY_GONE, vec!["p1".into()], 1),
        (&sql::KEY, vec!["p1".into()], 0),
        // With the key goes all by which somebody was found.
        (&sql::FIND, vec![b("digest")], 0),
    ]
}

#[tokio::test]
async fn the_statements_of_the_keys_do_what_they_say() {
    let folder = TempDir::new().unwrap();
    let keys = keys(&folder).await;
    let mut seen = BTreeSet::new();
    for (number, (statement, binds, expected)) in run().into_iter().enumerate() {
        seen.insert(statement.name);
        let found = if statement.sql.starts_with("select") {
            keys.read(statement, binds).await.unwrap().len() as u64
        } else {
            let changed = keys.write::<_, db::Error>(move |tx| {
                Box::pin(async move { tx.execute(statement, binds).await })
            });
            changed.await.unwrap()
        };
        assert_eq!(found, expected, "{} ({number})", statement.name);
    }
    let all: BTreeSet<_> = sql::STATEMENTS.iter().map(|statement| statement.name).collect();
    assert_eq!(seen, all, "a statement was not run");
}

/// What would run on one database only.
#[test]
fn statements_are_for_both_databases() {
    let not_portable = [
        "now()",
        "current_timestamp",
        "autoincrement",
        "serial",
        "interval",
        "returning *",
        "insert or ",
        "ifnull",
        "datetime(",
        "strftime",
        "::",
        "group_concat",
        "rowid",
    ];
    let of_rooms = ROOMS.iter().map(|room| (room.inventory.name, room.schema, room.statements));
    let keys: &[&[&Statement]] = &[sql::STATEMENTS];
    for (name, schema, statements) in of_rooms.chain([("keys", KEYS_SCHEMA, keys)]) {
        let schema = schema.to_lowercase();
        for word in not_portable {
            assert!(!schema.contains(word), "the schema of {name} has {word}");
        }
        for statement in statements.iter().flat_map(|list| list.iter()) {
            let sql = statement.sql.to_lowercase();
            for word in not_portable {
                assert!(!sql.contains(word), "{} has {word}", statement.name);
            }
        }
    }
}
