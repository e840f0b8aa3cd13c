//! Whether two pieces of HTML mean the same, and HTML with other attributes.

use scraper::{ElementRef, Html};

/// Elements around which space means nothing.
const BLOCKS: [&str; 24] = [
    "blockquote",
    "br",
    "del",
    "details",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "html",
    "li",
    "ol",
    "p",
    "pre",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
];

/// Whether a browser makes the same of both.
pub fn same(one: &str, other: &str) -> bool {
    one == other || canonical(one) == canonical(other)
}

fn canonical(html: &str) -> String {
    let mut out = String::new();
    write(Html::parse_fragment(html).root_element(), false, &mut out);
    out
}

fn write(element: ElementRef<'_>, exact: bool, out: &mut String) {
    let name = element.value().name();
    let block = !exact && BLOCKS.contains(&name);
    edge(block, out);
    let mut attributes: Vec<_> = element.value().attrs().collect();
    attributes.sort();
    out.push_str(&format!("<{name}{attributes:?}>"));
    let exact = exact || name == "pre";
    edge(block && !exact, out);
    for child in element.children() {
        if let Some(child) = ElementRef::wrap(child) {
            write(child, exact, out);
        } else if let Some(text) = child.value().as_text() {
            text.chars().for_each(|c| match c {
                ' ' | '\n' | '\t' if exact => out.push(c),
                ' ' | '\n' | '\t' if out.ends_with([' ', '\n']) => {}
                ' ' | '\n' | '\t' => out.push(' '),
                // In the text it is no tag.
                '<' => out.push_str("&lt;"),
                c => out.push(c),
            });
        } else {
            out.push_str(&format!("<{:?}>", child.value()));
        }
    }
    edge(block && !exact, out);
    out.push_str(&format!("</{name}>"));
    edge(block, out);
}

fn edge(block: bool, out: &mut String) {
    if block {
        out.truncate(out.trim_end_matches([' ', '\n']).len());
        out.push('\n');
    }
}

/// The HTML with each attribute changed, or left out; where there is nothing to change, every byte stays.
pub fn edited(html: &str, edit: impl Fn(&str, &str, &str) -> Option<(String, String)>) -> String {
    let (mut out, mut rest) = (String::new(), html);
    while let Some((before, after)) = rest.split_once('<') {
        let (tag, after) = after.split_once('>').unwrap_or((after, ""));
        let (name, mut attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        out.push_str(&format!("{before}<{name}"));
        while let Some((attribute, value)) = attributes.split_once("=\"") {
            let Some((value, more)) = value.split_once('"') else { break };
            if let Some((attribute, value)) = edit(name, attribute.trim(), value) {
                out.push_str(&format!(" {attribute}=\"{value}\""));
            }
            attributes = more;
        }
        if tag.contains(' ') && !attributes.is_empty() {
            out.push_str(&format!(" {}", attributes.trim_start()));
        }
        out.push('>');
        rest = after;
    }
    out + rest
}

/// The HTML without these attributes of elements whose names begin so.
pub fn without(html: &str, name: &str, gone: &[&str]) -> String {
    edited(html, |element, attribute, value| {
        let stays = !element.starts_with(name) || !gone.contains(&attribute);
        stays.then(|| (attribute.to_owned(), value.to_owned()))
    })
}
