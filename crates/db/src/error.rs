//! What can go wrong with a database, in words that say what to do. No message contains a value
//! that was bound or read.

/// Short for a result of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a read or a write did not happen. Cloneable, because writes that share a commit share
/// its failure.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A row with this key exists already.
    #[error("a row with the same {constraint} exists already")]
    Unique {
        /// The columns that must be unique, as `table.column`, joined by `, `.
        constraint: String,
    },
    /// Too many wait, or somebody else holds a lock for too long.
    #[error("the database is busy; try again in a moment")]
    Busy,
    /// The database's server cannot be reached, or went away in the middle.
    #[error("the database cannot be reached ({0}); look whether its server runs")]
    Away(String),
    /// No room on the disk.
    #[error("the disk is full; free some space, nothing else needs to be done")]
    Full,
    /// The disk or the file system failed.
    #[error("{0}")]
    Io(String),
    /// The file is damaged or is no database.
    #[error(
        "the database is damaged ({0}); stop the program, keep a copy of the file, and restore the last backup"
    )]
    Corrupt(String),
    /// A row that is referred to does not exist, or one that is still referred to was deleted.
    #[error("a row that is referred to is missing, or is still referred to by another")]
    ForeignKey,
    /// A write through a read-only way in, or a file that may not be written.
    #[error(
        "the database cannot be written here; check the permissions of its file and folder, and use `write` for what changes something"
    )]
    ReadOnly,
    /// The schema is not what the program expects.
    #[error("{0}")]
    Schema(String),
    /// The database has been closed.
    #[error("the database has been closed; the program is stopping")]
    Closed,
    /// The code of this one write panicked. Its neighbours are unaffected.
    #[error("the code of this write or read panicked; nothing of it was stored")]
    Panicked,
    /// Somebody else has claimed what only one may have.
    #[error("{path} is held by {holder}; stop that one first")]
    Claimed {
        /// The lock file.
        path: String,
        /// Who holds it: process id and its own words.
        holder: String,
    },
    /// A text with a NUL character, which no database takes: nothing is found by it.
    #[error("a text with a NUL character cannot be stored or looked for")]
    Nul,
    /// A mistake in the program.
    #[error("a mistake in the program: {0}")]
    Bug(String),
}

impl Error {
    /// Whether the same request may succeed in a moment: for an answer 503 with `Retry-After`.
    pub fn retryable(&self) -> bool {
        matches!(self, Self::Busy | Self::Full | Self::Away(_))
    }

    /// Whether a row with the same key exists already.
    pub fn is_unique(&self) -> bool {
        matches!(self, Self::Unique { .. })
    }
}
