//! One file of a page: what it is, and what it holds.

use std::fs::{self, Metadata};
use std::io::{Error, ErrorKind};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use kit::problem::Problem;

use super::super::address::address;
use super::super::files::{self, Stamp};
use super::super::front::{self, Rules};
use super::super::shelf::Page;

/// The largest page, in bytes.
pub const LARGEST: u64 = 2 * 1024 * 1024;

/// A file that was changed so many milliseconds before it was read may change again without its
/// time telling.
const SETTLED: i64 = 2_000;

/// Whether a file was left alone long enough for its stamp to tell of the next change.
pub fn is_settled(stamp: &Stamp, now: i64) -> bool {
    stamp.2.max(stamp.3) / 1_000_000 + i128::from(SETTLED) < i128::from(now)
}

/// What a file is now. Nothing is known of one that has two names: it may be changed under the other.
pub fn stamp(about: &Metadata) -> Option<Stamp> {
    (about.nlink() == 1).then(|| files::stamp(about))
}

/// One page; none if the file went away meanwhile.
pub fn one(root: &Path, file: &str, rules: &Rules<'_>) -> Result<Option<Page>, Problem> {
    let (languages, name) = (rules.languages, file.strip_prefix("pages/").unwrap_or(file));
    let (path, named) = address(name, languages)
        .map_err(|(message, help)| Problem::with(file).message(&message).help(&help))?;
    let Some(source) = text(root, name, file)? else { return Ok(None) };
    let (front, body) = front::read(file, &source, rules)?;
    let lang = front.language.clone().or(named).or_else(|| languages.first().cloned());
    let lang = lang.unwrap_or_default();
    Ok(Some(Page { file: file.to_owned(), path, lang, front, waiting: false, source, body }))
}

fn text(root: &Path, name: &str, file: &str) -> Result<Option<String>, Problem> {
    let unreadable =
        |error: Error| Problem::with(file).message(&format!("the file cannot be read: {error}"));
    let path = root.join(name);
    let gone = |error: &Error| error.kind() == ErrorKind::NotFound;
    let real = match path.canonicalize() {
        Ok(real) => real,
        Err(error) if gone(&error) => return Ok(None),
        Err(error) => return Err(unreadable(error)),
    };
    if !real.starts_with(root.canonicalize().map_err(unreadable)?) {
        return Err(Problem::with(file)
            .message("this link leads out of the folder of the pages")
            .help("copy the file here instead"));
    }
    let metadata = match fs::metadata(&real) {
        Ok(metadata) => metadata,
        Err(error) if gone(&error) => return Ok(None),
        Err(error) => return Err(unreadable(error)),
    };
    // Reading a pipe would wait for somebody to write into it.
    if !metadata.is_file() {
        return Err(Problem::with(file).message("this is no file").help("remove or rename it"));
    }
    if metadata.len() > LARGEST {
        return Err(Problem::with(file)
            .message("this page is larger than 2 MB")
            .help("divide it; put pictures and documents into files/"));
    }
    let bytes = match fs::read(&real) {
        Ok(bytes) => bytes,
        Err(error) if gone(&error) => return Ok(None),
        Err(error) => return Err(unreadable(error)),
    };
    String::from_utf8(bytes).map(Some).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
        Problem::in_text(file, &text, good..good + 1)
            .message("this character is not UTF-8")
            .help("save the file as UTF-8 in your editor")
    })
}
