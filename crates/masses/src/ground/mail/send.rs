//! Handing mails to the SMTP server, one at a time (F4, F8, F9).

use std::sync::Arc;
use std::time::Duration;

use db::binds;
use kit::clock::Clock;
use kit::outbound::{self, Deadlines, Protection, Relay, Smtp};
use kit::settings::{Settings, SmtpTls};
use lettre::message::Message;

use super::inventory::{DELIVER, RELAY};
use super::letter::{self, Letter};
use super::verdict::Verdict;
use super::{Error, Listed, Mail, Reason, store};
use crate::ground::jobs::{DAY, HOUR, MINUTE, Outcome};
use crate::ground::journal::{Act, Actor, Entry, Journal};
use crate::ground::people::{self, EVERYTHING};

/// The pauses between tries to note that a mail is sent: two minutes in all, less than it is put off
/// for while it is in hand.
const NOTED: [Duration; 7] = [
    Duration::from_millis(200),
    Duration::from_secs(1),
    Duration::from_secs(4),
    Duration::from_secs(10),
    Duration::from_secs(20),
    Duration::from_secs(30),
    Duration::from_secs(60),
];
/// How long the mail in hand may take when the program ends.
const REST: Duration = Duration::from_secs(10);
/// How many mails one run hands over at most.
const RUN: usize = 50;
/// For how long a mail belongs to the process that took it: for as long as handing it over can
/// take, or two would hand it over at once.
const LEASE: i64 = 10 * MINUTE;
const _: () = assert!(Deadlines::USUAL.whole().as_millis() < LEASE as u128);
/// When to give up, if it was tried as often as that: days that went by while nobody tried, or
/// that a clock jumped over, are no reason.
const GIVE_UP: i64 = 5 * DAY;
const ENOUGH: i64 = 8;
/// The longest wait between two attempts.
const LONGEST: i64 = 4 * HOUR;
/// No mail is ever put off further than this.
const HORIZON: i64 = 2 * LONGEST;
/// When to look again whether the policy in force lets the relay have a mail.
const GATE: i64 = 15 * MINUTE;

/// What is to be done with a mail that is due.
enum Step {
    Send(Box<Message>),
    /// The person or the policy says no, or the person is gone.
    Drop,
    /// The person wants everything about them left alone for now.
    Hold,
    /// The policy in force does not name the relay yet.
    Later,
    /// It can never be sent.
    Fail(Reason),
}

impl Mail {
    /// Whether there is anything to hand over, and anybody who takes it.
    pub async fn due(&self, now: i64) -> Result<bool, db::Error> {
        if self.settings.mail.smtp.is_none() || self.paused(now) {
            return Ok(false);
        }
        Ok(self.data.read_one(&store::ANY_DUE, binds![now, now + HORIZON]).await?.is_some())
    }

    /// What a process was handing over that is gone is due again, with the same Message-ID (F4).
    /// For one that knows that it is alone.
    pub async fn put_back(&self, now: i64) -> Result<(), db::Error> {
        let work = self.data.write::<_, db::Error>(move |tx| {
            Box::pin(async move { tx.execute(&store::PUT_BACK, binds![now]).await })
        });
        work.await.map(drop)
    }

    /// Another policy is in force: what waited for it to name the server is due.
    pub async fn named(&self, now: i64) -> Result<(), db::Error> {
        let binds = binds![now, Reason::Unnamed.word()];
        let work = self.data.write::<_, db::Error>(move |tx| {
            Box::pin(async move { tx.execute(&store::DUE_AFTER_ALL, binds).await })
        });
        work.await.map(drop)
    }

