//! Writing a page as the team does: with script, without, and with the keyboard alone.

use std::fs;

use browser::{Page, SessionOptions};
use kit::web::RoleName;
use masses::ground::journal::Actor;
use masses::ground::keystate;

use super::pictures::Album;
use super::{join, launch, open, text, width};
use crate::site::Site;

/// What the first frame on the page shows.
const FRAMED: &str = "document.querySelector('iframe').contentDocument.body?.innerText ?? ''";

async fn framed(page: &Page) -> String {
    page.eval(FRAMED).await.unwrap().as_str().unwrap_or_default().to_owned()
}

async fn done(page: &Page, said: &str) {
    let notice = text(page, ".notice--good").await;
    assert!(notice.contains(said), "{notice}");
}

/// From nothing to a page that visitors see, and back.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_written_with_and_without_script() {
    let (site, browser) = (Site::demo().await, launch().await);
    for (script, role, title, path) in [
        (true, RoleName::Agent, "Summer feast", "/summer-feast"),
        (false, RoleName::Privacy, "Winter feast", "/winter-feast"),
    ] {
        let page = open(&browser, SessionOptions { script, ..SessionOptions::default() }).await;
        site.pass(60_000);
        join(&page, &site, role).await;
        write(&page, &site, title, path).await;
        undo(&page, &site, path).await;
        assert!(page.console().is_empty(), "{:#?}", page.console());
        for request in page.requests() {
            // A field for a day has a drawing of the browser's own.
            let own = ["about:srcdoc", "data:"].iter().any(|own| request.url.starts_with(own));
            let inside = own || request.url.starts_with(&site.url("/"));
            assert!(inside && request.failed.is_none(), "{request:?}");
        }
    }
}

async fn write(page: &Page, site: &Site, title: &str, path: &str) {
    page.goto(&site.url("/desk/pages")).await.unwrap();
    assert_eq!(page.click_and_wait(".head__actions a[href$='/new']").await.unwrap(), 200);
    page.fill("#field-title", title).await.unwrap();
    assert_eq!(page.click_and_wait("main .form__actions .button").await.unwrap(), 200);
    done(page, "as a draft").await;
    page.fill("#field-body", "We meet **on Sunday**.\n").await.unwrap();
    assert_eq!(page.click_and_wait("button[name='as'][value='draft']").await.unwrap(), 200);
    done(page, "Only the team sees it").await;
    assert_eq!(site.visitor().get(path).await.status, 404);

    let form = page.url().await.unwrap();
    assert_eq!(page.click_and_wait("a[href*='/desk/pages/preview']").await.unwrap(), 200);
    assert_eq!(page.count("iframe").await.unwrap(), 3);
    assert!(framed(page).await.contains("We meet on Sunday."), "{}", framed(page).await);
    let wide =
        "[...document.querySelectorAll('iframe')].map((one) => one.contentWindow.innerWidth)";
    assert_eq!(page.eval(wide).await.unwrap(), serde_json::json!([390, 768, 1280]));
    assert_eq!(page.click_and_wait("nav a[href*='width=tablet']").await.unwrap(), 200);
    assert_eq!(page.count("iframe").await.unwrap(), 1);

    page.goto(&form).await.unwrap();
    assert_eq!(page.click_and_wait("button[name='as'][value='live']").await.unwrap(), 200);
    done(page, "Visitors see it now").await;
    let live = site.visitor().get(path).await;
    assert!(live.body.contains("We meet <strong>on Sunday</strong>."), "{}", live.body);
}

/// The first version is brought back, then the page is deleted and comes back too.
async fn undo(page: &Page, site: &Site, path: &str) {
    page.fill("#field-body", "We meet **on Monday**.\n").await.unwrap();
    assert_eq!(page.click_and_wait("button[name='as'][value='live']").await.unwrap(), 200);
    assert_eq!(page.click_and_wait("a[href*='/desk/pages/history']").await.unwrap(), 200);
    assert_eq!(page.click_and_wait("ol.list li:first-child a").await.unwrap(), 200);
    assert!(text(page, ".difference del").await.contains("Sunday"));
    assert!(text(page, ".difference ins").await.contains("Monday"));
    page.click_and_wait(".head__actions a").await.unwrap();
    page.click_and_wait("ol.list li:nth-child(2) a").await.unwrap();
    page.click("details.confirm summary").await.unwrap();
    assert_eq!(page.click_and_wait("details.confirm button").await.unwrap(), 200);
    done(page, "is back").await;
    assert!(site.visitor().get(path).await.body.contains("on Sunday"));
    page.click("details.confirm:not(.confirm--calm) summary").await.unwrap();
    let delete = "details.confirm:not(.confirm--calm) button";
    assert_eq!(page.click_and_wait(delete).await.unwrap(), 200);
    assert_eq!(site.visitor().get(path).await.status, 404);
    page.click_and_wait("ol.list li:nth-child(2) a").await.unwrap();
    page.click("details.confirm summary").await.unwrap();
    assert_eq!(page.click_and_wait("details.confirm button").await.unwrap(), 200);
    assert!(site.visitor().get(path).await.body.contains("on Sunday"));
}

