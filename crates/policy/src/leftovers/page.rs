//! A text as characters, with the same text in small letters beside it.

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
}

impl Page {
    pub fn new(text: &str) -> Page {
        let letters: Vec<char> = text.chars().collect();
        // One small letter for each letter, so that places stay the same.
        let small = letters.iter().map(|c| c.to_lowercase().next().unwrap_or(*c)).collect();
        Page { letters, small }
    }

    pub fn text(&self, start: usize, end: usize) -> String {
        self.letters.get(start..end).unwrap_or_default().iter().collect()
    }

    pub fn small_text(&self, start: usize, end: usize) -> String {
        self.small.get(start..end).unwrap_or_default().iter().collect()
    }

    /// Line and column, both from 1.
    pub fn place(&self, at: usize) -> (usize, usize) {
        let before = self.letters.get(..at).unwrap_or_default();
        let line = before.iter().filter(|c| **c == '\n').count() + 1;
        let column = before.iter().rev().take_while(|c| **c != '\n').count() + 1;
        (line, column)
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

    /// The end of what `open` at this place begins, with nesting, before the next empty line.
    pub fn closing(&self, start: usize, open: char, close: char) -> Option<usize> {
        let mut depth = 0;
        for at in start..self.letters.len() {
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
