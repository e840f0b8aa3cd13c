//! What is remembered of the work on pages, of whom, and how long.

use std::fs;

use db::{Statement, binds};
use kit::web::RoleName;
use masses::ground::journal::Actor;
use masses::rooms::team::people_of_the_desk as people;

use super::{FILE, address, edit, saved, value, versions};
use crate::colleague::PASSWORD;
use crate::site::{DAY, Site};

async fn count(site: &Site, sql: &'static str) -> i64 {
    let row = site.ground().data.read_one(&Statement::new("test", sql), binds![]).await.unwrap();
    row.unwrap().int("n").unwrap()
}

/// Who made a version is theirs: it is in their copy, follows them to another address, and goes
/// with them. The page and its history stay.
#[tokio::test]
pub async fn who_made_a_version_goes_with_them() {
    let site = Site::demo().await;
    let owner = site.member(RoleName::Owner).await;
    let ida = site.colleague(RoleName::Agent).await;
    saved(&edit(&ida.browser, FILE, &[("body", "By Ida\n")]).await);
    let member = |list: Vec<people::Colleague>| list.into_iter().find(|one| one.role == "agent");
    let before =
        member(people::list(site.ground(), "en", site.clock.now()).await.unwrap()).unwrap();
    let change = [("email", "ida@elsewhere.example"), ("password", PASSWORD)];
    let changed = ida.browser.post("/desk/account/email", &change).await;
    assert_eq!(changed.status, 303, "{}", changed.body);
    let after = member(people::list(site.ground(), "en", site.clock.now()).await.unwrap()).unwrap();
    assert_ne!(before.person, after.person, "another address is another person");

    let history = owner.get(&address("history", FILE)).await.body;
    assert!(history.contains("Test agent"), "{history}");
    let export = site.ground().care.export(&after.person, site.clock.now()).await.unwrap();
    let tables: Vec<&str> = export.tables.iter().map(|table| table.name).collect();
    assert!(tables.contains(&"page_editor"), "{tables:?}");

    let (ground, now) = (site.ground(), site.clock.now());
    people::disable(ground, Actor::Command, &after.id, now).await.unwrap();
    people::remove(ground, Actor::Command, &after.id, now).await.unwrap();
    assert_eq!(count(&site, "select count(*) as n from page_editor").await, 0);
    let history = owner.get(&address("history", FILE)).await.body;
    assert!(!history.contains("Test agent"), "{history}");
    assert!(history.contains("somebody who has left"), "{history}");
    let all = versions(&owner, FILE).await;
    let version = owner.get(&format!("/desk/pages/version?id={}", all[0])).await.body;
    assert!(version.contains("By Ida"), "{version}");
}

/// Fifty versions of a page, none older than two years; what is there now stays.
#[tokio::test]
async fn history_is_not_kept_for_ever() {
    let site = Site::demo().await;
    let agent = site.member(RoleName::Agent).await;
    for number in 0..55 {
        saved(&edit(&agent, FILE, &[("body", &*format!("Number {number}\n"))]).await);
    }
    let all = versions(&agent, FILE).await;
    assert_eq!(all.len(), 50);
    let oldest = agent.get(&format!("/desk/pages/version?id={}", all[49])).await.body;
    assert!(oldest.contains("Version 7"), "{oldest}");
    site.work().await;
    // The sweep does not trust a clock that jumps.
    for _ in 0..(731 / 5) {
        site.pass(5 * DAY);
        site.work().await;
    }
    site.pass(2 * DAY);
    site.work().await;
    let left = count(&site, "select count(*) as n from page_version where file = 'pages/about.md'");
    assert_eq!(left.await, 1, "the one that is there now");
    assert_eq!(count(&site, "select count(*) as n from page_editor").await, 0);
    let agent = site.member(RoleName::Agent).await;
    assert_eq!(versions(&agent, FILE).await.len(), 1);
    assert!(fs::read_to_string(site.folder.join(FILE)).unwrap().contains("Number 54"));
}

/// Whoever was signed out while they wrote finds their text on the page that says so.
#[tokio::test]
async fn a_session_that_ends_loses_no_text() {
    let site = Site::demo().await;
    let agent = site.member(RoleName::Agent).await;
    let form = agent.get(&address("edit", FILE)).await;
    let (seen, title) = (value(&form, "seen"), "A title of mine");
    site.pass(8 * DAY);
    let fields =
        [("file", FILE), ("seen", &*seen), ("title", title), ("body", "Many words of mine")];
    let out = agent.post("/desk/pages/edit", &fields).await;
    assert_eq!(out.status, 401, "{}", out.body);
    for part in ["Many words of mine", title, "Text of the page", "/desk/sign-in?next="] {
        assert!(out.body.contains(part), "no {part} in\n{}", out.body);
    }
    assert_eq!(out.hidden("seen"), seen);
}
