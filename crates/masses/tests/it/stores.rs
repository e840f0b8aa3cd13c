//! Every statement of the program, prepared on the real schema.

use std::collections::BTreeSet;

use db::{Config, Db};
use masses::ROOMS;
use masses::ground::people::{KEYS_SCHEMA, store};
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
    let keys = Db::open(Config::at(folder.path().join("keys.sqlite"))).unwrap();
    keys.migrate("keys", KEYS_SCHEMA).await.unwrap();
    keys.prepare_all(store::keys::STATEMENTS).await.unwrap();
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
    for room in ROOMS {
        let schema = room.schema.to_lowercase();
        for word in not_portable {
            assert!(!schema.contains(word), "the schema of {} has {word}", room.inventory.name);
        }
        for statement in room.statements.iter().flat_map(|list| list.iter()) {
            let sql = statement.sql.to_lowercase();
            for word in not_portable {
                assert!(!sql.contains(word), "{} has {word}", statement.name);
            }
        }
    }
}
