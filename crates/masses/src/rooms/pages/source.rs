//! Reads the folder `pages/`. What is broken keeps its last good version (F22).

use std::collections::HashMap;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::Arc;

use kit::problem::Problem;

use super::address::address;
use super::front::{self, Rules};
use super::shelf::{Page, Shelf};
use super::strays::is_left_alone;

/// The largest page, in bytes.
pub(super) const LARGEST: u64 = 2 * 1024 * 1024;
/// How deep folders may lie in each other.
pub(super) const DEEPEST: usize = 16;

/// A file that was changed so many milliseconds before it was read may change again without its
/// time telling.
const SETTLED: i64 = 2_000;

/// What a file was when it was read: inode, length, and when it was changed, in nanoseconds.
pub(super) type Stamp = (u64, u64, i128);

/// What is known of the files from reading them before.
#[derive(Debug, Default)]
pub struct Known {
    shelf: Arc<Shelf>,
    /// Those that need not be read again while they stay as they are.
    stamps: HashMap<String, Stamp>,
}

/// Reads all pages of a site at a time, in milliseconds since 1970, as far as they have changed. A
/// page that is wrong stays as it was, if it was there.
pub fn read(
    site: &Path,
    rules: &Rules<'_>,
    now: i64,
    known: &mut Known,
) -> (Arc<Shelf>, Vec<Problem>) {
    let (mut shelf, mut problems) = (Shelf::default(), Vec::new());
    let root = site.join("pages");
    if !root.is_dir() && known.shelf.all().next().is_some() {
        let problem = Problem::with("pages/")
            .message("the folder of the pages is gone")
            .help("put it back; until then the pages stay as they were");
        return (known.shelf.clone(), vec![problem]);
    }
    let mut found = Vec::new();
    list(&root, "", DEEPEST, &mut found, &mut problems);
    found.sort();
    let mut stamps = HashMap::new();
    for (name, stamp) in found {
        let file = format!("pages/{name}");
        let former = known.shelf.of_file(&file);
        let same = stamp.is_some() && known.stamps.get(&file) == stamp.as_ref();
        let page = match former.filter(|_| same) {
            Some(page) => Ok(Some(page.clone())),
            None => one(&root, &name, &file, rules).map(|page| page.map(Arc::new)),
        };
        let page = match (page, former) {
            (Ok(Some(page)), former) => {
                let stamp = stamp.filter(|stamp| is_settled(stamp, now));
                stamp.map(|stamp| stamps.insert(file.clone(), stamp));
                at(now, page, former)
            }
            (Ok(None), _) => continue,
            (Err(problem), former) => {
                problems.push(problem);
                let Some(former) = former else { continue };
                former.clone()
            }
        };
        if let Err(other) = shelf.add(page) {
            problems.push(twice(&file, &other));
        }
    }
    problems.extend(home(&mut shelf, &known.shelf, rules));
    *known = Known { shelf: Arc::new(shelf), stamps };
    (known.shelf.clone(), problems)
}

/// Whether a file was left alone long enough for its stamp to tell of the next change.
pub(super) fn is_settled(stamp: &Stamp, now: i64) -> bool {
    stamp.2 / 1_000_000 + i128::from(SETTLED) < i128::from(now)
}

/// The page as it is at a time. One that is as it was stays the same one, so that it need not be
/// rendered again.
fn at(now: i64, mut page: Arc<Page>, former: Option<&Arc<Page>>) -> Arc<Page> {
    let waiting = page.front.publish.is_some_and(|time| time > now);
    if page.waiting != waiting {
        Arc::make_mut(&mut page).waiting = waiting;
    }
    match former {
        Some(former) if !Arc::ptr_eq(former, &page) && **former == *page => former.clone(),
        _ => page,
    }
}

fn twice(file: &str, other: &str) -> Problem {
    Problem::at(file, 1, 1)
        .message(&format!("this page is there twice: {other} has the same address and language"))
        .help("rename or delete one of the two, or set `language`")
}

/// A site without its first page is a mistake: the last one stays.
fn home(shelf: &mut Shelf, former: &Shelf, rules: &Rules<'_>) -> Option<Problem> {
    let lang = rules.languages.first()?;
    if shelf.find(lang, "/").is_some() {
        return None;
    }
    let _ = former.find(lang, "/").map(|page| shelf.add(page.clone()));
    let problem = Problem::with("pages/index.md").message("the site has no home page");
    Some(problem.help("write pages/index.md, beginning with:\n+++\ntitle = \"Welcome\"\n+++"))
}

/// The names of all Markdown files below a folder, and what each is; nothing is known of a link.
fn list(
    folder: &Path,
    above: &str,
    deep: usize,
    found: &mut Vec<(String, Option<Stamp>)>,
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
        if is_left_alone(&name) {
            continue;
        }
        let path = entry.path();
        let name = format!("{above}{name}");
        // Of a link, what it leads to.
        let link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
        let folder =
            if link { path.is_dir() } else { entry.file_type().is_ok_and(|kind| kind.is_dir()) };
        if folder {
            if link || deep == 0 {
                let problem = Problem::with(&format!("pages/{name}"));
                problems.push(problem.message("this folder is a link, or lies too deep in others"));
            } else {
                list(&path, &format!("{name}/"), deep - 1, found, problems);
            }
        } else if name.ends_with(".md") {
            found.push((name, if link { None } else { stamp(&entry) }));
        }
    }
}

pub(super) fn stamp(entry: &fs::DirEntry) -> Option<Stamp> {
    let about = entry.metadata().ok()?;
    let changed = i128::from(about.mtime()) * 1_000_000_000 + i128::from(about.mtime_nsec());
    Some((about.ino(), about.len(), changed))
}

