//! The same on a PostgreSQL server, and what only happens there.

mod away;
mod shared;

use std::sync::LazyLock;
use std::time::Duration;

use cluster::{Cluster, Setup};
use db::{Bound, Db, Error, Lock, ServerConfig, Statement, Tx, Value, binds};

use crate::{ADD, ALL, CLEAR, COUNT, DELETE, FILL, ONE, REMARK, REPLACE, SCHEMA, add, count};

static CLUSTER: LazyLock<Cluster> = LazyLock::new(|| Cluster::start(&Setup::default()).unwrap());

db::statements! {
    TALLY = "select count(*) as n from note where pinned = true";
    RENAME = "update note set id = $2 where id = $1";
    WORDS = "select word from remark order by id";
    KEEP = "insert into note (id, body, pinned) values ($1, $2, $3) on conflict (id) do nothing";
    AFTER = "select id from note where id > $1 order by id";
}

fn config(url: &str) -> ServerConfig {
    let mut config = ServerConfig::at(url, "notes");
    config.busy = Duration::from_secs(2);
    config
}

/// A database of its own for each test.
async fn fresh() -> (Db, String) {
    let url = CLUSTER.database().unwrap();
    let db = Db::connect(config(&url)).unwrap();
    db.migrate("notes", SCHEMA).await.unwrap();
    (db, url)
}

fn name_of(url: &str) -> &str {
    url.rsplit_once('/').unwrap().1
}

#[tokio::test]
async fn values_come_back_as_they_went_in() {
    let (db, _) = fresh().await;
    let raw = vec![0, 255, 7];
    let text = "Zwölf Boxkämpfer \u{1F984}";
    let binds = binds!["one", text, true];
    db.write::<_, Error>(|tx| Box::pin(async move { tx.execute(&ADD, binds).await }))
        .await
        .unwrap();
    let binds = binds!["one", -0.125, raw.clone()];
    db.write::<_, Error>(|tx| Box::pin(async move { tx.execute(&FILL, binds).await }))
        .await
        .unwrap();
    let row = db.read_one(&ONE, binds!["one"]).await.unwrap().unwrap();
    assert_eq!(row.text("body").unwrap(), text);
    assert!(row.bool("pinned").unwrap());
    assert_eq!(row.real("score").unwrap().to_bits(), (-0.125_f64).to_bits());
    assert_eq!(row.bytes("raw").unwrap(), raw);
    let none: Option<Vec<u8>> = None;
    let binds = binds!["one", Value::Null, none];
    db.write::<_, Error>(|tx| Box::pin(async move { tx.execute(&FILL, binds).await }))
        .await
        .unwrap();
    let row = db.read_one(&ONE, binds!["one"]).await.unwrap().unwrap();
    assert_eq!((row.opt_real("score").unwrap(), row.opt_bytes("raw").unwrap()), (None, None));
    assert_eq!(db.read(&ONE, binds!["a\0b"]).await, Err(Error::Nul));
    let wrong = db.read(&ONE, binds![5]).await;
    assert!(matches!(wrong, Err(Error::Bug(text)) if text.contains("it::ONE")));
}

#[tokio::test]
async fn order_is_by_bytes_whatever_the_language() {
    let (db, _) = fresh().await;
    for id in ["b", "a", "B", "ä", "a-b", "ab", "_", "-"] {
        add(&db, id).await.unwrap();
    }
    let ids = |rows: Vec<db::Row>| -> Vec<String> {
        rows.iter().map(|row| row.text("id").unwrap()).collect()
    };
    let all = ids(db.read(&ALL, binds![]).await.unwrap());
    assert_eq!(all, ["-", "B", "_", "a", "a-b", "ab", "b", "ä"]);
    assert_eq!(ids(db.read(&AFTER, binds!["ab"]).await.unwrap()), ["b", "ä"]);
}

#[tokio::test]
async fn a_reader_cannot_write() {
    let (db, _) = fresh().await;
    add(&db, "one").await.unwrap();
    assert_eq!(db.read(&DELETE, binds!["one"]).await, Err(Error::ReadOnly));
    assert_eq!(count(&db).await, 1);
}

