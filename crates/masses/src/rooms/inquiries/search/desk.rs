//! Search in the desk: what somebody looks for, and what is found.
//!
//! What is looked for is mostly a name or an address. So it comes as a form and stands in no
//! address (S28): not in the browser's history, not in a `Referer`, not in the log of a proxy.
//! The next page and the other states are buttons that send it again. Nothing is changed by it
//! but what reading changes: the journal notes whose inquiries were shown.

use std::sync::Arc;

use axum::extract::State as Extract;
use axum::http::{Method, StatusCode};
use kit::web::{Answer, Doors, Right, Visit, redirect};
use minijinja::{Value, context};

use super::{Hits, number, text};
use crate::ground::people::Error;
use crate::rooms::inquiries::inventory::ANSWER;
use crate::rooms::inquiries::list::PAGE;
use crate::rooms::inquiries::{Head, Inquiries, State, say};
use kit::search::{QUESTION, Question, Unclear};

const PATH: &str = "/desk/inquiries/search";

pub(in super::super) fn doors(doors: Doors<Arc<Inquiries>>) -> Doors<Arc<Inquiries>> {
    doors
        .team(Right::Read, Method::POST, PATH, search)
        // Whoever comes by the address alone asks for nothing.
        .team(Right::Read, Method::GET, PATH, inbox)
}

async fn inbox(visit: Visit) -> Answer {
    Ok(redirect(&visit.to("/desk/inquiries")))
}

async fn search(Extract(room): Extract<Arc<Inquiries>>, visit: Visit) -> Answer {
    let state = visit.form.get("state").and_then(State::from_word).unwrap_or(State::Open);
    let typed = visit.form.get("q").unwrap_or_default().trim();
    if typed.is_empty() {
        return Ok(redirect(&visit.to(&format!("/desk/inquiries?state={}", state.word()))));
    }
    let question = match Question::read(typed) {
        Ok(question) => question,
        Err(unclear) => return room.show_unclear(&visit, state, typed, unclear).await,
    };
    let before = visit.form.get("before");
    let page = usize::try_from(PAGE).unwrap_or(0);
    let hits = room.search.find(&question, state, before.and_then(number), page);
    let heads = room.found(&hits, state).await?;
    room.note_readings(&visit, &heads).await?;
    for head in &heads {
        // One by one: between two that are shown may lie some that are not.
        room.note_look(&visit, std::slice::from_ref(head)).await?;
    }
    let next = hits.ids.last().filter(|_| hits.more).map(|id| text(*id));
    let shown = context! {
        rows => room.rows(&visit, &heads).await?,
        found => hits.counts[state as usize],
        elsewhere => hits.counts.iter().sum::<usize>() - hits.counts[state as usize],
        next,
        paged => before.is_some(),
        problem => "",
    };
    room.show_search(StatusCode::OK, &visit, state, typed, Some(hits.counts), shown).await
}

impl Inquiries {
    /// What was found, as it is now: an index is a moment behind. What has gone or moved, or is
    /// not to be read any more, is left out.
    async fn found(&self, hits: &Hits, state: State) -> Result<Vec<Head>, Error> {
        let mut heads = Vec::new();
        for id in &hits.ids {
            let head = self.head(&text(*id)).await?;
            heads.extend(head.filter(|head| {
                head.state == state && !self.ground.people.refused(&head.person, &ANSWER)
            }));
        }
        Ok(heads)
    }

    async fn show_unclear(
        &self,
        visit: &Visit,
        state: State,
        typed: &str,
        unclear: Unclear,
    ) -> Answer {
        let most = QUESTION.to_string();
        let words = &self.ground.words;
        let problem = match unclear {
            Unclear::Empty => say(words, &visit.lang, "inquiry-search-no-word", &[]),
            Unclear::Long => say(words, &visit.lang, "inquiry-search-long", &[("max", &most)]),
        };
        let rows: Vec<Value> = Vec::new();
        let shown = context! {
            rows, problem, found => 0, elsewhere => 0, next => "", paged => false,
        };
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        self.show_search(status, visit, state, typed, None, shown).await
    }

    async fn show_search(
        &self,
        status: StatusCode,
        visit: &Visit,
        state: State,
        typed: &str,
        counts: Option<[usize; 3]>,
        shown: Value,
    ) -> Answer {
        let tabs: Vec<Value> = State::ALL
            .into_iter()
            .map(|one| {
                let count = counts.map_or(0, |counts| counts[one as usize]);
                context! { state => one.word(), count, current => one == state }
            })
            .collect();
        let index = self.search.state();
        let page = context! {
            title => self.ground.words.say(&visit.lang, "inquiry-search-title", &[]),
            q => typed,
            state => state.word(),
            tabs,
            reading => (!index.ready).then_some(index.percent),
            ..shown
        };
        self.ground.desk_page_status(status, visit, "inquiries/search.html", page).await
    }
}
