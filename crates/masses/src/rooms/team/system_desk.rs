//! `/desk/system`: what the program does by itself, and what it waits for: mails, jobs, the clock.

use std::sync::Arc;

use axum::extract::{Path, State as Extract};
use axum::http::Method;
use kit::slots::IndexState;
use kit::web::{Answer, Doors, Refusal, Right, Visit, redirect};
use kit::words::Arg;
use minijinja::{Value, context};

use super::{Error, Team};
use crate::ground::jobs;
use crate::ground::journal::{Act, Actor, Entry};
use crate::ground::mail::inventory::DELIVER;
use crate::ground::mail::{self, Listed};
use crate::ground::people::EVERYTHING;

/// Mails on a page.
const PAGE: i64 = 50;

pub(super) fn doors(doors: Doors<Arc<Team>>) -> Doors<Arc<Team>> {
    doors
        .team(Right::Manage, Method::GET, "/desk/system", show)
        .team(Right::Manage, Method::POST, "/desk/system/clock", confirm_clock)
        .team(Right::Manage, Method::GET, "/desk/system/mail/{mail}", show_mail)
        .team(Right::Manage, Method::POST, "/desk/system/mail/{mail}/retry", retry)
        .team(Right::Manage, Method::POST, "/desk/system/mail/{mail}/reveal", reveal)
}

async fn show(Extract(room): Extract<Arc<Team>>, visit: Visit) -> Answer {
    let ground = &room.ground;
    let wanted = visit.query.get("state").and_then(mail::State::from_word);
    let mut mails = ground.mail.list(wanted, visit.query.get("before"), PAGE).await?;
    // Nothing is read that cannot be noted; but why that is so, this page says (F5, F6).
    let unread = room.note_readings(&visit, &mails).await.is_err();
    if unread {
        mails.clear();
    }
    let more = i64::try_from(mails.len()).is_ok_and(|count| count == PAGE);
    let next = mails.last().filter(|_| more).map(|mail| mail.id.clone());
    let rows = room.mail_rows(&visit, &mails).await?;
    let states: Vec<&str> = mail::State::ALL.iter().map(|state| state.word()).collect();
    let queue = ground.mail.queue_now().await?;
    let hold = ground.care.held(visit.now).await?;
    let jobs = jobs::states(&ground.data).await?;
    let trouble = ground.mail.trouble(visit.now).await?;
    let jobs: Vec<Value> = jobs.into_iter().map(|job| room.job_row(&visit, job)).collect();
    let page = context! {
        title => room.say(&visit, "system-title"),
        mails => rows,
        next,
        unread,
        state => wanted.map(mail::State::word),
        states,
        smtp => ground.settings.mail.smtp.is_some(),
        queue => context! { waiting => queue.waiting, oldest => queue.oldest,
            failed => queue.failed, held => queue.held },
        trouble => trouble.map(|one| context! { down => one.down,
            why => room.why(&visit, &one.why),
            since => one.since, next => one.next, server => one.server }),
        jobs,
        indexes => room.indexes(&visit),
        hold => hold.map(|hold| context! { seen_at => hold.seen_at, now => hold.now }),
    };
    ground.desk_page(&visit, "team/system.html", page).await
}

/// Somebody has looked at the clock: the sweep goes on (F10).
async fn confirm_clock(Extract(room): Extract<Arc<Team>>, visit: Visit) -> Answer {
    room.ground.care.confirm_clock(visit.now).await?;
    let actor = Actor::Member(visit.member()?.id.clone());
    room.note(Entry::new(actor, Act::ClockConfirmed, visit.now)).await?;
    Ok(redirect(&visit.to("/desk/system?done=clock-confirmed")))
}

async fn show_mail(
    Extract(room): Extract<Arc<Team>>,
    Path(id): Path<String>,
    visit: Visit,
) -> Answer {
    let mail = room.ground.mail.find(&id).await?.ok_or(Refusal::NotFound)?;
    room.note_readings(&visit, std::slice::from_ref(&mail)).await?;
    let opened = room.ground.mail.open(&mail, visit.now).await;
    let opened = room.readable(&visit, &mail, opened)?;
    room.show_one_mail(&visit, &mail, opened).await
}

async fn retry(Extract(room): Extract<Arc<Team>>, Path(id): Path<String>, visit: Visit) -> Answer {
    let actor = Actor::Member(visit.member()?.id.clone());
    room.ground.mail.retry(&id, actor, visit.now).await?;
    Ok(redirect(&visit.to("/desk/system?done=mail-retried")))
}

/// The whole of a mail that carries a token: for an owner, while nothing sends it. It is noted.
async fn reveal(Extract(room): Extract<Arc<Team>>, Path(id): Path<String>, visit: Visit) -> Answer {
    let actor = Actor::Member(visit.member()?.id.clone());
    let mail = room.ground.mail.find(&id).await?.ok_or(Refusal::NotFound)?;
    let opened = match room.ground.mail.reveal(&id, actor, visit.now).await {
        Ok(opened) => opened.ok_or(Refusal::NotFound)?,
        Err(error) => room.readable(&visit, &mail, Err(error))?,
    };
    room.show_one_mail(&visit, &mail, opened).await
}

