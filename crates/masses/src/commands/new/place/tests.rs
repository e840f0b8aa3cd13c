use std::sync::atomic::AtomicBool;

use tempfile::{TempDir, tempdir};

use super::*;

fn files() -> Vec<File> {
    ["pages/index.md", "pages/news/index.md", ".gitignore", "masses.toml"]
        .map(|path| File { path: path.to_owned(), content: path.into() })
        .into()
}

/// Everything below a folder.
fn inside(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        found.push(path.file_name().unwrap().to_str().unwrap().to_owned());
        if path.is_dir() {
            found.extend(inside(&path));
        }
    }
    found.sort();
    found
}

fn write(folder: &Path, files: &[File]) -> Result<()> {
    Place::find(folder)?.write(files, "7", &AtomicBool::new(false))
}

const ALL: [&str; 6] = [".gitignore", "index.md", "index.md", "masses.toml", "news", "pages"];

#[test]
fn a_site_is_written_wherever_there_is_nothing() {
    let root = tempdir().unwrap();
    fs::create_dir(root.path().join("empty")).unwrap();
    for name in ["new", "new2/", "deep/er/est", "empty"] {
        let folder = root.path().join(name);
        write(&folder, &files()).unwrap();
        assert_eq!(inside(&folder), ALL, "{name}");
        assert_eq!(fs::read_to_string(folder.join("pages/index.md")).unwrap(), "pages/index.md");
        let taken = write(&folder, &files()).unwrap_err().to_string();
        assert!(taken.contains("is not empty"), "{taken}");
    }
    let names = fs::read_dir(root.path()).unwrap().count();
    assert_eq!(names, 4, "something was left beside: {:?}", inside(root.path()));
}

#[test]
fn a_folder_that_cannot_be_is_refused() {
    let root = tempdir().unwrap();
    fs::write(root.path().join("file"), "").unwrap();
    std::os::unix::fs::symlink("/nowhere/at/all", root.path().join("link")).unwrap();
    for name in ["file", "file/below", "gone/../new", "link", ""] {
        let error = write(&root.path().join(name), &files());
        assert!(error.is_err(), "{name}");
    }
    assert_eq!(inside(root.path()), ["file", "link"]);
}

/// Files of which one cannot be written.
fn broken() -> Vec<File> {
    let mut files = files();
    // Its folder is a file.
    files.insert(2, File { path: "pages/index.md/x".into(), content: Vec::new() });
    files
}

/// What fails in the middle, or is stopped, leaves the place as it was.
#[test]
fn nothing_is_half_written() {
    let root: TempDir = tempdir().unwrap();
    fs::create_dir(root.path().join("empty")).unwrap();
    for name in ["new", "deep/er", "empty"] {
        let folder = root.path().join(name);
        let why = format!("{:#}", write(&folder, &broken()).unwrap_err());
        assert!(why.contains("pages/index.md/x cannot be written"), "{why}");
        let stopped = Place::find(&folder).unwrap().write(&files(), "7", &AtomicBool::new(true));
        assert!(stopped.unwrap_err().to_string().contains("nothing was written"));
        assert_eq!(inside(root.path()), ["empty"], "{name}");
    }
    // Somebody else was faster.
    let place = Place::find(&root.path().join("new")).unwrap();
    fs::create_dir_all(root.path().join("new/theirs")).unwrap();
    assert!(place.write(&files(), "7", &AtomicBool::new(false)).is_err());
    let empty = Place::find(&root.path().join("empty")).unwrap();
    fs::create_dir_all(root.path().join("empty/masses.toml/theirs")).unwrap();
    assert!(empty.write(&files(), "7", &AtomicBool::new(false)).is_err());
    let left = ["empty", "masses.toml", "new", "theirs", "theirs"];
    assert_eq!(inside(root.path()), left);
}
