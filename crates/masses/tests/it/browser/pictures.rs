//! Pictures of the demo with something to see on it, to look at and for the README:
//!
//! ```sh
//! MASSES_PICTURES=/tmp/pictures cargo test -p masses --test it browser::pictures
//! ```

use std::path::{Path, PathBuf};

use browser::{Page, SessionOptions};
use kit::web::RoleName;
use masses::ground::journal::Actor;
use masses::ground::keystate;

use super::{join, launch, open, submit};
use crate::postfix::Postfix;
use crate::search::read;
use crate::site::{DAY, Site, contact};

/// Who wrote, about what, in which language, what, and how many hours after the one before.
const LETTERS: [(&str, &str, &str, &str, &str, i64); 6] = [
    (
        "Repaircafé Nordbahn",
        "repair@nordbahn.example",
        "/de/contact",
        "help",
        "Guten Tag,\n\nunsere Seite zeigt seit dem Umzug keine Bilder mehr. Dürfen wir am Dienstag \
         mit dem Laptop vorbeikommen?\n\nHerzliche Grüße\nPaul",
        20,
    ),
    (
        "",
        "m.okafor@allotments.example",
        "/contact",
        "other",
        "Do you keep a list of people who have asked for the letter? I should like to know what \
         you hold about me.",
        27,
    ),
    (
        "Choir of St Anne",
        "secretary@annechoir.example",
        "/contact",
        "membership",
        "Dear all,\n\nwe are forty singers and one tired secretary. Which fee would apply to us?",
        5,
    ),
    (
        "Jonas Weber",
        "jonas.weber@mieter-west.example",
        "/de/contact",
        "membership",
        "Wir sind ein Mieterverein mit 180 Mitgliedern und wollen beitreten. Was brauchen Sie von uns?",
        16,
    ),
    (
        "Aoife Brennan",
        "aoife@ferry.example",
        "/contact",
        "help",
        "The timetable on our site is a picture, and people with screen readers cannot use it. Is \
         that something you would look at with us?",
        3,
    ),
    (
        "Nora Nachtigall",
        "nora@nachtigall.example",
        "/contact",
        "membership",
        "Good morning,\n\nI look after the website of a repair café in Graz. Nobody dares to touch \
         it any more, and the privacy policy is from 2018.\n\nMay we join, and could somebody \
         look over the policy with us?\n\nKind regards\nNora",
        2,
    ),
];

const ANSWER: &str = "Dear Nora,\n\nyou are very welcome. We meet on the first Tuesday of every \
    month; bring the laptop and the policy, and we will go through it line by line.\n\nThe fee for \
    up to twenty members is 30 euros a year.\n\nKind regards\nIda";

async fn write_letters(site: &Site) {
    for (name, email, path, topic, message, hours) in LETTERS {
        site.pass(hours * DAY / 24);
        let visitor = site.visitor();
        let form = visitor.get(path).await;
        let mut fields = contact(&form, email, message);
        (fields[0].1, fields[2].1) = (name, topic);
        site.pass(45_000);
        assert_eq!(visitor.post(path, &fields).await.status, 200);
    }
}

pub struct Album {
    folder: PathBuf,
}

impl Album {
    pub fn in_folder(folder: impl AsRef<Path>) -> Self {
        std::fs::create_dir_all(&folder).unwrap();
        Self { folder: folder.as_ref().to_owned() }
    }

    /// The page as it is, in three looks.
    pub async fn take(&self, page: &Page, name: &str) {
        for (look, width, height, dark) in
            [("1280", 1280, 900, false), ("1280-dark", 1280, 900, true), ("390", 390, 844, false)]
        {
            page.set_size(width, height).await.unwrap();
            page.set_dark(dark).await.unwrap();
            let file = self.folder.join(format!("{name}-{look}.png"));
            page.screenshot(file, width < 1000).await.unwrap();
        }
        page.set_size(1280, 900).await.unwrap();
        page.set_dark(false).await.unwrap();
    }

    pub async fn go(&self, page: &Page, site: &Site, path: &str, name: &str) {
        page.goto(&site.url(path)).await.unwrap();
        self.take(page, name).await;
    }

