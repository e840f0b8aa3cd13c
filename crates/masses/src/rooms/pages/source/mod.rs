//! Reads the folder `pages/`. What is broken keeps its last good version (F22).

mod one;

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use kit::problem::Problem;

use super::files::Stamp;
use super::front::Rules;
use super::shelf::{Page, Shelf};
use super::strays::is_left_alone;
use one::one;
pub(super) use one::{LARGEST, is_settled, stamp};

/// How deep folders may lie in each other.
pub(super) const DEEPEST: usize = 16;

/// What is known of the files from reading them before.
#[derive(Debug, Default)]
pub struct Known {
    shelf: Arc<Shelf>,
    /// Those that need not be read again while they stay as they are.
    stamps: HashMap<String, Stamp>,
    /// Every page is a file of its own, and nothing is wrong with any.
    plain: bool,
}

impl Known {
    /// Whether every page is a file of its own, and nothing is wrong with any.
    pub fn is_plain(&self) -> bool {
        self.plain
    }
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
    let mut listed = Listed::default();
    listed.look(&root, "", DEEPEST);
    let Listed { mut found, closed, problems: unlisted } = listed;
    problems.extend(unlisted);
    found.sort();
    let mut stamps = HashMap::new();
    let linked = found.iter().any(|(_, stamp)| stamp.is_none());
    for (file, stamp) in found {
        let former = known.shelf.of_file(&file);
        let same = stamp.is_some() && known.stamps.get(&file) == stamp.as_ref();
        let page = match former.filter(|_| same) {
            Some(page) => Ok(Some(page.clone())),
            None => one(&root, &file, rules).map(|page| page.map(Arc::new)),
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
    // Nobody knows what is in a folder that cannot be looked into: its pages stay.
    for page in known.shelf.all().filter(|page| is_below(&page.file, &closed)) {
        let _ = shelf.add(at(now, page.clone(), Some(page)));
    }
    problems.extend(home(&mut shelf, &known.shelf, rules));
    let plain = problems.is_empty() && !linked;
    *known = Known { shelf: Arc::new(shelf), stamps, plain };
    (known.shelf.clone(), problems)
}

/// Reads only these files, which have changed. None where that may not be all: everything has to be
/// read where something is wrong with a page, where a file is not simply another text of the page
/// that it was, and where a link may lead to one of them.
pub fn again(
    site: &Path,
    files: &BTreeSet<String>,
    rules: &Rules<'_>,
    now: i64,
    known: &mut Known,
) -> Option<Arc<Shelf>> {
    if !known.plain {
        return None;
    }
    let root = site.join("pages");
    let mut pages = Vec::new();
    for file in files {
        let former = known.shelf.of_file(file)?;
        let about = fs::symlink_metadata(site.join(file)).ok().filter(fs::Metadata::is_file)?;
        let page = at(now, one(&root, file, rules).ok()?.map(Arc::new)?, Some(former));
        if !page.stands_as(former) {
            return None;
        }
        pages.push((page, stamp(&about)?));
    }
    let mut shelf = Shelf::clone(&known.shelf);
    for (page, stamp) in pages {
        known.stamps.remove(&page.file);
        if is_settled(&stamp, now) {
            known.stamps.insert(page.file.clone(), stamp);
        }
        shelf.replace(page);
    }
    known.shelf = Arc::new(shelf);
    Some(known.shelf.clone())
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

/// Whether a file lies in one of these folders, named from that of the site.
pub(super) fn is_below(file: &str, folders: &[String]) -> bool {
    let inner = |folder: &String| file.strip_prefix(folder.as_str());
    folders.iter().filter_map(inner).any(|inner| inner.starts_with('/'))
}

/// What lies in the folder of the pages.
#[derive(Default)]
struct Listed {
    /// The Markdown files, and what each is; nothing is known of a link.
    found: Vec<(String, Option<Stamp>)>,
    /// Folders that cannot be looked into.
    closed: Vec<String>,
    problems: Vec<Problem>,
}

impl Listed {
    fn look(&mut self, folder: &Path, above: &str, deep: usize) {
        let shown = format!("pages/{above}");
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            // A site without the folder, or a folder that went away meanwhile.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return,
            Err(error) => {
                let problem = Problem::with(&shown)
                    .message(&format!("the folder cannot be read: {error}"))
                    .help("give the program the right to; until then its pages stay as they were");
                self.problems.push(problem);
                self.closed.push(shown.trim_end_matches('/').to_owned());
                return;
            }
        };
        for entry in entries.flatten() {
            let Ok(name) = entry.file_name().into_string() else {
                let message = format!("the name {:?} is not UTF-8", entry.file_name());
                let problem = Problem::with(&shown).message(&message).help("rename it");
                self.problems.push(problem);
                continue;
            };
            if !is_left_alone(&name) {
                self.take(&entry, &format!("{above}{name}"), deep);
            }
        }
    }

    fn take(&mut self, entry: &fs::DirEntry, name: &str, deep: usize) {
        let path = entry.path();
        // Of a link, what it leads to.
        let link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
        let folder =
            if link { path.is_dir() } else { entry.file_type().is_ok_and(|kind| kind.is_dir()) };
        if folder && (link || deep == 0) {
            let problem = Problem::with(&format!("pages/{name}"));
            let message = "this folder is a link, or lies too deep in others";
            self.problems.push(problem.message(message));
        } else if folder {
            self.look(&path, &format!("{name}/"), deep - 1);
        } else if name.ends_with(".md") {
            let about = entry.metadata().ok().filter(|_| !link);
            self.found.push((format!("pages/{name}"), about.as_ref().and_then(stamp)));
        }
    }
}

#[cfg(test)]
mod tests;
