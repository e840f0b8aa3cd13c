//! What can go wrong with keys and sealed values.

use std::io;
use std::path::PathBuf;

use crate::{KeyId, Typo};

/// What went wrong, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no key file.
    #[error(
        "there is no master key at {path}; put the key file back from its copy, or make it \
         again from the recovery code (`masses key --help`)", path = .0.display()
    )]
    Missing(PathBuf),
    /// Others may read the key file.
    #[error(
        "the master key at {path} can be read by others on this machine (mode {mode:03o}); \
         run `chmod 600 {path}` and consider rotating it with `masses key rotate`",
        path = path.display()
    )]
    Exposed {
        /// The file.
        path: PathBuf,
        /// Its permissions.
        mode: u32,
    },
    /// Not the text of a key file.
    #[error("{origin}, line {line}: {reason}")]
    Malformed {
        /// The file, or the name of the variable.
        origin: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong and what was expected.
        reason: String,
    },
    /// There is a key already where one was to be made.
    #[error("there is a master key at {path} already, and it is never overwritten", path = .0.display())]
    Exists(PathBuf),
    /// A rotation has begun and not ended.
    #[error(
        "{path} holds two keys: a rotation has begun and not ended; \
         run `masses key rotate` again to finish it", path = .0.display()
    )]
    Rotating(PathBuf),
    /// The keys come from where this program cannot write.
    #[error(
        "the master key comes from {0}, which this program cannot write: to rotate it, keep it \
         in a file (`master_key_file` in [keys])"
    )]
    Elsewhere(String),
    /// The file could not be read or written.
    #[error("could not {doing} {path}: {source}", path = path.display())]
    Io {
        /// What was being done.
        doing: &'static str,
        /// To which file or folder.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// Wrapped by a key that is not there.
    #[error(
        "this was locked with the master key {needed}, but there is only {}; \
         put the key file that has {needed} in place",
        list(present)
    )]
    UnknownKey {
        /// The key it needs.
        needed: KeyId,
        /// The keys there are.
        present: Vec<KeyId>,
    },
    /// Not what was sealed, or not where, or not with this key.
    #[error("a sealed value does not open: it was altered, moved, or sealed with another key")]
    Altered,
    /// Sealed by a newer version of the program.
    #[error("a sealed value has version {0}, which this version of the program does not know")]
    UnknownVersion(u8),
    /// A recovery code that is not one.
    #[error("this recovery code is not right: {0}")]
    Recovery(#[from] Typo),
}

impl Error {
    pub(crate) fn io(doing: &'static str, path: &std::path::Path, source: io::Error) -> Self {
        Self::Io { doing, path: path.to_owned(), source }
    }
}

fn list(keys: &[KeyId]) -> String {
    let names: Vec<_> = keys.iter().map(KeyId::to_string).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(" and ") }
}
