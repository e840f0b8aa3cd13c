//! Texts that need no cleaning, because nothing in them is HTML that somebody wrote: what comrak makes
//! of them is safe as it is (S4). Most pages are like that, and cleaning takes as long as everything
//! else together.

use comrak::Node;
use comrak::nodes::NodeValue;

/// The schemes of addresses that are let through.
const SCHEMES: [&str; 3] = ["http://", "https://", "mailto:"];

/// Whether a parsed text is of the usual parts only, each of which comrak writes with elements and
/// attributes that are on our lists, and every character of it escaped.
pub(super) fn is_plain(root: Node<'_>) -> bool {
    root.descendants().all(|node| match &node.data().value {
        NodeValue::Document
        | NodeValue::Paragraph
        | NodeValue::Heading(_)
        | NodeValue::Text(_)
        | NodeValue::SoftBreak
        | NodeValue::LineBreak
        | NodeValue::Strong
        | NodeValue::Emph
        | NodeValue::Strikethrough
        | NodeValue::Code(_)
        | NodeValue::List(_)
        | NodeValue::Item(_)
        | NodeValue::BlockQuote
        | NodeValue::ThematicBreak
        | NodeValue::Table(_)
        | NodeValue::TableRow(_)
        | NodeValue::TableCell => true,
        // Its first word would become a class.
        NodeValue::CodeBlock(block) => block.info.is_empty(),
        NodeValue::Link(link) | NodeValue::Image(link) => is_usual(&link.url),
        _ => false,
    })
}

/// Whether an address is of a kind that is let through, whatever it leads to: on this site, or by one
/// of the schemes. All others are left to who cleans.
fn is_usual(url: &str) -> bool {
    let plain = url.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"'<>\\`".contains(&byte));
    let scheme = SCHEMES.iter().any(|scheme| url.starts_with(scheme));
    // Before a colon may stand a scheme.
    plain && (scheme || url.starts_with(['/', '#']) || !url.contains(':'))
}

#[cfg(test)]
mod tests {
    use comrak::{Arena, parse_document};

    use super::super::options;
    use super::*;

    /// Cleaning changes nothing of it: the same elements, attributes and characters.
    #[test]
    fn what_is_not_cleaned_is_clean() {
        let parts = [
            "# A & \"b\" 'c' <\n\n",
            "Text *a **b*** ~~c~~ ``d ` e`` \\<script>alert(1)\\</script> &amp;lt; &copy; &#0; \u{a0}\n\n",
            "[e \"f\"](/g?h=i&j=k#l \"m <n> & 'o'\") ![p \"q\" <r>](/files/s.svg 't \"u\"')\n\n",
            "<https://example.org/?a=<b>&c=d> [v](https://example.org/%22%3E) mailto:w@example.org\n\n",
            "- x\n- y\n\n  z\n  1. a\n  2. b\n\n7) c\n\n",
            "> quoted\nlazy\n> > twice\n\n***\n\n    <b>code</b> & \"d\"\n\n",
            "| a | \"b\" | <c |\n|:--|:-:|--:|\n| `d\\|e` | **f** | \\| |\n\n",
            "Setext\n===\n\nline  \nbreak\\\nbreak\n\n~~~\n</code></pre><script>x</script>\n~~~\n\n",
            "## Über \"uns\" <main> main\n\n###### main\n\n![](</files/a.svg>)\n\n",
        ];
        let tree = |html: &str| scraper::Html::parse_fragment(html).html();
        let mut seen = 0;
        for first in parts {
            for second in parts {
                let text = format!("{first}{second}");
                let arena = Arena::new();
                let root = parse_document(&arena, &text, &options());
                if !is_plain(root) {
                    continue;
                }
                seen += 1;
                let mut html = String::new();
                comrak::format_html(root, &options(), &mut html).unwrap();
                let cleaned = super::super::CLEANER.clean(&html).to_string();
                assert_eq!(tree(&html), tree(&cleaned), "{text}");
            }
        }
        assert!(seen > 30, "{seen} of {} were plain", parts.len().pow(2));
    }

    fn plain(text: &str) -> bool {
        let arena = Arena::new();
        is_plain(parse_document(&arena, text, &options()))
    }

    #[test]
    fn what_somebody_wrote_as_html_is_cleaned() {
        for good in [
            "# A\n\nText *a* **b** ~~c~~ `d` [e](/f \"g\") ![h](/files/i.svg)\n\n- j\n\n1. k\n",
            "| a | b |\n|--:|---|\n| 1 | 2 |\n\n> quoted\n\n---\n\n    code\n",
            "<https://example.org> me@example.org https://example.org/a?b=c&d#e",
            "a &lt; b \\<script> &#60;script>",
        ] {
            assert!(plain(good), "{good}");
        }
        for other in [
            "a <b>c</b>",
            "<div>\n",
            "<!-- note -->",
            "[a](javascript:alert)",
            "[a](JavaScript:alert)",
            "[a](data:text/html,x)",
            "[a](x:y)",
            "[a](tel:1)",
            "[a](</b c>)",
            "![a](\"x)",
            "```js\nx\n```",
            "- [x] done",
            "a[^1]\n\n[^1]: b",
            ":::note\na\n:::",
        ] {
            assert!(!plain(other), "{other}");
        }
    }
}
