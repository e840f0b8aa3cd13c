//! What a change of a page changes, word by word, for people who do not read source code.

use std::time::Duration;

use serde::Serialize;
use similar::{ChangeTag, TextDiff};

use super::matter::plain;

/// So many lines around a change are shown that did not change.
const AROUND: usize = 2;
/// After so long a difference is made coarser rather than exact.
const ENOUGH: Duration = Duration::from_millis(400);

/// So many parts are shown; what comes after is counted.
const MOST: usize = 4_000;

/// A part of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Span {
    /// `same`, `added` or `removed`.
    pub mark: &'static str,
    pub text: String,
}

/// One line of it, or how many that did not change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(super) enum Line {
    Gap { gap: usize },
    Spans { spans: Vec<Span> },
}

/// The difference between two texts.
pub(super) fn lines(before: &str, after: &str) -> Vec<Line> {
    let mut lines: Vec<Vec<Span>> = vec![Vec::new()];
    for Span { mark, text } in spans(before, after) {
        for piece in text.split_inclusive('\n') {
            let line = piece.trim_end_matches('\n');
            if let Some(last) = lines.last_mut()
                && (!line.is_empty() || mark != "same")
            {
                last.push(Span { mark, text: line.to_owned() });
            }
            if piece.ends_with('\n') {
                lines.push(Vec::new());
            }
        }
    }
    if lines.last().is_some_and(Vec::is_empty) {
        lines.pop();
    }
    shortened(lines)
}

/// Whole words that are the same, new or gone, one after the other. What was replaced is gone
/// first, then new.
fn spans(before: &str, after: &str) -> Vec<Span> {
    let (before, after) = (plain(before), plain(after));
    let (before, after) = (tokens(&before), tokens(&after));
    let mut how = TextDiff::configure();
    let difference = how.timeout(ENOUGH).diff_slices(&before, &after);
    let mut all: Vec<Span> = Vec::new();
    let (mut gone, mut new) = (String::new(), String::new());
    let mut changes = difference.iter_all_changes().peekable();
    while let Some(change) = changes.next() {
        let text = change.value();
        match change.tag() {
            ChangeTag::Delete => gone.push_str(text),
            ChangeTag::Insert => new.push_str(text),
            ChangeTag::Equal => {
                // A blank between two words that both changed belongs to what changed.
                let blank = text.chars().all(|c| c == ' ');
                let between = changes.peek().is_some_and(|next| next.tag() != ChangeTag::Equal);
                if blank && between && !(gone.is_empty() || new.is_empty()) {
                    gone.push_str(text);
                    new.push_str(text);
                    continue;
                }
                put(&mut all, "removed", &mut gone);
                put(&mut all, "added", &mut new);
                put(&mut all, "same", &mut text.to_owned());
            }
        }
    }
    put(&mut all, "removed", &mut gone);
    put(&mut all, "added", &mut new);
    all
}

/// A text as words, blanks, and the ends of its lines.
fn tokens(text: &str) -> Vec<&str> {
    let kind = |c: char| match c {
        '\n' => 0,
        c if c.is_whitespace() => 1,
        _ => 2,
    };
    let mut all = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = match kind(first) {
            0 => 1,
            of => rest.find(|c| kind(c) != of).unwrap_or(rest.len()),
        };
        let (token, after) = rest.split_at(end);
        all.push(token);
        rest = after;
    }
    all
}

fn put(all: &mut Vec<Span>, mark: &'static str, text: &mut String) {
    if text.is_empty() {
        return;
    }
    let text = std::mem::take(text);
    match all.last_mut() {
        Some(last) if last.mark == mark => last.text.push_str(&text),
        _ => all.push(Span { mark, text }),
    }
}

/// Lines far from any change are only counted.
fn shortened(lines: Vec<Vec<Span>>) -> Vec<Line> {
    let touched: Vec<usize> = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.iter().any(|span| span.mark != "same"))
        .map(|(at, _)| at)
        .collect();
    let near = |at: usize| {
        let next = touched.partition_point(|one| *one < at);
        let close = |one: Option<&usize>| one.is_some_and(|one| one.abs_diff(at) <= AROUND);
        close(touched.get(next)) || (next > 0 && close(touched.get(next - 1)))
    };
    let (mut shown, mut room) = (Vec::new(), MOST);
    for (at, spans) in lines.into_iter().enumerate() {
        match shown.last_mut() {
            _ if near(at) && room > spans.len() => {
                room -= spans.len() + 1;
                shown.push(Line::Spans { spans });
            }
            Some(Line::Gap { gap }) => *gap += 1,
            _ => shown.push(Line::Gap { gap: 1 }),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As it reads: `[gone]`, `{new}`, `…3` for lines left out.
    fn said(before: &str, after: &str) -> Vec<String> {
        let one = |line: Line| match line {
            Line::Gap { gap } => format!("…{gap}"),
            Line::Spans { spans } => spans
                .into_iter()
                .map(|Span { mark, text }| match mark {
                    "added" => format!("{{{text}}}"),
                    "removed" => format!("[{text}]"),
                    _ => text,
                })
                .collect(),
        };
        lines(before, after).into_iter().map(one).collect()
    }

    #[test]
    fn words_are_marked_and_not_lines() {
        let said_of = said("We meet on Monday.\n", "We meet on Tuesday.\n");
        assert_eq!(said_of, ["We meet on [Monday.]{Tuesday.}"]);
        assert_eq!(said("an old word here", "a new word here"), ["[an old]{a new} word here"]);
        assert_eq!(said("one\n", "one\ntwo\n"), ["one", "{two}"]);
        assert_eq!(said("one\ntwo\n", "two\n"), ["[one]", "two"]);
        assert_eq!(said("", "one\n\ntwo"), ["{one}", "{}", "{two}"]);
        assert_eq!(said("one", ""), ["[one]"]);
        assert_eq!(said("one\n\ntwo\n", "one\n\n\ntwo\n"), ["one", "", "{}", "two"]);
        assert_eq!(said("one\r\ntwo\r\n", "one\ntwo\n"), ["…2"], "how lines end is no change");
    }

    #[test]
    fn what_did_not_change_is_short() {
        let many: String = (1..=20).map(|number| format!("line {number}\n")).collect();
        let changed = many.replace("line 10\n", "line ten\n");
        let expected = ["…7", "line 8", "line 9", "line [10]{ten}", "line 11", "line 12", "…8"];
        assert_eq!(said(&many, &changed), expected);
        assert_eq!(said(&many, &many), ["…20"]);
        assert!(lines("", "").is_empty());
    }
}
