//! People who write, and somebody who answers and erases, until the other side is gone.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::task::JoinSet;

use super::ledger::{Ledger, Message};
use crate::http::Reply;
use crate::program::{Program, ask, fields, write};

/// Where every sender has their address: it is found again in a page by this.
const DOMAIN: &str = "@wrote.example";

/// Something that somebody of the team sent to the program, and perhaps was told of.
#[derive(Debug)]
pub struct Act {
    /// About whom.
    email: String,
    path: String,
    form: String,
    /// The answer; none: it was an erasure.
    answer: Option<String>,
    told: bool,
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
            if !act.told {
                figures.cut_off += 1;
                act.again(program, session).await;
            }
            act.into_ledger(ledger, figures);
        }
        for email in &fresh {
            let message = ledger.of(email);
            let told = message.reference.clone();
            if message.erased && told.is_some() {
                continue;
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
        figures.messages += fresh.len();
        fresh
    }
}

impl Act {
    /// Sends an answer in a thread. The error is the act that nobody was told of.
    pub async fn answer(
        to: SocketAddr,
        session: &str,
        path: &str,
        text: &str,
    ) -> Result<Self, Self> {
        let Some(thread) = read(to, session, path).await else {
            panic!("{path} cannot be read, and nothing was sent");
        };
        Self::answer_in(to, session, path, &thread, text).await
    }

    async fn answer_in(
        to: SocketAddr,
        session: &str,
        path: &str,
        thread: &Reply,
        text: &str,
    ) -> Result<Self, Self> {
        let form = fields(&[
            ("text", text),
            ("key", thread.hidden("key")),
            ("seen", thread.hidden("seen")),
            ("close", "on"),
        ]);
        let act = Self {
            email: address(&thread.body),
            path: format!("{path}/answer"),
            form,
            answer: Some(text.to_owned()),
            told: false,
        };
        act.send(to, session).await
    }

    async fn erase_in(to: SocketAddr, session: &str, thread: &Reply) -> Result<Self, Self> {
        let (_, person) = thread.body.split_once("/desk/people/").unwrap();
        let act = Self {
            email: address(&thread.body),
            path: format!("/desk/people/{}/erase", person.split('/').next().unwrap()),
            form: String::new(),
            answer: None,
            told: false,
        };
        act.send(to, session).await
    }

    async fn send(mut self, to: SocketAddr, session: &str) -> Result<Self, Self> {
        let good = if self.answer.is_some() { 303 } else { 200 };
        match ask(to, &self.path, Some(session), Some(self.form.clone())).await {
            Ok(reply) => {
                assert_eq!(reply.status, good, "{self:?}: {}", reply.body);
                self.told = true;
                Ok(self)
            }
            Err(_) => Err(self),
        }
    }

    /// The one that nobody was told of: it happens now, if it has not.
    async fn again(&self, program: &Program, session: &str) {
        let form = Some(self.form.clone());
        let reply = ask(program.address(), &self.path, Some(session), form).await.unwrap();
        let good: &[u16] = if self.answer.is_some() { &[303] } else { &[200, 404] };
        assert!(good.contains(&reply.status), "{self:?}: {} {}", reply.status, reply.body);
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
async fn keep_writing(to: SocketAddr, key: String, who: String) -> (Vec<Message>, usize) {
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
        let erase = number % 4 == 3;
        let list = if erase { "/desk/inquiries?state=closed" } else { "/desk/inquiries" };
        let Some(list) = read(to, &session, list).await else { break };
        let threads: Vec<&str> = list.body.split("class=\"list__link\" href=\"").skip(1).collect();
        let Some(thread) = threads.get(number * 7 % threads.len().max(1)) else {
            tokio::time::sleep(Duration::from_millis(10)).await;
            continue;
        };
        let path = thread.split('"').next().unwrap();
        let Some(thread) = read(to, &session, path).await else { break };
        let act = if erase {
            Act::erase_in(to, &session, &thread).await
        } else {
            let text = format!("Answer r{round}n{number}.");
            Act::answer_in(to, &session, path, &thread, &text).await
        };
        let gone = act.is_err();
        acts.push(act.unwrap_or_else(|act| act));
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
