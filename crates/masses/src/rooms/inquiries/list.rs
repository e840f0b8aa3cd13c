//! What the desk shows of inquiries: lists and threads, opened through the one door.

use db::binds;
use kit::web::Visit;
use minijinja::{Value, context};

use super::inventory::ANSWER;
use super::{Head, Inquiries, State, store, topic_label};
use crate::ground::people::{EVERYTHING, Error};

/// How many inquiries a page lists.
pub(super) const PAGE: i64 = 50;
/// How much of the first message a list shows, in characters.
const PREVIEW: usize = 140;
/// Sorts after every id.
const LAST: &str = "~";

/// One page of a list.
pub(super) struct Page {
    pub rows: Vec<Value>,
    /// The id to go on from, if there is more.
    pub next: Option<String>,
}

impl Inquiries {
    /// Inquiries in a state, newest first, from before an id.
    pub(super) async fn page(
        &self,
        visit: &Visit,
        state: State,
        before: Option<&str>,
    ) -> Result<Page, Error> {
        let binds = binds![state.word(), before.unwrap_or(LAST), PAGE + 1];
        let rows = self.ground.data.read(&store::LIST, binds).await?;
        let more = rows.len() > PAGE as usize;
        let heads: Vec<Head> =
            rows.iter().take(PAGE as usize).map(store::head).collect::<Result<_, _>>()?;
        self.note_readings(visit, &heads).await?;
        self.note_look(visit, &heads).await?;
        let last = heads.last().map(|head| head.id.clone());
        Ok(Page { rows: self.rows(visit, &heads).await?, next: last.filter(|_| more) })
    }

    /// Inquiries as a list shows them.
    pub(super) async fn rows(&self, visit: &Visit, heads: &[Head]) -> Result<Vec<Value>, Error> {
        let mut shown = Vec::new();
        for head in heads {
            shown.push(self.row(visit, head).await?);
        }
        Ok(shown)
    }

    /// Notes in the journal whose inquiries are shown to a member.
    pub(super) async fn note_readings(&self, visit: &Visit, heads: &[Head]) -> Result<(), Error> {
        let member = visit.member.as_ref().map_or("", |member| &member.id);
        let seen = heads.iter().map(|head| (head.person.clone(), head.id.clone())).collect();
        Ok(self.ground.journal.note_readings(member, seen, visit.now).await?)
    }

    async fn row(&self, visit: &Visit, head: &Head) -> Result<Value, Error> {
        let first = self.ground.data.read_one(&store::FIRST, binds![head.id.clone()]).await?;
        let first = first.map(|row| store::line(&row)).transpose()?;
        let body = first.as_ref().and_then(|line| line.body.as_ref());
        let damaged = self.unreadable(visit, head);
        let text = shown(self.plain(body, visit.now).await, &damaged)?;
        let who = self.who(visit, head).await?;
        Ok(context! {
            id => head.id.clone(),
            who,
            reference => head.reference.clone(),
            topic => topic_label(&self.ground, &head.topic, &visit.lang),
            preview => text.split_whitespace().collect::<Vec<_>>().join(" ")
                .chars().take(PREVIEW).collect::<String>(),
            opened_at => head.opened_at,
            suspicion => self.suspicion(visit, head),
        })
    }

    /// Everything about one inquiry.
    pub(super) async fn thread(&self, visit: &Visit, head: &Head) -> Result<Value, Error> {
        let damaged = self.unreadable(visit, head);
        let mut messages = Vec::new();
        for line in self.lines(&head.id).await? {
            let text = shown(self.plain(line.body.as_ref(), visit.now).await, &damaged)?;
            messages.push(context! {
                id => line.id,
                ours => line.ours,
                text,
                sent_at => line.sent_at,
                author => line.author,
                delivery => match &line.message_id {
                    Some(message_id) => self.ground.mail.state_of(message_id).await?,
                    None => None,
                },
            });
        }
        let email = shown(self.plain(head.email.as_ref(), visit.now).await, &damaged)?;
        Ok(context! {
            id => head.id.clone(),
            person => head.person.clone(),
            reference => head.reference.clone(),
            name => shown(self.plain(head.name.as_ref(), visit.now).await, &damaged)?,
            who => self.who(visit, head).await?,
            email,
            topic => topic_label(&self.ground, &head.topic, &visit.lang),
            language => self.ground.words.say(&head.language, "language-name", &[]),
            state => head.state.word(),
            suspicion => self.suspicion(visit, head),
            opened_at => head.opened_at,
            closed_at => head.closed_at,
            seen => head.changed_at,
            messages,
            fields => self.filled(visit, head).await?,
            others => self.others(visit, head).await?,
            restricted => self.ground.people.says_no(&head.person, EVERYTHING),
            objected => self.ground.people.says_no(&head.person, ANSWER.id),
            purposes => self.objections(visit, head),
        })
    }

