//! Reads the folder `pages/`. What is broken keeps its last good version (F22).

use std::fs;
use std::path::Path;
use std::sync::Arc;

use kit::problem::Problem;

use super::front;
use super::shelf::{Page, Shelf, address};

/// The largest page, in bytes.
pub(super) const LARGEST: u64 = 2 * 1024 * 1024;
/// How deep folders may lie in each other.
pub(super) const DEEPEST: usize = 16;

/// Reads all pages of a site. A page that is wrong is taken from `former`, if it was there.
pub fn read(site: &Path, languages: &[String], former: &Shelf) -> (Shelf, Vec<Problem>) {
    let (mut shelf, mut problems) = (Shelf::default(), Vec::new());
    let root = site.join("pages");
    if !root.is_dir() && former.all().next().is_some() {
        let problem = Problem::with("pages/")
            .message("the folder of the pages is gone")
            .help("put it back; until then the pages stay as they were");
        return (former.clone(), vec![problem]);
    }
    let mut names = Vec::new();
    list(&root, "", DEEPEST, &mut names, &mut problems);
    names.sort();
    for name in names {
        let file = format!("pages/{name}");
        let page = match one(&root, &name, &file, languages) {
            // What is as it was stays the same one, so that it need not be rendered again.
            Ok(Some(page)) => match former.of_file(&file) {
                Some(same) if **same == page => same.clone(),
                _ => Arc::new(page),
            },
            Ok(None) => continue,
            Err(problem) => {
                problems.push(problem);
                match former.of_file(&file) {
                    Some(page) => page.clone(),
                    None => continue,
                }
            }
        };
        if let Err(other) = shelf.add(page) {
            let problem = Problem::at(&file, 1, 1)
                .message(&format!(
                    "this page is there twice: {other} has the same address and language"
                ))
                .help("rename or delete one of the two, or set `language`");
            problems.push(problem);
        }
    }
    let home = languages.first().and_then(|lang| shelf.find(lang, "/"));
    if home.is_none() {
        // A site without its first page is a mistake: the last one stays.
        let last = languages.first().and_then(|lang| former.find(lang, "/"));
        let _ = last.map(|page| shelf.add(page.clone()));
        problems.push(
            Problem::with("pages/index.md")
                .message("the site has no home page")
                .help("write pages/index.md, beginning with:\n+++\ntitle = \"Welcome\"\n+++"),
        );
    }
    (shelf, problems)
}

/// The names of all Markdown files below a folder.
fn list(
    folder: &Path,
    above: &str,
    deep: usize,
    names: &mut Vec<String>,
    problems: &mut Vec<Problem>,
) {
    let shown = format!("pages/{above}");
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        // A site without the folder, or a folder that went away meanwhile.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return,
        Err(error) => {
            problems.push(
                Problem::with(&shown).message(&format!("the folder cannot be read: {error}")),
            );
            return;
        }
    };
    for entry in entries.flatten() {
        let Ok(name) = entry.file_name().into_string() else {
            let message = format!("the name {:?} is not UTF-8", entry.file_name());
            problems.push(Problem::with(&shown).message(&message).help("rename it"));
            continue;
        };
        // Hidden files, and what editors leave beside them.
        if name.starts_with('.') || name.starts_with('#') || name.ends_with('~') {
            continue;
        }
        let path = entry.path();
        let name = format!("{above}{name}");
        if path.is_dir() {
            if path.is_symlink() || deep == 0 {
                let problem = Problem::with(&format!("pages/{name}"));
                problems.push(problem.message("this folder is a link, or lies too deep in others"));
            } else {
                list(&path, &format!("{name}/"), deep - 1, names, problems);
            }
        } else if name.ends_with(".md") {
            names.push(name);
        }
    }
}

/// One page; none if the file went away meanwhile.
fn one(root: &Path, name: &str, file: &str, languages: &[String]) -> Result<Option<Page>, Problem> {
    let (path, named) = address(name, languages)
        .map_err(|(message, help)| Problem::with(file).message(&message).help(&help))?;
    let Some(source) = text(root, name, file)? else { return Ok(None) };
    let (front, body) = front::read(file, &source, languages)?;
    let lang = front.language.clone().or(named).or_else(|| languages.first().cloned());
    let lang = lang.unwrap_or_default();
    Ok(Some(Page { file: file.to_owned(), path, lang, front, source, body }))
}

