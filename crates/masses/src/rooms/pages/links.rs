//! Where the links of a text lead: within the site into the language of the page, to other
//! sites with a mark (C19), or nowhere, which `masses check` reports.
//!
//! This is the last pass over HTML that ammonia has written, or comrak where nothing had to be cleaned:
//! every `<` in it begins a tag, and every attribute stands in double quotes.

use std::collections::HashSet;
use std::ops::Range;
use std::path::Path;

use ammonia::Url;
use kit::problem::Problem;
use kit::render::escape;
use kit::words::Words;

use super::address::{TAKEN, href, parts, prefix};
use super::markdown::Text;
use super::pictures::Pictures;
use super::places::Places;
use super::shelf::{Page, Shelf};
use super::strays::{FILES, unserved};

/// So many links of a page are told of, in either list.
const MOST: usize = 1_000;
/// For so many of them, files with a name like theirs are looked for.
const NEAR: usize = 20;
/// What to do about a file that is not there.
const PUT: &str = "put the file into the folder files/";

/// What a text is seen in.
pub struct Around<'a> {
    /// Its page.
    pub page: &'a Page,
    /// All pages.
    pub shelf: &'a Shelf,
    /// The languages of the site.
    pub languages: &'a [String],
    /// The address of the site.
    pub url: &'a Url,
    /// The folder of the site.
    pub site: &'a Path,
    /// The words.
    pub words: &'a Words,
    /// The pictures, where what is made of them is served.
    pub pictures: Option<&'a Pictures>,
}

/// Where a link leads.
#[derive(Debug, PartialEq, Eq)]
pub enum Leads {
    /// Within the site, as it is.
    Here,
    /// Within the site, written like this.
    Like(String),
    /// To another site.
    Away,
    /// Nowhere, and what to do.
    Nowhere(String, String),
}

/// Leads every link of the HTML, and says which lead nowhere. `headed`: it begins with a first
/// heading, which stays one; any other becomes a second.
pub fn lead(html: &str, headed: bool, around: &Around<'_>, places: &Places) -> Text {
    let mut text = Text {
        html: String::with_capacity(html.len() + html.len() / 8),
        headed,
        ..Text::default()
    };
    let Text { html: out, advice, away: others, hung, .. } = &mut text;
    let mut in_heading = headed;
    let mut told = HashSet::new();
    let mut open = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        out.push_str(&rest[..start]);
        let end = tag_end(&rest[start..]) + start;
        let tag = &rest[start..end];
        rest = &rest[end..];
        match name(tag) {
            "a" => {
                let away = link(tag, around, out, &mut |url, leads| {
                    advise(around, places, (url, leads), &mut told, [advice, others]);
                });
                open.push(away);
            }
            "/a" => {
                if open.pop() == Some(true) {
                    let mark = around.words.say(&around.page.lang, "link-external", &[]);
                    out.push_str(&format!("<span class=\"aloud\"> {}</span>", escape(&mark)));
                }
                out.push_str(tag);
            }
            "img" => hung.hang(tag, around, places, out, &mut |url, leads| {
                advise(around, places, (url, leads), &mut told, [advice, others]);
            }),
            "input" => task(tag, around, out),
            "td" | "th" => out.push_str(&cell(tag)),
            "br" | "hr" => out.push_str(&format!("<{}>", name(tag))),
            "h1" if !in_heading => out.push_str(&tag.replacen("h1", "h2", 1)),
            "/h1" if !in_heading => out.push_str("</h2>"),
            "/h1" => {
                in_heading = false;
                out.push_str(tag);
            }
            _ => out.push_str(tag),
        }
    }
    out.push_str(rest);
    text
}

/// A link; whether it leads to another site.
fn link(
    tag: &str,
    around: &Around<'_>,
    out: &mut String,
    told: &mut dyn FnMut(&str, &Leads),
) -> bool {
    let mut away = false;
    out.push_str("<a");
    for (name, value) in attributes(tag) {
        if name == "class" && value == "footnote-backref" {
            let label = around.words.say(&around.page.lang, "footnote-back", &[]);
            put(out, "aria-label", &label);
        }
        if name != "href" {
            put(out, name, &value);
            continue;
        }
        let leads = resolve(&value, around);
        match &leads {
            Leads::Like(other) => put(out, name, other),
            _ => put(out, name, &value),
        }
        if leads == Leads::Away {
            away = true;
            put(out, "class", "external");
            put(out, "rel", "noopener noreferrer");
        }
        told(&value, &leads);
    }
    out.push('>');
    away
}

