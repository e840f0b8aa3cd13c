//! Plain SQLite: what the same disk does without the program. And a look into the houses' own
//! databases, to see that what was thanked for is there.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use rusqlite::{Connection, OpenFlags};

/// Rows of a kilobyte, one for each synced transaction, one writer: rows in a second.
pub fn rate(file: &Path, time: Duration) -> Result<f64> {
    let connection = Connection::open(file)?;
    let mode: String =
        connection.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0))?;
    ensure!(mode == "wal", "no write-ahead log on this disk");
    connection.pragma_update(None, "synchronous", "full")?;
    connection
        .execute_batch("create table if not exists plain (id integer primary key, body text)")?;
    let text = "x".repeat(1_000);
    let mut insert = connection.prepare("insert into plain (body) values (?1)")?;
    let (begun, mut rows) = (Instant::now(), 0u64);
    while begun.elapsed() < time {
        insert.execute([&text])?;
        rows += 1;
    }
    Ok(rows as f64 / begun.elapsed().as_secs_f64())
}

/// What a house holds: open inquiries, their messages, acknowledgements, journal entries of it.
pub struct Held {
    /// Inquiries above suspicion.
    pub inquiries: i64,
    /// Acknowledgements in the outbox.
    pub mails: i64,
    /// Entries that say that somebody wrote.
    pub entries: i64,
    /// Keys of people.
    pub keys: i64,
}

/// Counts them.
pub fn held(data: &Path) -> Result<Held> {
    let open =
        |file: &str| Connection::open_with_flags(data.join(file), OpenFlags::SQLITE_OPEN_READ_ONLY);
    let (house, keys) = (open("data.sqlite")?, open("keys/keys.sqlite")?);
    let count = |db: &Connection, sql: &str| db.query_row(sql, [], |row| row.get::<_, i64>(0));
    Ok(Held {
        inquiries: count(
            &house,
            "select count(*) from inquiry i join inquiry_message m on m.inquiry_id = i.id
             where i.state = 'open'",
        )?,
        mails: count(&house, "select count(*) from outbox where kind = 'acknowledgement'")?,
        entries: count(
            &house,
            "select count(*) from journal_entry where act = 'inquiry-received'",
        )?,
        keys: count(&keys, "select count(*) from data_key")?,
    })
}

/// Some inquiries and their persons, spread over all.
pub fn some(data: &Path, many: usize) -> Result<Vec<(String, String)>> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
    let connection = Connection::open_with_flags(data.join("data.sqlite"), flags)?;
    let sql = "select id, person_id from inquiry order by random() limit ?1";
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map([i64::try_from(many)?], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
