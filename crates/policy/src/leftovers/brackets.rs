//! Brackets that hold a note, a placeholder, or nothing.

use super::page::{Page, Span};

/// How the content of a bracket begins when it asks somebody to write something.
const ASKS: [&str; 27] = [
    "insert",
    "enter ",
    "fill in",
    "add ",
    "please ",
    "your ",
    "name of",
    "company",
    "contact ",
    "remove",
    "delete",
    "placeholder",
    "example",
    "todo",
    "tbd",
    "xxx",
    "hier ",
    "bitte ",
    "ihr ",
    "ihre ",
    "ihren ",
    "ihrem ",
    "firmenname",
    "firma ",
    "unternehmen",
    "entfernen",
    "streichen",
];

/// What stands alone in a bracket when it is to be replaced.
const BLANKS: [&str; 26] = [
    "name",
    "names",
    "date",
    "address",
    "e-mail",
    "email",
    "e-mail address",
    "email address",
    "phone",
    "url",
    "website",
    "country",
    "organisation",
    "organization",
    "provider",
    "datum",
    "anschrift",
    "adresse",
    "e-mail-adresse",
    "telefon",
    "land",
    "ort",
    "verein",
    "firma",
    "anbieter",
    "verantwortlicher",
];

/// How the content of a bracket ends when it asks somebody to write something in German; the
/// first of them in round brackets, too.
const ENDS: [&str; 6] = ["einfügen", "eintragen", "einsetzen", "ergänzen", "anpassen", "ausfüllen"];
const ROUND_ENDS: usize = 3;

/// How a round bracket begins when it is a note to whoever uses the template.
const INSTRUCTIONS: [&str; 24] = [
    "remove this",
    "remove if",
    "remove unless",
    "remove when",
    "delete this",
    "delete if",
    "delete unless",
    "delete as",
    "insert ",
    "fill in",
    "bitte entfernen",
    "bitte anpassen",
    "bitte ergänzen",
    "entfernen, wenn",
    "entfernen, falls",
    "entfernen wenn",
    "entfernen falls",
    "löschen, wenn",
    "löschen, falls",
    "streichen, wenn",
    "streichen, falls",
    "zutreffendes",
    "nicht zutreffendes",
    "nur falls zutreffend",
];

/// HTML that Markdown may contain. Those without a closing tag first.
const EMPTY_TAGS: [&str; 5] = ["br", "hr", "img", "wbr", "input"];
const TAGS: [&str; 52] = [
    "a",
    "abbr",
    "address",
    "article",
    "aside",
    "b",
    "blockquote",
    "caption",
    "cite",
    "code",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "i",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "section",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "time",
    "tr",
];

pub(super) fn find(page: &Page) -> Vec<Span> {
    let mut found = Vec::new();
    for at in 0..page.letters.len() {
        if page.before(at) == '\\' {
            continue;
        }
        let span = match page.at(at) {
            '[' => square(page, at),
            '(' => round(page, at),
            '<' => angle(page, at),
            _ => None,
        };
        found.extend(span);
    }
    found
}

fn square(page: &Page, start: usize) -> Option<Span> {
    let close = page.closing(start, '[', ']')?;
    let span = Span { start, end: close + 1 };
    let content = page.small_text(start + 1, close);
    let (image, after) = (page.before(start) == '!', page.at(close + 1));
    if is_task(page, start, close) || content.starts_with('^') || page.before(start) == ']' {
        return None;
    }
    if after == '(' || after == '[' {
        return (is_empty(&content) && !image).then_some(span);
    }
    let shouted = is_shouted(&page.text(start + 1, close));
    let gap = is_empty(&content) || asks(&content) || shouted;
    // Unless it is the name of a link that is defined elsewhere.
    (gap && !page.contains(&format!("[{content}]:"))).then_some(span)
}

/// `- [ ]`, `* [x]`, `1. [ ]`.
fn is_task(page: &Page, start: usize, close: usize) -> bool {
    let marker = page.line_before(start);
    let marker = marker.trim();
    let numbered = marker.strip_suffix(['.', ')']).is_some_and(|number| {
        !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
    });
    let list = matches!(marker, "-" | "*" | "+") || numbered;
    list && matches!(page.small_text(start + 1, close).as_str(), " " | "x")
        && page.at(close + 1).is_whitespace()
}

/// Nothing, or only marks that stand for something.
fn is_empty(content: &str) -> bool {
    content.chars().all(|c| c.is_whitespace() || ".…_-–—?*".contains(c))
}

fn asks(content: &str) -> bool {
    let content = content.trim();
    ASKS.iter().any(|ask| content.starts_with(ask))
        || BLANKS.contains(&content)
        || ENDS.iter().any(|end| content.ends_with(end))
}

/// Several words in capitals: `[COMPANY NAME]`.
fn is_shouted(content: &str) -> bool {
    let words: Vec<&str> = content.split([' ', '_']).filter(|word| !word.is_empty()).collect();
    words.len() > 1 && words.iter().all(|word| word.chars().all(|c| c.is_uppercase() || c == '-'))
}

fn round(page: &Page, start: usize) -> Option<Span> {
    let close = page.closing(start, '(', ')')?;
    let span = Span { start, end: close + 1 };
    let content = page.small_text(start + 1, close);
    let before = page.before(start);
    // The address of a link; it may not be missing.
    if before == ']' {
        return content.trim().is_empty().then_some(span);
    }
    // `reset()` is a name with its brackets.
    if is_empty(&content) {
        return (!before.is_alphanumeric()).then_some(span);
    }
    let content = content.trim();
    let instructs = INSTRUCTIONS.iter().any(|instruction| content.starts_with(instruction));
    let asks = ENDS.iter().take(ROUND_ENDS).any(|end| content.ends_with(end));
    (instructs || asks && content.split_whitespace().count() < 6).then_some(span)
}

/// `<name>`: neither HTML, nor an address, nor “less than”.
fn angle(page: &Page, start: usize) -> Option<Span> {
    let first = page.at(start + 1);
    if !first.is_alphabetic() {
        return None;
    }
    let mut close = start + 1;
    while page.at(close) != '>' {
        if page.at(close) == '\n' || page.at(close) == '<' {
            return None;
        }
        close += 1;
    }
    let content = page.small_text(start + 1, close);
    if content.contains("://") || content.contains('@') || content.starts_with("mailto:") {
        return None;
    }
    let name: String = content.chars().take_while(|c| c.is_alphanumeric()).collect();
    let known =
        EMPTY_TAGS.contains(&name.as_str()) || TAGS.contains(&name.as_str()) && page.closes(&name);
    (!known).then_some(Span { start, end: close + 1 })
}
