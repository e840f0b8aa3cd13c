//! Only one may have it: a lock on a file, held as long as the claim lives.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

use crate::{Error, Result};

/// A lock on a file. The operating system lets go of it when the process ends, however it ends,
/// so no stale lock needs to be cleared by hand.
#[derive(Debug)]
pub struct Claim {
    file: File,
}

impl Claim {
    /// Takes the lock, and writes the process id and `who` (a line for people, such as
    /// `masses serve /srv/site`) into the file. Fails at once if somebody else has it, and
    /// names them.
    pub fn take(path: impl AsRef<Path>, who: &str) -> Result<Self> {
        let path = path.as_ref();
        let failed = |what: &str, error: std::io::Error| {
            Error::Io(format!("cannot {what} the lock file {}: {error}", path.display()))
        };
        let mut file = open(path).map_err(|error| failed("open", error))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(std::fs::TryLockError::WouldBlock) => {
                let mut holder = String::new();
                // The holder may be writing its name just now; then it has none yet.
                let _ = file.read_to_string(&mut holder);
                let holder = match holder.trim() {
                    "" => "another process".to_owned(),
                    named => named.to_owned(),
                };
                return Err(Error::Claimed { path: path.display().to_string(), holder });
            }
            Err(std::fs::TryLockError::Error(error)) => return Err(failed("lock", error)),
        }
        let line = format!("process {} ({})\n", std::process::id(), who.trim());
        file.set_len(0)
            .and_then(|()| file.write_all(line.as_bytes()))
            .map_err(|error| failed("write", error))?;
        Ok(Self { file })
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        // The file stays: removing it would race with whoever opens it next. Its content would
        // mislead a person who looks, so it goes.
        let _ = self.file.set_len(0);
        let _ = self.file.seek(SeekFrom::Start(0));
        let _ = self.file.unlock();
    }
}

fn open(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
