//! Export and erasure as the team sees them, and the sweep.

use std::fs;

use db::binds;
use kit::web::RoleName;
use masses::House;
use masses::ground::journal::Actor;
use masses::ground::mail::Kind;
use masses::ground::people::{Error, HandleKind, People};
use vault::MasterKeys;

use crate::site::{DAY, MORNING, Site};

/// From the desk: the export has everything, the erasure says what stays.
#[tokio::test]
pub async fn a_person_is_exported_and_erased_from_the_desk() {
    let site = Site::demo().await;
    site.write("nora@nachtigall.example", "Please forget me later").await;
    let agent = site.member(RoleName::Agent).await;
    let list = agent.get("/desk/inquiries").await;
    let path = list.body.split("class=\"list__link\" href=\"").nth(1).unwrap();
    let thread = agent.get(path.split('"').next().unwrap()).await;
    let person = thread.body.split("/desk/people/").nth(1).unwrap();
    let person = person.split('/').next().unwrap().to_owned();

    let export = agent.post(&format!("/desk/people/{person}/export"), &[]).await;
    assert_eq!(export.header("content-type"), "application/zip");
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(export.bytes)).unwrap();
    for name in ["data.html", "data.json"] {
        let text = std::io::read_to_string(zip.by_name(name).unwrap()).unwrap();
        assert!(text.contains("Please forget me later"), "{name}: {text}");
        assert!(text.contains("nora@nachtigall.example"), "{name}");
    }

    let erased = agent.post(&format!("/desk/people/{person}/erase"), &[]).await;
    assert_eq!(erased.status, 200, "{}", erased.body);
    assert!(!agent.get("/desk/inquiries").await.body.contains("Nora"));
    let mails = site.ground().mail.list(None, None, 50).await.unwrap();
    assert!(mails.iter().all(|mail| mail.person != person), "a mail to them is still there");
    let again = agent.post(&format!("/desk/people/{person}/erase"), &[]).await;
    assert_eq!(again.status, 404);

    // Whoever writes again is somebody new.
    let thanks = site.write("nora@nachtigall.example", "Hello again").await;
    assert_eq!(thanks.status, 200);
    let list = agent.get("/desk/inquiries").await;
    assert!(list.body.contains("Hello again") && !list.body.contains("forget me"));
}

/// P28: what is restricted is kept and opened for nothing but the person's rights.
#[tokio::test]
async fn a_restricted_person_is_kept_and_not_used() {
    let site = Site::demo().await;
    site.write("nora@nachtigall.example", "Leave this alone").await;
    let agent = site.member(RoleName::Agent).await;
    let list = agent.get("/desk/inquiries").await;
    let path = list.body.split("class=\"list__link\" href=\"").nth(1).unwrap();
    let path = path.split('"').next().unwrap().to_owned();
    let thread = agent.get(&path).await;
    let person = thread.body.split("/desk/people/").nth(1).unwrap();
    let person = person.split('/').next().unwrap().to_owned();
    let restrict = format!("/desk/people/{person}/restrict");
    assert_eq!(agent.post(&restrict, &[("step", "restrict"), ("next", &path)]).await.status, 303);
    for page in [agent.get(&path).await, agent.get("/desk/inquiries").await] {
        assert_eq!(page.status, 200);
        assert!(!page.body.contains("Leave this alone") && !page.body.contains("Nora"));
    }
    let export = site.ground().care.export(&person, site.clock.now()).await.unwrap().json();
    assert!(export.contains("Leave this alone"), "their rights are restricted too");
    agent.post(&restrict, &[("step", "lift"), ("next", &path)]).await;
    assert!(agent.get(&path).await.body.contains("Leave this alone"));
}

