//! Where links lead, how they are marked, and where they stand.

use super::*;

/// C19: a link to another site is marked, for the eye and the ear, and tells it nothing.
#[test]
fn links_to_other_sites_are_marked() {
    let mark = "<span class=\"aloud\"> (leads to another website)</span></a>";
    for text in [
        "[x](https://other.example/a?b=1&c=2)",
        "<https://other.example>",
        "see www.other.example for more",
        "[x](//other.example)",
        "<a href=\"/\\other.example\">x</a>",
        "<a href=\"https://other.example\">x</a>",
        "[x](https://example.org@other.example/)",
        "[x](https://example.org.other.example/)",
        "[x](http://example.org/)",
        "[x](https://example.org:8443/)",
    ] {
        let out = html(text);
        assert!(out.contains(mark), "{out} from {text}");
        assert!(
            out.contains("class=\"external\" rel=\"noopener noreferrer\""),
            "{out} from {text}"
        );
    }
    for text in [
        "[x](/about)",
        "[x](#a)",
        "[x](about)",
        "[x](https://example.org/about)",
        "[x](https://EXAMPLE.org:443/)",
        "[x](mailto:a@example.org)",
        "a@example.org",
    ] {
        assert!(!html(text).contains("external"), "{text}");
    }
    assert!(german("[x](https://other.example)").contains("(führt auf eine andere Website)"));
    let two = html(
        "[a](https://o.example) [b](/about) <table><tr><td><a href=https://o.example>c</a></td></tr></table>",
    );
    assert_eq!((two.matches(mark).count(), two.matches("<a ").count()), (2, 3), "{two}");
}

#[test]
fn links_within_the_site_stay_in_the_language() {
    for (text, leads) in [
        ("[x](/about)", "/de/about"),
        ("[x](/about#top)", "/de/about#top"),
        ("[x](/)", "/de"),
        ("[x](/team)", "/team"),
        ("[x](/contact)", "/de/contact"),
        ("[x](/privacy?a=1)", "/de/privacy?a=1"),
        ("[x](/de/about)", "/de/about"),
        ("[x](../about.de.md#a)", "/de/about#a"),
        ("[x](../about.md)", "/about"),
        ("[x](index.md)", "/team"),
        ("[x](/index.de.md)", "/de"),
        ("[x](/files/a.pdf)", "/files/a.pdf"),
    ] {
        let out = german(text);
        assert!(out.contains(&format!("href=\"{leads}\"")), "{out} from {text}");
    }
    assert!(html("[x](/about)").contains("href=\"/about\""));
}

/// What is taken out of a line, or counted otherwise, leaves every place within its text.
#[test]
fn places_are_between_characters_whatever_stands_there() {
    let text = "a\rü [x](/n)\n😀😀😀😀😀\n";
    let found = rendered(&page("x.md", "/x", "en", text));
    let problem = found.advice[0].render(false);
    assert!(problem.contains("[x](/n)"), "{problem}");
    for odd in [
        "\u{10ffff}",
        "\u{e000}",
        "\u{f8ff}",
        "\u{0}",
        "\r",
        "\u{200b}",
        "ü",
        "😀",
        "\t",
        "&#xe000;",
    ] {
        for before in 0..40 {
            // Whatever is counted too long ends in the midst of what follows.
            let (odd, after) = (odd.repeat(before), "😀".repeat(40));
            let link = format!("{odd}![x](/n){after} {odd}");
            let text =
                format!("{link}\n\n> {link}\n\n- \t{link}\n\n| {link} | {link} |\n|--|--|\n");
            let found = rendered(&page("x.md", "/x", "en", &text));
            assert!(!found.advice.is_empty(), "{text:?}");
        }
    }
}

#[test]
fn links_that_lead_nowhere_are_reported_in_their_place() {
    let text = "See [a](/nothing) and [b](/about),\n[c](team) [d](nobody.md) [a again](/nothing)\n\n\
        <a href=\"/raw\">x</a> ![p](/files/p.png) ![q](https://other.example/q.png) [d](/ü)\n";
    let found = rendered(&page("x.md", "/x", "en", text));
    let places: Vec<_> =
        found.advice.iter().map(|one| (one.line, one.column, one.message.as_str())).collect();
    assert_eq!(
        places,
        [
            (4, 5, "`/nothing` leads nowhere"),
            (5, 26, "`/nothing` leads nowhere"),
            (5, 11, "there is no page in the file pages/nobody.md"),
            (7, 10, "`/raw` leads nowhere"),
            (7, 22, "`/files/p.png` leads nowhere"),
            (7, 41, "the picture https://other.example/q.png is on another site and is not loaded"),
            (7, 75, "`/ü` leads nowhere"),
        ]
    );
    assert!(!found.html.contains("src=\"https:"), "{}", found.html);
}