/// One page; none if the file went away meanwhile.
fn one(root: &Path, name: &str, file: &str, rules: &Rules<'_>) -> Result<Option<Page>, Problem> {
    let languages = rules.languages;
    let (path, named) = address(name, languages)
        .map_err(|(message, help)| Problem::with(file).message(&message).help(&help))?;
    let Some(source) = text(root, name, file)? else { return Ok(None) };
    let (front, body) = front::read(file, &source, rules)?;
    let lang = front.language.clone().or(named).or_else(|| languages.first().cloned());
    let lang = lang.unwrap_or_default();
    Ok(Some(Page { file: file.to_owned(), path, lang, front, waiting: false, source, body }))
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

    /// Long after every file was changed.
    const LATER: i64 = 4_000_000_000_000;

    fn read(site: &Path, now: i64, known: &mut Known) -> (Arc<Shelf>, Vec<Problem>) {
        let zone = kit::clock::Zone::named("Europe/Vienna").unwrap();
        let languages = ["en".to_owned(), "de".to_owned()];
        super::read(site, &Rules { languages: &languages, zone: &zone }, now, known)
    }

    fn first(site: &Path) -> (Arc<Shelf>, Vec<Problem>) {
        read(site, LATER, &mut Known::default())
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
        let (shelf, problems) = first(site.path());
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
        let known = &mut Known::default();
        read(site.path(), LATER, known);
        let (home, away) = (site.path().join("pages/index.md"), site.path().join("away"));
        fs::rename(&home, &away).unwrap();
        let (second, problems) = read(site.path(), LATER, known);
        assert!(second.find("en", "/").is_some() && second.find("en", "/a").is_some());
        assert!(problems[0].message.contains("no home page"), "{problems:?}");
        fs::rename(site.path().join("pages"), site.path().join("elsewhere")).unwrap();
        let (third, problems) = read(site.path(), LATER, known);
        assert!(third.find("en", "/").is_some() && third.find("en", "/a").is_some());
        assert!(problems[0].message.contains("is gone"), "{problems:?}");
    }

    #[test]
    fn a_pipe_is_no_page() {
        let site = site(&[("pages/index.md", HOME)]);
        let pipe = site.path().join("pages/pipe.md");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let (shelf, problems) = first(site.path());
        assert!(shelf.find("en", "/").is_some());
        assert!(problems[0].message.contains("no file"), "{problems:?}");
    }

    /// F22: the last good version stays, and the others are updated.
    #[test]
    fn a_broken_page_keeps_its_last_good_version() {
        let site = site(&[("pages/index.md", HOME), ("pages/a.md", HOME)]);
        let known = &mut Known::default();
        read(site.path(), LATER, known);
        fs::write(site.path().join("pages/index.md"), "+++\ntitel = \"x\"\n+++\n").unwrap();
        fs::write(site.path().join("pages/a.md"), HOME.replace("Home", "New")).unwrap();
        let (second, problems) = read(site.path(), LATER, known);
        assert_eq!(second.find("en", "/").unwrap().front.title, "Home");
        assert_eq!(second.find("en", "/a").unwrap().front.title, "New");
        let place = problems
            .iter()
            .map(|one| (one.file.as_str(), one.line, one.column))
            .collect::<Vec<_>>();
        assert_eq!(place, [("pages/index.md", 2, 1)]);
        fs::remove_file(site.path().join("pages/a.md")).unwrap();
        let (third, _) = read(site.path(), LATER, known);
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
        let (shelf, problems) = first(site.path());
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
        let (_, problems) = first(Path::new("/nowhere"));
        assert!(problems.len() == 1 && problems[0].message.contains("no home page"));
    }

    /// What has not changed is not read again; what may have changed unseen is.
    #[test]
    fn only_what_has_changed_is_read() {
        let site = site(&[("pages/index.md", HOME), ("pages/a.md", HOME)]);
        let known = &mut Known::default();
        let (one, _) = read(site.path(), LATER, known);
        let (two, _) = read(site.path(), LATER, known);
        for file in ["pages/index.md", "pages/a.md"] {
            assert!(Arc::ptr_eq(one.of_file(file).unwrap(), two.of_file(file).unwrap()), "{file}");
        }
        // As long as before, and as old.
        let path = site.path().join("pages/a.md");
        let time = fs::metadata(&path).unwrap().modified().unwrap();
        let change = |text: &str| {
            fs::write(&path, HOME.replace("Hello", text)).unwrap();
            fs::File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
        };
        change("Hallo");
        let text = |shelf: &Shelf| shelf.find("en", "/a").unwrap().text().to_owned();
        assert_eq!(text(&read(site.path(), LATER, known).0), "Hello\n");
        let just = i64::try_from(time.duration_since(std::time::UNIX_EPOCH).unwrap().as_millis());
        let known = &mut Known::default();
        read(site.path(), just.unwrap(), known);
        change("Salve");
        assert_eq!(text(&read(site.path(), just.unwrap(), known).0), "Salve\n");
    }

    #[test]
    fn a_page_waits_for_its_time() {
        let waits = HOME.replace("Home\"", "Soon\"\npublish = 2026-12-01T09:00:00");
        let site = site(&[("pages/index.md", HOME), ("pages/soon.md", &waits)]);
        let at = 1_796_112_000_000;
        let known = &mut Known::default();
        let (before, _) = read(site.path(), at - 1, known);
        assert!(before.find("en", "/soon").is_none());
        assert_eq!(before.next(), Some(at));
        let (after, _) = read(site.path(), at, known);
        assert!(after.find("en", "/soon").is_some());
        assert_eq!(after.next(), None);
    }
}
