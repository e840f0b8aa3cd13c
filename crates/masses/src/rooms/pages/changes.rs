//! What has changed in the folder of a site since it was last looked at.

use std::collections::BTreeSet;
use std::path::Path;

use super::strays::is_left_alone;

/// The folders whose files the pages are made from.
pub(super) const FOLDERS: [&str; 4] = ["pages", "files", "theme", "words"];
/// Of more pages than these, all are looked at.
const MOST: usize = 200;

/// What has to be looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Changes {
    /// Nothing.
    #[default]
    None,
    /// These files of pages, and nothing else: perhaps none of them, but what a page may be a link to.
    Pages(BTreeSet<String>),
    /// Everything.
    Any,
}

impl Changes {
    /// One page: its file, from the folder of the site.
    pub fn page(file: &str) -> Self {
        Self::Pages([file.to_owned()].into())
    }

    /// What it means that something was changed under a path. What does not concern the site means
    /// nothing, and what an editor leaves beside a file little.
    pub fn at(path: &Path, site: &Path) -> Self {
        let inner = path.strip_prefix(site).unwrap_or(Path::new(""));
        let parts = || inner.iter().map(|part| part.to_string_lossy());
        match parts().next() {
            Some(folder) if folder == FOLDERS[0] => {}
            Some(folder) if FOLDERS.contains(&&*folder) => return Self::Any,
            _ => return Self::None,
        }
        if parts().any(|part| is_left_alone(&part)) {
            return Self::Pages(BTreeSet::new());
        }
        // A folder may be called so, too: whoever reads it sees that.
        inner.to_str().filter(|name| name.ends_with(".md")).map_or(Self::Any, Self::page)
    }

    /// Whether there is nothing to look at.
    pub fn is_none(&self) -> bool {
        *self == Self::None
    }

    /// Both.
    pub fn add(&mut self, more: Self) {
        *self = match (std::mem::take(self), more) {
            (one, Self::None) | (Self::None, one) => one,
            (Self::Pages(mut one), Self::Pages(other)) => {
                one.extend(other);
                if one.len() > MOST { Self::Any } else { Self::Pages(one) }
            }
            _ => Self::Any,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_says_what_has_to_be_looked_at() {
        let at = |path: &str| Changes::at(&Path::new("/site").join(path), Path::new("/site"));
        assert_eq!(at("pages/a/b.de.md"), Changes::page("pages/a/b.de.md"));
        for any in ["pages", "pages/a", "pages/a.txt", "files/a.md", "theme/x", "words"] {
            assert_eq!(at(any), Changes::Any, "{any}");
        }
        for beside in ["pages/.a.md", "pages/.a/b.md", "pages/a.md~", "pages/#a.md#"] {
            assert_eq!(at(beside), Changes::Pages(BTreeSet::new()), "{beside}");
        }
        for none in ["data/x", "/x", "masses.toml"] {
            assert_eq!(at(none), Changes::None, "{none}");
        }
    }

    #[test]
    fn several_changes_are_one() {
        let mut all = Changes::None;
        all.add(Changes::page("a.md"));
        all.add(Changes::None);
        all.add(Changes::page("b.md"));
        assert_eq!(all, Changes::Pages(["a.md".to_owned(), "b.md".to_owned()].into()));
        for number in 0..MOST {
            all.add(Changes::page(&number.to_string()));
        }
        assert_eq!(all, Changes::Any);
        all.add(Changes::page("a.md"));
        assert_eq!(all, Changes::Any);
    }
}