    /// Hands over what is due, in a task of its own. Whoever asked may have to stop, because the
    /// program ends or another node does it now: what a server has taken is still noted, or it
    /// would be sent twice.
    pub async fn deliver_whole(self: Arc<Self>, clock: Clock) -> Result<Outcome, Error> {
        let mail = self.clone();
        let run = self.runs.spawn(async move { mail.deliver(&clock).await });
        match run.await {
            Ok(outcome) => outcome,
            Err(failed) => match failed.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                // The program is at its end.
                Err(_) => Ok(Outcome::Done),
            },
        }
    }

    /// Takes up no further mail, and waits for the one in hand.
    pub async fn at_rest(&self) {
        self.runs.close();
        let _ = tokio::time::timeout(REST, self.runs.wait()).await;
    }

    /// Hands over what is due.
    pub async fn deliver(&self, clock: &Clock) -> Result<Outcome, Error> {
        let Some(relay) = relay(&self.settings)? else { return Ok(Outcome::Done) };
        let mut smtp = outbound::smtp(&RELAY, &relay, self.deadlines)?;
        let outcome = self.deliver_by(&mut smtp, clock).await;
        smtp.quit().await;
        outcome
    }

    async fn deliver_by(&self, smtp: &mut Smtp, clock: &Clock) -> Result<Outcome, Error> {
        for _ in 0..RUN {
            let now = clock.now();
            if self.paused(now) || self.runs.is_closed() {
                return Ok(Outcome::Done);
            }
            let Some(mail) = self.take(now).await? else { return Ok(Outcome::Done) };
            match self.step(&mail, now).await? {
                Step::Send(message) => {
                    let handed = smtp.hand_over(message.envelope(), &message.formatted()).await;
                    let verdict = Verdict::of(handed, message.envelope());
                    self.conclude(mail, verdict, clock.now()).await?;
                }
                Step::Drop => self.drop_it(mail, now).await?,
                Step::Hold => self.hold(mail.id).await?,
                Step::Later => {
                    let why = Reason::Unnamed.word().to_owned();
                    let attempts = mail.attempts - 1;
                    self.again(mail.id, now + GATE, why, attempts).await?;
                }
                Step::Fail(why) => self.fail(mail, why.word().to_owned(), false, now).await?,
            }
        }
        Ok(Outcome::Again)
    }

    /// Whether mail leaves encrypted, or not at all.
    pub(super) fn encrypted(&self) -> Result<(), String> {
        let good = || match relay(&self.settings)? {
            Some(relay) => {
                Ok::<_, Error>(outbound::smtp(&RELAY, &relay, self.deadlines).map(drop)?)
            }
            None => Ok(()),
        };
        good().map_err(|error| error.to_string())
    }

    async fn take(&self, now: i64) -> Result<Option<Listed>, Error> {
        let row = self
            .data
            .write::<_, db::Error>(move |tx| {
                let binds = binds![now, now + LEASE, now + HORIZON];
                Box::pin(async move { tx.read_one(&store::TAKE, binds).await })
            })
            .await?;
        Ok(row.map(|row| Listed::of(&row)).transpose()?)
    }

    /// Opens a mail to be delivered, if what it is for is still in force, and nobody has said
    /// no.
    async fn step(&self, mail: &Listed, now: i64) -> Result<Step, Error> {
        let gate = self.people.gate();
        if !gate.purpose(&mail.purpose) {
            return Ok(Step::Drop);
        }
        if self.people.refused_by_id(&mail.person, EVERYTHING) {
            return Ok(Step::Hold);
        }
        if self.people.refused_by_id(&mail.person, &mail.purpose) {
            return Ok(Step::Drop);
        }
        // A mail takes the way that the policy names now, whenever it was written.
        if gate.recipient(RELAY.id, now, now).is_err() {
            return Ok(Step::Later);
        }
        let access = self.people.access(&DELIVER, now);
        let mut plain = Vec::new();
        for sealed in [&mail.recipient, &mail.subject, &mail.body] {
            match access.open(sealed).await {
                Ok(value) => plain.push(value.reveal()),
                Err(people::Error::Closed { .. } | people::Error::Erased) => {
                    return Ok(Step::Drop);
                }
                Err(people::Error::Damaged { .. }) => return Ok(Step::Fail(Reason::Damaged)),
                Err(error) => return Err(error.into()),
            }
        }
        let [to, subject, body] = plain.as_slice() else { return Ok(Step::Fail(Reason::Damaged)) };
        let letter = Letter {
            to,
            subject,
            body,
            kind: mail.kind,
            message_id: &mail.message_id,
            in_reply_to: mail.in_reply_to.as_deref(),
            references: mail.references.as_deref(),
            at: mail.created_at,
        };
        match letter::message(&self.settings, &letter) {
            Ok(message) => Ok(Step::Send(Box::new(message))),
            Err(Error::Sender) => Err(Error::Sender),
            Err(_) => Ok(Step::Fail(Reason::NotAMail)),
        }
    }

    async fn conclude(&self, mail: Listed, verdict: Verdict, now: i64) -> Result<(), Error> {
        let wait = back_off(mail.attempts, self.chance.bytes::<1>()[0]);
        match verdict {
            Verdict::Sent => {
                self.unpause();
                self.sent(mail.id, now).await
            }
            Verdict::Failed(why, suppress) => {
                self.unpause();
                self.fail(mail, why, suppress, now).await
            }
            Verdict::Again(why) | Verdict::Down(why)
                if now - mail.queued_at >= GIVE_UP && mail.attempts >= ENOUGH =>
            {
                self.fail(mail, format!("{why}, {}", Reason::GivenUp.word()), false, now).await
            }
            Verdict::Again(why) => {
                self.unpause();
                self.again(mail.id, now + wait, why, mail.attempts).await
            }
            Verdict::Down(why) => {
                let server = self.server().unwrap_or_default();
                tracing::warn!(server, why, "the mail server cannot be used; mails wait");
                self.pause(&why, now);
                self.again(mail.id, now + wait, why, mail.attempts).await
            }
        }
    }

    async fn hold(&self, id: String) -> Result<(), Error> {
        let work = self.data.write::<_, db::Error>(move |tx| {
            Box::pin(async move { tx.execute(&store::HOLD, binds![id]).await })
        });
        Ok(work.await.map(drop)?)
    }

    /// Notes that a mail is sent. What the server has taken must not be sent again because the
    /// database was away for a moment: while nobody else takes the mail up, it is tried again.
    async fn sent(&self, id: String, now: i64) -> Result<(), Error> {
        let mut pauses = NOTED.iter();
        loop {
            let id = id.clone();
            let work = self.data.write::<_, db::Error>(move |tx| {
                Box::pin(async move { tx.execute(&store::SENT, binds![id, now]).await })
            });
            match (work.await, pauses.next()) {
                (Err(error), Some(pause)) if error.retryable() => tokio::time::sleep(*pause).await,
                (done, _) => return Ok(done.map(drop)?),
            }
        }
    }

    async fn again(
        &self,
        id: String,
        due_at: i64,
        why: String,
        attempts: i64,
    ) -> Result<(), Error> {
        let work = self.data.write::<_, db::Error>(move |tx| {
            Box::pin(
                async move { tx.execute(&store::AGAIN, binds![id, due_at, why, attempts]).await },
            )
        });
        Ok(work.await.map(drop)?)
    }

    async fn fail(&self, mail: Listed, why: String, suppress: bool, now: i64) -> Result<(), Error> {
        let to = match suppress {
            true => self.people.access(&DELIVER, now).open(&mail.recipient).await.ok(),
            false => None,
        };
        let digest = to.map(|to| self.digest(&to.reveal()));
        let work = self.data.write::<_, db::Error>(move |tx| {
            Box::pin(async move {
                let binds = binds![mail.id.clone(), why, suppress, digest];
                if tx.execute(&store::FAILED, binds).await? > 0 {
                    let entry = Entry::new(Actor::System, Act::MailFailed, now);
                    Journal::note(tx, entry.person(mail.person).object(mail.id)).await?;
                }
                Ok(())
            })
        });
        Ok(work.await?)
    }

    async fn drop_it(&self, mail: Listed, now: i64) -> Result<(), Error> {
        let work = self.data.write::<_, db::Error>(move |tx| {
            Box::pin(async move {
                if tx.execute(&store::DROP, binds![mail.id.clone()]).await? > 0 {
                    let entry = Entry::new(Actor::System, Act::MailDropped, now);
                    Journal::note(tx, entry.person(mail.person).object(mail.id)).await?;
                }
                Ok(())
            })
        });
        Ok(work.await?)
    }
}

