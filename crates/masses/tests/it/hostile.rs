//! S4: pages that somebody has written to do harm. However they are put together, nothing falls over and
//! no script of theirs runs: not where the browser is told to run none, and not where it is told nothing.
//!
//! `MASSES_PAGES=1000` makes more of them than usual.

mod scan;
mod write;

use std::collections::BTreeSet;

use scraper::{Html, Selector};

use browser::SessionOptions;

use crate::browser::{launch, open};
use crate::crash::asked;
use crate::feeds;
use crate::pages::put;
use crate::site::Site;
use scan::Bare;
use write::Hand;

/// The pages of news that are in the feed.
const FEED: &str = "/hostile/feed.xml";

#[tokio::test(flavor = "multi_thread")]
async fn hostile_pages_do_no_harm() {
    let mut site = Site::demo().await;
    site.stop().await;
    let count: u64 = asked("MASSES_PAGES", 200);
    put(&site, "pages/hostile/index.md", &Hand::new(0).section());
    for seed in 1..=count {
        put(&site, &format!("pages/hostile/p{seed}.md"), &Hand::new(seed).page());
    }
    site.start().await;
    let mut documents = Vec::new();
    for seed in 1..=count {
        documents.push(document(&site, &format!("/hostile/p{seed}")).await);
    }
    documents.extend(lists(&site).await);
    documents.extend(entries(&site).await);

    let bare = Bare::serve(&documents).await;
    let browser = launch().await;
    let page = open(&browser, SessionOptions::default()).await;
    let mut looked = bare.look(&page).await;
    for (path, _) in documents.iter().filter(|(path, _)| path.starts_with('/')).step_by(10) {
        looked += 1;
        bare.look_at(&page, &site.url(path), path).await;
    }
    assert!(looked > documents.len() && documents.len() as u64 > count + 10, "only {looked}");
}

async fn document(site: &Site, path: &str) -> (String, String) {
    let reply = site.visitor().get(path).await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.body);
    (path.to_owned(), reply.body)
}

/// What the lists show of them: every page of the section, and those of some tags.
async fn lists(site: &Site) -> Vec<(String, String)> {
    let (mut seen, mut ahead) = (BTreeSet::new(), vec!["/hostile".to_owned()]);
    let mut documents = Vec::new();
    while let Some(path) = ahead.pop() {
        let (path, body) = document(site, &path).await;
        for link in Html::parse_document(&body).select(&Selector::parse("a[href]").unwrap()) {
            let href = link.attr("href").unwrap();
            let list = href.starts_with("/hostile/page/") || href.starts_with("/hostile/tag/");
            if list && seen.len() < 60 && seen.insert(href.to_owned()) {
                ahead.push(href.to_owned());
            }
        }
        documents.push((path, body));
    }
    documents
}

/// What a reader of feeds shows of them: without the frame around a page.
async fn entries(site: &Site) -> Vec<(String, String)> {
    let (_, feed) = document(site, FEED).await;
    feeds::check(&feed, FEED);
    let root = site.ground().url("en", "");
    let entry = |(number, html): (usize, String)| {
        // Pictures are there under whole addresses; here the whole site is elsewhere.
        let html = html.replace(&format!("{root}/"), "/");
        let html = format!("<!DOCTYPE html>\n<title>A</title>\n<main id=\"main\">{html}</main>");
        (format!("entry {number} of the feed"), html)
    };
    feeds::contents(&feed).into_iter().enumerate().map(entry).collect()
}
