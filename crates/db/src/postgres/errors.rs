//! PostgreSQL's errors in our words, and which of them are worth another try.

use std::error::Error as _;

use deadpool_postgres::PoolError;
use tokio_postgres::error::{DbError, SqlState};

use crate::Error;

/// What an error means to the caller.
pub(crate) fn error(cause: &tokio_postgres::Error) -> Error {
    match cause.as_db_error() {
        Some(said) => said_by_server(said),
        None if is_away(cause) => Error::Away(away(cause)),
        None => Error::Bug(with_source(cause)),
    }
}

/// The same while waiting for a connection.
pub(crate) fn pool_error(cause: &PoolError) -> Error {
    match cause {
        PoolError::Timeout(deadpool_postgres::TimeoutType::Wait) => Error::Busy,
        PoolError::Timeout(_) => Error::Away("it does not answer".into()),
        PoolError::Backend(cause) => connecting(cause),
        PoolError::PostCreateHook(deadpool_postgres::HookError::Backend(cause)) => {
            connecting(cause)
        }
        PoolError::Closed => Error::Closed,
        other => Error::Bug(other.to_string()),
    }
}

/// Whether the same transaction may go through when it is run again from its beginning: it was
/// in another one's way (40001, 40P01).
pub(crate) fn collided(cause: &tokio_postgres::Error) -> bool {
    matches!(
        cause.code(),
        Some(&SqlState::T_R_SERIALIZATION_FAILURE | &SqlState::T_R_DEADLOCK_DETECTED)
    )
}

/// While connecting, whatever is wrong is wrong with the way there.
fn connecting(cause: &tokio_postgres::Error) -> Error {
    match cause.as_db_error() {
        Some(said) => match said_by_server(said) {
            known @ (Error::Busy | Error::Full | Error::Away(_)) => known,
            _ => Error::Away(said.message().to_owned()),
        },
        None => Error::Away(away(cause)),
    }
}

fn said_by_server(said: &DbError) -> Error {
    let code = said.code();
    match code {
        &SqlState::UNIQUE_VIOLATION => Error::Unique { constraint: columns(said) },
        &SqlState::FOREIGN_KEY_VIOLATION => Error::ForeignKey,
        &SqlState::T_R_SERIALIZATION_FAILURE
        | &SqlState::T_R_DEADLOCK_DETECTED
        | &SqlState::LOCK_NOT_AVAILABLE
        | &SqlState::QUERY_CANCELED
        | &SqlState::OUT_OF_MEMORY
        | &SqlState::TOO_MANY_CONNECTIONS => Error::Busy,
        &SqlState::DISK_FULL => Error::Full,
        &SqlState::READ_ONLY_SQL_TRANSACTION => Error::ReadOnly,
        &SqlState::DATA_CORRUPTED | &SqlState::INDEX_CORRUPTED => {
            Error::Corrupt(said.message().to_owned())
        }
        &SqlState::IO_ERROR => Error::Io(said.message().to_owned()),
        &SqlState::CHARACTER_NOT_IN_REPERTOIRE => Error::Nul,
        _ if ["08", "57"].contains(&&code.code()[..2])
            || code == &SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT =>
        {
            Error::Away(said.message().to_owned())
        }
        _ => Error::Bug(format!("{} ({})", said.message(), code.code())),
    }
}

/// The columns of a constraint, as SQLite names them. The server says `Key (a, b)=(…) already
/// exists.`, with the values behind, which are left there.
fn columns(said: &DbError) -> String {
    let table = said.table().unwrap_or_default();
    let columns = said.detail().and_then(|detail| {
        let (columns, _) = detail.strip_prefix("Key (")?.split_once(")=")?;
        Some(columns)
    });
    match columns {
        Some(columns) => {
            let named = columns.split(", ").map(|column| format!("{table}.{column}"));
            named.collect::<Vec<_>>().join(", ")
        }
        None => said.constraint().unwrap_or(table).to_owned(),
    }
}

/// Whether the connection is gone, rather than something wrong with what was asked.
pub(crate) fn is_away(cause: &tokio_postgres::Error) -> bool {
    let io = cause.source().is_some_and(|source| source.is::<std::io::Error>());
    cause.is_closed() || io
}

fn away(cause: &tokio_postgres::Error) -> String {
    if cause.is_closed() { "the connection was lost".into() } else { with_source(cause) }
}

fn with_source(cause: &tokio_postgres::Error) -> String {
    match cause.source() {
        Some(source) => format!("{cause}: {source}"),
        None => cause.to_string(),
    }
}
