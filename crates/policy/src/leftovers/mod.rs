//! Editor's notes and placeholders that nobody resolved.
//!
//! A policy copied from somewhere brings them along: `TODO`, `[insert company name]`, `<name>`,
//! “(remove this if …)”, empty brackets. In a published text each of them is a broken promise,
//! so [`leftovers`] finds them, with line and column. What is Markdown (links, images,
//! footnotes, task lists, HTML, autolinks) is no leftover.

mod brackets;
mod page;
mod phrases;

use std::fmt;

use page::Page;

/// Something that was left in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The file, as it was given.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What was left there.
    pub what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "{}:{}:{}: `{}` looks like a note or a placeholder that was left over: write what \
             applies, or take it out",
            self.file, self.line, self.column, self.what
        )
    }
}

/// Everything in this Markdown that looks left over, in the order of the text.
pub fn leftovers(markdown: &str, file: &str) -> Vec<Finding> {
    let page = Page::new(markdown);
    let mut spans = phrases::find(&page);
    spans.extend(brackets::find(&page));
    // The longest of those that begin at the same place; none inside another.
    spans.sort_by_key(|span| (span.start, usize::MAX - span.end));
    let mut found: Vec<Finding> = Vec::new();
    let mut end = 0;
    for span in spans {
        if span.start < end {
            continue;
        }
        end = span.end;
        let (line, column) = page.place(span.start);
        let what = excerpt(&page.text(span.start, span.end));
        found.push(Finding { file: file.to_owned(), line, column, what });
    }
    found
}

/// One line, not too long.
fn excerpt(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.chars().count() > 60 {
        true => line.chars().take(59).chain(['…']).collect(),
        false => line,
    }
}
