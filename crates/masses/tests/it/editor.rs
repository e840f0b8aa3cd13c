//! Writing pages in the desk: the files stay the truth, nothing is lost, and nothing is
//! overwritten that was not seen.

mod acts;
mod disk;
mod fields;
mod files;
pub mod kept;
mod list;

use std::fs;
use std::path::Path;

use kit::web::RoleName;
use masses::ground::journal::Noted;

use crate::pages::{page, put, until};
use crate::site::{Reply, Site, Visitor};

const FILE: &str = "pages/about.md";

fn file(site: &Site, name: &str) -> String {
    fs::read_to_string(site.folder.join(name)).unwrap()
}

/// What is in a folder, hidden or not, in order.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|one| one.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn address(what: &str, file: &str) -> String {
    format!("/desk/pages/{what}?file={}", file.replace('/', "%2F"))
}

/// Everything that the form of a page sends.
const FIELDS: [&str; 13] = [
    "title",
    "body",
    "description",
    "date",
    "publish",
    "tags",
    "image",
    "image_alt",
    "order",
    "menu",
    "more",
    "file",
    "seen",
];

/// The value of a field of the form, as a browser would send it.
fn value(reply: &Reply, name: &str) -> String {
    let html = scraper::Html::parse_document(&reply.body);
    let css = format!("main form.editor [name='{name}']");
    let field = html.select(&scraper::Selector::parse(&css).unwrap()).next();
    let field = field.unwrap_or_else(|| panic!("no field {name} in\n{}", reply.body));
    let chosen = scraper::Selector::parse("option[selected]").unwrap();
    match field.value().attr("value") {
        None if field.value().name() == "select" => {
            let option = field.select(&chosen).next();
            option.and_then(|one| one.value().attr("value")).unwrap_or_default().to_owned()
        }
        Some(value) => value.to_owned(),
        None => field.text().collect(),
    }
}

/// Opens the form of a page, and sends it with some fields changed.
pub async fn edit(visitor: &Visitor<'_>, file: &str, changed: &[(&str, &str)]) -> Reply {
    let form = visitor.get(&address("edit", file)).await;
    assert_eq!(form.status, 200, "{}", form.body);
    send(visitor, &form, changed).await
}

/// Sends a form of a page that was opened before, with some fields changed.
async fn send(visitor: &Visitor<'_>, form: &Reply, changed: &[(&str, &str)]) -> Reply {
    let mut fields: Vec<(&str, String)> = FIELDS.map(|name| (name, value(form, name))).into();
    fields.push(("as", "live".to_owned()));
    for (name, text) in &mut fields {
        if let Some((_, new)) = changed.iter().find(|(field, _)| field == name) {
            *text = (*new).to_owned();
        }
        // As browsers send it (HTML, section 4.10.22.4).
        *text = text.replace('\n', "\r\n");
    }
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, text)| (*name, &**text)).collect();
    visitor.post("/desk/pages/edit", &fields).await
}

#[track_caller]
pub fn saved(reply: &Reply) {
    assert_eq!(reply.status, 303, "{}", reply.body);
    assert!(reply.header("location").contains("done=page-"), "{}", reply.header("location"));
}

async fn entries(site: &Site) -> Vec<Noted> {
    site.ground().journal.page(None, None, 100).await.unwrap()
}

/// A change of the title changes one line of the file, is live at once, and is remembered.
#[tokio::test]
async fn a_page_is_edited_and_nothing_else_of_its_file_changes() {
    let site = Site::demo().await;
    let before = "+++\n# looked after by Ida\ntitle = 'About us' # short\norder = 2\n\n# for search\n\
        description = \"Who we are\"\n+++\n\nHello *there*\n\n    code\n";
    put(&site, FILE, before);
    until(&site, "/about", |reply| reply.body.contains("Hello")).await;
    let there = names(&site.folder.join("pages"));
    let agent = site.member(RoleName::Agent).await;
    saved(&edit(&agent, FILE, &[]).await);
    assert_eq!(file(&site, FILE), before, "nothing was changed, so nothing is");
    saved(&edit(&agent, FILE, &[("title", "All about \"us\"")]).await);
    assert_eq!(file(&site, FILE), before.replace("'About us'", "'All about \"us\"'"));
    let live = site.visitor().get("/about").await;
    assert!(live.body.contains("All about"), "not live when the answer is there: {}", live.body);
    assert_eq!(names(&site.folder.join("pages")), there, "something is left");
    assert!(fs::metadata(site.folder.join(FILE)).unwrap().is_file());
    let noted = entries(&site).await;
    let changed: Vec<_> = noted.iter().filter(|one| one.act == "page-changed").collect();
    assert_eq!(changed.len(), 1, "{noted:#?}");
    assert!(changed[0].actor.member().is_some() && changed[0].person.is_none());
}

