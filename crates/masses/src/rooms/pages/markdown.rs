//! From Markdown to HTML that is safe to serve (S4).
//!
//! comrak makes HTML of it (CommonMark with GitHub's tables, footnotes, task lists and bare
//! links), ammonia leaves only what is on the lists below, and [`super::links`] leads the links.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::{LazyLock, Mutex, PoisonError};

use comrak::adapters::{HeadingAdapter, HeadingMeta};
use comrak::nodes::{NodeValue, Sourcepos};
use comrak::options::Plugins;
use comrak::{Anchorizer, Arena, Node, Options, format_html_with_plugins, parse_document};

use super::links::{Around, Place, lead};
use super::pictures::html::Hung;

/// A page's text, ready to be put into the template.
#[derive(Debug, Default)]
pub struct Text {
    /// The HTML, safe.
    pub html: String,
    /// It begins with a first heading of its own, which stands in place of the title.
    pub headed: bool,
    /// What deserves a look although the page is served: links that lead nowhere.
    pub advice: Vec<kit::problem::Problem>,
    /// The links to other sites: where each stands, with its address as the message.
    pub away: Vec<kit::problem::Problem>,
    /// The pictures in it.
    pub hung: Hung,
}

/// Ids of the shell around the page.
const SHELL_IDS: [&str; 2] = ["main", "menu"];

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
const ELEMENTS: [&str; 61] = [
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
const CLASSES: [(&str, &[&str]); 6] = [
    ("a", &["footnote-backref"]),
    ("div", &["notice", "notice--bad", "notice--good", "notice--warn", "row", "stack", "wide"]),
    ("p", &["lead", "muted", "small"]),
    ("section", &["footnotes"]),
    ("span", &["muted", "small", "tag"]),
    ("sup", &["footnote-ref"]),
];

static CLEANER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(cleaner);

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
fn own_id(id: &str) -> bool {
    !id.is_empty()
        && id.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
        && !SHELL_IDS.contains(&id)
        && !["field-", "kept-"].iter().any(|taken| id.starts_with(taken))
}

/// Renders the text of a page.
pub fn render(around: &Around<'_>) -> Text {
    let options = options();
    let arena = Arena::new();
    let root = parse_document(&arena, around.page.text(), &options);
    let heading = root.first_child().filter(|node| is_first_heading(node));
    let mut places = Vec::new();
    let mut shift = 0;
    for node in root.descendants() {
        let data = node.data();
        match &data.value {
            NodeValue::Heading(other) if other.level == 1 => {
                shift |= u8::from(heading.is_none_or(|heading| !heading.same_node(node)));
            }
            NodeValue::Link(link) => places.push(place(&link.url, data.sourcepos)),
            NodeValue::Image(link) => places.push(place(&link.url, data.sourcepos)),
            _ => {}
        }
    }
    // There is one first heading: the title, or what the text begins with.
    for node in root.descendants() {
        if let NodeValue::Heading(other) = &mut node.data_mut().value
            && heading.is_none_or(|heading| !heading.same_node(node))
        {
            other.level = (other.level + shift).min(6);
        }
    }
    let mut plugins = Plugins::default();
    let headings = Headings::new();
    plugins.render.heading_adapter = Some(&headings);
    let mut html = String::new();
    if format_html_with_plugins(root, &options, &mut html, &plugins).is_err() {
        // Writing into a text does not fail.
        tracing::error!(file = around.page.file, "a page could not be written as HTML");
    }
    lead(&CLEANER.clean(&html).to_string(), heading.is_some(), around, &places)
}

fn is_first_heading(node: &Node<'_>) -> bool {
    matches!(&node.data().value, NodeValue::Heading(heading) if heading.level == 1)
        && node.first_child().is_some()
}

fn place(url: &str, at: Sourcepos) -> Place {
    Place { url: url.to_owned(), line: at.start.line, column: at.start.column }
}

fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.autolink = true;
    options.extension.tasklist = true;
    options.extension.footnotes = true;
    // Raw HTML is let through here, because ammonia comes after.
    options.render.r#unsafe = true;
    options
}

/// Headings with an id each, so that links can lead to them.
struct Headings(Mutex<Anchorizer>);

impl Headings {
    fn new() -> Self {
        let mut ids = Anchorizer::new();
        for taken in SHELL_IDS {
            let _ = ids.anchorize(taken);
        }
        Self(Mutex::new(ids))
    }
}

impl HeadingAdapter for Headings {
    fn enter(
        &self,
        out: &mut dyn fmt::Write,
        heading: &HeadingMeta,
        _: Option<Sourcepos>,
    ) -> fmt::Result {
        let id = self.0.lock().unwrap_or_else(PoisonError::into_inner).anchorize(&heading.content);
        if own_id(&id) {
            write!(out, "<h{} id=\"{id}\">", heading.level)
        } else {
            write!(out, "<h{}>", heading.level)
        }
    }

    fn exit(&self, out: &mut dyn fmt::Write, heading: &HeadingMeta) -> fmt::Result {
        writeln!(out, "</h{}>", heading.level)
    }
}

#[cfg(test)]
mod tests;
