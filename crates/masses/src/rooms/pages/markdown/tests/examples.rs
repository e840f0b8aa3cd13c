//! The examples of CommonMark 0.31.2 and of GitHub Flavored Markdown 0.29. They are not ours to keep
//! here: `checks/run markdown` fetches them and runs this. Each comes out as published, but for what is
//! meant to be otherwise: which examples that is, and in which way, stands here, each by its number.

mod compare;
mod lists;

use std::collections::BTreeMap;

use serde_json::Value;

use super::html;
use crate::rooms::pages::markdown::clean::CLEANER;
use compare::{edited, same, without};
use lists::{COMMONMARK, GITHUB};

/// A way in which ours is meant to be otherwise: what has to be done with the published HTML, or with
/// ours, for the two to be the same.
struct Difference {
    why: Why,
    published: fn(&str) -> String,
    ours: fn(&str) -> String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Why {
    /// Code is not coloured, so nothing needs to know its language.
    Language,
    /// Links lead to `http`, `https` and `mailto` only (S2).
    Scheme,
    /// Raw HTML that is not on the lists is taken out (S4).
    TakenOut,
    /// There is one first heading: where the text has others, they stand one lower.
    Level,
    /// A column to the right has a class; the others stand as the style says.
    Align,
    /// Headings have an id to link to.
    Id,
    /// What scrolls in itself takes the keyboard's focus.
    Focus,
    /// The box of a task has a name.
    Task,
    /// A link to another site says so, and tells it nothing (C19).
    Away,
}

const DIFFERENCES: [Difference; 9] = [
    Difference {
        why: Why::Language,
        published: |html| without(html, "code", &["class"]),
        ours: as_it_is,
    },
    Difference { why: Why::Scheme, published: schemes, ours: as_it_is },
    Difference {
        why: Why::TakenOut,
        published: |html| CLEANER.clean(html).to_string(),
        ours: as_it_is,
    },
    Difference { why: Why::Level, published: levels, ours: as_it_is },
    Difference { why: Why::Align, published: columns, ours: as_it_is },
    Difference { why: Why::Id, published: as_it_is, ours: |html| without(html, "h", &["id"]) },
    Difference { why: Why::Focus, published: as_it_is, ours: focus },
    Difference { why: Why::Task, published: as_it_is, ours: tasks },
    Difference { why: Why::Away, published: as_it_is, ours: away },
];

/// In which ways examples are otherwise, and which.
type Known = &'static [(Why, &'static [u64])];
/// Examples that are as a whole otherwise, each with what comes out.
type Apart = &'static [(u64, &'static str)];

#[test]
fn published_examples_come_out_as_published() {
    let Some(file) = std::env::var_os("MASSES_EXAMPLES") else { return };
    let all: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    for (name, count, known, apart) in
        [("commonmark", 652, COMMONMARK.0, COMMONMARK.1), ("github", 677, GITHUB.0, GITHUB.1)]
    {
        let examples = all[name].as_array().unwrap();
        assert_eq!(examples.len(), count, "{name}");
        let mut found = BTreeMap::<Why, Vec<u64>>::new();
        for example in examples {
            let number = example["number"].as_u64().unwrap();
            let published = example["html"].as_str().unwrap();
            // How a browser loads a picture is not CommonMark's.
            let ours = html(example["markdown"].as_str().unwrap());
            let ours = ours.replace(" loading=\"lazy\" decoding=\"async\"", "");
            match apart.iter().find(|(apart, _)| *apart == number) {
                Some((_, expected)) => {
                    assert!(!same(published, &ours), "{name} {number} is as published");
                    assert_eq!(ours.trim_end(), *expected, "{name} {number}");
                }
                None => compare((published, &ours), &mut |why| {
                    found.entry(why).or_default().push(number)
                })
                .unwrap_or_else(|(published, ours)| panic!("{name} {number}\n{published}\n{ours}")),
            }
        }
        let known: BTreeMap<Why, Vec<u64>> =
            known.iter().map(|(why, numbers)| (*why, numbers.to_vec())).collect();
        assert_eq!(found, known, "{name}");
    }
}

/// Whether ours is the published HTML but for the known differences; which of them it takes is told.
fn compare(
    (published, ours): (&str, &str),
    needed: &mut dyn FnMut(Why),
) -> Result<(), (String, String)> {
    let (mut published, mut ours) = (published.to_owned(), ours.to_owned());
    for difference in &DIFFERENCES {
        if same(&published, &ours) {
            return Ok(());
        }
        let other = ((difference.published)(&published), (difference.ours)(&ours));
        if !same(&published, &other.0) || !same(&ours, &other.1) {
            needed(difference.why);
            (published, ours) = other;
        }
    }
    if same(&published, &ours) { Ok(()) } else { Err((published, ours)) }
}

fn as_it_is(html: &str) -> String {
    html.to_owned()
}

fn schemes(html: &str) -> String {
    let leads = |url: &str| {
        let url = url.to_lowercase();
        let scheme = url.split_once(':').map_or("", |(scheme, _)| scheme);
        scheme.contains(['/', '?', '#']) || ["", "http", "https", "mailto"].contains(&scheme)
    };
    edited(html, |name, attribute, value| {
        (name != "a" || attribute != "href" || leads(value))
            .then(|| (attribute.into(), value.into()))
    })
}

fn levels(html: &str) -> String {
    let headed = html.starts_with("<h1>") && !html.starts_with("<h1></h1>");
    let (first, rest) = html.split_at(if headed { html.find("</h1>").unwrap() + 5 } else { 0 });
    if !rest.contains("<h1>") {
        return html.to_owned();
    }
    let lower = |html: String, level: u8| {
        let next = level + 1;
        let html = html.replace(&format!("<h{level}>"), &format!("<h{next}>"));
        html.replace(&format!("</h{level}>"), &format!("</h{next}>"))
    };
    format!("{first}{}", (1..6).rev().fold(rest.to_owned(), lower))
}

fn columns(html: &str) -> String {
    edited(html, |_, attribute, value| match (attribute, value) {
        ("align", "right") => Some(("class".into(), "num".into())),
        ("align", _) => None,
        _ => Some((attribute.into(), value.into())),
    })
}

fn focus(html: &str) -> String {
    without(&without(html, "pre", &["tabindex"]), "table", &["tabindex"])
}

fn tasks(html: &str) -> String {
    html.replace(" aria-label=\"Done\"", "").replace(" aria-label=\"Not done yet\"", "")
}

fn away(html: &str) -> String {
    let html = html.replace("<span class=\"aloud\"> (leads to another website)</span>", "");
    html.replace(" class=\"external\" rel=\"noopener noreferrer\"", "")
}
