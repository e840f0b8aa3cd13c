//! The key file: a few lines of text, written whole or not at all, for nobody else to read.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use base64::{Engine, engine::general_purpose::STANDARD};
use zeroize::Zeroizing;

use crate::{Error, MasterKey, Secret32};

const WORD: &str = "masses-master-key-1";
const NOTE: &str = "\
# The master key of a Masses site. Without it nothing that people wrote can be read again.
# Keep a copy apart from the data and from its backups. The newest key comes first.
";

/// Reads a file that none of `forbidden` (permission bits) may read.
pub(crate) fn load(path: &Path, forbidden: u32) -> Result<Vec<MasterKey>, Error> {
    let metadata = fs::metadata(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => Error::Missing(path.to_owned()),
        _ => Error::io("look at", path, error),
    })?;
    let mode = metadata.permissions().mode() & 0o777;
    if mode & forbidden != 0 {
        return Err(Error::Exposed { path: path.to_owned(), mode });
    }
    let bytes = Zeroizing::new(fs::read(path).map_err(|error| Error::io("read", path, error))?);
    let origin = path.display().to_string();
    match std::str::from_utf8(&bytes) {
        Ok(text) => parse(text, &origin),
        Err(error) => {
            let before = &bytes[..error.valid_up_to()];
            let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
            Err(malformed(&origin, line, "this is not text; a key file is"))
        }
    }
}

/// The keys in a text. `origin` is its name in errors.
pub(crate) fn parse(text: &str, origin: &str) -> Result<Vec<MasterKey>, Error> {
    let mut keys: Vec<MasterKey> = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let key = parse_line(line).map_err(|reason| malformed(origin, at + 1, &reason))?;
        if keys.contains(&key) {
            return Err(malformed(origin, at + 1, "this key stands here twice; remove one line"));
        }
        keys.push(key);
    }
    if keys.is_empty() {
        let reason = format!("there is no key in it; a line `{WORD} …` was expected");
        return Err(malformed(origin, text.lines().count().max(1), &reason));
    }
    Ok(keys)
}

/// What is said of a wrong line never repeats it: it may be most of a key.
fn parse_line(line: &str) -> Result<MasterKey, String> {
    let mut words = line.split_whitespace();
    let (word, value, rest) = (words.next(), words.next(), words.next());
    match word {
        Some(WORD) => {}
        Some(other) if other.starts_with("masses-master-key-") => {
            return Err("this key was made by a newer version of the program".to_owned());
        }
        _ => return Err(format!("a line begins with `{WORD}` or with `#`")),
    }
    let (Some(value), None) = (value, rest) else {
        return Err(format!("after `{WORD}` comes one word, the key in base64"));
    };
    let bytes = Zeroizing::new(
        STANDARD
            .decode(value)
            .map_err(|_| "the key is not base64: a character is wrong or missing")?,
    );
    Secret32::from_slice(&bytes).map(MasterKey::new).ok_or_else(|| {
        format!(
            "the key has {} bytes, but should have 32: the line is cut or too long",
            bytes.len()
        )
    })
}

fn malformed(origin: &str, line: usize, reason: &str) -> Error {
    Error::Malformed { origin: origin.to_owned(), line, reason: reason.to_owned() }
}

/// Writes a file that is not there yet.
pub(crate) fn create(path: &Path, keys: &[MasterKey]) -> Result<(), Error> {
    let folder = folder(path);
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&folder)
        .map_err(|error| Error::io("make the folder", &folder, error))?;
    let _lock = lock(&folder)?;
    if fs::symlink_metadata(path).is_ok() {
        return Err(Error::Exists(path.to_owned()));
    }
    write(path, &folder, keys)
}

/// Replaces the keys in a file by what `change` makes of them. One at a time: a second process
/// waits, so that neither loses the other's key.
pub(crate) fn change(
    path: &Path,
    change: impl FnOnce(Vec<MasterKey>) -> Result<Vec<MasterKey>, Error>,
) -> Result<Vec<MasterKey>, Error> {
    // A link (to a mounted secret, say) stays a link; what it points to is replaced.
    let path = &fs::canonicalize(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => Error::Missing(path.to_owned()),
        _ => Error::io("look at", path, error),
    })?;
    let folder = folder(path);
    let _lock = lock(&folder)?;
    let keys = change(load(path, 0o077)?)?;
    write(path, &folder, &keys)?;
    Ok(keys)
}

