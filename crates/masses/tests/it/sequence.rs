//! Any sequence of what people, the team, time and the machine do leaves what was acknowledged,
//! and only that. The program is compared with a model of a few lines, step by step.

use std::collections::BTreeMap;

use db::{Statement, binds};
use kit::web::RoleName;
use masses::ground::people::HandleKind;
use proptest::prelude::*;
use proptest::test_runner::Config;

use crate::site::{DAY, Reply, Site, Visitor, contact};

/// How long is kept what was closed, what nobody closes, and spam; in days.
const CLOSED: i64 = 4;
const OPEN: i64 = 12;
const SPAM: i64 = 2;
const SENDERS: usize = 3;

/// One step. Numbers choose among what is there.
#[derive(Debug, Clone)]
enum Step {
    Submit { sender: usize, trap: bool },
    Resend(usize),
    Answer { which: usize, close: bool, twice: bool },
    Move { which: usize, word: &'static str },
    Export(usize),
    Erase(usize),
    Sweep { days: i64 },
    Restart,
}

fn step() -> impl Strategy<Value = Step> {
    let which = 0..100usize;
    let word = prop::sample::select(vec!["close", "reopen", "spam", "not-spam"]);
    prop_oneof![
        5 => (0..SENDERS, prop::bool::weighted(0.2))
            .prop_map(|(sender, trap)| Step::Submit { sender, trap }),
        3 => which.clone().prop_map(Step::Resend),
        3 => (which.clone(), any::<bool>(), any::<bool>())
            .prop_map(|(which, close, twice)| Step::Answer { which, close, twice }),
        4 => (which.clone(), word).prop_map(|(which, word)| Step::Move { which, word }),
        1 => (0..SENDERS).prop_map(Step::Export),
        1 => (0..SENDERS).prop_map(Step::Erase),
        2 => (1..4i64).prop_map(|days| Step::Sweep { days }),
        1 => Just(Step::Restart),
    ]
}

/// What is known of one message that was thanked for.
#[derive(Debug, Clone)]
struct Known {
    sender: usize,
    path: String,
    reference: String,
    /// As it was sent, to be sent again.
    fields: Vec<(String, String)>,
    /// When its form was made.
    made_at: i64,
    texts: Vec<String>,
    state: &'static str,
    opened_at: i64,
    closed_at: Option<i64>,
    gone: bool,
}

impl Known {
    fn over(&self, now: i64) -> bool {
        let days = |since: i64, days: i64| since < now - days * DAY;
        days(self.opened_at, OPEN)
            || self.closed_at.is_some_and(|at| days(at, CLOSED))
            || (self.state == "spam" && days(self.opened_at, SPAM))
    }
}

/// The program while it runs, with somebody of the team, and what is known of it.
struct Desk<'a> {
    site: &'a Site,
    agent: Visitor<'a>,
    known: &'a mut Vec<Known>,
    number: &'a mut usize,
}

fn address(sender: usize) -> String {
    format!("sender{sender}@sequence.example")
}

