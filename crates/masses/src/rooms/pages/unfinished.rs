//! What is still to be written on a page: notes and placeholders that were left in its text, in
//! comments too. They are no mistake, and the page is served with them.

use comrak::nodes::NodeValue;
use comrak::{Arena, Options, parse_document};
use kit::problem::Problem;

use super::shelf::Page;

/// How many notes of a page are shown.
const MOST: usize = 100;
/// How much of a note is shown.
const SHOWN: usize = 76;

/// What stands on the pages of a new site as long as nobody has said what it really is.
const EXAMPLES: [&str; 3] = ["Example Association", "Examplestrasse", "hello@example.org"];

/// All of them, each with its text as the message.
pub fn find(page: &Page) -> Vec<Problem> {
    if page.front.draft {
        return Vec::new();
    }
    let above = page.source[..page.body].matches('\n').count();
    let notes = notes(page.text()).into_iter().map(|(line, column, note)| {
        Problem::at(&page.file, above + line, column).message(&excerpt(&note))
    });
    notes.chain(examples(page)).collect()
}

/// The notes in a text: line, column, and what stands there from that place on.
fn notes(text: &str) -> Vec<(usize, usize, String)> {
    let plain = without_code(text);
    let found = policy::leftovers(&plain, "").into_iter().take(MOST).map(|found| {
        let line = plain.lines().nth(found.line - 1).unwrap_or_default();
        (found.line, found.column, line.chars().skip(found.column - 1).collect())
    });
    found.collect()
}

/// Examples anywhere in a page, in front of its text too: one for each line.
fn examples(page: &Page) -> impl Iterator<Item = Problem> {
    page.source.lines().enumerate().filter_map(|(at, line)| {
        let example = EXAMPLES.into_iter().find(|one| line.contains(one))?;
        let column = 1 + line.split(example).next()?.chars().count();
        let message = format!("`{example}` is an example");
        Some(Problem::at(&page.file, at + 1, column).message(&message))
    })
}

/// The text with a blank for each character of code: whoever explains something leaves gaps in it.
fn without_code(text: &str) -> String {
    let arena = Arena::new();
    let root = parse_document(&arena, text, &Options::default());
    let mut lines: Vec<Vec<char>> = text.split('\n').map(|line| line.chars().collect()).collect();
    for node in root.descendants() {
        let data = node.data();
        if !matches!(data.value, NodeValue::Code(_) | NodeValue::CodeBlock(_)) {
            continue;
        }
        let (start, end) = (data.sourcepos.start, data.sourcepos.end);
        for number in start.line..=end.line {
            let Some(line) = lines.get_mut(number - 1) else { continue };
            let from = if number == start.line { column(line, start.column) } else { 0 };
            let to = if number == end.line { column(line, end.column + 1) } else { line.len() };
            line[from..to.max(from)].fill(' ');
        }
    }
    lines.into_iter().map(String::from_iter).collect::<Vec<_>>().join("\n")
}

/// How many characters stand before a column, which counts bytes from 1.
fn column(line: &[char], column: usize) -> usize {
    let mut bytes = 1;
    let before = line.iter().take_while(|c| {
        let before = bytes < column;
        bytes += c.len_utf8();
        before
    });
    before.count()
}

/// One line, without the end of the comment it stands in, and not too long.
fn excerpt(note: &str) -> String {
    let note = note.split("-->").next().unwrap_or_default().trim();
    match note.chars().count() > SHOWN {
        true => note.chars().take(SHOWN - 1).chain(['…']).collect(),
        false => note.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_found_by_line() {
        let text = "Wir.\n\n<!-- TODO: Was tun Sie? -->\n\nSchön: ring [your number].\n";
        let found =
            notes(text).into_iter().map(|(line, column, note)| (line, column, excerpt(&note)));
        let found: Vec<_> = found.collect();
        let expected = [(3, 6, "TODO: Was tun Sie?"), (5, 13, "[your number].")];
        assert_eq!(found, expected.map(|(line, column, note)| (line, column, note.to_owned())));
    }

    #[test]
    fn code_is_no_note() {
        let text = "Schön: `{{ name }}` und `ü`\n\n```\n[insert name]\nTODO\n```\n\n    <name>\n";
        assert_eq!(notes(text), []);
        let beside = notes("Schön: `ü` TODO `TODO`, ja\n");
        assert_eq!(beside.len(), 1, "{beside:?}");
        assert_eq!((beside[0].0, beside[0].1), (1, 12));
    }

    #[test]
    fn a_long_note_is_cut() {
        assert_eq!(excerpt(&"ü".repeat(300)).chars().count(), SHOWN);
    }
}
