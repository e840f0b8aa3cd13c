//! The one door: what is sealed is opened for a purpose only if the inventory declares it, a
//! published version has it in force for a row of that age, and the person has not said no (P21).

use ::policy::Document;
use db::{Statement, binds};
use inventory::{Purpose, Table};
use masses::ground::gate::{self, gather};
use masses::ground::journal::{Act, Actor, Entry};
use masses::ground::people::inventory::RIGHTS;
use masses::ground::people::{EVERYTHING, Error, HandleKind, People, Refusing, Sealed};
use masses::rooms::inquiries::inventory::{ANSWER, FIELD, GUARD, INQUIRY, MESSAGE};
use masses::rooms::policy::publish;

use crate::site::{DAY, Site};

const NORA: &str = "nora@nachtigall.example";

async fn person(site: &Site, email: &str) -> String {
    site.ground().people.keys().find(HandleKind::Address, email).await.unwrap().expect(email)
}

/// A sealed value of a person, as it lies in the database.
async fn sealed(site: &Site, email: &str, table: &'static Table, column: &'static str) -> Sealed {
    let sql = format!("select * from {} where person_id = $1", table.name);
    let statement = Statement::generated("test::sealed", sql);
    let whose = person(site, email).await;
    let row = site.ground().data.read_one(&statement, binds![whose]).await.unwrap();
    Sealed::take(table, column, &row.expect(email)).unwrap().expect(column)
}

/// What the door says at this moment: the value, or why it stays closed.
async fn open(site: &Site, value: &Sealed, purpose: &'static Purpose) -> Result<String, String> {
    match site.ground().people.access(purpose, site.clock.now()).open(value).await {
        Ok(opened) => Ok(opened.reveal()),
        Err(Error::Closed { purpose: named, why, .. }) => {
            assert_eq!(named, purpose.id);
            Err(why)
        }
        Err(other) => panic!("it stays closed for another reason: {other}"),
    }
}

/// Publishes what the program compiles, but for what the test changes.
async fn publish_but(site: &Site, change: impl FnOnce(&mut Document)) -> u32 {
    let ground = site.ground();
    let mut document = gather::compile(ground).await.unwrap();
    change(&mut document);
    let now = site.clock.now();
    let entry = Entry::new(Actor::Command, Act::PolicyPublished, now);
    let collected = ground.care.given_by_visitors();
    ground.gate.publish(document, None, collected, now, entry).await.unwrap()
}

/// The person says no to a purpose, or takes it back.
async fn say_no(site: &Site, email: &str, purpose: &'static str, how: Refusing, no: bool) {
    let whose = person(site, email).await;
    let (id, now) = (site.ground().chance.id(site.clock.now()), site.clock.now());
    site.ground()
        .data
        .write::<_, Error>(move |tx| {
            Box::pin(async move {
                match no {
                    true => People::refuse(tx, id, &whose, purpose, how, now).await,
                    false => People::allow(tx, &whose, purpose, how).await,
                }
            })
        })
        .await
        .unwrap();
    // As every process does within a second.
    site.ground().generations.look().await.unwrap();
}

#[tokio::test]
async fn a_purpose_that_the_inventory_does_not_declare_opens_nothing() {
    let site = Site::demo().await;
    site.write(NORA, "A question").await;
    let name = sealed(&site, NORA, &INQUIRY, "name").await;
    let email = sealed(&site, NORA, &INQUIRY, "email").await;
    assert_eq!(open(&site, &name, &ANSWER).await.unwrap(), "Nora Nachtigall");
    assert_eq!(open(&site, &email, &GUARD).await.unwrap(), NORA);
    // The guard against spam looks at addresses, never at names, whatever a version says.
    publish_but(&site, |document| {
        let mut planted = document.facts.data.clone();
        planted.retain(|row| row.datum == "inquiry.name");
        planted.iter_mut().for_each(|row| row.purpose = GUARD.id.to_owned());
        document.facts.data.extend(planted);
    })
    .await;
    site.pass(31 * DAY);
    let why = open(&site, &name, &GUARD).await.unwrap_err();
    assert!(why.contains("the inventory does not declare it"), "{why}");
}

