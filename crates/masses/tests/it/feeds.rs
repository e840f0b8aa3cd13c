//! What is read by programs: feeds (RFC 4287) and the map of the site, read by a parser of XML.

use std::collections::HashSet;

use ammonia::Url;
use roxmltree::{Document, Node};

use crate::site::Site;

const ATOM: &str = "http://www.w3.org/2005/Atom";
const SITEMAP: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";
const XHTML: &str = "http://www.w3.org/1999/xhtml";

/// RFC 4287, section 4.1.1: what a feed may and must have, in which number: at least, at most.
const FEED: [(&str, usize, usize); 7] = [
    ("author", 1, 9),
    ("entry", 0, 999),
    ("id", 1, 1),
    ("link", 2, 9),
    ("subtitle", 0, 1),
    ("title", 1, 1),
    ("updated", 1, 1),
];
/// Section 4.1.2: the same for an entry.
const ENTRY: [(&str, usize, usize); 6] = [
    ("content", 0, 1),
    ("id", 1, 1),
    ("link", 1, 9),
    ("summary", 0, 1),
    ("title", 1, 1),
    ("updated", 1, 1),
];

/// Panics where a feed is not as it has to be.
pub fn check(xml: &str, name: &str) {
    let document = Document::parse(xml).unwrap_or_else(|error| panic!("{name}: {error}"));
    let feed = document.root_element();
    assert_eq!(feed.tag_name().name(), "feed", "{name}");
    assert!(feed.attribute(("http://www.w3.org/XML/1998/namespace", "lang")).is_some(), "{name}");
    has(feed, &FEED, name);
    let itself = links(feed, "self");
    assert_eq!(itself.len(), 1, "{name}: a feed says where it is (section 4.1.1)");
    let mut known = HashSet::new();
    let mut last = text(feed, "updated");
    for entry in children(feed, "entry") {
        has(entry, &ENTRY, name);
        let at = format!("{name}: {}", text(entry, "id"));
        assert!(known.insert(text(entry, "id")), "{at}: two entries have this id");
        assert!(text(entry, "updated") <= last, "{at}: newer than what stands before it");
        last = text(entry, "updated");
        // Without text in it, an entry has to lead to one (section 4.1.2).
        assert_eq!(links(entry, "alternate").len(), 1, "{at}");
        let author = children(entry, "author").next().or_else(|| children(feed, "author").next());
        assert!(!text(author.expect("no author"), "name").is_empty(), "{at}");
    }
}

/// The HTML of every entry.
pub fn contents(xml: &str) -> Vec<String> {
    let document = Document::parse(xml).unwrap();
    let entries = children(document.root_element(), "entry").collect::<Vec<_>>();
    entries.into_iter().map(|entry| text(entry, "content")).collect()
}

/// The children of a feed or an entry: only those that may be there, as many as may be, each well
/// formed in itself.
fn has(parent: Node<'_, '_>, allowed: &[(&str, usize, usize)], name: &str) {
    for child in parent.children().filter(Node::is_element) {
        let (tag, space) = (child.tag_name().name(), child.tag_name().namespace());
        assert_eq!(space, Some(ATOM), "{name}: {tag}");
        assert!(allowed.iter().any(|(known, ..)| *known == tag), "{name}: {tag} may not be there");
        let text = child.text().unwrap_or_default();
        match tag {
            "id" => assert!(Url::parse(text).is_ok(), "{name}: the id `{text}` is no address"),
            // Section 3.3: as RFC 3339 has it, with a capital T and Z.
            "updated" => assert!(moment(text), "{name}: `{text}` is no time"),
            "title" => assert!(!text.trim().is_empty(), "{name}: an empty title"),
            "link" => {
                let href = child.attribute("href").expect("a link without address");
                assert!(Url::parse(href).is_ok(), "{name}: `{href}` is no whole address");
            }
            "content" => assert_eq!(child.attribute("type"), Some("html"), "{name}"),
            _ => {}
        }
        let inner = child.children().any(|one| one.is_element());
        assert!(!inner || ["author", "entry"].contains(&tag), "{name}: elements in {tag}");
    }
    for (tag, least, most) in allowed {
        let count = children(parent, tag).count();
        assert!((*least..=*most).contains(&count), "{name}: {count} of {tag}");
    }
}

fn moment(text: &str) -> bool {
    let digits: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    digits == "0000-00-00T00:00:00.000Z" && kit::clock::day_start(&text[..10]).is_some()
}

fn children<'a, 'i>(node: Node<'a, 'i>, name: &str) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(move |one| one.tag_name().name() == name)
}

fn text(node: Node<'_, '_>, name: &str) -> String {
    let text = children(node, name).next().and_then(|one| one.text());
    text.unwrap_or_default().to_owned()
}

fn links(node: Node<'_, '_>, rel: &str) -> Vec<String> {
    let links = children(node, "link").filter(|one| one.attribute("rel") == Some(rel));
    links.filter_map(|one| one.attribute("href")).map(str::to_owned).collect()
}

