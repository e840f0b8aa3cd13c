//! A file on its way into `files/`: it lies hidden in the folder it is for, until it is whole, is
//! what it says it is, and has a place.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::super::write::{put, sync_folder};
use super::kind::is_what_it_says;
use super::strip::{Stripped, strip};
use super::{FileName, set_focus};

/// With what its name begins until then.
const HIDDEN: &str = ".upload-";
/// What nobody has decided about for so long goes.
const FORGOTTEN_MS: i64 = 24 * 3_600_000;

/// A file that has no place yet. It goes when it is dropped, unless it is to wait.
#[derive(Debug)]
pub(in super::super) struct Arrived {
    path: PathBuf,
    /// The random text that it is found by.
    pub mark: String,
    waits: bool,
}

/// Why a file is not taken.
#[derive(Debug)]
pub(in super::super) enum Unfit {
    /// It is not what its name says.
    Other,
    /// It is not a whole picture.
    Broken,
    /// The disk.
    Io(io::Error),
}

impl From<io::Error> for Unfit {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// What a file that is fit is.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Fit {
    pub hash: [u8; 32],
    /// Something was taken out of it.
    pub stripped: bool,
}

impl Arrived {
    /// A place for a file that comes, and where to write it. `mark`: a random text.
    pub fn begin(site: &Path, to: &FileName, mark: &str, now: i64) -> io::Result<(Self, File)> {
        let path = hidden(site, to, mark)?;
        forget(&path, now);
        let file = OpenOptions::new().write(true).create_new(true).open(&path)?;
        Ok((Self { path, mark: mark.to_owned(), waits: false }, file))
    }

    /// One that came before and waits.
    pub fn again(site: &Path, to: &FileName, mark: &str) -> io::Result<Option<Self>> {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if mark.len() < 20 || !mark.chars().all(plain) {
            return Ok(None);
        }
        let path = hidden(site, to, mark)?;
        let there = path.is_file();
        Ok(there.then(|| Self { path, mark: mark.to_owned(), waits: false }))
    }

    /// It stays until somebody has decided about it.
    pub fn wait(mut self) {
        self.waits = true;
    }

    /// Whether it may be served under its name; what a camera has noted in it is taken out.
    pub fn examine(&self, to: &FileName) -> Result<Fit, Unfit> {
        if !is_what_it_says(&self.path, &to.ending())? {
            return Err(Unfit::Other);
        }
        let content = fs::read(&self.path)?;
        match strip(&content, &to.ending()) {
            Stripped::Broken => Err(Unfit::Broken),
            Stripped::Same => {
                File::open(&self.path)?.sync_all()?;
                Ok(Fit { hash: vault::hash(&content), stripped: false })
            }
            Stripped::Less(less) => {
                put(&self.path, &less, "less")?;
                Ok(Fit { hash: vault::hash(&less), stripped: true })
            }
        }
    }

    /// Gives it its place; false where another file has it.
    pub fn settle(self, site: &Path, to: &FileName) -> io::Result<bool> {
        let place = to.place(site)?;
        match fs::hard_link(&self.path, &place) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                self.wait();
                return Ok(false);
            }
            // There are disks on which a file has one name only.
            Err(_) if !place.exists() => fs::rename(&self.path, &place)?,
            Err(error) => return Err(error),
        }
        sync_folder(&place)?;
        Ok(true)
    }

    /// Gives it the place of another file.
    pub fn replace(self, site: &Path, to: &FileName) -> io::Result<()> {
        let place = to.place(site)?;
        fs::rename(&self.path, &place)?;
        sync_folder(&place)?;
        // It was chosen for another picture.
        set_focus(site, to, None, &self.mark)
    }
}

impl Drop for Arrived {
    fn drop(&mut self) {
        if !self.waits {
            // Once it is in its place it is no longer here.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Takes a file away that is served.
pub(in super::super) fn remove(site: &Path, file: &FileName, mark: &str) -> io::Result<()> {
    let place = file.place(site)?;
    fs::remove_file(&place)?;
    sync_folder(&place)?;
    set_focus(site, file, None, mark)
}

fn hidden(site: &Path, to: &FileName, mark: &str) -> io::Result<PathBuf> {
    // With the name that it was examined for: it waits for no other.
    let place = to.place(site)?;
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    Ok(place.with_file_name(format!("{HIDDEN}{mark}.{name}")))
}

/// Takes away what came long before this and was never decided about.
fn forget(place: &Path, now: i64) {
    let Some(folder) = place.parent() else { return };
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let ours = entry.file_name().to_string_lossy().starts_with(HIDDEN);
        let changed = entry.metadata().map(|about| about.mtime() * 1000);
        if ours && changed.is_ok_and(|changed| changed < now - FORGOTTEN_MS) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    const MARK: &str = "0123456789abcdefghij";

    fn names(site: &Path) -> Vec<String> {
        let entries = fs::read_dir(site.join("files")).unwrap();
        let mut names: Vec<String> =
            entries.map(|one| one.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    fn arrived(site: &Path, to: &FileName, content: &[u8]) -> Arrived {
        let (arrived, mut file) = Arrived::begin(site, to, MARK, 0).unwrap();
        file.write_all(content).unwrap();
        arrived
    }

    #[test]
    fn a_file_has_no_name_before_it_is_fit_and_no_other_has_it() {
        let site = tempfile::tempdir().unwrap();
        let site = site.path();
        let to = FileName::read("notes.txt").unwrap();
        assert!(matches!(arrived(site, &to, b"\0").examine(&to), Err(Unfit::Other)));
        assert!(names(site).is_empty(), "what is not fit goes");
        let first = arrived(site, &to, b"first");
        first.examine(&to).unwrap();
        assert!(names(site)[0].starts_with('.'), "hidden until then");
        assert!(first.settle(site, &to).unwrap());
        assert_eq!(names(site), ["notes.txt"]);
        assert!(!arrived(site, &to, b"second").settle(site, &to).unwrap());
        assert_eq!(fs::read(site.join("files/notes.txt")).unwrap(), b"first");
        let waiting = Arrived::again(site, &to, MARK).unwrap().unwrap();
        waiting.replace(site, &to).unwrap();
        assert_eq!(fs::read(site.join("files/notes.txt")).unwrap(), b"second");
        assert_eq!(names(site), ["notes.txt"]);
        for mark in ["", "../../../masses.toml", "0123456789abcdefghi/", "xxxxxxxxxxxxxxxxxxxx"] {
            assert!(Arrived::again(site, &to, mark).unwrap().is_none(), "{mark}");
        }
        remove(site, &to, "x").unwrap();
        assert!(names(site).is_empty());
        arrived(site, &to, b"<script>").wait();
        for other in ["notes.html", "notes.svg", "other.txt"] {
            let other = FileName::read(other).unwrap();
            assert!(Arrived::again(site, &other, MARK).unwrap().is_none(), "{other:?}");
        }
    }
}
