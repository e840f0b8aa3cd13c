//! What the team reaches: the inbox, a thread, and what can be done with it.

use std::sync::Arc;

use axum::extract::{Path, State as Extract};
use axum::http::{Method, StatusCode};
use db::binds;
use kit::forms::{Field, KeyState, Reader};
use kit::slots::{Filled as Slots, Link};
use kit::web::{Answer, Doors, Refusal, Right, Visit, redirect};
use minijinja::context;

use super::answer::{Outcome, Reply};
use super::inventory::ANSWER;
use super::{Head, Inquiries, MESSAGE, State, Step, person_desk, search, store};

/// The form's name, which its keys are bound to.
const FORM: &str = "answer";

pub(super) fn doors(doors: Doors<Arc<Inquiries>>) -> Doors<Arc<Inquiries>> {
    let doors = doors
        .always()
        .team(Right::Read, Method::GET, "/desk/inquiries", list)
        .team(Right::Read, Method::GET, "/desk/inquiries/{id}", thread)
        .team(Right::Answer, Method::POST, "/desk/inquiries/{id}/answer", answer)
        .team(Right::Answer, Method::POST, "/desk/inquiries/{id}/step", step);
    person_desk::doors(search::desk::doors(doors))
}

/// The link in the desk's menu, with how many wait: for an answer, or for a first look.
pub(super) fn slots(room: &Arc<Inquiries>) -> Slots {
    let room = room.clone();
    let desk: kit::slots::DeskPart = Arc::new(move |member, lang| {
        let room = room.clone();
        Box::pin(async move {
            if !member.role.may(Right::Read) {
                return Ok(Vec::new());
            }
            let title = room.ground.words.say(lang, "inquiry-desk-menu", &[]);
            let href = format!("{}/desk/inquiries", room.ground.prefix(lang));
            let count = room.count(State::Open).await? + room.unseen(Link::MANY).await?;
            Ok(vec![Link { href, title, order: 10, count }])
        })
    });
    Slots { desk: vec![desk], ..Slots::default() }
}

async fn list(Extract(room): Extract<Arc<Inquiries>>, visit: Visit) -> Answer {
    let state = visit.query.get("state").and_then(State::from_word).unwrap_or(State::Open);
    let mut tabs = Vec::new();
    for one in State::ALL {
        let count = Link::shown(room.count(one).await?);
        tabs.push(context! { state => one.word(), count, current => one == state });
    }
    let page = room.page(&visit, state, visit.query.get("before")).await?;
    let page = context! {
        title => room.ground.words.say(&visit.lang, "inquiry-desk-title", &[]),
        state => state.word(),
        q => "",
        tabs,
        rows => page.rows,
        next => page.next,
        paged => visit.query.get("before").is_some(),
        form_on => room.ground.gate.purpose(ANSWER.id),
    };
    room.ground.desk_page(&visit, "inquiries/list.html", page).await
}

async fn thread(
    Extract(room): Extract<Arc<Inquiries>>,
    Path(id): Path<String>,
    visit: Visit,
) -> Answer {
    let head = room.head(&id).await?.ok_or(Refusal::NotFound)?;
    room.note_readings(&visit, std::slice::from_ref(&head)).await?;
    room.note_look(&visit, std::slice::from_ref(&head)).await?;
    room.show_thread(StatusCode::OK, &visit, &head, reply_fields(&room, &visit), None).await
}

