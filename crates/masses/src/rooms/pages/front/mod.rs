//! Front matter: what stands between two lines of `+++` at the head of a page.

mod keys;

use kit::clock::Zone;
use kit::problem::Problem;
use toml::de::DeTable;

use keys::{Wrong, take};

const FENCE: &str = "+++";

/// What a page says about itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Front {
    /// Its title: the heading, the name of the window, the link in the menu.
    pub title: String,
    /// What it is about, for lists, search engines and those who pass the link on.
    pub description: String,
    /// Its language, where the name of the file does not say it.
    pub language: Option<String>,
    /// Its place among the pages beside it. Without one it is in no menu.
    pub order: Option<i64>,
    /// Which menu that is.
    pub menu: Menu,
    /// Not served yet.
    pub draft: bool,
    /// Not served before that time, in milliseconds since 1970.
    pub publish: Option<i64>,
    /// The day it is about: `2026-03-01`. A page with one is news.
    pub date: Option<String>,
    /// What it is about, in a word each.
    pub tags: Vec<String>,
    /// Addresses that lead here: `/old/address`, without the language.
    pub redirects: Vec<String>,
    /// The picture at its head and in lists: `/files/hall.jpg`.
    pub image: Option<String>,
    /// What is to be seen there.
    pub image_alt: String,
    /// Which point of it has to stay when it is cropped, in hundredths from the left and from the top.
    pub image_focus: Option<(u8, u8)>,
    /// It begins with a table of contents.
    pub toc: bool,
    /// What it lists of the folder it stands in.
    pub list: Option<List>,
}

/// A menu of the site.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Menu {
    /// At the head of every page.
    #[default]
    Main,
    /// At its foot.
    Footer,
}

/// What the first page of a folder lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// Its pages that have a date, the newest first.
    News,
    /// Its pages that have an order.
    Pages,
}

/// What the site says of all its pages.
pub struct Rules<'a> {
    /// Its languages.
    pub languages: &'a [String],
    /// Its time zone.
    pub zone: &'a Zone,
}

/// Reads it, and where the text of the page begins.
pub fn read(file: &str, text: &str, rules: &Rules<'_>) -> Result<(Front, usize), Problem> {
    let (toml, body) = split(file, text)?;
    let at = |span: std::ops::Range<usize>| {
        Problem::in_text(file, text, span.start + toml.start..span.end + toml.start)
    };
    let table = DeTable::parse(&text[toml.clone()]).map_err(|error| {
        let end = toml.len().saturating_sub(1);
        let span = error.span().unwrap_or(end..end);
        let meant = meant(&text[toml.clone()], span.start, error.message());
        let (message, help) = meant.unwrap_or_else(|| {
            let message = format!("the front matter is not TOML: {}", error.message());
            let help =
                "write one `key = value` in each line, texts in quotes: title = \"About us\"";
            (message, help.to_owned())
        });
        at(span).message(&message).help(&help)
    })?;
    let mut front = Front::default();
    for (key, value) in table.get_ref() {
        take(&mut front, key.get_ref(), value, rules).map_err(|wrong| match wrong {
            Wrong::Key(help) => at(key.span())
                .message(&format!("a page has no key `{}`", key.get_ref()))
                .help(&help),
            Wrong::Value(message, help) => at(value.span()).message(&message).help(&help),
        })?;
    }
    if front.title.is_empty() {
        return Err(Problem::in_text(file, text, toml.start - 1..toml.start)
            .message("the page has no title")
            .help("add a line like: title = \"About us\""));
    }
    Ok((front, body))
}

/// What somebody meant who wrote something else than TOML: what is wrong with the line, and what to
/// write.
fn meant(toml: &str, at: usize, wrong: &str) -> Option<(String, String)> {
    let start = toml.get(..at)?.rfind('\n').map_or(0, |end| end + 1);
    let line = toml[start..].lines().next()?.trim();
    let Some((key, value)) = line.split_once('=') else {
        let message = format!("`{line}` is no `key = value`");
        let help = "write what it is before it: date = 2026-12-01";
        return (!line.is_empty()).then(|| (message, help.to_owned()));
    };
    let (key, value) = (key.trim(), value.trim());
    if wrong == "duplicate key" {
        return Some((format!("`{key}` is there twice"), "take one of the two out".to_owned()));
    }
    if let Some(day) = day(value) {
        return Some((format!("`{value}` is no day of TOML"), format!("write {key} = {day}")));
    }
    let bare = value.starts_with(char::is_alphabetic) && !value.contains('"');
    bare.then(|| {
        (format!("`{value}` has no quotes"), format!("put the text in quotes: {key} = \"{value}\""))
    })
}

