//! What `masses check` says of pictures: those without words, those that are too large or cannot
//! be read, and those that say where they were taken.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;

use kit::problem::Problem;

use super::facts::{Facts, Fault, all};
use super::html::{Hung, Shown};
use super::make::Picture;
use crate::rooms::pages::address::{encode, parts};
use crate::rooms::pages::files;
use crate::rooms::pages::links::near;
use crate::rooms::pages::shelf::Page;

/// What is larger than this, in bytes, is too much to load all of it.
const LARGE: u64 = 1_000_000;

/// Looks at the pictures of a site, each once, however many pages show it.
pub struct Advisor<'a> {
    site: &'a Path,
    seen: BTreeMap<String, Vec<(String, String)>>,
}

impl<'a> Advisor<'a> {
    /// Of the site in this folder.
    pub fn new(site: &'a Path) -> Self {
        Self { site, seen: BTreeMap::new() }
    }

    /// What is wrong with the pictures of a page, each where the page shows it.
    pub fn advise(&mut self, page: &Page, hung: &Hung) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut told = BTreeSet::new();
        let mut tell = |place: &Range<usize>, message: &str, help: &str| {
            if told.insert((place.start, message.to_owned())) {
                let problem = Problem::in_text(&page.file, &page.source, place.clone());
                problems.push(problem.message(message).help(help));
            }
        };
        for shown in &hung.0 {
            for place in unsaid(page, shown) {
                let help = format!(
                    "say what it shows: ![Forty chairs in our hall]({url}); if it is only an \
                     ornament: <img src=\"{url}\" alt=\"\">",
                    url = shown.url
                );
                tell(&place, &mute(&shown.url), &help);
            }
            let Some(path) = &shown.path else { continue };
            for (message, help) in self.faults(path) {
                shown.places.iter().for_each(|place| tell(place, message, help));
            }
        }
        if let Some(url) = &page.front.image {
            let place = head(page, "image");
            if page.front.image_alt.is_empty() {
                let help = "say what it shows: image_alt = \"Forty chairs in our hall\"";
                tell(&place, &mute(url), help);
            }
            if files::find(self.site, url).is_none() {
                tell(&place, &format!("`{url}` leads nowhere"), &near(url, self.site));
            }
            self.faults(url).iter().for_each(|(message, help)| tell(&place, message, help));
        } else if !page.front.image_alt.is_empty() {
            let help = "name it: image = \"/files/hall.jpg\"";
            tell(
                &head(page, "image_alt"),
                "this says what a picture shows, and there is none",
                help,
            );
        }
        problems
    }

    /// What says where it was taken and is on no page: whoever knows its address can load it.
    pub fn others(&self) -> Vec<Problem> {
        let unseen = all(&self.site.join("files")).into_iter();
        let unseen = unseen.map(|file| format!("files/{file}"));
        let placed = unseen.filter(|file| !self.seen.contains_key(file) && self.is_placed(file));
        let problem = |file: String| {
            let problem = Problem::with(&file).message(&Fault::Place.message(&file));
            problem.help(&Fault::Place.help(&file))
        };
        placed.map(problem).collect()
    }

    fn is_placed(&self, file: &str) -> bool {
        let facts =
            files::find(self.site, &format!("/{}", encode(file))).map(|real| Facts::read(&real));
        matches!(facts, Some(Ok(Some(facts))) if facts.head.exif.place)
    }

    /// What is wrong with a picture: message and help.
    fn faults(&mut self, path: &str) -> &[(String, String)] {
        let site = self.site;
        let file = parts(path).unwrap_or_default().join("/");
        self.seen.entry(file).or_insert_with_key(|file| match files::find(site, path) {
            Some(real) => looked_at(&real, file),
            // That it leads nowhere is said already.
            None => Vec::new(),
        })
    }
}

fn looked_at(real: &Path, file: &str) -> Vec<(String, String)> {
    let said = |fault: Fault| (fault.message(file), fault.help(file));
    let facts = match Facts::read(real) {
        Ok(Some(facts)) => facts,
        Ok(None) => return vec![unshown(file)],
        Err(fault) => return vec![said(fault)],
    };
    let mut all = Vec::new();
    if facts.head.exif.place {
        all.push(said(Fault::Place));
    }
    if !facts.is_made_smaller() {
        if !files::manner(file).content_type.starts_with("image/") {
            all.push(unshown(file));
        } else if facts.length > LARGE {
            all.push(large(file, facts.length));
        }
        return all;
    }
    let read = match facts.refused() {
        Some(fault) => Err(fault),
        None => std::fs::read(real)
            .map_err(|error| Fault::Broken(error.to_string()))
            .and_then(|bytes| Picture::read(&bytes, &facts).map(|_| ())),
    };
    all.extend(read.err().map(said));
    all
}

fn unshown(file: &str) -> (String, String) {
    let message = format!("the picture {file} is of a kind that browsers do not show");
    (message, "save it as JPEG or PNG, and link that".to_owned())
}

fn large(file: &str, length: u64) -> (String, String) {
    let tenths = length / 100_000;
    let message = format!(
        "the picture {file} has {}.{} MB, and every visitor loads all of it: no smaller ones are \
         made of what moves or is drawn",
        tenths / 10,
        tenths % 10
    );
    let help = "save it with fewer colours, smaller, or as a video that is offered for watching; a \
        photograph as JPEG";
    (message, help.to_owned())
}

fn mute(url: &str) -> String {
    format!("the picture {url} has no text for those who do not see it")
}

/// Where the front matter of a page has this key.
fn head(page: &Page, key: &str) -> Range<usize> {
    let mut start = 0;
    for line in page.source[..page.body].split_inclusive('\n') {
        let name = line.split('=').next().unwrap_or_default().trim();
        if name.trim_matches('"') == key {
            return start..start + line.trim_end().len();
        }
        start += line.len();
    }
    0..0
}

/// Where a picture stands without a word for those who do not see it. In Markdown nobody writes
/// that on purpose: an ornament is written in HTML, with an empty text.
fn unsaid(page: &Page, shown: &Shown) -> Vec<Range<usize>> {
    let empty = |place: &&Range<usize>| {
        let text = page.source.get(place.start..).and_then(|text| text.strip_prefix("!["));
        text.is_some_and(|text| text.trim_start().starts_with(']'))
    };
    let mut places: Vec<_> = shown.places.iter().filter(empty).cloned().collect();
    if shown.mute {
        let tags = page.source.match_indices("<img").map(|(at, _)| {
            let end = page.source[at..].find('>').map_or(page.source.len(), |end| at + end + 1);
            at..end
        });
        let own = |tag: &Range<usize>| {
            let text = &page.source[tag.clone()];
            let said = text.split_ascii_whitespace().any(|part| part.starts_with("alt"));
            text.contains(&shown.url) && !said
        };
        places.extend(tags.filter(own));
    }
    places
}
