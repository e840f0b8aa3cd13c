//! What happens when the disk fails, made to fail from outside: the test runs itself again under
//! `strace`, which lets the nth sync of each thread return an error.

use std::process::Command;

use db::{Config, Db, Error};

use crate::{SCHEMA, add, count};

/// The inner run: ten writes, one after the other; a line for each outcome.
#[tokio::test]
#[ignore = "run by the other test, under strace"]
async fn inner() {
    let Ok(path) = std::env::var("FAILING_DB") else { return };
    let db = match Db::open(Config::at(path)) {
        Ok(db) => db,
        Err(error) => return println!("\nopen {error}"),
    };
    if let Err(error) = db.migrate("notes", SCHEMA).await {
        println!("\nmigrate {error}");
    }
    for n in 0..10 {
        match add(&db, &format!("note-{n}")).await {
            Ok(_) => println!("\nin note-{n}"),
            Err(Error::Io(text)) => println!("\nio {text}"),
            Err(other) => println!("\nother {other}"),
        }
    }
    if db.schema().await.is_ok_and(|columns| columns.iter().any(|c| c.table == "note")) {
        println!("\nseen {}", count(&db).await);
    }
    println!("\nstopped {}", db.stats().stopped);
    println!("\nclose {:?}", db.close().await);
}

fn run(path: &std::path::Path, inject: &str) -> Vec<String> {
    let output = Command::new("strace")
        .args(["-f", "-qq", "-o", "/dev/null", "-e", &format!("inject={inject}")])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "failing::inner", "--ignored", "--nocapture"])
        .env("FAILING_DB", path)
        .output()
        .expect("there is no strace: run ./test, which installs it");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines().map(str::to_owned).collect()
}

#[tokio::test]
async fn after_a_failed_sync_nothing_is_acknowledged() {
    let mut failures = 0;
    for when in 1..=20 {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("test.db");
        let inject = format!("fsync,fdatasync:error=EIO:when={when}");
        let lines = run(&path, &inject);
        let acknowledged = lines.iter().filter(|line| line.starts_with("in ")).count() as i64;
        let first_io = lines.iter().position(|line| line.starts_with("io "));
        if let Some(first_io) = first_io {
            failures += 1;
            assert!(!lines[first_io..].iter().any(|line| line.starts_with("in ")), "{lines:?}");
            assert!(lines.contains(&"stopped true".to_owned()), "{lines:?}");
        }
        if let Some(seen) = lines.iter().find_map(|line| line.strip_prefix("seen ")) {
            assert_eq!(seen, acknowledged.to_string(), "{lines:?}");
        }
        // The next start finds everything that was acknowledged.
        let db = Db::open(Config::at(&path)).unwrap();
        db.migrate("notes", SCHEMA).await.unwrap();
        assert!(count(&db).await >= acknowledged);
        db.integrity().await.unwrap();
    }
    assert!(failures > 5, "{failures}");
}
