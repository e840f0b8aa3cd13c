use db::{Config, Db, Error, Statement, binds};

use crate::{SCHEMA, add, count, fresh};

async fn refused(db: &Db, room: &str, text: &str) -> String {
    match db.migrate(room, text).await {
        Err(Error::Schema(text)) => text,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn each_step_is_applied_once() {
    let (db, folder) = fresh(|_| {}).await;
    add(&db, "one").await.unwrap();
    let commits = db.stats().commits;
    db.migrate("notes", SCHEMA).await.unwrap();
    db.close().await.unwrap();
    let db = Db::open(Config::at(folder.path().join("test.db"))).unwrap();
    db.migrate("notes", SCHEMA).await.unwrap();
    let more = format!("{SCHEMA}\n-- step 3: order\nalter table note add column place bigint;\n");
    db.migrate("notes", &more).await.unwrap();
    db.migrate("notes", &more).await.unwrap();
    assert_eq!(count(&db).await, 1);
    assert!(commits > 0);
    assert!(db.schema().await.unwrap().iter().any(|column| column.column == "place"));
    assert!(refused(&db, "notes", SCHEMA).await.contains("newer version"));
}

#[tokio::test]
async fn an_applied_step_must_not_change() {
    let (db, _folder) = fresh(|_| {}).await;
    let explained = SCHEMA.replace("-- What the tests write.", "-- Whatever.\n\n-- More.");
    assert_ne!(explained, SCHEMA);
    db.migrate("notes", &explained).await.unwrap();
    db.migrate("notes", &SCHEMA.replace('\n', "  \r\n")).await.unwrap();
    let changed = SCHEMA.replace("body text not null", "body text");
    assert!(refused(&db, "notes", &changed).await.contains("step 1 of the schema of notes"));
}

#[tokio::test]
async fn a_schema_follows_the_rules() {
    let (db, _folder) = fresh(|_| {}).await;
    for (text, says) in [
        ("-- step 2: x\ncreate table a (b text);", "step 1 is expected"),
        ("-- step 1: x\ncreate table a (b text);\n-- step 3: y\nz", "step 2 is expected"),
        ("-- step 1: x\ncreate table a (b text);\n-- step 1: y\nz", "step 2 is expected"),
        ("create table a (b text);", "before the first line"),
        ("-- step 1: nothing\n-- step 2: x\ncreate table a (b text);", "step 1 is empty"),
        ("-- step 1: x\ncreate table a (b integer);", "a.b is of type `integer`"),
        ("-- step 1: x\ncreate table a (b varchar(3));", "use one of text"),
        ("-- step 1: x\ncreate table a (b bigserial);", "`bigserial`"),
        ("-- step 1: x\ncommit;", "`commit`"),
    ] {
        let message = refused(&db, "other", text).await;
        assert!(message.contains(says), "{message}");
    }
    assert!(!db.schema().await.unwrap().iter().any(|column| column.table == "a"));
    db.migrate("other", "").await.unwrap();
}

#[tokio::test]
async fn a_step_that_fails_leaves_nothing() {
    let (db, _folder) = fresh(|_| {}).await;
    let mended = "-- step 1: good\ncreate table a (b text);
-- step 2: half\ncreate table c (d text);\n";
    let half = format!("{mended}create table a (b text);\n");
    let outcome = db.migrate("half", &half).await;
    assert!(matches!(outcome, Err(Error::Bug(text)) if text.contains("step 2 of half")));
    let tables: Vec<_> = db.schema().await.unwrap().into_iter().map(|c| c.table).collect();
    assert!(tables.contains(&"a".to_owned()));
    assert!(!tables.contains(&"c".to_owned()));
    db.migrate("half", mended).await.unwrap();
    let c = Statement::generated("c", "select d from c".into());
    assert!(db.read(&c, binds![]).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_may_migrate_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("test.db");
    let (a, b) = (Db::open(Config::at(&path)).unwrap(), Db::open(Config::at(&path)).unwrap());
    let (first, second) = tokio::join!(a.migrate("notes", SCHEMA), b.migrate("notes", SCHEMA));
    first.unwrap();
    second.unwrap();
    add(&a, "one").await.unwrap();
    assert_eq!(count(&b).await, 1);
}