/// A day as people write it, `24.12.2026`, as TOML does. With slashes, nobody knows which is the
/// month.
fn day(text: &str) -> Option<String> {
    let parts: Vec<u32> =
        text.split('.').map(|part| part.trim().parse().ok()).collect::<Option<_>>()?;
    match parts[..] {
        [day @ 1..=31, month @ 1..=12, year @ 1000..=9999] => {
            Some(format!("{year:04}-{month:02}-{day:02}"))
        }
        _ => None,
    }
}

/// The languages of the site in words.
pub fn known_languages(languages: &[String]) -> String {
    format!("`site.languages` in masses.toml has: {}", languages.join(", "))
}

/// Where the TOML stands, and where the text begins.
pub(super) fn split(file: &str, text: &str) -> Result<(std::ops::Range<usize>, usize), Problem> {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut lines = text[start..].split_inclusive('\n');
    let first = lines.next().unwrap_or_default();
    if first.trim_end() != FENCE {
        let end = start + first.trim_end().len();
        // As other programs have it: two kinds of it in one file would be one too many.
        let help = match first.trim_end() {
            "---" => {
                "what stands between --- is YAML: write +++ instead of ---, and TOML between them, \
                      as in\n+++\ntitle = \"About us\"\n+++"
            }
            _ => "put these three lines at the top:\n+++\ntitle = \"About us\"\n+++",
        };
        return Err(Problem::in_text(file, text, start..end)
            .message("a page begins with front matter between two lines of +++")
            .help(help));
    }
    let toml = start + first.len();
    let mut at = toml;
    for line in lines {
        if line.trim_end() == FENCE {
            return Ok((toml..at, at + line.len()));
        }
        at += line.len();
    }
    Err(Problem::in_text(file, text, start..start + FENCE.len())
        .message("the front matter that begins here has no end")
        .help("write +++ on a line of its own after its last key"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(file: &str, text: &str) -> Result<(Front, usize), Problem> {
        let languages = ["en".to_owned(), "de".to_owned()];
        let zone = Zone::named("Europe/Vienna").unwrap();
        super::read(file, text, &Rules { languages: &languages, zone: &zone })
    }

    fn problem(text: &str) -> (usize, usize, String, String) {
        let problem = read("pages/x.md", text).unwrap_err();
        (problem.line, problem.column, problem.message, problem.help.unwrap_or_default())
    }

    #[test]
    fn reads_every_key() {
        let text = "+++\ntitle = \" Über uns \"\ndescription = \"Wir\"\nlanguage = \"de\"\n\
            order = 0x10\ndraft = true\n+++\nHallo\n";
        let (front, body) = read("x", text).unwrap();
        let expected = Front {
            title: "Über uns".into(),
            description: "Wir".into(),
            language: Some("de".into()),
            order: Some(16),
            draft: true,
            ..Front::default()
        };
        assert_eq!((front, &text[body..]), (expected, "Hallo\n"));
        let text = "+++\ntitle = \"A\"\nmenu = \"footer\"\ndate = 2026-03-01\n\
            publish = 2026-03-01T09:00:00\ntags = [\"Tea\", \" Members \"]\n\
            redirects = [\"/old\", \"/older/\"]\nimage = \"/files/a.jpg\"\nimage_alt = \"A hut\"\n\
            image_focus = [30, 70]\ntoc = true\nlist = \"news\"\n+++\n";
        let expected = Front {
            title: "A".into(),
            menu: Menu::Footer,
            date: Some("2026-03-01".into()),
            publish: Some(1_772_352_000_000),
            tags: vec!["Tea".into(), "Members".into()],
            redirects: vec!["/old".into(), "/older".into()],
            image: Some("/files/a.jpg".into()),
            image_alt: "A hut".into(),
            image_focus: Some((30, 70)),
            toc: true,
            list: Some(List::News),
            ..Front::default()
        };
        assert_eq!(read("x", text).unwrap().0, expected);
        let (front, _) =
            read("x", "+++\ntitle = \"A\"\npublish = 2026-03-01T09:00:00+00:00\n+++\n").unwrap();
        assert_eq!(front.publish, Some(1_772_355_600_000));
    }

    #[test]
    fn windows_files_and_empty_pages_are_fine() {
        let text = "\u{feff}+++\r\ntitle = \"A\"\r\n+++\r\n";
        let (front, body) = read("x", text).unwrap();
        assert_eq!((front.title.as_str(), &text[body..]), ("A", ""));
        assert!(read("x", "+++\ntitle = \"A\"\n+++").is_ok());
    }

    /// F22: a broken page is an error with line, column and what to do.
    #[test]
    fn every_mistake_has_its_place() {
        let (line, column, message, help) = problem("+++\ntitle = \"A\"\nordre = 1\n+++\n");
        assert_eq!((line, column, message.as_str()), (3, 1, "a page has no key `ordre`"));
        assert_eq!(help, "did you mean `order`?");
        let (line, column, message, _) = problem("+++\ntitle = \"A\"\norder = \"1\"\n+++\n");
        assert_eq!((line, column), (3, 9));
        assert_eq!(message, "`order` has to be a whole number");
        let (line, column, message, _) = problem("+++\ntitle = \"Grüße\" x\n+++\n");
        assert_eq!((line, column), (2, 17), "{message}");
        assert!(message.starts_with("the front matter is not TOML"), "{message}");
        for (wrong, said, do_this) in [
            ("date = 24.12.2026", "`24.12.2026` is no day of TOML", "write date = 2026-12-24"),
            ("order = 2", "`order` is there twice", "take one of the two out"),
            ("title = Trip", "`Trip` has no quotes", "put the text in quotes: title = \"Trip\""),
            ("2026-12-01", "`2026-12-01` is no `key = value`", "write what it is before it"),
        ] {
            let (line, _, message, help) = problem(&format!("+++\norder = 1\n{wrong}\n+++\n"));
            assert_eq!((line, message.as_str()), (3, said));
            assert!(help.starts_with(do_this), "{help}");
        }
        let (line, column, message, _) = problem("+++\ntitle = \"A\n\n+++\n");
        assert_eq!(line, 2, "{column} {message}");
        let (line, column, message, _) = problem("+++\norder = 1\n+++\n");
        assert_eq!((line, column), (1, 4), "{message}");
        assert_eq!(message, "the page has no title");
        let (line, column, message, help) = problem("+++\ntitle = \"A\"\n\nText\n");
        assert_eq!((line, column), (1, 1));
        assert!(message.contains("has no end") && help.contains("+++"), "{message}");
        let (line, column, message, help) = problem("---\ntitle: A\n---\n");
        assert_eq!((line, column), (1, 1));
        assert!(message.contains("begins with front matter") && help.contains("+++"), "{message}");
        let (line, column, _, help) = problem("+++\ntitle = \"A\"\nlanguage = \"fr\"\n+++\n");
        assert_eq!((line, column), (3, 12));
        assert!(help.contains("en, de"), "{help}");
    }

    #[test]
    fn odd_values_are_refused() {
        for bad in [
            "title = \"\"",
            "title = \" \"",
            "title = \"a\\nb\"",
            "title = \"a\\u0000\"",
            "title = 1",
            "title = \"A\"\ntitle = \"B\"",
            "title = \"A\"\ndraft = \"yes\"",
            "title = \"A\"\norder = 99999999999999999999",
            "title = \"A\"\norder = 1.5",
            "[title]\nx = 1",
            "title = \"A\"\ndate = \"2026-03-01\"",
            "title = \"A\"\ndate = 2026-02-30",
            "title = \"A\"\ndate = 2026-03-01T09:00:00",
            "title = \"A\"\npublish = 09:00:00",
            "title = \"A\"\nmenu = \"top\"",
            "title = \"A\"\nlist = \"all\"",
            "title = \"A\"\ntags = \"Tea\"",
            "title = \"A\"\ntags = [\"\"]",
            "title = \"A\"\ntags = [\"!\"]",
            "title = \"A\"\ntags = [1]",
            "title = \"A\"\nredirects = [\"old\"]",
            "title = \"A\"\nredirects = [\"/desk/x\"]",
            "title = \"A\"\nredirects = [\"/a//b\"]",
            "title = \"A\"\nredirects = [\"https://example.org/\"]",
            "title = \"A\"\nimage = \"https://example.org/a.jpg\"",
            "title = \"A\"\nimage = \"/hall.jpg\"",
            "title = \"A\"\nimage_focus = [30]",
            "title = \"A\"\nimage_focus = [30, 101]",
        ] {
            let text = format!("+++\n{bad}\n+++\n");
            let problem = read("x", &text).unwrap_err();
            assert!(problem.line >= 2 || bad.starts_with('['), "{bad}: {problem}");
        }
        assert!(problem("").2.contains("front matter"));
    }
}
