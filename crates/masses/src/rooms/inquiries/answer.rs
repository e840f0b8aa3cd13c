//! What the team does with an inquiry: answer it, close it, sort it. Each act is one write, with
//! its mail and its entry in the journal.

use db::binds;
use kit::web::{Member, Visit};

use super::inventory::{ANSWER, MESSAGE};
use super::mails::{self, AnswerTo};
use super::{Head, Inquiries, Line, State, Step, store};
use crate::ground::journal::{Act, Actor, Entry, Journal};
use crate::ground::mail::Mail;
use crate::ground::people::{Error, Sealed};

/// How an act ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Done, now or before with the same key.
    Done,
    /// Somebody else was faster: look again.
    Moved,
}

/// An answer as the agent sent it.
pub(super) struct Reply<'a> {
    /// The form's key.
    pub key: &'a str,
    /// What it says.
    pub text: &'a str,
    /// When the inquiry had last moved, as the agent saw it.
    pub seen: i64,
    /// The inquiry is done with this.
    pub close: bool,
}

impl Inquiries {
    /// One inquiry.
    pub(super) async fn head(&self, id: &str) -> Result<Option<Head>, Error> {
        let row = self.ground.data.read_one(&store::ONE, binds![id]).await?;
        row.map(|row| store::head(&row)).transpose()
    }

    /// Everything written in it, oldest first.
    pub(super) async fn lines(&self, id: &str) -> Result<Vec<Line>, Error> {
        let rows = self.ground.data.read(&store::MESSAGES, binds![id]).await?;
        rows.iter().map(store::line).collect()
    }

    /// A value in plain text, for answering. Empty where there is none.
    pub(super) async fn plain(&self, sealed: Option<&Sealed>, now: i64) -> Result<String, Error> {
        let access = self.ground.people.access(&ANSWER, now);
        let opened = access.open_some(sealed).await?;
        Ok(opened.map(|value| value.reveal()).unwrap_or_default())
    }

    /// Sends an answer. If the inquiry has moved since it was seen, nothing is sent (S8).
    pub(super) async fn answer(
        &self,
        visit: &Visit,
        member: &Member,
        head: &Head,
        reply: Reply<'_>,
    ) -> Result<Outcome, Error> {
        let ground = &self.ground;
        let Reply { key, text, seen, close } = reply;
        let digest = ground.forms.submission(key, &[&head.id, text]);
        let id = format!("answer-{}", vault::hex(&digest[..16]));
        if ground.data.read_one(&store::ANSWERED, binds![id.clone()]).await?.is_some() {
            return Ok(Outcome::Done);
        }
        let lines = self.lines(&head.id).await?;
        let draft = mails::answer(ground, self.answer_to(visit, head, &lines).await?, text);
        let sealer = ground.people.sealer(&head.person).await?;
        let body = sealer.seal(&MESSAGE, "body", &id, text)?;
        let mail = ground.mail.prepare(&sealer, draft, visit.now).await?;
        let message_id = mail.message_id().to_owned();
        let (inquiry, person) = (head.id.clone(), head.person.clone());
        let (author, now) = (member.id.clone(), visit.now);
        let state = if close { State::Closed } else { State::Open };
        let closed_at = close.then_some(now);
        let entry = Entry::new(Actor::Member(author.clone()), Act::InquiryAnswered, now)
            .person(&person)
            .object(inquiry.clone());
        ground
            .data
            .write::<_, Error>(move |tx| {
                Box::pin(async move {
                    // The same answer a moment ago, from another click.
                    let before = tx.read_one(&store::ANSWERED, binds![id.clone()]).await?;
                    if before.is_some() {
                        return Ok(Outcome::Done);
                    }
                    let moved = binds![inquiry.clone(), now, state.word(), closed_at, seen];
                    if tx.execute(&store::MOVE, moved).await? == 0 {
                        return Ok(Outcome::Moved);
                    }
                    let message = binds![id, inquiry, person, "out", body, now, author, message_id];
                    tx.execute(&store::ADD_MESSAGE, message).await?;
                    Mail::queue(tx, mail).await?;
                    Journal::note(tx, entry).await?;
                    Ok(Outcome::Done)
                })
            })
            .await
    }

    async fn answer_to<'a>(
        &self,
        visit: &Visit,
        head: &'a Head,
        lines: &[Line],
    ) -> Result<AnswerTo<'a>, Error> {
        let last = lines.iter().rev().find(|line| !line.ours);
        Ok(AnswerTo {
            inquiry: &head.id,
            person: &head.person,
            lang: &head.language,
            reference: &head.reference,
            topic: &head.topic,
            to: self.plain(head.email.as_ref(), visit.now).await?,
            original: self.plain(last.and_then(|line| line.body.as_ref()), visit.now).await?,
            written_at: last.map_or(head.opened_at, |line| line.sent_at),
            thread: lines.iter().filter_map(|line| line.message_id.clone()).collect(),
        })
    }

    /// Moves an inquiry on.
    pub(super) async fn step(
        &self,
        visit: &Visit,
        member: &Member,
        head: &Head,
        step: Step,
    ) -> Result<Outcome, Error> {
        let (from, to) = step.moves();
        let now = visit.now;
        let closed_at = (to == State::Closed).then_some(now);
        let act = match step {
            Step::Close => Act::InquiryClosed,
            Step::Reopen => Act::InquiryReopened,
            Step::Spam => Act::InquirySpam,
            Step::NotSpam => Act::InquiryNotSpam,
        };
        let entry = Entry::new(Actor::Member(member.id.clone()), act, now)
            .person(&head.person)
            .object(head.id.clone());
        let id = head.id.clone();
        self.ground
            .data
            .write::<_, Error>(move |tx| {
                Box::pin(async move {
                    let set = binds![id, to.word(), now, closed_at, from.word()];
                    if tx.execute(&store::SET_STATE, set).await? == 0 {
                        return Ok(Outcome::Moved);
                    }
                    Journal::note(tx, entry).await?;
                    Ok(Outcome::Done)
                })
            })
            .await
    }
}
