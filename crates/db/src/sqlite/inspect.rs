//! Looking at the schema and at the state of the file.

use rusqlite::Connection;

use super::errors::error;
use super::run;
use crate::{ColumnInfo, Error, ForeignKey, Result, Statement};

/// How many faults are listed.
const FAULTS: usize = 20;

pub(crate) fn schema(connection: &Connection) -> Result<Vec<ColumnInfo>> {
    let sql = "select t.name, c.name, lower(c.type), c.\"notnull\" = 0 and c.pk = 0
               from sqlite_schema t join pragma_table_info(t.name) c
               where t.type = 'table' and t.name not like 'sqlite\\_%' escape '\\'
               order by t.name, c.cid";
    collect(connection, sql, |row| {
        Ok(ColumnInfo {
            table: row.get(0)?,
            column: row.get(1)?,
            kind: row.get(2)?,
            nullable: row.get(3)?,
        })
    })
}

pub(crate) fn foreign_keys(connection: &Connection) -> Result<Vec<ForeignKey>> {
    let sql = "select t.name, k.\"from\", k.\"table\", lower(k.on_delete) = 'cascade'
               from sqlite_schema t join pragma_foreign_key_list(t.name) k
               where t.type = 'table' order by t.name, k.\"from\"";
    collect(connection, sql, |row| {
        Ok(ForeignKey {
            table: row.get(0)?,
            column: row.get(1)?,
            to_table: row.get(2)?,
            cascade: row.get(3)?,
        })
    })
}

pub(crate) fn prepare_all(connection: &Connection, statements: &[Statement]) -> Result<()> {
    let faults: Vec<String> = statements
        .iter()
        .filter_map(|one| fault(connection, one).map(|fault| format!("{}: {fault}", one.name)))
        .collect();
    if faults.is_empty() { Ok(()) } else { Err(Error::Bug(faults.join("; "))) }
}

/// What is wrong with a statement, if anything.
fn fault(connection: &Connection, statement: &Statement) -> Option<String> {
    let prepared = match connection.prepare(&statement.sql) {
        Ok(prepared) => prepared,
        Err(cause) => return Some(cause.to_string()),
    };
    let count = prepared.parameter_count();
    let numbers: Result<Vec<usize>, String> =
        (1..=count).map(|place| run::number(&prepared, place)).collect();
    match numbers {
        Err(fault) => Some(fault),
        Ok(mut numbers) => {
            numbers.sort_unstable();
            let gap = (1..=count).find(|number| numbers.get(number - 1) != Some(number));
            gap.map(|number| format!("it has {count} parameters, but ${number} is not among them"))
        }
    }
}

pub(crate) fn integrity(connection: &Connection) -> Result<()> {
    let mut faults = collect(connection, &format!("pragma integrity_check({FAULTS})"), |row| {
        row.get::<_, String>(0)
    })?;
    faults.retain(|fault| fault != "ok");
    let broken = collect(connection, "pragma foreign_key_check", |row| {
        Ok(format!(
            "a row of {} refers to a missing row of {}",
            row.get::<_, String>(0)?,
            row.get::<_, String>(2)?
        ))
    })?;
    faults.extend(broken.into_iter().take(FAULTS));
    if faults.is_empty() { Ok(()) } else { Err(Error::Corrupt(faults.join("; "))) }
}

fn collect<T>(
    connection: &Connection,
    sql: &str,
    row: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>> {
    let all =
        || -> rusqlite::Result<Vec<T>> { connection.prepare(sql)?.query_map([], row)?.collect() };
    all().map_err(|cause| error(&cause))
}
