//! Only one may have it: a lock on a file, held as long as the claim lives.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::Duration;

use crate::{Error, Result};

/// How much of a holder's name is read, in bytes.
const NAME: u64 = 1_000;

/// How often it is tried, and the pause between.
const LOOKS: u32 = 20;
const PAUSE: Duration = Duration::from_millis(5);

/// A lock on a file. The operating system lets go of it when the process ends, however it ends,
/// so no stale lock needs to be cleared by hand.
#[derive(Debug)]
pub struct Claim {
    file: File,
}

impl Claim {
    /// Takes the lock, and writes the process id and `who` (a line for people, such as
    /// `masses serve /srv/site`) into the file. Fails within a moment if somebody else has it,
    /// and names them.
    pub fn take(path: impl AsRef<Path>, who: &str) -> Result<Self> {
        let path = path.as_ref();
        let failed = |what: &str, error: std::io::Error| {
            Error::Io(format!("cannot {what} the lock file {}: {error}", path.display()))
        };
        let mut file = open(path).map_err(|error| failed("open", error))?;
        let mut looks = LOOKS;
        while let Err(error) = file.try_lock() {
            match error {
                // Whoever is writing its name just now, letting go or dying gets a moment for it.
                TryLockError::WouldBlock if looks > 0 => {
                    looks -= 1;
                    std::thread::sleep(PAUSE);
                }
                TryLockError::WouldBlock => {
                    let holder = holder(&mut file);
                    return Err(Error::Claimed { path: path.display().to_string(), holder });
                }
                TryLockError::Error(error) => return Err(failed("lock", error)),
            }
        }
        let line = format!("process {} ({})\n", std::process::id(), who.trim());
        file.set_len(0)
            .and_then(|()| file.write_all(line.as_bytes()))
            .map_err(|error| failed("write", error))?;
        Ok(Self { file })
    }
}

/// What whoever holds it has written into it: one line for people.
fn holder(file: &mut File) -> String {
    let mut named = Vec::new();
    // A file that somebody else has filled says nothing.
    let _ = file.seek(SeekFrom::Start(0)).and_then(|_| file.take(NAME).read_to_end(&mut named));
    let named = String::from_utf8_lossy(&named);
    let named = named.lines().next().unwrap_or_default();
    match named.replace(char::is_control, "").trim() {
        "" => "another process".to_owned(),
        named => named.to_owned(),
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
