//! Where the master keys come from: a file of our own, a credential that systemd or a container
//! platform hands over, or a variable of the environment.

use std::fmt;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::{Error, MasterKeys};

/// The variable that may hold the master keys.
pub const VARIABLE: &str = "MASSES_MASTER_KEY";

/// Where the master keys come from. It does not print a key.
#[derive(Clone)]
pub enum KeySource {
    /// A file that the program makes and rotates.
    File(PathBuf),
    /// A file that somebody else puts there, to be read only (systemd's `LoadCredential=`).
    Credential(PathBuf),
    /// The text of a key file in [`VARIABLE`], its lines also separated by semicolons.
    Variable(Zeroizing<String>),
}

impl KeySource {
    /// Whether there is anything. What is there may still be wrong.
    pub fn exists(&self) -> bool {
        match self {
            Self::File(path) | Self::Credential(path) => path.exists(),
            Self::Variable(_) => true,
        }
    }

    /// Reads the keys.
    pub fn load(&self) -> Result<MasterKeys, Error> {
        match self {
            Self::File(path) => MasterKeys::load(path),
            Self::Credential(path) => MasterKeys::load_credential(path),
            Self::Variable(text) => MasterKeys::from_text(text, VARIABLE),
        }
    }

    /// The file, if it is ours to write.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::File(path) => Some(path),
            Self::Credential(_) | Self::Variable(_) => None,
        }
    }
}

impl From<PathBuf> for KeySource {
    fn from(path: PathBuf) -> Self {
        Self::File(path)
    }
}

impl fmt::Display for KeySource {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(out),
            Self::Credential(path) => write!(out, "the credential {}", path.display()),
            Self::Variable(_) => write!(out, "the variable {VARIABLE}"),
        }
    }
}

impl fmt::Debug for KeySource {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "KeySource({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake::Counting;

    #[test]
    fn the_same_key_from_everywhere_and_never_in_print() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let made = MasterKeys::create(&path, &Counting::default()).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        let line = text.lines().find(|line| !line.starts_with('#')).unwrap();
        let variable = KeySource::Variable(Zeroizing::new(line.to_owned()));
        for source in [path.clone().into(), KeySource::Credential(path), variable] {
            assert!(source.exists());
            assert_eq!(source.load().unwrap().ids(), made.ids(), "{source}");
            let secret = line.split_whitespace().nth(1).unwrap();
            assert!(!format!("{source} {source:?}").contains(secret));
            assert_eq!(source.file().is_some(), matches!(source, KeySource::File(_)));
        }
    }
}
