//! The server goes, its connections are cut, a node stands still: nothing is lost, nothing twice.
//!
//! For a longer look by hand: `MASSES_OUTAGE=30` is how many seconds the server is away,
//! `MASSES_PAUSE=70` how long a node stands still.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use cluster::{Cluster, Setup};
use db::{Statement, binds};
use tokio::task::JoinSet;

use super::name_of;
use crate::crash::asked;
use crate::crash::ledger::{Ledger, Message, close, delivered, leases_run_out};
use crate::postfix::Postfix;
use crate::program::{Program, get, write};

/// What becomes of whoever writes while something is wrong.
#[derive(Debug, Default)]
struct Seen {
    messages: Vec<Message>,
    /// How often they were asked to come back, with their text kept.
    busy: usize,
    /// How often public pages were looked at.
    pages: usize,
}

/// Two nodes on a server of their own, with a mail server.
struct Two {
    cluster: Cluster,
    postfix: Postfix,
    first: Program,
    second: Program,
    key: String,
}

impl Two {
    async fn start() -> Self {
        let cluster = Cluster::start(&Setup::default()).unwrap();
        let postfix = Postfix::start();
        let url = cluster.database().unwrap();
        let mut first = Program::on(Some(url), |settings| settings + &postfix.settings());
        first.start().await;
        let mut second = first.node();
        second.start().await;
        let key = first.key().await;
        Self { cluster, postfix, first, second, key }
    }

    /// People write to both nodes and look at pages until this is over.
    fn people(&self, over: &Arc<AtomicBool>) -> JoinSet<Seen> {
        let mut people = JoinSet::new();
        for (number, node) in [&self.first, &self.second].into_iter().enumerate() {
            for one in 0..3 {
                let who = format!("n{number}p{one}");
                let key = self.key.clone();
                people.spawn(keep_trying(node.address(), key, who, over.clone()));
            }
        }
        people
    }

    /// What was thanked for is there once, and each of its mails left once.
    async fn all_is_well(mut self, people: JoinSet<Seen>) -> Seen {
        let (mut ledger, mut all) = (Ledger::default(), Seen::default());
        for seen in people.join_all().await {
            (all.busy, all.pages) = (all.busy + seen.busy, all.pages + seen.pages);
            all.messages.extend(seen.messages);
        }
        all.messages.iter().cloned().for_each(|message| ledger.note(message));
        for node in [&self.first, &self.second] {
            let ready = healthy(node).await;
            assert!(ready, "a node does not recover: {}", node.log());
        }
        self.first.stop().await;
        self.second.stop().await;
        ledger.compare(&self.first).await;
        let house = self.first.house().await;
        leases_run_out(&house).await;
        close(house).await;
        let delivered = delivered(&self.first, &self.postfix).await;
        println!(
            "{} messages, {} asked to come back, {} pages, {delivered:?}",
            all.messages.len(),
            all.busy,
            all.pages
        );
        assert_eq!(delivered.repeated, 0, "a mail was sent twice");
        all
    }
}

/// Somebody writes one message after the other, and tries each until it is thanked for. Pages
/// are served all the time.
async fn keep_trying(to: SocketAddr, key: String, who: String, over: Arc<AtomicBool>) -> Seen {
    let mut seen = Seen::default();
    for number in 0.. {
        if over.load(Ordering::Relaxed) {
            break;
        }
        let email = format!("{who}n{number}@wrote.example");
        let mut message = Message::new(email.clone(), format!("Text {who}n{number}."));
        while message.reference.is_none() {
            match write(to, &key, &email, &message.text).await {
                Ok(reply) if reply.status == 200 => {
                    message.reference = Some(reply.reference().to_owned());
                }
                Ok(reply) => {
                    assert_eq!(reply.status, 503, "{}", reply.body);
                    assert!(!reply.header("retry-after").is_empty(), "{reply:?}");
                    assert!(reply.body.contains(&message.text), "the text is gone");
                    seen.busy += 1;
                    tokio::time::sleep(Duration::from_millis(300)).await;
                }
                // A node that stands still answers nobody: its visitors come back.
                Err(_) => tokio::time::sleep(Duration::from_millis(300)).await,
            }
        }
        seen.messages.push(message);
        if number % 4 == 0
            && let Ok(page) = get(to, "/about").await
        {
            assert_eq!(page.status, 200, "a page waits for the database");
            seen.pages += 1;
        }
        tokio::time::sleep(Duration::from_millis(40)).await;
    }
    seen
}

