//! A mail on its way into the outbox: checked and sealed before the transaction that queues it.

use db::{Bound, Tx, binds};

use super::{Draft, Error, Kind, Mail, inventory, letter, store, thread};
use crate::ground::people::{self, Sealer};

/// A mail that is sealed and ready to be queued.
#[derive(Clone)]
pub struct Prepared {
    pub(super) id: String,
    pub(super) person: String,
    pub(super) purpose: &'static str,
    pub(super) kind: Kind,
    thread: Option<String>,
    recipient: Vec<u8>,
    subject: Vec<u8>,
    body: Vec<u8>,
    secret: bool,
    /// The mailbox that its address leads to.
    pub(super) mailbox: Vec<u8>,
    /// Whether that has another address, and whose that is.
    pub(super) beside: Option<Option<String>>,
    message_id: String,
    in_reply_to: Option<String>,
    references: Option<String>,
    pub(super) now: i64,
    /// In how many days how many of its kind and purpose its recipient gets.
    pub(super) limits: Vec<(i64, i64)>,
}

impl Prepared {
    /// Its Message-ID.
    pub fn message_id(&self) -> &str {
        &self.message_id
    }

    /// Its row.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// To whom.
    pub fn person(&self) -> &str {
        &self.person
    }

    /// Queues it, if it is wanted.
    pub fn adding(self) -> Bound {
        let binds = binds![
            self.id,
            self.person,
            self.purpose,
            self.kind.word(),
            self.thread,
            self.recipient,
            self.subject,
            self.body,
            self.secret,
            self.beside.map(|_| self.mailbox),
            self.message_id,
            self.in_reply_to,
            self.references,
            self.now,
        ];
        (&store::ADD, binds)
    }
}

impl Mail {
    /// Checks and seals a mail, before the transaction that queues it.
    pub async fn prepare(
        &self,
        sealer: &Sealer<'_>,
        draft: Draft,
        now: i64,
    ) -> Result<Prepared, Error> {
        let (to, subject) = (draft.to.trim(), draft.subject.trim());
        letter::check(to, subject, draft.in_reply_to.as_deref(), draft.references.as_deref())?;
        if sealer.person() != draft.person {
            return Err(people::Error::Undeclared("outbox of somebody else".to_owned()).into());
        }
        let id = self.chance.id(now);
        let (_, domain) = self.settings.mail.from.rsplit_once('@').ok_or(Error::Sender)?;
        let message_id = thread::message_id(&self.key, &id, draft.thread.as_deref(), domain)
            .ok_or(Error::Thread)?;
        let seal = |column, plain| sealer.seal(&inventory::OUTBOX, column, &id, plain);
        Ok(Prepared {
            recipient: seal("recipient", to)?,
            subject: seal("subject", subject)?,
            body: seal("body", &draft.body)?,
            mailbox: self.digest(to),
            beside: self.beside(to).await?,
            message_id,
            limits: draft.kind.limits(),
            person: draft.person,
            purpose: draft.purpose,
            kind: draft.kind,
            thread: draft.thread,
            secret: draft.secret,
            in_reply_to: draft.in_reply_to,
            references: draft.references,
            now,
            id,
        })
    }

    /// Queues a mail, in the transaction of what causes it, and answers its Message-ID. The
    /// person's row has to be there. A mail to somebody who has had enough of its kind, and thanks
    /// to an address that there is not, are left out: then there is no Message-ID that anything
    /// could refer to.
    pub async fn queue(tx: &mut Tx, mail: Prepared) -> Result<Option<String>, db::Error> {
        let answers = tx.read_all(mail.asking()).await?;
        if mail.kept_back(&answers)?.is_some() {
            return Ok(None);
        }
        let message_id = mail.message_id.clone();
        let (statement, binds) = mail.adding();
        tx.execute(statement, binds).await?;
        Ok(Some(message_id))
    }
}
