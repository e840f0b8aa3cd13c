//! From Markdown to HTML that is safe to serve (S4).
//!
//! comrak makes HTML of it (CommonMark with GitHub's tables, footnotes, task lists, alerts and bare
//! links, and `:::` blocks), ammonia leaves only what is on the lists of [`clean`], and
//! [`super::links`] leads the links.

mod blocks;
mod clean;
mod deep;
mod headings;
mod plain;

use std::collections::HashSet;

use comrak::nodes::NodeValue;
use comrak::options::Plugins;
use comrak::{Arena, Node, Options, format_html_with_plugins, parse_document};
use kit::render::escape;

use super::links::{Around, lead};
use super::pictures::html::Hung;
use super::places::Places;
use clean::CLEANER;
pub use headings::Heading;
use headings::Headings;

/// Where a first heading ends.
const HEADED: &str = "</h1>";

/// A page's text, ready to be put into the template.
#[derive(Debug, Default)]
pub struct Text {
    /// The HTML, safe. Where a block stands there is a mark: see [`parts`](Self::parts).
    pub html: String,
    /// It begins with a first heading of its own, which stands in place of the title.
    pub headed: bool,
    /// Its sections, for a table of contents.
    pub contents: Vec<Heading>,
    /// What can be linked to in it.
    pub ids: HashSet<String>,
    /// What deserves a look although the page is served: links that lead nowhere.
    pub advice: Vec<kit::problem::Problem>,
    /// The links to other sites: where each stands, with its address as the message.
    pub away: Vec<kit::problem::Problem>,
    /// The pictures in it.
    pub hung: Hung,
}

/// A piece of a text.
#[derive(Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// HTML, safe.
    Html(&'a str),
    /// A block by its name: a template of its own draws it.
    Block(&'a str),
}

impl Text {
    /// The first heading, where it has one of its own.
    pub fn heading(&self) -> Option<&str> {
        let end = self.html.find(HEADED).filter(|_| self.headed)?;
        self.html.get(..end + HEADED.len())
    }

    /// The pieces behind that, one after the other.
    pub fn parts(&self) -> Vec<Part<'_>> {
        let start = self.heading().map_or(0, str::len);
        let (mut parts, mut rest) = (Vec::new(), &self.html[start..]);
        while let Some((before, block, after)) = blocks::next(rest) {
            parts.push(Part::Html(before));
            parts.push(Part::Block(block));
            rest = after;
        }
        parts.push(Part::Html(rest));
        parts.retain(|part| !matches!(part, Part::Html(html) if html.trim().is_empty()));
        parts
    }
}

/// Renders the text of a page.
pub fn render(around: &Around<'_>) -> Text {
    let options = options();
    let arena = Arena::new();
    let source = blocks::without_marks(around.page.text());
    if deep::is_deep_text(&source) {
        return deep::as_it_is(around);
    }
    let root = parse_document(&arena, &source, &options);
    let heading = root.first_child().filter(|node| is_first_heading(node));
    let places = Places::of_text(root, around.page.text());
    let plain = plain::is_plain(root);
    let advice = blocks::shape(&arena, root, around);
    level(root, heading);
    let mut plugins = Plugins::default();
    let headings = Headings::new();
    plugins.render.heading_adapter = Some(&headings);
    let mut html = String::new();
    if format_html_with_plugins(root, &options, &mut html, &plugins).is_err() {
        // Writing into a text does not fail.
        tracing::error!(file = around.page.file, "a page could not be written as HTML");
    }
    if deep::is_deep_html(&html) {
        return deep::as_it_is(around);
    }
    // Asked last: the blocks are elements of ours by now.
    let html = if plain { html } else { CLEANER.clean(&html).to_string() };
    let mut text = lead(&html, heading.is_some(), around, &places);
    text.html = reachable(text.html, around);
    text.advice.extend(advice);
    text.ids = headings::ids(&html);
    text.contents = headings.contents();
    text
}

/// What scrolls in itself takes the keyboard's focus, so that it can be scrolled without a mouse, and
/// the footnotes say what they are. Every `<` in the HTML begins a tag.
fn reachable(html: String, around: &Around<'_>) -> String {
    let footnotes = escape(&around.words.say(&around.page.lang, "footnotes", &[]));
    let section = "<section class=\"footnotes\"";
    let mut html = html.replace(section, &format!("{section} aria-label=\"{footnotes}\""));
    for name in ["pre", "table"] {
        for next in [' ', '>'] {
            let focused = format!("<{name} tabindex=\"0\"{next}");
            html = html.replace(&format!("<{name}{next}"), &focused);
        }
    }
    html
}

fn is_first_heading(node: &Node<'_>) -> bool {
    matches!(&node.data().value, NodeValue::Heading(heading) if heading.level == 1)
        && node.first_child().is_some()
}

/// There is one first heading: the title, or what the text begins with. Where others say that they
/// are first, all of them stand one lower.
fn level<'a>(root: Node<'a>, first: Option<Node<'a>>) {
    let others = || root.descendants().filter(|node| !first.is_some_and(|one| one.same_node(node)));
    let is_first = |node: &Node<'_>| matches!(&node.data().value, NodeValue::Heading(heading) if heading.level == 1);
    let shift = u8::from(others().any(|node| is_first(&node)));
    for node in others() {
        if let NodeValue::Heading(heading) = &mut node.data_mut().value {
            heading.level = (heading.level + shift).min(6);
        }
    }
}

/// What comrak reads.
pub fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.autolink = true;
    options.extension.tasklist = true;
    options.extension.footnotes = true;
    options.extension.alerts = true;
    options.extension.block_directive = true;
    // Raw HTML is let through here, because ammonia comes after.
    options.render.r#unsafe = true;
    options
}

#[cfg(test)]
mod tests;
