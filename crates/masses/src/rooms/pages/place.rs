//! Where the file of a page lies: by its name, which somebody may have typed or made up.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use unicode_normalization::UnicodeNormalization;

use super::address::address;
use super::source::{DEEPEST, LARGEST};

/// The longest name, in bytes.
const LONGEST: usize = 400;
/// How long the part of a file's name is that is made from a title, in characters.
const STEM: usize = 60;
/// The same in bytes: disks take names of 255.
const STEM_BYTES: usize = 150;

/// The file of a page, from the folder of the site: `pages/about.de.md`. Whatever it is called, it
/// is a Markdown file below `pages/`, and none that is hidden.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct PageFile(String);

impl PageFile {
    /// Reads a name, strictly.
    pub fn read(name: &str) -> Option<Self> {
        let parts: Vec<&str> = name.strip_prefix("pages/")?.split('/').collect();
        let plain = |part: &&str| {
            !part.is_empty()
                && !part.starts_with(['.', '#'])
                && !part.ends_with('~')
                && !part.chars().any(|c| matches!(c, '\\' | ':') || c.is_control())
        };
        let good = name.len() <= LONGEST
            && parts.len() <= DEEPEST
            && parts.iter().all(plain)
            && parts.last().is_some_and(|last| last.ends_with(".md"));
        good.then(|| Self(name.to_owned()))
    }

    /// From the folder of the site.
    pub fn name(&self) -> &str {
        &self.0
    }

    /// From the folder of the pages.
    pub fn inner(&self) -> &str {
        self.0.strip_prefix("pages/").unwrap_or_default()
    }