/// P26: a correction reaches every place, and never gives anybody somebody else's messages.
#[tokio::test]
async fn a_correction_reaches_every_inquiry_and_nobody_else() {
    let site = Site::demo().await;
    site.write("nora@nachtigal.example", "With a typing error").await;
    site.pass(60_000);
    site.write("nora@nachtigal.example", "And once more").await;
    site.pass(60_000);
    site.write("other@example.org", "Somebody else").await;
    let agent = site.member(RoleName::Agent).await;
    let list = agent.get("/desk/inquiries").await;
    let last = list.body.split("class=\"list__link\" href=\"").last().unwrap();
    let path = format!("{}/correct", last.split('"').next().unwrap());
    let form = agent.get(&path).await;
    assert!(form.body.contains("value=\"nora@nachtigal.example\""), "{}", form.body);
    for (email, status) in
        [("nobody", 422), ("other@example.org", 409), ("nora@nachtigall.example", 303)]
    {
        let fields = [("name", "Nora Neu"), ("email", email)];
        assert_eq!(agent.post(&path, &fields).await.status, status, "{email}");
    }
    let list = agent.get("/desk/inquiries").await;
    assert_eq!(list.body.matches("Nora Neu").count(), 2, "{}", list.body);
    let keys = site.ground().people.keys();
    let one = keys.find(HandleKind::Address, "nora@nachtigall.example").await.unwrap().unwrap();
    let export = site.ground().care.export(&one, site.clock.now()).await.unwrap().json();
    assert!(export.contains("With a typing error") && export.contains("And once more"));
    assert!(!export.contains("Somebody else") && !export.contains("other@example.org"));
}

/// What has reached its end goes, and with the last of it the person and the key.
#[tokio::test]
pub async fn the_sweep_takes_what_is_over() {
    let site = Site::demo().await;
    site.write("nora@nachtigall.example", "A question").await;
    let agent = site.member(RoleName::Agent).await;
    let list = agent.get("/desk/inquiries").await;
    let path = list.body.split("class=\"list__link\" href=\"").nth(1).unwrap();
    let path = path.split('"').next().unwrap().to_owned();
    agent.post(&format!("{path}/step"), &[("step", "close")]).await;
    let keys = site.ground().people.keys();
    let person = keys.find(HandleKind::Address, "nora@nachtigall.example").await.unwrap().unwrap();
    for week in 0..60 {
        site.pass(6 * DAY);
        let swept = site.ground().care.sweep(site.clock.now()).await.unwrap();
        assert!(swept.is_ok(), "the sweep waits in week {week}");
        let there = keys.key(&person).await.unwrap().is_some();
        let days = (week + 1) * 6;
        assert_eq!(there, days <= 366, "after {days} days");
    }
}

/// F10: a clock that jumped makes the sweep wait until somebody has looked.
#[tokio::test]
async fn the_sweep_waits_when_the_clock_jumped() {
    let site = Site::demo().await;
    site.write("nora@nachtigall.example", "A question").await;
    let ground = site.ground();
    assert!(ground.care.sweep(site.clock.now()).await.unwrap().is_ok());
    for jump in [4000 * DAY, -4000 * DAY] {
        site.clock.set(MORNING + jump);
        assert!(ground.care.sweep(site.clock.now()).await.unwrap().is_err(), "{jump}");
        site.clock.set(MORNING + DAY);
        assert!(ground.care.sweep(site.clock.now()).await.unwrap().is_err(), "still held");
        ground.care.confirm_clock(site.clock.now()).await.unwrap();
        assert!(ground.care.sweep(site.clock.now()).await.unwrap().is_ok());
    }
    assert!(
        ground
            .people
            .keys()
            .find(HandleKind::Address, "nora@nachtigall.example")
            .await
            .unwrap()
            .is_some()
    );
}

