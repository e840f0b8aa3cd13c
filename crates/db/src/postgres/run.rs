//! Running one statement on one connection.

use std::sync::Arc;

use bytes::BytesMut;
use deadpool_postgres::ClientWrapper;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

use super::errors;
use crate::{Error, Result, Row, Statement, Value};

/// Why a statement did not run.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The server says so, or is away.
    Server(tokio_postgres::Error),
    /// A mistake in how it was called.
    Ours(String),
    /// A text that was given has a NUL character in it.
    Nul,
}

impl From<tokio_postgres::Error> for Failure {
    fn from(cause: tokio_postgres::Error) -> Self {
        Self::Server(cause)
    }
}

impl Failure {
    /// In words for the caller, naming the statement where the statement is at fault.
    pub(crate) fn into_error(self, name: &str) -> Error {
        match self {
            Self::Server(cause) => match errors::error(&cause) {
                Error::Bug(text) => Error::Bug(format!("statement {name}: {text}")),
                other => other,
            },
            Self::Ours(text) => Error::Bug(format!("statement {name}: {text}")),
            Self::Nul => Error::Nul,
        }
    }
}

/// Runs a statement for its effect.
pub(crate) async fn execute(
    client: &ClientWrapper,
    statement: &Statement,
    binds: &[Value],
) -> Result<u64, Failure> {
    let prepared = prepare(client, statement, binds).await?;
    if !prepared.columns().is_empty() {
        return Err(Failure::Ours("it answers with rows; use `read`".into()));
    }
    let binds: Vec<Bind<'_>> = binds.iter().map(Bind).collect();
    Ok(client.execute_raw(&prepared, &binds).await?)
}

/// Runs a statement for its rows.
pub(crate) async fn rows(
    client: &ClientWrapper,
    statement: &Statement,
    binds: &[Value],
) -> Result<Vec<Row>, Failure> {
    let prepared = prepare(client, statement, binds).await?;
    if prepared.columns().is_empty() {
        return Err(Failure::Ours("it answers no rows; use `execute`".into()));
    }
    let binds: Vec<Bind<'_>> = binds.iter().map(Bind).collect();
    let parameters: Vec<&(dyn ToSql + Sync)> =
        binds.iter().map(|bind| bind as &(dyn ToSql + Sync)).collect();
    let columns = columns(&prepared, 0);
    let rows = client.query(&prepared, &parameters).await?;
    rows.iter().map(|one| row(one, &columns, 0)).collect()
}

/// The names of what a statement answers with, from a column on.
pub(super) fn columns(prepared: &tokio_postgres::Statement, from: usize) -> Arc<[String]> {
    prepared.columns().iter().skip(from).map(|column| column.name().to_owned()).collect()
}

/// A row, from a column on.
pub(super) fn row(
    row: &tokio_postgres::Row,
    columns: &Arc<[String]>,
    from: usize,
) -> Result<Row, Failure> {
    let values = (from..from + columns.len()).map(|place| row.try_get::<_, Read>(place));
    let values: Result<Vec<Value>, _> = values.map(|read| read.map(|read| read.0)).collect();
    Ok(Row::new(Arc::clone(columns), values?))
}

pub(crate) async fn prepare(
    client: &ClientWrapper,
    statement: &Statement,
    binds: &[Value],
) -> Result<tokio_postgres::Statement, Failure> {
    no_nul(binds)?;
    let prepared = client.prepare_cached(&statement.sql).await?;
    let wanted = prepared.params().len();
    if wanted != binds.len() {
        let given = binds.len();
        return Err(Failure::Ours(format!("it has {wanted} parameters, {given} are given")));
    }
    Ok(prepared)
}

/// PostgreSQL has no texts with a NUL character in them.
pub(super) fn no_nul(binds: &[Value]) -> Result<(), Failure> {
    let nul = |bind: &Value| matches!(bind, Value::Text(text) if text.contains('\0'));
    if binds.iter().any(nul) { Err(Failure::Nul) } else { Ok(()) }
}

/// A value on its way to the server.
#[derive(Debug)]
pub(super) struct Bind<'a>(pub(super) &'a Value);

impl ToSql for Bind<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Wrong> {
        let wrong = || -> Wrong { format!("{} is given for {ty}", self.0.kind()).into() };
        match (self.0, ty) {
            (Value::Null, _) => Ok(IsNull::Yes),
            (Value::Text(text), &Type::TEXT | &Type::VARCHAR) => text.to_sql(ty, out),
            (Value::Int(number), &Type::INT8) => number.to_sql(ty, out),
            (Value::Int(number), &Type::INT4) => i32::try_from(*number)?.to_sql(ty, out),
            (Value::Bool(yes), &Type::BOOL) => yes.to_sql(ty, out),
            (Value::Bytes(bytes), &Type::BYTEA) => bytes.to_sql(ty, out),
            (Value::Real(number), &Type::FLOAT8) => number.to_sql(ty, out),
            (Value::Int(number), &Type::FLOAT8) => (*number as f64).to_sql(ty, out),
            _ => Err(wrong()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// A value on its way back.
struct Read(Value);

impl<'a> FromSql<'a> for Read {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Wrong> {
        Ok(Self(match *ty {
            Type::TEXT | Type::VARCHAR | Type::NAME => Value::Text(String::from_sql(ty, raw)?),
            Type::INT8 => Value::Int(i64::from_sql(ty, raw)?),
            Type::INT4 => Value::Int(i32::from_sql(ty, raw)?.into()),
            Type::BOOL => Value::Bool(bool::from_sql(ty, raw)?),
            Type::BYTEA => Value::Bytes(raw.to_vec()),
            Type::FLOAT8 => Value::Real(f64::from_sql(ty, raw)?),
            _ => return Err(format!("it answers with {ty}; say cast(…)").into()),
        }))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Wrong> {
        Ok(Self(Value::Null))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// What the driver's own conversions fail with.
pub(super) type Wrong = Box<dyn std::error::Error + Sync + Send>;