/// Waits until a node says that it is well, as whoever balances loads does.
async fn healthy(node: &Program) -> bool {
    for _ in 0..100 {
        if node.get("/health/ready").await.is_ok_and(|reply| reply.status == 200) {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    false
}

/// F7: the server goes as in a power cut, and comes back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_goes_and_comes_back_takes_nothing_along() {
    let two = Two::start().await;
    let over = Arc::new(AtomicBool::new(false));
    let people = two.people(&over);
    tokio::time::sleep(Duration::from_secs(2)).await;
    two.cluster.interrupt().unwrap();
    tokio::time::sleep(Duration::from_secs(1)).await;
    let health = two.first.get("/health/ready").await.unwrap();
    assert_eq!(health.status, 503, "{}", health.body);
    assert!(health.body.contains("server cannot be reached"), "{}", health.body);
    for path in ["/", "/de/about", "/health/live"] {
        assert_eq!(two.second.get(path).await.unwrap().status, 200, "{path}");
    }
    tokio::time::sleep(Duration::from_secs(asked("MASSES_OUTAGE", 7))).await;
    two.cluster.resume().unwrap();
    tokio::time::sleep(Duration::from_secs(3)).await;
    over.store(true, Ordering::Relaxed);
    let seen = two.all_is_well(people).await;
    assert!(seen.busy > 0 && seen.messages.len() > 20, "{seen:?}");
}

/// Connections are cut while they are in use, again and again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_are_cut_take_nothing_along() {
    let two = Two::start().await;
    let over = Arc::new(AtomicBool::new(false));
    let people = two.people(&over);
    let name = name_of(two.first.database.as_ref().unwrap()).to_owned();
    let cut = format!(
        "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = '{name}' \
         and pid <> pg_backend_pid()"
    );
    let mut gone = 0;
    for _ in 0..15 {
        tokio::time::sleep(Duration::from_millis(200)).await;
        gone += two.cluster.sql("postgres", &cut).unwrap().parse::<i64>().unwrap();
    }
    over.store(true, Ordering::Relaxed);
    let seen = two.all_is_well(people).await;
    assert!(gone > 30 && seen.messages.len() > 20, "{gone} were cut, {seen:?}");
}

/// F14: a node stands still in the middle of whatever it does by itself, for longer than its
/// leases last, and goes on as if nothing had happened.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_stands_still_does_nothing_twice() {
    let two = Two::start().await;
    let over = Arc::new(AtomicBool::new(false));
    let people = two.people(&over);
    let house = two.second.house().await;
    let holders = Statement::generated(
        "test::holders",
        "select name, holder from job where holder is not null".to_owned(),
    );
    // Until it holds one.
    let me = format!("{}-", two.first.pid());
    let mut held: BTreeMap<String, String> = BTreeMap::new();
    for _ in 0..3_000 {
        two.first.signal("-STOP");
        held.clear();
        for row in house.ground.data.read(&holders, binds![]).await.unwrap() {
            held.insert(row.text("name").unwrap(), row.text("holder").unwrap());
        }
        held.retain(|_, holder| holder.starts_with(&me));
        if !held.is_empty() {
            break;
        }
        two.first.signal("-CONT");
        tokio::time::sleep(Duration::from_millis(3)).await;
    }
    assert!(!held.is_empty(), "the first node never holds a lease");
    // What it holds runs out for the others at once; by hand it is waited for.
    let pause: u64 = asked("MASSES_PAUSE", 0);
    if pause == 0 {
        let out = "update job set lease_until = 0, due_at = 0 where holder is not null".to_owned();
        let out = Statement::generated("test::out", out);
        let work = house.ground.data.write::<_, db::Error>(move |tx| {
            Box::pin(async move { tx.execute(&out, binds![]).await })
        });
        work.await.unwrap();
    }
    close(house).await;
    tokio::time::sleep(Duration::from_secs(pause.max(3))).await;
    two.first.signal("-CONT");
    tokio::time::sleep(Duration::from_secs(2)).await;
    over.store(true, Ordering::Relaxed);
    let seen = two.all_is_well(people).await;
    assert!(seen.messages.len() > 20, "{seen:?}");
}
