use std::time::Duration;

use db::{Db, Error, Statement, Value, binds};

use crate::{ALL, CLEAR, FILL, ONE, SCHEMA, STATEMENTS, add, count, fresh};

#[tokio::test]
async fn values_come_back_as_they_went_in() {
    let (db, _folder) = fresh(|_| {}).await;
    add(&db, "one").await.unwrap();
    let empty = db.read_one(&ONE, binds!["one"]).await.unwrap().unwrap();
    assert_eq!(empty.opt_real("score").unwrap(), None);
    assert_eq!(empty.opt_bytes("raw").unwrap(), None);
    assert!(matches!(empty.real("score"), Err(Error::Bug(_))));
    db.write::<_, Error>(|tx| {
        Box::pin(async move { tx.execute(&FILL, binds!["one", 2.0, Some(vec![0_u8, 255])]).await })
    })
    .await
    .unwrap();
    let row = db.read_one(&ONE, binds!["one"]).await.unwrap().unwrap();
    assert_eq!(row.real("score").unwrap(), 2.0);
    assert_eq!(row.bytes("raw").unwrap(), [0, 255]);
    assert_eq!(row.value("pinned").unwrap(), &Value::Bool(false));
    assert_eq!(row.opt_text("body").unwrap().as_deref(), Some("something"));
    assert!(matches!(row.int("body"), Err(Error::Bug(_))));
    assert!(matches!(row.int("nowhere"), Err(Error::Bug(text)) if text.contains("pinned")));
    assert!(!format!("{row:?}").contains("something"));
    assert_eq!(db.read_one(&ONE, binds!["two"]).await.unwrap(), None);
}

#[tokio::test]
async fn a_reader_sees_each_commit_and_cannot_write() {
    let (db, _folder) = fresh(|config| config.readers = 2).await;
    for n in 0..20 {
        add(&db, &format!("note-{n}")).await.unwrap();
        assert_eq!(count(&db).await, n + 1);
    }
    assert_eq!(db.read(&CLEAR, binds![]).await.map(|_| ()), Err(bug_or_read_only(&db).await));
    let many = db.read_one(&ALL, binds![]).await;
    assert!(matches!(many, Err(Error::Bug(text)) if text.contains("20 rows")));
}

/// A change with rows gets as far as SQLite, which refuses it.
async fn bug_or_read_only(db: &Db) -> Error {
    let change = Statement::generated("change", "delete from note returning id".into());
    assert_eq!(db.read(&change, binds![]).await, Err(Error::ReadOnly));
    Error::Bug("statement it::CLEAR: it answers no rows; use `execute`".into())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_read_waits_for_a_connection_within_bounds() {
    let (db, _folder) = fresh(|config| {
        config.readers = 1;
        config.queue = 1;
        config.busy = Duration::from_millis(100);
    })
    .await;
    let slow = Statement::generated(
        "slow",
        "with recursive n (i) as (select 1 union all select i + 1 from n where i < 3000000)
         select max(i) as i from n"
            .into(),
    );
    let running = {
        let (db, slow) = (db.clone(), slow.clone());
        tokio::spawn(async move { db.read_one(&slow, binds![]).await })
    };
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert_eq!(db.read(&ALL, binds![]).await, Err(Error::Busy));
    let row = running.await.unwrap().unwrap().unwrap();
    assert_eq!(row.int("i").unwrap(), 3_000_000);
    assert_eq!(count(&db).await, 0);
    assert_eq!(db.stats().turned_away, 1);
}

#[tokio::test]
async fn what_does_not_fit_is_a_mistake_with_a_name() {
    let (db, _folder) = fresh(|_| {}).await;
    let says = async |sql: &str, binds| match db
        .read(&Statement::generated("some", sql.into()), binds)
        .await
    {
        Err(Error::Bug(text)) => text,
        other => panic!("{other:?}"),
    };
    assert!(says("select $1 as a", binds![]).await.contains("statement some: it has 1 parameters"));
    let nul = db.read(&Statement::generated("nul", "select $1 as a".into()), binds!["a\0b"]).await;
    assert_eq!(nul.unwrap_err(), Error::Nul);
    assert!(says("select ?1 as a", binds!["a"]).await.contains("not of the form $1"));
    assert!(says("select $1::text as a", binds!["a"]).await.contains("cast()"));
    assert!(says("select $2 as a", binds!["a"]).await.contains("$2 is beyond"));
    assert!(says("select absent from note", binds![]).await.contains("no such column"));
    assert!(!says("select 1 as a; select 2 as b", binds![]).await.is_empty());
}

#[tokio::test]
async fn every_statement_is_tried() {
    let (db, _folder) = fresh(|_| {}).await;
    db.prepare_all(STATEMENTS).await.unwrap();
    db.prepare_all(db::STATEMENTS).await.unwrap();
    let gap = Statement::generated("gap", "select $1 as a, $3 as b".into());
    let gone = Statement::generated("gone", "select 1 as a from gone".into());
    match db.prepare_all(&[&gap, &ALL, &gone]).await {
        Err(Error::Bug(text)) => {
            assert!(text.contains("gap: it has 2 parameters, but $2 is not among them"), "{text}");
            assert!(text.contains("gone: no such table"), "{text}");
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn the_schema_can_be_looked_at() {
    let (db, _folder) = fresh(|_| {}).await;
    let columns = db.schema().await.unwrap();
    let of = |table: &str| -> Vec<String> {
        columns
            .iter()
            .filter(|column| column.table == table)
            .map(|column| format!("{} {} {}", column.column, column.kind, column.nullable))
            .collect()
    };
    assert_eq!(
        of("note"),
        [
            "id text false",
            "body text false",
            "pinned boolean false",
            "score double precision true",
            "raw bytea true"
        ]
    );
    let own: Vec<_> = columns
        .iter()
        .filter(|column| column.table == db::SCHEMA_STEP)
        .map(|column| column.column.as_str())
        .collect();
    assert_eq!(own, db::SCHEMA_STEP_COLUMNS);
    let keys = db.foreign_keys().await.unwrap();
    assert_eq!(keys.len(), 1);
    assert_eq!((keys[0].table.as_str(), keys[0].column.as_str()), ("remark", "note"));
    assert_eq!((keys[0].to_table.as_str(), keys[0].cascade), ("note", true));
    assert!(SCHEMA.contains("on delete cascade"));
}