/// The box of a task, with a name for those who do not see it.
fn task(tag: &str, around: &Around<'_>, out: &mut String) {
    let done = attributes(tag).any(|(name, _)| name == "checked");
    let label =
        around.words.say(&around.page.lang, if done { "task-done" } else { "task-open" }, &[]);
    out.push_str("<input type=\"checkbox\" disabled");
    if done {
        out.push_str(" checked");
    }
    put(out, "aria-label", &label);
    out.push('>');
}

/// A cell of a table: figures stand to the end, everything else as the style says.
fn cell(tag: &str) -> String {
    let mut out = format!("<{}", name(tag));
    for (name, value) in attributes(tag) {
        match (name, value.as_str()) {
            ("align", "right") => put(&mut out, "class", "num"),
            ("align", _) => {}
            _ => put(&mut out, name, &value),
        }
    }
    out.push('>');
    out
}

/// Writes an attribute.
pub fn put(out: &mut String, name: &str, value: &str) {
    out.push_str(&format!(" {name}=\"{}\"", escape(value)));
}

/// Reports a link that leads nowhere: each place in the Markdown once, one in raw HTML where its
/// text is found.
fn advise(
    around: &Around<'_>,
    places: &Places,
    (url, leads): (&str, &Leads),
    told: &mut HashSet<String>,
    [advice, away]: [&mut Vec<Problem>; 2],
) {
    let (list, message, help) = match leads {
        Leads::Nowhere(message, help) => (advice, message.as_str(), help.as_str()),
        Leads::Away => (away, url, ""),
        Leads::Here | Leads::Like(_) => return,
    };
    if list.len() >= MOST || !told.insert(url.to_owned()) {
        return;
    }
    let page = around.page;
    let help = match help {
        PUT if told.len() <= NEAR => near(url, around.site),
        help => help.to_owned(),
    };
    for span in spans(around, places, url) {
        let problem = Problem::in_text(&page.file, &page.source, span);
        list.push(problem.message(message).help(&help));
    }
}

/// Where in the file of the page an address stands.
pub fn spans(around: &Around<'_>, places: &Places, url: &str) -> Vec<Range<usize>> {
    let page = around.page;
    let known = places.of(url);
    let found =
        if known.is_empty() { vec![page.text().find(url).unwrap_or(0)] } else { Vec::new() };
    let span = |start: &usize| {
        // Where marks were taken out of a line, what stands behind them is counted too short.
        let start = page.source.floor_char_boundary(page.body + start);
        let end = page.source[start..].find(['\n', ')', '>']);
        start..end.map_or(page.source.len(), |at| start + at + 1)
    };
    known.iter().chain(&found).map(span).collect()
}

/// The host of an address on another site.
pub fn away(raw: &str, around: &Around<'_>) -> Option<String> {
    let target = Url::parse(raw.trim()).ok()?;
    (resolve(raw, around) == Leads::Away).then(|| target.host_str().map(str::to_owned))?
}

/// Where an address leads.
pub fn resolve(raw: &str, around: &Around<'_>) -> Leads {
    let trimmed = raw.trim();
    if trimmed.is_empty() || trimmed.starts_with('#') {
        return Leads::Here;
    }
    let Some(target) = target(trimmed, around) else {
        return Leads::Nowhere(format!("`{raw}` is not an address"), "correct it".to_owned());
    };
    match target.scheme() {
        "http" | "https" => {}
        _ => return Leads::Here,
    }
    let origin = |url: &Url| (url.host_str().map(str::to_owned), url.port_or_known_default());
    if origin(&target) != origin(around.url) {
        return Leads::Away;
    }
    let absolute = Url::parse(trimmed).is_ok();
    let tail = trimmed.find(['?', '#']).map_or("", |at| &trimmed[at..]);
    let file = &trimmed[..trimmed.len() - tail.len()];
    if file.ends_with(".md") && !absolute {
        return to_file(file, tail, around);
    }
    let rooted = trimmed.starts_with('/') && !absolute;
    to_path(raw, target.path(), tail, rooted, around)
}

/// The whole of an address that stands on the page.
pub fn target(raw: &str, around: &Around<'_>) -> Option<Url> {
    let own = href(&prefix(&around.page.lang, around.languages), &around.page.path);
    around.url.join(&own).and_then(|base| base.join(raw.trim())).ok()
}