/// An erasure that was interrupted between the rows and the key is finished by the next start.
#[tokio::test]
pub async fn a_start_finishes_an_interrupted_erasure() {
    let mut site = Site::demo().await;
    site.write("nora@nachtigall.example", "A question").await;
    let ground = site.ground().clone();
    let keys = ground.people.keys();
    let person = keys.find(HandleKind::Address, "nora@nachtigall.example").await.unwrap().unwrap();
    let id = person.clone();
    ground
        .data
        .write::<_, db::Error>(move |tx| {
            Box::pin(async move {
                let mark = masses::ground::care::store::STATEMENTS
                    .iter()
                    .find(|one| one.name.ends_with("::BEGIN"))
                    .unwrap();
                tx.execute(mark, binds!["half", id, MORNING]).await
            })
        })
        .await
        .unwrap();
    assert!(keys.key(&person).await.unwrap().is_some());
    drop(ground);
    site.restart().await;
    let keys = site.ground().people.keys();
    assert!(keys.key(&person).await.unwrap().is_none(), "the key survived the start");
}

/// The master keys print as ids only.
#[test]
fn keys_do_not_print() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("config/master.key");
    let keys = MasterKeys::create(&path, &kit::chance::Chance::seeded(1)).unwrap();
    let secret = fs::read_to_string(&path).unwrap();
    let secret = secret.lines().last().unwrap().split(' ').next_back().unwrap().to_owned();
    assert!(!format!("{keys:?}").contains(&secret));
}

/// More people than one write takes go in one sweep, with their keys; who is left stays whole.
#[tokio::test]
async fn many_go_in_one_sweep() {
    let site = Site::demo().await;
    site.write("nora@nachtigall.example", "I stay").await;
    let ground = site.ground();
    let keys = ground.people.keys();
    let mut gone = Vec::new();
    for number in 0..120 {
        let address = format!("{number}@example.org");
        let now = site.clock.now();
        let person = keys.find_or_make(HandleKind::Address, &address, now).await.unwrap();
        let id = person.clone();
        let added = ground
            .data
            .write::<_, Error>(move |tx| Box::pin(async move { People::add(tx, &id, now).await }));
        added.await.unwrap();
        gone.push(person);
    }
    site.pass(2 * DAY);
    let swept = ground.care.sweep(site.clock.now()).await.unwrap().unwrap();
    assert_eq!((swept.persons, swept.keys), (120, 0));
    for person in &gone {
        assert!(keys.key(person).await.unwrap().is_none(), "a key is still there");
    }
    assert_eq!(ground.care.finish_pending(site.clock.now()).await.unwrap(), 0);
    let nora = keys.find(HandleKind::Address, "nora@nachtigall.example").await.unwrap().unwrap();
    assert!(!ground.care.export(&nora, site.clock.now()).await.unwrap().tables.is_empty());
}

/// Who a mailbox of the organisation is, is remembered: until they are erased, here or by another
/// process.
#[tokio::test]
async fn a_mailbox_that_was_erased_beside_is_somebody_new() {
    let notify = "[inquiries]\nnotify = [\"office@example.org\"]";
    let site = Site::with(|settings| settings.replace("[inquiries]", notify)).await;
    let notified = async || {
        let mails = site.ground().mail.list(None, None, 50).await.unwrap();
        let mut persons = Vec::new();
        for mail in mails.iter().filter(|mail| mail.kind == Kind::Notification) {
            persons.push(mail.person.clone());
        }
        persons
    };
    for text in ["One", "Two"] {
        assert_eq!(site.write("nora@nachtigall.example", text).await.status, 200);
    }
    let first = notified().await;
    assert_eq!((first.len(), &first[0]), (2, &first[1]));

    let now = site.clock.now();
    let beside = House::open(site.options()).await.unwrap();
    beside.ground.care.erase(&first[0], Actor::System, now).await.unwrap();
    assert_eq!(site.write("nora@nachtigall.example", "Three").await.status, 200);
    let second = notified().await;
    assert_eq!(second.len(), 1);
    assert_ne!(second[0], first[0]);

    site.ground().care.erase(&second[0], Actor::System, now).await.unwrap();
    assert_eq!(site.write("nora@nachtigall.example", "Four").await.status, 200);
    let third = notified().await;
    assert_eq!(third.len(), 1);
    assert_ne!(third[0], second[0]);
}
