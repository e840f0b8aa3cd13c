//! What somebody typed into the form of a page, and what is wrong with it.

use std::collections::BTreeMap;

use kit::forms::{Field, Reader};
use kit::problem::Problem;
use kit::web::Visit;
use kit::words::Arg;

use super::super::Pages;
use super::super::matter::{Made, Parts, plain};
use super::super::own::{Own, Values};
use super::super::place::PageFile;
use super::super::shelf::Page;
use super::super::write::Hash;

/// The longest title and the longest description, in characters.
pub(super) const TITLE: usize = 200;
pub(super) const DESCRIPTION: usize = 400;
/// As many characters may its other lines have.
const MORE: usize = 10_000;

/// The form of a page: what stands in it, and what is wrong with it.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    /// The file is shown as it is, as a whole.
    pub whole: bool,
    pub title: String,
    pub description: String,
    /// What stands in the fields that a page need not have.
    pub values: Values,
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
            Some(Parts { title, description, draft, values, more, text }) => {
                let body = text;
                Self { title, description, draft, values, more, body, seen, ..Self::default() }
            }
            None => Self { whole: true, body: plain(source), seen, ..Self::default() },
        }
    }

    /// What was sent.
    pub fn read(visit: &Visit) -> Self {
        let get = |name| plain(visit.form.get(name).unwrap_or_default());
        let value = |own: Own| Some((own, plain(visit.form.get(own.name())?.trim())));
        Self {
            whole: visit.form.get("whole").is_some_and(|whole| !whole.is_empty()),
            title: get("title"),
            description: get("description"),
            values: Own::FIELDS.into_iter().filter_map(value).collect(),
            more: get("more"),
            body: get("body"),
            draft: visit.form.get("as") == Some("draft"),
            seen: visit.form.get("seen").and_then(hash_of),
            sent: true,
            wrong: BTreeMap::new(),
        }
    }

    /// The fields, for the page. `pictures`: the addresses of those that there are.
    pub fn fields(&self, pages: &Pages, visit: &Visit, pictures: &[String]) -> Vec<Field> {
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
            fields.extend(Own::FIELDS.map(|own| self.field(own, pages, visit, pictures)));
            let more = Field::new("area", "more", say("page-more"));
            fields.push(more.hint(say("page-more-hint")).value(&self.more));
        }
        for field in &mut fields {
            field.error = self.wrong.get(field.name.as_str()).cloned();
        }
        fields
    }

    /// A field that a page need not fill.
    fn field(&self, own: Own, pages: &Pages, visit: &Visit, pictures: &[String]) -> Field {
        let name = own.name();
        let say = |key: &str| pages.say(visit, &format!("page-{}-{key}", name.replace('_', "-")));
        let value = self.values.get(&own).map_or("", String::as_str);
        let kind = match own {
            Own::Date => "date",
            Own::Publish => "datetime-local",
            Own::Order => "number",
            Own::Image | Own::Menu => "select",
            _ => "text",
        };
        let field = Field::new(kind, name, say("label")).hint(say("hint")).autocomplete("off");
        let field = match own {
            Own::Image => {
                // One that is not there any more is still the one that the page names.
                let there = pictures.iter().map(String::as_str);
                let gone = (!value.is_empty() && !pictures.iter().any(|one| one == value))
                    .then_some(value);
                let called =
                    |href: &str| (href.to_owned(), href.trim_start_matches("/files/").to_owned());
                let none = (String::new(), say("none"));
                field
                    .options(std::iter::once(none).chain(gone.into_iter().chain(there).map(called)))
            }
            Own::Menu => field
                .required()
                .options([(String::new(), say("main")), ("footer".to_owned(), say("footer"))]),
            _ => field,
        };
        field.value(value)
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
        let made = if self.whole { None } else { Some(self.made(pages, visit, base)?) };
        let content = match &made {
            Some(made) => made.file.clone(),
            None if plain(base) == self.body => base.to_owned(),
            None if base.contains("\r\n") => self.body.replace('\n', "\r\n"),
            None => self.body.clone(),
        };
        let problem = match pages.checked(file, &content) {
            Ok(page) => return Some(page),
            Err(problem) => problem,
        };
        let (field, line) =
            made.map_or(("body", problem.line), |made| made.place(problem.line.max(1)));
        let line = Some(line).filter(|line| *line > 0 && matches!(field, "more" | "body"));
        self.wrong.insert(field, pages.told(visit, &problem, line));
        None
    }

    /// Somebody else was faster: what stands in the form as it did when it was opened is now as
    /// they have made it. `was`, `is`: the file then and now.
    pub fn follow(&mut self, was: &str, is: &str) {
        let parts = |source| Parts::of(source).filter(|_| !self.whole);
        let (Some(was), Some(is)) = (parts(was), parts(is)) else { return };
        let follow = |mine: &mut String, was: &str, is: String| {
            if *mine == was {
                *mine = is;
            }
        };
        follow(&mut self.title, &was.title, is.title);
        follow(&mut self.description, &was.description, is.description);
        follow(&mut self.more, &was.more, is.more);
        follow(&mut self.body, &was.text, is.text);
        for own in Own::FIELDS {
            let of = |values: &Values| values.get(&own).cloned().unwrap_or_default();
            if let Some(mine) = self.values.get_mut(&own) {
                follow(mine, &of(&was.values), of(&is.values));
            }
        }
    }

    /// The file made of the fields.
    fn made(&mut self, pages: &Pages, visit: &Visit, base: &str) -> Option<Made> {
        let made = self.parts(pages, visit)?.into_file(base);
        made.map_err(|line| {
            let problem = Problem::with("").message("this line would end it").help("take it out");
            self.wrong.insert("more", pages.told(visit, &problem, Some(line)));
        })
        .ok()
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
        if self.more.chars().count() > MORE {
            let long = [("number", Arg::Int(MORE as i64))];
            self.wrong.insert("more", pages.words().say(&visit.lang, "error-too-long", &long));
            return None;
        }
        let (draft, values) = (self.draft, self.values.clone());
        let (more, text) = (self.more.clone(), self.body.clone());
        Some(Parts { title, description, draft, values, more, text })
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
