//! What `masses check` says of the pages of a site.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use ammonia::Url;
use kit::problem::{Problem, Problems};
use kit::settings::Settings;
use kit::words::Words;

use super::address::{href, prefix};
use super::front::Rules;
use super::links::Around;
use super::markdown::{self, Text};
use super::pictures::advice::Advisor;
use super::shelf::{Page, Shelf};
use super::source::{self, Known};
use super::stock::redirects;
use super::{strays, unfinished};

/// What was found.
#[derive(Default)]
pub struct Checked {
    /// Everything that is wrong, and every link that leads nowhere.
    pub problems: Vec<Problem>,
    /// The links to other sites: where each stands, with its address as the message (C19).
    pub away: Vec<Problem>,
    /// Pages that some language of the site does not have: the message names the languages.
    pub untranslated: Vec<Problem>,
    /// Pages that no menu, no list and no other page leads to, each with its address.
    pub lost: Vec<Problem>,
    /// What is still to be written: where each note stands, with its text as the message.
    pub unfinished: Vec<Problem>,
}

/// Reads and renders all pages, as they are at a time. Needs no running program.
pub fn check(site: &Path, settings: &Settings, words: &Words, now: i64) -> Checked {
    let languages = &settings.site.languages;
    let rules = Rules { languages, zone: &settings.site.time_zone };
    let (shelf, problems) = source::read(site, &rules, now, &mut Known::default());
    let mut problems = Problems(problems);
    let Ok(url) = Url::parse(&settings.site.url) else {
        problems.0.push(
            Problem::with("masses.toml")
                .message("`site.url` is not an address")
                .help("for example: url = \"https://example.org\""),
        );
        return Checked { problems: problems.0, ..Checked::default() };
    };
    let mut away = Problems(Vec::new());
    let mut texts = Vec::new();
    let mut advisor = Advisor::new(site);
    for page in shelf.all() {
        let pictures = None;
        let around = Around { page, shelf: &shelf, languages, url: &url, site, words, pictures };
        let mut text = markdown::render(&around);
        problems.0.append(&mut text.advice);
        problems.0.extend(advisor.advise(page, &text.hung));
        problems.0.extend(strays::blank_addresses(page));
        away.0.append(&mut text.away);
        texts.push((page, text));
    }
    problems.0.extend(advisor.others());
    problems.0.extend(redirects(languages, &shelf).1);
    problems.0.extend(strays::no_pages(site));
    problems.0.extend(anchors(&texts, languages));
    let mut unfinished = Problems(shelf.all().flat_map(|page| unfinished::find(page)).collect());
    for list in [&mut problems, &mut away, &mut unfinished] {
        list.sort();
    }
    let untranslated = untranslated(&shelf, languages);
    let (lost, unfinished) = (strays::lost(&shelf), unfinished.0);
    Checked { problems: problems.0, away: away.0, untranslated, lost, unfinished }
}

/// Links to a part of a page that does not have it.
fn anchors(texts: &[(&Arc<Page>, Text)], languages: &[String]) -> Vec<Problem> {
    let address = |page: &Page| href(&prefix(&page.lang, languages), &page.path);
    let all: HashMap<String, &Text> =
        texts.iter().map(|(page, text)| (address(page), text)).collect();
    let mut problems = Vec::new();
    for (page, text) in texts {
        for link in text.html.split(" href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let Some((target, part)) = link.split_once('#') else { continue };
            let target = target.split('?').next().unwrap_or_default();
            let there = if target.is_empty() { Some(text) } else { all.get(target).copied() };
            let wanted = percent_encoding::percent_decode_str(part).decode_utf8_lossy();
            if wanted.is_empty() || there.is_none_or(|there| there.ids.contains(wanted.as_ref())) {
                continue;
            }
            let problem = dead(page, &wanted, part);
            if !problems.contains(&problem) {
                problems.push(problem);
            }
        }
    }
    problems
}

fn dead(page: &Page, wanted: &str, raw: &str) -> Problem {
    let written = [format!("#{wanted}"), format!("#{raw}")];
    let found = written.iter().find_map(|part| Some((page.text().find(part)?, part.len())));
    let (start, length) = found.unwrap_or((0, 0));
    let start = page.body + start;
    Problem::in_text(&page.file, &page.source, start..start + length)
        .message(&format!("no part of that page is called `{wanted}`"))
        .help("a heading is linked to in small letters with dashes: ## Opening hours is #opening-hours")
}

/// Pages that are not there in every language of the site.
fn untranslated(shelf: &Shelf, languages: &[String]) -> Vec<Problem> {
    let lacks = |page: &Arc<Page>| {
        let there = shelf.languages_of(&page.path, languages);
        // Each page once: in the first language that it is there in.
        let first = there.first() == Some(&page.lang);
        let missing: Vec<&str> =
            languages.iter().filter(|lang| !there.contains(lang)).map(String::as_str).collect();
        let named = Problem::with(&page.file).message(&missing.join(", "));
        (first && !missing.is_empty()).then_some(named)
    };
    shelf.served().filter_map(lacks).collect()
}
