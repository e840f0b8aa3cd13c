//! Whoever has data that a new version reaches is written to, once (C2).

use kit::settings::Settings;
use kit::web::RoleName;
use masses::ground::journal::Actor;
use masses::ground::mail::{Kind, Opened};
use masses::ground::people::{EVERYTHING, Error, HandleKind, People, Refusing};
use masses::rooms::policy::{self, Telling};

use crate::postfix::Postfix;
use crate::site::{DAY, Site, contact};

const MINUTE: i64 = 60_000;
const ADA: &str = "ada@austernfischer.example";
const BEN: &str = "ben@bachstelze.example";
const CEM: &str = "cem@chukarhuhn.example";

/// Another country for the machine: that reaches everything, and waits.
fn moved(settings: String) -> String {
    assert!(settings.contains("country = \"AT\""));
    settings.replace("country = \"AT\"", "country = \"DE\"")
}

/// Somebody who carries the mails: that reaches what is in the outbox.
fn with_relay(settings: String) -> String {
    format!(
        "{settings}\n[mail.smtp]\nhost = \"127.0.0.1\"\nport = 9\ntls = \"none\"\n\
         provider = \"Example Mail\"\ncountry = \"DE\"\ncontract = \"Contract of 2026\"\n"
    )
}

/// The settings change, the program starts again, and somebody publishes.
async fn publish(site: &mut Site, edit: impl FnOnce(String) -> String) -> u32 {
    site.pass(DAY);
    site.edit(edit);
    site.restart().await;
    policy::publish(site.ground(), None, Actor::Command).await.unwrap()
}

/// Every notice that was ever written, by address.
async fn notices(site: &Site) -> Vec<Opened> {
    let (ground, now) = (site.ground(), site.clock.now());
    let mut all = Vec::new();
    for mail in ground.mail.list(None, None, 1_000).await.unwrap() {
        if mail.kind == Kind::Notice {
            all.push(ground.mail.open(&mail, now).await.unwrap());
        }
    }
    all.sort_by(|one, other| one.to.cmp(&other.to));
    all
}

async fn told(site: &Site) -> Vec<String> {
    notices(site).await.into_iter().map(|mail| mail.to).collect()
}

async fn person(site: &Site, email: &str) -> String {
    site.ground().people.keys().find(HandleKind::Address, email).await.unwrap().unwrap()
}

/// Somebody writes in German; with `website` filled, as machines do.
async fn write(site: &Site, path: &str, email: &str, website: &str) {
    let visitor = site.visitor();
    let form = visitor.get(path).await;
    site.pass(20_000);
    let mut fields = contact(&form, email, "Guten Tag");
    for field in fields.iter_mut().filter(|(name, _)| *name == "website") {
        field.1 = website;
    }
    assert_eq!(visitor.post(path, &fields).await.status, 200);
}

async fn restrict(site: &Site, email: &str, on: bool) {
    let (person, now) = (person(site, email).await, site.clock.now());
    let ground = site.ground();
    let work = ground.data.write::<_, Error>(move |tx| {
        Box::pin(async move {
            let how = Refusing::Restricted;
            match on {
                true => People::refuse(tx, "r".to_owned(), &person, EVERYTHING, how, now).await,
                false => People::allow(tx, &person, EVERYTHING, how).await,
            }
        })
    });
    work.await.unwrap();
    ground.people.reload().await.unwrap();
}