/// What no published version names is neither opened nor written; a person's rights reach it
/// nevertheless.
#[tokio::test]
async fn a_purpose_that_is_not_in_force_opens_nothing() {
    let site = Site::demo().await;
    site.write(NORA, "A question").await;
    let email = sealed(&site, NORA, &INQUIRY, "email").await;
    publish_but(&site, |document| {
        document.facts.data.retain(|row| row.purpose != ANSWER.id);
        document.facts.purposes.retain(|purpose| purpose.id != ANSWER.id);
    })
    .await;
    let why = open(&site, &email, &ANSWER).await.unwrap_err();
    assert!(why.contains("the policy in force does not name"), "{why}");
    assert_eq!(open(&site, &email, &GUARD).await.unwrap(), NORA, "that purpose is in force");
    assert_eq!(open(&site, &email, &RIGHTS).await.unwrap(), NORA);
    assert_eq!(site.visitor().get("/contact").await.status, 404, "its doors are still there");

    // Nothing is published at all.
    let cleared = site.ground().data.write::<_, db::Error>(|tx| {
        Box::pin(async move { tx.execute(&gate::store::CLEAR, binds![]).await })
    });
    assert_eq!(cleared.await.unwrap(), 2);
    site.ground().gate.reload().await.unwrap();
    for purpose in [&ANSWER, &GUARD] {
        let why = open(&site, &email, purpose).await.unwrap_err();
        assert!(why.contains("the policy in force does not name"), "{why}");
    }
    assert_eq!(open(&site, &email, &RIGHTS).await.unwrap(), NORA);
}

/// A room that was switched off writes nothing any more, once a version says so.
#[tokio::test]
async fn a_room_that_is_off_seals_nothing() {
    let mut site = Site::demo().await;
    site.write(NORA, "A question").await;
    site.edit(|text| text.replace("[inquiries]\non = true", "[inquiries]\non = false"));
    site.restart().await;
    publish(site.ground(), None, Actor::Command).await.unwrap();
    let whose = person(&site, NORA).await;
    let sealer = site.ground().people.sealer(&whose).await.unwrap();
    let refused = sealer.seal(&INQUIRY, "name", "row", "Nora").unwrap_err();
    assert!(matches!(refused, Error::Closed { datum: "inquiry.name", .. }), "{refused}");
    let email = sealed(&site, NORA, &INQUIRY, "email").await;
    assert_eq!(open(&site, &email, &RIGHTS).await.unwrap(), NORA);
}

/// A use that is new in a version opens at once what is collected under it, and what was
/// collected before only when the notice period is over, to the millisecond.
#[tokio::test]
async fn a_new_use_waits_for_what_was_collected_before() {
    let site = Site::demo().await;
    let number = publish_but(&site, |document| {
        let before = document.facts.data.len();
        let new = |datum: &str, purpose: &str| datum == "inquiry.email" && purpose == GUARD.id;
        document.facts.data.retain(|row| !new(&row.datum, &row.purpose));
        assert_eq!(document.facts.data.len(), before - 1, "there is no such use");
    })
    .await;
    assert_eq!(number, 1, "nothing was collected before");
    site.write(NORA, "Before there was a guard").await;
    let older = sealed(&site, NORA, &INQUIRY, "email").await;
    let why = open(&site, &older, &GUARD).await.unwrap_err();
    assert!(why.contains("the policy in force does not name"), "{why}");

    site.pass(DAY);
    let published = site.clock.now();
    assert_eq!(publish(site.ground(), None, Actor::Command).await.unwrap(), 2);
    site.write("new@example.org", "With a guard").await;
    let newer = sealed(&site, "new@example.org", &INQUIRY, "email").await;
    assert_eq!(open(&site, &newer, &GUARD).await.unwrap(), "new@example.org");
    for waited in [0, DAY, 30 * DAY - 1] {
        site.clock.set(published + waited);
        let why = open(&site, &older, &GUARD).await.unwrap_err();
        assert!(why.contains("only when the notice period is over"), "{waited}: {why}");
        assert_eq!(open(&site, &older, &ANSWER).await.unwrap(), NORA, "that use is not new");
    }
    site.clock.set(published + 30 * DAY);
    assert_eq!(open(&site, &older, &GUARD).await.unwrap(), NORA);
}

