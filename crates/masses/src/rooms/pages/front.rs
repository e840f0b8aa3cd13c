//! Front matter: what stands between two lines of `+++` at the head of a page.

use kit::problem::Problem;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Every key there is, and what its value has to be.
const KEYS: [(&str, &str); 6] = [
    ("title", "a text in quotes"),
    ("description", "a text in quotes"),
    ("language", "a text in quotes"),
    ("order", "a whole number"),
    ("draft", "true or false"),
    ("redirects", "a list of addresses"),
];

const FENCE: &str = "+++";

/// What a page says about itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Front {
    /// Its title: the heading, the name of the window, the link in the menu.
    pub title: String,
    /// What it is about, for search engines.
    pub description: String,
    /// Its language, where the name of the file does not say it.
    pub language: Option<String>,
    /// Its place in the menu. Without one it is not in the menu.
    pub order: Option<i64>,
    /// Not served yet.
    pub draft: bool,
}

/// Reads it, and where the text of the page begins. The languages are those of the site.
pub fn read(file: &str, text: &str, languages: &[String]) -> Result<(Front, usize), Problem> {
    let (toml, body) = split(file, text)?;
    let at = |span: std::ops::Range<usize>| {
        Problem::in_text(file, text, span.start + toml.start..span.end + toml.start)
    };
    let table = DeTable::parse(&text[toml.clone()]).map_err(|error| {
        let end = toml.len().saturating_sub(1);
        at(error.span().unwrap_or(end..end))
            .message(&format!("the front matter is not TOML: {}", error.message()))
            .help("write one `key = value` in each line, texts in quotes: title = \"About us\"")
    })?;
    let mut front = Front::default();
    for (key, value) in table.get_ref() {
        take(&mut front, key.get_ref(), value).map_err(|wrong| match wrong {
            Wrong::Key(help) => at(key.span())
                .message(&format!("a page has no key `{}`", key.get_ref()))
                .help(&help),
            Wrong::Value(message, help) => at(value.span()).message(&message).help(&help),
        })?;
        if let ("language", Some(language)) = (key.get_ref().as_ref(), &front.language)
            && !languages.contains(language)
        {
            return Err(at(value.span())
                .message(&format!("this site has no language `{language}`"))
                .help(&known_languages(languages)));
        }
    }
    if front.title.is_empty() {
        return Err(Problem::in_text(file, text, toml.start - 1..toml.start)
            .message("the page has no title")
            .help("add a line like: title = \"About us\""));
    }
    Ok((front, body))
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
        return Err(Problem::in_text(file, text, start..end)
            .message("a page begins with front matter between two lines of +++")
            .help("put these three lines at the top:\n+++\ntitle = \"About us\"\n+++"));
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

/// What is wrong with a key or its value, and what to do.
enum Wrong {
    Key(String),
    Value(String, String),
}

fn take(front: &mut Front, key: &str, value: &Spanned<DeValue<'_>>) -> Result<(), Wrong> {
    match (key, value.get_ref()) {
        ("title", DeValue::String(text)) => front.title = line("title", text)?,
        ("description", DeValue::String(text)) => front.description = line("description", text)?,
        ("language", DeValue::String(text)) => front.language = Some(text.trim().to_owned()),
        ("order", DeValue::Integer(number)) => {
            let order = i64::from_str_radix(number.as_str(), number.radix());
            front.order = Some(order.map_err(|_| {
                Wrong::Value("this number is too large".to_owned(), "use 1, 2, 3 …".to_owned())
            })?);
        }
        ("draft", DeValue::Boolean(draft)) => front.draft = *draft,
        ("redirects", DeValue::Array(_)) => {}
        _ => return Err(refuse(key)),
    }
    Ok(())
}

/// A text of one line.
fn line(key: &str, text: &str) -> Result<String, Wrong> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Wrong::Value(
            format!("`{key}` is empty"),
            "write it between the quotes".into(),
        ));
    }
    if text.chars().any(char::is_control) {
        let message = format!("`{key}` has a line break or another invisible character in it");
        return Err(Wrong::Value(message, "write it in one line".to_owned()));
    }
    Ok(text.to_owned())
}

fn refuse(key: &str) -> Wrong {
    if let Some((_, kind)) = KEYS.iter().find(|(known, _)| *known == key) {
        return Wrong::Value(format!("`{key}` has to be {kind}"), example(key).to_owned());
    }
    let near = KEYS
        .iter()
        .map(|(known, _)| (strsim::jaro_winkler(known, &key.to_lowercase()), *known))
        .filter(|(score, _)| *score > 0.75)
        .max_by(|one, other| one.0.total_cmp(&other.0));
    Wrong::Key(match near {
        Some((_, known)) => format!("did you mean `{known}`?"),
        None => {
            let all: Vec<_> = KEYS.iter().map(|(known, _)| *known).collect();
            format!("the keys are: {}", all.join(", "))
        }
    })
}

fn example(key: &str) -> &'static str {
    match key {
        "order" => "for example: order = 2",
        "draft" => "for example: draft = true",
        "language" => "for example: language = \"de\"",
        "description" => "for example: description = \"Who we are and what we do\"",
        _ => "for example: title = \"About us\"",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn languages() -> Vec<String> {
        vec!["en".to_owned(), "de".to_owned()]
    }

    fn problem(text: &str) -> (usize, usize, String, String) {
        let problem = read("pages/x.md", text, &languages()).unwrap_err();
        (problem.line, problem.column, problem.message, problem.help.unwrap_or_default())
    }

    #[test]
    fn reads_every_key() {
        let text = "+++\ntitle = \" Über uns \"\ndescription = \"Wir\"\nlanguage = \"de\"\n\
            order = 0x10\ndraft = true\n+++\nHallo\n";
        let (front, body) = read("x", text, &languages()).unwrap();
        let expected = Front {
            title: "Über uns".into(),
            description: "Wir".into(),
            language: Some("de".into()),
            order: Some(16),
            draft: true,
        };
        assert_eq!((front, &text[body..]), (expected, "Hallo\n"));
    }

    #[test]
    fn windows_files_and_empty_pages_are_fine() {
        let text = "\u{feff}+++\r\ntitle = \"A\"\r\n+++\r\n";
        let (front, body) = read("x", text, &languages()).unwrap();
        assert_eq!((front.title.as_str(), &text[body..]), ("A", ""));
        assert!(read("x", "+++\ntitle = \"A\"\n+++", &languages()).is_ok());
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
        ] {
            let text = format!("+++\n{bad}\n+++\n");
            let problem = read("x", &text, &languages()).unwrap_err();
            assert!(problem.line >= 2 || bad.starts_with('['), "{bad}: {problem}");
        }
        assert!(problem("").2.contains("front matter"));
    }
}
