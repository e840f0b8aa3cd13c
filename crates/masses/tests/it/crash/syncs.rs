//! A fault at each moment at which the program hands something to the disk: at its first start,
//! while it takes a message, answers and erases, while it stops, and while the master key is
//! rotated. Starting again finishes or undoes, and what was acknowledged is there.
//!
//! A run of all tests looks at some of these moments, other ones each time; `MASSES_SYNCS=all`
//! at each.

use std::env;
use std::path::PathBuf;

use kit::chance::Chance;

use super::disk::{Attached, Fault, Injected, came};
use super::joined;
use super::ledger::{Ledger, Message, close, pages_are_whole, proved};
use super::load::{Act, DOMAIN, Figures};
use crate::http::Reply;
use crate::program::{Program, ask, get, written};

/// Which calls on a file the fault comes at: all, or some.
struct Moments {
    all: bool,
    some: usize,
    nth: usize,
    seen: usize,
}

impl Moments {
    fn some(some: usize) -> Self {
        let all = env::var("MASSES_SYNCS").is_ok_and(|asked| asked == "all");
        Self { all, some, nth: 0, seen: 0 }
    }

    /// The next; of several, the first is always one.
    fn next(&mut self) -> Option<usize> {
        if !self.all && self.seen == self.some {
            return None;
        }
        let [byte] = Chance::system().bytes::<1>();
        let first = self.seen == 0 && self.some > 1;
        let skipped = if self.all || first { 0 } else { usize::from(byte % 5) };
        (self.nth, self.seen) = (self.nth + 1 + skipped, self.seen + 1);
        Some(self.nth)
    }
}

/// A file that is synced, in the folder of a program.
fn file(program: &Program, name: &str) -> PathBuf {
    match name {
        NEW_KEY => program.new_master_key(),
        _ => program.root().join(name),
    }
}

/// Stands for the file that the master key is in before it takes its place.
const NEW_KEY: &str = "the new key";
const DATABASES: [&str; 4] = [
    "data/data.sqlite-wal",
    "data/data.sqlite",
    "data/keys/keys.sqlite-wal",
    "data/keys/keys.sqlite",
];

/// F1, F6, F19: a first start that is killed anywhere, or whose disk fails, is followed by one
/// that works.
#[tokio::test(flavor = "multi_thread")]
async fn a_first_start_may_end_anywhere() {
    let names = ["data", "data/keys", "data/data.sqlite-journal", "config/masses", NEW_KEY];
    let mut hit = 0;
    for name in DATABASES.iter().chain(&names) {
        for fault in [Fault::Killed, Fault::Failed] {
            let mut moments = Moments::some(1);
            while let Some(nth) = moments.next() {
                let mut program = Program::demo();
                let path = file(&program, name);
                if !begins_badly(&mut program, &Injected { fault, path, nth }).await {
                    break;
                }
                hit += 1;
                program.under(&[]);
                program.start().await;
                let session = joined(&program).await;
                pages_are_whole(&program, &session).await;
                program.stop().await;
                Ledger::default().compare(&program).await;
            }
        }
    }
    println!("a first start: {hit} faults");
    assert!(hit >= 4, "{hit}");
}

/// A first start with a fault in it; whether the fault came before it served.
async fn begins_badly(program: &mut Program, injected: &Injected) -> bool {
    injected.at_the_start(program);
    let serves = program.starts().await;
    let came = came(&program.root().join("calls"));
    if serves {
        // What has been noted so far counts: later it is no start any more.
        program.kill();
    } else {
        let why = program.log();
        let says = why.contains("look at the disk") || why.contains("Input/output error");
        let said = injected.fault == Fault::Killed || says;
        assert!(said && came, "{injected:?}: {why}");
    }
    came
}

/// A site with people who write to it and somebody who answers them, again and again.
struct Life {
    program: Program,
    key: String,
    session: String,
    ledger: Ledger,
    figures: Figures,
    number: usize,
}

/// What was going on when a life ended.
#[derive(Default)]
struct Begun {
    email: String,
    acts: Vec<Act>,
    /// Something was refused.
    refused: bool,
}

