//! What a server does that a file does not: it goes away, somebody else has the lock, and it has to
//! show who it is.

use std::process::Command;
use std::time::Duration;

use cluster::{Cluster, Setup};
use db::{Db, Error, Lock, binds};

use super::{CLUSTER, RENAME, config, fresh, name_of};
use crate::{ADD, ALL, COUNT, DELETE, ONE, SCHEMA, add, count};

/// Its connections are cut again and again: whatever was answered is in, and once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_may_be_cut_at_any_moment() {
    let (db, url) = fresh().await;
    let cut = format!(
        "select pg_terminate_backend(pid) from pg_stat_activity \
         where datname = '{}' and pid <> pg_backend_pid()",
        name_of(&url)
    );
    let writers: Vec<_> = (0..8)
        .map(|writer| {
            let db = db.clone();
            tokio::spawn(async move {
                let mut answered = Vec::new();
                for n in 0..60 {
                    let id = format!("{writer}-{n}");
                    match add(&db, &id).await {
                        Ok(_) => answered.push(id),
                        Err(Error::Away(_) | Error::Busy) => {}
                        Err(other) => panic!("{other}"),
                    }
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
                answered
            })
        })
        .collect();
    for _ in 0..10 {
        tokio::time::sleep(Duration::from_millis(30)).await;
        CLUSTER.sql("postgres", &cut).unwrap();
    }
    let mut answered = Vec::new();
    for writer in writers {
        answered.extend(writer.await.unwrap());
    }
    let there = db.read(&ALL, binds![]).await.unwrap();
    let there: Vec<String> = there.iter().map(|row| row.text("id").unwrap()).collect();
    assert!(answered.len() > 300, "only {} were answered", answered.len());
    for id in &answered {
        assert!(there.contains(id), "{id} was answered and is not there");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_away_is_waited_for_within_bounds() {
    let cluster = Cluster::start(&Setup::default()).unwrap();
    let url = cluster.database().unwrap();
    let db = Db::connect(config(&url)).unwrap();
    db.migrate("notes", SCHEMA).await.unwrap();
    add(&db, "before").await.unwrap();
    cluster.interrupt().unwrap();
    assert!(matches!(add(&db, "during").await, Err(Error::Away(_))));
    assert!(matches!(db.read(&COUNT, binds![]).await, Err(Error::Away(_))));
    assert!(db.stats().away);
    let waiting = tokio::spawn({
        let db = db.clone();
        async move { add(&db, "patient").await }
    });
    tokio::time::sleep(Duration::from_millis(200)).await;
    cluster.resume().unwrap();
    let patient = waiting.await.unwrap().is_ok();
    add(&db, "after").await.unwrap();
    assert!(!db.stats().away);
    assert_eq!(count(&db).await, 2 + i64::from(patient));
}

#[tokio::test]
async fn a_lock_is_waited_for_within_bounds() {
    let (db, url) = fresh().await;
    add(&db, "one").await.unwrap();
    let other = Db::connect(config(&url)).unwrap();
    let (held, is_held) = tokio::sync::oneshot::channel::<()>();
    let held = std::sync::Arc::new(std::sync::Mutex::new(Some(held)));
    let holding = tokio::spawn(async move {
        other
            .write::<_, Error>(move |tx| {
                Box::pin(async move {
                    tx.execute(&RENAME, binds!["one", "two"]).await?;
                    if let Some(held) = held.lock().unwrap().take() {
                        held.send(()).unwrap();
                    }
                    tokio::time::sleep(Duration::from_secs(4)).await;
                    Ok(())
                })
            })
            .await
    });
    is_held.await.unwrap();
    let waited = db.write::<_, Error>(|tx| {
        Box::pin(async move { tx.execute(&RENAME, binds!["one", "three"]).await })
    });
    assert_eq!(waited.await, Err(Error::Busy));
    holding.await.unwrap().unwrap();
    assert!(db.read_one(&ONE, binds!["two"]).await.unwrap().is_some());
}

/// Every connection of a database, with a signal.
fn signal(url: &str, signal: &str) {
    let name = name_of(url);
    let pids = CLUSTER
        .sql("postgres", &format!("select pid from pg_stat_activity where datname = '{name}'"));
    for pid in pids.unwrap().lines() {
        assert!(Command::new("kill").args([signal, pid]).status().unwrap().success());
    }
}

/// What nobody was told of must not come in with what somebody else writes later.
#[tokio::test]
async fn what_was_given_up_is_not_in_with_the_next() {
    let (_, url) = fresh().await;
    let mut config = config(&url);
    (config.writers, config.silence) = (1, Duration::from_millis(300));
    let db = Db::connect(config).unwrap();
    for held in [vec![], vec![Lock::exclusive("note")]] {
        add(&db, "one").await.unwrap();
        add(&db, "warm").await.unwrap();
        signal(&url, "-STOP");
        let given_up = db
            .write_holding::<_, Error>(held, |tx| {
                Box::pin(async move { tx.read(&DELETE, binds!["one"]).await })
            })
            .await;
        signal(&url, "-CONT");
        assert!(matches!(given_up, Err(Error::Away(_))), "{given_up:?}");
        add(&db, "two").await.unwrap();
        assert!(db.read_one(&ONE, binds!["one"]).await.unwrap().is_some(), "it came in later");
        write_holding_note(&db).await.unwrap();
        for id in ["one", "warm", "two"] {
            db.write::<_, Error>(move |tx| {
                Box::pin(async move { tx.read(&DELETE, binds![id]).await })
            })
            .await
            .unwrap();
        }
    }
}

async fn write_holding_note(db: &Db) -> Result<i64, Error> {
    let held = vec![Lock::exclusive("note")];
    db.write_holding(held, |tx| {
        Box::pin(async move { tx.read_one(&COUNT, binds![]).await?.unwrap().int("n") })
    })
    .await
}

/// A commit that fails leaves nothing held: whoever comes next need not wait for the session of
/// whoever failed.
#[tokio::test]
async fn a_commit_that_fails_holds_nothing() {
    let (db, url) = fresh().await;
    let collide = "create function collide() returns trigger language plpgsql as
         $$ begin raise exception using errcode = '40001'; end $$;
         create constraint trigger collides after insert on notes.note
         deferrable initially deferred for each row execute function collide()";
    CLUSTER.sql(name_of(&url), collide).unwrap();
    let held = vec![Lock::exclusive("note")];
    let failed = db.write_holding::<_, Error>(held, |tx| {
        Box::pin(async move { tx.execute(&ADD, binds!["one", "x", false]).await })
    });
    assert_eq!(failed.await, Err(Error::Busy));
    let left = "select count(*) from pg_locks l join pg_database d on d.oid = l.database
         where l.locktype = 'advisory' and d.datname = current_database()";
    let mut held = String::new();
    for _ in 0..100 {
        held = CLUSTER.sql(name_of(&url), left).unwrap();
        if held == "0" {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(held, "0", "a session still holds what it held");
    assert_eq!(write_holding_note(&db).await, Ok(0));
}

#[tokio::test]
async fn what_was_deleted_is_gone_from_the_tables_files() {
    let cluster = Cluster::start(&Setup::default()).unwrap();
    let url = cluster.database().unwrap();
    let db = Db::connect(config(&url)).unwrap();
    db.migrate("notes", SCHEMA).await.unwrap();
    let mark = "a-mark-like-no-other";
    add(&db, mark).await.unwrap();
    add(&db, "stays").await.unwrap();
    let delete = db
        .write::<_, Error>(move |tx| Box::pin(async move { tx.read(&DELETE, binds![mark]).await }));
    delete.await.unwrap();
    db.scrub().await.unwrap();
    cluster.sql("postgres", "checkpoint").unwrap();
    let holds = Command::new("grep")
        .args(["-r", "-l", "-a", mark])
        .arg(cluster.data().join("base"))
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&holds.stdout), "");
    assert_eq!(count(&db).await, 1);
}

/// S27: a certificate that no trusted authority vouches for, or that is for another host, ends
/// the connection before a password is said.
#[tokio::test]
async fn the_server_is_who_it_says_it_is() {
    let authority = rcgen::KeyPair::generate().unwrap();
    let mut parameters = rcgen::CertificateParams::new(Vec::new()).unwrap();
    parameters.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let root = parameters.self_signed(&authority).unwrap();
    let issuer = rcgen::Issuer::new(parameters, authority);
    let key = rcgen::KeyPair::generate().unwrap();
    let own = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let own = own.signed_by(&key, &issuer).unwrap();
    let tls = Some((own.pem(), key.serialize_pem()));
    let cluster = Cluster::start(&Setup { tls, ..Setup::default() }).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("root.pem");
    std::fs::write(&file, root.pem()).unwrap();
    let url = cluster.database().unwrap();
    let trusting = format!("{url}?sslmode=verify-full&sslrootcert={}", file.display());
    let db = Db::connect(config(&trusting)).unwrap();
    db.migrate("notes", SCHEMA).await.unwrap();
    assert_eq!(count(&db).await, 0);
    let elsewhere = trusting.replace("localhost", "127.0.0.1");
    for (url, why) in [
        (format!("{url}?sslmode=require"), "certificate"),
        (elsewhere, "certificate"),
        (url.clone(), "no pg_hba.conf entry"),
    ] {
        let db = Db::connect(config(&url)).unwrap();
        match db.read(&COUNT, binds![]).await {
            Err(Error::Away(text)) => assert!(text.contains(why), "{url}: {text}"),
            other => panic!("{url}: {other:?}"),
        }
    }
    let missing = format!("{url}?sslrootcert=/nowhere.pem");
    assert!(
        matches!(Db::connect(config(&missing)), Err(Error::Bug(text)) if text.contains("/nowhere.pem"))
    );
}
