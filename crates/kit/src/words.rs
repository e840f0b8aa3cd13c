//! Every word that people read, in Fluent: one file per room and language. A site can change
//! words, and add languages, with files of its own.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use fluent_syntax::ast::{
    CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement,
};
use unic_langid::LanguageIdentifier;

use crate::clock::Zone;
use crate::problem::{Problem, Problems};

/// Words that say what the program does with data. A site may translate them into another
/// language, not change them: the policy is true because of what the program does.
const LOCKED: [&str; 9] = [
    "basis-",
    "category-",
    "consent-",
    "cookie-",
    "datum-",
    "measure-",
    "policy-",
    "purpose-",
    "recipient-",
];

/// Languages that begin at the right, and scripts that do: one that is named counts for more than the
/// language.
const FROM_THE_RIGHT: [&str; 20] = [
    "ar", "arc", "azb", "bal", "ckb", "dv", "fa", "glk", "he", "ks", "lrc", "mzn", "nqo", "pnb",
    "ps", "sd", "syr", "ug", "ur", "yi",
];
const SCRIPTS: [&str; 9] = ["Adlm", "Arab", "Hebr", "Mand", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"];

/// In which direction a language is written, as HTML says it: `rtl` for Arabic, Persian, Hebrew, Urdu
/// and the others that begin at the right, `ltr` for the rest.
pub fn direction(lang: &str) -> &'static str {
    let from_the_right = lang.parse::<LanguageIdentifier>().is_ok_and(|lang| match lang.script {
        Some(script) => SCRIPTS.contains(&script.as_str()),
        None => FROM_THE_RIGHT.contains(&lang.language.as_str()),
    });
    if from_the_right { "rtl" } else { "ltr" }
}

/// A value inside a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arg {
    /// As it is.
    Text(String),
    /// Written as the language writes it; chooses between singular and plural.
    Int(i64),
}

/// One file of words.
#[derive(Debug, Clone)]
pub struct WordFile {
    /// Its language: `de`.
    pub lang: String,
    /// Its name, for errors: `locales/de/shell.ftl`.
    pub name: String,
    /// What is in it.
    pub text: String,
}

/// The words of all languages.
pub struct Words {
    languages: BTreeMap<String, Language>,
    default: String,
    missed: Mutex<BTreeSet<String>>,
}

struct Language {
    bundle: FluentBundle<FluentResource>,
    keys: BTreeMap<String, BTreeSet<String>>,
    built_in: bool,
}

impl Words {
    /// The built-in words. A key twice, a wrong key or a text that cannot be read is a problem.
    pub fn new(files: impl IntoIterator<Item = WordFile>) -> Result<Self, Problems> {
        let mut words =
            Self { languages: BTreeMap::new(), default: "en".to_owned(), missed: Mutex::default() };
        words.add(files, true)?;
        if !words.languages.contains_key("en")
            && let Some(first) = words.languages.keys().next()
        {
            words.default.clone_from(first);
        }
        Ok(words)
    }

    /// The same with the site's own files, which win.
    pub fn with_own(mut self, files: impl IntoIterator<Item = WordFile>) -> Result<Self, Problems> {
        self.add(files, false)?;
        Ok(self)
    }

    /// The same with another language for what is missing elsewhere.
    pub fn with_default(mut self, lang: &str) -> Self {
        lang.clone_into(&mut self.default);
        self
    }

    fn add(
        &mut self,
        files: impl IntoIterator<Item = WordFile>,
        built_in: bool,
    ) -> Result<(), Problems> {
        let mut problems = Problems::default();
        let mut seen = BTreeMap::new();
        for file in files {
            let Some(language) = self.language(&file, built_in, &mut problems) else { continue };
            let resource = match FluentResource::try_new(file.text.clone()) {
                Ok(resource) => resource,
                Err((_, errors)) => {
                    problems.0.extend(errors.into_iter().map(|error| {
                        Problem::in_text(&file.name, &file.text, error.pos)
                            .message(&format!("this is not Fluent: {}", error.kind))
                    }));
                    continue;
                }
            };
            read(&file, &resource, language, !built_in, &mut seen, &mut problems);
            language.bundle.add_resource_overriding(resource);
        }
        problems.sort();
        if problems.0.is_empty() { Ok(()) } else { Err(problems) }
    }

