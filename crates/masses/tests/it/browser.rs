//! The site in a real Chromium, as a visitor and as the team see it.

mod desk;
mod editor;
mod form;
mod journey;
mod keyboard;
mod looks;
mod mirrored;
mod pictures;
mod responsive;
mod slowly;
mod traces;
mod width;

use std::collections::BTreeSet;
use std::time::Duration;

use browser::{Browser, Options, Page, SessionOptions};
use kit::web::RoleName;
use masses::rooms::team;

use crate::site::Site;

/// What those who join choose.
const PASSWORD: &str = "a long walk over green hills";

pub async fn launch() -> Browser {
    // The proof of work is luck: now and then it takes many times as long as mostly.
    let options = Options { deadline: Duration::from_secs(40), ..Options::default() };
    Browser::launch(options).await.unwrap_or_else(|error| panic!("{error}"))
}

pub async fn open(browser: &Browser, options: SessionOptions) -> Page {
    browser.session(options).await.unwrap_or_else(|error| panic!("{error}"))
}

/// Fills the contact form, wherever it is shown.
async fn fill(page: &Page, message: &str) {
    page.fill("#field-name", "Nora Nachtigall").await.unwrap();
    page.fill("#field-email", "nora@nachtigall.example").await.unwrap();
    page.choose("#field-topic", "membership").await.unwrap();
    page.fill("#field-message", message).await.unwrap();
}

/// Sends the form of the page with its button; the status of what comes.
async fn submit(page: &Page) -> u16 {
    page.click_and_wait("main .form__actions .button").await.unwrap()
}

async fn text(page: &Page, selector: &str) -> String {
    let found = page.text(selector).await.unwrap();
    found.unwrap_or_else(|| panic!("no {selector} on {page:?}"))
}

/// Every public page that can be reached by links, and one that does not exist.
async fn public_pages(page: &Page, site: &Site) -> Vec<String> {
    let home = site.url("/");
    let mut found = BTreeSet::from([home.clone()]);
    let mut ahead = vec![home.clone()];
    while let Some(url) = ahead.pop() {
        assert_eq!(page.goto(&url).await.unwrap(), 200, "{url}");
        let links = "[...document.querySelectorAll('a[href], link[rel=alternate]')]
            .map((one) => one.href.split('#')[0])";
        let links = page.eval(links).await.unwrap();
        for link in links.as_array().unwrap().iter().filter_map(|link| link.as_str()) {
            let page =
                !link.ends_with(".json") && !link.ends_with(".atom") && !link.ends_with(".xml");
            if link.starts_with(&home) && page && found.insert(link.to_owned()) {
                ahead.push(link.to_owned());
            }
        }
    }
    assert!(found.len() >= 10, "only {found:?}");
    found.into_iter().collect()
}

/// Joins the team by a one-time link; the secret of the second factor and the recovery codes.
async fn join(page: &Page, site: &Site, role: RoleName) -> (String, Vec<String>) {
    let path = team::invite(site.ground(), role, site.clock.now()).await.unwrap();
    assert_eq!(page.goto(&site.url(&path)).await.unwrap(), 200);
    assert_eq!(submit(page).await, 200);
    page.fill("#field-name", "Ida Immergrün").await.unwrap();
    page.fill("#field-email", &format!("ida@{}.example", role.word())).await.unwrap();
    page.fill("#field-password", PASSWORD).await.unwrap();
    assert_eq!(submit(page).await, 200);
    let secret: String = text(page, "code.secret").await.split_whitespace().collect();
    page.fill("#field-code", &site.code(&secret)).await.unwrap();
    assert_eq!(submit(page).await, 200);
    let codes = text(page, "ul.codes").await;
    let codes: Vec<String> = codes.split_whitespace().map(str::to_owned).collect();
    assert_eq!(page.click_and_wait("main a.button").await.unwrap(), 200);
    (secret, codes)
}
