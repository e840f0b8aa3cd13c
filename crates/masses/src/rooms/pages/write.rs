//! Files of the site are changed whole or not at all: written beside, synced, and then put in
//! their place in one step. What is there is looked at again just before, so that nobody's change
//! is overwritten that was not seen.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, fchown};
use std::path::{Path, PathBuf};

use super::place::PageFile;

/// What stands in the name of a file that has no place yet.
const HIDDEN: &str = ".masses-";
/// What was left so long ago is taken away.
const FORGOTTEN_MS: i64 = 24 * 3_600_000;

/// The hash of a file as it was seen.
pub(super) type Hash = [u8; 32];

/// Why a file was not changed. Nothing of it was.
#[derive(Debug)]
pub(super) enum Unwritten {
    /// It is no longer what was seen.
    Moved,
    /// The disk, or who may write there.
    Io(io::Error),
}

impl From<io::Error> for Unwritten {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl Unwritten {
    /// What the form says: the words are `editor-unwritten-<word>`.
    pub fn word(&self) -> &'static str {
        use io::ErrorKind::{
            FileTooLarge, InvalidFilename, PermissionDenied, QuotaExceeded, ReadOnlyFilesystem,
            StorageFull,
        };
        match self {
            Self::Moved => "moved",
            Self::Io(error) => match error.kind() {
                StorageFull | QuotaExceeded => "full",
                ReadOnlyFilesystem | PermissionDenied => "denied",
                FileTooLarge => "large",
                InvalidFilename => "name",
                _ => "other",
            },
        }
    }
}

/// A file that is written and synced, but not in its place yet. Goes when it is dropped.
pub(super) struct Staged {
    file: PageFile,
    site: PathBuf,
    /// What is there and was seen; nothing where nothing is to be there.
    seen: Option<Hash>,
    beside: Beside,
    target: PathBuf,
}

impl Staged {
    /// Writes a file beside its place. `mark`: a random text for its name until then.
    pub fn new(
        site: &Path,
        file: &PageFile,
        content: &[u8],
        seen: Option<Hash>,
        mark: &str,
    ) -> Result<Self, Unwritten> {
        look(site, file, seen)?;
        let target = match file.find(site)? {
            Some(there) => there,
            None => file.make_room(site)?,
        };
        let beside = Beside::new(&target, mark, content, former(&target)?)?;
        Ok(Self { file: file.clone(), site: site.to_owned(), seen, beside, target })
    }

    /// Puts it in its place, if what is there is still what was seen.
    pub fn place(self) -> Result<(), Unwritten> {
        look(&self.site, &self.file, self.seen)?;
        match self.seen {
            Some(_) => fs::rename(&self.beside.path, &self.target)?,
            // A name more for it, which fails where something has come to be there meanwhile.
            None => match fs::hard_link(&self.beside.path, &self.target) {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                    return Err(Unwritten::Moved);
                }
                // There are disks on which a file has one name only.
                Err(_) => fs::rename(&self.beside.path, &self.target)?,
            },
        }
        sync_folder(&self.target)?;
        Ok(())
    }
}

/// Puts a file in its place, whatever is there. `mark`: a random text for its name until then.
pub(super) fn put(place: &Path, content: &[u8], mark: &str) -> io::Result<()> {
    let beside = Beside::new(place, mark, content, former(place)?)?;
    fs::rename(&beside.path, place)?;
    sync_folder(place)
}

