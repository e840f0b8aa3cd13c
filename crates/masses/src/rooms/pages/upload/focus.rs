//! Which point of a picture has to stay when it is cropped: in the file `files/.focus.toml`, which
//! is hidden and so never served.

use std::fs;
use std::io;
use std::path::Path;

use toml::{Table, Value};

use super::super::address::parts;
use super::super::pictures::Focus;
use super::super::write::put;
use super::FileName;

/// The name of the file, in `files/`.
const FILE: &str = ".focus.toml";

/// What somebody has chosen, by file.
#[derive(Debug, Default)]
pub(in super::super) struct Focuses(Table);

impl Focuses {
    /// Reads it. The error: the file is there and is not what it should be.
    pub fn read(site: &Path) -> io::Result<Self> {
        let text = match fs::read_to_string(site.join("files").join(FILE)) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(error),
        };
        text.parse().map(Self).map_err(io::Error::other)
    }

    /// The focus of a picture, if somebody has chosen one.
    pub fn of(&self, name: &str) -> Option<Focus> {
        let number =
            |value: &Value| u8::try_from(value.as_integer()?).ok().filter(|one| *one <= 100);
        match self.0.get(name)?.as_array()?.as_slice() {
            [x, y] => Some(Focus { x: number(x)?, y: number(y)? }),
            _ => None,
        }
    }

    /// The same of an address: `/files/hall.jpg`.
    pub fn at(&self, src: &str) -> Option<Focus> {
        let parts = parts(src)?;
        self.of(&parts.get(1..)?.join("/"))
    }
}

/// Chooses the focus of a picture; none: what was chosen is forgotten. `mark`: a random text.
pub(in super::super) fn set_focus(
    site: &Path,
    file: &FileName,
    focus: Option<Focus>,
    mark: &str,
) -> io::Result<()> {
    let Focuses(mut all) = Focuses::read(site)?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_focus_is_kept_beside_the_pictures() {
        let site = tempfile::tempdir().unwrap();
        fs::create_dir(site.path().join("files")).unwrap();
        let [hall, odd] = ["hall.jpg", "2026/b c.jpg"].map(|name| FileName::read(name).unwrap());
        let focus = |name| Focuses::read(site.path()).unwrap().of(name);
        assert_eq!(focus("hall.jpg"), None);
        let set = |file, focus| set_focus(site.path(), file, focus, "x").unwrap();
        set(&hall, Some(Focus { x: 20, y: 100 }));
        set(&odd, Some(Focus { x: 0, y: 7 }));
        let text = fs::read_to_string(site.path().join("files/.focus.toml")).unwrap();
        assert!(text.ends_with("\"2026/b c.jpg\" = [0, 7]\n\"hall.jpg\" = [20, 100]\n"), "{text}");
        assert_eq!(focus("2026/b c.jpg"), Some(Focus { x: 0, y: 7 }));
        let there = Focuses::read(site.path()).unwrap();
        assert_eq!(there.at("/files/2026/b%20c.jpg"), Some(Focus { x: 0, y: 7 }));
        set(&odd, None);
        assert_eq!(focus("2026/b c.jpg"), None);
        assert_eq!(focus("hall.jpg"), Some(Focus { x: 20, y: 100 }));
        fs::write(site.path().join("files/.focus.toml"), "\"hall.jpg\" = [20, 101]\n").unwrap();
        assert_eq!(focus("hall.jpg"), None, "no point of it");
        fs::write(site.path().join("files/.focus.toml"), "broken").unwrap();
        assert!(set_focus(site.path(), &hall, None, "x").is_err(), "not overwritten");
    }
}
