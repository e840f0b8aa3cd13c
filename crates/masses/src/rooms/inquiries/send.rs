//! Taking a message: once, whole, and for good before anybody is thanked.

use db::{Bound, Tx, binds};
use kit::web::{Refusal, Visit};

use super::inventory::{FIELD, INQUIRY, MESSAGE};
use super::{Inquiries, NewInquiry, State, mails, store};
use crate::ground::journal::{Act, Actor, Entry, Journal};
use crate::ground::mail::Prepared;
use crate::ground::people::{Error, HandleKind, People};

/// How often a message is tried again when its sender is being erased at the same moment.
const TRIES: usize = 3;
/// How many notifications a mailbox of the organisation gets in a day: whoever fills the form
/// again and again does not fill that too (S9). The inbox shows everything.
const NOTIFIED: i64 = 60;

/// A message as it was typed, checked.
#[derive(Debug, Clone, Default)]
pub(super) struct Filled {
    pub key: String,
    pub name: Option<String>,
    pub email: String,
    pub topic: String,
    pub message: String,
    /// Field id and value.
    pub fields: Vec<(String, String)>,
    pub suspicion: String,
}

/// What the sender is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Receipt {
    pub reference: String,
    /// It waits for the team's look: no mail was sent.
    pub held: bool,
    /// A confirmation is on its way.
    pub confirmed: bool,
}

impl Inquiries {
    /// Stores a message. The same key with the same content gives the first receipt (F2, F12).
    pub(super) async fn accept(&self, visit: &Visit, filled: &Filled) -> Result<Receipt, Refusal> {
        let submission = self.submission(filled);
        for _ in 0..TRIES {
            match self.try_accept(visit, filled, submission).await {
                Ok(receipt) => return Ok(receipt),
                // It was sent before, and is not stored again.
                Err(Error::Db(error)) if error.is_unique() => {
                    if let Some(receipt) = self.before(&filled.email, &submission).await? {
                        return Ok(receipt);
                    }
                }
                // Their erasure began meanwhile: when it is done, they are somebody new.
                Err(Error::Erased) => {
                    self.ground.people.keys().forget();
                    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
                }
                Err(error) => return Err(error.into()),
            }
        }
        Err(Refusal::Busy(5))
    }

    fn submission(&self, filled: &Filled) -> [u8; 32] {
        let mut content = vec![
            filled.name.as_deref().unwrap_or_default(),
            &filled.email,
            &filled.topic,
            &filled.message,
        ];
        content.extend(filled.fields.iter().flat_map(|(id, value)| [id.as_str(), value.as_str()]));
        self.ground.forms.submission(&filled.key, &content)
    }

    async fn before(&self, email: &str, submission: &[u8; 32]) -> Result<Option<Receipt>, Refusal> {
        let keys = self.ground.people.keys();
        let Some(person) = keys.find(HandleKind::Address, email).await? else { return Ok(None) };
        let binds = binds![person, submission.to_vec()];
        let row = self.ground.data.read_one(&store::SUBMITTED, binds).await?;
        let Some(row) = row else { return Ok(None) };
        let held = !row.text("suspicion")?.is_empty();
        // What the first one was told: not every message is acknowledged.
        let confirmed = self.confirmed(row.opt_text("acknowledged_as")?.as_deref());
        Ok(Some(Receipt { reference: row.text("reference")?, held, confirmed }))
    }

    async fn try_accept(
        &self,
        visit: &Visit,
        filled: &Filled,
        submission: [u8; 32],
    ) -> Result<Receipt, Error> {
        let ground = &self.ground;
        let keys = ground.people.keys();
        let person = keys.find_or_make(HandleKind::Address, &filled.email, visit.now).await?;
        let new = self.seal(visit, filled, submission, person).await?;
        let held = new.state == State::Spam;
        let mails = if held { Vec::new() } else { self.mails(visit, filled, &new).await? };
        let reference = new.reference.clone();
        // What this rests on: nobody it is about is being erased, and nobody thanks the same
        // address at the same moment.
        let mut locks = vec![People::lock(&new.person, true)];
        locks.extend(mails.iter().map(|mail| People::lock(mail.person(), true)));
        locks.extend(mails.iter().filter(|mail| mail.person() == new.person).map(Prepared::lock));
        let written = ground
            .data
            .write_beside::<_, Error>(locks, move |tx| Box::pin(write(tx, new, mails)))
            .await?;
        for (mailbox, until) in written.enough {
            ground.mail.enough(mailbox, until);
        }
        let confirmed = self.confirmed(written.acknowledged_as.as_deref());
        Ok(Receipt { reference, held, confirmed })
    }

    /// Whether a confirmation is on its way: it was written, and there is a server to send it.
    fn confirmed(&self, acknowledged_as: Option<&str>) -> bool {
        acknowledged_as.is_some() && self.ground.settings.mail.smtp.is_some()
    }

