//! Opening the file: its permissions, and how each connection is set.

use std::fs::{File, OpenOptions};
use std::io::ErrorKind;
use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::errors::{error, opening};
use crate::{Config, Error, Result};

/// How many prepared statements a connection keeps.
const STATEMENTS_KEPT: usize = 512;

/// Makes the file if there is none, before SQLite does: with permissions for this user only.
/// SQLite gives its log and its shared-memory file the same ones.
pub(crate) fn make(path: &Path) -> Result<()> {
    let failed = |error: std::io::Error| {
        Error::Io(format!(
            "cannot make the database {}: {error}; its folder must exist and be writable",
            path.display()
        ))
    };
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(file) => file.sync_all().map_err(failed),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(failed(error)),
    }
}

/// Makes the names of the file and of its log durable. SQLite syncs the folder too, but does not
/// look whether that succeeds.
pub(crate) fn sync_folder(path: &Path) -> Result<()> {
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(|error| {
        Error::Io(format!("cannot sync the folder {}: {error}; look at the disk", folder.display()))
    })
}

/// The one connection that writes.
pub(crate) fn open_writer(config: &Config) -> Result<Connection> {
    let connection =
        open(config, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    let failed = |cause: rusqlite::Error| opening(&config.path, &cause);
    // When it cannot change the mode, SQLite answers with the one it stays in.
    let mode: String = connection
        .pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0))
        .map_err(failed)?;
    if mode != "wal" {
        return Err(Error::Io(format!(
            "{} cannot have a write-ahead log (it stays in mode `{mode}`): look at the disk, and \
             keep the file on a local one",
            config.path.display()
        )));
    }
    let set = || -> rusqlite::Result<()> {
        connection.pragma_update(None, "synchronous", "full")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update_and_check(None, "secure_delete", true, |_| Ok(()))?;
        // Checkpoints are made by the writer itself, which looks at their outcome.
        connection.pragma_update_and_check(None, "wal_autocheckpoint", 0, |_| Ok(()))?;
        connection.pragma_update_and_check(None, "journal_size_limit", 64 << 20, |_| Ok(()))?;
        connection.pragma_update(None, "cache_size", -8192)?;
        if let Some(pages) = config.max_pages {
            connection.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()))?;
        }
        Ok(())
    };
    set().map_err(failed)?;
    Ok(connection)
}

/// A connection that cannot write.
pub(crate) fn open_reader(config: &Config) -> Result<Connection> {
    let connection =
        open(config, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection
        .pragma_update(None, "query_only", true)
        .map_err(|cause| opening(&config.path, &cause))?;
    Ok(connection)
}

/// What all connections have in common.
fn open(config: &Config, flags: OpenFlags) -> Result<Connection> {
    let failed = |cause: rusqlite::Error| opening(&config.path, &cause);
    let connection = Connection::open_with_flags(&config.path, flags).map_err(failed)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    connection.busy_timeout(config.busy).map_err(failed)?;
    // Nothing of what is held goes into temporary files; the file is never mapped, for a
    // failing disk would then end the program with a signal instead of an error.
    connection.pragma_update(None, "temp_store", "memory").map_err(failed)?;
    connection
        .pragma_update_and_check(None, "mmap_size", 0, |_| Ok(()))
        .or_else(ignore_none)
        .map_err(failed)?;
    connection.pragma_update(None, "cell_size_check", true).map_err(failed)?;
    // A statement has one plan, whatever is bound: otherwise SQLite prepares one with a bound limit
    // anew each time it is bound.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(failed)?;
    connection.pragma_update(None, "trusted_schema", false).map_err(failed)?;
    Ok(connection)
}

/// `pragma mmap_size` answers nothing where mapping is compiled out.
fn ignore_none(cause: rusqlite::Error) -> rusqlite::Result<()> {
    match cause {
        rusqlite::Error::QueryReturnedNoRows => Ok(()),
        other => Err(other),
    }
}

/// Leaves the log as it is when the last connection closes: the disk cannot be trusted now.
pub(crate) fn leave_log(connection: &Connection) {
    if let Err(cause) = connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true) {
        tracing::warn!(error = %error(&cause), "the log could not be set aside");
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::StatementStatus;

    use super::*;

    /// What is bound does not cost a new plan, not even where it is the limit.
    #[test]
    fn a_statement_is_prepared_once() {
        let folder = tempfile::TempDir::new().unwrap();
        let config = Config::at(folder.path().join("test.sqlite"));
        make(&config.path).unwrap();
        let connection = open_writer(&config).unwrap();
        connection.execute_batch("create table one (a text)").unwrap();
        for most in 1..4 {
            let sql = "select a from one where a = $1 order by a limit $2";
            let mut prepared = connection.prepare_cached(sql).unwrap();
            prepared.query_map(("x", most), |_| Ok(())).unwrap().for_each(drop);
            assert_eq!(prepared.get_status(StatementStatus::RePrepare), 0, "{most}");
        }
    }
}
