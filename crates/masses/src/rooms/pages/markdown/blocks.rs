//! Blocks: what stands in a text between lines that begin with three colons, and call-outs.
//!
//! A block that shows something of the rest of the site leaves a mark in the HTML, and a template
//! of its own draws it. The others become plain elements around what is in them.

use std::borrow::Cow;

use comrak::nodes::{AlertType, AstNode, NodeHtmlBlock, NodeValue};
use comrak::{Arena, Node};
use kit::problem::Problem;
use kit::render::escape;
use kit::words::Arg;

use crate::rooms::pages::links::{Around, away};
use crate::rooms::pages::places::Lines;

/// Blocks that a template draws: `pages/<name>.html`, with `_` for `-`.
const DRAWN: [&str; 3] = ["contact", "contents", "latest-news"];
/// What opens and closes the mark of one: characters that no text has a meaning for (Unicode
/// standard, section 23.5).
const MARKS: [char; 2] = ['\u{e000}', '\u{e001}'];

/// The text without such characters, as long as it was.
pub fn without_marks(text: &str) -> Cow<'_, str> {
    if text.contains(MARKS) { text.replace(MARKS, "\u{fffd}").into() } else { text.into() }
}

/// The next mark: the HTML before it, the name, and the HTML after it.
pub fn next(html: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = html.split_once("<p>\u{e000}")?;
    let (name, after) = rest.split_once("\u{e001}</p>")?;
    Some((before, name, after))
}

/// Makes of each block what it is. What comes back: blocks that there are none of.
pub fn shape<'a>(arena: &'a Arena<'a>, root: Node<'a>, around: &Around<'_>) -> Vec<Problem> {
    let blocks = |node: &Node<'a>| {
        matches!(&node.data().value, NodeValue::BlockDirective(_) | NodeValue::Alert(_))
    };
    let mut advice = Vec::new();
    for node in root.descendants().filter(blocks).collect::<Vec<_>>() {
        let (info, title) = match &node.data().value {
            NodeValue::BlockDirective(block) => (block.info.clone(), None),
            NodeValue::Alert(alert) => (callout(alert.alert_type).to_owned(), alert.title.clone()),
            _ => continue,
        };
        let (name, rest) = info.split_once(char::is_whitespace).unwrap_or((&info, ""));
        let title = title.unwrap_or_else(|| rest.trim().to_owned());
        let html = |html: String| {
            let block = NodeHtmlBlock { literal: html, ..NodeHtmlBlock::default() };
            &*arena.alloc(AstNode::from(NodeValue::HtmlBlock(block)))
        };
        if let Some((open, close)) = frame(name, &title, node, around) {
            node.insert_before(html(open));
            node.insert_after(html(close));
        } else if DRAWN.contains(&name) {
            node.insert_before(html(format!("<p>{}{name}{}</p>", MARKS[0], MARKS[1])));
        } else {
            advice.push(unknown(name, node, around));
        }
        for child in node.children().collect::<Vec<_>>() {
            node.insert_before(child);
        }
        node.detach();
    }
    advice
}

/// GitHub has five kinds of alerts.
fn callout(kind: AlertType) -> &'static str {
    match kind {
        AlertType::Note | AlertType::Important => "note",
        AlertType::Tip => "tip",
        AlertType::Warning | AlertType::Caution => "warning",
    }
}

/// What stands before and after the content of a block.
fn frame(name: &str, title: &str, node: Node<'_>, around: &Around<'_>) -> Option<(String, String)> {
    let say =
        |key: &str, args: &[(&str, Arg)]| escape(&around.words.say(&around.page.lang, key, args));
    let titled = |key: &str| if title.is_empty() { say(key, &[]) } else { escape(title) };
    match name {
        "note" | "tip" | "warning" => {
            let title = titled(&format!("callout-{name}"));
            let open = format!(
                "<div class=\"callout callout--{name}\" role=\"note\">\n\
                 <p class=\"callout__title\">{title}</p>"
            );
            Some((open, "</div>".to_owned()))
        }
        "details" => {
            let open = format!("<details>\n<summary>{}</summary>", titled("details-title"));
            Some((open, "</details>".to_owned()))
        }
        // A picture and a link: nothing of the other site is loaded.
        "video" | "map" => {
            let host = node.descendants().find_map(|node| match &node.data().value {
                NodeValue::Link(link) => away(&link.url, around),
                _ => None,
            });
            let note = match host {
                Some(host) => say(&format!("elsewhere-{name}"), &[("host", Arg::Text(host))]),
                None => titled(&format!("elsewhere-{name}-here")),
            };
            let close = format!("<figcaption>{note}</figcaption>\n</figure>");
            Some(("<figure class=\"elsewhere\">".to_owned(), close))
        }
        _ => None,
    }
}

fn unknown(name: &str, node: Node<'_>, around: &Around<'_>) -> Problem {
    let page = around.page;
    let at = node.data().sourcepos.start;
    let start = page.body + Lines::of(page.text()).offset(at.line, at.column).unwrap_or(0);
    let start = page.source.floor_char_boundary(start);
    let end = page.source[start..].find('\n').map_or(page.source.len(), |at| start + at);
    let (message, help) = match name {
        "" => (
            "nothing ends here".to_owned(),
            "`:::` alone ends a block; one within another needs fewer colons: `::::details`",
        ),
        _ => (
            format!("there is no block `{name}`"),
            "there are: note, tip, warning, details, video, map, contact, contents, latest-news",
        ),
    };
    Problem::in_text(&page.file, &page.source, start..end).message(&message).help(help)
}
