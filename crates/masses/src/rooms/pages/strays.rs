//! What is good and yet does not arrive: pages that nothing leads to, files that are no pages, and
//! pictures and links that Markdown does not see as such.

use std::fs;
use std::path::Path;

use kit::problem::Problem;

use super::front::{List, Menu};
use super::links::Around;
use super::place::PageFile;
use super::shelf::{Page, Shelf};
use super::source::DEEPEST;

/// Endings of pictures and documents, which belong elsewhere.
pub(super) const FILES: [&str; 9] =
    ["jpg", "jpeg", "png", "gif", "webp", "avif", "svg", "heic", "pdf"];

/// Whether a visitor can come to a page without knowing its address: it stands in a menu or a list,
/// or another page names it.
pub(super) fn is_led_to(shelf: &Shelf, page: &Page) -> bool {
    let above = page.path.rsplit_once('/').map_or("/", |(above, _)| above);
    let listed = shelf.find(&page.lang, above).and_then(|above| above.front.list);
    let front = &page.front;
    let of_itself = page.path == "/"
        || front.order.is_some()
        || front.list.is_some()
        || (front.menu == Menu::Footer && page.path.matches('/').count() == 1)
        || (front.date.is_some() && listed == Some(List::News));
    let file = page.file.rsplit('/').next().unwrap_or_default();
    let names = |other: &&std::sync::Arc<Page>| {
        other.file != page.file && (names(&other.source, &page.path) || names(&other.source, file))
    };
    of_itself || shelf.served().any(|other| names(&other))
}

/// Whether an address stands in a text, and not only as the beginning of a longer one.
fn names(text: &str, address: &str) -> bool {
    let goes_on = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'/');
    text.match_indices(address)
        .any(|(at, _)| !text.as_bytes().get(at + address.len()).is_some_and(|byte| goes_on(*byte)))
}

/// The pages that nothing leads to.
pub(super) fn lost(shelf: &Shelf) -> Vec<Problem> {
    let lost = shelf.served().filter(|page| !is_led_to(shelf, page));
    let listed = |page: &Page| {
        let above = shelf.find(&page.lang, page.folder());
        above.is_some_and(|above| above.front.list == Some(List::News))
    };
    let problem = |page: &std::sync::Arc<Page>| {
        let why = if listed(page) { "  (it lies among the news and has no `date`)" } else { "" };
        Problem::with(&page.file).message(&format!("{}{why}", page.path))
    };
    lost.map(problem).collect()
}

/// Hidden files, and what editors leave beside those they change.
pub(super) fn is_left_alone(name: &str) -> bool {
    name.starts_with(['.', '#']) || name.ends_with('~')
}

/// What to do about a page that visitors do not get in any of these languages: perhaps its file is
/// there, and only something in it is wrong, or it is to wait.
pub(super) fn unserved<'a>(
    path: &str,
    langs: impl IntoIterator<Item = &'a String>,
    around: &Around<'_>,
) -> String {
    let inner = path.trim_start_matches('/');
    let (folder, stem) = inner.rsplit_once('/').unwrap_or(("", inner));
    let named = |lang: &String| {
        [(folder, stem), (inner, "index")]
            .map(|(folder, stem)| PageFile::named(folder, stem, lang, around.languages))
    };
    let mut files = langs.into_iter().flat_map(named).flatten();
    match files.find(|file| around.site.join(file.name()).is_file()) {
        Some(file) if around.shelf.of_file(file.name()).is_some() => {
            format!("visitors do not get {} yet: it is a draft, or waits for its day", file.name())
        }
        Some(file) => format!("mend {}: something is wrong with it", file.name()),
        None => "correct it, or write the page".to_owned(),
    }
}

/// The files among the pages that are none.
pub(super) fn no_pages(site: &Path) -> Vec<Problem> {
    let mut problems = Vec::new();
    look(&site.join("pages"), "pages", DEEPEST, &mut problems);
    problems.sort_by(|one, other| one.file.cmp(&other.file));
    problems
}

fn look(folder: &Path, above: &str, deep: usize, problems: &mut Vec<Problem>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let Ok(name) = entry.file_name().into_string() else { continue };
        if is_left_alone(&name) {
            continue;
        }
        let file = format!("{above}/{name}");
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            if deep > 0 {
                look(&entry.path(), &file, deep - 1, problems);
            }
        } else if !name.ends_with(".md") {
            problems.push(no_page(&file));
        }
    }
}