impl Life {
    async fn new() -> Self {
        let program = Program::serving().await;
        let (key, session) = (program.key().await, joined(&program).await);
        let (ledger, figures) = (Ledger::default(), Figures::default());
        let mut life = Self { program, key, session, ledger, figures, number: 0 };
        // Somebody whom the first life can erase.
        for _ in 0..2 {
            let mut begun = Begun::default();
            life.live(&mut begun, Fault::Killed).await;
            life.settle(begun).await;
        }
        life
    }

    /// Somebody writes, is answered, and another is erased; until the program is gone, or stops
    /// writing.
    async fn live(&mut self, begun: &mut Begun, fault: Fault) -> Option<()> {
        self.number += 1;
        begun.email = format!("life{}{DOMAIN}", self.number);
        let text = "Kept <here>";
        self.ledger.note(Message::new(begun.email.clone(), text.to_owned()));
        let form = written(&self.key, &begun.email, text);
        let thanks = self.insist("/contact", Some(&form), fault, begun).await?;
        self.ledger.of(&begun.email).reference = Some(thanks.reference().to_owned());
        for erase in [false, true] {
            let list = if erase { "/desk/inquiries?state=closed" } else { "/desk/inquiries" };
            let list = self.insist(list, None, fault, begun).await?;
            let (_, path) = list.body.rsplit_once("class=\"list__link\" href=\"").unwrap();
            let path = path.split('"').next().unwrap();
            let thread = self.insist(path, None, fault, begun).await?;
            let mut act = match erase {
                true => Act::erase(&thread),
                false => Act::answer(path, &thread, &format!("Answer {}.", self.number)),
            };
            begun.acts.push(act.clone());
            self.insist(&act.path, Some(&act.form), fault, begun).await?;
            act.told = true;
            *begun.acts.last_mut().unwrap() = act;
        }
        Some(())
    }

    /// Asks, or sends a form, until it is served; none once the program is gone, or has stopped
    /// writing. A refusal is one that somebody can do something with.
    async fn insist(
        &self,
        path: &str,
        form: Option<&str>,
        fault: Fault,
        begun: &mut Begun,
    ) -> Option<Reply> {
        for again in 0..5 {
            let form = form.map(str::to_owned);
            let session = (path != "/contact").then_some(self.session.as_str());
            let reply = ask(self.program.address(), path, session, form).await.ok()?;
            // Whom an erasure that was refused halfway is about, nobody knows the second time.
            if matches!(reply.status, 200 | 303) || (again > 0 && reply.status == 404) {
                return Some(reply);
            }
            begun.refused = true;
            let kept = path != "/contact" || reply.body.contains("Kept &lt;here&gt;");
            assert!(kept, "the text is gone: {}", reply.body);
            match fault {
                Fault::Killed => panic!("{path} was refused: {}", reply.body),
                Fault::Failed => {
                    assert!(reply.status >= 500, "{} {}", reply.status, reply.body);
                    return None;
                }
                Fault::Full => {
                    assert_eq!(reply.status, 503, "{path}: {}", reply.body);
                    assert!(!reply.header("retry-after").is_empty());
                }
            }
        }
        panic!("{path} is refused again and again");
    }

    /// After a new start: what got no answer is asked for again.
    async fn settle(&mut self, begun: Begun) {
        let Self { program, key, session, ledger, figures, .. } = self;
        for act in begun.acts {
            act.settle(program, session, ledger, figures).await;
        }
        ledger.settle(program, key, &begun.email, figures).await;
        figures.messages += 1;
    }

    /// One life with a fault in it; whether the fault came.
    async fn with(&mut self, injected: &Injected) -> bool {
        let attached = Attached::to(&self.program, injected).await;
        let mut begun = Begun::default();
        self.live(&mut begun, injected.fault).await;
        if injected.fault == Fault::Failed && begun.refused {
            self.has_stopped_writing().await;
        }
        if !self.program.gone() {
            self.program.terminate();
            self.program.ends().await;
        }
        let hit = attached.ended();
        self.program.start().await;
        self.settle(begun).await;
        pages_are_whole(&self.program, &self.session).await;
        let recent = self.number.saturating_sub(4);
        let recent = (recent..=self.number).map(|number| format!("life{number}{DOMAIN}"));
        let recent: Vec<_> = recent.filter_map(|email| self.ledger.0.get(&email)).collect();
        let house = self.program.house().await;
        self.ledger.compare_these(&house, &recent).await;
        close(house).await;
        proved(&self.program);
        hit
    }

