//! The keys of front matter, one by one.

use kit::clock::Zone;
use toml::Spanned;
use toml::de::{DeArray, DeValue};

use super::{Front, List, Menu, Rules, known_languages};
use crate::rooms::pages::address::{TAKEN, parts, slug};

/// A key, what its value has to be, and an example.
struct Key(&'static str, &'static str, &'static str);

/// Every key there is.
const KEYS: [Key; 15] = [
    Key("title", "a text in quotes", "title = \"About us\""),
    Key("description", "a text in quotes", "description = \"Who we are and what we do\""),
    Key("language", "a text in quotes", "language = \"de\""),
    Key("order", "a whole number", "order = 2"),
    Key("menu", "\"main\" or \"footer\"", "menu = \"footer\""),
    Key("draft", "true or false", "draft = true"),
    Key("publish", "a day and a time", "publish = 2026-12-01T09:00:00"),
    Key("date", "a day", "date = 2026-03-01"),
    Key("tags", "a list of words", "tags = [\"Members\", \"Help\"]"),
    Key("redirects", "a list of addresses", "redirects = [\"/old/address\"]"),
    Key("image", "a picture in files/", "image = \"/files/hall.jpg\""),
    Key("image_alt", "a text in quotes", "image_alt = \"The hall, with forty chairs\""),
    Key("image_focus", "two whole numbers up to 100", "image_focus = [50, 30]"),
    Key("toc", "true or false", "toc = true"),
    Key("list", "\"news\" or \"pages\"", "list = \"news\""),
];

/// What is wrong with a key or its value, and what to do.
pub enum Wrong {
    /// There is no such key.
    Key(String),
    /// Its value: what is wrong, and what to do.
    Value(String, String),
}

/// Takes a key with its value.
pub fn take(
    front: &mut Front,
    key: &str,
    value: &Spanned<DeValue<'_>>,
    rules: &Rules<'_>,
) -> Result<(), Wrong> {
    match (key, value.get_ref()) {
        ("title", DeValue::String(text)) => front.title = line(key, text)?,
        ("description", DeValue::String(text)) => front.description = line(key, text)?,
        ("language", DeValue::String(text)) => front.language = Some(language(text, rules)?),
        ("order", DeValue::Integer(number)) => {
            let order = i64::from_str_radix(number.as_str(), number.radix());
            front.order = Some(order.map_err(|_| {
                Wrong::Value("this number is too large".to_owned(), "use 1, 2, 3 …".to_owned())
            })?);
        }
        ("menu", DeValue::String(text)) => match text.as_ref() {
            "main" => front.menu = Menu::Main,
            "footer" => front.menu = Menu::Footer,
            _ => return Err(refuse(key)),
        },
        ("draft", DeValue::Boolean(draft)) => front.draft = *draft,
        ("publish", DeValue::Datetime(time)) => {
            let at = time.date.and_then(|_| Zone::moment(rules.zone, &time.to_string()));
            front.publish = Some(at.ok_or_else(|| refuse(key))?);
        }
        ("date", DeValue::Datetime(day)) => match (&day.date, &day.time) {
            (Some(day), None) => front.date = Some(day.to_string()),
            _ => return Err(refuse(key)),
        },
        ("tags", DeValue::Array(all)) => front.tags = texts(key, all, tag)?,
        ("redirects", DeValue::Array(all)) => front.redirects = texts(key, all, redirect)?,
        ("image", DeValue::String(text)) => front.image = Some(image(text)?),
        ("image_alt", DeValue::String(text)) => front.image_alt = line(key, text)?,
        ("image_focus", DeValue::Array(all)) => front.image_focus = Some(focus(all)?),
        ("toc", DeValue::Boolean(toc)) => front.toc = *toc,
        ("list", DeValue::String(text)) => match text.as_ref() {
            "news" => front.list = Some(List::News),
            "pages" => front.list = Some(List::Pages),
            _ => return Err(refuse(key)),
        },
        _ => return Err(refuse(key)),
    }
    Ok(())
}

/// A text of one line.
fn line(key: &str, text: &str) -> Result<String, Wrong> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Wrong::Value(
            format!("`{key}` is empty"),
            "write it between the quotes".into(),
        ));
    }
    if text.chars().any(char::is_control) {
        let message = format!("`{key}` has a line break or another invisible character in it");
        return Err(Wrong::Value(message, "write it in one line".to_owned()));
    }
    Ok(text.to_owned())
}

