//! The text of pages, hostile and ordinary.

mod examples;
mod links;

use std::path::Path;
use std::sync::Arc;

use ammonia::Url;
use kit::words::{WordFile, Words};

use super::super::front;
use super::super::shelf::{Page, Shelf};
use super::clean::ELEMENTS;
use super::*;

const LANGUAGES: [&str; 2] = ["en", "de"];

fn words() -> Words {
    let file = |lang: &str, text: &str| WordFile {
        lang: lang.into(),
        name: lang.into(),
        text: text.into(),
    };
    Words::new([
        file("en", include_str!("../../../../../../locales/en/pages.ftl")),
        file("de", include_str!("../../../../../../locales/de/pages.ftl")),
    ])
    .unwrap()
}

fn page(file: &str, path: &str, lang: &str, text: &str) -> Arc<Page> {
    let source = format!("+++\ntitle = \"A\"\n+++\n{text}");
    let languages = LANGUAGES.map(str::to_owned);
    let zone = kit::clock::Zone::named("Europe/Vienna").unwrap();
    let rules = front::Rules { languages: &languages, zone: &zone };
    let (front, body) = front::read(file, &source, &rules).unwrap();
    let (file, path, lang) = (format!("pages/{file}"), path.to_owned(), lang.to_owned());
    Arc::new(Page { file, path, lang, front, waiting: false, source, body })
}

fn rendered(page: &Page) -> Text {
    let mut shelf = Shelf::default();
    for (file, path, lang) in [
        ("index.md", "/", "en"),
        ("index.de.md", "/", "de"),
        ("about.md", "/about", "en"),
        ("about.de.md", "/about", "de"),
        ("team/index.md", "/team", "en"),
    ] {
        shelf.add(self::page(file, path, lang, "")).unwrap();
    }
    let url = Url::parse("https://example.org").unwrap();
    render(&Around {
        page,
        shelf: &shelf,
        languages: &LANGUAGES.map(str::to_owned),
        url: &url,
        site: Path::new("/nowhere"),
        words: &words(),
        pictures: None,
    })
}

fn html(text: &str) -> String {
    rendered(&page("x.md", "/x", "en", text)).html
}

fn german(text: &str) -> String {
    rendered(&page("team/x.de.md", "/team/x", "de", text)).html
}

/// S4: hostile Markdown and HTML come out harmless.
#[test]
fn hostile_text_is_harmless() {
    for bad in [
        "<script>alert(1)</script>",
        "<SCRIPT SRC=https://evil.example/x.js></SCRIPT>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java&#10;script:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](\u{1}javascript:alert(1))",
        "<a href=\" javascript:alert(1)\">x</a>",
        "<a href=\"java\nscript:alert(1)\">x</a>",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "![x](data:image/svg+xml;base64,PHN2Zz4=)",
        "[x](vbscript:x) [y](file:///etc/passwd) [z](blob:x)",
        "[a]: javascript:alert(1)\n\n[a]",
        "<javascript:alert(1)>",
        "<img src=x onerror=alert(1)>",
        "<img src=\"x\" style=\"background:url(javascript:1)\" onload=alert(1)>",
        "<p style=\"position:fixed\" class=\"desk-top\" onclick=x>a</p>",
        "<svg onload=alert(1)><a xlink:href=javascript:1>x</a></svg>",
        "<svg><style><img src=x onerror=alert(1)></style></svg>",
        "<math><mi xlink:href=javascript:1>x</mi></math>",
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
        "<iframe src=https://evil.example></iframe>",
        "<object data=x.swf></object><embed src=x>",
        "<form action=https://evil.example><input name=password><button>x</button></form>",
        "<input type=image src=x onerror=alert(1) autofocus onfocus=alert(1)>",
        "<meta http-equiv=refresh content=0;url=https://evil.example>",
        "<base href=https://evil.example>",
        "<link rel=stylesheet href=https://evil.example/x.css>",
        "<style>body{display:none}</style>",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
        "<template><script>x</script></template>",
        "<a href=\"/about\" target=_blank rel=opener ping=https://evil.example>x</a>",
        "<h2 id=main>x</h2><p id=\"x y\">a</p><div id=field-email>b</div>",
        "| a |\n|---|\n| <script>x</script><img src=x onerror=y> |",
        "[^1]\n\n[^1]: <script>x</script>",
        "# <img src=x onerror=alert(1)>",
        "```\"onload=alert(1) x\n<script>x</script>\n```",
        "<<script>script>alert(1)<</script>/script>",
        "[\"><script>alert(1)</script>](/about '\"onmouseover=alert(1)')",
        "<!-- --!><img src=x onerror=alert(1)> -->",
        "<details ontoggle=alert(1) open>x</details>",
    ] {
        let out = html(bad);
        let tree = scraped(&out);
        for (name, attributes) in tree {
            assert!(ELEMENTS.contains(&name.as_str()), "{name} in {out} from {bad}");
            for (attribute, value) in attributes {
                assert!(
                    !attribute.starts_with("on")
                        && !["style", "target", "ping", "name"].contains(&attribute.as_str()),
                    "{attribute} in {out} from {bad}"
                );
                let value =
                    value.to_lowercase().replace(|c: char| c.is_whitespace() || c.is_control(), "");
                if ["href", "src", "cite"].contains(&attribute.as_str()) {
                    for scheme in ["javascript:", "data:", "vbscript:", "file:", "blob:"] {
                        assert!(!value.starts_with(scheme), "{out} from {bad}");
                    }
                }
                assert!(
                    attribute != "id"
                        || !["main", "fieldemail", "field-email"].contains(&value.as_str()),
                    "{out}"
                );
                assert!(attribute != "class" || value != "desk-top", "{out}");
            }
        }
    }
}