    /// F6: it says so, nothing more is acknowledged although the disk would do it now, and
    /// reading goes on.
    async fn has_stopped_writing(&self) {
        let to = self.program.address();
        let health = get(to, "/health/ready").await.unwrap();
        assert_eq!(health.status, 503, "{}", health.body);
        assert!(health.body.contains("nothing more is written"), "{}", health.body);
        for path in ["/", "/privacy", "/contact"] {
            assert_eq!(get(to, path).await.unwrap().status, 200, "{path}");
        }
        for path in ["/desk/inquiries", "/desk/system"] {
            let page = ask(to, path, Some(&self.session), None).await.unwrap();
            let says = page.body.contains("A write to the disk failed");
            // What cannot be noted as read is not shown; the page of the system is.
            assert!(says && (page.status == 200 || path != "/desk/system"), "{}", page.body);
        }
        for number in 0..3 {
            // Somebody new each time, so that both databases are needed.
            let email = format!("late{}n{number}@example.org", self.number);
            let reply = self.program.write(&self.key, &email, "Too late").await.unwrap();
            assert!(reply.status >= 500, "acknowledged after a failed sync: {}", reply.body);
        }
    }

    async fn sweep(&mut self, fault: Fault) -> usize {
        let mut hit = 0;
        for name in DATABASES {
            let path = file(&self.program, name);
            let mut moments = Moments::some(2);
            while let Some(nth) = moments.next() {
                if !self.with(&Injected { fault, path: path.clone(), nth }).await {
                    break;
                }
                hit += 1;
            }
        }
        self.ledger.compare(&self.program).await;
        hit
    }
}

/// F1, F2, F19: killed at any sync.
#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_sync_nothing_is_lost() {
    let mut life = Life::new().await;
    let hit = life.sweep(Fault::Killed).await;
    println!("killed at {hit} syncs: {:?}", life.figures);
    assert!(hit >= 4, "{hit}");
}

/// F6: a sync that fails is never made good by the next.
#[tokio::test(flavor = "multi_thread")]
async fn a_sync_that_fails_stops_the_writing() {
    let mut life = Life::new().await;
    let hit = life.sweep(Fault::Failed).await;
    println!("{hit} syncs failed: {:?}", life.figures);
    assert!(hit >= 4, "{hit}");
}

/// F5: a write for which there is no room is refused, and the next one is taken.
#[tokio::test(flavor = "multi_thread")]
async fn a_write_without_room_is_refused_and_the_next_is_taken() {
    let mut life = Life::new().await;
    let hit = life.sweep(Fault::Full).await;
    println!("{hit} writes found no room: {:?}", life.figures);
    assert!(hit >= 4, "{hit}");
}

/// F19: a rotation of the master key that is killed, or whose disk fails, anywhere: everything
/// stays readable beside it, and running it again finishes.
#[tokio::test(flavor = "multi_thread")]
async fn a_rotation_may_end_anywhere() {
    let mut life = Life::new().await;
    let names = [NEW_KEY, "config/masses", "data/keys/keys.sqlite-wal", "data/data.sqlite-wal"];
    let mut hit = 0;
    for name in names {
        let path = file(&life.program, name);
        for fault in [Fault::Killed, Fault::Failed, Fault::Full] {
            let mut moments = Moments::some(1);
            while let Some(nth) = moments.next() {
                let injected = Injected { fault, path: path.clone(), nth };
                let (came, well) = injected.command(&life.program, &["key", "rotate"]);
                if !came {
                    break;
                }
                hit += 1;
                assert!(!well || fault != Fault::Killed);
                let mut begun = Begun::default();
                life.live(&mut begun, Fault::Killed).await.expect("the program is gone");
                life.settle(begun).await;
                if fault == Fault::Killed {
                    life.program.kill();
                    life.program.start().await;
                }
                life.program.run(&["key", "rotate"]).good();
                let shown = life.program.run(&["key", "show"]).good();
                assert!(!shown.contains("interrupted"), "{shown}");
            }
        }
    }
    life.program.stop().await;
    life.ledger.compare(&life.program).await;
    println!("a rotation: {hit} faults, {:?}", life.figures);
    assert!(hit >= 4, "{hit}");
}