    fn language(
        &mut self,
        file: &WordFile,
        built_in: bool,
        problems: &mut Problems,
    ) -> Option<&mut Language> {
        let Ok(id) = file.lang.parse::<LanguageIdentifier>() else {
            let message = format!("`{}` is not the code of a language", file.lang);
            problems.0.push(Problem::with(&file.name).message(&message));
            return None;
        };
        Some(self.languages.entry(file.lang.clone()).or_insert_with(|| {
            let mut bundle = FluentBundle::new_concurrent(vec![id]);
            // Marks around every value would end up in subjects of mails and in the tests.
            bundle.set_use_isolating(false);
            bundle.set_formatter(Some(number_format(&file.lang)));
            if bundle.add_builtins().is_err() {
                tracing::error!("NUMBER is not available in words");
            }
            Language { bundle, keys: BTreeMap::new(), built_in }
        }))
    }

    /// The text of a key. What is missing comes from the less special language (`de` for
    /// `de-AT`), then from the default one, then the key itself in brackets, with an error in
    /// the log.
    pub fn say(&self, lang: &str, key: &str, args: &[(&str, Arg)]) -> String {
        if let Some(text) = self.lookup(lang, key, args) {
            return text;
        }
        self.miss(lang, key, "there are no such words");
        self.lookup(&self.default, key, args).unwrap_or_else(|| format!("[{key}]"))
    }

    /// A time as people read it: `23 November 2026, 14:05 CET`.
    pub fn moment(&self, lang: &str, zone: &Zone, ms: i64) -> String {
        let local = zone.local(ms);
        let (year, month, day) = local.date;
        let month = self.say(lang, &format!("month-{month}"), &[]);
        let args = [
            ("day", Arg::Int(day.into())),
            ("month", Arg::Text(month)),
            ("year", Arg::Text(year.to_string())),
            ("time", Arg::Text(local.time)),
            ("zone", Arg::Text(local.zone)),
        ];
        self.say(lang, "moment", &args)
    }

    /// A day as people read it, `2026-11-23` as `23 November 2026`. What is no day stays as it is.
    pub fn day(&self, lang: &str, day: &str) -> String {
        let parts: Vec<i64> = day.split('-').filter_map(|part| part.parse().ok()).collect();
        let [year, month @ 1..=12, number] = parts[..] else { return day.to_owned() };
        let month = self.say(lang, &format!("month-{month}"), &[]);
        let args = [
            ("day", Arg::Int(number)),
            ("month", Arg::Text(month)),
            ("year", Arg::Text(year.to_string())),
        ];
        self.say(lang, "day", &args)
    }

    fn lookup(&self, lang: &str, key: &str, args: &[(&str, Arg)]) -> Option<String> {
        let language = self.languages.get(lang).filter(|found| found.keys.contains_key(key));
        let Some(language) = language else {
            let (general, _) = lang.rsplit_once('-')?;
            return self.lookup(general, key, args);
        };
        let pattern = language.bundle.get_message(key)?.value()?;
        let mut values = FluentArgs::with_capacity(args.len());
        for (name, arg) in args {
            match arg {
                Arg::Text(text) => values.set(*name, FluentValue::from(text.as_str())),
                Arg::Int(number) => values.set(*name, FluentValue::from(*number)),
            }
        }
        let mut errors = Vec::new();
        let text = language.bundle.format_pattern(pattern, Some(&values), &mut errors);
        for error in errors {
            self.miss(lang, key, &error.to_string());
        }
        Some(text.into_owned())
    }

    /// Notes it for tests, and the first time in the log.
    fn miss(&self, lang: &str, key: &str, reason: &str) {
        let mut missed = self.missed.lock().unwrap_or_else(PoisonError::into_inner);
        if missed.len() < 1000 && missed.insert(format!("{lang}/{key}: {reason}")) {
            tracing::error!(lang, key, reason, "words are missing");
        }
    }

    /// What was asked for and missing, or said without one of its values. Tests want it empty.
    pub fn missed(&self) -> Vec<String> {
        self.missed.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    /// Whether the language itself has the key.
    pub fn has(&self, lang: &str, key: &str) -> bool {
        self.languages.get(lang).is_some_and(|language| language.keys.contains_key(key))
    }

    /// The keys of a language, in order.
    pub fn keys(&self, lang: &str) -> Vec<&str> {
        let language = self.languages.get(lang);
        language.map_or_else(Vec::new, |found| found.keys.keys().map(String::as_str).collect())
    }

    /// The values a text mentions, so that translations can be compared.
    pub fn variables(&self, lang: &str, key: &str) -> BTreeSet<String> {
        let language = self.languages.get(lang);
        language.and_then(|found| found.keys.get(key)).cloned().unwrap_or_default()
    }

    /// All languages, in order.
    pub fn languages(&self) -> Vec<&str> {
        self.languages.keys().map(String::as_str).collect()
    }

    /// The language for what is missing elsewhere.
    pub fn default_language(&self) -> &str {
        &self.default
    }
}

impl std::fmt::Debug for Words {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Words({})", self.languages().join(", "))
    }
}

