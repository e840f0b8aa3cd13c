//! Two and three nodes on one database (F14): none sends, sweeps or seals what another does, and
//! each knows within a second what another changed.

use std::collections::BTreeMap;
use std::time::Duration;

use db::{Statement, binds};
use kit::web::RoleName;
use masses::ground::journal::Actor;
use masses::ground::people::{EVERYTHING, Error, HandleKind, People, Refusing};
use masses::rooms::policy;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::{CLUSTER, name_of, on_server};
use crate::editor::{edit, saved};
use crate::postfix::Postfix;
use crate::site::{DAY, Site, contact};

/// Somebody writes to one node what another node's form is for.
async fn write_across(form_of: &Site, to: &Site, email: &str, text: &str) {
    let form = form_of.visitor().get("/contact").await;
    form_of.pass(20_000);
    let sent = to.visitor().post("/contact", &contact(&form, email, text)).await;
    assert_eq!(sent.status, 200, "{}", sent.body);
}

async fn number(site: &Site, sql: &str) -> i64 {
    let statement = Statement::generated("test::number", sql.to_owned());
    let row = site.ground().data.read_one(&statement, binds![]).await.unwrap();
    row.unwrap().int("n").unwrap()
}

/// One sender for each message, one chain, whoever comes first: three nodes do all at once what
/// the program does by itself.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_mail_leaves_once_and_the_chain_is_one() {
    let postfix = Postfix::start();
    let first = on_server(|| Site::with(|settings| settings + &postfix.settings())).await;
    let (second, third) = tokio::join!(first.node(), first.node());
    let stop = CancellationToken::new();
    let mut running = JoinSet::new();
    for node in [&first, &second, &third] {
        running.spawn(node.runner().run(stop.clone()));
    }
    let nodes = [&first, &second, &third];
    for n in 0..24 {
        let (from, to) = (nodes[n % 3], nodes[(n + 1) % 3]);
        write_across(from, to, &format!("person{n}@example.org"), &format!("Text {n}")).await;
    }
    let waiting = "select count(*) as n from outbox where state <> 'sent'";
    for _ in 0..600 {
        if number(&first, waiting).await == 0 {
            break;
        }
        first.pass(1_000);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(number(&first, waiting).await, 0, "mails are left behind");
    let mails = postfix.mails(48).await;
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for mail in &mails {
        *seen.entry(mail.header("Message-ID")).or_default() += 1;
    }
    assert_eq!((mails.len(), seen.len()), (48, 48), "{seen:?}");
    stop.cancel();
    running.join_all().await;
    // Whatever is left is sealed by all three at once.
    let (one, two, three) = tokio::join!(first.work(), second.work(), third.work());
    let ((), (), ()) = (one, two, three);
    let verified = third.ground().journal.verify(None).await.unwrap();
    assert!(verified.blocks > 1 && verified.entries >= 24, "{verified:?}");
    assert_eq!(number(&first, "select count(*) as n from inquiry").await, 24);
}

/// One sweep a night, however many look.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sweep_runs_once() {
    let soon = |settings: String| settings.replace("[inquiries]", "[inquiries]\nopen_days = 20");
    let first = on_server(|| Site::with(soon)).await;
    let (second, third) = tokio::join!(first.node(), first.node());
    for n in 0..5 {
        let email = format!("person{n}@example.org");
        write_across(&first, &second, &email, "To be forgotten").await;
    }
    // A day at a time, as the sweep wants it: a clock that jumps is not believed.
    for _ in 0..22 {
        first.pass(DAY);
        let runners = [first.runner(), second.runner(), third.runner()];
        let [one, two, three] = runners.each_ref().map(|runner| runner.run_due_once());
        let (one, two, three) = tokio::join!(one, two, three);
        assert!(one.unwrap() + two.unwrap() + three.unwrap() > 0);
    }
    assert_eq!(number(&first, "select count(*) as n from inquiry").await, 0);
    let swept = "select count(*) as n from journal_entry where act = 'swept'";
    let nights = "select count(distinct at) as n from journal_entry where act = 'swept'";
    let (swept, nights) = (number(&first, swept).await, number(&first, nights).await);
    assert!(nights > 0 && swept == nights, "{swept} sweeps in {nights} nights");
    third.ground().journal.verify(None).await.unwrap();
}