fn language(text: &str, rules: &Rules<'_>) -> Result<String, Wrong> {
    let text = text.trim();
    if !rules.languages.iter().any(|one| one == text) {
        let message = format!("this site has no language `{text}`");
        return Err(Wrong::Value(message, known_languages(rules.languages)));
    }
    Ok(text.to_owned())
}

fn texts(
    key: &str,
    all: &DeArray<'_>,
    one: fn(&str) -> Result<String, Wrong>,
) -> Result<Vec<String>, Wrong> {
    let text = |value: &Spanned<DeValue<'_>>| match value.get_ref() {
        DeValue::String(text) => one(&line(key, text)?),
        _ => Err(refuse(key)),
    };
    all.iter().map(text).collect()
}

fn tag(text: &str) -> Result<String, Wrong> {
    if slug(text).is_empty() {
        let message = format!("the tag `{text}` has no letter or digit");
        return Err(Wrong::Value(message, "write a word".to_owned()));
    }
    Ok(text.to_owned())
}

fn redirect(text: &str) -> Result<String, Wrong> {
    let wrong = |message: String| {
        let help = "write it from the slash on, without the language: /old/address";
        Wrong::Value(message, help.to_owned())
    };
    let plain = if text.len() > 1 { text.trim_end_matches('/') } else { text };
    let parts = parts(plain).filter(|parts| !parts.is_empty());
    let Some(parts) = parts.filter(|_| !plain.contains(['?', '#'])) else {
        return Err(wrong(format!("`{text}` is no address of this site")));
    };
    if TAKEN.contains(&parts[0].as_str()) {
        let message = format!("the address /{} belongs to another part of the site", parts[0]);
        return Err(wrong(message));
    }
    Ok(format!("/{}", parts.join("/")))
}

fn image(text: &str) -> Result<String, Wrong> {
    let name = text.strip_prefix("/files/").filter(|name| !name.is_empty());
    if name.is_none() || parts(text).is_none() {
        let message = format!("the picture `{text}` is not in the folder files/");
        let name = text.rsplit(['/', '\\']).next().unwrap_or_default();
        let path =
            Some(format!("/files/{name}")).filter(|path| !name.is_empty() && parts(path).is_some());
        let path = path.as_deref().unwrap_or("/files/hall.jpg");
        let help = format!("put it there, and write: image = \"{path}\"");
        return Err(Wrong::Value(message, help));
    }
    Ok(text.to_owned())
}

fn focus(all: &DeArray<'_>) -> Result<(u8, u8), Wrong> {
    let number = |value: &Spanned<DeValue<'_>>| match value.get_ref() {
        DeValue::Integer(number) => u8::from_str_radix(number.as_str(), number.radix()).ok(),
        _ => None,
    };
    let all: Vec<Option<u8>> = all.iter().map(number).collect();
    match all[..] {
        [Some(x @ ..=100), Some(y @ ..=100)] => Ok((x, y)),
        _ => Err(refuse("image_focus")),
    }
}

fn refuse(key: &str) -> Wrong {
    if let Some(Key(_, kind, example)) = KEYS.iter().find(|Key(known, ..)| *known == key) {
        return Wrong::Value(
            format!("`{key}` has to be {kind}"),
            format!("for example: {example}"),
        );
    }
    let near = KEYS
        .iter()
        .map(|Key(known, ..)| (strsim::jaro_winkler(known, &key.to_lowercase()), *known))
        .filter(|(score, _)| *score > 0.75)
        .max_by(|one, other| one.0.total_cmp(&other.0));
    Wrong::Key(match near {
        Some((_, known)) => format!("did you mean `{known}`?"),
        None => {
            let all: Vec<_> = KEYS.iter().map(|Key(known, ..)| *known).collect();
            format!("the keys are: {}", all.join(", "))
        }
    })
}
