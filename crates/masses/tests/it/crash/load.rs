//! People who write, and somebody who answers and erases, until the other side is gone.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::task::JoinSet;

use super::ledger::{Ledger, Message};
use crate::http::Reply;
use crate::program::{Broken, Program, ask, fields, write};

/// Where every sender has their address: it is found again in a page by this.
pub const DOMAIN: &str = "@wrote.example";

/// Something that somebody of the team sent to the program, and perhaps was told of.
#[derive(Debug, Clone)]
pub struct Act {
    /// About whom.
    email: String,
    pub path: String,
    pub form: String,
    /// The answer; none: it was an erasure.
    answer: Option<String>,
    pub told: bool,
}

/// How much happened.
#[derive(Debug, Default)]
pub struct Figures {
    pub messages: usize,
    pub sent_twice: usize,
    pub cut_off: usize,
    pub answers: usize,
    pub erasures: usize,
}

/// Everything that goes on until the program is gone.
pub struct Load {
    writing: JoinSet<(Vec<Message>, usize)>,
    desk: JoinSet<Vec<Act>>,
}

impl Load {
    pub fn begin(to: SocketAddr, key: &str, session: &str, round: usize) -> Self {
        let mut load = Self { writing: JoinSet::new(), desk: JoinSet::new() };
        for sender in 0..4 {
            load.writing.spawn(keep_writing(to, key.to_owned(), format!("r{round}s{sender}")));
        }
        load.desk.spawn(keep_answering(to, session.to_owned(), round));
        load
    }

    /// What it came to. The program has been started again: whoever got no answer asks again, and
    /// everything is one thing. The addresses of this round's messages come back.
    pub async fn settle(
        self,
        program: &Program,
        key: &str,
        session: &str,
        ledger: &mut Ledger,
        figures: &mut Figures,
    ) -> Vec<String> {
        let mut fresh = Vec::new();
        for (messages, twice) in self.writing.join_all().await {
            figures.sent_twice += twice;
            for message in messages {
                fresh.push(message.email.clone());
                ledger.note(message);
            }
        }
        for act in self.desk.join_all().await.into_iter().flatten() {
            act.settle(program, session, ledger, figures).await;
        }
        for email in &fresh {
            ledger.settle(program, key, email, figures).await;
        }
        figures.messages += fresh.len();
        fresh
    }
}

impl Ledger {
    /// Whoever got no answer asks again, and is told; whoever got one is told the same.
    pub async fn settle(
        &mut self,
        program: &Program,
        key: &str,
        email: &str,
        figures: &mut Figures,
    ) {
        let message = self.of(email);
        let told = message.reference.clone();
        if message.erased && told.is_some() {
            return;
        }
        let again = program.write(key, email, &message.text).await.unwrap();
        let reference = again.reference().to_owned();
        let same = told.as_ref().is_none_or(|told| *told == reference);
        assert!(same, "{email} was told {told:?}, then {reference}");
        figures.cut_off += usize::from(told.is_none());
        message.reference = Some(reference);
        if message.erased {
            // Erased before they were told: they have written anew.
            (message.erased, message.answers) = (false, Vec::new());
        }
    }
}

impl Act {
    /// An answer in a thread, to be sent.
    pub fn answer(path: &str, thread: &Reply, text: &str) -> Self {
        let form = fields(&[
            ("text", text),
            ("key", thread.hidden("key")),
            ("seen", thread.hidden("seen")),
            ("close", "on"),
        ]);
        Self {
            email: address(&thread.body),
            path: format!("{path}/answer"),
            form,
            answer: Some(text.to_owned()),
            told: false,
        }
    }

    /// The erasure of whoever wrote in a thread.
    pub fn erase(thread: &Reply) -> Self {
        let (_, person) = thread.body.split_once("/desk/people/").unwrap();
        Self {
            email: address(&thread.body),
            path: format!("/desk/people/{}/erase", person.split('/').next().unwrap()),
            form: String::new(),
            answer: None,
            told: false,
        }
    }

