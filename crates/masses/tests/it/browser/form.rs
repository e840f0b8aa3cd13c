//! The visitor's journey, and the form in all its states.

use browser::{Page, SessionOptions};
use kit::web::RoleName;

use super::{fill, launch, open, submit, text};
use crate::site::Site;

/// More links than a calm message has.
const LINKS: &str = "See https://a.example, https://b.example and https://c.example";

fn without_script() -> SessionOptions {
    SessionOptions { script: false, ..SessionOptions::default() }
}

/// From the first page to the form, as a person would go.
async fn walk_to_the_form(page: &Page, site: &Site) {
    assert_eq!(page.goto(&site.url("/")).await.unwrap(), 200);
    assert_eq!(page.click_and_wait(".site-nav a[href='/contact']").await.unwrap(), 200);
    assert_eq!(text(page, "h1").await, "Write to us");
}

async fn expect_thanks(page: &Page) -> String {
    assert_eq!(text(page, "h1").await, "Thank you", "{}", text(page, "main").await);
    let reference = text(page, "main strong").await;
    assert_eq!(reference.len(), 9, "{reference}");
    reference
}

/// What the team sees: the references in a tab.
async fn in_the_desk(site: &Site, state: &str) -> String {
    let agent = site.member(RoleName::Agent).await;
    agent.get(&format!("/desk/inquiries?state={state}")).await.body
}

#[tokio::test(flavor = "multi_thread")]
async fn with_script_the_browser_works_and_haste_is_excused() {
    let (site, browser) = (Site::demo().await, launch().await);
    let page = open(&browser, SessionOptions::default()).await;
    walk_to_the_form(&page, &site).await;
    fill(&page, LINKS).await;
    site.pass(900);
    assert_eq!(submit(&page).await, 200);
    expect_thanks(&page).await;
    let sent = page.requests().into_iter().filter(|request| request.method == "POST");
    let bodies: Vec<String> = sent.filter_map(|request| request.body).collect();
    assert_eq!(bodies.len(), 1, "{bodies:?}");
    assert!(bodies[0].contains("&proof=eyJ"), "no proof of work: {}", bodies[0]);
    assert!(in_the_desk(&site, "open").await.contains("https://c.example"));
    assert!(page.console().is_empty(), "{:?}", page.console());
}