impl Team {
    /// Notes in the journal whose mails are shown to a member.
    async fn note_readings(&self, visit: &Visit, mails: &[Listed]) -> Result<(), Refusal> {
        let seen = mails.iter().map(|mail| (mail.person.clone(), mail.id.clone())).collect();
        let member = visit.member()?;
        Ok(self.ground.journal.note_readings(&member.id, seen, visit.now).await?)
    }

    /// What is held in memory to be searched.
    fn indexes(&self, visit: &Visit) -> Vec<String> {
        let number = |number: usize| Arg::Int(i64::try_from(number).unwrap_or(i64::MAX));
        let line = |state: IndexState| {
            let args = [
                ("documents", number(state.documents)),
                ("words", number(state.terms)),
                ("megabytes", number(state.bytes.div_ceil(1_000_000))),
                ("percent", number(state.percent)),
            ];
            let words = &self.ground.words;
            if state.ready {
                words.say(&visit.lang, &format!("index-{}-ready", state.name), &args)
            } else {
                words.say(&visit.lang, &format!("index-{}-reading", state.name), &args)
            }
        };
        self.ground.slots.indexes().into_iter().map(line).collect()
    }

    /// What a job does, in words where there are some.
    fn job_row(&self, visit: &Visit, job: jobs::JobState) -> Value {
        let key = format!("job-{}", job.name);
        let known = self.ground.words.has(&visit.lang, &key);
        context! {
            title => known.then(|| self.say(visit, &key)),
            name => job.name,
            // One that is due and does not run waits for something to do.
            due_at => (job.due_at > visit.now).then_some(job.due_at),
            holder => job.holder,
            ended_at => job.ended_at,
            failures => job.failures,
            error => job.error,
        }
    }

    async fn mail_rows(&self, visit: &Visit, mails: &[Listed]) -> Result<Vec<Value>, Error> {
        let mut rows = Vec::new();
        for mail in mails {
            rows.push(self.mail_row(visit, mail).await?);
        }
        Ok(rows)
    }

    /// A line of the list. A mail that cannot be opened is there all the same (F15).
    async fn mail_row(&self, visit: &Visit, mail: &Listed) -> Result<Value, Error> {
        let opened = self.ground.mail.open(mail, visit.now).await;
        let mail::Opened { to, subject, .. } = self.readable(visit, mail, opened)?;
        Ok(context! {
            id => mail.id.clone(),
            to,
            subject,
            kind => self.say(visit, &format!("mail-kind-{}", mail.kind.word())),
            state => mail.state.word(),
            attempts => mail.attempts,
            created_at => mail.created_at,
            error => mail.last_error.as_deref().map(|why| self.why(visit, why)),
        })
    }

    /// Why a mail has not gone out: what the server said, in its numbers, and what we say of it.
    fn why(&self, visit: &Visit, why: &str) -> String {
        let parts = why.split(", ").map(|part| match mail::Reason::from_word(part) {
            Some(reason) => self.say(visit, &format!("mail-why-{}", reason.word())),
            None => part.to_owned(),
        });
        parts.collect::<Vec<_>>().join(", ")
    }

    /// A mail for the page. Of one that does not open, or whose person has said no to what it is
    /// for, a word says why, and the rest of the page is there all the same (F15).
    fn readable(
        &self,
        visit: &Visit,
        mail: &Listed,
        opened: Result<mail::Opened, mail::Error>,
    ) -> Result<mail::Opened, mail::Error> {
        let instead = match (self.said_no(mail), opened) {
            (_, Err(error @ (mail::Error::Db(_) | mail::Error::NotShown))) => return Err(error),
            (Some(key), _) => key,
            (None, Ok(opened)) => return Ok(opened),
            (None, Err(error)) => {
                tracing::warn!(%error, "a mail is shown as unreadable");
                "mail-unreadable"
            }
        };
        let instead = self.say(visit, instead);
        let subject = instead.clone();
        Ok(mail::Opened { to: instead.clone(), subject, body: Some(instead) })
    }

    /// What stands in the place of a mail whose person does not want it read.
    fn said_no(&self, mail: &Listed) -> Option<&'static str> {
        let people = &self.ground.people;
        let no = |purpose: &str| people.says_no(&mail.person, purpose);
        if no(EVERYTHING) {
            return Some("mail-restricted");
        }
        [mail.purpose.as_str(), DELIVER.id].into_iter().any(no).then_some("mail-objected")
    }

    async fn show_one_mail(&self, visit: &Visit, mail: &Listed, opened: mail::Opened) -> Answer {
        let again = matches!(mail.state, mail::State::Failed | mail::State::Held);
        let hidden = opened.body.is_none();
        let page = context! {
            title => self.say(visit, "mail-title"),
            id => mail.id.clone(),
            to => opened.to,
            subject => opened.subject,
            body => opened.body,
            kind => self.say(visit, &format!("mail-kind-{}", mail.kind.word())),
            state => mail.state.word(),
            attempts => mail.attempts,
            created_at => mail.created_at,
            sent_at => mail.sent_at,
            error => mail.last_error.as_deref().map(|why| self.why(visit, why)),
            again,
            reveal => hidden && self.ground.settings.mail.smtp.is_none(),
        };
        self.ground.desk_page(visit, "team/mail.html", page).await
    }
}
