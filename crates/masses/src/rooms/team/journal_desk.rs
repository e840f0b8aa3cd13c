//! `/desk/journal`: who did what to whose data, newest first, and whether the chain verifies.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State as Extract;
use axum::http::Method;
use kit::web::{Answer, Doors, Refusal, Right, Visit};
use minijinja::{Value, context};

use super::Team;
use super::people_of_the_desk as people;
use crate::ground::journal::{self, Noted};

/// Entries on a page.
const PAGE: usize = 50;
/// How many are looked through for one member's before the page is shown with what was found.
const LOOKED: usize = 2_000;

pub(super) fn doors(doors: Doors<Arc<Team>>) -> Doors<Arc<Team>> {
    doors.team(Right::Journal, Method::GET, "/desk/journal", show).team(
        Right::Journal,
        Method::POST,
        "/desk/journal/verify",
        verify,
    )
}

/// What is asked for.
struct Filter<'a> {
    person: Option<&'a str>,
    member: Option<&'a str>,
    before: Option<&'a str>,
}

impl<'a> Filter<'a> {
    fn of(visit: &'a Visit) -> Self {
        let get = |name| visit.query.get(name).map(str::trim).filter(|text| !text.is_empty());
        Self { person: get("person"), member: get("member"), before: get("before") }
    }
}

async fn show(Extract(room): Extract<Arc<Team>>, visit: Visit) -> Answer {
    room.show_journal(&visit, None).await
}

async fn verify(Extract(room): Extract<Arc<Team>>, visit: Visit) -> Answer {
    let status = match room.ground.journal.verify(None).await {
        Ok(found) => context! {
            sound => true,
            blocks => found.blocks,
            entries => found.entries,
            unsealed => found.unsealed,
            head => found.head.map(|head| head.to_string()),
        },
        Err(journal::Error::Broken(broken)) => {
            tracing::error!(%broken, "the journal does not verify");
            context! { sound => false, block => broken.block, why => broken.to_string() }
        }
        Err(journal::Error::Db(error)) => return Err(error.into()),
    };
    room.show_journal(&visit, Some(status)).await
}

impl Team {
    async fn show_journal(&self, visit: &Visit, status: Option<Value>) -> Answer {
        let filter = Filter::of(visit);
        let (entries, next) = self.entries(&filter).await?;
        let members: BTreeMap<String, String> = people::list(&self.ground, &visit.lang, visit.now)
            .await?
            .into_iter()
            .map(|member| (member.id, member.name))
            .collect();
        let rows: Vec<Value> =
            entries.iter().map(|entry| self.journal_row(visit, entry, &members)).collect();
        let page = context! {
            title => self.say(visit, "journal-title"),
            rows,
            next,
            person => filter.person,
            chosen => filter.member,
            paged => filter.before.is_some(),
            members => members
                .into_iter()
                .map(|(id, name)| context! { id, name })
                .collect::<Vec<Value>>(),
            status,
        };
        self.ground.desk_page(visit, "team/journal.html", page).await
    }

    /// A page of entries, and the id from which the next goes on.
    async fn entries(&self, filter: &Filter<'_>) -> Result<(Vec<Noted>, Option<String>), Refusal> {
        let mut found = Vec::new();
        let mut before = filter.before.map(str::to_owned);
        let mut looked = 0;
        loop {
            let limit = i64::try_from(PAGE).unwrap_or(50);
            let journal = &self.ground.journal;
            let some = journal.page(before.as_deref(), filter.person, limit).await?;
            let full = some.len() == PAGE;
            looked += some.len();
            for entry in some {
                before = Some(entry.id.clone());
                if filter.member.is_none_or(|member| entry.actor.member() == Some(member)) {
                    found.push(entry);
                }
                if found.len() == PAGE {
                    return Ok((found, before));
                }
            }
            if !full {
                return Ok((found, None));
            }
            if looked >= LOOKED {
                return Ok((found, before));
            }
        }
    }

    fn journal_row(
        &self,
        visit: &Visit,
        entry: &Noted,
        members: &BTreeMap<String, String>,
    ) -> Value {
        let words = &self.ground.words;
        let say = |key: String| words.say(&visit.lang, &key, &[]);
        let name = entry.actor.member().and_then(|id| members.get(id)).cloned();
        let mut details = details(entry.detail.as_deref());
        // Where there are words for an act done in a certain way, they say how.
        let how = details.iter().position(|(name, _)| name == "how");
        let way = how.and_then(|at| details.get(at)).map(|(_, how)| how);
        let way = way.map(|how| format!("act-{}-{how}", entry.act));
        let way = way.filter(|key| words.has(&visit.lang, key));
        if let (Some(_), Some(at)) = (&way, how) {
            details.remove(at);
        }
        context! {
            at => entry.at,
            act => say(way.unwrap_or_else(|| format!("act-{}", entry.act))),
            actor => name.unwrap_or_else(|| say(format!("actor-{}", entry.actor.word()))),
            member => entry.actor.member(),
            person => entry.person.clone(),
            object => entry.object.clone(),
            detail => said(&details),
            sealed => entry.block.is_some(),
        }
    }
}

/// What an entry says besides, by name.
fn details(detail: Option<&str>) -> Vec<(String, String)> {
    let Some(detail) = detail else { return Vec::new() };
    match serde_json::from_str::<BTreeMap<String, serde_json::Value>>(detail) {
        Ok(all) => all
            .into_iter()
            .map(|(name, value)| {
                let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                (name, value)
            })
            .collect(),
        // It is shown as it stands there.
        Err(_) => vec![(String::new(), detail.to_owned())],
    }
}

/// The same as people read it: `from: reader, to: agent`.
fn said(details: &[(String, String)]) -> String {
    let one = |(name, value): &(String, String)| match name.is_empty() {
        true => value.clone(),
        false => format!("{name}: {value}"),
    };
    details.iter().map(one).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn details_are_read_as_words() {
        let read = |detail| said(&details(detail));
        assert_eq!(read(None), "");
        assert_eq!(read(Some("{\"role\":\"owner\"}")), "role: owner");
        assert_eq!(read(Some("{\"block\":7,\"hash\":\"ab\"}")), "block: 7, hash: ab");
        assert_eq!(read(Some("no object")), "no object");
    }
}
