//! The gate: what no published version names is off.

use kit::web::RoleName;
use masses::ground::journal::Actor;
use masses::ground::people::HandleKind;
use masses::rooms::policy;

use crate::site::{DAY, Site, contact};

const FIELD: &str = r#"
[[inquiries.fields]]
id = "interests"
label = { en = "Your interests", de = "Ihre Interessen" }
kind = "line"
category = "preference"
"#;

fn with_field(settings: String) -> String {
    format!("{settings}\n{FIELD}")
}

const RELAY: &str = r#"
[mail.smtp]
host = "127.0.0.1"
port = 9
tls = "none"
provider = "Example Mail"
country = "DE"
contract = "Contract of 2026"
"#;

/// A field that was switched on is a draft, is not asked for, and opens only with the version
/// that names it; switched off, it stays in the policy until its data is swept.
#[tokio::test]
async fn a_field_is_asked_for_only_under_a_published_version() {
    let mut site = Site::demo().await;
    site.write("nora@nachtigall.example", "Before there was a field").await;
    assert!(policy::draft(site.ground()).await.unwrap().is_none());

    let field = FIELD.replace("\"preference\"", "\"language\"\nrequired = true");
    site.edit(|settings| format!("{settings}\n{field}"));
    site.restart().await;
    let (document, difference) = policy::draft(site.ground()).await.unwrap().expect("no draft");
    let described = policy::describe(site.ground(), &document, &difference, "en");
    assert!(described.contains("Your interests"), "{described}");
    let visitor = site.visitor();
    assert!(!visitor.get("/contact").await.body.contains("Your interests"));
    let form = visitor.get("/contact").await;
    site.pass(20_000);
    let mut fields = contact(&form, "slip@example.org", "Slipped in");
    fields.push(("field_interests", "herons"));
    assert_eq!(visitor.post("/contact", &fields).await.status, 200);

    let number = policy::publish(site.ground(), None, Actor::Command).await.unwrap();
    let home = site.visitor().get("/").await.body;
    assert!(!home.contains("class=\"notices\""), "it touches nothing that was given: {home}");
    assert_eq!(number, 2, "something was collected, so the first version stays");
    let form = visitor.get("/contact").await;
    assert!(form.body.contains("Your interests"));
    site.pass(20_000);
    let mut fields = contact(&form, "asked@example.org", "Asked");
    fields.push(("field_interests", "kingfishers"));
    assert_eq!(visitor.post("/contact", &fields).await.status, 200);
    for (email, found) in [("slip@example.org", false), ("asked@example.org", true)] {
        let keys = site.ground().people.keys();
        let person = keys.find(HandleKind::Address, email).await.unwrap().unwrap();
        let export = site.ground().care.export(&person, site.clock.now()).await.unwrap().json();
        assert_eq!(export.contains("kingfishers") || export.contains("herons"), found, "{email}");
    }

    // Off again: it stays in the policy, as no longer collected, until the data is gone.
    site.edit(|settings| settings.replace(&field, ""));
    site.restart().await;
    policy::publish(site.ground(), None, Actor::Command).await.unwrap();
    let current = site.ground().gate.current();
    let facts = &current.version().unwrap().document.facts;
    let kept = facts.data.iter().find(|one| one.instance.as_deref() == Some("interests")).unwrap();
    assert!(kept.closed.is_some(), "it is still asked for");
    let said = (kept.category.as_str(), kept.need.as_str());
    assert_eq!(said, ("language", "required"), "what is kept was given as something else");
    assert!(!site.visitor().get("/contact").await.body.contains("Your interests"));
    let privacy = site.visitor().get("/privacy").await.body;
    assert!(privacy.contains("Your interests"), "the field left the policy too early");
    for _ in 0..220 {
        site.pass(6 * DAY);
        site.ground().care.sweep(site.clock.now()).await.unwrap().unwrap();
    }
    policy::publish(site.ground(), None, Actor::Command).await.unwrap();
    let privacy = site.visitor().get("/privacy").await.body;
    assert!(!privacy.contains("Your interests"), "the field is still in the policy");
}

