//! All SQL of the policy's room.

use std::collections::{BTreeMap, BTreeSet};

use db::{Db, Row, Tx, binds, statements};
use policy::Status;

statements! {
    /// What the last checks of the safeguards found.
    STATUSES = "select id, holds, checked_at, failed_at, note from measure_status order by id";
    /// What a check found. Since when it fails stays until it holds again.
    PUT = "insert into measure_status (id, holds, checked_at, failed_at, note)
        values ($1, $2, $3, $4, $5)
        on conflict (id) do update set
            holds = excluded.holds,
            checked_at = excluded.checked_at,
            failed_at = case when excluded.failed_at is null then null
                else coalesce(measure_status.failed_at, excluded.failed_at) end,
            note = excluded.note";
    /// Safeguards that are no longer claimed, or cannot be checked any more.
    FORGET = "delete from measure_status where checked_at < $1";
    /// Who was told of a version, from one person to another.
    TOLD = "select person_id from policy_told
        where version = $1 and person_id >= $2 and person_id <= $3";
    /// Whether a person was told of a version.
    IS_TOLD = "select id from policy_told where version = $1 and person_id = $2";
    /// Whether there is such a person, and no erasure of them has begun.
    IS_HERE = "select id from person where id = $1";
    /// A person is told of a version.
    TELL = "insert into policy_told (id, version, person_id, at) values ($1, $2, $3, $4)";
}

/// What the last checks found, by the safeguard's id.
pub(super) async fn statuses(data: &Db) -> Result<BTreeMap<String, Status>, db::Error> {
    data.read(&STATUSES, binds![]).await?.iter().map(status).collect()
}

/// Keeps what a check found at that time.
pub(super) async fn put(
    tx: &mut Tx,
    id: String,
    wrong: Option<String>,
    now: i64,
) -> Result<(), db::Error> {
    let failed_at = wrong.is_some().then_some(now);
    let binds = binds![id, wrong.is_none(), now, failed_at, wrong.unwrap_or_default()];
    tx.execute(&PUT, binds).await?;
    Ok(())
}

/// Which of these persons, in the order of their ids, were told of a version.
pub(super) async fn told(
    data: &Db,
    version: u32,
    persons: &[String],
) -> Result<BTreeSet<String>, db::Error> {
    let (Some(first), Some(last)) = (persons.first(), persons.last()) else {
        return Ok(BTreeSet::new());
    };
    let rows = data.read(&TOLD, binds![i64::from(version), first.as_str(), last.as_str()]).await?;
    rows.iter().map(|row| row.text("person_id")).collect()
}

/// Notes that a person is told of a version, unless they, or whoever is one with them, were told
/// before, or are gone. Whether it was noted.
pub(super) async fn tell(
    tx: &mut Tx,
    id: &str,
    version: u32,
    person: &str,
    one_with: &[String],
    now: i64,
) -> Result<bool, db::Error> {
    let version = i64::from(version);
    if tx.read_one(&IS_HERE, binds![person]).await?.is_none() {
        return Ok(false);
    }
    for one in one_with {
        if tx.read_one(&IS_TOLD, binds![version, one.as_str()]).await?.is_some() {
            return Ok(false);
        }
    }
    tx.execute(&TELL, binds![id, version, person, now]).await?;
    Ok(true)
}

fn status(row: &Row) -> Result<(String, Status), db::Error> {
    let status = Status {
        holds: row.bool("holds")?,
        checked_at: row.int("checked_at")?,
        failed_at: row.opt_int("failed_at")?,
        note: row.text("note")?,
    };
    Ok((row.text("id")?, status))
}