/// One mail each, in the language they wrote in, and none again, whatever happens.
#[tokio::test]
async fn everybody_affected_gets_one_mail_in_their_language() {
    let mut site = Site::demo().await;
    site.write(ADA, "Before").await;
    site.write(ADA, "Once more").await;
    write(&site, "/de/contact", BEN, "").await;
    assert_eq!(publish(&mut site, |settings| with_relay(moved(settings))).await, 2);
    // Who writes from now on has read the new version.
    site.write(CEM, "After").await;
    site.work().await;

    let all = notices(&site).await;
    assert_eq!(all.iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(), [ADA, BEN]);
    let (ada, ben) = (all[0].body.as_deref().unwrap(), all[1].body.as_deref().unwrap());
    assert_eq!(all[0].subject, "Masses: our privacy policy has changed");
    assert_eq!(all[1].subject, "Masses: Unsere Datenschutzerklärung hat sich geändert");
    for (body, date, mails, link) in [
        (ada, "2 April 2026", "take the new way from now on", "/privacy/versions/2"),
        (ben, "2. April 2026", "nehmen ab jetzt den neuen Weg", "/de/privacy/versions/2"),
    ] {
        let link = &format!("http://127.0.0.1:8080{link}");
        for part in ["Example Mail", "privacy@example.org", date, mails, link] {
            assert!(body.contains(part), "{part} in\n{body}");
        }
        for part in ["Nora", "Nachtigall", "ada@", "ben@", "Before", "Guten Tag\n\n>"] {
            assert!(!body.contains(part), "{part} in\n{body}");
        }
    }
    assert!(ben.starts_with("Guten Tag,"), "{ben}");
    assert_eq!(site.visitor().get("/privacy/versions/2").await.status, 200);

    site.restart().await;
    for _ in 0..3 {
        site.pass(DAY);
        site.work().await;
    }
    assert_eq!(told(&site).await, [ADA, BEN], "somebody was told again");
    let ben = person(&site, BEN).await;
    let export = site.ground().care.export(&ben, site.clock.now()).await.unwrap();
    assert!(export.json().contains("policy_told"));
}

/// Through a real server: it arrives at once, while what was given earlier waits.
#[tokio::test(flavor = "multi_thread")]
async fn the_mail_arrives_and_asks_no_machine_for_an_answer() {
    let postfix = Postfix::start();
    let mut site = Site::demo().await;
    write(&site, "/de/contact", BEN, "").await;
    publish(&mut site, |settings| settings + &postfix.settings()).await;
    site.work().await;
    site.pass(MINUTE);
    site.work().await;
    // What waited for a server goes out with it: the acknowledgement and the notification.
    let mails = postfix.mails(3).await;
    let of_ben = |auto: &str| {
        let sent = mails.iter().filter(|mail| mail.envelope_to() == BEN);
        let mut sent = sent.filter(|mail| mail.header("Auto-Submitted") == auto);
        (sent.next(), sent.count())
    };
    assert!(matches!(of_ben("auto-replied"), (Some(_), 0)), "{mails:#?}");
    let (Some(mail), 0) = of_ben("auto-generated") else { panic!("{mails:#?}") };
    assert_eq!(mail.subject(), "Masses: Unsere Datenschutzerklärung hat sich geändert");
    assert!(mail.text().contains("/de/privacy/versions/2"), "{mail:?}");
    assert_eq!(site.ground().mail.thread_of(&mail.header("Message-ID")), None);
}

/// F11: interrupted after the first, and begun again.
#[tokio::test]
pub async fn interrupted_in_the_middle_nobody_is_told_twice_or_left_out() {
    let mut site = Site::demo().await;
    let mut all = Vec::new();
    for number in 0..7 {
        all.push(format!("no{number}@finch.example"));
        site.write(&all[number], "Before").await;
        site.pass(5 * MINUTE);
    }
    publish(&mut site, moved).await;
    let telling = Telling::new(site.ground().clone(), 2);
    // The mailbox that is notified is passed over.
    for _ in 0..2 {
        telling.step().await.unwrap();
    }
    assert_eq!(told(&site).await, all[..3]);
    drop(telling);
    site.restart().await;
    site.work().await;
    assert_eq!(told(&site).await, all);
    // Two that work at the same time, each from the beginning.
    let (one, other) =
        (Telling::new(site.ground().clone(), 3), Telling::new(site.ground().clone(), 2));
    for _ in 0..8 {
        let (one, other) = tokio::join!(one.step(), other.step());
        one.unwrap();
        other.unwrap();
    }
    assert!(!one.due() && !other.due());
    assert_eq!(told(&site).await, all);
    // The next version is told of again, once.
    publish(&mut site, with_relay).await;
    site.work().await;
    assert_eq!(told(&site).await.len(), 2 * all.len());
}

