//! Texts that are nested deeper than anybody reads: what draws them would take longer the deeper
//! they are, and browsers stop at some hundred levels.

use kit::problem::Problem;
use kit::render::escape;

use super::Text;
use crate::rooms::pages::links::Around;

/// So many quotes, lists or elements may lie in each other.
const DEEPEST: usize = 200;

/// Elements that end by themselves where the next begins, or that have nothing in them.
const FLAT: [&str; 24] = [
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta",
    "option", "p", "param", "source", "tbody", "td", "tfoot", "th", "thead", "track", "wbr",
];

/// Whether a line begins with more marks of quotes and lists than that.
pub(super) fn is_deep_text(text: &str) -> bool {
    text.lines().any(|line| {
        let bytes = line.as_bytes();
        let mark = |at: &usize| match bytes[*at] {
            b'>' => true,
            b'-' | b'*' | b'+' | b'.' | b')' => matches!(bytes.get(at + 1), Some(b' ' | b'\t')),
            _ => false,
        };
        let marked = |byte: &u8| b" \t>-*+.)0123456789".contains(byte);
        let length = bytes.iter().take_while(|byte| marked(byte)).count();
        length > DEEPEST && (0..length).filter(mark).count() > DEEPEST
    })
}

/// Whether so many elements are open at once.
pub(super) fn is_deep_html(html: &str) -> bool {
    let mut open = 0usize;
    for (at, _) in html.match_indices('<') {
        let rest = &html[at + 1..];
        let (closing, rest) = match rest.strip_prefix('/') {
            Some(rest) => (true, rest),
            None => (false, rest),
        };
        let length = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let name = rest[..length].to_ascii_lowercase();
        if name.is_empty() || FLAT.contains(&name.as_str()) {
            continue;
        }
        open = if closing { open.saturating_sub(1) } else { open + 1 };
        if open > DEEPEST {
            return true;
        }
    }
    false
}

/// The text as it is written, and why.
pub(super) fn as_it_is(around: &Around<'_>) -> Text {
    let page = around.page;
    let end = page.source[page.body..].find('\n').map_or(page.source.len(), |at| page.body + at);
    let message = format!("here more than {DEEPEST} quotes, lists or elements lie in each other");
    let problem = Problem::in_text(&page.file, &page.source, page.body..end).message(&message);
    let help = "the text is shown as it is written; close each element, and quote less deeply";
    Text {
        html: format!("<pre tabindex=\"0\">{}</pre>", escape(page.text())),
        advice: vec![problem.help(help)],
        ..Text::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deep_is_what_lies_in_each_other() {
        for deep in [">".repeat(500), "> ".repeat(300) + "x", "- ".repeat(300), "1. ".repeat(300)] {
            assert!(is_deep_text(&format!("Text\n\n{deep}\n")), "{deep:.20}");
        }
        for flat in ["-".repeat(500), "> x\n".repeat(500), "a > b ".repeat(300), "1".repeat(500)] {
            assert!(!is_deep_text(&flat), "{flat:.20}");
        }
        for deep in ["<div>", "<blockquote>\n\n", "<b a=1>", "<DIV class=x>"] {
            assert!(is_deep_html(&deep.repeat(300)), "{deep}");
        }
        for flat in ["<p>x", "<li>x", "<div>x</div>", "<br>", "a < b", "<td>x<tr>x</tr>", "<>"] {
            assert!(!is_deep_html(&flat.repeat(1_000)), "{flat}");
        }
    }
}
