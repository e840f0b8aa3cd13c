//! With nothing but a keyboard through the whole public site; wherever it is, the focus can be seen.

use browser::{Page, SessionOptions};

use super::form::tab;
use super::{launch, open, text};
use crate::site::Site;

/// Goes on until this has the focus: the name of a field, the address of a link, or an element. From
/// the end of the page it goes on at its beginning, once.
async fn reach(page: &Page, wanted: &str) {
    let mut passed: Vec<String> = Vec::new();
    while passed.last().is_none_or(|last| last != wanted) {
        let begun = passed.iter().filter(|one| *one == "body").count();
        assert!(passed.len() < 90 && begun < 2, "{wanted} is never reached: {passed:?}");
        passed.push(tab(page).await);
    }
}

/// Follows the link that has this address.
async fn follow(page: &Page, site: &Site, href: &str) {
    reach(page, href).await;
    page.press("Enter").await.unwrap();
    let (path, anchor) = href.split_once('#').unwrap_or((href, ""));
    let url = page.url().await.unwrap();
    assert!(url.starts_with(&site.url(path)) && url.ends_with(anchor), "{url} is not {href}");
}

async fn type_in(page: &Page, text: &str) {
    for letter in text.chars() {
        page.press(&letter.to_string()).await.unwrap();
    }
}

async fn calm(dark: bool) -> (Site, browser::Browser, SessionOptions) {
    // Where motion is reduced, what has the focus is in view at once.
    let options = SessionOptions { dark, reduced_motion: true, ..SessionOptions::default() };
    (Site::demo().await, launch().await, options)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_site_by_keyboard() {
    let (site, browser, options) = calm(false).await;
    let page = open(&browser, options).await;
    page.goto(&site.url("/")).await.unwrap();
    assert_eq!(tab(&page).await, "#main");
    page.press("Enter").await.unwrap();
    // From the text on, past the menu.
    follow(&page, &site, "/handbook").await;
    follow(&page, &site, "/handbook/answering").await;
    reach(&page, "table").await;
    follow(&page, &site, "/handbook/erasure").await;
    follow(&page, &site, "/handbook").await;
    follow(&page, &site, "/news").await;
    follow(&page, &site, "/news/tag/meetings").await;
    follow(&page, &site, "/news/december").await;

    let open = "document.querySelector('details').open";
    reach(&page, "summary").await;
    for (key, expected) in [("Enter", true), ("Space", false), ("Space", true)] {
        page.press(key).await.unwrap();
        assert_eq!(page.eval(open).await.unwrap(), expected, "{key}");
    }
    follow(&page, &site, "/de/news/december").await;
    assert_eq!(page.attribute("html", "lang").await.unwrap().as_deref(), Some("de"));
    follow(&page, &site, "/de/privacy").await;
    let section = page.attribute(".contents a", "href").await.unwrap().unwrap();
    follow(&page, &site, &section).await;
    follow(&page, &site, "/de/imprint").await;
    // And back.
    let first = tab(&page).await;
    assert_ne!(tab(&page).await, first);
    page.press("Shift+Tab").await.unwrap();
    assert_eq!(page.eval("document.activeElement.getAttribute('href')").await.unwrap(), first);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_with_mistakes_by_keyboard() {
    let (site, browser, options) = calm(true).await;
    let page = open(&browser, options).await;
    page.goto(&site.url("/")).await.unwrap();
    follow(&page, &site, "/contact").await;
    reach(&page, "submit").await;
    site.pass(20_000);
    page.press("Enter").await.unwrap();
    page.wait_for(".form__errors").await.unwrap();
    // What is wrong is read first; from there each mistake is one step away.
    let mistakes = page.count(".form__errors a").await.unwrap();
    assert_eq!(mistakes, 3, "{}", text(&page, ".form__errors").await);
    reach(&page, "#field-email").await;
    page.press("Enter").await.unwrap();
    type_in(&page, "n@a.example").await;
    assert_eq!(tab(&page).await, "topic");
    page.press("h").await.unwrap();
    assert_eq!(tab(&page).await, "message");
    type_in(&page, "Help!").await;
    reach(&page, "submit").await;
    site.pass(20_000);
    page.press("Enter").await.unwrap();
    page.wait_for("main strong").await.unwrap();
    assert_eq!(text(&page, "h1").await, "Thank you");
}
