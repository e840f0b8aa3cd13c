//! Only one may have it: a lock on a file, held as long as the claim lives.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::Duration;

use crate::{Error, Result};

/// How often it is looked who holds a lock without a name in it, and the pause between.
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
    /// `masses serve /srv/site`) into the file. Fails at once if somebody else has it, and
    /// names them.
    pub fn take(path: impl AsRef<Path>, who: &str) -> Result<Self> {
        let path = path.as_ref();
        let failed = |what: &str, error: std::io::Error| {
            Error::Io(format!("cannot {what} the lock file {}: {error}", path.display()))
        };
        let mut file = open(path).map_err(|error| failed("open", error))?;
        let mut looks = LOOKS;
        while let Err(error) = file.try_lock() {
            match error {
                TryLockError::WouldBlock => {
                    looks -= 1;
                    match holder(&mut file) {
                        // It is writing its name just now, or letting go.
                        None if looks > 0 => std::thread::sleep(PAUSE),
                        named => {
                            let holder = named.unwrap_or_else(|| "another process".to_owned());
                            return Err(Error::Claimed {
                                path: path.display().to_string(),
                                holder,
                            });
                        }
                    }
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

/// What whoever holds it has written into it.
fn holder(file: &mut File) -> Option<String> {
    let mut named = String::new();
    file.seek(SeekFrom::Start(0)).and_then(|_| file.read_to_string(&mut named)).ok()?;
    let named = named.trim();
    (!named.is_empty()).then(|| named.to_owned())
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
