//! Looking at the schema and at the state of the tables.

use deadpool_postgres::ClientWrapper;

use super::run::Failure;
use crate::{ColumnInfo, Error, ForeignKey, Result, Statement};

/// How many faults are listed.
const FAULTS: usize = 20;

pub(crate) async fn schema(client: &ClientWrapper) -> Result<Vec<ColumnInfo>, Failure> {
    let sql = "select c.table_name::text, c.column_name::text, c.data_type::text, \
               c.is_nullable = 'YES' \
               from information_schema.columns c join information_schema.tables t \
               on t.table_schema = c.table_schema and t.table_name = c.table_name \
               where c.table_schema = current_schema() and t.table_type = 'BASE TABLE' \
               order by c.table_name collate \"C\", c.ordinal_position";
    let rows = client.query(sql, &[]).await?;
    rows.iter()
        .map(|row| {
            Ok(ColumnInfo {
                table: row.try_get(0)?,
                column: row.try_get(1)?,
                kind: row.try_get(2)?,
                nullable: row.try_get(3)?,
            })
        })
        .collect()
}

pub(crate) async fn foreign_keys(client: &ClientWrapper) -> Result<Vec<ForeignKey>, Failure> {
    let sql = "select t.relname::text, a.attname::text, r.relname::text, k.confdeltype = 'c' \
               from pg_constraint k join pg_class t on t.oid = k.conrelid \
               join pg_class r on r.oid = k.confrelid \
               join pg_attribute a on a.attrelid = k.conrelid and a.attnum = any (k.conkey) \
               where k.contype = 'f' and k.connamespace = current_schema()::regnamespace \
               order by t.relname::text collate \"C\", a.attname::text collate \"C\"";
    let rows = client.query(sql, &[]).await?;
    rows.iter()
        .map(|row| {
            Ok(ForeignKey {
                table: row.try_get(0)?,
                column: row.try_get(1)?,
                to_table: row.try_get(2)?,
                cascade: row.try_get(3)?,
            })
        })
        .collect()
}

pub(crate) async fn prepare_all(client: &ClientWrapper, statements: &[Statement]) -> Result<()> {
    let mut faults = Vec::new();
    for statement in statements {
        if let Err(cause) = client.prepare(&statement.sql).await {
            let cause = cause.as_db_error().map_or_else(|| cause.to_string(), ToString::to_string);
            faults.push(format!("{}: {cause}", statement.name));
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::Bug(faults.join("; "))) }
}

/// Reads everything there is, which is how the server notices damage, and looks for rows that
/// refer to none.
pub(crate) async fn integrity(client: &ClientWrapper) -> Result<Vec<String>, Failure> {
    client.batch_execute("set statement_timeout to 0").await?;
    let mut faults = Vec::new();
    let mut tables: Vec<String> =
        schema(client).await?.into_iter().map(|column| column.table).collect();
    tables.dedup();
    for table in &tables {
        let sql = format!(
            "select coalesce(sum(length(cast(one.* as text))), 0)::bigint from \"{table}\" as one"
        );
        if let Err(cause) = client.query(&sql, &[]).await {
            let Some(said) = cause.as_db_error() else { return Err(cause.into()) };
            faults.push(format!("{table}: {}", said.message()));
        }
    }
    for ForeignKey { table, column, to_table, .. } in foreign_keys(client).await? {
        let sql = format!(
            "select count(*) from \"{table}\" as one where \"{column}\" is not null and not exists \
             (select 1 from \"{to_table}\" as other where other.{} = one.\"{column}\")",
            key_of(client, &to_table).await?
        );
        let orphans: i64 = client.query_one(&sql, &[]).await?.try_get(0)?;
        if orphans > 0 {
            faults.push(format!("{orphans} rows of {table} refer to missing rows of {to_table}"));
        }
    }
    client.batch_execute("reset statement_timeout").await?;
    faults.truncate(FAULTS);
    Ok(faults)
}

/// Rewrites every table, so that nothing of a row that was deleted is left in its file.
pub(crate) async fn rewrite(client: &ClientWrapper) -> Result<(), Failure> {
    let mut tables: Vec<String> =
        schema(client).await?.into_iter().map(|column| column.table).collect();
    tables.dedup();
    for table in tables {
        client.batch_execute(&format!("vacuum (full) \"{table}\"")).await?;
    }
    Ok(())
}

/// The column by which rows of a table are referred to.
async fn key_of(client: &ClientWrapper, table: &str) -> Result<String, Failure> {
    let sql = "select quote_ident(a.attname) from pg_index i join pg_attribute a \
               on a.attrelid = i.indrelid and a.attnum = any (i.indkey) \
               where i.indrelid = to_regclass($1) and i.indisprimary";
    Ok(client.query_one(sql, &[&table]).await?.try_get(0)?)
}
