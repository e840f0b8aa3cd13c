//! What the disk may do.

use std::time::Duration;

use db::{Config, Db, Error, binds};

use crate::{ADD, ALL, CLEAR, SCHEMA, add, count, fresh, hold, settle};

async fn add_large(db: &Db, id: &str, size: usize) -> Result<u64, Error> {
    let (id, body) = (id.to_owned(), "x".repeat(size));
    db.write(move |tx| Box::pin(async move { tx.execute(&ADD, binds![id, body, true]).await }))
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_is_survived() {
    let (db, _folder) = fresh(|config| config.max_pages = Some(60)).await;
    add(&db, "early").await.unwrap();
    let first = hold(&db, Duration::from_millis(150));
    settle().await;
    let (before, large, after) =
        tokio::join!(add(&db, "before"), add_large(&db, "large", 1 << 20), add(&db, "after"));
    first.await.unwrap().unwrap();
    assert_eq!(large, Err(Error::Full));
    assert!(Error::Full.retryable());
    // Whether SQLite gives up the statement or the whole transaction is its own choice; what is
    // answered is what is so.
    let ids: Vec<_> =
        db.read(&ALL, binds![]).await.unwrap().iter().map(|row| row.text("id").unwrap()).collect();
    for (id, outcome) in [("before", before), ("after", after)] {
        assert_eq!(ids.contains(&id.to_owned()), outcome.is_ok(), "{id}: {outcome:?}");
    }
    assert!(!db.stats().stopped);
    let mut filled = 0;
    while add_large(&db, &format!("fill-{filled}"), 8000).await.is_ok() {
        filled += 1;
    }
    assert!(filled > 5);
    assert!(db.stats().full);
    assert!(count(&db).await >= filled);
    db.write::<_, Error>(|tx| Box::pin(async move { tx.execute(&CLEAR, binds![]).await }))
        .await
        .unwrap();
    add_large(&db, "again", 8000).await.unwrap();
    assert!(!db.stats().full);
    db.integrity().await.unwrap();
}

#[tokio::test]
async fn a_damaged_file_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("test.db");
    std::fs::write(&path, "this is no database, and never was one".repeat(100)).unwrap();
    match Db::open(Config::at(&path)) {
        Err(Error::Corrupt(text)) => assert!(text.contains("test.db"), "{text}"),
        other => panic!("{other:?}"),
    }
    std::fs::remove_file(&path).unwrap();
    let db = Db::open(Config::at(&path)).unwrap();
    db.migrate("notes", SCHEMA).await.unwrap();
    for n in 0..200 {
        add_large(&db, &format!("note-{n}"), 500).await.unwrap();
    }
    db.integrity().await.unwrap();
    db.close().await.unwrap();
    let mut bytes = std::fs::read(&path).unwrap();
    for byte in bytes.iter_mut().skip(5 * 4096).take(8 * 4096) {
        *byte ^= 0x5a;
    }
    std::fs::write(&path, bytes).unwrap();
    let db = Db::open(Config::at(&path)).unwrap();
    assert!(matches!(db.read(&ALL, binds![]).await, Err(Error::Corrupt(_))));
    assert!(matches!(db.integrity().await, Err(Error::Corrupt(_))));
}

#[tokio::test]
async fn a_broken_reference_is_noticed() {
    let (db, folder) = fresh(|_| {}).await;
    db.integrity().await.unwrap();
    let behind = rusqlite::Connection::open(folder.path().join("test.db")).unwrap();
    behind
        .execute_batch(
            "pragma foreign_keys = off;
             insert into remark (id, note, word, at) values ('r', 'missing', 'w', 1);",
        )
        .unwrap();
    match db.integrity().await {
        Err(Error::Corrupt(text)) => assert!(text.contains("missing row of note"), "{text}"),
        other => panic!("{other:?}"),
    }
}

#[cfg(unix)]
#[tokio::test]
async fn the_files_are_for_this_user_only() {
    use std::os::unix::fs::PermissionsExt;
    let (db, folder) = fresh(|_| {}).await;
    add(&db, "one").await.unwrap();
    for name in ["test.db", "test.db-wal", "test.db-shm"] {
        let mode = std::fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    let nowhere = Db::open(Config::at(folder.path().join("missing/test.db")));
    match nowhere {
        Err(Error::Io(text)) => assert!(text.contains("folder must exist"), "{text}"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_was_deleted_is_gone_from_the_file() {
    let (db, folder) = fresh(|_| {}).await;
    add(&db, "a-very-telling-id").await.unwrap();
    db.checkpoint().await.unwrap();
    let holds = || {
        let bytes = std::fs::read(folder.path().join("test.db")).unwrap();
        bytes.windows(17).any(|window| window == b"a-very-telling-id")
    };
    assert!(holds());
    db.write::<_, Error>(|tx| Box::pin(async move { tx.execute(&CLEAR, binds![]).await }))
        .await
        .unwrap();
    db.checkpoint().await.unwrap();
    assert!(!holds());
    assert_eq!(std::fs::metadata(folder.path().join("test.db-wal")).unwrap().len(), 0);
}

#[tokio::test]
async fn the_log_does_not_grow_for_ever() {
    let (db, folder) = fresh(|_| {}).await;
    for n in 0..600 {
        add_large(&db, &format!("note-{n:04}"), 64_000).await.unwrap();
    }
    let log = std::fs::metadata(folder.path().join("test.db-wal")).unwrap().len();
    assert!(log < 20 << 20, "{log}");
    drop(db);
}
