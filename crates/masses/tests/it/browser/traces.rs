//! What a visit leaves, whom it tells, and what the browser complains of: nothing, nobody,
//! nothing.

use browser::{Page, SessionOptions};
use kit::web::RoleName;

use super::{fill, join, launch, open, public_pages, submit};
use crate::site::Site;

/// Nothing was asked of anybody else, nothing failed, nothing was complained of.
fn check(page: &Page, site: &Site) {
    let home = site.url("/");
    for request in page.requests() {
        // Browsers draw parts of a field for a day from a picture of their own.
        let inside = request.url.starts_with(&home) || request.url.starts_with("data:");
        assert!(inside, "leaves the site: {request:?}");
        assert_eq!(request.failed, None, "{request:?}");
    }
    for response in page.responses() {
        assert!(response.status < 400, "{} for {}", response.status, response.url);
    }
    assert!(page.console().is_empty(), "{:#?}", page.console());
}

/// P1, P2, P10, S11.
#[tokio::test(flavor = "multi_thread")]
async fn a_visit_to_every_public_page_leaves_nothing_and_tells_nobody() {
    let (site, browser) = (Site::demo().await, launch().await);
    let page = open(&browser, SessionOptions::default()).await;
    let pages = public_pages(&page, &site).await;
    for path in ["/", "/de/", "/about", "/contact", "/privacy", "/de/privacy", "/privacy/versions"]
    {
        let url = site.url(path);
        let known = |one: &&String| one.trim_end_matches('/') == url.trim_end_matches('/');
        assert!(pages.iter().any(|one| known(&one)), "no link to {path}: {pages:#?}");
    }
    page.goto(&site.url("/contact")).await.unwrap();
    fill(&page, "Hello there").await;
    site.pass(20_000);
    assert_eq!(submit(&page).await, 200);
    check(&page, &site);
    assert_eq!(page.cookies().await.unwrap(), []);
    assert_eq!(page.storage().await.unwrap(), []);
    let set = page.responses().into_iter().any(|response| response.set_cookies().count() > 0);
    assert!(!set, "a cookie was tried");
    assert_eq!(page.goto(&site.url("/favicon.ico")).await.unwrap(), 200);
    assert_eq!(page.goto(&site.url("/no-such-page")).await.unwrap(), 404);
    assert_eq!(page.cookies().await.unwrap(), []);
}

/// A visitor of Do Not Sell and without script is told nothing else.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_changes_with_script_off_and_a_signal_of_privacy() {
    let (site, browser) = (Site::demo().await, launch().await);
    let options = SessionOptions { script: false, gpc: true, ..SessionOptions::default() };
    let page = open(&browser, options).await;
    public_pages(&page, &site).await;
    check(&page, &site);
    assert_eq!(page.cookies().await.unwrap(), []);
    assert_eq!(page.storage().await.unwrap(), []);
    assert!(page.requests().iter().all(|one| one.kind != "Script"), "scripts are asked for");
}

/// Every page of the desk, by its links. Signed in there is one cookie, and that is declared.
#[tokio::test(flavor = "multi_thread")]
async fn the_desk_keeps_one_cookie_and_complains_of_nothing() {
    let (site, browser) = (Site::demo().await, launch().await);
    site.write("nora@nachtigall.example", "Hello there").await;
    let page = open(&browser, SessionOptions::default()).await;
    page.goto(&site.url("/desk")).await.unwrap();
    assert_eq!(page.cookies().await.unwrap(), []);
    join(&page, &site, RoleName::Owner).await;
    let pages = desk_pages(&page, &site).await;
    assert!(pages.len() >= 10, "{pages:#?}");
    check(&page, &site);
    let cookies = page.cookies().await.unwrap();
    let [session] = &cookies[..] else { panic!("{cookies:#?}") };
    assert!(session.http_only && session.same_site.is_some(), "{session:?}");
    assert_eq!(page.storage().await.unwrap(), []);
}

/// So many pages that differ only in what their address asks for: the history of one page is like that
/// of another.
const ALIKE: usize = 3;

/// Every page of the desk that can be reached by links, and a few of those that are alike.
pub(super) async fn desk_pages(page: &Page, site: &Site) -> Vec<String> {
    let desk = site.url("/desk/");
    let mut found = vec![site.url("/desk/inquiries")];
    let mut next = 0;
    while let Some(url) = found.get(next).cloned() {
        next += 1;
        assert_eq!(page.goto(&url).await.unwrap(), 200, "{url}");
        let links = "[...document.querySelectorAll('a[href]:not([download])')]
            .map((one) => one.href.split('#')[0])";
        for link in page.eval(links).await.unwrap().as_array().unwrap() {
            let link = link.as_str().unwrap();
            // Files are no pages.
            let file = link.rsplit('/').next().unwrap().contains(".csv");
            let known = found.iter().any(|one| one == link);
            let alike = found.iter().filter(|one| kind(one) == kind(link)).count();
            let more = link.contains('?') && alike >= ALIKE;
            if link.starts_with(&desk) && !file && !known && !more {
                found.push(link.to_owned());
            }
        }
    }
    found
}

/// An address without what it asks for: its path, and the names of its questions.
fn kind(url: &str) -> (&str, Vec<&str>) {
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    (path, query.split('&').filter_map(|one| one.split('=').next()).collect())
}