    async fn seal(
        &self,
        visit: &Visit,
        filled: &Filled,
        submission: [u8; 32],
        person: String,
    ) -> Result<NewInquiry, Error> {
        let ground = &self.ground;
        let id = ground.chance.id(visit.now);
        let message_id = ground.chance.id(visit.now);
        let sealer = ground.people.sealer(&person).await?;
        let name = filled.name.as_deref();
        let name = name.map(|name| sealer.seal(&INQUIRY, "name", &id, name)).transpose()?;
        let mut fields = Vec::new();
        for (field, value) in &filled.fields {
            let row = ground.chance.id(visit.now);
            let sealed = sealer.seal_instance(&FIELD, "value", field, &row, value)?;
            fields.push((row, field.clone(), sealed));
        }
        Ok(NewInquiry {
            email: sealer.seal(&INQUIRY, "email", &id, &filled.email)?,
            body: sealer.seal(&MESSAGE, "body", &message_id, &filled.message)?,
            reference: ground.chance.reference(),
            topic: filled.topic.clone(),
            language: visit.lang.clone(),
            state: if filled.suspicion.is_empty() { State::Open } else { State::Spam },
            suspicion: filled.suspicion.clone(),
            policy_version: ground.gate.current().number(),
            at: visit.now,
            id,
            person,
            name,
            submission,
            message_id,
            acknowledged_as: None,
            fields,
        })
    }

    /// The acknowledgement and the notifications of the team: what is too much of either (S9) is
    /// left out when they are queued.
    async fn mails(
        &self,
        visit: &Visit,
        filled: &Filled,
        new: &NewInquiry,
    ) -> Result<Vec<Prepared>, Error> {
        let ground = &self.ground;
        let draft = mails::acknowledgement(ground, visit, filled, new);
        let sealer = ground.people.sealer(&new.person).await?;
        let mut all = vec![ground.mail.prepare(&sealer, draft, visit.now).await?];
        for mailbox in &ground.settings.inquiries.notify {
            if ground.mail.has_enough(mailbox, visit.now) {
                continue;
            }
            let person =
                ground.people.keys().find_or_make(HandleKind::Mailbox, mailbox, visit.now).await?;
            let draft = mails::notification(ground, mailbox, &person, &new.id, &new.topic);
            let sealer = ground.people.sealer(&person).await?;
            let mail = ground.mail.prepare(&sealer, draft, visit.now).await?;
            all.push(mail.at_most_a_day(NOTIFIED));
        }
        Ok(all)
    }
}

/// What came of writing a message.
#[derive(Default)]
struct Written {
    /// The Message-ID of the acknowledgement, if there is one.
    acknowledged_as: Option<String>,
    /// The mailboxes that get no notification, and until when.
    enough: Vec<(Vec<u8>, i64)>,
}

/// Writes a message, its mails and the note of it. It asks everything at once and then writes
/// everything at once: on a server each is one way there and back.
async fn write(tx: &mut Tx, mut new: NewInquiry, mails: Vec<Prepared>) -> Result<Written, Error> {
    let mut persons = vec![new.person.clone()];
    persons.extend(mails.iter().map(|mail| mail.person().to_owned()));
    persons.dedup();
    let mut asked: Vec<Bound> = persons.iter().map(|person| People::asking(person)).collect();
    let of_mails: Vec<Vec<Bound>> = mails.iter().map(Prepared::asking).collect();
    let counts: Vec<usize> = of_mails.iter().map(Vec::len).collect();
    asked.extend(of_mails.into_iter().flatten());
    let told = tx.read_all(asked).await?;
    let (of_persons, mut told) = told.split_at(persons.len());
    of_persons.iter().try_for_each(|answer| People::may_be_added(answer))?;

    let entry = Entry::new(Actor::Visitor, Act::InquiryReceived, new.at)
        .person(&new.person)
        .object(new.id.clone());
    let mut written = Written::default();
    let mut all: Vec<Bound> = persons.iter().map(|person| People::adding(person, new.at)).collect();
    for (mail, count) in mails.into_iter().zip(counts) {
        let (answers, rest) = told.split_at(count);
        told = rest;
        let thanks = mail.person() == new.person;
        let mut kept_back = mail.kept_back(answers)?;
        if !thanks && kept_back.is_none() {
            // All who write want to tell the same mailbox: they wait for each other only while it
            // has not had enough.
            tx.hold(&mail.lock()).await?;
            let answers = tx.read_all(mail.asking()).await?;
            kept_back = mail.kept_back(&answers)?;
        }
        match kept_back {
            Some(until) if !thanks => written.enough.push((mail.mailbox().to_owned(), until)),
            Some(_) => {}
            None => {
                if thanks {
                    written.acknowledged_as = Some(mail.message_id().to_owned());
                }
                all.push(mail.adding());
            }
        }
    }
    new.acknowledged_as = written.acknowledged_as.clone();
    all.extend(store::adding(new));
    all.push(Journal::noting(&entry, 0));
    if tx.insert_all(all).await? == 0 {
        Journal::note(tx, entry).await?;
    }
    Ok(written)
}