/// P28: who objected to a purpose, or withdrew from it, is not opened for that one; who is
/// restricted for none; and their rights reach everything all the same.
#[tokio::test]
async fn a_person_who_said_no_is_not_opened() {
    let site = Site::demo().await;
    for email in [NORA, "other@example.org"] {
        site.write(email, "A question").await;
        site.pass(60_000);
    }
    let body = sealed(&site, NORA, &MESSAGE, "body").await;
    let other = sealed(&site, "other@example.org", &MESSAGE, "body").await;
    for (how, to, guarded) in [
        (Refusing::Objected, ANSWER.id, true),
        (Refusing::Withdrawn, ANSWER.id, true),
        (Refusing::Restricted, EVERYTHING, false),
    ] {
        say_no(&site, NORA, to, how, true).await;
        let why = open(&site, &body, &ANSWER).await.unwrap_err();
        assert!(why.contains("the person has said no"), "{how:?}: {why}");
        assert_eq!(open(&site, &body, &GUARD).await.is_ok(), guarded, "{how:?}");
        assert_eq!(open(&site, &body, &RIGHTS).await.unwrap(), "A question", "{how:?}");
        assert_eq!(open(&site, &other, &ANSWER).await.unwrap(), "A question", "not theirs");
        say_no(&site, NORA, to, how, false).await;
        assert_eq!(open(&site, &body, &ANSWER).await.unwrap(), "A question", "{how:?} taken back");
    }
}

/// Nothing that was opened is printed by mistake, in whatever it lies.
#[tokio::test]
async fn what_was_opened_prints_as_dots() {
    let site = Site::demo().await;
    site.write(NORA, "A question").await;
    let name = sealed(&site, NORA, &INQUIRY, "name").await;
    let access = site.ground().people.access(&ANSWER, site.clock.now());
    let opened = access.open(&name).await.unwrap();
    assert_eq!(format!("{opened:?}"), "•••");
    let inside = (Some(opened.clone()), vec![opened.clone().map(|name| name.to_uppercase())]);
    assert_eq!(format!("{inside:?}"), "(Some(•••), [•••])");
    assert!(!format!("{inside:#?}").to_lowercase().contains("nora"));
    assert_eq!(opened.reveal(), "Nora Nachtigall");
}

/// What the organisation added to its form is sealed only under a version that names it, each
/// field by itself; and what is not declared as sealed never is.
#[tokio::test]
async fn the_sealer_refuses_what_no_version_names() {
    let mut site = Site::demo().await;
    site.write(NORA, "A question").await;
    let field = |id: &str| {
        format!(
            "\n[[inquiries.fields]]\nid = \"{id}\"\nlabel = {{ en = \"Your {id}\", de = \"{id}\" }}\n\
             kind = \"line\"\ncategory = \"preference\"\n"
        )
    };
    let whose = person(&site, NORA).await;
    site.edit(|text| text + &field("birds"));
    site.restart().await;
    for (published, birds) in [(false, false), (true, true)] {
        if published {
            publish(site.ground(), None, Actor::Command).await.unwrap();
        }
        let sealer = site.ground().people.sealer(&whose).await.unwrap();
        let seal = |id| sealer.seal_instance(&FIELD, "value", id, "row", "herons");
        assert_eq!(seal("birds").is_ok(), birds, "published: {published}");
        let refused = seal("trees").unwrap_err();
        assert!(matches!(refused, Error::Closed { datum: "inquiry_field.value", .. }));
        for column in ["topic", "id", "no_such_column"] {
            let refused = sealer.seal(&INQUIRY, column, "row", "text").unwrap_err();
            assert!(matches!(refused, Error::Undeclared(_)), "{column}: {refused}");
        }
    }
}
