//! What may be in a text, whoever wrote it (S4): the lists that ammonia works by.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Ids of the shell around the page.
pub const SHELL_IDS: [&str; 2] = ["main", "menu"];

/// Elements that go with everything in them; of others that are not allowed the text stays.
const GONE: [&str; 16] = [
    "embed",
    "form",
    "iframe",
    "math",
    "noembed",
    "noframes",
    "noscript",
    "object",
    "plaintext",
    "script",
    "select",
    "style",
    "svg",
    "template",
    "textarea",
    "title",
];

/// Elements that may be there.
pub const ELEMENTS: [&str; 61] = [
    "a",
    "abbr",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "input",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "ul",
];

/// Attributes that may be there, by element.
const ATTRIBUTES: [(&str, &[&str]); 15] = [
    ("a", &["href", "hreflang"]),
    ("bdo", &["dir"]),
    ("blockquote", &["cite"]),
    ("col", &["span"]),
    ("colgroup", &["span"]),
    ("del", &["cite", "datetime"]),
    ("details", &["open"]),
    ("img", &["alt", "height", "src", "width"]),
    ("ins", &["cite", "datetime"]),
    ("li", &["value"]),
    ("ol", &["reversed", "start"]),
    ("q", &["cite"]),
    ("td", &["align", "colspan", "rowspan"]),
    ("th", &["align", "colspan", "rowspan", "scope"]),
    ("time", &["datetime"]),
];

/// Classes that may be there: those of running text, and those of footnotes.
const CLASSES: [(&str, &[&str]); 7] = [
    ("a", &["footnote-backref"]),
    (
        "div",
        &[
            "callout",
            "callout--note",
            "callout--tip",
            "callout--warning",
            "notice",
            "notice--bad",
            "notice--good",
            "notice--warn",
            "row",
            "stack",
            "wide",
        ],
    ),
    ("figure", &["elsewhere"]),
    ("p", &["callout__title", "lead", "muted", "small"]),
    ("section", &["footnotes"]),
    ("span", &["muted", "small", "tag"]),
    ("sup", &["footnote-ref"]),
];

pub static CLEANER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(cleaner);

fn cleaner() -> ammonia::Builder<'static> {
    let mut cleaner = ammonia::Builder::empty();
    let set = |names: &[&'static str]| names.iter().copied().collect::<HashSet<_>>();
    let map = |pairs: &[(&'static str, &[&'static str])]| {
        pairs.iter().map(|(name, values)| (*name, set(values))).collect::<HashMap<_, _>>()
    };
    cleaner
        .tags(set(&ELEMENTS))
        .clean_content_tags(set(&GONE))
        .tag_attributes(map(&ATTRIBUTES))
        .allowed_classes(map(&CLASSES))
        .generic_attributes(set(&["dir", "id", "lang", "title"]))
        .add_tag_attribute_values("div", "role", ["note"])
        // The only input is the box of a task, which nobody can tick.
        .add_tag_attribute_values("input", "checked", [""])
        .set_tag_attribute_value("input", "type", "checkbox")
        .set_tag_attribute_value("input", "disabled", "")
        .url_schemes(set(&["http", "https", "mailto"]))
        .url_relative(ammonia::UrlRelative::PassThrough)
        .link_rel(None)
        .strip_comments(true)
        .attribute_filter(|_, name, value| match name {
            "id" if !own_id(value) => None,
            _ => Some(value.into()),
        });
    cleaner
}

/// Whether an id may be used in a text: letters, digits, dashes, and none of the shell's.
pub fn own_id(id: &str) -> bool {
    !id.is_empty()
        && id.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
        && !SHELL_IDS.contains(&id)
        && !["field-", "kept-"].iter().any(|taken| id.starts_with(taken))
}
