//! The list of pages, new ones on it, and who may see it.

use kit::web::RoleName;

use super::{FILE, edit, file, saved, until_list};
use crate::pages::{page, put};
use crate::site::{Reply, Site, demo_folder, files};

/// A new page begins as a draft under a name made from its title; then it is published, and taken
/// back.
#[tokio::test]
async fn a_page_is_begun_published_and_taken_back() {
    let site = Site::demo().await;
    let agent = site.member(RoleName::Agent).await;
    let new = async |title: &str, folder: &str, lang: &str| {
        let fields = [("title", title), ("new_folder", folder), ("language", lang)];
        let reply = agent.post("/desk/pages/new", &fields).await;
        saved(&reply);
        let at = reply.header("location").split(['=', '&']).nth(1).unwrap().to_owned();
        percent_encoding::percent_decode_str(&at).decode_utf8().unwrap().into_owned()
    };
    let name = new("Over the Hills & far away", "", "en").await;
    assert_eq!(name, "pages/over-the-hills-far-away.md");
    assert_eq!(new("Über uns", "Verein", "de").await, "pages/verein/ueber-uns.de.md");
    assert_eq!(new("About", "", "en").await, "pages/about-2.md", "the name is taken");
    assert_eq!(new("Contact", "", "en").await, "pages/contact-2.md", "the address is another’s");
    let path = "/over-the-hills-far-away";
    assert_eq!(site.visitor().get(path).await.status, 404, "a draft is not there");
    let draft = agent.get("/desk/pages?state=draft").await.body;
    assert!(draft.contains("Over the Hills") && !draft.contains(">Home<"), "{draft}");
    saved(&edit(&agent, &name, &[("body", "All the way\n")]).await);
    assert!(site.visitor().get(path).await.body.contains("All the way"));
    assert!(!file(&site, &name).contains("draft"), "{}", file(&site, &name));
    saved(&edit(&agent, &name, &[("as", "draft")]).await);
    assert_eq!(site.visitor().get(path).await.status, 404);
    let nameless = agent.post("/desk/pages/new", &[("title", " ")]).await;
    assert_eq!(nameless.status, 422, "{}", nameless.body);
}

/// Hundreds of pages: by folder, in parts, and found by a few letters.
#[tokio::test]
async fn among_hundreds_of_pages_one_is_found() {
    let site = Site::demo().await;
    let agent = site.member(RoleName::Agent).await;
    for number in 1..=250 {
        put(&site, &format!("pages/letters/l{number}.md"), &page(&format!("Letter {number}"), "x"));
    }
    // Each page once, in however many languages.
    let demo = files(&demo_folder().join("pages"));
    let demo: Vec<_> = demo.iter().filter_map(|(file, _)| file.file_name()?.to_str()).collect();
    let demo = demo.iter().filter(|name| !name.contains(".de.")).count();
    let first = until_list(&agent, "1 of 3").await;
    let titles = |reply: &Reply| reply.body.matches("page-row__title").count();
    assert_eq!(titles(&first), 100, "{}", first.body);
    let last = agent.get("/desk/pages?page=3").await;
    assert!(last.body.contains(">Letter 250<") && titles(&last) == 50 + demo, "{}", last.body);
    let found = agent.get("/desk/pages?q=LETTER+117").await;
    assert!(found.body.contains(">Letter 117<") && titles(&found) == 1, "{}", found.body);
    let by_address = agent.get("/desk/pages?q=letters%2Fl9.md").await;
    assert!(by_address.body.contains(">Letter 9<") && titles(&by_address) == 1);
    let none = agent.get("/desk/pages?q=%3Cb%3E").await;
    assert!(none.body.contains("No page fits") && !none.body.contains("<b>"), "{}", none.body);
}

/// S24: who only reads cannot write, and has no link to it.
#[tokio::test]
async fn a_reader_of_inquiries_writes_no_pages() {
    let site = Site::demo().await;
    for role in RoleName::ALL {
        let member = site.member(role).await;
        let may = role != RoleName::Reader;
        let desk = member.get("/desk/inquiries").await;
        assert_eq!(desk.body.contains("href=\"/desk/pages\""), may, "{role:?}");
        let list = member.get("/desk/pages").await;
        assert_eq!(list.status, if may { 200 } else { 403 }, "{role:?}");
        let fields = [("file", FILE), ("title", "x"), ("body", "x")];
        let status = member.post("/desk/pages/edit", &fields).await.status;
        assert_eq!(status, if may { 409 } else { 403 }, "{role:?}");
        site.pass(600_000);
    }
}
