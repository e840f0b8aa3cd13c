//! What somebody typed into the form of a page, and what is wrong with it.

use std::collections::BTreeMap;

use kit::forms::{Field, Reader};
use kit::problem::Problem;
use kit::web::Visit;
use kit::words::Arg;

use super::super::Pages;
use super::super::matter::{Parts, plain};
use super::super::place::PageFile;
use super::super::shelf::Page;
use super::super::write::Hash;

/// The longest title and the longest description, in characters.
pub(super) const TITLE: usize = 200;
pub(super) const DESCRIPTION: usize = 400;

/// The form of a page: what stands in it, and what is wrong with it.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    /// The file is shown as it is, as a whole.
    pub whole: bool,
    pub title: String,
    pub description: String,
    pub more: String,
    /// The text of the page; of the whole form, the file.
    pub body: String,
    pub draft: bool,
    /// The page that the form was made from; nothing where there was none.
    pub seen: Option<Hash>,
    /// Somebody has sent it: nothing of it is saved yet.
    pub sent: bool,
    /// What is wrong, by field.
    pub wrong: BTreeMap<&'static str, String>,
}

impl Typed {
    /// The form for a file as it is.
    pub fn of(source: &str, whole: bool) -> Self {
        let seen = Some(vault::hash(source.as_bytes()));
        match Parts::of(source).filter(|_| !whole) {
            Some(Parts { title, description, draft, more, text }) => {
                let body = text;
                Self { title, description, draft, more, body, seen, ..Self::default() }
            }
            None => Self { whole: true, body: plain(source), seen, ..Self::default() },
        }
    }

    /// What was sent.
    pub fn read(visit: &Visit) -> Self {
        let get = |name| plain(visit.form.get(name).unwrap_or_default());
        Self {
            whole: visit.form.get("whole").is_some_and(|whole| !whole.is_empty()),
            title: get("title"),
            description: get("description"),
            more: get("more"),
            body: get("body"),
            draft: visit.form.get("as") == Some("draft"),
            seen: visit.form.get("seen").and_then(hash_of),
            sent: true,
            wrong: BTreeMap::new(),
        }
    }

    /// The fields, for the page.
    pub fn fields(&self, pages: &Pages, visit: &Visit) -> Vec<Field> {
        let say = |key: &str| pages.say(visit, key);
        let mut fields = Vec::new();
        if !self.whole {
            let title = Field::new("text", "title", say("page-title"));
            fields.push(title.required().autocomplete("off").max(TITLE).value(&self.title));
        }
        let label = if self.whole { "page-whole" } else { "page-body" };
        fields.push(Field::new("area", "body", say(label)).required().value(&self.body));
        if !self.whole {
            let description = Field::new("text", "description", say("page-description"));
            let description = description.hint(say("page-description-hint")).max(DESCRIPTION);
            fields.push(description.autocomplete("off").value(&self.description));
            let more = Field::new("area", "more", say("page-more"));
            fields.push(more.hint(say("page-more-hint")).value(&self.more));
        }
        for field in &mut fields {
            field.error = self.wrong.get(field.name.as_str()).cloned();
        }
        fields
    }

    /// The page that was meant, made of what it was. Where something is wrong, it is noted beside
    /// its field.
    pub fn page(
        &mut self,
        pages: &Pages,
        visit: &Visit,
        file: &PageFile,
        base: &str,
    ) -> Option<Page> {
        if self.whole {
            let breaks = if base.contains("\r\n") { "\r\n" } else { "\n" };
            let whole = if plain(base) == self.body {
                base.to_owned()
            } else {
                self.body.replace('\n', breaks)
            };
            return match pages.checked(file, &whole) {
                Ok(page) => Some(page),
                Err(problem) => {
                    let line = Some(problem.line).filter(|line| *line > 0);
                    self.wrong.insert("body", pages.told(visit, &problem, line));
                    None
                }
            };
        }
        let parts = self.parts(pages, visit)?;
        let made = match parts.into_file(base) {
            Ok(made) => made,
            Err(line) => {
                let problem =
                    Problem::with("").message("this line would end it").help("take it out");
                self.wrong.insert("more", pages.told(visit, &problem, Some(line)));
                return None;
            }
        };
        match pages.checked(file, &made.file) {
            Ok(page) => Some(page),
            Err(problem) => {
                let (field, line) = made.place(problem.line.max(1));
                let line = Some(line).filter(|_| matches!(field, "more" | "body"));
                self.wrong.insert(field, pages.told(visit, &problem, line));
                None
            }
        }
    }

    /// The lines of the form, if each is one.
    fn parts(&mut self, pages: &Pages, visit: &Visit) -> Option<Parts> {
        let mut reader = Reader::new(&visit.form);
        let title = reader.line("title", TITLE);
        let title = reader.required("title", title);
        let description = reader.line("description", DESCRIPTION).unwrap_or_default();
        if !reader.good() {
            let fields = [("title", ""), ("description", "")]
                .map(|(name, label)| Field::new("text", name, label.to_owned()));
            for field in reader.fields(fields.to_vec(), pages.words(), &visit.lang) {
                let name = if field.name == "title" { "title" } else { "description" };
                self.wrong.extend(field.error.map(|error| (name, error)));
            }
            return None;
        }
        let (draft, more, text) = (self.draft, self.more.clone(), self.body.clone());
        Some(Parts { title, description, draft, more, text })
    }
}

impl Pages {
    /// A problem in words, for beside a field.
    pub(super) fn told(&self, visit: &Visit, problem: &Problem, line: Option<usize>) -> String {
        let words = self.words();
        let help = problem.help.as_deref().unwrap_or_default();
        let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
        let message = Arg::Text(problem.message.clone());
        let text = match help.is_empty() {
            true => problem.message.clone(),
            false => words.say(
                &visit.lang,
                "page-problem-help",
                &[("message", message), ("help", Arg::Text(help))],
            ),
        };
        let Some(line) = line else { return text };
        let line = Arg::Int(i64::try_from(line).unwrap_or(i64::MAX));
        words.say(&visit.lang, "page-problem-line", &[("line", line), ("message", Arg::Text(text))])
    }
}

/// A hash as a form carries it.
pub(super) fn hash_of(hex: &str) -> Option<Hash> {
    let byte = |at: usize| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok();
    let bytes: Option<Vec<u8>> = (0..hex.len()).step_by(2).map(byte).collect();
    bytes?.try_into().ok()
}
