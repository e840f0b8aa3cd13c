//! Pictures of the demo with something to see on it. All of them, to look at:
//!
//! ```sh
//! MASSES_PICTURES=/tmp/pictures cargo test -p masses --test it pictures::all
//! ```
//!
//! Those of the README and of `docs/`, in `docs/pictures/`; how good they are depends on the fonts of
//! the machine (on Debian: fonts-noto-core, fonts-inter and fonts-urw-base35):
//!
//! ```sh
//! MASSES_WRITE=1 cargo test -p masses --test it pictures::of_the_documentation
//! ```

use std::path::{Path, PathBuf};

use browser::{Page, SessionOptions};
use kit::web::RoleName;
use masses::ground::journal::Actor;
use masses::ground::keystate;

use super::{fill, join, launch, open, submit};
use crate::postfix::Postfix;
use crate::search::read;
use crate::site::{DAY, Site, contact, files};

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

/// Where the pictures go.
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
        let public = page.count("body.site").await.unwrap() > 0;
        for (look, width, height, dark) in
            [("1280", 1280, 900, false), ("1280-dark", 1280, 900, true), ("390", 390, 844, false)]
        {
            page.set_size(width, height).await.unwrap();
            page.set_dark(dark).await.unwrap();
            let file = self.folder.join(format!("{name}-{look}.png"));
            page.screenshot(file, public || width < 1000).await.unwrap();
        }
        page.set_size(1280, 900).await.unwrap();
        page.set_dark(false).await.unwrap();
    }

    pub async fn go(&self, page: &Page, site: &Site, path: &str, name: &str) {
        page.goto(&site.url(path)).await.unwrap();
        self.take(page, name).await;
    }

    /// What visitors see, and what they see when they write.
    async fn public(&self, page: &Page, site: &Site) {
        for (path, name) in [
            ("/", "home"),
            ("/about", "about"),
            ("/de/about", "about-de"),
            ("/news", "news"),
            ("/news/tag/members", "tag"),
            ("/news/timetable", "post"),
            ("/handbook", "handbook"),
            ("/handbook/forms", "chapter"),
            ("/nothing", "missing"),
            ("/privacy", "privacy"),
            ("/de/privacy", "privacy-de"),
            ("/privacy/versions", "versions"),
            ("/privacy/versions/1", "version"),
            ("/contact", "contact"),
        ] {
            self.go(page, site, path, name).await;
        }
        page.fill("#field-email", "nobody").await.unwrap();
        submit(page).await;
        self.take(page, "contact-wrong").await;
        page.goto(&site.url("/contact")).await.unwrap();
        fill(page, "Good evening. Is there a place left on Tuesday?").await;
        site.pass(45_000);
        submit(page).await;
        self.take(page, "thanks").await;
        for (path, name) in [("/", "home"), ("/handbook/forms", "chapter"), ("/privacy", "privacy")]
        {
            page.goto(&site.url(path)).await.unwrap();
            page.print_pdf(self.folder.join(format!("{name}.pdf"))).await.unwrap();
        }
    }

    /// What the team sees; the address of a thread.
    async fn desk(&self, page: &Page, site: &Site) -> String {
        self.go(page, site, "/desk/sign-in", "sign-in").await;
        join(page, site, RoleName::Owner).await;
        self.take(page, "inbox").await;
        page.set_size(390, 844).await.unwrap();
        page.click(".desk-top button").await.unwrap();
        page.screenshot(self.folder.join("menu-390.png"), false).await.unwrap();
        read(site).await;
        for (words, name) in [
            ("website", "search"),
            ("okafor@allotments.example", "search"),
            ("nothing of that kind", "search-none"),
            ("?!", "search-unclear"),
        ] {
            page.goto(&site.url("/desk/inquiries")).await.unwrap();
            page.fill("#q", words).await.unwrap();
            page.click_and_wait(".search button").await.unwrap();
            self.take(page, name).await;
        }
        for state in ["closed", "spam"] {
            let path = format!("/desk/inquiries?state={state}");
            self.go(page, site, &path, &format!("inbox-{state}")).await;
        }
        let thread = answered(page, site).await;
        self.take(page, "thread").await;
        page.click(".confirm > .button--danger").await.unwrap();
        self.take(page, "thread-erase").await;
        for (path, name) in [
            ("/desk/policy", "policy"),
            ("/desk/policy/explain", "policy-explain"),
            ("/desk/policy/record", "policy-record"),
            ("/desk/journal", "journal"),
            ("/desk/team", "team"),
            ("/desk/account", "account"),
            ("/desk/account/second-factor", "account-factor"),
            ("/desk/system", "system"),
            ("/desk/system?state=failed", "system-none"),
        ] {
            self.go(page, site, path, name).await;
        }
        thread
    }

    /// Pictures beside each other on a ground of their own.
    async fn beside(&self, page: &Page, parts: &[&str], size: (u32, u32), to: &Path) {
        let part = |name: &&str| {
            let file = self.folder.join(format!("part-{name}.png"));
            format!("<img alt='' src='file://{}'>", file.display())
        };
        let parts: String = parts.iter().map(part).collect();
        let html = format!(
            "<!doctype html><style>
            body {{ margin: 0; padding: 30px 20px; display: flex; justify-content: center; gap: 20px; background: #dfe5df; }}
            img {{ height: {}px; border-radius: 6px; box-shadow: 0 0 0 1px #0002, 0 6px 24px #0002; }}
            </style>{parts}",
            size.1 - 60,
        );
        let file = self.folder.join("beside.html");
        std::fs::write(&file, html).unwrap();
        page.set_dark(false).await.unwrap();
        page.set_size(size.0, size.1).await.unwrap();
        page.goto(&format!("file://{}", file.display())).await.unwrap();
        page.screenshot(to, false).await.unwrap();
    }

    /// A part of such a picture: the page as it is, in this size.
    async fn part(&self, page: &Page, name: &str, size: (u32, u32)) {
        page.set_size(size.0, size.1).await.unwrap();
        let file = self.folder.join(format!("part-{name}.png"));
        page.screenshot(file, false).await.unwrap();
    }
}

/// Opens the newest thread and answers it; its address.
async fn answered(page: &Page, site: &Site) -> String {
    page.goto(&site.url("/desk/inquiries")).await.unwrap();
    let nora = "[...document.querySelectorAll('.list__link')]
        .find((one) => one.innerText.includes('Good morning')).href";
    let thread = page.eval(nora).await.unwrap().as_str().unwrap().to_owned();
    page.goto(&thread).await.unwrap();
    page.fill("#field-text", ANSWER).await.unwrap();
    page.uncheck("#field-close").await.unwrap();
    site.pass(50 * 60_000);
    submit(page).await;
    site.pass(2 * 60_000);
    site.work().await;
    page.goto(&thread).await.unwrap();
    thread
}

/// A site that is set up differently from what its policy says: another host, another field, and
/// messages are kept for longer.
async fn drafted(site: &mut Site) {
    site.edit(|settings| {
        settings
            .replace(
                "provider = \"Example Hosting GmbH\"",
                "provider = \"Green Server Cooperative\"",
            )
            .replace("keep_days = 365", "keep_days = 730")
            + "\n[[inquiries.fields]]\nid = \"place\"\nkind = \"line\"\ncategory = \"preference\"\n\
               label = { en = \"Where are you based?\", de = \"Wo sind Sie zu Hause?\" }\n"
    });
    site.restart().await;
}

async fn demo(look: &str, postfix: &Postfix) -> Site {
    let site = Site::with(|settings| {
        let settings = settings.replace("[site]\n", &format!("[site]\nlook = \"{look}\"\n"));
        settings + &postfix.settings()
    })
    .await;
    keystate::confirm(site.ground(), Actor::Command).await.unwrap();
    write_letters(&site).await;
    site.work().await;
    site
}

#[tokio::test(flavor = "multi_thread")]
async fn all() {
    let Some(folder) = std::env::var_os("MASSES_PICTURES") else { return };
    let look = std::env::var("MASSES_SITE__LOOK").unwrap_or_else(|_| "plain".to_owned());
    let album = Album { folder: Path::new(&folder).to_owned() };
    std::fs::create_dir_all(&album.folder).unwrap();
    let (postfix, browser) = (Postfix::start(), launch().await);
    let mut site = demo(&look, &postfix).await;
    let page = open(&browser, SessionOptions::default()).await;
    page.set_reduced_motion(true).await.unwrap();
    album.public(&page, &site).await;
    album.desk(&page, &site).await;
    drafted(&mut site).await;
    album.go(&page, &site, "/desk/policy", "policy-draft").await;
    page.eval("document.querySelectorAll('main details').forEach((one) => one.open = true)")
        .await
        .unwrap();
    album.take(&page, "policy-draft-open").await;
}

/// How large a picture of the documentation may be, in bytes.
const LARGEST: u64 = 60_000;

fn documented() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/pictures")
}

#[tokio::test(flavor = "multi_thread")]
async fn of_the_documentation() {
    if std::env::var_os("MASSES_WRITE").is_none() {
        return;
    }
    let temporary = tempfile::tempdir().unwrap();
    let (album, to) = (Album { folder: temporary.path().to_owned() }, documented());
    let (postfix, browser) = (Postfix::start(), launch().await);
    let page = open(&browser, SessionOptions::default()).await;
    page.set_reduced_motion(true).await.unwrap();
    for look in ["plain", "modern", "magazine"] {
        let mut site = demo(look, &postfix).await;
        page.goto(&site.url("/")).await.unwrap();
        album.part(&page, "wide", (1180, 800)).await;
        page.set_dark(true).await.unwrap();
        page.goto(&site.url("/news")).await.unwrap();
        album.part(&page, "dark", (420, 800)).await;
        let file = to.join(format!("look-{look}.webp"));
        album.beside(&page, &["wide", "dark"], (880, 500), &file).await;
        if look == "plain" {
            overview(&album, &page, &mut site, &to).await;
        }
    }
    for (name, size) in pictures() {
        assert!(size < LARGEST, "{name} is {size} bytes large");
    }
}

/// The form, a thread and the policy beside each other; the inbox; a draft of the policy.
async fn overview(album: &Album, page: &Page, site: &mut Site, to: &Path) {
    page.goto(&site.url("/contact")).await.unwrap();
    album.part(page, "form", (480, 950)).await;
    page.goto(&site.url("/privacy")).await.unwrap();
    page.eval("document.querySelector('main table').scrollIntoView(); scrollBy(0, 16)")
        .await
        .unwrap();
    album.part(page, "policy", (480, 950)).await;
    join(page, site, RoleName::Owner).await;
    answered(page, site).await;
    album.part(page, "thread", (1070, 950)).await;
    let file = to.join("overview.webp");
    album.beside(page, &["form", "thread", "policy"], (1280, 620), &file).await;
    page.set_size(1180, 640).await.unwrap();
    page.goto(&site.url("/desk/inquiries")).await.unwrap();
    page.screenshot(to.join("desk.webp"), false).await.unwrap();
    drafted(site).await;
    page.goto(&site.url("/desk/policy")).await.unwrap();
    page.set_size(1180, 760).await.unwrap();
    page.screenshot(to.join("draft.webp"), false).await.unwrap();
}

/// Every picture of the documentation, and how large it is.
fn pictures() -> Vec<(String, u64)> {
    let folder = std::fs::read_dir(documented()).unwrap();
    folder
        .map(|entry| {
            let entry = entry.unwrap();
            (entry.file_name().into_string().unwrap(), entry.metadata().unwrap().len())
        })
        .collect()
}

/// Every picture is shown somewhere, is there, is small, and says in words what is on it.
#[test]
fn are_small_and_shown() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut texts = std::fs::read_to_string(root.join("README.md")).unwrap();
    for (file, text) in files(&root.join("docs")) {
        if file.extension().is_some_and(|end| end == "md") {
            texts.push_str(&String::from_utf8(text).unwrap());
        }
    }
    let pictures = pictures();
    for (name, size) in &pictures {
        assert!(*size < LARGEST, "{name} is {size} bytes large");
        assert!(texts.contains(&format!("pictures/{name})")), "nothing shows {name}");
    }
    for shown in texts.split("![").skip(1) {
        let (words, file) = shown.split_once("](").unwrap();
        let Some(file) = file.split(')').next().and_then(|one| one.split_once("pictures/")) else {
            continue;
        };
        assert!(words.len() > 30, "{} says too little of itself: {words}", file.1);
        assert!(pictures.iter().any(|(name, _)| name == file.1), "{} is not there", file.1);
    }
}
