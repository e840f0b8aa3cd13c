//! Templates: one language (minijinja, strict), the words of the visitor's language inside, and
//! a folder with which a site may replace any template that is not locked.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arc_swap::ArcSwap;
use minijinja::value::{Kwargs, Serde, Value};
use minijinja::{
    AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior, escape_formatter,
};

use crate::clock::{Zone, day, stamp};
use crate::problem::Problem;
use crate::words::{Arg, Words};

mod own;

pub use own::FRAME;

/// Steps a template may take before it counts as running away.
const FUEL: u64 = 5_000_000;

/// Where style sheets and scripts are: their addresses change with what is in them.
pub trait Addresses: Send + Sync {
    /// `/assets/site.0123.css` for `site.css`.
    fn address(&self, name: &str) -> Option<String>;
}

/// Renders templates.
pub struct Render {
    built_in: Vec<(String, String)>,
    words: Arc<Words>,
    zone: Zone,
    addresses: Arc<dyn Addresses>,
    /// With the built-in templates only.
    plain: Environment<'static>,
    environment: ArcSwap<Environment<'static>>,
    /// The site's own templates that failed for somebody, by name, since they were last read.
    failed: Mutex<BTreeMap<String, Problem>>,
    /// How many templates are the site's own.
    own: AtomicUsize,
    /// What they are, in a number.
    mark: AtomicU64,
}

impl Render {
    /// `built_in`: name and text of every template. `zone`: that in which people read times.
    pub fn new(
        built_in: Vec<(String, String)>,
        addresses: Arc<dyn Addresses>,
        words: Arc<Words>,
        zone: Zone,
    ) -> Result<Self, Problem> {
        let environment = build(&built_in, &[], &addresses, (&words, &zone))?;
        Ok(Self {
            built_in,
            words,
            zone,
            addresses,
            plain: environment.clone(),
            environment: ArcSwap::from_pointee(environment),
            failed: Mutex::default(),
            own: AtomicUsize::new(0),
            mark: AtomicU64::new(0),
        })
    }

    /// Takes the site's own templates from `folder` (`folder/web/site.html`). On an error the
    /// former ones stay (F22).
    pub fn load_overrides(&self, folder: &Path) -> Result<usize, Problem> {
        let own = own::overrides(folder, &self.built_in)?;
        let environment = build(&self.built_in, &own, &self.addresses, (&self.words, &self.zone))?;
        own::look_over(&environment, &self.built_in, &own, &self.words)?;
        self.own.store(own.len(), Ordering::Release);
        let mut mark = DefaultHasher::new();
        own.hash(&mut mark);
        self.mark.store(mark.finish(), Ordering::Release);
        self.environment.store(Arc::new(environment));
        self.failures().clear();
        Ok(own.len())
    }

    /// What lies in the folder of the site's own look and changes nothing: no template has that
    /// name, or it is in the wrong place.
    pub fn strangers(&self, folder: &Path) -> Vec<Problem> {
        own::strangers(folder, &self.built_in)
    }

    /// Whether all templates are built in: what they do with their values is known.
    pub fn is_built_in(&self) -> bool {
        self.own.load(Ordering::Acquire) == 0
    }

    /// A number that changes with the site's own templates.
    pub fn mark(&self) -> u64 {
        self.mark.load(Ordering::Acquire)
    }

    /// Renders a template. The context has at least `lang`, and `prefix` for links.
    pub fn page(&self, name: &str, context: Value) -> Result<String, Problem> {
        let environment = self.environment.load();
        let rendered = environment.get_template(name).and_then(|template| template.render(context));
        rendered.map_err(|error| problem(&error, name))
    }

    /// The same for somebody who waits for it: where a template of the site's own fails, the
    /// built-in one takes its place, and what is wrong is kept (F22).
    pub fn page_for_now(&self, name: &str, context: Value) -> Result<String, Problem> {
        let mut failure = match self.page(name, context.clone()) {
            Err(failure) if !self.is_built_in() => failure,
            done => return done,
        };
        let rendered = self.plain.get_template(name).and_then(|template| template.render(context));
        // If that fails as well, it is not the site's fault.
        let page = rendered.map_err(|error| problem(&error, name))?;
        failure.file.insert_str(0, "theme/");
        if self.failures().insert(failure.file.clone(), failure.clone()).is_none() {
            tracing::error!(problem = %failure, "a template of the site fails; the built-in one is used");
        }
        Ok(page)
    }

    /// What is wrong with the site's own templates that only showed when somebody came.
    pub fn failed(&self) -> Vec<Problem> {
        self.failures().values().cloned().collect()
    }