fn text(root: &Path, name: &str, file: &str) -> Result<Option<String>, Problem> {
    let unreadable = |error: std::io::Error| {
        Problem::with(file).message(&format!("the file cannot be read: {error}"))
    };
    let path = root.join(name);
    let gone = |error: &std::io::Error| error.kind() == std::io::ErrorKind::NotFound;
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
    let metadata = fs::metadata(&real).map_err(unreadable)?;
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

#[cfg(test)]
mod tests {
    use super::*;

    fn site(files: &[(&str, &str)]) -> tempfile::TempDir {
        let site = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = site.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        site
    }

    fn languages() -> Vec<String> {
        vec!["en".to_owned(), "de".to_owned()]
    }

    const HOME: &str = "+++\ntitle = \"Home\"\n+++\nHello\n";

    #[test]
    fn reads_folders_and_leaves_other_files_alone() {
        let site = site(&[
            ("pages/index.md", HOME),
            ("pages/index.de.md", HOME),
            ("pages/a/b/c.md", HOME),
            ("pages/.hidden.md", "x"),
            ("pages/index.md~", "x"),
            ("pages/#index.md#", "x"),
            ("pages/notes.txt", "x"),
        ]);
        let (shelf, problems) = read(site.path(), &languages(), &Shelf::default());
        assert_eq!(problems, []);
        let all: Vec<_> =
            shelf.served().map(|page| format!("{}{}", page.lang, page.path)).collect();
        assert_eq!(all, ["en/a/b/c", "de/", "en/"]);
        assert_eq!(shelf.find("en", "/").unwrap().text(), "Hello\n");
    }

    /// F22: without its first page, or without any, a site is as it was.
    #[test]
    fn what_no_site_can_be_without_stays() {
        let site = site(&[("pages/index.md", HOME), ("pages/a.md", HOME)]);
        let (first, _) = read(site.path(), &languages(), &Shelf::default());
        let (home, away) = (site.path().join("pages/index.md"), site.path().join("away"));
        fs::rename(&home, &away).unwrap();
        let (second, problems) = read(site.path(), &languages(), &first);
        assert!(second.find("en", "/").is_some() && second.find("en", "/a").is_some());
        assert!(problems[0].message.contains("no home page"), "{problems:?}");
        fs::rename(site.path().join("pages"), site.path().join("elsewhere")).unwrap();
        let (third, problems) = read(site.path(), &languages(), &second);
        assert!(third.find("en", "/").is_some() && third.find("en", "/a").is_some());
        assert!(problems[0].message.contains("is gone"), "{problems:?}");
    }

    #[test]
    fn a_pipe_is_no_page() {
        let site = site(&[("pages/index.md", HOME)]);
        let pipe = site.path().join("pages/pipe.md");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let (shelf, problems) = read(site.path(), &languages(), &Shelf::default());
        assert!(shelf.find("en", "/").is_some());
        assert!(problems[0].message.contains("no file"), "{problems:?}");
    }

    /// F22: the last good version stays, and the others are updated.
    #[test]
    fn a_broken_page_keeps_its_last_good_version() {
        let site = site(&[("pages/index.md", HOME), ("pages/a.md", HOME)]);
        let (first, _) = read(site.path(), &languages(), &Shelf::default());
        fs::write(site.path().join("pages/index.md"), "+++\ntitel = \"x\"\n+++\n").unwrap();
        fs::write(site.path().join("pages/a.md"), HOME.replace("Home", "New")).unwrap();
        let (second, problems) = read(site.path(), &languages(), &first);
        assert_eq!(second.find("en", "/").unwrap().front.title, "Home");
        assert_eq!(second.find("en", "/a").unwrap().front.title, "New");
        let place = problems
            .iter()
            .map(|one| (one.file.as_str(), one.line, one.column))
            .collect::<Vec<_>>();
        assert_eq!(place, [("pages/index.md", 2, 1)]);
        fs::remove_file(site.path().join("pages/a.md")).unwrap();
        let (third, _) = read(site.path(), &languages(), &second);
        assert!(third.find("en", "/a").is_none(), "what was deleted goes");
    }

    #[test]
    fn says_what_is_wrong_with_a_folder() {
        let outside = tempfile::NamedTempFile::new().unwrap();
        fs::write(outside.path(), HOME).unwrap();
        let site = site(&[
            ("pages/index.md", HOME),
            ("pages/a.md", HOME),
            ("pages/a/index.md", HOME),
            ("pages/b.fr.md", HOME),
            ("pages/german.md", "+++\ntitle = \"x\"\nlanguage = \"de\"\n+++\n"),
        ]);
        fs::write(site.path().join("pages/latin.md"), b"+++\ntitle = \"Gr\xfc\xdfe\"\n+++\n")
            .unwrap();
        std::os::unix::fs::symlink(outside.path(), site.path().join("pages/out.md")).unwrap();
        std::os::unix::fs::symlink(site.path().join("pages"), site.path().join("pages/loop"))
            .unwrap();
        let (shelf, problems) = read(site.path(), &languages(), &Shelf::default());
        let shown = problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
        for part in [
            "this page is there twice: pages/a.md",
            "this site has no language `fr`",
            "leads out of the folder",
            "pages/latin.md:2:12",
            "pages/loop",
        ] {
            assert!(shown.contains(part), "{part} in\n{shown}");
        }
        assert!(shelf.find("en", "/out").is_none() && shelf.find("de", "/german").is_some());
    }

    #[test]
    fn a_site_needs_a_home_page() {
        let (_, problems) = read(Path::new("/nowhere"), &languages(), &Shelf::default());
        assert!(problems.len() == 1 && problems[0].message.contains("no home page"));
    }
}
