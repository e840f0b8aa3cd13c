//! The outbox as the desk shows it.

use db::{Row, Tx, binds};

use super::inventory::{DELIVER, OUTBOX};
use super::{Error, Kind, Mail, State, store};
use crate::ground::journal::{Act, Actor, Entry, Journal};
use crate::ground::people::{self, Sealed, Sealer};

/// A mail as it lies there.
#[derive(Clone)]
pub struct Listed {
    /// Its row.
    pub id: String,
    /// To whom.
    pub person: String,
    /// The id of the purpose it serves.
    pub purpose: String,
    /// What it is.
    pub kind: Kind,
    /// The conversation it belongs to.
    pub thread: Option<String>,
    /// Whether it carries a token.
    pub secret: bool,
    /// How it stands.
    pub state: State,
    /// How often it was tried.
    pub attempts: i64,
    /// When it is tried next.
    pub due_at: i64,
    /// When it was written.
    pub created_at: i64,
    /// When the server took it.
    pub sent_at: Option<i64>,
    /// What the server said, as numbers: `550 5.1.1`; or the word of a [`Reason`](super::Reason).
    pub last_error: Option<String>,
    pub(super) queued_at: i64,
    pub(super) message_id: String,
    pub(super) in_reply_to: Option<String>,
    pub(super) references: Option<String>,
    pub(super) recipient: Sealed,
    pub(super) subject: Sealed,
    pub(super) body: Sealed,
}

/// The corrected address of a mail that is not sent yet, sealed.
#[derive(Clone)]
pub struct Readdressed {
    id: String,
    recipient: Vec<u8>,
    digest: Option<Vec<u8>>,
}

/// A mail in plain text, for the desk.
#[derive(Clone)]
pub struct Opened {
    /// The address.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The text; none where it carries a token.
    pub body: Option<String>,
}

/// How the outbox stands, for health and the desk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Queue {
    /// How many wait.
    pub waiting: i64,
    /// Since when the oldest of them.
    pub oldest: Option<i64>,
    /// How many were given up.
    pub failed: i64,
    /// How many wait for somebody to let them go.
    pub held: i64,
}

impl Listed {
    pub(super) fn of(row: &Row) -> Result<Self, people::Error> {
        let unknown = |what: &str| db::Error::Corrupt(format!("unknown {what} in the outbox"));
        let sealed = |column: &'static str| {
            Sealed::take(&OUTBOX, column, row)?
                .ok_or_else(|| people::Error::Undeclared(format!("outbox.{column} is null")))
        };
        Ok(Self {
            id: row.text("id")?,
            person: row.text("person_id")?,
            purpose: row.text("purpose")?,
            kind: Kind::from_word(&row.text("kind")?).ok_or_else(|| unknown("kind"))?,
            thread: row.opt_text("thread")?,
            secret: row.bool("secret")?,
            state: State::from_word(&row.text("state")?).ok_or_else(|| unknown("state"))?,
            attempts: row.int("attempts")?,
            due_at: row.int("due_at")?,
            created_at: row.int("created_at")?,
            sent_at: row.opt_int("sent_at")?,
            last_error: row.opt_text("last_error")?,
            queued_at: row.int("queued_at")?,
            message_id: row.text("message_id")?,
            in_reply_to: row.opt_text("in_reply_to")?,
            references: row.opt_text("refs")?,
            recipient: sealed("recipient")?,
            subject: sealed("subject")?,
            body: sealed("body")?,
        })
    }
}

impl Mail {
    /// Mails before an id, newest first; all, or those in one state.
    pub async fn list(
        &self,
        state: Option<State>,
        before: Option<&str>,
        limit: i64,
    ) -> Result<Vec<Listed>, Error> {
        // Every id is before this.
        let before = before.unwrap_or("zz");
        let rows = match state {
            Some(state) => {
                self.data.read(&store::PAGE_IN, binds![before, limit, state.word()]).await?
            }
            None => self.data.read(&store::PAGE, binds![before, limit]).await?,
        };
        rows.iter().map(|row| Ok(Listed::of(row)?)).collect()
    }

    /// One mail.
    pub async fn find(&self, id: &str) -> Result<Option<Listed>, Error> {
        let row = self.data.read_one(&store::ONE, binds![id]).await?;
        Ok(row.map(|row| Listed::of(&row)).transpose()?)
    }