#[tokio::test]
async fn what_fails_is_named_without_values() {
    let (db, _) = fresh().await;
    add(&db, "one").await.unwrap();
    let same = add(&db, "one").await;
    assert_eq!(same, Err(Error::Unique { constraint: "note.id".into() }));
    let remark = |id: &'static str, note: &'static str| {
        let db = db.clone();
        async move {
            let binds = binds![id, note, "secret word", 5];
            let work = db
                .write::<_, Error>(|tx| Box::pin(async move { tx.execute(&REMARK, binds).await }));
            work.await
        }
    };
    assert_eq!(remark("r1", "nobody").await, Err(Error::ForeignKey));
    remark("r2", "one").await.unwrap();
    let twice = remark("r3", "one").await;
    assert_eq!(twice, Err(Error::Unique { constraint: "remark.note, remark.word".into() }));
    // A row that goes takes what hangs on it along.
    let gone =
        db.write::<_, Error>(|tx| Box::pin(async move { tx.read(&DELETE, binds!["one"]).await }));
    assert_eq!(gone.await.unwrap().len(), 1);
    db.integrity().await.unwrap();
}

#[tokio::test]
async fn an_error_and_a_panic_leave_nothing() {
    let (db, _) = fresh().await;
    let panicked = db.write::<(), Error>(|tx| {
        Box::pin(async move {
            tx.execute(&ADD, binds!["panicking", "x", true]).await?;
            panic!("on purpose")
        })
    });
    assert_eq!(panicked.await, Err(Error::Panicked));
    let own = db.write::<(), Error>(|tx| {
        Box::pin(async move {
            tx.execute(&ADD, binds!["erring", "x", true]).await?;
            Err(Error::Closed)
        })
    });
    assert_eq!(own.await, Err(Error::Closed));
    // Whoever ignores a failure has failed all the same.
    let ignoring = db.write::<_, Error>(|tx| {
        Box::pin(async move {
            tx.execute(&ADD, binds!["a", "x", true]).await?;
            let _ = tx.execute(&ADD, binds!["a", "x", true]).await;
            assert!(matches!(tx.read(&ALL, binds![]).await, Err(Error::Bug(_))));
            Ok(())
        })
    });
    assert_eq!(ignoring.await, Err(Error::Unique { constraint: "note.id".into() }));
    assert_eq!(count(&db).await, 0);
    add(&db, "after").await.unwrap();
    assert_eq!(count(&db).await, 1);
}

/// Each looks how many there are, and adds one if there are fewer than ten: on SQLite one goes
/// after the other, and here it has to come out the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_looks_before_writing_is_not_overtaken() {
    let (db, url) = fresh().await;
    let other = Db::connect(config(&url)).unwrap();
    let tasks: Vec<_> = (0..40)
        .map(|n| {
            let db = if n % 2 == 0 { db.clone() } else { other.clone() };
            tokio::spawn(async move {
                loop {
                    let added = db.write::<_, Error>(move |tx| {
                        Box::pin(async move {
                            let row = tx.read_one(&TALLY, binds![]).await?.unwrap();
                            if row.int("n")? >= 10 {
                                return Ok(false);
                            }
                            // Long enough for others to look as well.
                            tokio::time::sleep(Duration::from_millis(3)).await;
                            tx.execute(&ADD, binds![format!("{n}"), "x", true]).await?;
                            Ok(true)
                        })
                    });
                    match added.await {
                        // It waited as long as it may; whoever asks again gets through.
                        Err(Error::Busy) => {}
                        done => return done.unwrap(),
                    }
                }
            })
        })
        .collect();
    let mut added = 0;
    for task in tasks {
        added += usize::from(task.await.unwrap());
    }
    assert_eq!((added, count(&db).await), (10, 10));
    assert!(db.stats().again + other.stats().again > 0, "nobody was in anybody's way");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_may_migrate_at_once() {
    let url = CLUSTER.database().unwrap();
    let nodes: Vec<Db> = (0..4).map(|_| Db::connect(config(&url)).unwrap()).collect();
    let tasks = nodes
        .iter()
        .cloned()
        .map(|db| tokio::spawn(async move { db.migrate("notes", SCHEMA).await }));
    for task in tasks.collect::<Vec<_>>() {
        task.await.unwrap().unwrap();
    }
    add(&nodes[0], "one").await.unwrap();
    assert_eq!(count(&nodes[3]).await, 1);
    let half = "-- step 1: half\ncreate table c (d text);\ncreate table note (b text);\n";
    let outcome = nodes[1].migrate("half", half).await;
    assert!(matches!(outcome, Err(Error::Bug(text)) if text.contains("step 1 of half")));
    let schema = nodes[2].schema().await.unwrap();
    assert!(!schema.iter().any(|column| column.table == "c"));
    let kinds: Vec<_> = schema.iter().filter(|c| c.table == "note").map(|c| &*c.kind).collect();
    assert_eq!(kinds, ["text", "text", "boolean", "double precision", "bytea"]);
    let keys = nodes[0].foreign_keys().await.unwrap();
    assert_eq!((&*keys[0].table, &*keys[0].to_table, keys[0].cascade), ("remark", "note", true));
}

