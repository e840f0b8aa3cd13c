//! The folder `files/`: names that are clean, and what is there.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::super::address::encode;
use super::super::files::{find, manner};
use super::super::place::stem_of;

/// How deep folders may lie in each other.
const DEEPEST: usize = 8;
/// The longest name, in bytes.
const LONGEST: usize = 200;

/// A file below `files/`: `hall.jpg`, `2026/hall.jpg`. Whatever it is called, none that is hidden.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) struct FileName(String);

impl FileName {
    /// Reads a name, strictly.
    pub fn read(name: &str) -> Option<Self> {
        let plain = |part: &str| {
            let odd = |c: char| matches!(c, '\\' | ':') || c.is_control();
            !part.is_empty() && !part.starts_with('.') && !part.chars().any(odd)
        };
        let good = name.len() <= LONGEST
            && name.split('/').count() <= DEEPEST
            && name.split('/').all(plain);
        good.then(|| Self(name.to_owned()))
    }

    /// A clean name in a folder for a file that was called so elsewhere; none where files of that
    /// kind are not taken.
    pub fn clean(folder: &str, called: &str) -> Option<Self> {
        let last = called.rsplit(['/', '\\']).next().unwrap_or_default();
        let (stem, ending) = last.rsplit_once('.')?;
        let ending = ending.to_lowercase();
        let known = manner(&format!("x.{ending}")).content_type != "application/octet-stream";
        let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        Self::read(&format!("{folder}{}.{ending}", stem_of(stem))).filter(|_| known)
    }

    /// The same with a number, for a second one of that name.
    pub fn numbered(&self, number: usize) -> Option<Self> {
        let (stem, ending) = self.0.rsplit_once('.')?;
        Self::read(&format!("{stem}-{number}.{ending}"))
    }

    /// From the folder of the files.
    pub fn name(&self) -> &str {
        &self.0
    }

    /// The folder it is in: empty, or `2026`.
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// `jpg`
    pub fn ending(&self) -> String {
        self.0.rsplit_once('.').map_or("", |(_, ending)| ending).to_lowercase()
    }

    /// Its address: `/files/hall.jpg`.
    pub fn href(&self) -> String {
        format!("/files/{}", encode(&self.0))
    }

    /// Where it really lies, if it is there.
    pub fn find(&self, site: &Path) -> Option<PathBuf> {
        find(site, &self.href())
    }

    /// Where it is to lie. Its folder has to be there, inside the folder of the files.
    pub fn place(&self, site: &Path) -> io::Result<PathBuf> {
        let root = site.join("files");
        fs::create_dir_all(&root)?;
        let root = root.canonicalize()?;
        let folder = root.join(self.folder()).canonicalize()?;
        if !folder.starts_with(&root) {
            return Err(io::Error::new(
                io::ErrorKind::PermissionDenied,
                "this folder leads out of the folder of the files",
            ));
        }
        Ok(folder.join(self.0.rsplit('/').next().unwrap_or_default()))
    }
}

/// One file as the list shows it.
#[derive(Debug, Clone)]
pub(in super::super) struct Listed {
    pub file: FileName,
    pub bytes: u64,
    /// When it was changed, in milliseconds since 1970.
    pub at: i64,
}

/// Every file that is served, by name.
pub(in super::super) fn listed(site: &Path) -> Vec<Listed> {
    let mut all = Vec::new();
    look(&site.join("files"), "", DEEPEST, &mut |name, path| {
        let (Some(file), Ok(about)) = (FileName::read(&name), fs::metadata(path)) else { return };
        if file.find(site).is_some() {
            let at = about.mtime() * 1000 + about.mtime_nsec() / 1_000_000;
            all.push(Listed { file, bytes: about.len(), at });
        }
    });
    all.sort_by(|one, other| one.file.cmp(&other.file));
    all
}

/// Every folder there is below `files/`.
pub(in super::super) fn folders(site: &Path) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    let mut above = vec![(site.join("files"), String::new())];
    while let Some((folder, name)) = above.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let Ok(own) = entry.file_name().into_string() else { continue };
            let inner = if name.is_empty() { own } else { format!("{name}/{own}") };
            let folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            if folder && FileName::read(&inner).is_some() {
                above.push((entry.path(), inner.clone()));
                all.insert(inner);
            }
        }
    }
    all
}

fn look(folder: &Path, above: &str, deep: usize, found: &mut dyn FnMut(String, &Path)) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let Ok(name) = entry.file_name().into_string() else { continue };
        let (name, path) = (format!("{above}{name}"), entry.path());
        if !entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            found(name, &path);
        } else if deep > 1 {
            look(&path, &format!("{name}/"), deep - 1, found);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn names_are_clean_and_of_a_known_kind() {
        for (called, name) in [
            ("Hall.JPG", Some("2026/hall.jpg")),
            ("C:\\Users\\Ida\\Größe & Maß.pdf", Some("2026/groesse-mass.pdf")),
            ("../../etc/passwd.txt", Some("2026/passwd.txt")),
            (".htaccess", None),
            ("page.html", None),
            ("run.js", None),
            ("noending", None),
            ("x.svg.html", None),
            ("...png", Some("2026/page.png")),
        ] {
            let clean = FileName::clean("2026", called).map(|file| file.name().to_owned());
            assert_eq!(clean.as_deref(), name, "{called}");
        }
        let file = FileName::clean("", "Hall.jpg").unwrap();
        assert_eq!(file.numbered(2).unwrap().name(), "hall-2.jpg");
        assert_eq!((file.folder(), file.href().as_str()), ("", "/files/hall.jpg"));
    }

    #[test]
    fn names_stay_below_the_folder() {
        for bad in [
            "",
            "/etc/passwd",
            "../x.png",
            "a/../x.png",
            ".focus.toml",
            "a/.x.png",
            "a\\b.png",
            "a//b",
        ] {
            assert_eq!(FileName::read(bad), None, "{bad}");
        }
        let site = tempfile::tempdir().unwrap();
        let at = |name: &str| site.path().join(name);
        fs::create_dir_all(at("files/2026")).unwrap();
        fs::create_dir_all(at("elsewhere")).unwrap();
        symlink(at("elsewhere"), at("files/away")).unwrap();
        for name in ["files/2026/a.png", "files/b c.png", "files/.hidden.png", "elsewhere/x.png"] {
            fs::write(at(name), "x").unwrap();
        }
        let names: Vec<String> =
            listed(site.path()).into_iter().map(|one| one.file.name().to_owned()).collect();
        assert_eq!(names, ["2026/a.png", "b c.png"]);
        assert_eq!(Vec::from_iter(folders(site.path())), ["2026"]);
        let place = |name: &str| FileName::read(name).unwrap().place(site.path());
        assert!(place("2026/new.png").unwrap().ends_with("files/2026/new.png"));
        assert!(place("away/new.png").is_err() && place("none/new.png").is_err());
    }
}
