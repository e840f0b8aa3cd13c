//! Where in the Markdown of a page its links and pictures stand.

use std::collections::HashMap;

use comrak::Node;
use comrak::nodes::NodeValue;

use super::links::decode;

/// The bytes of a text at which an address stands, for each address.
#[derive(Debug, Default)]
pub struct Places(HashMap<String, Vec<usize>>);

impl Places {
    /// Those of a parsed text.
    pub fn of_text(root: Node<'_>, text: &str) -> Self {
        let (lines, mut all) = (Lines::of(text), Self::default());
        for node in root.descendants() {
            let data = node.data();
            if let NodeValue::Link(link) | NodeValue::Image(link) = &data.value {
                let at = data.sourcepos.start;
                let Some(start) = lines.offset(at.line, at.column) else { continue };
                all.put(&link.url, start);
                // As comrak writes it, it may look different.
                let written = written(&link.url);
                if written != link.url {
                    all.put(&written, start);
                }
            }
        }
        all
    }

    /// Where an address stands.
    pub fn of(&self, url: &str) -> &[usize] {
        self.0.get(url).map_or(&[], Vec::as_slice)
    }

    fn put(&mut self, url: &str, start: usize) {
        self.0.entry(url.to_owned()).or_default().push(start);
    }
}

/// An address as comrak writes it.
fn written(url: &str) -> String {
    let mut out = String::new();
    let _ = comrak::html::escape_href(&mut out, url, false);
    decode(&out)
}

/// Where the lines of a text begin.
pub struct Lines {
    starts: Vec<usize>,
    end: usize,
}

impl Lines {
    pub fn of(text: &str) -> Self {
        // A carriage return alone ends a line as well (CommonMark, section 2.1).
        let bytes = text.as_bytes();
        let ends = |at: &usize| match bytes[*at] {
            b'\n' => true,
            b'\r' => bytes.get(at + 1) != Some(&b'\n'),
            _ => false,
        };
        let after = (0..bytes.len()).filter(ends).map(|at| at + 1);
        Self { starts: std::iter::once(0).chain(after).collect(), end: text.len() }
    }

    /// The byte at a line and a column in bytes, both from 1.
    pub fn offset(&self, line: usize, column: usize) -> Option<usize> {
        let start = *self.starts.get(line.checked_sub(1)?)?;
        let end = self.starts.get(line).copied().unwrap_or(self.end);
        Some((start + column.saturating_sub(1)).min(end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_are_bytes() {
        let lines = Lines::of("ä\n\nbc");
        assert_eq!(lines.offset(1, 1), Some(0));
        assert_eq!(lines.offset(1, 3), Some(2));
        assert_eq!(lines.offset(1, 99), Some(3), "not beyond the line");
        assert_eq!(lines.offset(3, 2), Some(5));
        let returns = Lines::of("a\rb\r\nc");
        assert_eq!([2, 3].map(|line| returns.offset(line, 1)), [Some(2), Some(5)]);
        assert_eq!((lines.offset(4, 1), lines.offset(0, 1)), (None, None));
    }
}