/// A new purpose does not open an older row before the notice period is over.
#[tokio::test]
pub async fn older_rows_wait_for_the_notice_period() {
    let mut site = Site::demo().await;
    site.write("nora@nachtigall.example", "Before").await;
    site.pass(DAY);
    site.edit(|settings| format!("{settings}{RELAY}"));
    site.restart().await;
    policy::publish(site.ground(), None, Actor::Command).await.unwrap();
    let gate = &site.ground().gate;
    let published = site.clock.now();
    let older = published - DAY;
    assert!(gate.recipient("mail-relay", older, published).is_err(), "opened at once");
    assert!(gate.recipient("mail-relay", published, published).is_ok(), "not for what is new");
    assert!(gate.recipient("mail-relay", older, published + 30 * DAY).is_ok());
    let noticed = site.visitor().get("/contact").await.body;
    assert!(noticed.contains("notices"), "no notice stands on the page");
    assert!(noticed.contains("Our mails to you take a new way."), "{noticed}");
    assert!(!noticed.contains("the change applies from"), "only the way of mails is new");
    site.pass(31 * DAY);
    assert!(!site.visitor().get("/contact").await.body.contains("class=\"notices\""));
}

/// A shorter notice period does not shorten the time of those who were promised a longer one,
/// and a longer one does not close again what is open.
#[tokio::test]
async fn a_promised_notice_period_is_kept() {
    let mut site = Site::demo().await;
    site.write("nora@nachtigall.example", "Before").await;
    let older = site.clock.now();
    let mut publish = async |days: &str, more: &str| {
        site.edit(|settings| {
            let (before, rest) = settings.split_once("notice_days = ").unwrap();
            let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
            format!("{before}notice_days = {days}{rest}{more}")
        });
        site.restart().await;
        site.pass(DAY);
        policy::publish(site.ground(), None, Actor::Command).await.unwrap();
        site.clock.now()
    };
    publish("3", "").await;
    let published = publish("3", RELAY).await;
    publish("90", "").await;
    let gate = &site.ground().gate;
    let open = |after: i64| gate.recipient("mail-relay", older, published + after * DAY).is_ok();
    assert_eq!([3, 29, 30, 31, 60].map(open), [false, false, true, true, true]);
    let shown = gate.current().versions[2].opens_at;
    assert_eq!(shown, published + 30 * DAY, "what is said is what is done");
}

/// Before the first visitor's value, publishing replaces: a new site has no history.
#[tokio::test]
async fn a_new_site_has_no_history() {
    let mut site = Site::demo().await;
    site.edit(with_field);
    site.restart().await;
    assert_eq!(policy::publish(site.ground(), None, Actor::Command).await.unwrap(), 1);
    assert_eq!(site.ground().gate.current().versions.len(), 1);
}

/// A room that is switched off is not there.
#[tokio::test]
async fn a_room_that_is_off_is_not_there() {
    let site = Site::with(|settings| {
        settings.replace("[inquiries]\non = true", "[inquiries]\non = false")
    })
    .await;
    assert_eq!(site.visitor().get("/contact").await.status, 404);
    let menu = site.ground().slots.menu("en");
    assert!(menu.iter().all(|link| link.href != "/contact"), "{menu:?}");
    assert!(!site.visitor().get("/privacy").await.body.contains("inquir"));
}

/// Published from the desk, by those who may, and only what they looked at.
#[tokio::test]
async fn publishing_from_the_desk() {
    let mut site = Site::demo().await;
    site.write("nora@nachtigall.example", "Before").await;
    site.edit(with_field);
    site.restart().await;
    let officer = site.member(RoleName::Privacy).await;
    let page = officer.get("/desk/policy").await;
    assert!(page.body.contains("Your interests"), "{}", page.body);
    let wrong = officer.post("/desk/policy/publish", &[("seen", "0000")]).await;
    assert_ne!(wrong.status, 303, "published something nobody looked at");
    assert_eq!(site.ground().gate.current().number(), 1);
    let seen = page.hidden("seen").to_owned();
    let done = officer.post("/desk/policy/publish", &[("seen", &seen)]).await;
    assert_eq!(done.status, 303, "{}", done.body);
    assert_eq!(site.ground().gate.current().number(), 2);
    let versions = site.visitor().get("/privacy/versions").await;
    assert_eq!(versions.status, 200);
    assert!(versions.body.contains("/privacy/versions/1"), "{}", versions.body);
}

/// P16, P19: both languages, machine-readable, with every version public for ever.
#[tokio::test]
async fn the_policy_is_public_in_every_form() {
    let site = Site::demo().await;
    let visitor = site.visitor();
    for path in ["/privacy", "/de/privacy", "/privacy/versions", "/privacy/versions/1"] {
        let page = visitor.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(page.body.contains("Examplestrasse") || path.contains("versions"), "{path}");
    }
    let json = visitor.get("/privacy.json").await;
    let json: serde_json::Value = serde_json::from_str(&json.body).unwrap();
    assert!(json["@context"].is_object() || json["@context"].is_array(), "{json}");
    assert_eq!(visitor.get("/privacy/versions/99").await.status, 404);
}