/// Takes note of the keys of a file; of those that are wrong as problems.
fn read(
    file: &WordFile,
    resource: &FluentResource,
    language: &mut Language,
    own: bool,
    seen: &mut BTreeMap<(String, String), String>,
    problems: &mut Problems,
) {
    for entry in resource.entries() {
        let (id, term, value) = match entry {
            Entry::Message(message) => (message.id.name, false, message.value.as_ref()),
            Entry::Term(term) => (term.id.name, true, Some(&term.value)),
            _ => continue,
        };
        let mut wrong = |message: String, help: &str| {
            let at = id.as_ptr() as usize - resource.source().as_ptr() as usize;
            let problem = Problem::in_text(&file.name, &file.text, at..at + id.len());
            problems.0.push(problem.message(&message).help(help));
        };
        let name = if term { format!("-{id}") } else { id.to_owned() };
        if let Some(other) = seen.insert((file.lang.clone(), name.clone()), file.name.clone()) {
            wrong(format!("`{name}` is there twice"), &format!("the other is in {other}"));
        }
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if !id.chars().all(plain) {
            wrong(format!("`{id}` is not in small letters with dashes"), "rename it");
        }
        if own && language.built_in && LOCKED.iter().any(|locked| id.starts_with(locked)) {
            wrong(
                format!("`{id}` says what the program does with data and cannot be changed here"),
                "add what you want to say as a paragraph of your own to the policy",
            );
        }
        let Some(value) = value else {
            wrong(format!("`{id}` has no text"), "write it after the equals sign");
            continue;
        };
        if !term {
            let mut variables = BTreeSet::new();
            in_pattern(value, &mut variables);
            language.keys.insert(name, variables);
        }
    }
}

fn in_pattern(pattern: &Pattern<&str>, found: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            in_expression(expression, found);
        }
    }
}

fn in_expression(expression: &Expression<&str>, found: &mut BTreeSet<String>) {
    match expression {
        Expression::Inline(inline) => in_inline(inline, found),
        Expression::Select { selector, variants } => {
            in_inline(selector, found);
            for variant in variants {
                in_pattern(&variant.value, found);
            }
        }
    }
}

fn in_inline(inline: &InlineExpression<&str>, found: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            found.insert(id.name.to_owned());
        }
        InlineExpression::Placeable { expression } => in_expression(expression, found),
        InlineExpression::FunctionReference { arguments, .. }
        | InlineExpression::TermReference { arguments: Some(arguments), .. } => {
            in_arguments(arguments, found);
        }
        _ => {}
    }
}

fn in_arguments(arguments: &CallArguments<&str>, found: &mut BTreeSet<String>) {
    for inline in arguments.positional.iter().chain(arguments.named.iter().map(|one| &one.value)) {
        in_inline(inline, found);
    }
}

type Format<M> = fn(&FluentValue<'_>, &M) -> Option<String>;

/// How a language writes large numbers.
fn number_format<M>(lang: &str) -> Format<M> {
    match lang.split('-').next() {
        Some("en" | "ja" | "zh" | "ko" | "he" | "th") => |value, _| grouped(value, ","),
        Some("de" | "da" | "el" | "es" | "hr" | "id" | "it" | "nl" | "pt" | "ro" | "sl" | "tr") => {
            |value, _| grouped(value, ".")
        }
        _ => |value, _| grouped(value, "\u{202f}"),
    }
}

/// A whole number of five digits or more in groups of three. Four stand together, as a year does.
fn grouped(value: &FluentValue<'_>, separator: &str) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    let whole = number.value.fract() == 0.0 && number.options.minimum_fraction_digits.is_none();
    if !whole || !number.options.use_grouping || number.value.abs() < 10_000.0 {
        return None;
    }
    let digits = format!("{:.0}", number.value.abs());
    let mut text = if number.value < 0.0 { "-".to_owned() } else { String::new() };
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push_str(separator);
        }
        text.push(digit);
    }
    Some(text)
}

#[cfg(test)]
mod tests;
