//! What is wrong with a file of the site: where, what, and what to do. Settings, templates, pages,
//! words and own paragraphs all report in this form.

use std::fmt;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

/// How many lines are shown before the one that is wrong.
const BEFORE: usize = 2;

/// One thing that is wrong with one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file, or what else the text came from.
    pub file: String,
    /// The line, from 1; 0 when it is not about any one line.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    excerpt: Option<Excerpt>,
}

/// The lines around, and which part of them is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Excerpt {
    text: String,
    first_line: usize,
    span: Range<usize>,
}

impl Problem {
    /// At a line and a column, both from 1.
    pub fn at(file: &str, line: usize, column: usize) -> Self {
        Self {
            file: file.to_owned(),
            line,
            column,
            message: String::new(),
            help: None,
            excerpt: None,
        }
    }

    /// With a file as a whole, or something that has no lines.
    pub fn with(file: &str) -> Self {
        Self::at(file, 0, 0)
    }

    /// At some bytes of a text, which will be shown.
    pub fn in_text(file: &str, text: &str, span: Range<usize>) -> Self {
        let start = floor(text, span.start);
        let end = floor(text, span.end.max(start));
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line = 1 + text[..start].matches('\n').count();
        let column = 1 + text[line_start..start].chars().count();
        let mut problem = Self::at(file, line, column);
        problem.excerpt = Some(excerpt(text, line, line_start, start, end));
        problem
    }

    /// The text it is in, where only line and column were known: the line will be shown.
    pub fn of(self, text: &str) -> Self {
        let Some(line) = text.split_inclusive('\n').nth(self.line.saturating_sub(1)) else {
            return self;
        };
        let start = line.as_ptr() as usize - text.as_ptr() as usize;
        let column = line.char_indices().nth(self.column.saturating_sub(1)).map_or(0, |(at, _)| at);
        let end = start + line.trim_end().len();
        let shown = Self::in_text(&self.file, text, start + column..end.max(start + column));
        Self { excerpt: shown.excerpt, ..self }
    }

    /// The same without showing the line: it holds a secret.
    pub fn hidden(self) -> Self {
        Self { excerpt: None, ..self }
    }

    /// Says what is wrong.
    pub fn message(mut self, message: &str) -> Self {
        message.clone_into(&mut self.message);
        self
    }

    /// Says what to do.
    pub fn help(mut self, help: &str) -> Self {
        self.help = Some(help.to_owned());
        self
    }

    /// As a person reads it, in colour for a terminal that has it.
    pub fn render(&self, colour: bool) -> String {
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let title = Level::ERROR.primary_title(self.message.as_str());
        let mut group = match &self.excerpt {
            Some(excerpt) => title.element(
                Snippet::source(excerpt.text.as_str())
                    .line_start(excerpt.first_line)
                    .path(self.file.as_str())
                    .fold(false)
                    .annotation(AnnotationKind::Primary.span(excerpt.span.clone())),
            ),
            None if self.line == 0 => title.element(Origin::path(self.file.as_str())),
            None => title
                .element(Origin::path(self.file.as_str()).line(self.line).char_column(self.column)),
        };
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        renderer.render(&[group])
    }
}

/// The one that was perhaps meant, if one is near enough.
pub fn nearest<'a>(name: &str, all: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = name.to_lowercase();
    all.into_iter()
        .map(|each| (strsim::damerau_levenshtein(&lower, &each.to_lowercase()), each))
        .filter(|(distance, each)| *distance * 3 <= each.chars().count().max(3))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, each)| each)
}

/// The nearest place at or before `at` where a character begins.
fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

fn excerpt(text: &str, line: usize, line_start: usize, start: usize, end: usize) -> Excerpt {
    let before = text[..line_start].rmatch_indices('\n').nth(BEFORE).map_or(0, |(at, _)| at + 1);
    let shown_before = text[before..line_start].matches('\n').count();
    // What spans several lines is marked on its first: the rest would push the cause away.
    let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    Excerpt {
        text: text[before..line_end].to_owned(),
        first_line: line - shown_before,
        span: start - before..end.min(line_end) - before,
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.render(false))
    }
}

impl std::error::Error for Problem {}

/// Everything that is wrong, not only the first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl Problems {
    /// As a person reads it, in colour for a terminal that has it.
    pub fn render(&self, colour: bool) -> String {
        let all: Vec<_> = self.0.iter().map(|problem| problem.render(colour)).collect();
        all.join("\n\n")
    }

    /// By file and place in it, each once.
    pub fn sort(&mut self) {
        let place = |problem: &Problem| (problem.file.clone(), problem.line, problem.column);
        self.0.sort_by_key(place);
        self.0.dedup();
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.render(false))
    }
}

impl std::error::Error for Problems {}

impl From<Problem> for Problems {
    fn from(problem: Problem) -> Self {
        Self(vec![problem])
    }
}

impl IntoIterator for Problems {
    type Item = Problem;
    type IntoIter = std::vec::IntoIter<Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "[site]\nurl = \"x\"\n# Grüße\ntitel = \"ü\"\nend = 1\n";

    #[test]
    fn shows_the_line_and_what_to_do() {
        let at = TEXT.find("titel").unwrap();
        let problem = Problem::in_text("masses.toml", TEXT, at..at + 5)
            .message("there is no setting `titel`")
            .help("did you mean `title`?");
        assert_eq!((problem.line, problem.column), (4, 1));
        let shown = problem.to_string();
        assert!(shown.starts_with("error: there is no setting `titel`"), "{shown}");
        for part in ["masses.toml:4:1", "4 | titel = \"ü\"", "^^^^^", "help: did you mean `title`?"]
        {
            assert!(shown.contains(part), "{part} in\n{shown}");
        }
        assert!(!shown.contains("[site]") && !shown.contains("end"), "{shown}");
    }

    #[test]
    fn columns_are_characters() {
        let at = TEXT.find("ße").unwrap();
        assert_eq!(Problem::in_text("x", TEXT, at..at + 2).column, 6);
    }

    #[test]
    fn no_place_panics() {
        for start in 0..TEXT.len() + 3 {
            for end in 0..TEXT.len() + 3 {
                let _ = Problem::in_text("x", TEXT, start..end).message("m").to_string();
            }
            for column in 0..20 {
                let _ = Problem::at("x", start, column).message("m").of(TEXT).to_string();
            }
        }
        assert_eq!(Problem::in_text("x", "", 0..0).line, 1);
    }

    #[test]
    fn without_a_text_the_place_is_named() {
        let shown = Problem::at("a.html", 3, 7).message("m").to_string();
        assert!(shown.contains("a.html:3:7"), "{shown}");
        let shown = Problem::with("MASSES_X").message("m").to_string();
        assert!(shown.contains("MASSES_X") && !shown.contains(":0"), "{shown}");
    }

    #[test]
    fn a_line_can_be_shown_later() {
        let shown = Problem::at("x", 2, 7).message("m").of(TEXT).to_string();
        assert!(shown.contains("2 | url = \"x\"") && shown.contains("^^^"), "{shown}");
    }
}
