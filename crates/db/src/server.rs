//! Which server a database lies on, and how it is reached.

use std::fmt;
use std::time::Duration;

/// How to reach a database on a PostgreSQL server. Start from [`ServerConfig::at`] and change
/// what differs. `Debug` does not show the address, which may hold a password.
#[derive(Clone)]
pub struct ServerConfig {
    /// `postgres://USER:PASSWORD@HOST:PORT/DATABASE`, as libpq reads it (PostgreSQL manual, 34.1.1);
    /// `sslrootcert` names a file with the certificates of the authorities that are trusted.
    pub url: String,
    /// The password, where it is not in the address.
    pub password: Option<String>,
    /// The schema in which the tables are. It is made if it is not there.
    pub schema: String,
    /// How many reads may run at once.
    pub readers: usize,
    /// How many writes may run at once.
    pub writers: usize,
    /// How many reads, and how many writes, may wait for their turn. Whoever comes beyond that
    /// is told at once that the database is busy.
    pub queue: usize,
    /// How long to wait for a connection or a lock before giving up.
    pub busy: Duration,
    /// How long an answer may be waited for, beyond what the server itself allows a statement: then
    /// the connection is given up as dead.
    pub silence: Duration,
}

impl ServerConfig {
    /// The usual settings, for a schema of the database at this address.
    pub fn at(url: impl Into<String>, schema: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            password: None,
            schema: schema.into(),
            readers: 4,
            writers: 8,
            queue: 1024,
            busy: Duration::from_secs(5),
            silence: Duration::from_secs(40),
        }
    }
}

impl fmt::Debug for ServerConfig {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("ServerConfig").field("schema", &self.schema).finish_non_exhaustive()
    }
}