/// A lock on the folder, held until it is dropped. A file system without locks has none.
fn lock(folder: &Path) -> Result<File, Error> {
    let handle = File::open(folder).map_err(|error| Error::io("open the folder", folder, error))?;
    match handle.lock() {
        Err(error) if error.kind() != ErrorKind::Unsupported => {
            Err(Error::io("lock the folder", folder, error))
        }
        _ => Ok(handle),
    }
}

/// Temporary file, sync, rename, sync of the folder. Called under the lock, so what an
/// interrupted call has left behind can be cleared away.
fn write(path: &Path, folder: &Path, keys: &[MasterKey]) -> Result<(), Error> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let temporary = folder.join(format!(".{name}.new"));
    match fs::remove_file(&temporary) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            return Err(Error::io("clear away", &temporary, error));
        }
        _ => {}
    }
    let mut text = Zeroizing::new(String::with_capacity(512));
    text.push_str(NOTE);
    for key in keys {
        let encoded = Zeroizing::new(STANDARD.encode(key.secret().expose()));
        for part in [WORD, " ", &encoded, "\n"] {
            text.push_str(part);
        }
    }
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&temporary)
        .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()));
    written.map_err(|error| Error::io("write", &temporary, error))?;
    fs::rename(&temporary, path).map_err(|error| Error::io("put in place", path, error))?;
    File::open(folder)
        .and_then(|handle| handle.sync_all())
        .map_err(|error| Error::io("sync the folder", folder, error))
}