async fn answer(
    Extract(room): Extract<Arc<Inquiries>>,
    Path(id): Path<String>,
    visit: Visit,
) -> Answer {
    let head = room.head(&id).await?.ok_or(Refusal::NotFound)?;
    let mut reader = Reader::new(&visit.form);
    let text = reader.text("text", MESSAGE);
    let text = reader.required("text", text);
    let key = visit.form.get("key").unwrap_or_default();
    let seen = visit.form.get("seen").and_then(|seen| seen.parse().ok()).unwrap_or(0);
    let problem = match room.ground.forms.check(FORM, key, visit.now) {
        _ if room.ground.people.refused(&head.person, &ANSWER) => Some("inquiry-refused"),
        KeyState::Good { .. } => None,
        KeyState::Expired | KeyState::Forged => Some("inquiry-key-expired"),
    };
    if problem.is_some() || !reader.good() {
        return room.thread_again(&visit, &head, &reader, problem).await;
    }
    let reply = Reply { key, text: &text, seen, close: reader.ticked("close") };
    let member = visit.member()?;
    match room.answer(&visit, member, &head, reply).await? {
        Outcome::Done => {
            let done = match room.ground.settings.mail.smtp {
                Some(_) => "inquiry-answered",
                None => "inquiry-answer-waits",
            };
            Ok(redirect(&visit.to(&format!("/desk/inquiries/{id}?done={done}"))))
        }
        Outcome::Moved => {
            let head = room.head(&id).await?.ok_or(Refusal::NotFound)?;
            room.thread_again(&visit, &head, &reader, Some("inquiry-moved")).await
        }
    }
}

async fn step(
    Extract(room): Extract<Arc<Inquiries>>,
    Path(id): Path<String>,
    visit: Visit,
) -> Answer {
    let head = room.head(&id).await?.ok_or(Refusal::NotFound)?;
    let word = visit.form.get("step").unwrap_or_default();
    let step = Step::from_word(word)
        .ok_or_else(|| Refusal::Bad("a step that does not exist".to_owned()))?;
    match room.step(&visit, visit.member()?, &head, step).await? {
        Outcome::Done => {
            let target = format!("/desk/inquiries/{id}?done=inquiry-{word}");
            Ok(redirect(&visit.to(&target)))
        }
        Outcome::Moved => {
            room.show_thread(
                StatusCode::CONFLICT,
                &visit,
                &room.head(&id).await?.ok_or(Refusal::NotFound)?,
                reply_fields(&room, &visit),
                Some(room.ground.words.say(&visit.lang, "inquiry-moved", &[])),
            )
            .await
        }
    }
}

fn reply_fields(room: &Inquiries, visit: &Visit) -> Vec<Field> {
    let say = |key: &str| room.ground.words.say(&visit.lang, key, &[]);
    vec![
        Field::new("area", "text", say("inquiry-reply-text")).required().max(MESSAGE),
        Field::new("checkbox", "close", say("inquiry-reply-close")).value("on"),
    ]
}

impl Inquiries {
    /// How many there are in a state, as far as anybody wants to know.
    async fn count(&self, state: State) -> Result<i64, Refusal> {
        let of = binds![state.word(), Link::MANY];
        let row = self.ground.data.read_one(&store::COUNT, of).await?;
        Ok(row.map(|row| row.int("n")).transpose()?.unwrap_or(0))
    }

    async fn thread_again(
        &self,
        visit: &Visit,
        head: &Head,
        reader: &Reader<'_>,
        problem: Option<&str>,
    ) -> Answer {
        let words = &self.ground.words;
        let fields = reader.fields(reply_fields(self, visit), words, &visit.lang);
        let problem = problem.map(|key| words.say(&visit.lang, key, &[]));
        self.show_thread(StatusCode::UNPROCESSABLE_ENTITY, visit, head, fields, problem).await
    }

    async fn show_thread(
        &self,
        status: StatusCode,
        visit: &Visit,
        head: &Head,
        fields: Vec<Field>,
        problem: Option<String>,
    ) -> Answer {
        let ground = &self.ground;
        let member = visit.member()?;
        let title = [("reference", head.reference.as_str())];
        let page = context! {
            title => super::say(&ground.words, &visit.lang, "inquiry-thread-title", &title),
            inquiry => self.thread(visit, head).await?,
            panels => ground.slots.person(member, &visit.lang, &head.person).await?,
            key => ground.forms.make(FORM, visit.now, &ground.chance),
            form => context! { fields, problem },
            smtp => ground.settings.mail.smtp.is_some(),
        };
        ground.desk_page_status(status, visit, "inquiries/thread.html", page).await
    }
}