/// People click twice; the second click does not send the form before the work is done.
#[tokio::test(flavor = "multi_thread")]
async fn a_double_click_sends_once_and_with_the_proof() {
    let (site, browser) = (Site::demo().await, launch().await);
    let page = open(&browser, SessionOptions::default()).await;
    walk_to_the_form(&page, &site).await;
    fill(&page, LINKS).await;
    site.pass(900);
    let button = "document.querySelector('main .form__actions .button')";
    page.eval(&format!("{button}.click(); {button}.click(); 0")).await.unwrap();
    page.wait_for("main strong").await.unwrap();
    expect_thanks(&page).await;
    let open = in_the_desk(&site, "open").await;
    assert_eq!(open.matches("class=\"list__link\"").count(), 1, "{open}");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_script_a_calm_message_is_taken() {
    let (site, browser) = (Site::demo().await, launch().await);
    let page = open(&browser, without_script()).await;
    walk_to_the_form(&page, &site).await;
    fill(&page, "May I join, please?").await;
    site.pass(20_000);
    assert_eq!(submit(&page).await, 200);
    expect_thanks(&page).await;
    assert!(in_the_desk(&site, "open").await.contains("May I join, please?"));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_script_a_hasty_message_is_held_and_the_page_says_so() {
    let (site, browser) = (Site::demo().await, launch().await);
    let page = open(&browser, without_script()).await;
    walk_to_the_form(&page, &site).await;
    fill(&page, "Buy now").await;
    site.pass(900);
    assert_eq!(submit(&page).await, 200);
    let said = text(&page, "main").await;
    assert!(said.contains("Your message is here"), "{said}");
    assert!(said.contains("No confirmation mail was sent"), "{said}");
    assert!(in_the_desk(&site, "spam").await.contains("Buy now"));
    assert!(!in_the_desk(&site, "open").await.contains("Buy now"));
}

#[tokio::test(flavor = "multi_thread")]
async fn in_german_too() {
    let (site, browser) = (Site::demo().await, launch().await);
    for script in [true, false] {
        let page = open(&browser, SessionOptions { script, ..SessionOptions::default() }).await;
        page.goto(&site.url("/")).await.unwrap();
        page.click_and_wait(".site-langs a[lang=de]").await.unwrap();
        assert_eq!(page.attribute("html", "lang").await.unwrap().as_deref(), Some("de"));
        page.click_and_wait(".site-nav a[href='/de/contact']").await.unwrap();
        fill(&page, "Grüße aus Überlingen").await;
        site.pass(20_000);
        assert_eq!(submit(&page).await, 200);
        assert_eq!(text(&page, "h1").await, "Danke");
        assert!(text(&page, "main").await.contains("Ihr Zeichen:"));
        assert!(!page.url().await.unwrap().contains("/contact/"), "stays in German");
        page.click_and_wait("main a").await.unwrap();
        assert_eq!(page.url().await.unwrap().trim_end_matches('/'), site.url("/de"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_with_mistakes_comes_back_with_everything_and_leads_to_them() {
    let (site, browser) = (Site::demo().await, launch().await);
    for script in [true, false] {
        let page = open(&browser, SessionOptions { script, ..SessionOptions::default() }).await;
        walk_to_the_form(&page, &site).await;
        page.fill("#field-name", "Nora & <Nachtigall> \"N\"").await.unwrap();
        page.fill("#field-email", "nobody").await.unwrap();
        page.fill("#field-message", "\n\nTwo empty lines, then & <b>text</b>\n").await.unwrap();
        site.pass(20_000);
        assert_eq!(submit(&page).await, 422);
        let value = async |field: &str| page.value(&format!("#field-{field}")).await.unwrap();
        assert_eq!(value("name").await.as_deref(), Some("Nora & <Nachtigall> \"N\""));
        assert_eq!(value("email").await.as_deref(), Some("nobody"));
        let message = value("message").await.unwrap();
        assert_eq!(message.trim(), "Two empty lines, then & <b>text</b>");

        assert!(page.focused().await.unwrap().starts_with("div"), "the summary has the focus");
        let focus = "document.activeElement.className";
        assert!(page.eval(focus).await.unwrap().as_str().unwrap().contains("form__errors"));
        let links = page.count(".form__errors a").await.unwrap();
        assert_eq!(links, 2, "{}", text(&page, ".form__errors").await);
        for field in ["email", "topic"] {
            page.click(&format!(".form__errors a[href='#field-{field}']")).await.unwrap();
            assert_eq!(page.eval("document.activeElement.name").await.unwrap(), field);
            let id = format!("#field-{field}");
            assert_eq!(page.attribute(&id, "aria-invalid").await.unwrap().as_deref(), Some("true"));
            let by = page.attribute(&id, "aria-describedby").await.unwrap().unwrap();
            for one in by.split_whitespace() {
                assert_eq!(page.count(&format!("#{one}")).await.unwrap(), 1, "#{one} is missing");
            }
        }
        assert_eq!(page.value("#field-topic").await.unwrap().as_deref(), Some(""));
        page.fill("#field-email", "nora@nachtigall.example").await.unwrap();
        page.choose("#field-topic", "help").await.unwrap();
        site.pass(20_000);
        assert_eq!(submit(&page).await, 200);
        expect_thanks(&page).await;
    }
}

/// Where the focus is, and whether it can be seen: drawn, in view, and not covered.
const FOCUS: &str = "(() => {
    const at = document.activeElement, box = at.getBoundingClientRect(), style = getComputedStyle(at);
    const outline = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth
        && box.width > 4 && box.height > 4;
    const name = at.name || at.getAttribute('href') || at.type || at.localName;
    const how = `${style.outline} in ${JSON.stringify(box)} of ${innerWidth} x ${innerHeight}`;
    return { name, how, seen: inside && (outline || style.boxShadow !== 'none') };
})()";

pub(super) async fn tab(page: &Page) -> String {
    page.press("Tab").await.unwrap();
    let focus = page.eval(FOCUS).await.unwrap();
    let name = focus["name"].as_str().unwrap().to_owned();
    // Behind the last one it is with the browser itself.
    let seen = name == "body" || focus["seen"] == true;
    assert!(seen, "the focus on {name} cannot be seen: {focus}");
    name
}

async fn type_in(page: &Page, text: &str) {
    for letter in text.chars() {
        page.press(&letter.to_string()).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keyboard_is_enough() {
    let (site, browser) = (Site::demo().await, launch().await);
    for dark in [false, true] {
        // Where motion is reduced, what has the focus is in view at once.
        let options = SessionOptions { dark, reduced_motion: true, ..SessionOptions::default() };
        let page = open(&browser, options).await;
        page.goto(&site.url("/contact")).await.unwrap();
        let mut order = Vec::new();
        while order.last().is_none_or(|last| last != "name") {
            order.push(tab(&page).await);
            assert!(order.len() < 20, "the form is never reached: {order:?}");
        }
        assert_eq!(order[0], "#main", "the skip link comes first: {order:?}");
        type_in(&page, "Nora").await;
        assert_eq!(tab(&page).await, "email");
        type_in(&page, "n@a.example").await;
        assert_eq!(tab(&page).await, "topic");
        page.press("h").await.unwrap();
        assert_eq!(page.value("#field-topic").await.unwrap().as_deref(), Some("help"));
        assert_eq!(tab(&page).await, "message");
        type_in(&page, "Help!").await;
        assert_eq!(tab(&page).await, "/privacy", "and not the field for robots");
        assert_eq!(tab(&page).await, "submit");
        site.pass(20_000);
        page.press("Enter").await.unwrap();
        page.wait_for("main strong").await.unwrap();
        expect_thanks(&page).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_skip_link_skips() {
    let (site, browser) = (Site::demo().await, launch().await);
    let options = SessionOptions { reduced_motion: true, ..SessionOptions::default() };
    let page = open(&browser, options).await;
    page.goto(&site.url("/")).await.unwrap();
    assert_eq!(tab(&page).await, "#main");
    page.press("Enter").await.unwrap();
    let inside = "document.querySelector('main').contains(document.activeElement)";
    assert_eq!(page.eval(inside).await.unwrap(), true);
    tab(&page).await;
    assert_eq!(page.eval(inside).await.unwrap(), true, "{}", page.focused().await.unwrap());
}