/// Who may do what with a file that is there.
fn former(place: &Path) -> io::Result<Option<(Permissions, u32, u32)>> {
    match fs::metadata(place) {
        Ok(about) => Ok(Some((about.permissions(), about.uid(), about.gid()))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Takes a file away, if it is still what was seen.
pub(super) fn remove(site: &Path, file: &PageFile, seen: Hash) -> Result<(), Unwritten> {
    look(site, file, Some(seen))?;
    let place = site.join("pages").join(file.inner());
    fs::remove_file(&place)?;
    sync_folder(&place)?;
    Ok(())
}

/// Whether what is there is what was seen.
fn look(site: &Path, file: &PageFile, seen: Option<Hash>) -> Result<(), Unwritten> {
    let there = file.content(site)?.map(|content| vault::hash(&content));
    if there == seen { Ok(()) } else { Err(Unwritten::Moved) }
}

/// The name of a file until it has its place. A long one would be too long for the disk.
fn hidden(target: &Path, mark: &str) -> String {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let beginning: String = name.chars().take(40).collect();
    format!(".{beginning}{HIDDEN}{mark}")
}

/// Whether anything can be written where a file lies.
pub(super) fn can_write(place: &Path, mark: &str) -> io::Result<()> {
    Beside::new(place, mark, b"?", None).map(drop)
}

/// Takes away what was on its way to its place when the program ended, more than a day before `now`.
pub(super) fn forget(folder: &Path, now: i64, deep: usize) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            if deep > 0 {
                forget(&entry.path(), now, deep - 1);
            }
            continue;
        }
        let ours = name.starts_with('.') && name.contains(HIDDEN);
        let changed = entry.metadata().map(|about| about.mtime() * 1000);
        if ours && changed.is_ok_and(|changed| changed < now - FORGOTTEN_MS) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// A new file beside its place, hidden from visitors and from whoever lists the folder.
struct Beside {
    path: PathBuf,
}

impl Beside {
    fn new(
        target: &Path,
        mark: &str,
        content: &[u8],
        former: Option<(Permissions, u32, u32)>,
    ) -> io::Result<Self> {
        let path = target.with_file_name(hidden(target, mark));
        let mut open = OpenOptions::new();
        open.write(true).create_new(true);
        if former.is_some() {
            // Whoever may not read the file may not read it meanwhile.
            open.mode(0o600);
        }
        let mut file = open.open(&path)?;
        let beside = Self { path };
        file.write_all(content)?;
        if let Some((permissions, owner, group)) = former {
            let about = file.metadata()?;
            // Only who runs the program as root may give a file away; else it is ours from here on.
            if (about.uid(), about.gid()) != (owner, group)
                && fchown(&file, Some(owner), Some(group)).is_err()
                && about.gid() != group
            {
                let _ = fchown(&file, None, Some(group));
            }
            file.set_permissions(permissions)?;
        }
        file.sync_all()?;
        Ok(beside)
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        // Once it is in its place it is no longer here.
        let _ = fs::remove_file(&self.path);
    }
}

/// So that the name is on the disk too.
pub(super) fn sync_folder(place: &Path) -> io::Result<()> {
    match place.parent() {
        Some(folder) => File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    const OLD: &str = "old words";

    fn site() -> (tempfile::TempDir, PageFile) {
        let site = tempfile::tempdir().unwrap();
        fs::create_dir(site.path().join("pages")).unwrap();
        fs::write(site.path().join("pages/a.md"), OLD).unwrap();
        (site, PageFile::read("pages/a.md").unwrap())
    }

    fn names(site: &Path) -> Vec<String> {
        let entries = fs::read_dir(site.join("pages")).unwrap();
        let mut names: Vec<String> =
            entries.map(|one| one.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    fn moved<T>(result: Result<T, Unwritten>) -> bool {
        matches!(result, Err(Unwritten::Moved))
    }

    #[test]
    fn a_file_is_replaced_and_keeps_its_mode() {
        let (site, file) = site();
        let place = site.path().join("pages/a.md");
        fs::set_permissions(&place, Permissions::from_mode(0o640)).unwrap();
        let seen = Some(vault::hash(OLD.as_bytes()));
        Staged::new(site.path(), &file, b"new", seen, "x").unwrap().place().unwrap();
        assert_eq!(fs::read_to_string(&place).unwrap(), "new");
        assert_eq!(fs::metadata(&place).unwrap().mode() & 0o777, 0o640);
        assert_eq!(names(site.path()), ["a.md"], "nothing else is left");
    }

    /// Whatever moment somebody else chooses, what they wrote stays.
    #[test]
    fn what_was_not_seen_is_not_overwritten() {
        let (site, file) = site();
        let place = site.path().join("pages/a.md");
        let seen = Some(vault::hash(OLD.as_bytes()));
        let other = Some(vault::hash(b"other"));
        assert!(moved(Staged::new(site.path(), &file, b"new", other, "x")));
        assert!(moved(Staged::new(site.path(), &file, b"new", None, "x")));
        let staged = Staged::new(site.path(), &file, b"new", seen, "x").unwrap();
        assert_eq!(fs::read_to_string(&place).unwrap(), OLD, "not in its place yet");
        fs::write(&place, "theirs").unwrap();
        assert!(moved(staged.place()));
        assert!(moved(remove(site.path(), &file, vault::hash(OLD.as_bytes()))));
        assert_eq!(fs::read_to_string(&place).unwrap(), "theirs");
        let new = PageFile::read("pages/b.md").unwrap();
        let staged = Staged::new(site.path(), &new, b"new", None, "x").unwrap();
        fs::write(site.path().join("pages/b.md"), "theirs").unwrap();
        assert!(moved(staged.place()));
        assert_eq!(fs::read_to_string(site.path().join("pages/b.md")).unwrap(), "theirs");
        assert_eq!(names(site.path()), ["a.md", "b.md"], "nothing else is left");
        remove(site.path(), &file, vault::hash(b"theirs")).unwrap();
        assert_eq!(names(site.path()), ["b.md"]);
    }

    #[test]
    fn new_files_and_folders_are_made() {
        let (site, _) = site();
        let file = PageFile::read("pages/team/board.md").unwrap();
        Staged::new(site.path(), &file, b"new", None, "x").unwrap().place().unwrap();
        assert_eq!(file.content(site.path()).unwrap().unwrap(), b"new");
        let about = fs::metadata(site.path().join("pages/team/board.md")).unwrap();
        assert_eq!((about.nlink(), about.mode() & 0o400), (1, 0o400));
        assert_eq!(fs::read_dir(site.path().join("pages/team")).unwrap().count(), 1);
    }

    #[test]
    fn what_a_disk_says_has_words() {
        let word = |kind: io::ErrorKind| Unwritten::from(io::Error::from(kind)).word();
        assert_eq!(word(io::ErrorKind::StorageFull), "full");
        assert_eq!(word(io::ErrorKind::ReadOnlyFilesystem), "denied");
        assert_eq!(word(io::ErrorKind::BrokenPipe), "other");
    }
}