/// Who looks for news sees that there is a feed, and of what.
#[tokio::test]
async fn news_lead_to_their_feed() {
    let site = Site::demo().await;
    for (path, href, text) in [
        ("/news", "/news/feed.xml", "Follow “News” with a feed reader"),
        ("/news/tag/meetings", "/news/feed.xml", "Follow “News” with a feed reader"),
        ("/de/news", "/de/news/feed.xml", "„Neues“ mit einem Feed-Reader verfolgen"),
    ] {
        let page = site.visitor().get(path).await;
        let link = format!("<a type=\"application/atom+xml\" href=\"{href}\">{text}</a>");
        assert!(page.body.contains(&link), "{path}: {}", page.body);
    }
    for path in ["/", "/about", "/news/december"] {
        let page = site.visitor().get(path).await;
        assert!(!page.body.contains("class=\"subscribe\""), "{path}");
    }
}

/// Every feed that a page names is one, is where it says, and leads to pages that are there.
#[tokio::test]
async fn feeds_are_as_readers_expect() {
    let site = Site::demo().await;
    let mut named = HashSet::new();
    for path in ["/", "/news", "/de/news", "/news/december", "/privacy", "/de/privacy/versions"] {
        let page = site.visitor().get(path).await.body;
        for link in page.split("type=\"application/atom+xml\"").skip(1) {
            let (_, href) = link.split_once("href=\"").unwrap();
            named.insert(href.split('"').next().unwrap().to_owned());
        }
    }
    assert_eq!(named.len(), 4, "{named:?}");
    let root = site.ground().url("en", "");
    for path in named {
        let feed = site.visitor().get(&path).await;
        assert_eq!(feed.header("content-type"), "application/atom+xml; charset=utf-8", "{path}");
        check(&feed.body, &path);
        let document = Document::parse(&feed.body).unwrap();
        let feed = document.root_element();
        assert_eq!(links(feed, "self"), [format!("{root}{path}")]);
        let entries = children(feed, "entry").flat_map(|entry| links(entry, "alternate"));
        for href in links(feed, "alternate").into_iter().chain(entries) {
            let page = site.visitor().get(href.strip_prefix(&root).unwrap()).await;
            assert_eq!(page.status, 200, "{path} leads to {href}");
        }
    }
}

/// sitemaps.org: every address whole, on this site, once, and there; languages in both directions.
#[tokio::test]
async fn the_map_of_the_site_is_well_formed() {
    let site = Site::demo().await;
    let map = site.visitor().get("/sitemap.xml").await.body;
    let document = Document::parse(&map).unwrap();
    let (set, root) = (document.root_element(), site.ground().url("en", ""));
    assert_eq!((set.tag_name().name(), set.tag_name().namespace()), ("urlset", Some(SITEMAP)));
    let mut places = HashSet::new();
    let mut others = Vec::new();
    for url in set.children().filter(Node::is_element) {
        assert_eq!(url.tag_name().name(), "url");
        let place = text(url, "loc");
        let page = site.visitor().get(place.strip_prefix(&root).unwrap()).await;
        assert_eq!(page.status, 200, "{place}");
        for child in url.children().filter(Node::is_element) {
            match (child.tag_name().namespace(), child.tag_name().name()) {
                (Some(SITEMAP), "loc") => {}
                (Some(SITEMAP), "lastmod") => {
                    assert!(kit::clock::day_start(child.text().unwrap()).is_some(), "{place}");
                }
                (Some(XHTML), "link") => {
                    assert!(child.attribute("hreflang").is_some());
                    let other = child.attribute("href").unwrap().to_owned();
                    others.push((place.clone(), other));
                }
                other => panic!("{place}: {other:?}"),
            }
        }
        assert!(places.insert(place));
    }
    assert!(places.len() > 20 && others.len() > 40, "{map}");
    for (place, other) in &others {
        assert!(places.contains(other), "{place} names {other}");
        assert!(others.contains(&(other.clone(), place.clone())), "{other} does not name {place}");
    }
}

#[test]
fn a_feed_that_is_none_is_seen() {
    let good = include_str!("feeds/good.xml");
    check(good, "good");
    for (part, instead) in [
        ("<id>https://example.org/1</id>", ""),
        ("<id>https://example.org/1</id>", "<id>one</id>"),
        ("https://example.org/2</id>", "https://example.org/1</id>"),
        ("<updated>2026-01-02T00:00:00.000Z</updated>", "<updated>2 January</updated>"),
        (
            "<updated>2026-01-01T00:00:00.000Z</updated>",
            "<updated>2026-02-01T00:00:00.000Z</updated>",
        ),
        ("rel=\"self\"", "rel=\"via\""),
        ("<name>Masses</name>", "<name/>"),
        ("<title>One</title>", "<title>One</title><title>Two</title>"),
        ("<title>One</title>", "<title><b>One</b></title>"),
        ("<title>One</title>", "<colour>red</colour>"),
        ("href=\"https://example.org/1\"", "href=\"/1\""),
        ("type=\"html\"", "type=\"xhtml\""),
        ("</feed>", ""),
    ] {
        assert!(good.contains(part), "{part}");
        let bad = good.replacen(part, instead, 1);
        assert!(std::panic::catch_unwind(|| check(&bad, "bad")).is_err(), "{part} as {instead}");
    }
}