/// Elements and attributes as a plain reader of tags sees them; ours escape every other `<`.
fn scraped(html: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut all = Vec::new();
    for tag in html.split('<').skip(1).filter(|tag| !tag.starts_with('/')) {
        let tag = tag.split('>').next().unwrap();
        let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
        let mut attributes = Vec::new();
        while let Some((attribute, after)) = rest.split_once("=\"") {
            let (value, after) = after.split_once('"').unwrap();
            let attribute = attribute.trim().rsplit(' ').next().unwrap();
            attributes.push((attribute.to_owned(), value.to_owned()));
            rest = after;
        }
        all.push((name.to_owned(), attributes));
    }
    all
}

#[test]
fn writes_what_people_need() {
    let out =
        html("Intro\n\n# One\n\nText **bold** ~~old~~ <mark>new</mark>\n\n## Two\n\n## Two\n");
    for part in
        ["<h2 id=\"one\">One</h2>", "<h3 id=\"two\">", "<h3 id=\"two-1\">", "<del>old", "<mark>new"]
    {
        assert!(out.contains(part), "{part} in {out}");
    }
    assert_eq!(html("## Main\n"), "<h2 id=\"main-1\">Main</h2>\n");
    assert_eq!(html("<h1>x</h1>").trim_end(), "<h2>x</h2>");
    let out = html("| a | b |\n|:-:|--:|\n| 1 | 2 |\n");
    assert!(out.contains("<th>a</th>") && out.contains("<td class=\"num\">2</td>"), "{out}");
    let out = html("- [x] yes\n- [ ] no\n");
    assert!(
        out.contains("<input type=\"checkbox\" disabled checked aria-label=\"Done\"> yes"),
        "{out}"
    );
    assert!(
        out.contains("<input type=\"checkbox\" disabled aria-label=\"Not done yet\"> no"),
        "{out}"
    );
    let out = german("A[^1]\n\n[^1]: Note\n");
    assert!(out.contains("id=\"fn-1\"") && out.contains("href=\"#fnref-1\""), "{out}");
    assert!(
        out.contains("aria-label=\"Zurück zum Text\"") && out.contains("class=\"footnotes\""),
        "{out}"
    );
    assert_eq!(html("<p class=\"lead x\">a</p>").trim_end(), "<p class=\"lead\">a</p>");
    assert_eq!(
        html("<details open><summary>A</summary>b</details>").trim_end(),
        "<details open=\"\"><summary>A</summary>b</details>"
    );
}

/// There is one first heading: what the text begins with, or else the title.
#[test]
fn a_page_has_one_first_heading() {
    let out = rendered(&page("x.md", "/x", "en", "# Hello *there*\n\n## Two\n"));
    assert!(out.headed);
    assert_eq!(
        out.html,
        "<h1 id=\"hello-there\">Hello <em>there</em></h1>\n<h2 id=\"two\">Two</h2>\n"
    );
    let out = rendered(&page("x.md", "/x", "en", "# A\n\n# B\n\n## C\n\n<h1>D</h1>\n"));
    assert!(out.headed);
    assert_eq!(
        out.html,
        "<h1 id=\"a\">A</h1>\n<h2 id=\"b\">B</h2>\n<h3 id=\"c\">C</h3>\n<h2>D</h2>\n"
    );
    for text in ["<h1>A</h1>\n", "#\n\nText", "Text\n\n# A\n", ""] {
        let out = rendered(&page("x.md", "/x", "en", text));
        assert!(!out.headed && !out.html.contains("<h1"), "{}", out.html);
    }
    assert_eq!(html("###### F\n\n# A\n"), "<h6 id=\"f\">F</h6>\n<h2 id=\"a\">A</h2>\n");
}

