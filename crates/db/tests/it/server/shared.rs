//! Many who write beside each other share a transaction, and notice nothing of it.

use std::time::Duration;

use db::{Bound, Db, Error, Lock, Tx, binds};
use futures_util::future::join_all;

use super::{AFTER, CLUSTER, KEEP, WORDS, config, fresh, name_of};
use crate::{ADD, COUNT, FILL, ONE, REMARK, count};

db::statements! {
    COMMON = "insert into note (id, body, pinned) values ($1, 'all', 1 = 2) on conflict do nothing";
    /// What needs a limit, an order and a type.
    NEWEST = "select id, body as n from note where id < $1 and pinned = $2 order by id desc limit $3";
}

/// Adds a note with a remark, after looking for others; answers the newest ones before it.
async fn note(tx: &mut Tx, id: String) -> Result<Vec<String>, Error> {
    let asked: Vec<Bound> = vec![
        (&NEWEST, binds![id.clone(), true, 2]),
        (&ONE, binds![id.clone()]),
        (&COUNT, binds![]),
    ];
    let told = tx.read_all(asked).await?;
    let newest = told[0].iter().map(|row| row.text("id")).collect::<Result<_, _>>()?;
    assert!(told[1].is_empty());
    assert_eq!(told[2].len(), 1);
    let remark = format!("{id}-r");
    let all: Vec<Bound> = vec![
        (&ADD, binds![id.clone(), "'x' ($1)", true]),
        (&REMARK, binds![remark, id.clone(), id.as_str(), 7]),
        (&COMMON, binds!["common"]),
        (&KEEP, binds![format!("{id}-last"), "z", false]),
    ];
    assert_eq!(tx.insert_all(all).await?, 1);
    Ok(newest)
}

async fn write(db: &Db, id: String) -> Result<Vec<String>, Error> {
    let lock = vec![Lock::shared("notes")];
    db.write_beside(lock, move |tx| Box::pin(note(tx, id))).await
}

