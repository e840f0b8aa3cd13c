//! What a database is opened with, and what it tells about itself.

use std::path::PathBuf;
use std::time::Duration;

/// How to open a database. Start from [`Config::at`] and change what differs.
#[derive(Debug, Clone)]
pub struct Config {
    /// The database's file. Its folder must exist; the file is made if missing.
    pub path: PathBuf,
    /// How many reads may run at once.
    pub readers: usize,
    /// How many writes may wait for the writer, and how many reads for a connection.
    /// Whoever comes beyond that is told at once that the database is busy.
    pub queue: usize,
    /// How long to wait for a lock or a connection before giving up.
    pub busy: Duration,
    /// The most pages the file may grow to. Tests use it to see a full disk.
    pub max_pages: Option<u32>,
}

impl Config {
    /// The usual settings, for the file at this path.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            readers: 4,
            queue: 1024,
            busy: Duration::from_secs(5),
            max_pages: None,
        }
    }
}

/// What a database has done since it was opened, and how it is now: for health and metrics.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stats {
    /// Transactions committed and synced.
    pub commits: u64,
    /// Closures that went in with them.
    pub writes: u64,
    /// Transactions that were run again because they were in another one's way.
    pub again: u64,
    /// Reads and writes turned away because too many were waiting.
    pub turned_away: u64,
    /// Writes waiting now.
    pub waiting: usize,
    /// The last write failed because the disk is full. Goes back by itself.
    pub full: bool,
    /// The database's server did not answer the last time. Goes back by itself.
    pub away: bool,
    /// A write to the disk failed in a way that cannot be trusted again: nothing more is
    /// written until the program is restarted.
    pub stopped: bool,
}