/// Two people at once: the second sees what the first has changed, and keeps what they typed.
#[tokio::test]
pub async fn whoever_is_slower_loses_nothing_and_overwrites_nothing() {
    let site = Site::demo().await;
    let (ida, otto) = (site.member(RoleName::Agent).await, site.member(RoleName::Owner).await);
    let form = ida.get(&address("edit", FILE)).await;
    let same = otto.get(&address("edit", FILE)).await;
    site.pass(60_000);
    saved(&send(&ida, &form, &[("body", "What Ida wrote, word by word.\n")]).await);
    let theirs = file(&site, FILE);
    let moved = send(&otto, &same, &[("title", "Otto’s title"), ("body", "Other words.\n")]).await;
    assert_eq!(moved.status, 409, "{}", moved.body);
    assert_eq!(file(&site, FILE), theirs, "overwritten");
    for part in ["Test agent", "2 March 2026", "What Ida wrote,", "Other", "<del>", "<ins>"] {
        assert!(moved.body.contains(part), "no {part} in\n{}", moved.body);
    }
    assert_eq!(value(&moved, "title"), "Otto’s title");
    assert_eq!(value(&moved, "body"), "Other words.\n");
    // Ida is faster once more: it is asked again.
    saved(&edit(&ida, FILE, &[("body", "And more.\n")]).await);
    let again = send(&otto, &moved, &[]).await;
    assert_eq!(again.status, 409, "{}", again.body);
    saved(&send(&otto, &again, &[]).await);
    let live = site.visitor().get("/about").await.body;
    assert!(live.contains("Otto’s title") && live.contains("Other words."), "{live}");
    // Both are in the history.
    let history = otto.get(&address("history", FILE)).await.body;
    assert!(history.contains("Test agent") && history.contains("Test owner"), "{history}");
    let twice = send(&otto, &again, &[]).await;
    saved(&twice);
    assert_eq!(versions(&otto, FILE).await.len(), 4, "a second click is the same click");
}

/// The same with somebody who has the file open in an editor on the server.
#[tokio::test]
async fn a_change_on_the_disk_meanwhile_is_not_overwritten() {
    let site = Site::demo().await;
    let agent = site.member(RoleName::Agent).await;
    let form = agent.get(&address("edit", FILE)).await;
    put(&site, FILE, &page("About", "Written on the server"));
    let moved = send(&agent, &form, &[("body", "Written in the desk\n")]).await;
    assert_eq!(moved.status, 409, "{}", moved.body);
    assert!(moved.body.contains("changed on the disk"), "{}", moved.body);
    assert_eq!(file(&site, FILE), page("About", "Written on the server"));
    saved(&send(&agent, &moved, &[]).await);
    assert!(file(&site, FILE).contains("Written in the desk"));
    // Deleted meanwhile.
    let form = agent.get(&address("edit", FILE)).await;
    fs::remove_file(site.folder.join(FILE)).unwrap();
    let moved = send(&agent, &form, &[("body", "Still mine\n")]).await;
    assert_eq!(moved.status, 409, "{}", moved.body);
    assert!(moved.body.contains("It was deleted."), "{}", moved.body);
    assert!(!site.folder.join(FILE).exists());
    saved(&send(&agent, &moved, &[]).await);
    assert!(file(&site, FILE).contains("Still mine"));
}