/// What is decided on one node holds on the others at the next look, which is once a second.
#[tokio::test]
async fn what_one_node_changes_all_know() {
    let mut first = on_server(Site::demo).await;
    let second = first.node().await;
    write_across(&first, &second, "nora@nachtigall.example", "Hello there").await;
    let (one, two) = (first.ground().clone(), second.ground().clone());
    let nora = two.people.keys().find(HandleKind::Address, "nora@nachtigall.example").await;
    let nora = nora.unwrap().expect("nobody is known on the second node");

    // A session goes with its browser from node to node, and ends on both.
    let owner = first.member(RoleName::Owner).await;
    let agent = first.colleague(RoleName::Agent).await;
    let beside = second.visitor();
    beside.keep("session", &agent.browser.cookie("session").unwrap());
    assert_eq!(beside.get("/desk/inquiries").await.status, 200);
    crate::team::act(&first, &owner, &agent.email, "disable", &[]).await;
    assert_ne!(beside.get("/desk/inquiries").await.status, 200, "disabled, and still in");

    // A person's no.
    let purpose = &masses::rooms::inquiries::inventory::ANSWER;
    assert!(!two.people.refused(&nora, purpose));
    let (person, now) = (nora.clone(), first.clock.now());
    let refused = one.data.write::<_, Error>(move |tx| {
        Box::pin(async move {
            let how = Refusing::Restricted;
            People::refuse(tx, "r".to_owned(), &person, EVERYTHING, how, now).await
        })
    });
    refused.await.unwrap();
    two.generations.look().await.unwrap();
    assert!(two.people.refused(&nora, purpose), "restricted, and still used");

    // A version of the policy.
    let before = two.gate.current().number();
    first.pass(DAY);
    first.edit(|settings| settings.replace("country = \"AT\"", "country = \"DE\""));
    first.restart().await;
    let number = policy::publish(first.ground(), None, Actor::Command).await.unwrap();
    assert!(number > before);
    two.generations.look().await.unwrap();
    assert_eq!(two.gate.current().number(), number, "another version is in force");

    // An erasure: the key that the other node held open is closed.
    assert!(two.people.keys().key(&nora).await.unwrap().is_some());
    first.ground().care.erase(&nora, Actor::Command, first.clock.now()).await.unwrap();
    two.generations.look().await.unwrap();
    let sealed = two.people.sealer(&nora).await.map(drop);
    assert!(matches!(sealed, Err(Error::Erased)), "erased, and still open");
}

/// Whoever reads the keys for long keeps their tables from being rewritten, and nothing else.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_of_the_keys_does_not_hold_up_the_sweep() {
    let soon = |settings: String| settings.replace("[inquiries]", "[inquiries]\nopen_days = 1");
    let site = on_server(|| Site::with(soon)).await;
    site.write("nora@nachtigall.example", "To be forgotten").await;
    site.work().await;
    let mut psql = CLUSTER.client("psql", name_of(site.database.as_ref().unwrap()));
    let held = "begin; lock table masses_keys.keyring in access share mode; select pg_sleep(60)";
    let mut reader = psql.args(["-X", "-q", "-c", held]).spawn().unwrap();
    tokio::time::sleep(Duration::from_millis(500)).await;
    for _ in 0..2 {
        site.pass(DAY);
        site.runner().run_due_once().await.unwrap();
    }
    assert_eq!(number(&site, "select count(*) as n from inquiry").await, 0, "it was not swept");
    let failed = "select failures as n from job where name = 'sweep'";
    assert!(number(&site, failed).await > 0, "nobody was in the way");
    reader.kill().unwrap();
    reader.wait().unwrap();
}

/// What the team writes on one node, each node reads anew: a folder that they share tells nobody
/// but the node that wrote.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_written_on_one_node_is_read_by_all() {
    let first = on_server(Site::demo).await;
    let second = first.node().await;
    let agent = first.member(RoleName::Agent).await;
    let reading = async |site: &Site| site.ground().generations.look().await.unwrap();
    reading(&second).await;
    let value = async || {
        number(&first, "select coalesce(max(value), 0) as n from generation where name = 'pages'")
            .await
    };
    let before = value().await;
    saved(&edit(&agent, "pages/about.md", &[("body", "Written on the first node\n")]).await);
    assert_eq!(value().await, before + 1, "the others are not told");
    let text = std::fs::read(first.folder.join("pages/about.md")).unwrap();
    std::fs::write(second.folder.join("pages/about.md"), text).unwrap();
    reading(&second).await;
    let there = second.visitor().get("/about").await.body;
    assert!(there.contains("Written on the first node"), "{there}");
}
