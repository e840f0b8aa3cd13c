//! The index keeps up with what changes, whoever changes it.

use db::binds;
use kit::web::RoleName;
use masses::House;
use masses::ground::journal::Actor;
use masses::ground::people::{self, EVERYTHING, People, Refusing};
use masses::rooms::inquiries::store;
use masses::rooms::policy;
use vault::Place;

use super::{FIELD, answer, ask, found, index, path, person, read, who, write};
use crate::site::{DAY, Site};

/// Whoever is erased is not found from then on, nor anything of them held.
#[tokio::test]
async fn an_erased_person_is_not_found_any_more() {
    let site = Site::demo().await;
    write(&site, "Nora Nachtigall", "nora@nachtigall.example", "help", "heron quince").await;
    write(&site, "Other", "other@example.org", "help", "heron").await;
    let agent = site.member(RoleName::Agent).await;
    read(&site).await;
    let before = index(site.ground());
    assert_eq!(found(&agent, "heron").await.len(), 2);
    let nora = person(&site, "nora@nachtigall.example").await;
    site.ground().care.erase(&nora, Actor::Command, site.clock.now()).await.unwrap();
    // Before anybody has looked again.
    let after = index(site.ground());
    assert_eq!((before.documents, after.documents), (2, 1));
    assert!(after.terms < before.terms && after.bytes < before.bytes);
    assert_eq!(found(&agent, "heron").await, ["Other"]);
    let none = ask(&agent, "quince").await;
    assert!(none.body.contains("Nothing found among the open"), "{}", none.body);
    assert!(!none.body.contains("There is one in another state"));
}

/// P28: what is restricted or objected to is not searched, and is again when that is over.
#[tokio::test]
async fn who_said_no_is_not_found_until_they_allow_it() {
    let site = Site::demo().await;
    write(&site, "Nora Nachtigall", "nora@nachtigall.example", "help", "heron").await;
    let agent = site.member(RoleName::Agent).await;
    read(&site).await;
    let terms = index(site.ground()).terms;
    let nora = person(&site, "nora@nachtigall.example").await;
    for (act, purpose) in [("restrict", ""), ("object", "inquiries.answer")] {
        let act = format!("/desk/people/{nora}/{act}");
        let no = [("step", "no"), ("purpose", purpose)];
        assert_eq!(agent.post(&act, &no).await.status, 303);
        for words in ["heron", "nora", "nachtigall.example"] {
            assert_eq!(found(&agent, words).await, Vec::<String>::new(), "{words}");
        }
        site.work().await;
        assert_eq!(index(site.ground()).terms, 0, "something of them is still held");
        assert!(!ask(&agent, "heron").await.body.contains("in another state"));
        // A start in between finds them refused.
        let lift = [("step", "lift"), ("purpose", purpose)];
        assert_eq!(agent.post(&act, &lift).await.status, 303);
        site.work().await;
        assert_eq!(found(&agent, "heron").await, ["Nora Nachtigall"]);
        assert_eq!(index(site.ground()).terms, terms);
    }
}

/// A correction takes the old words out and puts the new ones in.
#[tokio::test]
async fn a_correction_is_found_and_what_was_wrong_is_not() {
    let site = Site::demo().await;
    write(&site, "Nora Nachtigal", "nora@nachtigal.example", "help", "heron").await;
    let agent = site.member(RoleName::Agent).await;
    read(&site).await;
    let thread = path(&ask(&agent, "heron").await);
    let fields = [("name", "Nora Nachtigall"), ("email", "nora@nachtigall.example")];
    // Under a clock that stands still.
    assert_eq!(agent.post(&format!("{thread}/correct"), &fields).await.status, 303);
    site.work().await;
    assert_eq!(found(&agent, "nachtigall").await, ["Nora Nachtigall"]);
    let wrong = "nora@nachtigal.example";
    assert_eq!(found(&agent, wrong).await, Vec::<String>::new());
    answer(&agent, &thread, "kingfisher").await;
    site.work().await;
    assert_eq!(found(&agent, "kingfisher heron").await, ["Nora Nachtigall"]);
}

/// Another process on the same data: whatever it changes is seen at the next look.
#[tokio::test]
async fn what_another_process_changes_is_seen_within_a_look() {
    let site = Site::demo().await;
    write(&site, "Nora Nachtigall", "nora@nachtigall.example", "help", "heron").await;
    write(&site, "Karl", "karl@example.org", "help", "heron").await;
    write(&site, "Ida", "ida@example.org", "help", "heron").await;
    let agent = site.member(RoleName::Agent).await;
    read(&site).await;
    let other = House::open(site.options()).await.unwrap().ground;
    let now = site.clock.now();

    let nora = person(&site, "nora@nachtigall.example").await;
    other.care.erase(&nora, Actor::Command, now).await.unwrap();
    site.work().await;
    assert_eq!(index(site.ground()).documents, 2);
    assert_eq!(found(&agent, "heron").await, ["Ida", "Karl"]);

    let karl = person(&site, "karl@example.org").await;
    let id = other.chance.id(now);
    other
        .data
        .write::<_, people::Error>(move |tx| {
            Box::pin(async move {
                People::refuse(tx, id, &karl, EVERYTHING, Refusing::Restricted, now).await
            })
        })
        .await
        .unwrap();
    site.work().await;
    assert_eq!(found(&agent, "heron").await, ["Ida"]);

    // What has reached its end is swept by another process, and leaves no trace of itself.
    for _ in 0..190 {
        site.pass(6 * DAY);
        other.care.sweep(site.clock.now()).await.unwrap().unwrap();
    }
    // Meanwhile a version of the policy has opened for what is older: all is read anew.
    read(&site).await;
    assert_eq!(index(site.ground()).documents, 1, "the restricted one stays, and nothing else");
    let agent = site.member(RoleName::Agent).await;
    assert_eq!(found(&agent, "heron").await, Vec::<String>::new());
    other.data.close().await.unwrap();
    other.people.keys().db().close().await.unwrap();
}

