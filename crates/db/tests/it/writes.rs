use std::time::Duration;

use db::{Config, Db, Error, Tx, binds};

use crate::{
    ADD, ALL, CLEAR, COUNT, DELETE, ONE, REMARK, REPLACE, add, count, fresh, hold, settle,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_writes_share_one_commit() {
    let (db, _folder) = fresh(|_| {}).await;
    let before = db.stats();
    let first = hold(&db, Duration::from_millis(200));
    settle().await;
    let others: Vec<_> = (0..100)
        .map(|n| {
            let db = db.clone();
            tokio::spawn(async move { add(&db, &format!("note-{n}")).await })
        })
        .collect();
    first.await.unwrap().unwrap();
    for other in others {
        assert_eq!(other.await.unwrap(), Ok(1));
    }
    let after = db.stats();
    assert_eq!(after.writes - before.writes, 101);
    assert_eq!(after.commits - before.commits, 2);
    assert_eq!(after.waiting, 0);
    assert_eq!(count(&db).await, 100);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_error_and_a_panic_do_not_touch_the_neighbours() {
    #[derive(Debug, PartialEq)]
    enum Own {
        ChangedMyMind,
        Db(Error),
    }
    impl From<Error> for Own {
        fn from(error: Error) -> Self {
            Self::Db(error)
        }
    }
    let (db, _folder) = fresh(|_| {}).await;
    let before = db.stats().commits;
    let first = hold(&db, Duration::from_millis(200));
    settle().await;
    let (good, erring, panicking, taken, last) = tokio::join!(
        add(&db, "good"),
        db.write::<(), _>(|tx| Box::pin(async move {
            tx.execute(&ADD, binds!["erring", "x", true]).await?;
            Err(Own::ChangedMyMind)
        })),
        db.write::<(), Own>(|tx| Box::pin(async move {
            tx.execute(&ADD, binds!["panicking", "x", true]).await?;
            panic!("on purpose")
        })),
        add(&db, "good"),
        add(&db, "last"),
    );
    first.await.unwrap().unwrap();
    assert_eq!(good, Ok(1));
    assert_eq!(erring, Err(Own::ChangedMyMind));
    assert_eq!(panicking, Err(Own::Db(Error::Panicked)));
    assert_eq!(taken, Err(Error::Unique { constraint: "note.id".into() }));
    assert_eq!(last, Ok(1));
    assert_eq!(db.stats().commits - before, 2);
    let ids: Vec<_> =
        db.read(&ALL, binds![]).await.unwrap().iter().map(|row| row.text("id").unwrap()).collect();
    assert_eq!(ids, ["good", "last"]);
}

/// Helpers of a room take the `Tx` on.
async fn twice(tx: &mut Tx, id: &str) -> Result<i64, Error> {
    tx.execute(&ADD, binds![id, "a", true]).await?;
    tx.execute(&ADD, binds![format!("{id}-2"), "b", false]).await?;
    tx.read_one(&COUNT, binds![]).await?.unwrap().int("n")
}

#[tokio::test]
async fn a_write_sees_what_it_has_done() {
    let (db, _folder) = fresh(|_| {}).await;
    let seen: Result<i64, Error> =
        db.write(|tx| Box::pin(async move { twice(tx, "one").await })).await;
    assert_eq!(seen, Ok(2));
    assert_eq!(count(&db).await, 2);
}

#[tokio::test]
async fn a_write_that_ignores_a_failure_is_not_kept() {
    let (db, _folder) = fresh(|_| {}).await;
    add(&db, "one").await.unwrap();
    let ignored: Result<(), Error> = db
        .write(|tx| {
            Box::pin(async move {
                tx.execute(&ADD, binds!["two", "x", false]).await?;
                let _ = tx.execute(&ADD, binds!["one", "x", false]).await;
                Ok(())
            })
        })
        .await;
    assert_eq!(ignored, Err(Error::Unique { constraint: "note.id".into() }));
    let continued: Result<u64, Error> = db
        .write(|tx| {
            Box::pin(async move {
                let _ = tx.execute(&ADD, binds!["one", "x", false]).await;
                tx.execute(&ADD, binds!["two", "x", false]).await
            })
        })
        .await;
    assert!(matches!(continued, Err(Error::Bug(text)) if text.contains("ends with its first")));
    assert_eq!(count(&db).await, 1);
    add(&db, "two").await.unwrap();
}

#[tokio::test]
async fn a_write_awaits_nothing_else() {
    let (db, _folder) = fresh(|_| {}).await;
    let inner = db.clone();
    let outcome: Result<(), Error> = db
        .write(|tx| {
            Box::pin(async move {
                tx.execute(&ADD, binds!["one", "x", false]).await?;
                inner.write::<_, Error>(|_| Box::pin(async { Ok(()) })).await
            })
        })
        .await;
    assert!(matches!(outcome, Err(Error::Bug(text)) if text.contains("awaited something else")));
    let inner = db.clone();
    let outcome: Result<_, Error> =
        db.write(|_| Box::pin(async move { inner.read(&COUNT, binds![]).await })).await;
    assert!(matches!(outcome, Err(Error::Bug(text)) if text.contains("tx.read")));
    assert_eq!(count(&db).await, 0);
}

#[tokio::test]
async fn what_must_be_unique_is_named() {
    let (db, _folder) = fresh(|_| {}).await;
    add(&db, "one").await.unwrap();
    let remark = |id: &'static str, note: &'static str| {
        db.write::<_, Error>(move |tx| {
            Box::pin(async move { tx.execute(&REMARK, binds![id, note, "word", 1_i64]).await })
        })
    };
    assert_eq!(remark("r1", "one").await, Ok(1));
    let twice = remark("r2", "one").await;
    assert_eq!(twice, Err(Error::Unique { constraint: "remark.note, remark.word".into() }));
    assert_eq!(remark("r3", "missing").await, Err(Error::ForeignKey));
}

#[tokio::test]
async fn parameters_go_by_their_number() {
    let (db, _folder) = fresh(|_| {}).await;
    // `$2` stands before `$1` for the last time, and both stand twice.
    for (id, body, pinned) in [("a", "a", true), ("b", "other", false), ("a", "new", false)] {
        db.write::<_, Error>(move |tx| {
            Box::pin(async move { tx.execute(&REPLACE, binds![id, body]).await })
        })
        .await
        .unwrap();
        let row = db.read_one(&ONE, binds![id]).await.unwrap().unwrap();
        assert_eq!(row.text("body").unwrap(), body);
        assert_eq!(row.bool("pinned").unwrap(), pinned);
    }
    assert_eq!(count(&db).await, 2);
}

#[tokio::test]
async fn rows_may_come_back_from_a_change() {
    let (db, _folder) = fresh(|_| {}).await;
    add(&db, "one").await.unwrap();
    let gone = db
        .write::<_, Error>(|tx| Box::pin(async move { tx.read_one(&DELETE, binds!["one"]).await }))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(gone.text("id").unwrap(), "one");
    let wrong = db
        .write::<_, Error>(|tx| Box::pin(async move { tx.execute(&DELETE, binds!["one"]).await }))
        .await;
    assert!(matches!(wrong, Err(Error::Bug(_))), "{wrong:?}");
    let wrong =
        db.write::<_, Error>(|tx| Box::pin(async move { tx.read(&CLEAR, binds![]).await })).await;
    assert!(matches!(wrong, Err(Error::Bug(_))), "{wrong:?}");
    add(&db, "two").await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_queue_says_so_at_once() {
    let (db, _folder) = fresh(|config| config.queue = 2).await;
    let first = hold(&db, Duration::from_millis(300));
    settle().await;
    let outcomes: Vec<_> = (0..5)
        .map(|n| {
            let db = db.clone();
            tokio::spawn(async move { add(&db, &format!("note-{n}")).await })
        })
        .collect();
    let mut busy = 0;
    for outcome in outcomes {
        match outcome.await.unwrap() {
            Err(error) => {
                assert_eq!(error, Error::Busy);
                assert!(error.retryable());
                busy += 1;
            }
            Ok(rows) => assert_eq!(rows, 1),
        }
    }
    first.await.unwrap().unwrap();
    assert_eq!(busy, 3);
    assert_eq!(db.stats().turned_away, 3);
    assert_eq!(count(&db).await, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lock_held_by_another_process_is_waited_for_within_bounds() {
    let (db, folder) = fresh(|_| {}).await;
    let mut config = Config::at(folder.path().join("test.db"));
    config.busy = Duration::from_secs(5);
    // A second handle stands for a second process: SQLite locks them against each other alike.
    let other = Db::open(config).unwrap();
    let holding = hold(&other, Duration::from_millis(700));
    settle().await;
    assert_eq!(add(&db, "one").await, Err(Error::Busy));
    holding.await.unwrap().unwrap();
    add(&db, "one").await.unwrap();
    add(&other, "two").await.unwrap();
    assert_eq!(count(&db).await, 2);
    assert_eq!(count(&other).await, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn closing_finishes_what_was_begun() {
    let (db, folder) = fresh(|_| {}).await;
    let first = hold(&db, Duration::from_millis(150));
    settle().await;
    let last = {
        let db = db.clone();
        tokio::spawn(async move { add(&db, "last").await })
    };
    settle().await;
    db.close().await.unwrap();
    first.await.unwrap().unwrap();
    assert_eq!(last.await.unwrap(), Ok(1));
    assert_eq!(add(&db, "late").await, Err(Error::Closed));
    assert_eq!(db.read(&COUNT, binds![]).await, Err(Error::Closed));
    db.close().await.unwrap();
    assert!(!folder.path().join("test.db-wal").exists());
    let again = Db::open(Config::at(folder.path().join("test.db"))).unwrap();
    assert_eq!(count(&again).await, 1);
}