/// Presses a key until something has the focus.
async fn reach(page: &Page, wanted: &str) {
    for _ in 0..80 {
        page.press("Tab").await.unwrap();
        if page.focused().await.unwrap().contains(wanted) {
            return;
        }
    }
    panic!("{wanted} is not reached: {}", page.focused().await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_written_with_the_keyboard_alone() {
    let (site, browser) = (Site::demo().await, launch().await);
    let options = SessionOptions { script: false, ..SessionOptions::default() };
    let page = open(&browser, options).await;
    join(&page, &site, RoleName::Agent).await;
    page.goto(&site.url("/desk/pages")).await.unwrap();
    reach(&page, "a \"About").await;
    page.press("Enter").await.unwrap();
    assert!(page.url().await.unwrap().contains("/desk/pages/edit"));
    reach(&page, "#field-title").await;
    for key in ["End", "Shift+Home", "A", "l", "l"] {
        page.press(key).await.unwrap();
    }
    reach(&page, "#field-body").await;
    // Where there is more about a page, it is open.
    reach(&page, "More about this page").await;
    reach(&page, "#field-description").await;
    reach(&page, "#field-more").await;
    reach(&page, "button[name=as] \"Save\"").await;
    page.press("Enter").await.unwrap();
    done(&page, "Visitors see it now").await;
    assert!(fs::read_to_string(site.folder.join("pages/about.md")).unwrap().contains("\"All\""));
    // What asks first opens and closes with the keyboard too.
    reach(&page, "Rename or move").await;
    page.press("Enter").await.unwrap();
    reach(&page, "#move-folder").await;
    reach(&page, "#move-name").await;
    reach(&page, "Delete…").await;
    assert!(page.console().is_empty(), "{:#?}", page.console());
}

/// With script the page is shown while it is typed, and what is not saved is not left unasked.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_shown_while_it_is_typed() {
    let (site, browser) = (Site::demo().await, launch().await);
    let page = open(&browser, SessionOptions { width: 1400, ..SessionOptions::default() }).await;
    join(&page, &site, RoleName::Agent).await;
    page.goto(&site.url("/desk/pages/edit?file=pages/about.md")).await.unwrap();
    page.wait_for("iframe[srcdoc]").await.unwrap();
    page.fill("#field-body", "Seen *at once*").await.unwrap();
    let shown = format!("({FRAMED}).includes('Seen at once')");
    let mut seen = false;
    for _ in 0..100 {
        seen |= page.eval(&shown).await.unwrap() == true;
        if seen {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert!(seen, "{}", framed(&page).await);
    page.eval("document.querySelector('.editor__insert').open = true").await.unwrap();
    page.fill("#insert-alt", "A [small] hut").await.unwrap();
    let choose = "document.querySelector('#insert-picture').value = '/files/hut.svg'";
    page.eval(choose).await.unwrap();
    page.click(".editor__insert button").await.unwrap();
    let text = page.eval("document.querySelector('#field-body').value").await.unwrap();
    let line = r"![A \[small\] hut](/files/hut.svg)";
    assert!(text.as_str().unwrap().contains(line), "{text}");
    page.fill("#field-body", "Seen *at once*").await.unwrap();
    let left = "(() => { const event = new Event('beforeunload', { cancelable: true });
        window.dispatchEvent(event); return event.defaultPrevented; })()";
    assert_eq!(page.eval(left).await.unwrap(), true, "it is not asked");
    page.press("Control+s").await.unwrap();
    page.wait_for(".notice--good").await.unwrap();
    assert_eq!(page.eval(left).await.unwrap(), false, "asked although all is saved");
    assert!(site.visitor().get("/about").await.body.contains("Seen <em>at once</em>"));
    assert!(page.console().is_empty(), "{:#?}", page.console());
}

/// Nobody scrolls sideways on the narrowest screen, whatever things are called.
#[tokio::test(flavor = "multi_thread")]
async fn writing_fits_a_narrow_screen() {
    let site = Site::demo().await;
    fill_site(&site);
    let (browser, agent) = (launch().await, site.member(RoleName::Owner).await);
    let name = format!("{}.txt", "rindfleischetikettierung".repeat(2));
    agent.upload("/desk/pages/files", &[], (&name, b"x")).await;
    let page = open(&browser, width::narrow(false)).await;
    join(&page, &site, RoleName::Agent).await;
    let long = "pages/verein/lang.de.md";
    for path in [
        "/desk/pages".to_owned(),
        "/desk/pages/new".to_owned(),
        format!("/desk/pages/edit?file={long}"),
        format!("/desk/pages/edit?file={long}&whole=on"),
        format!("/desk/pages/history?file={long}"),
        format!("/desk/pages/preview?file={long}"),
        format!("/desk/pages/preview?file={long}&width=desktop"),
        "/desk/pages/edit?file=pages/broken.md".to_owned(),
        "/desk/pages/files".to_owned(),
        format!("/desk/pages/file?name={name}"),
    ] {
        assert_eq!(page.goto(&site.url(&path)).await.unwrap(), 200, "{path}");
        width::check(&page, &path).await;
    }
    page.goto(&site.url(&format!("/desk/pages/edit?file={long}"))).await.unwrap();
    fs::write(site.folder.join(long), format!("+++\ntitle = \"{0}\"\n+++\n{0}\n", "x".repeat(150)))
        .unwrap();
    page.fill("#field-body", &"y".repeat(300)).await.unwrap();
    assert_eq!(page.click_and_wait("button[name='as']").await.unwrap(), 409);
    width::check(&page, "what was changed meanwhile").await;
}

/// Pictures, to look at: `MASSES_PICTURES=/tmp/x cargo test -p masses --test it browser::editor`.
#[tokio::test(flavor = "multi_thread")]
async fn pictures() {
    let Some(folder) = std::env::var_os("MASSES_PICTURES") else { return };
    let album = Album::in_folder(&folder);
    let site = Site::demo().await;
    fill_site(&site);
    let browser = launch().await;
    let page = open(&browser, SessionOptions { width: 1280, ..SessionOptions::default() }).await;
    join(&page, &site, RoleName::Agent).await;
    keystate::confirm(site.ground(), Actor::Command).await.unwrap();
    let agent = site.colleague(RoleName::Owner).await.browser;
    let upload = async |name: &str, content: &[u8]| {
        let sent = agent.upload("/desk/pages/files", &[], (name, content)).await;
        assert!(matches!(sent.status, 303 | 409), "{}", sent.body);
        sent
    };
    let picture = include_bytes!("../../../../../docs/pictures/overview.webp");
    upload("Overview of the desk.webp", picture).await;
    upload("Statutes of 2026.pdf", b"%PDF-1.7\n").await;
    for (path, name) in [
        ("/desk/pages", "list"),
        ("/desk/pages?state=draft", "drafts"),
        ("/desk/pages?q=nothing+like+it", "none"),
        ("/desk/pages/new", "new"),
        ("/desk/pages/edit?file=pages/about.md", "edit"),
        ("/desk/pages/edit?file=pages/broken.md", "broken"),
        ("/desk/pages/preview?file=pages/about.md", "preview"),
        ("/desk/pages/preview?file=pages/about.md&width=phone", "preview-phone"),
        ("/desk/pages/files", "files"),
        ("/desk/pages/file?name=overview-of-the-desk.webp&alt=The+desk", "file"),
        ("/de/desk/pages/edit?file=pages/about.de.md", "edit-de"),
    ] {
        album.go(&page, &site, path, &format!("editor-{name}")).await;
    }
    let focus = [("name", "overview-of-the-desk.webp"), ("at", "top-left")];
    assert_eq!(agent.post("/desk/pages/file/focus", &focus).await.status, 303);
    album.go(&page, &site, "/desk/pages/file?name=overview-of-the-desk.webp", "editor-focus").await;
    page.goto(&site.url("/desk/pages/edit?file=pages/about.md")).await.unwrap();
    let opened = "document.querySelectorAll('form details').forEach((one) => one.open = true);
        Object.assign(document.querySelector('#field-body').style, { minBlockSize: 0, blockSize: '3rem' })";
    page.eval(opened).await.unwrap();
    album.take(&page, "editor-fields").await;
    fs::write(
        site.folder.join("pages/about.md"),
        "+++\ntitle = \"About us\"\n+++\n\nWe meet on Monday, as ever.\n",
    )
    .unwrap();
    page.fill("#field-title", "").await.unwrap();
    page.click_and_wait("button[name='as']").await.unwrap();
    album.take(&page, "editor-mistake").await;
    page.fill("#field-title", "About all of us").await.unwrap();
    page.fill("#field-body", "\nWe meet on Tuesday, as ever.\n").await.unwrap();
    page.click_and_wait("button[name='as']").await.unwrap();
    album.take(&page, "editor-moved").await;
    page.click_and_wait("button[name='as']").await.unwrap();
    page.click_and_wait("a[href*='/desk/pages/history']").await.unwrap();
    album.take(&page, "editor-history").await;
    page.click_and_wait("ol.list li:first-child a").await.unwrap();
    album.take(&page, "editor-version").await;
}

/// A site as it is after a year: folders, drafts, something broken, long words.
fn fill_site(site: &Site) {
    let put = |name: &str, text: &str| {
        let path = site.folder.join("pages").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    for number in 1..=24 {
        let title = format!("Letter {number} to our members");
        put(
            &format!("letters/letter-{number}.md"),
            &format!("+++\ntitle = \"{title}\"\n+++\n\nDear all,\n"),
        );
    }
    put("soon.md", "+++\ntitle = \"The summer feast\"\ndraft = true\n+++\nNot yet.\n");
    put("broken.md", "+++\ntitle = \"The board\"\nordre = 3\n+++\nWho we are.\n");
    let long = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft";
    put("verein/lang.de.md", &format!("+++\ntitle = \"{long}\"\n+++\nJa.\n"));
}