    /// How a mail stands, by its Message-ID; none once it has gone from the outbox.
    pub async fn state_of(&self, message_id: &str) -> Result<Option<&'static str>, db::Error> {
        let row = self.data.read_one(&store::STATE, binds![message_id]).await?;
        let word = row.map(|row| row.text("state")).transpose()?;
        Ok(word.and_then(|word| State::from_word(&word)).map(State::word))
    }

    /// A mail in plain text; without its text where that carries a token.
    pub async fn open(&self, mail: &Listed, now: i64) -> Result<Opened, Error> {
        self.opened(mail, now, mail.secret).await
    }

    /// The whole of a mail that carries a token, for a site that sends none yet. Who may ask is
    /// for the desk to know; that somebody did is noted.
    pub async fn reveal(&self, id: &str, actor: Actor, now: i64) -> Result<Option<Opened>, Error> {
        if self.settings.mail.smtp.is_some() {
            return Err(Error::NotShown);
        }
        let Some(mail) = self.find(id).await? else { return Ok(None) };
        let opened = self.opened(&mail, now, false).await?;
        let entry = Entry::new(actor, Act::MailRevealed, now).person(&mail.person).object(&mail.id);
        let work = self.data.write::<_, db::Error>(|tx| Box::pin(Journal::note(tx, entry)));
        work.await?;
        Ok(Some(opened))
    }

    /// Tries a mail again that was given up or held; whether there was one.
    pub async fn retry(&self, id: &str, actor: Actor, now: i64) -> Result<bool, db::Error> {
        let id = id.to_owned();
        self.data
            .write::<_, db::Error>(move |tx| {
                Box::pin(async move {
                    let row = tx.read_one(&store::RETRY, binds![id.clone(), now]).await?;
                    let Some(row) = row else { return Ok(false) };
                    let entry = Entry::new(actor, Act::MailRetried, now)
                        .person(row.text("person_id")?)
                        .object(id);
                    Journal::note(tx, entry).await?;
                    Ok(true)
                })
            })
            .await
    }

    /// Lets go what waited for a person's restriction to be lifted, within the transaction that
    /// lifts it.
    pub async fn release(tx: &mut Tx, person: &str, now: i64) -> Result<(), db::Error> {
        tx.execute(&store::RELEASE, binds![person, now]).await?;
        Ok(())
    }

    /// A corrected address for every mail to a person that is not sent yet: to be sealed before
    /// the transaction that corrects ([`Mail::readdress`]).
    pub async fn corrected(
        &self,
        sealer: &Sealer<'_>,
        to: &str,
    ) -> Result<Vec<Readdressed>, Error> {
        let rows = self.data.read(&store::UNSENT, binds![sealer.person()]).await?;
        let digest = self.beside(to).await?.map(|_| self.digest(to));
        let mut all = Vec::new();
        for row in rows {
            let id = row.text("id")?;
            let recipient = sealer.seal(&OUTBOX, "recipient", &id, to)?;
            all.push(Readdressed { id, recipient, digest: digest.clone() });
        }
        Ok(all)
    }

    /// Writes corrected addresses, within a transaction.
    pub async fn readdress(tx: &mut Tx, mails: Vec<Readdressed>) -> Result<(), db::Error> {
        for Readdressed { id, recipient, digest } in mails {
            tx.execute(&store::READDRESS, binds![id, recipient, digest]).await?;
        }
        Ok(())
    }

    /// How many mails were given up, up to so many.
    pub async fn given_up(&self, most: i64) -> Result<i64, db::Error> {
        let row = self.data.read_one(&store::GIVEN_UP, binds![most]).await?;
        Ok(row.map(|row| row.int("n")).transpose()?.unwrap_or(0))
    }

    /// How the outbox stands.
    pub async fn queue_now(&self) -> Result<Queue, db::Error> {
        let mut queue = Queue::default();
        for row in self.data.read(&store::COUNTS, binds![]).await? {
            let (count, oldest) = (row.int("n")?, row.opt_int("oldest")?);
            match State::from_word(&row.text("state")?) {
                Some(State::Queued | State::Sending) => {
                    queue.waiting += count;
                    queue.oldest = match (queue.oldest, oldest) {
                        (Some(one), Some(other)) => Some(one.min(other)),
                        (one, other) => one.or(other),
                    };
                }
                Some(State::Failed) => queue.failed = count,
                Some(State::Held) => queue.held = count,
                Some(State::Sent) | None => {}
            }
        }
        Ok(queue)
    }

    async fn opened(&self, mail: &Listed, now: i64, masked: bool) -> Result<Opened, Error> {
        let access = self.people.access(&DELIVER, now);
        let body = match masked {
            true => None,
            false => Some(access.open(&mail.body).await?.reveal()),
        };
        Ok(Opened {
            to: access.open(&mail.recipient).await?.reveal(),
            subject: access.open(&mail.subject).await?.reveal(),
            body,
        })
    }
}
