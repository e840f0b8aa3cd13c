//! What came out, as it is printed and as it is written down.

use std::fmt;

use crate::stats::{median, percentile};

/// What was done to reach the budgets that were first missed.
const REACHED: &str = include_str!("reached.md");

/// One figure: what it is, its lines, and how it was measured.
pub struct Part {
    title: &'static str,
    how: String,
    head: Vec<&'static str>,
    lines: Vec<Vec<String>>,
}

impl Part {
    /// Without lines yet.
    pub fn new(title: &'static str, how: impl Into<String>, head: &[&'static str]) -> Self {
        Self { title, how: how.into(), head: head.to_vec(), lines: Vec::new() }
    }

    /// One line about the same among few and among many: times in milliseconds, and how many times
    /// as long it may take.
    pub fn compared(&mut self, name: &str, [few, many]: &[Vec<f64>; 2], budget: f64) {
        let times = median(many) / median(few);
        let ms = |values: &[f64], share| format!("{:.2}", percentile(values, share));
        self.line([
            name.to_owned(),
            ms(few, 0.5),
            ms(few, 0.99),
            ms(many, 0.5),
            ms(many, 0.99),
            format!("{times:.2}"),
            format!("{budget:.1}"),
            kept(times <= budget),
        ]);
    }

    /// One line.
    pub fn line(&mut self, cells: impl IntoIterator<Item = String>) {
        self.lines.push(cells.into_iter().collect());
    }
}

impl fmt::Display for Part {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "## {}\n\n{}\n", self.title, self.how)?;
        writeln!(out, "| {} |", self.head.join(" | "))?;
        writeln!(out, "|{}", "---|".repeat(self.head.len()))?;
        for line in &self.lines {
            writeln!(out, "| {} |", line.join(" | "))?;
        }
        Ok(())
    }
}

/// All figures of a run.
pub struct Results {
    machine: String,
    parts: Vec<Part>,
}

impl Results {
    /// Without figures yet.
    pub const fn new(machine: String) -> Self {
        Self { machine, parts: Vec::new() }
    }

    /// One more.
    pub fn add(&mut self, part: Part) {
        self.parts.push(part);
    }
}

impl fmt::Display for Results {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "# What was measured\n")?;
        writeln!(out, "Written by `bench/run`, on {}.\n", self.machine)?;
        for part in &self.parts {
            writeln!(out, "{part}")?;
        }
        write!(out, "{REACHED}")
    }
}

/// Whether a figure keeps its budget, in a word.
pub fn kept(good: bool) -> String {
    if good { "kept" } else { "**missed**" }.to_owned()
}