#[tokio::test]
async fn every_statement_is_tried() {
    let (db, _) = fresh().await;
    let all = [&ADD, &REPLACE, &ALL, &ONE, &COUNT, &DELETE, &CLEAR, &FILL, &REMARK];
    db.prepare_all(&all[2..]).await.unwrap();
    let wrong = Statement::generated("wrong", "select colour from note".into());
    let outcome = db.prepare_all(&[&ALL, &wrong]).await;
    assert!(
        matches!(outcome, Err(Error::Bug(text)) if text.contains("wrong: ") && text.contains("colour"))
    );
}

/// Several statements that add rows are one, or none.
#[tokio::test]
async fn several_insertions_are_one() {
    let (server, _) = fresh().await;
    let (embedded, _folder) = crate::fresh(|_| {}).await;
    for db in [server, embedded] {
        let run = |more: Vec<Bound>| {
            let db = db.clone();
            let mut all = vec![
                (&ADD, binds!["a", "x", true]),
                (&REMARK, binds!["r1", "a", "word", 1]),
                (&REMARK, binds!["r2", "a", "costs $5", 1]),
            ];
            all.extend(more);
            async move {
                db.write::<_, Error>(move |tx| Box::pin(async move { tx.insert_all(all).await }))
                    .await
            }
        };
        let taken = Error::Unique { constraint: "remark.note, remark.word".into() };
        let twice = vec![(&REMARK, binds!["r3", "a", "word", 1]), (&ADD, binds!["c", "x", true])];
        assert_eq!(run(twice).await, Err(taken));
        let nobodys = vec![(&REMARK, binds!["r3", "nobody", "word", 1])];
        assert_eq!(run(nobodys).await, Err(Error::ForeignKey));
        assert_eq!(count(&db).await, 0);
        assert_eq!(run(vec![]).await, Ok(1));
        let words = db.read(&WORDS, binds![]).await.unwrap();
        let words: Vec<String> = words.iter().map(|row| row.text("word").unwrap()).collect();
        assert_eq!(words, ["word", "costs $5"]);
        let again = db.write::<_, Error>(|tx| {
            Box::pin(async move {
                let kept = (&KEEP, binds!["a", "y", false]);
                tx.insert_all(vec![(&ADD, binds!["b", "x", true]), kept]).await
            })
        });
        assert_eq!((again.await, count(&db).await), (Ok(0), 2));
    }
}

/// Adds a note a while after it has counted them.
async fn slowly(tx: &mut Tx, id: &str, ms: u64) -> Result<i64, Error> {
    let before = tx.read_one(&COUNT, binds![]).await?.unwrap().int("n")?;
    tokio::time::sleep(Duration::from_millis(ms)).await;
    tx.execute(&ADD, binds![id, "x", true]).await?;
    Ok(before)
}

/// What is held alone is waited for, and what its holder wrote is seen by whoever waited; what is
/// shared holds up nobody. Whoever writes beside others is in nobody's way.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_holds_a_name_is_waited_for() {
    let (db, _) = fresh().await;
    let order = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let writes = |lock: Lock, id: &'static str, ms: u64, beside: bool| {
        let (db, order) = (db.clone(), order.clone());
        tokio::spawn(async move {
            let seen = match beside {
                true => db.write_beside(vec![lock], move |tx| Box::pin(slowly(tx, id, ms))).await,
                false => db.write_holding(vec![lock], move |tx| Box::pin(slowly(tx, id, ms))).await,
            };
            order.lock().unwrap().push(id);
            seen.unwrap()
        })
    };
    let slow = writes(Lock::exclusive("a"), "slow", 600, false);
    tokio::time::sleep(Duration::from_millis(200)).await;
    let waiting = writes(Lock::shared("a"), "waiting", 0, true);
    let other = writes(Lock::exclusive("b"), "other", 0, true);
    let (slow, waiting, other) =
        (slow.await.unwrap(), waiting.await.unwrap(), other.await.unwrap());
    assert_eq!(*order.lock().unwrap(), ["other", "slow", "waiting"]);
    assert_eq!((slow, waiting, other), (0, 2, 0));
    // Nothing is held any more, whoever has the connection now.
    let again = writes(Lock::exclusive("a"), "again", 0, false).await.unwrap();
    assert_eq!(again, 3);
    // Two who share do not wait for each other, and two who write beside each other never collide.
    let before = db.stats().again;
    let many: Vec<_> = (0..20)
        .map(|n| writes(Lock::shared("c"), Box::leak(format!("n{n}").into_boxed_str()), 20, true))
        .collect();
    for one in many {
        one.await.unwrap();
    }
    assert_eq!((db.stats().again, count(&db).await), (before, 24));
}
