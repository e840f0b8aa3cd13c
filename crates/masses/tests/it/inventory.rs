//! The declarations against each other and against the database: forgetting is impossible.

use db::{Config, Db, binds};
use inventory::{Audience, Room};
use masses::ROOMS;
use masses::ground::check;
use masses::ground::people::KEYS_SCHEMA;
use masses::ground::people::inventory::KEYS;
use tempfile::TempDir;

fn rooms() -> Vec<&'static Room> {
    ROOMS.iter().map(|room| room.inventory).collect()
}

async fn fresh() -> (Db, TempDir) {
    let folder = TempDir::new().unwrap();
    let db = Db::open(Config::at(folder.path().join("data.sqlite"))).unwrap();
    for room in ROOMS {
        db.migrate(room.inventory.name, room.schema).await.unwrap();
    }
    (db, folder)
}

#[test]
fn declarations_keep_their_rules() {
    let breaches = inventory::breaches(&rooms());
    assert!(breaches.is_empty(), "{breaches:#?}");
}

/// The second of the checks: schema and inventory, column by column, both ways.
#[tokio::test]
async fn schema_and_inventory_are_the_same() {
    let (db, _folder) = fresh().await;
    let differences = check::differences(&rooms(), &db.schema().await.unwrap());
    assert!(differences.is_empty(), "{differences:#?}");
    let folder = TempDir::new().unwrap();
    let keys = Db::open(Config::at(folder.path().join("keys.sqlite"))).unwrap();
    keys.migrate("keys", KEYS_SCHEMA).await.unwrap();
    let differences = check::differences(&[&KEYS], &keys.schema().await.unwrap());
    assert!(differences.is_empty(), "{differences:#?}");
}

#[tokio::test]
async fn a_column_nobody_declared_is_found() {
    let (db, _folder) = fresh().await;
    db.migrate("planted", "-- step 1: planted\nalter table inquiry add column shoe_size bigint;")
        .await
        .unwrap();
    let differences = check::differences(&rooms(), &db.schema().await.unwrap());
    assert_eq!(differences, ["inquiry.shoe_size is in the database, but no inventory declares it"]);
}

#[tokio::test]
async fn a_declaration_without_a_column_is_found() {
    let (db, _folder) = fresh().await;
    let columns = db.schema().await.unwrap();
    let fewer: Vec<_> = columns.into_iter().filter(|one| one.column != "topic").collect();
    let differences = check::differences(&rooms(), &fewer);
    assert_eq!(differences, ["inquiry.topic is declared, but not in the database"]);
}

/// The third: every foreign key to a person is declared.
#[tokio::test]
async fn every_link_to_a_person_is_declared() {
    let (db, _folder) = fresh().await;
    let keys = db.foreign_keys().await.unwrap();
    let mut seen = 0;
    for key in keys.iter().filter(|key| key.to_table == "person" && key.table != "person") {
        let mut tables = rooms().into_iter().flat_map(|room| room.tables);
        let table = tables.find(|table| table.name == key.table).unwrap();
        assert_eq!(table.person(), Some(key.column.as_str()), "{}", key.table);
        seen += 1;
    }
    assert!(seen >= 4, "only {seen} links to a person were seen");
}

/// P20: every use of every datum ends.
#[test]
fn every_datum_has_an_end() {
    let mut seen = 0;
    for room in rooms() {
        for (table, column, datum) in room.data() {
            assert!(!table.ends.is_empty(), "{}.{} has no end", table.name, column.name);
            assert!(!datum.uses.is_empty(), "{} has no purpose", datum.id);
            seen += 1;
        }
    }
    assert!(seen > 15, "only {seen} data were seen");
}

/// What visitors give is sealed: nothing of theirs stands in clear but times, ids and choices.
#[test]
fn what_visitors_write_is_sealed() {
    use inventory::Category::{Communication, EmailAddress, Name};
    for room in rooms() {
        for (_, column, datum) in room.data() {
            let visitors = datum.uses.iter().any(|one| one.purpose.audience == Audience::Visitors);
            if visitors && matches!(datum.category, Communication | EmailAddress | Name) {
                assert!(column.kind.sealed(), "{} is not sealed", datum.id);
            }
        }
    }
}

#[tokio::test]
async fn the_database_is_whole() {
    let (db, _folder) = fresh().await;
    db.integrity().await.unwrap();
    assert!(db.read(&masses::ground::people::store::REFUSALS, binds![]).await.unwrap().is_empty());
}