fn refs(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

impl Desk<'_> {
    async fn step(&mut self, step: &Step) {
        // Nobody sends so fast that a limit stops them: those have tests of their own.
        self.site.pass(40_000);
        let live: Vec<usize> = (0..self.known.len()).filter(|one| !self.known[*one].gone).collect();
        let pick = |which: usize| live.get(which % live.len().max(1)).copied();
        match *step {
            Step::Submit { sender, trap } => self.submit(sender, trap).await,
            Step::Resend(which) if !self.known.is_empty() => {
                self.resend(which % self.known.len()).await;
            }
            Step::Answer { which, close, twice } => {
                if let Some(one) = pick(which) {
                    self.answer(one, close, twice).await;
                }
            }
            Step::Move { which, word } => {
                if let Some(one) = pick(which) {
                    self.moved(one, word).await;
                }
            }
            Step::Export(sender) => self.exported(sender).await,
            Step::Erase(sender) => self.erase(sender).await,
            Step::Sweep { days } => {
                self.site.pass(days * DAY);
                self.site.ground().care.sweep(self.site.clock.now()).await.unwrap().unwrap();
                let now = self.site.clock.now();
                self.known.iter_mut().for_each(|one| one.gone |= one.over(now));
            }
            Step::Resend(_) | Step::Restart => {}
        }
    }

    async fn submit(&mut self, sender: usize, trap: bool) {
        *self.number += 1;
        let text = format!("Message {} <of> sender {sender}.", self.number);
        let visitor = self.site.visitor();
        let form = visitor.get("/contact").await;
        let made_at = self.site.clock.now();
        self.site.pass(20_000);
        let email = address(sender);
        let mut fields: Vec<(String, String)> = contact(&form, &email, &text)
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        if trap {
            fields.iter_mut().filter(|one| one.0 == "website").for_each(|one| one.1 = "x".into());
        }
        let thanks = visitor.post("/contact", &refs(&fields)).await;
        self.learn(sender, made_at, fields, text, &thanks).await;
    }

    /// Notes what was thanked for, and finds it in the desk.
    async fn learn(
        &mut self,
        sender: usize,
        made_at: i64,
        fields: Vec<(String, String)>,
        text: String,
        thanks: &Reply,
    ) {
        let trap = fields.iter().any(|(name, value)| name == "website" && !value.is_empty());
        let state = if trap { "spam" } else { "open" };
        let mut paths = self.listed(state).await;
        paths.retain(|path, _| self.known.iter().all(|one| one.gone || one.path != *path));
        assert_eq!(paths.len(), 1, "one message makes one new entry: {paths:?}");
        let now = self.site.clock.now();
        self.known.push(Known {
            sender,
            path: paths.into_keys().next().unwrap(),
            reference: thanks.reference().to_owned(),
            fields,
            made_at,
            texts: vec![text],
            state,
            opened_at: now,
            closed_at: None,
            gone: false,
        });
    }

    async fn resend(&mut self, which: usize) {
        // What was erased and sent again is one message that is known twice: the later counts.
        let fields = &self.known[which].fields;
        let one = self.known.iter().rfind(|one| one.fields == *fields).unwrap().clone();
        let again = self.site.visitor().post("/contact", &refs(&one.fields)).await;
        if self.site.clock.now() > one.made_at + DAY {
            // The key is a day old: the same text comes back in a fresh form.
            assert_eq!(again.status, 422, "{}", again.body);
        } else if one.gone {
            assert_ne!(again.reference(), one.reference, "what was erased is still known");
            let text = one.texts[0].clone();
            self.learn(one.sender, one.made_at, one.fields, text, &again).await;
        } else {
            assert_eq!(again.reference(), one.reference, "sending twice is sending once");
        }
    }

    async fn answer(&mut self, which: usize, close: bool, twice: bool) {
        *self.number += 1;
        let text = format!("Answer {} <to> it.", self.number);
        let one = self.known[which].clone();
        let visitor = &self.agent;
        let thread = visitor.get(&one.path).await;
        if one.state == "spam" {
            assert!(!thread.body.contains("/answer\""), "spam can be answered");
            return;
        }
        let mut fields = vec![
            ("text", text.as_str()),
            ("key", thread.hidden("key")),
            ("seen", thread.hidden("seen")),
        ];
        if close {
            fields.push(("close", "on"));
        }
        for _ in 0..=usize::from(twice) {
            let done = visitor.post(&format!("{}/answer", one.path), &fields).await;
            assert_eq!(done.status, 303, "{}", done.body);
        }
        let now = self.site.clock.now();
        let one = &mut self.known[which];
        one.texts.push(text);
        one.state = if close { "closed" } else { "open" };
        one.closed_at = close.then_some(now);
    }

    async fn moved(&mut self, which: usize, word: &'static str) {
        let now = self.site.clock.now();
        let one = &mut self.known[which];
        let (from, to) = match word {
            "close" => ("open", "closed"),
            "reopen" => ("closed", "open"),
            "spam" => ("open", "spam"),
            _ => ("spam", "open"),
        };
        let done = self.agent.post(&format!("{}/step", one.path), &[("step", word)]).await;
        assert_eq!(done.status, if one.state == from { 303 } else { 409 }, "{word}");
        if one.state == from {
            one.state = to;
            one.closed_at = (to == "closed").then_some(now);
        }
    }

    /// The export of a sender has what is there, once each, and nothing that went.
    async fn exported(&self, sender: usize) {
        let ground = self.site.ground();
        let email = address(sender);
        let found = ground.people.keys().find(HandleKind::Address, &email).await.unwrap();
        let mine: Vec<&Known> = self.known.iter().filter(|one| one.sender == sender).collect();
        let live: usize = mine.iter().filter(|one| !one.gone).count();
        let Some(person) = found else {
            assert_eq!(live, 0, "{email} is not known any more");
            return;
        };
        let export = ground.care.export(&person, self.site.clock.now()).await.unwrap();
        let tables = export.tables.iter().filter(|one| one.name == "inquiry_message");
        let values = tables.flat_map(|one| &one.rows).flat_map(|row| &row.0);
        let mut found: Vec<&str> =
            values.filter(|one| one.column == "body").map(|one| one.value.as_str()).collect();
        let mut wanted: Vec<&str> = mine
            .iter()
            .filter(|one| !one.gone)
            .flat_map(|one| one.texts.iter().map(String::as_str))
            .collect();
        found.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(found, wanted, "the export of {email}");
    }

    async fn erase(&mut self, sender: usize) {
        let mine = self.known.iter().find(|one| one.sender == sender && !one.gone);
        let Some(one) = mine else { return };
        let visitor = &self.agent;
        let thread = visitor.get(&one.path).await;
        let (_, rest) = thread.body.split_once("/desk/people/").unwrap();
        let person = rest.split('/').next().unwrap().to_owned();
        let export = visitor.post(&format!("/desk/people/{person}/export"), &[]).await;
        assert_eq!(export.header("content-type"), "application/zip");
        let erased = visitor.post(&format!("/desk/people/{person}/erase"), &[]).await;
        assert_eq!(erased.status, 200, "{}", erased.body);
        let mine = self.known.iter_mut().filter(|one| one.sender == sender);
        mine.for_each(|one| one.gone = true);
        let ground = self.site.ground();
        let found = ground.people.keys().find(HandleKind::Address, &address(sender)).await.unwrap();
        assert_eq!(found, None, "the address still leads somewhere");
        assert!(ground.people.keys().key(&person).await.unwrap().is_none(), "the key is there");
        let mails = Statement::generated(
            "test::mails",
            "select count(*) as n from outbox where person_id = $1".to_owned(),
        );
        let left = ground.data.read_one(&mails, binds![person]).await.unwrap().unwrap();
        assert_eq!(left.int("n").unwrap(), 0, "mails of an erased person");
    }

    /// The threads that a list has, and how often.
    async fn listed(&self, state: &str) -> BTreeMap<String, usize> {
        let page = self.agent.get(&format!("/desk/inquiries?state={state}")).await;
        assert_eq!(page.status, 200, "{}", page.body);
        let mut found = BTreeMap::new();
        for rest in page.body.split("class=\"list__link\" href=\"").skip(1) {
            *found.entry(rest.split('"').next().unwrap().to_owned()).or_default() += 1;
        }
        found
    }

    /// Whether the program and the model agree.
    async fn check(&self, step: &Step) {
        for state in ["open", "closed", "spam"] {
            let wanted: BTreeMap<String, usize> = self
                .known
                .iter()
                .filter(|one| !one.gone && one.state == state)
                .map(|one| (one.path.clone(), 1))
                .collect();
            assert_eq!(self.listed(state).await, wanted, "{state} after {step:?}");
        }
        let visitor = &self.agent;
        for one in self.known.iter() {
            let thread = visitor.get(&one.path).await;
            assert_eq!(thread.status, if one.gone { 404 } else { 200 }, "{one:?}");
            for text in &one.texts {
                let shown = text.replace('<', "&lt;").replace('>', "&gt;");
                let times = thread.body.matches(&shown).count();
                assert_eq!(times, usize::from(!one.gone), "{text} after {step:?}");
            }
            assert_eq!(thread.body.contains(&one.reference), !one.gone, "{one:?}");
        }
        for sender in 0..SENDERS {
            self.exported(sender).await;
        }
        self.site.ground().journal.seal(self.site.clock.now()).await.unwrap();
        self.site.ground().journal.verify(None).await.unwrap();
        self.site.ground().data.integrity().await.unwrap();
    }
}

