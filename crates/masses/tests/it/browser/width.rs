//! Nobody scrolls sideways, on the narrowest screen, whatever is written.

use browser::{Page, SessionOptions};
use kit::web::RoleName;

use super::traces::desk_pages;
use super::{join, launch, open, public_pages, submit};
use crate::search::read;
use crate::site::{Site, contact};

pub fn narrow(dark: bool) -> SessionOptions {
    SessionOptions { width: 320, height: 640, mobile: true, dark, ..SessionOptions::default() }
}

/// What is wider than the window, outermost first.
const WIDE: &str = "[...document.querySelectorAll('body *')]
    .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1
        && one.checkVisibility())
    .slice(0, 6).map((one) => `${one.localName}.${one.className} ${one.innerText?.slice(0, 40)}`)
    .join('\\n')";

pub async fn check(page: &Page, url: &str) {
    // With a viewport of its own a phone would zoom out rather than scroll.
    let zoomed = page.eval("visualViewport.scale < 0.999 || innerWidth > 320").await.unwrap();
    assert_eq!(zoomed, false, "{url} is wider than 320 px");
    fits(page, url).await;
}

async fn fits(page: &Page, url: &str) {
    if page.scroll_width_overflow().await.unwrap() {
        let wide = page.eval(WIDE).await.unwrap();
        panic!("{url} is too wide:\n{}", wide.as_str().unwrap_or_default());
    }
}

/// WCAG 2.2, 1.4.4: whether all of it is made twice as large, as browsers do with Control and plus, or
/// only the text, as they do by their settings.
#[tokio::test(flavor = "multi_thread")]
async fn pages_fit_at_twice_their_size() {
    let (site, browser) = (Site::demo().await, launch().await);
    let wide = open(&browser, SessionOptions::default()).await;
    let all = SessionOptions { width: 640, height: 450, ..SessionOptions::default() };
    let zoomed = open(&browser, all).await;
    let mut pages = public_pages(&wide, &site).await;
    pages.push(site.url("/no-such-page"));
    for url in &pages {
        zoomed.goto(url).await.unwrap();
        fits(&zoomed, url).await;
        wide.goto(url).await.unwrap();
        let plain = "getComputedStyle(document.querySelector('main :is(p, a, input)')).fontSize";
        let before = wide.eval(plain).await.unwrap_or_else(|error| panic!("{url}: {error}"));
        wide.eval("document.documentElement.style.fontSize = '200%'; 0").await.unwrap();
        assert_ne!(wide.eval(plain).await.unwrap(), before, "{url}: the text stays as it was");
        fits(&wide, url).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn public_pages_fit_a_narrow_screen() {
    let (site, browser) = (Site::demo().await, launch().await);
    let page = open(&browser, narrow(false)).await;
    let mut pages = public_pages(&page, &site).await;
    pages.push(site.url("/no-such-page"));
    pages.push(site.url("/desk/sign-in"));
    for dark in [false, true] {
        page.set_dark(dark).await.unwrap();
        for url in &pages {
            page.goto(url).await.unwrap();
            check(&page, url).await;
        }
    }
    page.goto(&site.url("/contact")).await.unwrap();
    assert_eq!(submit(&page).await, 422);
    check(&page, "the form with mistakes").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn endless_words_break_in_the_form_and_in_the_desk() {
    let (site, browser) = (Site::demo().await, launch().await);
    let page = open(&browser, narrow(false)).await;
    let (word, name) = ("Rindfleischetikettierung".repeat(40), "Überlang".repeat(25));
    let email = format!("{}@{}.example", "n".repeat(64), "abcdefghij".repeat(6));
    let visitor = site.visitor();
    let form = visitor.get("/contact").await;
    let mut fields = contact(&form, &email, &word);
    fields[0].1 = &name;
    site.pass(20_000);
    assert_eq!(visitor.post("/contact", &fields).await.status, 200);

    page.goto(&site.url("/contact")).await.unwrap();
    page.fill("#field-name", &name).await.unwrap();
    page.fill("#field-email", &name).await.unwrap();
    page.fill("#field-message", &word).await.unwrap();
    assert_eq!(submit(&page).await, 422);
    check(&page, "the form with mistakes").await;

    join(&page, &site, RoleName::Owner).await;
    for dark in [false, true] {
        page.set_dark(dark).await.unwrap();
        for url in desk_pages(&page, &site).await {
            page.goto(&url).await.unwrap();
            check(&page, &url).await;
        }
    }
    read(&site).await;
    for words in ["überlang", &word[..200], "?"] {
        page.goto(&site.url("/desk/inquiries")).await.unwrap();
        page.fill("#q", words).await.unwrap();
        page.click_and_wait(".search button").await.unwrap();
        check(&page, &format!("what is found for {words}")).await;
    }
}

/// An organisation may be called whatever it likes.
#[tokio::test(flavor = "multi_thread")]
async fn an_endless_name_breaks_wherever_it_stands() {
    let name = format!("\"{}\"", "Überlang".repeat(25));
    let named =
        |text: String| text.replace("\"Masses\"", &name).replace("\"Masses, association\"", &name);
    let (site, browser) = (Site::with(named).await, launch().await);
    let page = open(&browser, narrow(false)).await;
    let mut pages = public_pages(&page, &site).await;
    pages.extend(["/no-such-page", "/desk/sign-in"].map(|path| site.url(path)));
    for url in &pages {
        page.goto(url).await.unwrap();
        let shown =
            page.eval("document.body.innerText.includes('ÜberlangÜberlang')").await.unwrap();
        assert!(shown == true || url.contains("/desk/"), "{url} does not name it");
        check(&page, url).await;
    }
    join(&page, &site, RoleName::Owner).await;
    for url in desk_pages(&page, &site).await {
        page.goto(&url).await.unwrap();
        check(&page, &url).await;
    }
}
