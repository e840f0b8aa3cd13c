//! The database through its own doors.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod claim;
mod disk;
mod failing;
mod migrations;
mod reads;
mod server;
mod writes;

use std::time::Duration;

use db::{Config, Db, Error, binds};
use tempfile::TempDir;

db::statements! {
    ADD = "insert into note (id, body, pinned) values ($1, $2, $3)";
    REPLACE = "insert into note (id, body, pinned) values ($1, $2, $2 = $1)
               on conflict (id) do update set body = excluded.body, pinned = excluded.pinned";
    ALL = "select id, body, pinned from note order by id";
    ONE = "select id, body, pinned, score, raw from note where id = $1";
    COUNT = "select count(*) as n from note";
    DELETE = "delete from note where id = $1 returning id";
    CLEAR = "delete from note";
    FILL = "update note set score = $2, raw = $3 where id = $1";
    REMARK = "insert into remark (id, note, word, at) values ($1, $2, $3, $4)";
}

const SCHEMA: &str = "
-- What the tests write.
-- step 1: notes
create table note (
    id text not null primary key,
    body text not null,
    pinned boolean not null,
    score double precision,
    raw bytea
);
-- step 2: remarks on them
create table remark (
    id text not null primary key,
    note text not null references note (id) on delete cascade,
    word text not null,
    at bigint not null,
    unique (note, word)
);
";

/// A database of its own for each test.
async fn fresh(change: impl FnOnce(&mut Config)) -> (Db, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let mut config = Config::at(folder.path().join("test.db"));
    config.busy = Duration::from_millis(300);
    change(&mut config);
    let db = Db::open(config).unwrap();
    db.migrate("notes", SCHEMA).await.unwrap();
    (db, folder)
}

async fn add(db: &Db, id: &str) -> Result<u64, Error> {
    let id = id.to_owned();
    db.write(|tx| Box::pin(async move { tx.execute(&ADD, binds![id, "something", false]).await }))
        .await
}

async fn count(db: &Db) -> i64 {
    db.read_one(&COUNT, binds![]).await.unwrap().unwrap().int("n").unwrap()
}

/// Keeps the writer busy for a moment, so that what comes next waits together.
fn hold(db: &Db, for_how_long: Duration) -> tokio::task::JoinHandle<Result<(), Error>> {
    let db = db.clone();
    tokio::spawn(async move {
        db.write(move |_| {
            Box::pin(async move {
                std::thread::sleep(for_how_long);
                Ok(())
            })
        })
        .await
    })
}

async fn settle() {
    tokio::time::sleep(Duration::from_millis(50)).await;
}