    fn failures(&self) -> MutexGuard<'_, BTreeMap<String, Problem>> {
        self.failed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The names of all templates.
    pub fn names(&self) -> Vec<String> {
        self.built_in.iter().map(|(name, _)| name.clone()).collect()
    }
}

fn build(
    built_in: &[(String, String)],
    own: &[(String, String)],
    addresses: &Arc<dyn Addresses>,
    (words, zone): (&Arc<Words>, &Zone),
) -> Result<Environment<'static>, Problem> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment.set_auto_escape_callback(|name| {
        if name.ends_with(".html") { AutoEscape::Html } else { AutoEscape::None }
    });
    environment.set_formatter(format);
    let say_words = words.clone();
    environment.add_function("say", move |state: &State, key: &str, args: Kwargs| {
        say(&say_words, state, key, &args)
    });
    environment.add_function("path", path);
    let addresses = addresses.clone();
    environment.add_function("asset", move |name: &str| {
        addresses.address(name).ok_or_else(|| {
            Error::new(ErrorKind::InvalidOperation, format!("there is no asset `{name}`"))
        })
    });
    let (date_words, date_zone) = (words.clone(), zone.clone());
    environment.add_function("date", move |state: &State, ms: i64| {
        date_words.moment(&lang(state), &date_zone, ms)
    });
    environment.add_function("day", day);
    environment.add_function("stamp", stamp);
    for (name, text) in built_in {
        let added = environment.add_template_owned(name.clone(), text.clone());
        added.map_err(|error| problem(&error, name))?;
    }
    for (name, text) in own {
        let added = environment.add_template_owned(name.clone(), text.clone());
        added.map_err(|error| {
            Problem::at(&format!("theme/{name}"), error.line().unwrap_or(1), 1)
                .of(text)
                .message(&reason(&error))
                .help("compare it with the built-in template of the same name")
        })?;
    }
    Ok(environment)
}

/// Writes a value into a page: what HTML needs escaped is escaped, and nothing more, so that
/// links stay readable.
fn format(out: &mut Output, state: &mut State, value: &Value) -> Result<(), Error> {
    match value.as_str() {
        Some(text) if *state.auto_escape() == AutoEscape::Html && !value.is_safe() => {
            Ok(escape_into(out, text)?)
        }
        _ => escape_formatter(out, state, value),
    }
}

/// A text as it stands in HTML, in an element or in an attribute in quotes.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // Writing into a text cannot fail.
    let _ = escape_into(&mut out, text);
    out
}

fn escape_into(out: &mut impl Write, text: &str) -> std::fmt::Result {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
        out.write_str(&rest[..at])?;
        out.write_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#39;",
        })?;
        rest = &rest[at + 1..];
    }
    out.write_str(rest)
}

fn say(words: &Words, state: &State, key: &str, args: &Kwargs) -> Result<String, Error> {
    let lang = lang(state);
    let mut named = Vec::new();
    for name in args.args() {
        let value: Value = args.get(name)?;
        let arg = match i64::try_from(value.clone()) {
            Ok(number) if value.is_number() => Arg::Int(number),
            _ => Arg::Text(value.to_string()),
        };
        named.push((name, arg));
    }
    Ok(words.say(&lang, key, &named))
}

/// A link in the language of the page.
fn path(state: &State, target: &str) -> String {
    let prefix = state.lookup("prefix").map(|value| value.to_string()).unwrap_or_default();
    match (target, prefix.is_empty()) {
        ("/", false) => prefix,
        _ => format!("{prefix}{target}"),
    }
}

fn lang(state: &State) -> String {
    state.lookup("lang").map(|value| value.to_string()).unwrap_or_default()
}

fn problem(error: &Error, name: &str) -> Problem {
    Problem::at(error.name().unwrap_or(name), error.line().unwrap_or(1), 1).message(&reason(error))
}

/// What went wrong, with every cause.
fn reason(error: &Error) -> String {
    // As it says itself, without the place: that stands beside it.
    let mut reason = error.kind().to_string();
    if let Some(detail) = error.detail() {
        reason.push_str(&format!(": {detail}"));
    }
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        reason.push_str(": ");
        reason.push_str(&inner.to_string());
        cause = inner.source();
    }
    reason
}

/// What templates are given serialises; the engine asks for a conversion of its own.
macro_rules! into_value {
    ($($type:ty),*) => {$(
        impl From<$type> for Value {
            fn from(value: $type) -> Self {
                Self::from(Serde(value))
            }
        }
    )*};
}

into_value!(
    crate::forms::Choice,
    crate::forms::Field,
    crate::slots::Link,
    crate::slots::PanelPart,
    crate::web::Member,
    crate::web::Right,
    crate::web::RoleName
);
