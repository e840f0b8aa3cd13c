//! The folder `cache/pictures` among the data: what was made of pictures, under names that never
//! mean anything else, with a note for each picture of all that was made of it.
//!
//! A file is written beside and then takes its name, and the note comes last: whatever happens,
//! what is there under its name is whole, and a note names only what is there. All of it can be
//! deleted at any time.

use std::collections::BTreeSet;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Serialize};

use super::facts::Stamp;
use super::make::{Focus, Made};

/// Counts up when the same picture is made into something else than before.
const VERSION: u8 = 1;
/// How the name of a note ends.
const NOTE: &str = "json";
/// How many characters of a picture's own name are kept.
const SHOWN: usize = 60;

/// What is made of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Shape {
    /// All of it, in several widths.
    Whole,
    /// A part in the shape of this width and height, which is also the largest it gets.
    Cut(u32, u32, Focus),
    /// For social networks.
    Card(Focus),
}

/// One picture in one shape: what is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Wish {
    /// Its file, from the folder `files/`.
    pub file: String,
    /// What to make of it.
    pub shape: Shape,
}

/// All that was made for one wish.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// What it was made for.
    pub wish: Wish,
    /// How the file was then.
    pub stamp: Stamp,
    /// The name of the note.
    pub name: String,
    /// The pictures, the smallest first.
    pub pieces: Vec<Piece>,
    /// The file itself is as good as what could be made of it in its own size.
    pub itself: bool,
}

/// One file in the folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// Its name.
    pub name: String,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// In bytes.
    pub length: u64,
}

/// The folder.
pub struct Cache {
    folder: PathBuf,
    written: AtomicU64,
}

impl Cache {
    /// In the folder of the data.
    pub fn new(data: &Path) -> Self {
        Self { folder: data.join("cache").join("pictures"), written: AtomicU64::new(0) }
    }

    /// Where a file of that name is.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The name that belongs to what a file holds and is made into: `hall.0123456789abcdef`.
    pub fn name(wish: &Wish, bytes: &[u8]) -> String {
        let made = format!("{VERSION} {:?}", wish.shape);
        let hash = vault::hash(&[vault::hash(bytes).as_slice(), made.as_bytes()].concat());
        let hash: String = hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        format!("{}.{hash}", plain(&wish.file))
    }

    /// The note of that name, if all that it names is there.
    pub fn note(&self, name: &str) -> Option<Note> {
        let note = fs::read(self.path(&format!("{name}.{NOTE}"))).ok()?;
        let note: Note = serde_json::from_slice(&note).ok()?;
        (note.name == name && note.pieces.iter().all(|piece| self.is_there(piece))).then_some(note)
    }

    fn is_there(&self, piece: &Piece) -> bool {
        // A name is never a way out of the folder.
        let plain = !piece.name.contains('/') && !piece.name.starts_with('.');
        plain && fs::metadata(self.path(&piece.name)).is_ok_and(|one| one.len() == piece.length)
    }

    /// Every note there is.
    pub fn notes(&self) -> Vec<Note> {
        let end = format!(".{NOTE}");
        let names = self.names().into_iter();
        names.filter_map(|name| self.note(name.strip_suffix(&end)?)).collect()
    }

    /// The name of every file there is.
    pub fn names(&self) -> BTreeSet<String> {
        let all = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        all.filter_map(|entry| entry.file_name().into_string().ok()).collect()
    }

    /// Keeps what was made under the name of its note.
    pub fn keep(&self, name: &str, made: &Made) -> io::Result<Piece> {
        let name = format!("{name}.{}.{}", made.width, made.ending);
        self.write(&name, &made.bytes)?;
        let length = made.bytes.len() as u64;
        Ok(Piece { name, width: made.width, height: made.height, length })
    }

    /// Keeps a note, after all that it names.
    pub fn close(&self, note: &Note) -> io::Result<()> {
        self.write(&Self::note_of(&note.name), &serde_json::to_vec(note)?)
    }

    /// The name of a note's file.
    pub fn note_of(name: &str) -> String {
        format!("{name}.{NOTE}")
    }

    /// Deletes files.
    pub fn delete<'a>(&self, names: impl IntoIterator<Item = &'a String>) {
        for name in names {
            if let Err(error) = fs::remove_file(self.path(name))
                && error.kind() != io::ErrorKind::NotFound
            {
                tracing::warn!(%error, name, "a picture that nobody needs cannot be deleted");
            }
        }
    }

    /// Writes a file beside, and gives it its name when all of it is on the disk.
    fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        DirBuilder::new().recursive(true).mode(0o700).create(&self.folder)?;
        let count = self.written.fetch_add(1, Ordering::Relaxed);
        let beside = self.path(&format!(".{}-{count}.new", std::process::id()));
        let written = open(&beside).and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()
        });
        let named = written.and_then(|()| fs::rename(&beside, self.path(name)));
        if named.is_err() {
            let _ = fs::remove_file(&beside);
        }
        named
    }
}

fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)
}

/// What of a file's name is good for an address.
fn plain(file: &str) -> String {
    let last = file.rsplit('/').next().unwrap_or(file);
    let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
    let good = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let plain: String = stem.chars().map(good).take(SHOWN).collect();
    let parts: Vec<&str> = plain.split('-').filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { "picture".to_owned() } else { parts.join("-") }
}