/// A link to a file of a page, as editors make it: `team.md`, `../about.de.md`.
fn to_file(file: &str, tail: &str, around: &Around<'_>) -> Leads {
    let file = percent_encoding::percent_decode_str(file).decode_utf8_lossy().into_owned();
    let mut parts: Vec<&str> = Vec::new();
    let folder = around.page.file.rsplit_once('/').map_or("", |(folder, _)| folder);
    let rooted = file.starts_with('/');
    let start = if rooted { "pages" } else { folder };
    for part in start.split('/').chain(file.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    let name = parts.join("/");
    match around.shelf.of_file(&name).filter(|page| page.is_served()) {
        Some(page) => {
            let target = href(&prefix(&page.lang, around.languages), &page.path);
            Leads::Like(format!("{target}{tail}"))
        }
        None => Leads::Nowhere(
            format!("there is no page in the file {name}"),
            "correct the name of the file, or write the page".to_owned(),
        ),
    }
}

fn to_path(raw: &str, path: &str, tail: &str, rooted: bool, around: &Around<'_>) -> Leads {
    let shown = percent_encoding::percent_decode_str(raw).decode_utf8_lossy();
    let nowhere = |help: &str| Leads::Nowhere(format!("`{shown}` leads nowhere"), help.to_owned());
    let plain = if path.len() > 1 { path.trim_end_matches('/') } else { path };
    let Some(mut parts) = parts(plain) else {
        return if path.starts_with("/.well-known/") { Leads::Here } else { nowhere("correct it") };
    };
    let others = around.languages.get(1..).unwrap_or_default();
    let named = parts.first().filter(|first| others.contains(first)).cloned();
    if named.is_some() {
        parts.remove(0);
    }
    match parts.first().map(String::as_str) {
        Some("files") => {
            let found = super::files::find(around.site, path).is_some();
            return if found { Leads::Here } else { nowhere(PUT) };
        }
        Some("assets" | "robots.txt" | "favicon.ico" | "favicon.svg" | "privacy.json") => {
            return Leads::Here;
        }
        _ => {}
    }
    let ending = parts.last().and_then(|last| last.rsplit_once('.')).map(|(_, ending)| ending);
    if ending.is_some_and(|ending| FILES.contains(&ending.to_lowercase().as_str())) {
        let name = parts.last().map_or("", String::as_str);
        let help = format!("files lie in the folder files/: put it there, and write /files/{name}");
        return nowhere(&help);
    }
    let wanted = format!("/{}", parts.join("/"));
    let taken = parts.first().is_some_and(|first| TAKEN.contains(&first.as_str()));
    if !rooted || named.is_some() {
        let lang = named.as_ref().or(around.languages.first());
        let there = taken || lang.is_some_and(|lang| around.shelf.find(lang, &wanted).is_some());
        return if there { Leads::Here } else { nowhere(&unserved(&wanted, lang, around)) };
    }
    // A path without language leads to the page in the language of this one, if it is there.
    let all = || std::iter::once(&around.page.lang).chain(around.languages);
    match all().find(|lang| taken || around.shelf.find(lang, &wanted).is_some()) {
        Some(lang) => {
            Leads::Like(format!("{}{tail}", href(&prefix(lang, around.languages), &wanted)))
        }
        None => nowhere(&unserved(&wanted, all(), around)),
    }
}

/// What to do about a file that is not there: perhaps another one is meant.
pub fn near(url: &str, site: &Path) -> String {
    let wanted = url.rsplit("/files/").next().unwrap_or_default().to_lowercase();
    let all = super::upload::listed(site).into_iter().map(|one| one.file.name().to_owned());
    let score = |name: &str| strsim::jaro_winkler(&name.to_lowercase(), &wanted);
    let near = all.map(|name| (score(&name), name)).filter(|(score, _)| *score > 0.9);
    match near.max_by(|one, other| one.0.total_cmp(&other.0)) {
        Some((_, name)) => format!("did you mean /files/{name}?"),
        None => PUT.to_owned(),
    }
}

/// Where a tag ends, its `>` included.
fn tag_end(tag: &str) -> usize {
    let mut quoted = false;
    for (at, byte) in tag.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'>' if !quoted => return at + 1,
            _ => {}
        }
    }
    tag.len()
}

/// `a` of `<a href="…">`, `/a` of `</a>`.
fn name(tag: &str) -> &str {
    let inner = tag.trim_start_matches('<');
    inner.split([' ', '>']).next().unwrap_or_default()
}

/// The attributes of a tag, their values decoded.
pub fn attributes(tag: &str) -> impl Iterator<Item = (&str, String)> {
    let mut rest = tag.split_once(' ').map_or("", |(_, rest)| rest);
    std::iter::from_fn(move || {
        let (name, after) = rest.split_once("=\"")?;
        let (value, after) = after.split_once('"')?;
        rest = after;
        Some((name.trim(), decode(value)))
    })
}

/// The few entities that html5ever writes.
pub(super) fn decode(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&#x27;", "'")
        .replace("&nbsp;", "\u{a0}")
        .replace("&amp;", "&")
}
