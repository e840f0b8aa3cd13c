//! Running one statement on one connection.

use std::sync::Arc;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ToSql};

use super::errors::error;
use crate::{Error, Result, Row, Statement, Value};

/// Runs a statement for its effect, through the error of the driver.
pub(crate) fn execute(
    connection: &Connection,
    statement: &Statement,
    binds: &[Value],
) -> Result<u64, Failure> {
    let mut prepared = connection.prepare_cached(&statement.sql)?;
    if prepared.column_count() > 0 {
        return Err(Failure::Ours("it answers with rows; use `read`".into()));
    }
    bind(&mut prepared, binds)?;
    Ok(prepared.raw_execute()? as u64)
}

/// Runs a statement for its rows, through the error of the driver.
pub(crate) fn rows(
    connection: &Connection,
    statement: &Statement,
    binds: &[Value],
) -> Result<Vec<Row>, Failure> {
    let mut prepared = connection.prepare_cached(&statement.sql)?;
    if prepared.column_count() == 0 {
        return Err(Failure::Ours("it answers no rows; use `execute`".into()));
    }
    bind(&mut prepared, binds)?;
    let mut answer = Vec::new();
    let mut shape = None;
    let mut rows = prepared.raw_query();
    while let Some(row) = rows.next()? {
        let (columns, booleans) = shape.get_or_insert_with(|| shape_of(row.as_ref()));
        let mut values = Vec::with_capacity(booleans.len());
        for (place, boolean) in booleans.iter().enumerate() {
            values.push(value(row.get_ref(place)?, *boolean)?);
        }
        answer.push(Row::new(Arc::clone(columns), values));
    }
    Ok(answer)
}

/// Reads on a connection that cannot write.
pub(crate) fn read(
    connection: &Connection,
    statement: &Statement,
    binds: &[Value],
) -> Result<Vec<Row>> {
    rows(connection, statement, binds).map_err(|failure| failure.into_error(statement.name))
}

/// Binds by the number in each parameter's name: to SQLite `$2` is just a name, and gets its
/// place by where it first stands in the text.
fn bind(prepared: &mut rusqlite::Statement<'_>, binds: &[Value]) -> Result<(), Failure> {
    let wanted = prepared.parameter_count();
    if wanted != binds.len() {
        return Err(Failure::Ours(format!(
            "it has {wanted} parameters, {} are given",
            binds.len()
        )));
    }
    for place in 1..=wanted {
        let number = number(prepared, place).map_err(Failure::Ours)?;
        let value = binds
            .get(number - 1)
            .ok_or_else(|| Failure::Ours(format!("${number} is beyond its {wanted} parameters")))?;
        if matches!(value, Value::Text(text) if text.contains('\0')) {
            return Err(Failure::Nul);
        }
        prepared.raw_bind_parameter(place, value)?;
    }
    Ok(())
}

/// Which `$n` stands at this place.
pub(crate) fn number(
    prepared: &rusqlite::Statement<'_>,
    place: usize,
) -> std::result::Result<usize, String> {
    let name = prepared.parameter_name(place).unwrap_or("?");
    match name.strip_prefix('$').and_then(|digits| digits.parse().ok()) {
        Some(number) if number > 0 => Ok(number),
        _ => Err(format!("its parameter `{name}` is not of the form $1; for a type use cast()")),
    }
}

/// The names of the columns, and which of them are boolean: SQLite keeps these as 0 and 1.
fn shape_of(prepared: &rusqlite::Statement<'_>) -> (Arc<[String]>, Vec<bool>) {
    let (names, booleans): (Vec<String>, Vec<bool>) = prepared
        .columns()
        .map(|column| {
            let kind = column.decl_type().unwrap_or_default();
            (column.name().to_owned(), kind.eq_ignore_ascii_case("boolean"))
        })
        .unzip();
    (names.into(), booleans)
}

fn value(raw: ValueRef<'_>, boolean: bool) -> Result<Value, Failure> {
    Ok(match raw {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number @ (0 | 1)) if boolean => Value::Bool(number == 1),
        ValueRef::Integer(number) => Value::Int(number),
        ValueRef::Real(number) => Value::Real(number),
        ValueRef::Text(text) => match std::str::from_utf8(text) {
            Ok(text) => Value::Text(text.to_owned()),
            Err(_) => return Err(Failure::Damaged),
        },
        ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
    })
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Int(number) => ValueRef::Integer(*number),
            Self::Bool(yes) => ValueRef::Integer((*yes).into()),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
            Self::Real(number) => ValueRef::Real(*number),
        }))
    }
}

/// Why a statement did not run.
#[derive(Debug)]
pub(crate) enum Failure {
    /// SQLite says so.
    Sqlite(rusqlite::Error),
    /// A mistake in how it was called.
    Ours(String),
    /// A text that was given has a NUL character in it.
    Nul,
    /// A text in the file is none.
    Damaged,
}

impl From<rusqlite::Error> for Failure {
    fn from(cause: rusqlite::Error) -> Self {
        Self::Sqlite(cause)
    }
}

impl Failure {
    /// In words for the caller, naming the statement where the statement is at fault.
    pub(crate) fn into_error(self, name: &str) -> Error {
        match self {
            Self::Sqlite(cause) => match error(&cause) {
                Error::Bug(text) => Error::Bug(format!("statement {name}: {text}")),
                other => other,
            },
            Self::Ours(text) => Error::Bug(format!("statement {name}: {text}")),
            Self::Nul => Error::Nul,
            Self::Damaged => Error::Corrupt(format!("a text read by {name} is not UTF-8")),
        }
    }
}
