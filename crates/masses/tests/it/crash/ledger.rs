//! What was acknowledged, kept outside of the program, and compared with what it has.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use db::{Statement, binds};
use kit::clock::Clock;
use masses::House;
use masses::ground::care::Export;
use masses::ground::jobs::Runner;
use masses::ground::people::HandleKind;

use crate::postfix::Postfix;
use crate::program::{Program, ask, get};
use crate::server;

/// One message, of somebody who writes only this one.
#[derive(Debug, Clone)]
pub struct Message {
    pub email: String,
    pub text: String,
    /// The reference in the thank-you; none while there was no answer.
    pub reference: Option<String>,
    /// What the team answered and was told of.
    pub answers: Vec<String>,
    /// Its sender was erased, and the team told of it.
    pub erased: bool,
}

impl Message {
    pub fn new(email: String, text: String) -> Self {
        Self { email, text, reference: None, answers: Vec::new(), erased: false }
    }
}

/// Every message, by address.
#[derive(Debug, Default)]
pub struct Ledger(pub BTreeMap<String, Message>);

impl Ledger {
    pub fn note(&mut self, message: Message) {
        let before = self.0.insert(message.email.clone(), message);
        assert!(before.is_none(), "a test that does not know what it wrote: {before:?}");
    }

    pub fn of(&mut self, email: &str) -> &mut Message {
        self.0.get_mut(email).unwrap_or_else(|| panic!("nobody wrote as {email}"))
    }

    /// Compares everything with what the program has; beside it, or while it is stopped.
    pub async fn compare(&self, program: &Program) {
        let all: Vec<&Message> = self.0.values().collect();
        let house = program.house().await;
        self.compare_these(&house, &all).await;
        close(house).await;
        proved(program);
    }

    /// Compares some of it, and that there is nothing more than the whole.
    pub async fn compare_these(&self, house: &House, some: &[&Message]) {
        let ground = &house.ground;
        ground.data.integrity().await.unwrap();
        ground.people.keys().db().integrity().await.unwrap();
        ground.journal.verify(None).await.unwrap();
        for message in some {
            compare_one(house, message).await;
        }
        let there = self.0.values().filter(|one| !one.erased).count() as i64;
        assert_eq!(count(house, "inquiry").await, there, "more or fewer than were thanked for");
        // The keys of whoever was erased have gone, and nobody is half erased.
        let half = "erasure where done_at is null";
        assert_eq!(count(house, half).await, 0, "an erasure was begun and not finished");
        let failed = count(house, "outbox where state not in ('queued', 'sending', 'sent')").await;
        assert_eq!(failed, 0, "mails were given up");
    }
}

/// The independent script finds the journal sound.
pub fn proved(program: &Program) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/journal_verify.py");
    let data = match &program.database {
        None => program.data.join("data.sqlite"),
        Some(url) => server::journal_of(url, &program.root().join("journal")),
    };
    let said = Command::new("python3").arg(script).arg(data).output();
    let said = said.expect("there is no python3: run ./test, which installs it");
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stdout));
}

async fn compare_one(house: &House, message: &Message) {
    let ground = &house.ground;
    let Message { email, text, reference, answers, erased } = message;
    let person = ground.people.keys().find(HandleKind::Address, email).await.unwrap();
    if *erased {
        assert_eq!(person, None, "{email} was erased");
        return;
    }
    let person = person.unwrap_or_else(|| panic!("{email} was thanked, and is not known"));
    let export = ground.care.export(&person, Clock::system().now()).await.unwrap();
    let mut texts = answers.clone();
    texts.push(text.clone());
    texts.sort_unstable();
    assert_eq!(values(&export, "inquiry_message", "body"), texts, "{email}");
    assert_eq!(values(&export, "inquiry", "email"), std::slice::from_ref(email));
    let mails = values(&export, "outbox", "body");
    assert_eq!(mails.len(), 1 + answers.len(), "the mails to {email}: {mails:#?}");
    assert_eq!(values(&export, "outbox", "recipient"), vec![email.clone(); mails.len()]);
    let reference = reference.as_ref().expect("compared before it was thanked for");
    assert!(mails.iter().any(|mail| mail.contains(reference)), "{reference}: {mails:#?}");
    for answer in answers {
        assert_eq!(mails.iter().filter(|mail| mail.contains(answer)).count(), 1, "{answer}");
    }
}