    /// What the person may object to, and whether they have.
    fn objections(&self, visit: &Visit, head: &Head) -> Vec<Value> {
        self.objectable()
            .map(|purpose| {
                let words = format!("purpose-{}", purpose.id.replace(['.', '_'], "-"));
                context! {
                    id => purpose.id,
                    title => self.words(visit, &words),
                    objected => self.ground.people.says_no(&head.person, purpose.id),
                }
            })
            .collect()
    }

    /// The name, or the address where none was given.
    async fn who(&self, visit: &Visit, head: &Head) -> Result<String, Error> {
        let damaged = self.unreadable(visit, head);
        let name = shown(self.plain(head.name.as_ref(), visit.now).await, &damaged)?;
        if name.is_empty() {
            shown(self.plain(head.email.as_ref(), visit.now).await, &damaged)
        } else {
            Ok(name)
        }
    }

    async fn filled(&self, visit: &Visit, head: &Head) -> Result<Vec<Value>, Error> {
        let mut all = Vec::new();
        let rows = self.ground.data.read(&store::FIELDS, binds![head.id.clone()]).await?;
        for row in &rows {
            let note = store::note(row)?;
            let known =
                self.ground.settings.inquiries.fields.iter().find(|one| one.id == note.field);
            let damaged = self.unreadable(visit, head);
            let value = shown(self.plain(note.value.as_ref(), visit.now).await, &damaged)?;
            let value = known
                .and_then(|field| field.options.iter().find(|option| option.id == value))
                .and_then(|option| option.label(&visit.lang).map(str::to_owned))
                .unwrap_or(value);
            let label =
                known.and_then(|field| field.label.get(&visit.lang)).unwrap_or(&note.field).clone();
            all.push(context! { label, value });
        }
        Ok(all)
    }

    async fn others(&self, visit: &Visit, head: &Head) -> Result<Vec<Value>, Error> {
        let rows = self.ground.data.read(&store::OF_PERSON, binds![head.person.clone()]).await?;
        let mut all = Vec::new();
        for row in rows {
            let id = row.text("id")?;
            if id != head.id {
                let topic = topic_label(&self.ground, &row.text("topic")?, &visit.lang);
                all.push(context! {
                    id,
                    topic,
                    reference => row.text("reference")?,
                    state => row.text("state")?,
                    opened_at => row.int("opened_at")?,
                });
            }
        }
        Ok(all)
    }

    /// What stands in the place of a value that does not open.
    fn unreadable(&self, visit: &Visit, head: &Head) -> String {
        let people = &self.ground.people;
        let key = if people.says_no(&head.person, EVERYTHING) {
            "inquiry-restricted"
        } else if people.says_no(&head.person, ANSWER.id) {
            "inquiry-objected"
        } else {
            "inquiry-damaged"
        };
        self.words(visit, key)
    }

    fn suspicion(&self, visit: &Visit, head: &Head) -> Vec<String> {
        let signs = head.suspicion.split_whitespace();
        signs.map(|sign| self.words(visit, &format!("suspicion-{sign}"))).collect()
    }

    fn words(&self, visit: &Visit, key: &str) -> String {
        self.ground.words.say(&visit.lang, key, &[])
    }
}

/// A value for the page. One that is damaged or restricted says so in its own place, and the
/// rest of the page is there all the same (F15).
fn shown(opened: Result<String, Error>, otherwise: &str) -> Result<String, Error> {
    match opened {
        Err(error @ (Error::Damaged { .. } | Error::Closed { .. } | Error::Erased)) => {
            match error {
                Error::Damaged { .. } => tracing::warn!(%error, "a value is shown as unreadable"),
                // Somebody's right, which is no trouble of ours.
                _ => tracing::debug!(%error, "a value is not shown"),
            }
            Ok(otherwise.to_owned())
        }
        other => other,
    }
}