/// Every version of a page: its id, newest first.
pub async fn versions(visitor: &Visitor<'_>, file: &str) -> Vec<String> {
    let history = visitor.get(&address("history", file)).await;
    let ids = history.body.split("/desk/pages/version?id=").skip(1);
    ids.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

/// Waits until a page has so many versions: a change on the disk is seen within moments.
pub async fn until_versions(visitor: &Visitor<'_>, file: &str, count: usize) -> Vec<String> {
    for _ in 0..200 {
        let all = versions(visitor, file).await;
        if all.len() == count {
            return all;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("{file} has {:?}, not {count}", versions(visitor, file).await);
}

/// Each change is a version, wherever it was made, and each can be brought back.
#[tokio::test]
async fn every_version_can_be_brought_back() {
    let site = Site::demo().await;
    let agent = site.member(RoleName::Agent).await;
    let first = file(&site, FILE);
    until_versions(&agent, FILE, 1).await;
    site.pass(3_600_000);
    put(&site, FILE, &page("About", "Monday is the day"));
    until_versions(&agent, FILE, 2).await;
    saved(&edit(&agent, FILE, &[("body", "Tuesday is the day\n")]).await);
    let all = versions(&agent, FILE).await;
    let changed = agent.get(&format!("/desk/pages/version?id={}", all[0])).await;
    for part in ["Gone: </span>Monday</del>", "New: </span>Tuesday</ins>", "Test agent"] {
        assert!(changed.body.contains(part), "no {part} in\n{}", changed.body);
    }
    let oldest = agent.get(&format!("/desk/pages/version?id={}", all[2])).await;
    let fields = [("id", all[2].as_str()), ("seen", oldest.hidden("seen"))];
    // Somebody changes it while that is looked at.
    saved(&edit(&agent, FILE, &[("body", "Wednesday\n")]).await);
    let moved = agent.post("/desk/pages/restore", &fields).await;
    assert_eq!(moved.status, 409, "{}", moved.body);
    assert!(file(&site, FILE).contains("Wednesday"));
    let fields = [("id", all[2].as_str()), ("seen", moved.hidden("seen"))];
    // What happens within one millisecond has no order in the journal.
    site.pass(1);
    saved(&agent.post("/desk/pages/restore", &fields).await);
    assert_eq!(file(&site, FILE), first);
    assert_eq!(versions(&agent, FILE).await.len(), 5);
    let restored = entries(&site).await.into_iter().find(|one| one.act == "page-changed").unwrap();
    assert_eq!(restored.detail.as_deref(), Some("{\"how\":\"restored\"}"));
}

/// A page with a mistake is not written: the mistake stands beside its field, and what was typed
/// stays.
#[tokio::test]
async fn a_mistake_is_said_beside_its_field() {
    let site = Site::demo().await;
    let agent = site.member(RoleName::Agent).await;
    let before = file(&site, FILE);
    for (changed, field, said) in [
        (
            ("more", "toc = true\nordre = 3"),
            "more",
            "in line 2: a page has no key `ordre` (did you mean `order`?)",
        ),
        (("more", "toc = \"two\""), "more", "in line 1: `toc` has to be true or false"),
        (("more", "+++\nx"), "more", "in line 1: this line would end it"),
        (("more", "language = \"fr\""), "more", "this site has no language `fr`"),
        (
            ("more", "language = \"de\""),
            "title",
            "pages/about.de.md has the same address and language",
        ),
        (("title", " "), "title", "please fill this in"),
        (("description", &*"x".repeat(500)), "description", "400 characters"),
    ] {
        let reply = edit(&agent, FILE, &[changed, ("body", "Kept *words*\n")]).await;
        assert_eq!(reply.status, 422, "{changed:?}: {}", reply.body);
        let html = scraper::Html::parse_document(&reply.body);
        let css = format!("#field-{field}-error");
        let error = html.select(&scraper::Selector::parse(&css).unwrap()).next();
        let error: String =
            error.unwrap_or_else(|| panic!("{changed:?}: {}", reply.body)).text().collect();
        assert!(error.contains(said), "{changed:?}: {error}");
        assert_eq!(value(&reply, "body"), "Kept *words*\n");
        assert_eq!(value(&reply, changed.0).trim_end(), changed.1.trim_end());
        assert_eq!(file(&site, FILE), before);
    }
    fs::remove_file(site.folder.join("pages/index.de.md")).unwrap();
    until(&site, "/de", |reply| reply.status == 404).await;
    for changed in [("as", "draft"), ("more", "language = \"de\"")] {
        let home = edit(&agent, "pages/index.md", &[changed]).await;
        assert_eq!(home.status, 422, "{}", home.body);
        assert!(home.body.contains("home page"), "{}", home.body);
    }
}

/// What is broken on the disk is shown as a whole, and can be mended here.
#[tokio::test]
async fn a_broken_file_is_mended_as_a_whole() {
    let site = Site::demo().await;
    let agent = site.member(RoleName::Agent).await;
    put(&site, "pages/odd.md", "+++\ntitle = \"Odd\n+++\nText\n");
    // The warning above the list may be a moment newer than the list.
    let list = until_list(&agent, "to be mended").await;
    assert!(list.body.contains("no DE yet"), "{}", list.body);
    assert!(list.body.contains("to be mended") && list.body.contains("not TOML"), "{}", list.body);
    let form = agent.get(&address("edit", "pages/odd.md")).await;
    assert_eq!(value(&form, "whole"), "on");
    assert_eq!(value(&form, "body"), "+++\ntitle = \"Odd\n+++\nText\n");
    let fields = |body: &'static str| {
        [("file", "pages/odd.md"), ("seen", form.hidden("seen")), ("whole", "on"), ("body", body)]
    };
    let wrong = agent.post("/desk/pages/edit", &fields("+++\ntitle = 1\n+++\n")).await;
    assert_eq!(wrong.status, 422, "{}", wrong.body);
    assert!(wrong.body.contains("in line 2"), "{}", wrong.body);
    saved(&agent.post("/desk/pages/edit", &fields("+++\ntitle = \"Odd\"\n+++\nText\n")).await);
    assert_eq!(site.visitor().get("/odd").await.status, 200);
}

async fn until_list(visitor: &Visitor<'_>, part: &str) -> Reply {
    for _ in 0..1_200 {
        let list = visitor.get("/desk/pages").await;
        if list.body.contains(part) {
            return list;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("no {part} in\n{}", visitor.get("/desk/pages").await.body);
}

/// Nothing but pages can be looked at or written, whatever a form or an address says.
#[tokio::test]
async fn no_name_leads_out_of_the_pages() {
    let site = Site::demo().await;
    let agent = site.member(RoleName::Agent).await;
    let settings = file(&site, "masses.toml");
    std::os::unix::fs::symlink(site.folder.join("masses.toml"), site.folder.join("pages/out.md"))
        .unwrap();
    for name in [
        "masses.toml",
        "pages/../masses.toml",
        "pages/..%2Fmasses.toml",
        "/etc/passwd",
        "pages//etc/passwd",
        "pages/.hidden.md",
        "pages/out.md",
        "pages/nothing.md",
        "pages/nothing.txt",
        "",
    ] {
        for what in ["edit", "history"] {
            let reply = agent.get(&address(what, name)).await;
            assert!(matches!(reply.status, 200 | 404), "{name}: {}", reply.status);
            assert!(!reply.body.contains("legal_name"), "{name}: {}", reply.body);
        }
        let fields = [("file", name), ("title", "x"), ("body", "x"), ("seen", "")];
        let reply = agent.post("/desk/pages/edit", &fields).await;
        assert!(matches!(reply.status, 303 | 404 | 507), "{name}: {}", reply.status);
    }
    assert_eq!(file(&site, "masses.toml"), settings);
    assert_eq!(names(&site.folder), ["files", "masses.toml", "pages"]);
}

/// Through everything that can be shown of writing pages; the pages as they came.
pub async fn tour(visitor: &Visitor<'_>) -> Vec<String> {
    let mut seen = Vec::new();
    for path in ["/desk/pages", "/desk/pages?q=nothing+like+it", "/desk/pages?state=deleted"] {
        seen.push(visitor.get(path).await.body);
    }
    let form = visitor.get(&address("edit", FILE)).await;
    saved(&edit(visitor, FILE, &[("body", "First\n")]).await);
    let moved = send(visitor, &form, &[("body", "Second\n")]).await;
    assert_eq!(moved.status, 409, "{}", moved.body);
    seen.extend([form.body, moved.body, visitor.get(&address("history", FILE)).await.body]);
    let newest = versions(visitor, FILE).await.remove(0);
    seen.push(visitor.get(&format!("/desk/pages/version?id={newest}")).await.body);
    seen.push(visitor.get(&address("preview", FILE)).await.body);
    seen.extend(files::tour(visitor).await);
    seen
}
