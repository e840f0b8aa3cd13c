//! The organisation's own words: Markdown to HTML that is safe to serve (S4).
//!
//! Less than on pages: paragraphs, lists, emphasis, links, small headings, tables. No image and
//! no HTML, so that nothing in a policy can load anything or look like what the program says.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use comrak::nodes::NodeValue;
use comrak::{Arena, Options, format_html, parse_document};

use super::view::Page;

const ELEMENTS: [&str; 22] = [
    "a",
    "blockquote",
    "br",
    "code",
    "del",
    "em",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "ol",
    "p",
    "pre",
    "strong",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
];

static CLEANER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let mut cleaner = ammonia::Builder::empty();
    cleaner
        .tags(ELEMENTS.into_iter().collect())
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href"])),
            ("ol", HashSet::from(["start"])),
        ]))
        .url_schemes(["http", "https", "mailto"].into_iter().collect())
        .url_relative(ammonia::UrlRelative::PassThrough)
        .link_rel(None);
    cleaner
});

/// The HTML of a paragraph.
pub(super) fn html(markdown: &str, page: &Page<'_>) -> String {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.autolink = true;
    options.render.escape = true;
    let arena = Arena::new();
    let root = parse_document(&arena, markdown, &options);
    let mut away = Vec::new();
    for node in root.descendants() {
        match &mut node.data_mut().value {
            // The headings of the page and its sections are the first two.
            NodeValue::Heading(heading) => heading.level = (heading.level + 2).min(6),
            NodeValue::Link(link) if leaves(&link.url, page.url) => away.push(link.url.clone()),
            _ => {}
        }
    }
    let mut html = String::new();
    if format_html(root, &options, &mut html).is_err() {
        // Writing into a text does not fail.
        tracing::error!("a paragraph of the policy could not be written as HTML");
    }
    let clean = CLEANER.clean(&html).to_string();
    if away.is_empty() { clean } else { marked(&clean, page) }
}

/// Whether a link leads to another site (C19).
fn leaves(link: &str, url: &str) -> bool {
    let lower = link.trim().to_ascii_lowercase();
    let away = lower.starts_with("http:") || lower.starts_with("https:") || lower.starts_with("//");
    let rest = lower.strip_prefix(url.trim_end_matches('/'));
    away && !rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
}

/// Marks links that lead to other sites, as on pages. The cleaner has written this: every
/// attribute stands in double quotes, and a link is inside no other.
fn marked(html: &str, page: &Page<'_>) -> String {
    let mark = escape(&page.say("link-external", &[]));
    let mut out = String::with_capacity(html.len() + 200);
    let mut rest = html;
    while let Some((before, after)) = rest.split_once("<a href=\"") {
        out.push_str(before);
        let (link, after) = after.split_once('"').unwrap_or((after, ""));
        let (inside, after) = after.split_once("</a>").unwrap_or((after, ""));
        if leaves(link, page.url) {
            let inside = inside.strip_prefix('>').unwrap_or(inside);
            out.push_str(&format!(
                "<a href=\"{link}\" class=\"external\" rel=\"noopener noreferrer\">{inside}\
                 <span class=\"aloud\"> {mark}</span></a>"
            ));
        } else {
            out.push_str(&format!("<a href=\"{link}\"{inside}</a>"));
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// A text that can stand in HTML and XML, in an attribute too; without what XML cannot hold.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(letter),
            letter if letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}') => {}
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use kit::words::{WordFile, Words};

    use super::*;

    fn rendered(markdown: &str) -> String {
        let file = WordFile {
            lang: "en".into(),
            name: "x.ftl".into(),
            text: "link-external = (another site)\n".into(),
        };
        let words = Words::new([file]).unwrap();
        html(markdown, &Page { words: &words, lang: "en", url: "https://example.org" })
    }

    #[test]
    fn plain_markdown_is_there() {
        let shown = rendered("# A heading\n\nWe are **few** and\n\n- kind\n- slow\n");
        assert!(shown.contains("<h3>A heading</h3>"), "{shown}");
        assert!(
            shown.contains("<strong>few</strong>") && shown.contains("<li>kind</li>"),
            "{shown}"
        );
    }

    /// S2, S4: nothing runs, nothing is loaded, nothing looks like the program's own words.
    #[test]
    fn nothing_else_gets_through() {
        for bad in [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "![a](https://evil.example/x.png)",
            "[a](javascript:alert(1))",
            "[a](data:text/html,x)",
            "<div class=\"measure measure--holds\">fake</div>",
            "<a href=\"https://example.org\" class=\"button\" onclick=\"x()\">a</a>",
            "<style>*{display:none}</style>",
            "<iframe src=\"//evil.example\"></iframe>",
        ] {
            let shown = rendered(bad);
            let tags = shown.split('<').skip(1).map(|rest| rest.split('>').next().unwrap_or(""));
            for tag in tags {
                // A link whose address is refused leads nowhere.
                let good = ["p", "/p", "/a", "a href=\"\"", "a href=\"https://example.org\""];
                assert!(good.contains(&tag), "{bad}: <{tag}> in {shown}");
            }
        }
    }

    /// C19: links that leave are marked, for screen readers too.
    #[test]
    fn links_that_leave_are_marked() {
        let shown = rendered(
            "[out](https://other.example/a?b=1&c) and [in](/about) and [own](https://example.org/x)",
        );
        assert_eq!(shown.matches("class=\"external\"").count(), 1, "{shown}");
        assert!(shown.contains("out<span class=\"aloud\"> (another site)</span></a>"), "{shown}");
        assert!(shown.contains("<a href=\"/about\">in</a>"), "{shown}");
        assert!(shown.contains("<a href=\"https://example.org/x\">own</a>"), "{shown}");
        assert!(rendered("<https://example.org.evil.example>").contains("external"));
    }
}