/// Neither those who were erased, nor whoever sends spam, nor the team and its mailboxes.
#[tokio::test]
async fn nobody_else_is_told() {
    let mut site = Site::with(|settings| {
        settings.replace("[inquiries]\n", "[inquiries]\nnotify = [\"team@example.org\"]\n")
    })
    .await;
    site.write(ADA, "Before").await;
    site.write(BEN, "Erased").await;
    write(&site, "/contact", CEM, "http://spam.example").await;
    site.member(RoleName::Agent).await;
    let ben = person(&site, BEN).await;
    site.ground().care.erase(&ben, Actor::Command, site.clock.now()).await.unwrap();
    publish(&mut site, moved).await;
    site.work().await;
    assert_eq!(told(&site).await, [ADA]);

    // It was no spam after all: then they are told as well.
    let agent = site.member(RoleName::Agent).await;
    let list = agent.get("/desk/inquiries?state=spam").await;
    let (_, rest) = list.body.split_once("list__link\" href=\"/desk/inquiries/").unwrap();
    let id = rest.split(['"', '?', '/']).next().unwrap();
    let page = agent.get(&format!("/desk/inquiries/{id}")).await;
    assert!(page.body.contains("chukarhuhn"), "{}", page.body);
    let step = format!("/desk/inquiries/{id}/step");
    assert_eq!(agent.post(&step, &[("step", "not-spam")]).await.status, 303);
    site.work().await;
    assert_eq!(told(&site).await, [ADA], "looked through twice in a day");
    site.pass(DAY);
    site.work().await;
    assert_eq!(told(&site).await, [ADA, CEM]);
}

/// A field that is new reaches nobody's earlier data; other wording needs no notice.
#[tokio::test]
async fn what_reaches_nobody_is_told_to_nobody() {
    let mut site = Site::demo().await;
    site.write(ADA, "Before").await;
    let field = "\n[[inquiries.fields]]\nid = \"interests\"\nkind = \"line\"\n\
        label = { en = \"Your interests\", de = \"Ihre Interessen\" }\ncategory = \"preference\"\n";
    assert_eq!(publish(&mut site, |settings| settings + field).await, 2);
    site.work().await;
    assert!(told(&site).await.is_empty());
    let longer = |settings: String| settings.replace("keep_days = 365", "keep_days = 400");
    assert_eq!(publish(&mut site, longer).await, 3);
    let other = |settings: String| settings.replace("Example Hosting GmbH", "Other Hosting GmbH");
    assert_eq!(publish(&mut site, other).await, 4);
    site.work().await;
    assert!(told(&site).await.is_empty());
}

/// What is restricted is put to no new use, so it waits; somebody with two addresses is one.
#[tokio::test]
async fn the_restricted_wait_and_the_linked_are_one() {
    let mut site = Site::demo().await;
    for email in [ADA, BEN, CEM] {
        site.write(email, "Before").await;
    }
    let (ada, ben) = (person(&site, ADA).await, person(&site, BEN).await);
    let work = site
        .ground()
        .data
        .write::<_, Error>(move |tx| Box::pin(async move { People::link(tx, &ben, &ada).await }));
    work.await.unwrap();
    restrict(&site, CEM, true).await;
    publish(&mut site, moved).await;
    site.work().await;
    assert_eq!(told(&site).await, [ADA]);
    restrict(&site, CEM, false).await;
    site.pass(DAY);
    site.work().await;
    assert_eq!(told(&site).await, [ADA, CEM]);
}

/// The inquiry is swept, the mail to its writer not yet: that is where they are reached.
#[tokio::test]
async fn a_copy_of_the_address_will_do() {
    let mut site = Site::with(|settings| {
        settings.replace("keep_days = 365", "keep_days = 365\nopen_days = 10")
    })
    .await;
    let none: [(String, String); 0] = [];
    assert_eq!(Settings::load(&site.folder, none).unwrap().inquiries.open_days, 10);
    write(&site, "/de/contact", BEN, "").await;
    for _ in 0..3 {
        site.ground().care.sweep(site.clock.now()).await.unwrap().unwrap();
        site.pass(5 * DAY);
    }
    site.ground().care.sweep(site.clock.now()).await.unwrap().unwrap();
    site.write(ADA, "Before").await;
    assert_eq!(publish(&mut site, moved).await, 2);
    site.work().await;
    assert_eq!(told(&site).await, [ADA, BEN]);
}