fn no_page(file: &str) -> Problem {
    let ending = file.rsplit('.').next().unwrap_or_default().to_lowercase();
    let problem = Problem::with(file);
    if FILES.contains(&ending.as_str()) {
        let name = file.rsplit('/').next().unwrap_or_default();
        let help = format!("put it into the folder files/, and write /files/{name} on the page");
        return problem.message("this is no page, and nobody can load it here").help(&help);
    }
    problem
        .message("this is no page: the name of a page ends with .md")
        .help("rename it, or take it out of the folder pages/")
}

/// Pictures and links with a blank in their address: CommonMark (section 6.3) takes them for text.
pub(super) fn blank_addresses(page: &Page) -> Vec<Problem> {
    let (text, mut problems) = (page.text(), Vec::new());
    for (at, _) in text.match_indices("](") {
        let start = at + 2;
        let line = text[start..].lines().next().unwrap_or_default();
        let Some(end) = line.find(')') else { continue };
        let address = &line[..end];
        // Behind a blank there may be a title, in quotes; and between < and > blanks are allowed.
        let plain = address.split(['"', '\'', '(']).next().unwrap_or_default().trim();
        if !plain.contains([' ', '\t']) || plain.starts_with('<') {
            continue;
        }
        let place = page.body + start..page.body + start + address.len();
        let help = format!("write %20 for each: {}", plain.replace([' ', '\t'], "%20"));
        let problem = Problem::in_text(&page.file, &page.source, place);
        problems
            .push(problem.message("there is a blank in this address, so it is none").help(&help));
    }
    problems
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::front::Front;
    use super::*;

    fn page(path: &str, front: Front, source: &str) -> Arc<Page> {
        Arc::new(Page {
            file: format!("pages{path}.md"),
            path: path.to_owned(),
            lang: "en".to_owned(),
            front,
            waiting: false,
            source: source.to_owned(),
            body: 0,
        })
    }

    #[test]
    fn what_nothing_leads_to_is_found() {
        let dated = || Front { date: Some("2026-03-01".into()), ..Front::default() };
        let mut shelf = Shelf::default();
        for (path, front, source) in [
            ("/", Front::default(), "[us](/about-us), [a file](hidden.md)"),
            ("/about-us", Front::default(), ""),
            ("/about", Front::default(), ""),
            ("/hidden", Front::default(), "[me](/lost)"),
            ("/menu", Front { order: Some(1), ..Front::default() }, ""),
            ("/foot", Front { menu: Menu::Footer, ..Front::default() }, ""),
            ("/news", Front { list: Some(List::News), ..Front::default() }, ""),
            ("/news/day", dated(), ""),
            ("/news/no-day", Front::default(), ""),
            ("/elsewhere", dated(), ""),
            ("/draft", Front { draft: true, ..Front::default() }, ""),
        ] {
            shelf.add(page(path, front, source)).unwrap();
        }
        let lost: Vec<String> = lost(&shelf).into_iter().map(|one| one.message).collect();
        assert_eq!(
            lost,
            ["/about", "/elsewhere", "/news/no-day  (it lies among the news and has no `date`)"]
        );
    }

    #[test]
    fn blanks_in_addresses_are_found() {
        let of = |text| {
            let all = blank_addresses(&page("/", Front::default(), text)).into_iter();
            all.map(|one| one.help.unwrap_or_default()).collect::<Vec<_>>()
        };
        let help = "write %20 for each: /files/A%20choir.JPG";
        assert_eq!(of("![A](/files/A choir.JPG) [b](/files/A choir.JPG \"x y\")"), [help, help]);
        for good in
            ["[a](/b \"x y\")", "[a](/b 'x y')", "![a](</files/a b.jpg>)", "[a](", "](\n b)"]
        {
            assert!(of(good).is_empty(), "{good}");
        }
    }

    #[test]
    fn files_that_are_no_pages_are_named() {
        let site = tempfile::tempdir().unwrap();
        fs::create_dir_all(site.path().join("pages/news")).unwrap();
        for name in ["a.md", "b.md.txt", "news/C.MD", "news/choir.jpg", ".x", "d.md~"] {
            fs::write(site.path().join("pages").join(name), "").unwrap();
        }
        let files: Vec<String> = no_pages(site.path()).into_iter().map(|one| one.file).collect();
        assert_eq!(files, ["pages/b.md.txt", "pages/news/C.MD", "pages/news/choir.jpg"]);
    }
}
