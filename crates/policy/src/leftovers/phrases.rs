//! Words and marks that stand for something still to be written.

use super::page::{Page, Span};

/// Marks of those who write drafts; only in capitals, since “todo” is a word in other languages.
const MARKS: [&str; 6] = ["TODO", "FIXME", "TBD", "TBC", "TKTK", "XXX"];

/// The same in small letters with a colon.
const NOTES: [&str; 4] = ["todo:", "fixme:", "to do:", "xxx:"];

/// What nobody writes in a finished text.
const PHRASES: [&str; 20] = [
    "lorem ipsum",
    "insert here",
    "insert name here",
    "your name here",
    "your company name",
    "placeholder",
    "john doe",
    "jane doe",
    "platzhalter",
    "mustermann",
    "musterfrau",
    "musterfirma",
    "musterstraße",
    "musterstrasse",
    "musterstadt",
    "hier einfügen",
    "hier eintragen",
    "bitte anpassen",
    "bitte ergänzen",
    "nicht zutreffendes streichen",
];

pub(super) fn find(page: &Page) -> Vec<Span> {
    let mut found = marks(page);
    for phrase in PHRASES {
        found.extend(page.words(phrase));
    }
    for note in NOTES {
        let starts = (0..page.letters.len()).filter(|at| page.has(*at, note));
        let whole = starts.filter(|at| !page.before(*at).is_alphanumeric());
        found.extend(whole.map(|start| Span { start, end: start + note.chars().count() }));
    }
    found.extend(blanks(page));
    found.extend(template_marks(page));
    found.extend(dots(page));
    found
}

fn marks(page: &Page) -> Vec<Span> {
    let mut found = Vec::new();
    for mark in MARKS {
        let spans = page.words(&mark.to_lowercase());
        found.extend(spans.into_iter().filter(|span| page.text(span.start, span.end) == mark));
    }
    // Any longer run of the last one.
    let runs = runs(page, 'X').into_iter();
    let longer = runs.filter(|span| span.end - span.start > 3);
    found.extend(longer.filter(|span| {
        !page.before(span.start).is_alphanumeric() && !page.at(span.end).is_alphanumeric()
    }));
    found
}

/// Every longest run of one character.
fn runs(page: &Page, what: char) -> Vec<Span> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < page.letters.len() {
        let start = at;
        while page.letters.get(at) == Some(&what) {
            at += 1;
        }
        if at > start {
            found.push(Span { start, end: at });
        }
        at += 1;
    }
    found
}

/// `___` to be filled in; not `___strong emphasis___`, not a name with underscores in it.
fn blanks(page: &Page) -> Vec<Span> {
    let runs = runs(page, '_');
    let long: Vec<Span> = runs.into_iter().filter(|run| run.end - run.start >= 3).collect();
    let opens = |span: &Span| {
        page.at(span.end).is_alphanumeric() && !page.before(span.start).is_alphanumeric()
    };
    let closes = |span: &Span| {
        !page.before(span.start).is_whitespace() && !page.at(span.end).is_alphanumeric()
    };
    let mut found = Vec::new();
    let mut open: Option<Span> = None;
    for span in long {
        match open.take() {
            // The end of an emphasis: neither end is a blank.
            Some(_) if closes(&span) => {}
            Some(unclosed) => {
                found.push(unclosed);
                if opens(&span) { open = Some(span) } else { found.push(span) }
            }
            None if opens(&span) => open = Some(span),
            None if is_inside_word(page, span) => {}
            None => found.push(span),
        }
    }
    found.extend(open);
    found
}

fn is_inside_word(page: &Page, span: Span) -> bool {
    page.before(span.start).is_alphanumeric() && page.at(span.end).is_alphanumeric()
}

/// Marks of a template that nobody filled in: `{{ name }}`, `{% if %}`, `${name}`, `%NAME%`.
fn template_marks(page: &Page) -> Vec<Span> {
    let mut found = Vec::new();
    for at in 0..page.letters.len() {
        for (open, close) in [("{{", '}'), ("{%", '}'), ("${", '}')] {
            if page.has(at, open) {
                found.push(Span { start: at, end: until(page, at + 2, close) });
            }
        }
        if page.at(at) == '%' {
            let capitals =
                (at + 1..page.letters.len()).take_while(|i| is_capital(page.at(*i))).count();
            if capitals >= 3 && page.at(at + 1 + capitals) == '%' {
                found.push(Span { start: at, end: at + capitals + 2 });
            }
        }
    }
    found
}

fn is_capital(c: char) -> bool {
    c.is_uppercase() || c == '_'
}

/// The end of a mark: after the last `close` of its run, on the same line.
fn until(page: &Page, from: usize, close: char) -> usize {
    let mut at = from;
    while page.at(at) != '\n' && page.at(at) != close {
        at += 1;
    }
    while page.at(at) == close {
        at += 1;
    }
    at.min(page.letters.len())
}

/// A line (or an item of a list) that is nothing but dots.
fn dots(page: &Page) -> Vec<Span> {
    let mut found = Vec::new();
    for (start, line) in page.lines() {
        let marker = |c: char| c.is_whitespace() || "-*+>#".contains(c);
        let content = line.trim_start_matches(marker).trim_end();
        let only_dots = content.chars().all(|c| c == '.' || c == '…' || c == ' ');
        if only_dots && (content.contains('…') || content.contains("...")) {
            let skipped = line.chars().count() - line.trim_start_matches(marker).chars().count();
            let start = start + skipped;
            found.push(Span { start, end: start + content.chars().count() });
        }
    }
    found
}
