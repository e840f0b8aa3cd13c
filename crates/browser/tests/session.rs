//! A real Chromium against a small server: what a visitor does, what is seen of it, what remains.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly, in its helpers too")]

mod server;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use browser::{Browser, Error, Options, Page, SessionOptions, StorageKind};
use server::Server;

async fn launch() -> Browser {
    launch_with(Options::default()).await
}

async fn launch_with(options: Options) -> Browser {
    // Without Chromium this fails with the text that says how to install it, and is not skipped.
    Browser::launch(options).await.unwrap_or_else(|error| panic!("{error}"))
}

async fn open(browser: &Browser, options: SessionOptions) -> Page {
    browser.session(options).await.unwrap_or_else(|error| panic!("{error}"))
}

fn impatient() -> Options {
    Options { deadline: Duration::from_millis(700), ..Options::default() }
}

/// Fills the form as a person would and sends it; the same with and without script.
async fn send_form(page: &Page, server: &Server) {
    assert_eq!(page.goto(&server.url("/form")).await.unwrap(), 200);
    page.fill("#name", "Ada Lovelace").await.unwrap();
    page.fill("#email", "ada@example.org").await.unwrap();
    page.fill("#email", "").await.unwrap();
    page.fill("#day", "1815-12-10").await.unwrap();
    page.choose("#topic", "Pears").await.unwrap();
    page.fill("#message", "Good morning,\nà bientôt & 再见").await.unwrap();
    page.check("#news").await.unwrap();
    page.check("#styled").await.unwrap();
    page.uncheck("#news").await.unwrap();
    assert_eq!(page.value("#name").await.unwrap().as_deref(), Some("Ada Lovelace"));
    page.click("#send").await.unwrap();
    assert_eq!(page.title().await.unwrap(), "Thanks");
    assert_eq!(page.url().await.unwrap(), server.url("/thanks"));
    let sent = server.arrived("/send").unwrap();
    assert_eq!(sent.method, "POST");
    assert_eq!(
        sent.body,
        "name=Ada+Lovelace&email=&day=1815-12-10&topic=b&message=Good+morning%2C%0D%0A\
         %C3%A0+bient%C3%B4t+%26+%E5%86%8D%E8%A7%81&styled=on"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_is_sent_without_script() {
    let (server, browser) = (Server::start(), launch().await);
    let page = open(&browser, SessionOptions { script: false, ..Default::default() }).await;
    send_form(&page, &server).await;
    page.goto(&server.url("/form")).await.unwrap();
    assert_eq!(page.text("#scripted").await.unwrap().as_deref(), Some(""));
    assert_eq!(page.text("#plain").await.unwrap().as_deref(), Some("Works without script"));
    assert_eq!(page.eval("Promise.resolve(6 * 7)").await.unwrap(), 42);

    let post = page.requests().into_iter().find(|request| request.method == "POST").unwrap();
    assert_eq!((post.url.as_str(), post.kind.as_str()), (&*server.url("/send"), "Document"));
    assert!(post.body.as_deref().unwrap().starts_with("name=Ada+Lovelace&"));
    assert_eq!(post.header("origin"), Some(&*server.url("")));
    let answers = page.responses();
    let see_other = answers.iter().find(|answer| answer.status == 303).unwrap();
    assert_eq!(see_other.set_cookies().count(), 2);
    assert!(see_other.set_cookies().any(|set| set.starts_with("seen=1; Path=/; HttpOnly")));
    assert_eq!(see_other.header("location"), Some("/hop"));
    assert!(answers.iter().any(|answer| answer.status == 302));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_is_sent_with_script_and_cookies_stay_apart() {
    let (server, browser) = (Server::start(), launch().await);
    let page = open(&browser, SessionOptions::default()).await;
    send_form(&page, &server).await;

    page.goto(&server.url("/form")).await.unwrap();
    assert_eq!(page.text("#scripted").await.unwrap().as_deref(), Some("Script runs"));
    page.click("#fetch").await.unwrap();
    assert_eq!(page.text("#answer").await.unwrap().as_deref(), Some("kept"));
    assert_eq!(page.click_and_wait("#later").await.unwrap(), 200);
    assert_eq!(page.title().await.unwrap(), "Thanks");

    let mut cookies = page.cookies().await.unwrap();
    cookies.sort_by(|a, b| a.name.cmp(&b.name));
    let names: Vec<&str> = cookies.iter().map(|cookie| cookie.name.as_str()).collect();
    assert_eq!(names, ["second", "seen"]);
    let (second, seen) = (&cookies[0], &cookies[1]);
    assert_eq!((second.expires, second.http_only, &second.same_site), (None, false, &None));
    assert_eq!(
        (seen.value.as_str(), seen.domain.as_str(), seen.path.as_str()),
        ("1", "127.0.0.1", "/")
    );
    assert!(seen.http_only && !seen.secure && seen.expires.is_some());
    assert_eq!(seen.same_site.as_deref(), Some("Lax"));

    let other = open(&browser, SessionOptions::default()).await;
    other.goto(&server.url("/")).await.unwrap();
    assert!(other.cookies().await.unwrap().is_empty());
    assert!(page.requests().len() > other.requests().len());
    let tab = page.tab().await.unwrap();
    tab.goto(&server.url("/slow")).await.unwrap();
    assert_eq!(tab.cookies().await.unwrap().len(), 2);
    assert_eq!(page.title().await.unwrap(), "Thanks");
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_kept_and_everything_asked_for_is_seen() {
    let (server, browser) = (Server::start(), launch().await);
    let page = open(&browser, SessionOptions::default()).await;
    page.goto(&server.url("/store")).await.unwrap();
    assert_eq!(page.eval("window.ready").await.unwrap(), "ready");

    let kept = |items: &[browser::StorageItem], kind, key: &str| {
        items
            .iter()
            .any(|item| item.kind == kind && item.key == key && item.origin == server.url(""))
    };
    let items = page.storage().await.unwrap();
    assert!(kept(&items, StorageKind::Local, "kept"), "{items:#?}");
    assert!(kept(&items, StorageKind::Session, "visit"), "{items:#?}");
    assert!(kept(&items, StorageKind::IndexedDb, "drawer"), "{items:#?}");
    assert!(kept(&items, StorageKind::CacheStorage, "larder"), "{items:#?}");
    assert!(kept(&items, StorageKind::ServiceWorker, &server.url("/")), "{items:#?}");
    assert_eq!(items.len(), 5, "{items:#?}");
    assert!(page.cookies().await.unwrap().iter().any(|cookie| cookie.name == "written"));
    page.click("#clear").await.unwrap();
    assert_eq!(page.storage().await.unwrap().len(), 4);

    page.click("#out").await.unwrap();
    let seen = |path: &str| page.requests().iter().any(|request| request.url.ends_with(path));
    for _ in 0..40 {
        if seen("/thanks") && seen("/from-worker") {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let requests = page.requests();
    let count = |path: &str| requests.iter().filter(|one| one.url.ends_with(path)).count();
    assert_eq!(count("/from-worker"), 1, "{requests:#?}");
    assert_eq!(count("/thanks"), 1, "{requests:#?}");
    let out: Vec<_> = requests.iter().filter(|request| request.leaves(&server.url("/"))).collect();
    assert!(out.iter().any(|request| request.url.ends_with("/framed")), "{out:#?}");
    assert!(out.iter().all(|request| request.host() == Some("localhost")), "{out:#?}");
    assert_eq!(page.title().await.unwrap(), "Store");
}

fn png_size(path: &Path) -> (u32, u32) {
    let bytes = fs::read(path).unwrap();
    assert!(bytes.starts_with(b"\x89PNG\r\n\x1a\n"));
    let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
    (number(16), number(20))
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_are_taken_light_and_dark() {
    let (server, browser) = (Server::start(), launch().await);
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    let small = SessionOptions { width: 800, height: 600, ..Default::default() };
    let page = open(&browser, SessionOptions { reduced_motion: true, ..small }).await;
    page.goto(&server.url("/look")).await.unwrap();
    let ground = "getComputedStyle(document.body).backgroundColor";
    assert_eq!(page.eval(ground).await.unwrap(), "rgb(255, 255, 255)");
    assert_eq!(page.eval("getComputedStyle(document.body).color").await.unwrap(), "rgb(1, 2, 3)");
    page.screenshot(file("light.png"), false).await.unwrap();
    page.set_dark(true).await.unwrap();
    assert_eq!(page.eval(ground).await.unwrap(), "rgb(10, 10, 10)");
    page.screenshot(file("dark.png"), false).await.unwrap();
    page.screenshot(file("whole.png"), true).await.unwrap();
    assert_eq!(png_size(&file("light.png")), (800, 600));
    assert_eq!(png_size(&file("dark.png")), (800, 600));
    assert_eq!(png_size(&file("whole.png")), (800, 3000));
    assert_ne!(fs::read(file("light.png")).unwrap(), fs::read(file("dark.png")).unwrap());
    page.print_pdf(file("page.pdf")).await.unwrap();
    assert!(fs::read(file("page.pdf")).unwrap().starts_with(b"%PDF-"));

    assert!(!page.scroll_width_overflow().await.unwrap());
    page.set_size(320, 600).await.unwrap();
    assert!(page.scroll_width_overflow().await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keyboard_works() {
    let (server, browser) = (Server::start(), launch().await);
    let page = open(&browser, SessionOptions::default()).await;
    page.goto(&server.url("/keys")).await.unwrap();
    assert_eq!(page.focused().await.unwrap(), "body");
    page.press("Tab").await.unwrap();
    assert_eq!(page.focused().await.unwrap(), "a#skip \"Skip to content\"");
    let outline = "getComputedStyle(document.activeElement).outlineColor";
    assert_eq!(page.eval(outline).await.unwrap(), "rgb(255, 0, 0)");
    page.press("Tab").await.unwrap();
    page.press("a").await.unwrap();
    page.press("Shift+B").await.unwrap();
    assert_eq!(page.value("#field").await.unwrap().as_deref(), Some("aB"));
    page.press("Tab").await.unwrap();
    page.press("Space").await.unwrap();
    assert_eq!(page.checked("#box").await.unwrap(), Some(true));
    page.press("Tab").await.unwrap();
    page.press("ArrowDown").await.unwrap();
    assert_eq!(page.checked("#two").await.unwrap(), Some(true));
    page.click("#open").await.unwrap();
    assert_eq!(page.focused().await.unwrap(), "button#ok \"Ok\"");
    page.press("Escape").await.unwrap();
    assert_eq!(page.attribute("#dialog", "open").await.unwrap(), None);
    page.press("Shift+Tab").await.unwrap();
    assert_eq!(page.focused().await.unwrap(), "input#two[name=r]");
    page.fill("#field", "x").await.unwrap();
    page.press("Enter").await.unwrap();
    assert_eq!(page.url().await.unwrap(), server.url("/thanks?field=x"));
    assert!(matches!(page.press("Retrun").await, Err(Error::Key(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_way_of_getting_somewhere_ends() {
    let (server, browser) = (Server::start(), launch().await);
    let page = open(&browser, SessionOptions::default()).await;
    assert_eq!(page.goto(&server.url("/hop")).await.unwrap(), 200);
    assert_eq!(page.url().await.unwrap(), server.url("/thanks"));
    assert_eq!(page.goto(&server.url("/missing")).await.unwrap(), 404);
    assert_eq!(page.text("h1").await.unwrap().as_deref(), Some("Not here"));
    assert_eq!(page.goto(&server.url("/empty")).await.unwrap(), 404);
    assert_eq!(page.goto(&server.url("/broken")).await.unwrap(), 500);
    assert_eq!(page.goto(&server.url("/nothing")).await.unwrap(), 204);
    assert_eq!(page.title().await.unwrap(), "Broken");
    assert_eq!(page.goto("about:blank").await.unwrap(), 0);
    let closed = page.goto("http://127.0.0.1:9/").await.unwrap_err().to_string();
    assert!(closed.contains("http://127.0.0.1:9/ could not be loaded: net::ERR_"), "{closed}");
    page.goto(&server.url("/")).await.unwrap();
    page.click("a").await.unwrap();
    assert_eq!(page.title().await.unwrap(), "Slow");
    assert_eq!(page.goto(&server.url("/slow#part")).await.unwrap(), 200);
    assert_eq!(page.reload().await.unwrap(), 200);
    page.eval("location.href = '/thanks'").await.unwrap();
    page.settle().await.unwrap();
    assert_eq!(page.title().await.unwrap(), "Thanks");

    assert_eq!(page.goto(&server.url("/file")).await.unwrap(), 200);
    let file = page.wait_for_download(0).await.unwrap();
    assert_eq!(file.name, "people.csv");
    assert_eq!(fs::read_to_string(&file.path).unwrap(), "name\nAda\n");
    assert_eq!(page.title().await.unwrap(), "Thanks");
}

#[tokio::test(flavor = "multi_thread")]
async fn complaints_are_kept_and_errors_explain_themselves() {
    let (server, browser) = (Server::start(), launch_with(impatient()).await);
    let page = open(&browser, SessionOptions::default()).await;
    page.goto(&server.url("/strict")).await.unwrap();
    assert_eq!(page.title().await.unwrap(), "Strict");
    let console = page.console();
    let breaches = console.iter().filter(|line| line.contains("Content Security Policy"));
    assert_eq!(breaches.count(), 2, "{console:#?}");
    let pixel = page.requests().into_iter().find(|one| one.url.ends_with("/pixel.gif")).unwrap();
    assert_eq!(pixel.failed.as_deref(), Some("blocked: csp"));
    page.click("#send").await.unwrap();
    assert!(page.console().len() > console.len(), "a forbidden form target is complained of");

    page.goto(&server.url("/trouble")).await.unwrap();
    let console = page.console().join("\n");
    for part in ["console.error: said", "dialog (alert): look here", "Error: thrown"] {
        assert!(console.contains(part), "{part} is not in {console}");
    }
    for (error, parts) in [
        (page.click("#gone").await.unwrap_err(), ["`#gone`", "no such element"]),
        (page.click("#under").await.unwrap_err(), ["`#under`", "covered by div#cover \"Choose"]),
        (page.click("#off").await.unwrap_err(), ["`#off`", "it is disabled"]),
        (page.wait_for("h9").await.unwrap_err(), ["`h9`", "0.7 s"]),
        (page.fill("#under", "x").await.unwrap_err(), ["`#under`", "is not a field for text"]),
        (page.eval("x.y").await.unwrap_err(), ["x is not defined", "x.y"]),
        (page.click_and_wait("#cover").await.unwrap_err(), ["#cover", "lead somewhere"]),
    ] {
        let text = error.to_string();
        assert!(parts.iter().all(|part| text.contains(part)), "{text}");
        let place = matches!(error, Error::Script { .. })
            || text.contains(&format!("{} \"Trouble\"", server.url("/trouble")));
        assert!(place, "{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn wishes_travel_with_every_request() {
    let (server, browser) = (Server::start(), launch().await);
    let options = SessionOptions {
        gpc: true,
        language: Some("de-AT,de".into()),
        mobile: true,
        width: 360,
        dark: true,
        ..Default::default()
    };
    let page = open(&browser, options).await;
    page.goto(&server.url("/form")).await.unwrap();
    for path in ["/form", "/form.js"] {
        let headers = server.arrived(path).unwrap().headers;
        assert_eq!(headers["sec-gpc"], "1");
        assert!(headers["accept-language"].starts_with("de-AT,de"), "{headers:?}");
    }
    assert_eq!(page.eval("navigator.globalPrivacyControl").await.unwrap(), true);
    assert_eq!(page.eval("navigator.language").await.unwrap(), "de-AT");
    assert_eq!(page.eval("innerWidth").await.unwrap(), 360);
    assert_eq!(
        page.eval("matchMedia('(prefers-color-scheme: dark)').matches").await.unwrap(),
        true
    );
    page.click("#send").await.unwrap();
    assert_eq!(page.title().await.unwrap(), "Thanks");
    let plain = open(&browser, SessionOptions::default()).await;
    plain.goto(&server.url("/keys")).await.unwrap();
    assert!(!server.arrived("/keys").unwrap().headers.contains_key("sec-gpc"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_end_is_told_and_leaves_nothing_behind() {
    let (server, browser) = (Server::start(), launch().await);
    let page = open(&browser, SessionOptions::default()).await;
    page.goto(&server.url("/")).await.unwrap();
    let crash = page.goto("chrome://crash").await.unwrap_err();
    assert!(matches!(crash, Error::PageGone { how: "crashed", .. }), "{crash}");
    assert!(page.title().await.is_err());

    let page = open(&browser, SessionOptions::default()).await;
    page.goto(&server.url("/")).await.unwrap();
    let id = browser.process_id().to_string();
    let words = fs::read(format!("/proc/{id}/cmdline")).unwrap();
    let words = String::from_utf8(words).unwrap();
    let profile = words.split('\0').find_map(|word| word.strip_prefix("--user-data-dir="));
    let profile = Path::new(profile.unwrap()).to_owned();
    assert!(profile.exists());

    let waits = async { page.eval("new Promise(() => {})").await.unwrap_err() };
    let ends = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        assert!(Command::new("kill").args(["-9", &id]).status().unwrap().success());
    };
    let (cut, ()) = tokio::join!(waits, ends);
    assert!(matches!(cut, Error::Ended { .. }), "{cut}");
    let after = page.goto(&server.url("/")).await.unwrap_err();
    assert!(after.to_string().starts_with("Chromium has ended"), "{after}");
    drop(browser);
    assert!(!profile.parent().unwrap().exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn dropping_ends_the_process() {
    let browser = launch().await;
    // In a task of its own, as a program would have it: everything may move between threads.
    let opening = tokio::spawn(async move {
        let page = open(&browser, SessionOptions::default()).await;
        page.goto("data:text/html,<input id=a><button>b</button>").await.unwrap();
        page.fill("#a", "text").await.unwrap();
        page.click("button").await.unwrap();
        (browser, page)
    });
    let (browser, page) = opening.await.unwrap();
    let process = format!("/proc/{}", browser.process_id());
    assert!(Path::new(&process).exists());
    drop(browser);
    assert!(!Path::new(&process).exists());
    assert!(matches!(page.title().await, Err(Error::Ended { .. })));
}