/// A minute, doubling up to four hours, a fifth more or less, so that what failed together does
/// not come back together.
fn back_off(attempts: i64, random: u8) -> i64 {
    let doublings = u32::try_from((attempts - 1).clamp(0, 10)).unwrap_or(0);
    let wait = (MINUTE << doublings).min(LONGEST);
    wait / 100 * (80 + i64::from(random) * 40 / 255)
}

/// The server of the settings.
fn relay(settings: &Settings) -> Result<Option<Relay>, Error> {
    let Some(smtp) = &settings.mail.smtp else { return Ok(None) };
    let password =
        settings.secret_password().map_err(|problem| Error::Password(problem.to_string()))?;
    let password = password.map(|password| password.expose().to_owned());
    let host = settings.site.host();
    let named = host.contains('.') && host.chars().any(|letter| letter.is_ascii_alphabetic());
    Ok(Some(Relay {
        host: smtp.host.clone(),
        port: smtp.port,
        protection: match smtp.tls {
            SmtpTls::Tls => Protection::Tls,
            SmtpTls::StartTls => Protection::StartTls,
            SmtpTls::None => Protection::None,
        },
        credentials: smtp.user.clone().zip(password),
        hello: named.then(|| host.to_owned()),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::jobs::SECOND;

    #[test]
    fn waits_longer_each_time_and_not_all_alike() {
        assert_eq!((back_off(1, 0), back_off(1, 255)), (48 * SECOND, 72 * SECOND));
        assert_eq!(back_off(2, 128), 2 * MINUTE);
        assert_eq!(back_off(50, 255), LONGEST / 100 * 120);
    }
}