/// A row may become visible after one with a later time and a greater id, and two machines'
/// clocks differ.
#[tokio::test]
async fn what_commits_late_is_found_all_the_same() {
    let mut site = Site::demo().await;
    write(&site, "Nora", "nora@example.org", "help", "heron").await;
    read(&site).await;
    // One comes from a machine whose clock is five minutes behind; then one whose clock ran
    // ahead by a year, and one from now again.
    let now = site.clock.now();
    for (name, at) in [("Behind", now - 300_000), ("Ahead", now + 365 * DAY), ("Now", now)] {
        site.clock.set(at - 60_000);
        write(&site, name, "w@example.org", "help", "heron").await;
        site.clock.set(now);
        site.work().await;
        let agent = site.member(RoleName::Agent).await;
        assert!(found(&agent, "heron").await.contains(&name.to_owned()), "{name}");
        assert_eq!(found(&agent, &format!("heron {name}")).await, [name]);
    }
    // And one that took longer than anybody would think: the roll call has it.
    site.clock.set(now - 7_200_000);
    write(&site, "Ancient", "w@example.org", "help", "heron").await;
    site.clock.set(now);
    site.work().await;
    site.pass(31 * 60_000);
    site.work().await;
    let agent = site.member(RoleName::Agent).await;
    assert_eq!(found(&agent, "ancient").await, ["Ancient"]);
    drop(agent);
    // A restart reads everything anew.
    let before = index(site.ground());
    site.restart().await;
    assert_eq!(index(site.ground()).documents, 0);
    read(&site).await;
    assert_eq!(index(site.ground()).documents, before.documents);
    let agent = site.member(RoleName::Agent).await;
    assert_eq!(found(&agent, "heron").await.len(), 5);
}

/// While it is being read, the page says how far that is, with what is found so far.
#[tokio::test]
async fn what_is_not_read_yet_is_said() {
    let site = Site::demo().await;
    write(&site, "Nora", "nora@example.org", "help", "heron").await;
    let agent = site.member(RoleName::Agent).await;
    let reading = ask(&agent, "heron").await;
    assert!(reading.body.contains("0 % of the inquiries have been read"), "{}", reading.body);
    assert_eq!(who(&reading), Vec::<String>::new());
    let owner = site.member(RoleName::Owner).await;
    assert!(owner.get("/desk/system").await.body.contains("0 % has been read since the start"));
    read(&site).await;
    let all = ask(&agent, "heron").await;
    assert!(!all.body.contains("have been read") && who(&all) == ["Nora"], "{}", all.body);
    assert!(owner.get("/desk/system").await.body.contains("Search in inquiries: one inquiry, "));
}

/// What no published version has in force is not read; what a version opens for what was there
/// before is found from that day on.
#[tokio::test]
async fn what_is_not_in_force_is_not_found_until_it_is() {
    let mut site = Site::demo().await;
    write(&site, "Nora", "nora@example.org", "help", "heron").await;
    let agent = site.member(RoleName::Agent).await;
    let id = path(&agent.get("/desk/inquiries").await).rsplit('/').next().unwrap().to_owned();
    drop(agent);
    let nora = person(&site, "nora@example.org").await;
    let ground = site.ground();
    let (row, now) = (ground.chance.id(site.clock.now()), site.clock.now());
    let key = ground.people.keys().key(&nora).await.unwrap().unwrap();
    let place = Place { table: "inquiry_field", column: "value", person: &nora, row: &row };
    let value = key.seal(&place, b"kingfisher", &ground.chance);
    let binds = binds![row.clone(), id, nora.clone(), "size", value, now];
    let work = ground.data.write::<_, db::Error>(move |tx| {
        Box::pin(async move { tx.execute(&store::ADD_FIELD, binds).await })
    });
    work.await.unwrap();
    read(&site).await;
    let words = async |site: &Site| {
        let agent = site.member(RoleName::Agent).await;
        (found(&agent, "heron").await.len(), found(&agent, "kingfisher").await.len())
    };
    assert_eq!(words(&site).await, (1, 0));

    site.pass(60_000);
    site.edit(|settings| format!("{settings}\n{FIELD}"));
    site.restart().await;
    policy::publish(site.ground(), None, Actor::Command).await.unwrap();
    read(&site).await;
    assert_eq!(words(&site).await, (1, 0), "it was given before the version that names it");
    site.pass(31 * DAY);
    site.work().await;
    read(&site).await;
    assert_eq!(words(&site).await, (1, 1));
}
