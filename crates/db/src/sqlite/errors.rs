//! SQLite's errors in our words.

use std::path::Path;

use rusqlite::{ErrorCode, ffi};

use crate::Error;

/// What an error means to the caller.
pub(crate) fn error(cause: &rusqlite::Error) -> Error {
    let text = cause.to_string();
    let Some(code) = cause.sqlite_error() else { return Error::Bug(text) };
    match code.code {
        ErrorCode::ConstraintViolation => constraint(code.extended_code, &text),
        ErrorCode::DatabaseBusy
        | ErrorCode::DatabaseLocked
        | ErrorCode::FileLockingProtocolFailed
        | ErrorCode::OperationInterrupted => Error::Busy,
        ErrorCode::DiskFull => Error::Full,
        // The shared-memory file of the log cannot grow: nothing else than a full disk does that.
        _ if code.extended_code == ffi::SQLITE_IOERR_SHMSIZE => Error::Full,
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Error::Corrupt(text),
        ErrorCode::ReadOnly | ErrorCode::PermissionDenied => Error::ReadOnly,
        ErrorCode::SystemIoFailure | ErrorCode::CannotOpen | ErrorCode::OutOfMemory => {
            Error::Io(format!(
                "the database's file cannot be read or written ({text}, code {}); look at the disk",
                code.extended_code
            ))
        }
        _ => Error::Bug(text),
    }
}

/// The same while opening a file, which the message then names.
pub(crate) fn opening(path: &Path, cause: &rusqlite::Error) -> Error {
    let path = path.display();
    match error(cause) {
        Error::Corrupt(text) => Error::Corrupt(format!("{path}: {text}")),
        Error::Io(text) => Error::Io(format!("cannot open the database {path}: {text}")),
        Error::Bug(text) => Error::Bug(format!("cannot open the database {path}: {text}")),
        other => other,
    }
}

/// Whether the disk has shown that its word cannot be trusted. After a failed sync the system
/// may have dropped what it could not write, and a second sync would succeed without it.
pub(crate) fn distrusts_disk(cause: &rusqlite::Error, committing: bool) -> bool {
    let Some(code) = cause.sqlite_error() else { return false };
    if code.code != ErrorCode::SystemIoFailure || code.extended_code == ffi::SQLITE_IOERR_SHMSIZE {
        return false;
    }
    committing
        || matches!(
            code.extended_code,
            ffi::SQLITE_IOERR_FSYNC
                | ffi::SQLITE_IOERR_DIR_FSYNC
                | ffi::SQLITE_IOERR_WRITE
                | ffi::SQLITE_IOERR_TRUNCATE
        )
}

fn constraint(extended: i32, text: &str) -> Error {
    match extended {
        ffi::SQLITE_CONSTRAINT_UNIQUE
        | ffi::SQLITE_CONSTRAINT_PRIMARYKEY
        | ffi::SQLITE_CONSTRAINT_ROWID => {
            let constraint = text.rsplit_once("failed: ").map_or(text, |(_, columns)| columns);
            Error::Unique { constraint: constraint.to_owned() }
        }
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY | ffi::SQLITE_CONSTRAINT_TRIGGER => Error::ForeignKey,
        _ => Error::Bug(text.to_owned()),
    }
}
