//! What is known of a picture without reading all of it, and what is wrong with it.

use std::fs::{self, File, Metadata};
use std::io::{self, BufReader, Read, Seek};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::heads::{self, Head};
use super::svg;

/// The longest side of a picture that is read, in pixels: what makes it smaller keeps a weight for
/// each, and cameras make no such strips.
const LONGEST: u32 = 20_000;
/// The most pixels that are read, in millions: what a camera of today makes.
pub const MEGAPIXELS: u64 = 50;
/// How much memory a picture may take while it is read, in bytes.
pub const MEMORY: u64 = 256 * 1024 * 1024;
/// The largest file that is read, in bytes.
const LARGEST: u64 = 128 * 1024 * 1024;
/// So much of a drawing is looked at for its size, in bytes.
const DRAWING: u64 = 64 * 1024;
/// How deep folders of pictures may lie in each other.
const DEEPEST: usize = 16;
/// Endings of what is a picture, or may hold one: only those are opened to see where they were
/// taken.
const ENDINGS: [&str; 10] =
    ["avif", "gif", "heic", "heif", "jpeg", "jpg", "jfif", "png", "svg", "webp"];

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Jpeg,
    Png,
    Webp,
    Gif,
    Svg,
    /// AVIF and HEIC.
    Boxes,
}

/// How a file was when it was read: as long as this is the same, so is the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    length: u64,
    changed: [i64; 4],
    number: u64,
}

impl Stamp {
    /// Of a file.
    pub fn of(about: &Metadata) -> Self {
        let changed = [about.mtime(), about.mtime_nsec(), about.ctime(), about.ctime_nsec()];
        Self { length: about.len(), changed, number: about.ino() }
    }
}

/// What is known of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// What it is.
    pub kind: Kind,
    /// As it is seen: turned as the camera says.
    pub width: u32,
    /// As it is seen.
    pub height: u32,
    /// How large the file is, in bytes.
    pub length: u64,
    /// Its head.
    pub head: Head,
}

/// What is wrong with a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It has too many pixels, this many millions.
    Pixels(u64),
    /// Reading it would take too much memory, or the file is too large.
    Heavy,
    /// It cannot be read, and why.
    Broken(String),
    /// It says where it was taken.
    Place,
}

/// The names of all pictures below a folder; nothing hidden.
pub fn all(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    below(folder, "", DEEPEST, &mut found);
    found.sort();
    found
}

fn below(folder: &Path, above: &str, deep: usize, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let Ok(name) = entry.file_name().into_string() else { continue };
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        let whole = format!("{above}{name}");
        if name.starts_with('.') {
            continue;
        }
        if is_folder && deep > 0 {
            below(&entry.path(), &format!("{whole}/"), deep - 1, found);
        } else if !is_folder && is_picture(&name) {
            found.push(whole);
        }
    }
}

/// Whether a file of that name is looked at.
fn is_picture(name: &str) -> bool {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    ENDINGS.contains(&ending.as_str())
}

impl Facts {
    /// Reads the head of a file; nothing if it is no picture.
    pub fn read(path: &Path) -> Result<Option<Self>, Fault> {
        let broken = |error: io::Error| Fault::Broken(why(&error));
        let mut file = BufReader::new(File::open(path).map_err(broken)?);
        let length = file.get_ref().metadata().map_err(broken)?.len();
        let mut first = Vec::new();
        file.by_ref().take(32).read_to_end(&mut first).map_err(broken)?;
        let drawing = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("svg"));
        let (kind, head) = match first.as_slice() {
            [0xff, 0xd8, 0xff, ..] => (Kind::Jpeg, heads::jpeg(&mut file)),
            [0x89, b'P', b'N', b'G', ..] => (Kind::Png, heads::png(&mut file)),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => {
                (Kind::Webp, heads::webp(&mut file))
            }
            [b'G', b'I', b'F', b'8', ..] => (Kind::Gif, heads::gif(&mut file)),
            [_, _, _, _, b'f', b't', b'y', b'p', ..] => (Kind::Boxes, heads::boxes(&mut file)),
            _ if drawing => (Kind::Svg, drawn(&mut file)),
            _ if path.to_str().is_some_and(is_picture) => {
                return Err(Fault::Broken("it is not what its name says".to_owned()));
            }
            _ => return Ok(None),
        };
        let head = head.map_err(broken)?;
        let (mut width, mut height) = (head.width, head.height);
        if matches!(head.exif.turn, 5..=8) {
            (width, height) = (height, width);
        }
        let facts = Self { kind, width, height, length, head };
        let unsized_ = width == 0 || height == 0;
        match kind {
            Kind::Jpeg | Kind::Png | Kind::Webp | Kind::Gif if unsized_ => {
                Err(Fault::Broken("it does not say how large it is".to_owned()))
            }
            _ => Ok(Some(facts)),
        }
    }

    /// Whether smaller ones can be made of it: what moves would stand still, and a drawing is
    /// sharp at any size.
    pub fn is_made_smaller(&self) -> bool {
        matches!(self.kind, Kind::Jpeg | Kind::Png | Kind::Webp) && !self.head.moves
    }

    /// Why it is not read, although it could be made smaller.
    pub fn refused(&self) -> Option<Fault> {
        let pixels = u64::from(self.width) * u64::from(self.height);
        if !self.is_made_smaller() {
            None
        } else if pixels > MEGAPIXELS * 1_000_000 {
            Some(Fault::Pixels(pixels.div_ceil(1_000_000)))
        } else if pixels * self.head.depth > MEMORY
            || self.length > LARGEST
            || self.width.max(self.height) > LONGEST
        {
            Some(Fault::Heavy)
        } else {
            None
        }
    }
}

impl Fault {
    /// What is wrong, for a person.
    pub fn message(&self, file: &str) -> String {
        match self {
            Self::Pixels(count) => format!(
                "the picture {file} has {count} megapixels: no smaller ones are made of it, and \
                 every visitor loads all of it"
            ),
            Self::Heavy => format!(
                "the picture {file} takes too much memory to be read: no smaller ones are made of \
                 it, and every visitor loads all of it"
            ),
            Self::Broken(why) => format!("the picture {file} cannot be read: {why}"),
            Self::Place => {
                format!("the picture {file} says where it was taken, to everybody who loads it")
            }
        }
    }

    /// What to do.
    pub fn help(&self, file: &str) -> String {
        match self {
            Self::Pixels(_) => {
                format!(
                    "save it smaller: 2,400 pixels are wide enough, up to {MEGAPIXELS} megapixels are read"
                )
            }
            Self::Heavy => {
                "save it smaller, as an ordinary JPEG: 2,400 pixels are wide enough".to_owned()
            }
            Self::Broken(_) => {
                "open it in an image program and save it again, or copy it here again".to_owned()
            }
            Self::Place => format!(
                "take the position out and keep the picture, in an image program or with: \
                 exiftool -overwrite_original -gps:all= -xmp:geotag= {file}"
            ),
        }
    }
}

fn drawn(file: &mut (impl Read + Seek)) -> io::Result<Head> {
    let mut bytes = Vec::new();
    file.rewind()?;
    file.take(DRAWING).read_to_end(&mut bytes)?;
    let (width, height) = svg::size(&String::from_utf8_lossy(&bytes)).unwrap_or_default();
    Ok(Head { width, height, ..Head::default() })
}

fn why(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => "it is cut off".to_owned(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests;