fn folder(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MasterKeys;
    use crate::fake::Counting;

    fn place() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("masses/keys/master.key");
        (folder, path)
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn is_made_for_nobody_else_and_never_overwritten() {
        let (_folder, path) = place();
        let made = MasterKeys::create(&path, &Counting::default()).unwrap();
        assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
        assert_eq!(MasterKeys::load(&path).unwrap().ids(), made.ids());
        let again = MasterKeys::create(&path, &Counting::default());
        assert!(matches!(again, Err(Error::Exists(_))));
        assert_eq!(MasterKeys::load(&path).unwrap().ids(), made.ids());
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn is_text_that_explains_itself() {
        let (_folder, path) = place();
        MasterKeys::create(&path, &Counting::default()).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("# The master key of a Masses site."));
        assert_eq!(text.lines().filter(|line| line.starts_with(WORD)).count(), 1);
    }

    #[test]
    fn rotates() {
        let (_folder, path) = place();
        let entropy = Counting::default();
        let old = MasterKeys::create(&path, &entropy).unwrap().current().id();
        let both = MasterKeys::add(&path, &entropy).unwrap();
        assert!(both.current().id() != old && both.get(&old).is_some() && both.rotating());
        assert_eq!(MasterKeys::load(&path).unwrap().ids(), both.ids());
        assert!(matches!(MasterKeys::add(&path, &entropy), Err(Error::Rotating(_))));
        let newest = both.current().id();
        let older = both.ids()[1];
        assert!(MasterKeys::drop_old(&path, older).is_err(), "everything is wrapped by the newest");
        let new = MasterKeys::drop_old(&path, newest).unwrap();
        assert_eq!(new.ids(), [both.current().id()]);
        assert_eq!(MasterKeys::drop_old(&path, newest).unwrap().ids(), new.ids());
        assert_eq!(MasterKeys::load(&path).unwrap().ids(), new.ids());
        assert_eq!(mode(&path), 0o600);
    }

    /// F19: what an interrupted rotation left behind is no obstacle.
    #[test]
    fn a_leftover_is_cleared_away() {
        let (_folder, path) = place();
        let entropy = Counting::default();
        MasterKeys::create(&path, &entropy).unwrap();
        fs::write(path.with_file_name(".master.key.new"), "half a k").unwrap();
        assert!(MasterKeys::add(&path, &entropy).unwrap().rotating());
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn two_at_once_begin_one_rotation() {
        let (_folder, path) = place();
        let entropy = Counting::default();
        MasterKeys::create(&path, &entropy).unwrap();
        let add = || MasterKeys::add(&path, &entropy).is_ok();
        let begun = std::thread::scope(|scope| {
            let all: Vec<_> = (0..8).map(|_| scope.spawn(add)).collect();
            all.into_iter().map(|one| one.join().unwrap()).filter(|begun| *begun).count()
        });
        assert_eq!((begun, MasterKeys::load(&path).unwrap().ids().len()), (1, 2));
    }

    /// F20: says where it was expected.
    #[test]
    fn missing_says_where() {
        let (_folder, path) = place();
        let text = MasterKeys::load(&path).unwrap_err().to_string();
        assert!(text.contains(&path.display().to_string()), "{text}");
        assert!(matches!(MasterKeys::add(&path, &Counting::default()), Err(Error::Missing(_))));
    }

    #[test]
    fn readable_by_others_is_refused() {
        let (_folder, path) = place();
        MasterKeys::create(&path, &Counting::default()).unwrap();
        for (mode, strict, credential) in
            [(0o600, true, true), (0o400, true, true), (0o440, false, true), (0o644, false, false)]
        {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(MasterKeys::load(&path).is_ok(), strict, "{mode:o}");
            assert_eq!(MasterKeys::load_credential(&path).is_ok(), credential, "{mode:o}");
        }
        let text = MasterKeys::load(&path).unwrap_err().to_string();
        assert!(text.contains("chmod 600") && text.contains("mode 644"), "{text}");
    }

    #[test]
    fn wrong_lines_are_named_and_not_repeated() {
        let good = format!("{WORD} {}", STANDARD.encode([1; 32]));
        let cases = [
            ("", 1, "no key"),
            ("# only this\n\n", 2, "no key"),
            ("# note\nhunter2", 2, "begins with"),
            ("masses-master-key-9 AAAA", 1, "newer version"),
            (WORD, 1, "one word"),
            (&format!("{good} more"), 1, "one word"),
            (&format!("\n{WORD} AAAA"), 2, "3 bytes"),
            (&format!("{WORD} secret*"), 1, "not base64"),
            (&format!("{good}\n{good}"), 2, "twice"),
        ];
        for (text, line, reason) in cases {
            match MasterKeys::from_text(text, "MASSES_MASTER_KEY") {
                Err(error @ Error::Malformed { line: found, .. }) => {
                    let shown = error.to_string();
                    assert_eq!(found, line, "{text}");
                    assert!(
                        shown.contains(reason) && shown.contains("MASSES_MASTER_KEY"),
                        "{shown}"
                    );
                    assert!(!shown.contains("hunter2") && !shown.contains("secret*"), "{shown}");
                }
                other => panic!("{text}: {other:?}"),
            }
        }
    }

    #[test]
    fn text_may_be_one_line() {
        let (one, two) = (STANDARD.encode([1; 32]), STANDARD.encode([2; 32]));
        let keys = MasterKeys::from_text(&format!("{WORD} {one}; {WORD} {two}"), "x").unwrap();
        assert!(keys.rotating());
    }

    #[test]
    fn not_text_at_all() {
        let (_folder, path) = place();
        MasterKeys::create(&path, &Counting::default()).unwrap();
        let mut bytes = b"# x\n".to_vec();
        bytes.push(0xff);
        fs::write(&path, bytes).unwrap();
        assert!(matches!(MasterKeys::load(&path), Err(Error::Malformed { line: 2, .. })));
    }

    #[test]
    fn comes_back_from_paper() {
        let (folder, path) = place();
        let made = MasterKeys::create(&path, &Counting::default()).unwrap();
        let code = made.current().recovery_code();
        let key = MasterKey::from_recovery_code(&code).unwrap();
        let again = folder.path().join("other.key");
        assert_eq!(MasterKeys::restore(&again, key).unwrap().ids(), made.ids());
        assert_eq!(MasterKeys::load(&again).unwrap().ids(), made.ids());
    }
}
