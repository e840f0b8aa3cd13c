//! The folder `files/`: pictures, documents, whatever the organisation offers. Only what cannot
//! run in a browser is shown in it; everything else is offered for saving.

use std::fs::{self, Metadata};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::address::parts;

/// What a browser may show: ending and type.
const SHOWN: [(&str, &str); 11] = [
    ("avif", "image/avif"),
    ("gif", "image/gif"),
    ("ico", "image/x-icon"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("pdf", "application/pdf"),
    ("png", "image/png"),
    // A drawing can carry scripts: it is served with a policy that lets none run.
    ("svg", "image/svg+xml"),
    ("txt", "text/plain; charset=utf-8"),
    ("webp", "image/webp"),
    ("bmp", "image/bmp"),
];

/// What is offered for saving under a type of its own.
const SAVED: [(&str, &str); 12] = [
    ("csv", "text/csv; charset=utf-8"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("ics", "text/calendar; charset=utf-8"),
    // Programs that play what is on the air go by the type.
    ("m4a", "audio/mp4"),
    ("mp3", "audio/mpeg"),
    ("mp4", "video/mp4"),
    ("odt", "application/vnd.oasis.opendocument.text"),
    ("ogg", "audio/ogg"),
    ("vcf", "text/vcard; charset=utf-8"),
    ("webm", "video/webm"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("zip", "application/zip"),
];

/// How a file is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Manner {
    /// Its type.
    pub content_type: &'static str,
    /// Shown in the browser, or offered for saving.
    pub shown: bool,
}

/// How a file of that name is served.
pub fn manner(name: &str) -> Manner {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    let of = |table: &[(&str, &'static str)]| {
        table.iter().find(|(known, _)| *known == ending).map(|(_, content_type)| *content_type)
    };
    match (of(&SHOWN), of(&SAVED)) {
        (Some(content_type), _) => Manner { content_type, shown: true },
        (None, Some(content_type)) => Manner { content_type, shown: false },
        (None, None) => Manner { content_type: "application/octet-stream", shown: false },
    }
}

/// The endings of files that are served under a type of their own.
pub fn endings() -> Vec<&'static str> {
    SHOWN.iter().chain(&SAVED).map(|(ending, _)| *ending).collect()
}

/// The file of a path as it came (`/files/…`), if it is an ordinary one inside the folder.
/// Hidden files, and links that lead out, are not there.
pub fn find(site: &Path, path: &str) -> Option<PathBuf> {
    let parts = parts(path)?;
    let (first, inner) = parts.split_first()?;
    if first != "files" || inner.is_empty() {
        return None;
    }
    let root = site.join("files").canonicalize().ok()?;
    let file =
        inner.iter().fold(root.clone(), |folder, part| folder.join(part)).canonicalize().ok()?;
    // A link inside the folder may lead to something hidden in it.
    let below = file.strip_prefix(&root).ok()?;
    let hidden =
        below.components().any(|part| part.as_os_str().as_encoded_bytes().starts_with(b"."));
    (!hidden && file.is_file()).then_some(file)
}

/// What a file is: inode, length, and in nanoseconds when its text and when anything of it was changed.
/// The first of these times can be set, as by whoever unpacks an archive or copies with times.
pub type Stamp = (u64, u64, i128, i128);

/// What a file is now.
pub fn stamp(about: &Metadata) -> Stamp {
    let nanos = |seconds: i64, nanos: i64| i128::from(seconds) * 1_000_000_000 + i128::from(nanos);
    let text = nanos(about.mtime(), about.mtime_nsec());
    let any = nanos(about.ctime(), about.ctime_nsec());
    (about.ino(), about.len(), text, any)
}

/// A mark that changes with the files that are there.
pub fn mark(site: &Path) -> u64 {
    let mut mark = DefaultHasher::new();
    let mut folders = vec![site.join("files")];
    while let Some(folder) = folders.pop() {
        let mut entries: Vec<_> = fs::read_dir(&folder).into_iter().flatten().flatten().collect();
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let Ok(about) = entry.metadata() else { continue };
            (entry.path(), stamp(&about)).hash(&mut mark);
            if about.is_dir() {
                folders.push(entry.path());
            }
        }
    }
    mark.finish()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn only_what_cannot_run_is_shown() {
        for name in ["a.png", "A.JPG", "x.y.svg", "a.pdf", "a.txt"] {
            assert!(manner(name).shown, "{name}");
        }
        for name in [
            "a.html",
            "a.htm",
            "a.xhtml",
            "a.js",
            "a.css",
            "a.xml",
            "a",
            "a.svgz",
            "a.txt.html",
            "png",
        ] {
            let manner = manner(name);
            assert_eq!(
                (manner.shown, manner.content_type),
                (false, "application/octet-stream"),
                "{name}"
            );
        }
    }

    /// One that is as long, and says that it is as old, as by `cp -p` or `rsync -t`.
    #[test]
    fn another_file_is_seen_whatever_its_time_says() {
        let site = tempfile::tempdir().unwrap();
        fs::create_dir_all(site.path().join("files")).unwrap();
        let [file, other] = ["files/a.svg", "files/.b.svg"].map(|name| site.path().join(name));
        fs::write(&file, "<svg width=\"100\"/>").unwrap();
        let before = (mark(site.path()), stamp(&fs::metadata(&file).unwrap()));
        fs::write(&other, "<svg width=\"300\"/>").unwrap();
        let time = fs::metadata(&file).unwrap().modified().unwrap();
        fs::File::options().write(true).open(&other).unwrap().set_modified(time).unwrap();
        fs::rename(&other, &file).unwrap();
        let after = (mark(site.path()), stamp(&fs::metadata(&file).unwrap()));
        assert_eq!((before.1.1, before.1.2), (after.1.1, after.1.2), "length and time");
        assert!(before.0 != after.0 && before.1 != after.1);
    }

    /// No traversal, no hidden files, no links that lead out.
    #[test]
    fn nothing_outside_the_folder_is_found() {
        let site = tempfile::tempdir().unwrap();
        let at = |name: &str| site.path().join(name);
        fs::create_dir_all(at("files/sub/.git")).unwrap();
        for name in [
            "masses.toml",
            "files/a.png",
            "files/sub/ü b.png",
            "files/.env",
            "files/sub/.git/config",
        ] {
            fs::write(at(name), "x").unwrap();
        }
        symlink(at("masses.toml"), at("files/out.txt")).unwrap();
        symlink(site.path(), at("files/up")).unwrap();
        symlink(at("files/a.png"), at("files/same.png")).unwrap();
        symlink(at("files/.env"), at("files/env.txt")).unwrap();
        for good in
            ["/files/a.png", "/files/sub/%C3%BC%20b.png", "/files/same.png", "/files/%61.png"]
        {
            assert!(find(site.path(), good).is_some(), "{good}");
        }
        for bad in [
            "/files",
            "/files/",
            "/files/sub",
            "/files/sub/",
            "/files/nothing",
            "/files/../masses.toml",
            "/files/%2e%2e/masses.toml",
            "/files/..%2fmasses.toml",
            "/files/%2E%2E%2Fmasses.toml",
            "/files/sub/../a.png",
            "/files//a.png",
            "/files/./a.png",
            "/files/..\\masses.toml",
            "/files/.env",
            "/files/sub/.git/config",
            "/files/out.txt",
            "/files/up/masses.toml",
            "/files/env.txt",
            "/files/a.png%00.txt",
            "/files/a.png/",
            "/files//etc/passwd",
            "/files/%2fetc%2fpasswd",
            "/masses.toml",
            "/pages/index.md",
        ] {
            assert_eq!(find(site.path(), bad), None, "{bad}");
        }
    }
}