async fn run(steps: &[Step]) {
    let mut site = Site::with(|settings| {
        let days = format!("keep_days = {CLOSED}\nopen_days = {OPEN}\nspam_days = {SPAM}\n#");
        let settings = settings.replace("keep_days = 365", &days);
        format!("{settings}\n[team]\nsession_idle_hours = 168\nsession_absolute_days = 90\n")
    })
    .await;
    site.ground().care.sweep(site.clock.now()).await.unwrap().unwrap();
    let (mut known, mut number) = (Vec::new(), 0);
    let mut steps = steps.iter();
    loop {
        let agent = site.member(RoleName::Agent).await;
        let mut desk = Desk { site: &site, agent, known: &mut known, number: &mut number };
        desk.check(&Step::Restart).await;
        let mut restart = false;
        for step in steps.by_ref() {
            restart = matches!(step, Step::Restart);
            if restart {
                break;
            }
            desk.step(step).await;
            desk.check(step).await;
        }
        drop(desk);
        if !restart {
            return;
        }
        site.restart().await;
    }
}

#[test]
fn any_sequence_leaves_what_was_acknowledged_and_only_that() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    // For a longer look: PROPTEST_CASES=500.
    let cases = std::env::var("PROPTEST_CASES").map_or(24, |cases| cases.parse().unwrap());
    let config =
        Config { cases, max_shrink_iters: 100, failure_persistence: None, ..Config::default() };
    proptest!(config, |(steps in prop::collection::vec(step(), 1..=25))| {
        runtime.block_on(run(&steps));
    });
}