    /// Sends it, and notes whether it was told of.
    pub async fn send(&mut self, to: SocketAddr, session: &str) -> Result<Reply, Broken> {
        let reply = ask(to, &self.path, Some(session), Some(self.form.clone())).await?;
        self.told = reply.status == if self.answer.is_some() { 303 } else { 200 };
        Ok(reply)
    }

    /// If nobody was told of it, it happens now, unless it has; then it is noted.
    pub async fn settle(
        mut self,
        program: &Program,
        session: &str,
        ledger: &mut Ledger,
        figures: &mut Figures,
    ) {
        if !self.told {
            figures.cut_off += 1;
            let reply = self.send(program.address(), session).await.unwrap();
            // Whom somebody erases who is gone already, nobody knows.
            let good = self.told || (self.answer.is_none() && reply.status == 404);
            assert!(good, "{self:?}: {} {}", reply.status, reply.body);
        }
        self.into_ledger(ledger, figures);
    }

    fn into_ledger(self, ledger: &mut Ledger, figures: &mut Figures) {
        let message = ledger.of(&self.email);
        match self.answer {
            Some(text) => {
                message.answers.push(text);
                figures.answers += 1;
            }
            None => {
                message.erased = true;
                figures.erasures += 1;
            }
        }
    }
}

/// Somebody new writes, again and again; each third message is sent twice at the same moment.
/// The last may have got no answer. Beside them how many were sent twice.
pub async fn keep_writing(to: SocketAddr, key: String, who: String) -> (Vec<Message>, usize) {
    let (mut sent, mut twice) = (Vec::new(), 0);
    for number in 0..500 {
        let (email, text) = (format!("{who}n{number}{DOMAIN}"), format!("Text {who}n{number}."));
        let one = write(to, &key, &email, &text);
        let (one, other) = match number % 3 {
            2 => {
                let (one, other) = tokio::join!(one, write(to, &key, &email, &text));
                twice += 1;
                (one, other.ok())
            }
            _ => (one.await, None),
        };
        let gone = one.is_err();
        let mut message = Message::new(email, text);
        for reply in one.ok().into_iter().chain(other) {
            let reference = reply.reference().to_owned();
            let before = message.reference.replace(reference.clone());
            assert!(before.is_none_or(|one| one == reference), "sent twice, told two things");
        }
        sent.push(message);
        if gone {
            break;
        }
    }
    (sent, twice)
}

/// Somebody of the team answers what is open, and erases now and then whom they have answered.
async fn keep_answering(to: SocketAddr, session: String, round: usize) -> Vec<Act> {
    let mut acts = Vec::new();
    for number in 0..500usize {
        // In some rounds at once: a round may be over before four things are done.
        let erase = (round + number) % 4 == 3;
        let list = if erase { "/desk/inquiries?state=closed" } else { "/desk/inquiries" };
        let Some(list) = read(to, &session, list).await else { break };
        let threads: Vec<&str> = list.body.split("class=\"list__link\" href=\"").skip(1).collect();
        let Some(thread) = threads.get(number * 7 % threads.len().max(1)) else {
            tokio::time::sleep(Duration::from_millis(10)).await;
            continue;
        };
        let path = thread.split('"').next().unwrap();
        let Some(thread) = read(to, &session, path).await else { break };
        let mut act = match erase {
            true => Act::erase(&thread),
            false => Act::answer(path, &thread, &format!("Answer r{round}n{number}.")),
        };
        let reply = act.send(to, &session).await;
        let gone = reply.is_err();
        assert!(gone || act.told, "{act:?}: {reply:?}");
        acts.push(act);
        if gone {
            break;
        }
    }
    acts
}

/// A page of the desk; none if the program is gone.
async fn read(to: SocketAddr, session: &str, path: &str) -> Option<Reply> {
    let reply = ask(to, path, Some(session), None).await.ok()?;
    assert_eq!(reply.status, 200, "{path}: {}", reply.body);
    Some(reply)
}

/// The address of the one who wrote, as their thread shows it.
fn address(page: &str) -> String {
    let (before, _) = page.split_once(DOMAIN).unwrap_or_else(|| panic!("whose is this? {page}"));
    let name = before.rsplit(|sign: char| !sign.is_ascii_alphanumeric()).next().unwrap();
    format!("{name}{DOMAIN}")
}