async fn all(db: &Db, ids: impl Iterator<Item = u32>) -> Vec<Result<Vec<String>, Error>> {
    let tasks = ids.map(|n| {
        let db = db.clone();
        tokio::spawn(async move { write(&db, format!("n{n:03}")).await })
    });
    join_all(tasks).await.into_iter().map(|done| done.unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_share_a_commit_and_each_gets_its_own_answer() {
    let (db, _) = fresh().await;
    write(&db, "a1".into()).await.unwrap();
    write(&db, "a2".into()).await.unwrap();
    write(&db, "a3".into()).await.unwrap();
    let before = db.stats();
    for answer in all(&db, 0..300).await {
        let newest = answer.unwrap();
        assert_eq!(newest.len(), 2);
        assert!(newest[0] > newest[1], "{newest:?}");
    }
    let after = db.stats();
    assert_eq!(after.writes - before.writes, 300);
    assert!(after.commits - before.commits < 100, "{}", after.commits - before.commits);
    assert_eq!((after.waiting, count(&db).await), (0, 2 * 303 + 1));
    let words = db.read(&WORDS, binds![]).await.unwrap();
    assert_eq!(words.len(), 303);
    assert_eq!(words[3].text("word").unwrap(), "n000");
    let one = db.read_one(&ONE, binds!["n123"]).await.unwrap().unwrap();
    assert_eq!(
        (one.text("body").unwrap().as_str(), one.bool("pinned").unwrap()),
        ("'x' ($1)", true)
    );
}

/// A plan is made once, for tables that grow: it must not depend on how large they were then.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_asked_together_is_looked_up_for_each() {
    let (_, url) = fresh().await;
    let name = name_of(&url);
    for setting in [
        "session_preload_libraries = 'auto_explain'",
        "auto_explain.log_min_duration = 0",
        // Whatever else is possible is better now.
        "enable_nestloop = off",
    ] {
        CLUSTER.sql(name, &format!("alter database {name} set {setting}")).unwrap();
    }
    let db = Db::connect(config(&url)).unwrap();
    all(&db, 0..100).await;
    let log = CLUSTER.log();
    let plans = log.split("Query Text: ").filter(|plan| plan.starts_with("select q.n"));
    let plans: Vec<&str> = plans.collect();
    assert!(!plans.is_empty());
    for plan in plans {
        assert!(plan.contains("Nested Loop"), "{plan}");
        assert!(!plan.contains("Hash Join") && !plan.contains("Merge Join"), "{plan}");
    }
}

async fn strange(tx: &mut Tx, kind: u32) -> Result<u64, Error> {
    let id = format!("odd{kind}");
    tx.read_all(vec![(&COUNT, binds![])]).await?;
    match kind {
        0 => return Err(Error::Busy),
        1 => panic!("on purpose"),
        2 => tx.hold(&Lock::exclusive("odd")).await?,
        3 => drop(tx.insert_all(vec![(&ADD, binds!["a\0b", "x", true])]).await?),
        _ => {}
    }
    let added = tx.insert_all(vec![(&ADD, binds![id.clone(), "x", true])]).await?;
    match kind {
        4 => Err(Error::Busy),
        5 => tx.execute(&FILL, binds![id, 0.5, vec![1u8]]).await,
        _ => Ok(added),
    }
}

/// One that fails, panics, changes its mind or needs more than is done together is in nobody's way.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_fails_does_not_touch_the_others() {
    let (db, _) = fresh().await;
    write(&db, "n050".into()).await.unwrap();
    let odd = |kind: u32| {
        let db = db.clone();
        tokio::spawn(
            async move { db.write_beside(vec![], move |tx| Box::pin(strange(tx, kind))).await },
        )
    };
    for _ in 0..3 {
        let odd: Vec<_> = (0..6).map(odd).collect();
        let many = all(&db, 0..100).await;
        let odd: Vec<_> = join_all(odd).await.into_iter().map(|one| one.unwrap()).collect();
        let taken = || Err(Error::Unique { constraint: "note.id".into() });
        assert_eq!(odd[0], Err(Error::Busy));
        assert_eq!(odd[1], Err(Error::Panicked));
        assert_eq!(odd[3], Err(Error::Nul));
        assert_eq!(odd[4], Err(Error::Busy));
        let first = many.iter().filter(|one| one.is_ok()).count() > 0;
        let good = if first { [Ok(1), Ok(1)] } else { [taken(), taken()] };
        assert_eq!([odd[2].clone(), odd[5].clone()], good);
        for (n, one) in many.into_iter().enumerate() {
            assert_eq!(one.is_ok(), first && n != 50, "{n}: {one:?}");
        }
        assert_eq!(count(&db).await, 2 * 100 + 1 + 2);
    }
}

/// Whoever waits for a name that somebody else holds alone holds up nobody; two who hold the same
/// name alone are never in the same transaction.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn names_are_kept_apart() {
    let (db, _) = fresh().await;
    let holder = {
        let db = db.clone();
        tokio::spawn(async move {
            db.write_holding::<_, Error>(vec![Lock::exclusive("held")], |tx| {
                Box::pin(async move {
                    tx.execute(&ADD, binds!["holder", "x", true]).await?;
                    tokio::time::sleep(Duration::from_millis(800)).await;
                    Ok(())
                })
            })
            .await
        })
    };
    tokio::time::sleep(Duration::from_millis(200)).await;
    let add = |name: String, id: String| {
        let db = db.clone();
        tokio::spawn(async move {
            let lock = vec![Lock::exclusive(name)];
            let seen = db.write_beside::<_, Error>(lock, move |tx| {
                Box::pin(async move {
                    let seen = tx.read_all(vec![(&AFTER, binds!["m"])]).await?[0].len();
                    tx.insert_all(vec![(&ADD, binds![id, "x", true])]).await?;
                    Ok(seen)
                })
            });
            seen.await.unwrap()
        })
    };
    let waits = add("held".into(), "w".into());
    let others: Vec<_> = (0..40).map(|n| add(format!("o{n}"), format!("a{n}"))).collect();
    for other in join_all(others).await {
        other.unwrap();
    }
    assert!(!holder.is_finished() && !waits.is_finished(), "the others waited for a name");
    holder.await.unwrap().unwrap();
    waits.await.unwrap();
    // Each of them sees all that came before it.
    let same: Vec<_> = (0..40).map(|n| add("same".into(), format!("s{n}"))).collect();
    let mut seen: Vec<usize> = join_all(same).await.into_iter().map(|one| one.unwrap()).collect();
    seen.sort_unstable();
    assert_eq!(seen, (1..41).collect::<Vec<_>>());
}