/// Text made to be slow or deep is only text.
#[test]
fn deep_and_odd_text_does_no_harm() {
    for text in [
        "> ".repeat(5_000),
        "*a ".repeat(5_000),
        "[".repeat(20_000),
        "<div>".repeat(3_000),
        "- ".repeat(1_000),
        format!("{}x{}", "[a](".repeat(2_000), ")".repeat(2_000)),
        "|a".repeat(2_000) + "|\n" + &"|-".repeat(2_000) + "|\n",
        "\u{202e}\u{0}\u{feff}<a\u{0}href=x>\u{d}\n".to_owned(),
        "<a href=\"".to_owned(),
        "[x](<".to_owned(),
    ] {
        let _ = html(&text);
    }
}

#[test]
fn blocks_frame_what_is_in_them() {
    for (text, expected) in [
        (
            ":::note\nA *b*\n:::\n\nC",
            "<div class=\"callout callout--note\" role=\"note\">\n<p class=\"callout__title\">Good to \
             know</p>\n<p>A <em>b</em></p>\n</div>\n<p>C</p>\n",
        ),
        (
            "> [!WARNING]\n> A\n",
            "<div class=\"callout callout--warning\" role=\"note\">\n<p class=\"callout__title\">Please \
             note</p>\n<p>A</p>\n</div>\n",
        ),
        (
            "::: details More & more <b>\n- a\n:::\n",
            "<details>\n<summary>More &amp; more &lt;b&gt;</summary>\n<ul>\n<li>a</li>\n</ul>\n</details>\n",
        ),
        (
            "::::details\n:::tip Mine\nA\n:::\n::::\n",
            "<details>\n<summary>More about this</summary>\n<div class=\"callout callout--tip\" \
             role=\"note\">\n<p class=\"callout__title\">Mine</p>\n<p>A</p>\n</div>\n</details>\n",
        ),
    ] {
        assert_eq!(html(text), expected, "{text}");
    }
    let out = html(":::video\n![A still](/files/a.png)\n[Watch](https://video.example/1)\n:::\n");
    assert!(out.starts_with("<figure class=\"elsewhere\">") && !out.contains("<iframe"), "{out}");
    assert!(out.contains("<figcaption>This video is on video.example. Nothing is loaded"), "{out}");
    let code = html("```\n:::note\n```\n");
    assert!(code.contains("<code>:::note\n"), "{code}");
}

/// A block that shows something of the site leaves a place for it, wherever it stands.
#[test]
fn blocks_of_the_site_have_their_place() {
    let text =
        rendered(&page("x.md", "/x", "en", "# T\n\nA\n\n:::contact\n\nB\n\n:::latest-news\n"));
    let parts = text.parts();
    assert_eq!(text.heading(), Some("<h1 id=\"t\">T</h1>"));
    let [Part::Html(one), Part::Block("contact"), Part::Html(two), Part::Block("latest-news")] =
        parts[..]
    else {
        panic!("{parts:?}");
    };
    assert_eq!((one.trim(), two.trim()), ("<p>A</p>", "<p>B</p>"));
    let forged =
        rendered(&page("x.md", "/x", "en", "\u{e000}contact\u{e001}\n\n<p>\u{e000}x\u{e001}</p>"));
    assert!(forged.parts().iter().all(|part| matches!(part, Part::Html(_))), "{}", forged.html);
    let unknown = rendered(&page("x.md", "/x", "en", "A\n\n:::contacts\nB\n:::\n:::\n"));
    let told: Vec<_> = unknown.advice.iter().map(|one| (one.line, one.message.as_str())).collect();
    assert_eq!(told, [(6, "there is no block `contacts`"), (9, "nothing ends here")]);
    assert!(unknown.html.contains("<p>B</p>"), "{}", unknown.html);
}

#[test]
fn sections_make_a_table_of_contents() {
    let text =
        rendered(&page("x.md", "/x", "en", "# T\n\n## A *b*\n\n### C\n\n#### D\n\n## A b\n"));
    let all: Vec<_> =
        text.contents.iter().map(|one| (one.level, one.id.as_str(), one.title.as_str())).collect();
    assert_eq!(all, [(2, "a-b", "A b"), (3, "c", "C"), (2, "a-b-1", "A b")]);
    assert!(["t", "a-b", "c", "d", "a-b-1"].iter().all(|id| text.ids.contains(*id)));
}