fn values(export: &Export, table: &str, column: &str) -> Vec<String> {
    let rows = export.tables.iter().filter(|one| one.name == table).flat_map(|one| &one.rows);
    let values = rows.flat_map(|row| &row.0).filter(|value| value.column == column);
    let mut values: Vec<String> = values.map(|value| value.value.clone()).collect();
    values.sort_unstable();
    values
}

async fn count(house: &House, of: &str) -> i64 {
    let count = Statement::generated("test::count", format!("select count(*) as n from {of}"));
    house.ground.data.read_one(&count, binds![]).await.unwrap().unwrap().int("n").unwrap()
}

/// Closes a house that the test opened.
pub async fn close(house: House) {
    house.ground.data.close().await.unwrap();
    house.ground.people.keys().db().close().await.unwrap();
}

/// Everything that is served is whole: nobody sees half of anything.
pub async fn pages_are_whole(program: &Program, session: &str) {
    let to = program.address();
    for path in ["/", "/about", "/de", "/privacy", "/contact"] {
        let page = get(to, path).await.unwrap();
        assert_eq!(page.status, 200, "{path}");
        assert!(page.body.trim_end().ends_with("</html>"), "{path}: {}", page.body);
    }
    for path in ["/desk/inquiries", "/desk/inquiries?state=closed", "/desk/system", "/desk/journal"]
    {
        let page = ask(to, path, Some(session), None).await.unwrap();
        assert_eq!(page.status, 200, "{path}: {}", page.body);
        assert!(page.body.trim_end().ends_with("</html>"), "{path}: {}", page.body);
    }
    assert_eq!(get(to, "/health/ready").await.unwrap().status, 200);
}

/// As if the leases of a process that is gone had run out: whatever it was doing is taken up
/// again now, not in some minutes.
pub async fn leases_run_out(house: &House) {
    let jobs = "update job set lease_until = 0, due_at = 0 where holder is not null";
    let mails = "update outbox set due_at = 0 where state = 'sending'";
    for sql in [jobs, mails] {
        let statement = Statement::generated("test::leases", sql.to_owned());
        let work = house.ground.data.write::<_, db::Error>(move |tx| {
            Box::pin(async move { tx.execute(&statement, binds![]).await })
        });
        work.await.unwrap();
    }
}

/// What became of the mails.
#[derive(Debug)]
pub struct Delivered {
    /// How many different ones the server has.
    pub mails: usize,
    /// How many it has more than once: those that were being handed over at the wrong moment.
    pub repeated: usize,
    /// How many it has whose recipient was erased afterwards.
    pub erased: usize,
}

/// Sends what still waits, a quarter of an hour later, and counts at the server: each mail is
/// there, under its Message-ID, and none that nobody wrote. The program is stopped meanwhile.
pub async fn delivered(program: &Program, postfix: &Postfix) -> Delivered {
    let clock = Clock::manual(Clock::system().now() + 15 * 60_000);
    let mut house = program.house_at(clock.clone()).await;
    let data = house.ground.data.clone();
    let jobs = std::mem::take(&mut house.jobs);
    let runner = Runner::new(data.clone(), clock.clone(), "test", jobs);
    for _ in 0..100 {
        if house.ground.mail.queue_now().await.unwrap().waiting == 0 {
            break;
        }
        runner.run_due_once().await.unwrap();
        clock.advance(60_000);
    }
    let ids = Statement::generated("test::ids", "select message_id, state from outbox".to_owned());
    let mut wanted = BTreeSet::new();
    for row in data.read(&ids, binds![]).await.unwrap() {
        assert_eq!(row.text("state").unwrap(), "sent");
        let fresh = wanted.insert(row.text("message_id").unwrap());
        assert!(fresh, "two mails have one Message-ID");
    }
    close(house).await;
    let taken = postfix.ids(&wanted).await;
    let mut times: BTreeMap<&String, usize> = BTreeMap::new();
    taken.iter().for_each(|id| *times.entry(id).or_default() += 1);
    Delivered {
        mails: times.len(),
        repeated: times.values().filter(|times| **times > 1).count(),
        erased: times.keys().filter(|id| !wanted.contains(**id)).count(),
    }
}
