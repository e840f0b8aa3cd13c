//! Which point of a picture has to stay when it is cropped: in the file `files/.focus.toml`, which
//! is hidden and so never served.

use std::fs;
use std::io;
use std::path::Path;

use toml::{Table, Value};

use super::super::write::put;
use super::FileName;

/// The name of the file, in `files/`.
const FILE: &str = ".focus.toml";

/// A point in a picture, in hundredths from the left and from the top.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct Focus {
    pub x: u8,
    pub y: u8,
}

impl Default for Focus {
    /// The middle.
    fn default() -> Self {
        Self { x: 50, y: 50 }
    }
}

/// The focus of a picture, if somebody has chosen one.
pub(in super::super) fn focus_of(site: &Path, file: &FileName) -> Option<Focus> {
    let all = read(site).ok()?;
    let point = all.get(file.name())?.as_array()?;
    let number = |value: &Value| u8::try_from(value.as_integer()?).ok().filter(|one| *one <= 100);
    match point.as_slice() {
        [x, y] => Some(Focus { x: number(x)?, y: number(y)? }),
        _ => None,
    }
}

/// Chooses the focus of a picture; none: what was chosen is forgotten. `mark`: a random text.
pub(in super::super) fn set_focus(
    site: &Path,
    file: &FileName,
    focus: Option<Focus>,
    mark: &str,
) -> io::Result<()> {
    let mut all = read(site)?;
    match focus {
        Some(Focus { x, y }) => {
            let point = [x, y].map(|one| Value::Integer(i64::from(one)));
            all.insert(file.name().to_owned(), Value::Array(point.to_vec()));
        }
        None if all.remove(file.name()).is_none() => return Ok(()),
        None => {}
    }
    let mut text =
        "# The point of each picture that has to stay when it is cropped, in hundredths\n\
        # from the left and from the top.\n"
            .to_owned();
    text.push_str(&all.to_string());
    put(&site.join("files").join(FILE), text.as_bytes(), mark)
}

fn read(site: &Path) -> io::Result<Table> {
    let text = match fs::read_to_string(site.join("files").join(FILE)) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Table::new()),
        Err(error) => return Err(error),
    };
    text.parse().map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_focus_is_kept_beside_the_pictures() {
        let site = tempfile::tempdir().unwrap();
        fs::create_dir(site.path().join("files")).unwrap();
        let [hall, odd] = ["hall.jpg", "2026/b c.jpg"].map(|name| FileName::read(name).unwrap());
        assert_eq!(focus_of(site.path(), &hall), None);
        let set = |file, focus| set_focus(site.path(), file, focus, "x").unwrap();
        set(&hall, Some(Focus { x: 20, y: 100 }));
        set(&odd, Some(Focus { x: 0, y: 7 }));
        let text = fs::read_to_string(site.path().join("files/.focus.toml")).unwrap();
        assert!(text.ends_with("\"2026/b c.jpg\" = [0, 7]\n\"hall.jpg\" = [20, 100]\n"), "{text}");
        assert_eq!(focus_of(site.path(), &odd), Some(Focus { x: 0, y: 7 }));
        set(&odd, None);
        assert_eq!(focus_of(site.path(), &odd), None);
        assert_eq!(focus_of(site.path(), &hall), Some(Focus { x: 20, y: 100 }));
        fs::write(site.path().join("files/.focus.toml"), "\"hall.jpg\" = [20, 101]\n").unwrap();
        assert_eq!(focus_of(site.path(), &hall), None, "no point of it");
        fs::write(site.path().join("files/.focus.toml"), "broken").unwrap();
        assert!(set_focus(site.path(), &hall, None, "x").is_err(), "not overwritten");
    }
}