    /// Three pages beside each other, for the README: the form, a thread, and the policy.
    async fn overview(&self, page: &Page, site: &Site, thread: &str) {
        page.set_reduced_motion(true).await.unwrap();
        page.set_size(480, 950).await.unwrap();
        page.goto(&site.url("/contact")).await.unwrap();
        page.screenshot(self.folder.join("part-form.png"), false).await.unwrap();
        page.goto(&site.url("/privacy")).await.unwrap();
        let table = "document.querySelector('main table').scrollIntoView(); scrollBy(0, 16)";
        page.eval(table).await.unwrap();
        page.screenshot(self.folder.join("part-policy.png"), false).await.unwrap();
        page.set_size(1070, 950).await.unwrap();
        page.goto(thread).await.unwrap();
        page.screenshot(self.folder.join("part-thread.png"), false).await.unwrap();
        let part = |name: &str| {
            let file = self.folder.join(format!("part-{name}.png"));
            format!("<img alt='' src='file://{}'>", file.display())
        };
        let html = format!(
            "<!doctype html><style>
            body {{ margin: 0; padding: 30px 20px; display: flex; gap: 20px; background: #dfe5df; }}
            img {{ height: 560px; border-radius: 6px; box-shadow: 0 0 0 1px #0002, 0 6px 24px #0002; }}
            </style>{}{}{}",
            part("form"),
            part("thread"),
            part("policy"),
        );
        let file = self.folder.join("overview.html");
        std::fs::write(&file, html).unwrap();
        page.set_size(1280, 620).await.unwrap();
        page.goto(&format!("file://{}", file.display())).await.unwrap();
        page.screenshot(self.folder.join("overview.png"), false).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures() {
    let Some(folder) = std::env::var_os("MASSES_PICTURES") else { return };
    let album = Album::in_folder(&folder);
    let postfix = Postfix::start();
    let site = Site::with(|settings| settings + &postfix.settings()).await;
    let browser = launch().await;
    keystate::confirm(site.ground(), Actor::Command).await.unwrap();
    write_letters(&site).await;
    site.work().await;
    let page = open(&browser, SessionOptions::default()).await;
    for (path, name) in
        [("/", "home"), ("/about", "about"), ("/de/about", "about-de"), ("/nothing", "missing")]
    {
        album.go(&page, &site, path, name).await;
    }
    album.go(&page, &site, "/privacy", "privacy").await;
    album.go(&page, &site, "/de/privacy", "privacy-de").await;
    album.go(&page, &site, "/privacy/versions", "versions").await;
    album.go(&page, &site, "/contact", "contact").await;
    page.fill("#field-email", "nobody").await.unwrap();
    submit(&page).await;
    album.take(&page, "contact-wrong").await;
    album.go(&page, &site, "/desk/sign-in", "sign-in").await;
    join(&page, &site, RoleName::Owner).await;
    album.take(&page, "inbox").await;
    read(&site).await;
    for (words, name) in [
        ("website", "search"),
        ("okafor@allotments.example", "search-none"),
        ("?!", "search-unclear"),
    ] {
        page.fill("#q", words).await.unwrap();
        page.click_and_wait(".search button").await.unwrap();
        album.take(&page, name).await;
    }
    album.go(&page, &site, "/desk/inquiries?state=closed", "inbox-empty").await;
    album.go(&page, &site, "/desk/inquiries", "inbox").await;
    page.click_and_wait(".list__link").await.unwrap();
    page.fill("#field-text", ANSWER).await.unwrap();
    page.uncheck("#field-close").await.unwrap();
    site.pass(50 * 60_000);
    submit(&page).await;
    site.pass(2 * 60_000);
    site.work().await;
    let thread = page.url().await.unwrap();
    let thread = thread.split('?').next().unwrap();
    page.goto(thread).await.unwrap();
    album.take(&page, "thread").await;
    for name in ["policy", "record", "explain", "journal", "team", "account", "system"] {
        let found = format!("a[href*='/desk/'][href*='{name}']");
        if page.count(&found).await.unwrap() > 0 {
            let path = page.attribute(&found, "href").await.unwrap().unwrap();
            album.go(&page, &site, &path, &format!("desk-{name}")).await;
        }
    }
    album.overview(&page, &site, thread).await;
}
