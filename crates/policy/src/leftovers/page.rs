//! A text as characters, with the same text in small letters beside it.

use std::collections::HashSet;

/// So many characters after a bracket its end is looked for: gaps in a text are short.
const FAR: usize = 2_000;

/// Where something stands: characters from `start` up to `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub start: usize,
    pub end: usize,
}

/// A text to look through. All places are counted in characters.
pub(super) struct Page {
    pub letters: Vec<char>,
    small: Vec<char>,
    /// Where the lines begin.
    lines: Vec<usize>,
    /// The names of all closing tags: `div` of `</div>`.
    closed: HashSet<String>,
}

impl Page {
    pub fn new(text: &str) -> Page {
        let letters: Vec<char> = text.chars().collect();
        // One small letter for each letter, so that places stay the same.
        let small: Vec<char> =
            letters.iter().map(|c| c.to_lowercase().next().unwrap_or(*c)).collect();
        let breaks = letters.iter().enumerate().filter(|(_, c)| **c == '\n').map(|(at, _)| at + 1);
        let lines = std::iter::once(0).chain(breaks).collect();
        let name =
            |at: usize| small.iter().skip(at + 2).take_while(|c| c.is_alphanumeric()).collect();
        let ends = (0..small.len()).filter(|at| small[*at..].starts_with(&['<', '/']));
        let closed = ends.map(name).collect();
        Page { letters, small, lines, closed }
    }

    pub fn text(&self, start: usize, end: usize) -> String {
        self.letters.get(start..end).unwrap_or_default().iter().collect()
    }

    pub fn small_text(&self, start: usize, end: usize) -> String {
        self.small.get(start..end).unwrap_or_default().iter().collect()
    }

    /// Line and column, both from 1.
    pub fn place(&self, at: usize) -> (usize, usize) {
        let line = self.lines.partition_point(|start| *start <= at);
        let start = line.checked_sub(1).and_then(|line| self.lines.get(line)).copied();
        (line, at - start.unwrap_or_default() + 1)
    }

    /// The character there; a line break before the beginning and after the end.
    pub fn at(&self, at: usize) -> char {
        self.letters.get(at).copied().unwrap_or('\n')
    }

    /// The character before.
    pub fn before(&self, at: usize) -> char {
        at.checked_sub(1).map_or('\n', |at| self.at(at))
    }

    /// Whether these small letters stand there.
    pub fn has(&self, at: usize, what: &str) -> bool {
        what.chars().enumerate().all(|(i, c)| self.small.get(at + i) == Some(&c))
    }

    /// Where these small letters stand as whole words.
    pub fn words(&self, what: &str) -> Vec<Span> {
        let length = what.chars().count();
        let whole = |at: &usize| {
            !self.before(*at).is_alphanumeric() && !self.at(at + length).is_alphanumeric()
        };
        (0..self.letters.len())
            .filter(|at| self.has(*at, what))
            .filter(whole)
            .map(|start| Span { start, end: start + length })
            .collect()
    }

    /// Whether the text has these small letters anywhere.
    pub fn contains(&self, what: &str) -> bool {
        (0..self.letters.len()).any(|at| self.has(at, what))
    }

    /// Whether a tag of this name is closed anywhere.
    pub fn closes(&self, name: &str) -> bool {
        self.closed.contains(name)
    }

    /// The end of what `open` at this place begins, with nesting, before the next empty line.
    pub fn closing(&self, start: usize, open: char, close: char) -> Option<usize> {
        let mut depth = 0;
        for at in start..self.letters.len().min(start + FAR) {
            let c = self.at(at);
            if c == open {
                depth += 1;
            } else if c == close {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            } else if c == '\n' && self.at(at + 1) == '\n' {
                return None;
            }
        }
        None
    }

    /// What stands on the line before this place.
    pub fn line_before(&self, at: usize) -> String {
        let start = self.letters.get(..at).unwrap_or_default();
        let length = start.iter().rev().take_while(|c| **c != '\n').count();
        self.text(at - length, at)
    }

    /// The lines with the place where each begins.
    pub fn lines(&self) -> Vec<(usize, String)> {
        let mut found = Vec::new();
        let mut start = 0;
        for line in self.letters.split(|c| *c == '\n') {
            found.push((start, line.iter().collect()));
            start += line.len() + 1;
        }
        found
    }
}
