//! The page for a refusal: in the site's look, or in the desk's for whoever is signed in there.
//! What was typed is on it.

use kit::web::{Kept, Refusal, Refused};
use minijinja::value::Serde;
use minijinja::{Value, context};

use crate::ground::Ground;

/// What is longer is shown even where nobody knows the name of its field.
const SHORT: usize = 20;

impl Ground {
    /// The page for a refusal; none if it cannot be rendered.
    pub async fn refusal_page(&self, refused: Refused<'_>) -> Option<String> {
        let Refused { inbound, refusal, kept, member } = refused;
        let path = inbound.path.strip_prefix(&inbound.prefix).unwrap_or(&inbound.path);
        let frame = self.frame(&inbound.lang, path, &self.settings.site.languages);
        let desk = match member {
            Some(member) => self.desk(member, &inbound.lang, &inbound.path).await.ok(),
            None => None,
        };
        let say = |key: &str| self.words.say(&inbound.lang, key, &[]);
        let words = |part: &str| {
            let key = refusal.key();
            let at_desk = format!("refusal-desk-{key}-{part}");
            let there = desk.is_some() && self.words.has(&inbound.lang, &at_desk);
            say(&if there { at_desk } else { format!("refusal-{key}-{part}") })
        };
        let title = words("title");
        let page = context! {
            title => title.clone(),
            heading => title,
            text => words("text"),
            link => self.way_on(&refused, desk.is_some()),
            search => (desk.is_none() && matches!(refusal, Refusal::NotFound)).then(|| guess(path)),
            kept => kept.map(|kept| self.kept(&inbound.lang, refusal, kept)),
        };
        let template = if desk.is_some() { "web/desk_message.html" } else { "web/message.html" };
        let desk = desk.unwrap_or_else(|| context! {});
        match self.render.page_for_now(template, context! { ..page, ..desk, ..frame }) {
            Ok(page) => Some(page),
            Err(problem) => {
                tracing::error!(%problem, "the page for an error could not be rendered");
                None
            }
        }
    }

    /// Where to go from there.
    fn way_on(&self, refused: &Refused<'_>, at_desk: bool) -> Option<Value> {
        let inbound = refused.inbound;
        let say = |key: &str| self.words.say(&inbound.lang, key, &[]);
        if matches!(refused.refusal, Refusal::SignIn) {
            let next: String = form_urlencoded(&inbound.path);
            let href = format!("{}/desk/sign-in?next={next}", inbound.prefix);
            return Some(context! { href, title => say("refusal-sign-in-link") });
        }
        let href = format!("{}/desk", inbound.prefix);
        at_desk.then(|| context! { href, title => say("refusal-desk-link") })
    }

    /// What was typed, each with the name of its field where that is known, and whether it makes
    /// sense to send it again.
    fn kept(&self, lang: &str, refusal: &Refusal, kept: &Kept) -> Value {
        let field = |(name, value): &(String, String)| {
            let key = format!("message-field-{name}");
            let label = self.words.has(lang, &key).then(|| self.words.say(lang, &key, &[]));
            let long = value.chars().count() > SHORT;
            let shown = long || label.is_some();
            context! { name => name.clone(), value => value.clone(), label, long, shown }
        };
        let nothing_there = matches!(refusal, Refusal::NotFound | Refusal::Forbidden);
        context! {
            action => kept.action.clone(),
            fields => kept.fields.iter().map(field).collect::<Vec<_>>(),
            hidden => Value::from(Serde(&kept.hidden)),
            again => kept.whole && !nothing_there,
        }
    }
}

/// What somebody may have been looking for under a path: the words of its last part.
fn guess(path: &str) -> String {
    let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let last = percent_encoding::percent_decode_str(last).decode_utf8_lossy();
    let last = last.split('.').next().unwrap_or_default();
    last.split(|c: char| !c.is_alphanumeric()).collect::<Vec<_>>().join(" ").trim().to_owned()
}

/// A path as a value in a query (URL standard, section 5.2).
fn form_urlencoded(path: &str) -> String {
    path.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'/' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}