    /// The folder it is in: empty, or `team`.
    pub fn folder(&self) -> &str {
        self.inner().rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The same without folder, language and ending, and the language its name says.
    pub fn stem(&self, languages: &[String]) -> (&str, Option<&str>) {
        let last = self.inner().rsplit('/').next().unwrap_or_default();
        let name = last.strip_suffix(".md").unwrap_or(last);
        match name.rsplit_once('.') {
            Some((stem, lang)) if languages.iter().any(|one| one == lang) => (stem, Some(lang)),
            _ => (name, None),
        }
    }

    /// A file in a folder, with a language in its name unless it is the first of the site.
    pub fn named(folder: &str, stem: &str, lang: &str, languages: &[String]) -> Option<Self> {
        let first = languages.first().is_some_and(|first| first == lang);
        let lang = if first { String::new() } else { format!(".{lang}") };
        let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let file = Self::read(&format!("pages/{folder}{stem}{lang}.md"))?;
        address(file.inner(), languages).is_ok().then_some(file)
    }

    /// Where it really lies, if it is there. No link leads out of the folder of the pages.
    pub fn find(&self, site: &Path) -> io::Result<Option<PathBuf>> {
        let root = site.join("pages");
        let real = match root.join(self.inner()).canonicalize() {
            Ok(real) => real,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        if real.starts_with(root.canonicalize()?) && fs::metadata(&real)?.is_file() {
            return Ok(Some(real));
        }
        Err(io::Error::new(io::ErrorKind::PermissionDenied, "this is no file of a page"))
    }

    /// What it holds, if it is there.
    pub fn content(&self, site: &Path) -> io::Result<Option<Vec<u8>>> {
        let Some(path) = self.find(site)? else { return Ok(None) };
        if fs::metadata(&path)?.len() > LARGEST {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        match fs::read(path) {
            Ok(content) => Ok(Some(content)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Where it is to lie, which is not there yet. Folders that are missing are made.
    pub fn make_room(&self, site: &Path) -> io::Result<PathBuf> {
        // Where the whole folder is gone, a new one would hide what comes back.
        let root = site.join("pages").canonicalize()?;
        let mut folder = root.clone();
        let inner = Path::new(self.inner());
        for part in inner.parent().into_iter().flat_map(Path::components) {
            folder.push(part);
            if let Err(error) = fs::create_dir(&folder)
                && error.kind() != io::ErrorKind::AlreadyExists
            {
                return Err(error);
            }
            folder = folder.canonicalize()?;
            if !folder.starts_with(&root) {
                return Err(io::Error::new(
                    io::ErrorKind::PermissionDenied,
                    "this folder leads out of the folder of the pages",
                ));
            }
        }
        Ok(folder.join(inner.file_name().unwrap_or_default()))
    }
}

/// A name for the file of a page with this title: small letters and digits, the rest dashes.
pub(super) fn stem_of(title: &str) -> String {
    let mut stem = String::new();
    let spelt = title.to_lowercase().replace('ä', "ae").replace('ö', "oe").replace('ü', "ue");
    // Without the marks on Latin letters; in other scripts they make other letters.
    let mark = |c: &char| ('\u{300}'..='\u{36f}').contains(c);
    let plain: String = spelt.replace('ß', "ss").nfkd().filter(|c| !mark(c)).collect();
    for c in plain.nfc() {
        if c.is_alphanumeric() {
            stem.extend(c.to_lowercase());
        } else if !stem.is_empty() && !stem.ends_with('-') && !matches!(c, '\'' | '’') {
            stem.push('-');
        }
    }
    let fits = |(at, c): &(usize, char)| at + c.len_utf8() <= STEM_BYTES;
    let short: String = stem.char_indices().take(STEM).take_while(fits).map(|(_, c)| c).collect();
    // A name that ends in the middle of a word ends with the word before.
    let whole = match short.rsplit_once('-') {
        Some((before, _)) if short.len() < stem.len() => before,
        _ => &short,
    };
    let stem = whole.trim_matches('-');
    if stem.is_empty() { "page".to_owned() } else { stem.to_owned() }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    fn languages() -> Vec<String> {
        vec!["en".to_owned(), "de".to_owned()]
    }

    /// Nothing but Markdown files below the folder, however it is written.
    #[test]
    fn names_stay_below_the_folder() {
        for good in ["pages/index.md", "pages/team/über-uns.de.md", "pages/a b.md", "pages/x.fr.md"]
        {
            assert_eq!(PageFile::read(good).unwrap().name(), good);
        }
        for bad in [
            "",
            "about.md",
            "/pages/about.md",
            "pages/",
            "pages/about",
            "pages/about.txt",
            "pages/../masses.toml",
            "pages/../pages/about.md",
            "pages/./about.md",
            "pages//about.md",
            "pages/team/../about.md",
            "pages/..\\about.md",
            "pages/.hidden.md",
            "pages/.git/about.md",
            "pages/#about.md",
            "pages/about.md~",
            "pages/a\0b.md",
            "pages/a\nb.md",
            "pages/c:x.md",
            "files/about.md",
            "Pages/about.md",
        ] {
            assert_eq!(PageFile::read(bad), None, "{bad:?}");
        }
        assert_eq!(PageFile::read(&format!("pages/{}x.md", "a/".repeat(40))), None);
        assert_eq!(PageFile::read(&format!("pages/{}.md", "a".repeat(400))), None);
    }

    #[test]
    fn no_link_leads_out() {
        let site = tempfile::tempdir().unwrap();
        let at = |name: &str| site.path().join(name);
        fs::create_dir_all(at("pages/team")).unwrap();
        fs::create_dir_all(at("elsewhere")).unwrap();
        fs::write(at("secret.md"), "secret").unwrap();
        fs::write(at("pages/team/board.md"), "board").unwrap();
        symlink(at("secret.md"), at("pages/out.md")).unwrap();
        symlink(at("elsewhere"), at("pages/away")).unwrap();
        symlink(at("pages/team/board.md"), at("pages/same.md")).unwrap();
        let file = |name: &str| PageFile::read(name).unwrap();
        let content = |name: &str| file(name).content(site.path());
        assert_eq!(content("pages/team/board.md").unwrap().unwrap(), b"board");
        assert_eq!(content("pages/same.md").unwrap().unwrap(), b"board", "a link inside is fine");
        assert!(content("pages/nothing.md").unwrap().is_none());
        assert!(content("pages/out.md").is_err());
        assert!(file("pages/away/new.md").make_room(site.path()).is_err());
        assert!(fs::read_dir(at("elsewhere")).unwrap().next().is_none(), "nothing was made there");
        let made = file("pages/new/deep/x.md").make_room(site.path()).unwrap();
        assert!(made.parent().unwrap().is_dir() && made.ends_with("pages/new/deep/x.md"));
    }

    #[test]
    fn titles_become_names() {
        for (title, stem) in [
            ("About us", "about-us"),
            ("Über uns & Größe", "ueber-uns-groesse"),
            ("  What’s new?  ", "whats-new"),
            ("Café Zoë", "cafe-zoe"),
            ("100 % / 2026", "100-2026"),
            ("../../etc/passwd", "etc-passwd"),
            ("???", "page"),
            ("会員", "会員"),
            ("회원 소개", "회원-소개"),
            ("がぎぐ", "がぎぐ"),
            ("Żółw – naïve", "zołw-naive"),
        ] {
            assert_eq!(stem_of(title), stem, "{title}");
        }
        assert!(stem_of(&"𐌰".repeat(60)).len() <= 150, "a disk takes 255 bytes");
        let long = stem_of(&"a few words ".repeat(20));
        assert!(long.len() <= STEM && long.ends_with("words"), "{long}");
    }

    #[test]
    fn languages_stand_in_the_name() {
        let named = |folder, stem, lang| {
            let file = PageFile::named(folder, stem, lang, &languages());
            file.map(|file| file.name().to_owned())
        };
        assert_eq!(named("", "about", "en").as_deref(), Some("pages/about.md"));
        assert_eq!(named("team", "board", "de").as_deref(), Some("pages/team/board.de.md"));
        assert_eq!(named("", "contact", "en"), None, "the address is taken");
        assert_eq!(named("../x", "a", "en"), None);
        let file = PageFile::read("pages/team/board.de.md").unwrap();
        assert_eq!((file.folder(), file.stem(&languages())), ("team", ("board", Some("de"))));
    }
}
