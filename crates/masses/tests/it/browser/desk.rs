//! The agent's journey: joining, signing out and in, reading, answering, exporting, erasing.

use std::fs;

use browser::{Page, SessionOptions};
use kit::web::RoleName;

use super::{PASSWORD, join, launch, open, submit, text};
use crate::site::Site;

const NORA: &str = "nora@nachtigall.example";

async fn sign_out(page: &Page) {
    let button = "form[action$='/desk/sign-out'] button";
    assert_eq!(page.click_and_wait(button).await.unwrap(), 200);
    assert!(text(page, "main").await.contains("You are signed out."));
}

async fn sign_in(page: &Page, site: &Site) {
    assert_eq!(page.goto(&site.url("/desk")).await.unwrap(), 200);
    page.fill("#field-email", "ida@agent.example").await.unwrap();
    page.fill("#field-password", PASSWORD).await.unwrap();
    assert_eq!(submit(page).await, 200);
    assert_eq!(text(page, "h1").await, "Your code");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_joins_reads_answers_exports_and_erases() {
    let (site, browser) = (Site::demo().await, launch().await);
    site.write(NORA, "May I join, please?\n\nWe are twelve.").await;
    for script in [true, false] {
        let page = open(&browser, SessionOptions { script, ..SessionOptions::default() }).await;
        if script {
            join_and_come_back(&page, &site).await;
            read_and_answer(&page, &site).await;
        } else {
            site.pass(60_000);
            join_again_without_script(&page, &site).await;
            export(&page).await;
            erase(&page, &site).await;
        }
        assert!(page.console().is_empty(), "{:#?}", page.console());
    }
}

async fn join_and_come_back(page: &Page, site: &Site) {
    let (secret, codes) = join(page, site, RoleName::Agent).await;
    assert_eq!(codes.len(), 10, "{codes:?}");
    assert_eq!(text(page, "h1").await, "Inquiries");
    sign_out(page).await;
    page.goto(&site.url("/desk/inquiries")).await.unwrap();
    assert_eq!(text(page, "h1").await, "Sign in", "the desk is closed");

    site.pass(60_000);
    sign_in(page, site).await;
    page.fill("#field-code", &site.code(&secret)).await.unwrap();
    assert_eq!(submit(page).await, 200);
    assert_eq!(text(page, "h1").await, "Inquiries");
    sign_out(page).await;

    // A telephone is lost.
    sign_in(page, site).await;
    page.click_and_wait("main p a").await.unwrap();
    page.fill("#field-code", &codes[3].to_lowercase().replace('-', " ")).await.unwrap();
    assert_eq!(submit(page).await, 200);
    assert_eq!(text(page, "h1").await, "Inquiries");
}

async fn open_the_thread(page: &Page) {
    assert!(text(page, ".list").await.contains("Nora Nachtigall"));
    assert_eq!(page.click_and_wait(".list__link").await.unwrap(), 200);
    assert_eq!(text(page, "h1").await, "Membership");
    let thread = text(page, ".thread").await;
    assert!(thread.contains("May I join, please?\n\nWe are twelve."), "lines are kept: {thread}");
    assert!(text(page, ".panel").await.contains(NORA));
}

async fn read_and_answer(page: &Page, site: &Site) {
    open_the_thread(page).await;
    site.pass(5_000);
    page.fill("#field-text", "Yes, gladly.\n\nCome on Tuesday.").await.unwrap();
    assert_eq!(submit(page).await, 200);
    assert!(text(page, ".notice--good").await.contains("The answer waits in the outbox"));
    let ours = text(page, ".message--ours").await;
    assert!(ours.contains("Yes, gladly.\n\nCome on Tuesday."), "{ours}");
    let mails = site.ground().mail.list(None, None, 10).await.unwrap();
    assert_eq!(mails.len(), 3, "acknowledgement, notification, answer");
}

async fn join_again_without_script(page: &Page, site: &Site) {
    let (_, codes) = join(page, site, RoleName::Privacy).await;
    assert_eq!(codes.len(), 10);
    assert_eq!(page.count(".list__link").await.unwrap(), 0, "the answer has closed it");
    page.goto(&site.url("/desk/inquiries?state=closed")).await.unwrap();
    open_the_thread(page).await;
    assert_eq!(page.count("#field-text").await.unwrap(), 0, "a privacy officer answers nobody");
}

async fn export(page: &Page) {
    let known = page.downloads().len();
    page.click("form[action$='/export'] button").await.unwrap();
    let file = page.wait_for_download(known).await.unwrap();
    assert!(file.name.ends_with(".zip"), "{file:?}");
    let mut zip = zip::ZipArchive::new(fs::File::open(&file.path).unwrap()).unwrap();
    let mut all = String::new();
    for index in 0..zip.len() {
        let mut entry = zip.by_index(index).unwrap();
        std::io::Read::read_to_string(&mut entry, &mut all).unwrap();
    }
    for expected in [NORA, "Nora Nachtigall", "We are twelve.", "Come on Tuesday."] {
        assert!(all.contains(expected), "{expected} is not in the export:\n{all}");
    }
}

async fn erase(page: &Page, site: &Site) {
    let confirm = ".panel details:not(.confirm--calm)";
    page.click(&format!("{confirm} summary")).await.unwrap();
    let asked = text(page, &format!("{confirm} .confirm__body")).await;
    assert!(asked.contains("cannot be undone"), "{asked}");
    assert_eq!(page.click_and_wait(&format!("{confirm} button")).await.unwrap(), 200);
    assert_eq!(text(page, "h1").await, "Erased");
    page.click_and_wait("main .prose a").await.unwrap();
    for state in ["open", "closed", "spam"] {
        page.goto(&site.url(&format!("/desk/inquiries?state={state}"))).await.unwrap();
        assert_eq!(page.count(".list__link").await.unwrap(), 0, "something is left in {state}");
    }
}
