//! A person's rights, beside their inquiry: everything about them as a file, and their erasure.

use std::sync::Arc;

use axum::extract::{Path, State as Extract};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::IntoResponse;
use db::binds;
use kit::web::{Answer, Doors, Limit, Refusal, Right, Visit, redirect};
use minijinja::context;

use super::{Inquiries, correct};
use crate::ground::journal::{Act, Actor, Entry, Journal};
use crate::ground::people::{EVERYTHING, Error, People, Refusing};

pub(super) fn doors(doors: Doors<Arc<Inquiries>>) -> Doors<Arc<Inquiries>> {
    doors
        .team_limited(
            Right::Personal,
            Method::POST,
            "/desk/people/{person}/export",
            Limit::EXPORT,
            export,
        )
        .team(Right::Personal, Method::POST, "/desk/people/{person}/erase", erase)
        .team(Right::Personal, Method::POST, "/desk/people/{person}/restrict", restrict)
        .team(Right::Personal, Method::GET, "/desk/inquiries/{id}/correct", correct::form)
        .team(Right::Personal, Method::POST, "/desk/inquiries/{id}/correct", correct::correct)
}

/// Everything about a person, in one file for people and machines.
async fn export(
    Extract(room): Extract<Arc<Inquiries>>,
    Path(person): Path<String>,
    visit: Visit,
) -> Answer {
    let ground = &room.ground;
    room.known(&person).await?;
    let export = ground.care.export(&person, visit.now).await?;
    let file = export
        .zip(&ground.words, &visit.lang)
        .map_err(|error| Refusal::Internal(error.to_string()))?;
    let entry = Entry::new(Actor::Member(visit.member()?.id.clone()), Act::Exported, visit.now)
        .person(&person);
    ground.journal.write(entry).await?;
    let name = HeaderValue::from_static("attachment; filename=\"data.zip\"");
    let kind = HeaderValue::from_static("application/zip");
    let headers = [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)];
    Ok((StatusCode::OK, headers, file).into_response())
}

/// Erases a person, and says what had to stay and why.
async fn erase(
    Extract(room): Extract<Arc<Inquiries>>,
    Path(person): Path<String>,
    visit: Visit,
) -> Answer {
    let ground = &room.ground;
    room.known(&person).await?;
    let actor = Actor::Member(visit.member()?.id.clone());
    let erased = ground.care.erase(&person, actor, visit.now).await?;
    let say = |key: &str| ground.words.say(&visit.lang, key, &[]);
    let mut kept: Vec<String> =
        erased.kept.iter().map(|(_, reason)| say(&format!("kept-{reason}"))).collect();
    kept.dedup();
    let page = context! { title => say("person-erased-title"), rows => erased.rows, kept };
    ground.desk_page(&visit, "inquiries/erased.html", page).await
}

/// Restricts everything about a person, or takes that back (art. 18): it is kept, and opened for
/// nothing but their rights.
async fn restrict(
    Extract(room): Extract<Arc<Inquiries>>,
    Path(person): Path<String>,
    visit: Visit,
) -> Answer {
    let ground = &room.ground;
    room.known(&person).await?;
    let lift = visit.form.get("step") == Some("lift");
    let act = if lift { Act::Allowed } else { Act::Refused };
    let entry = Entry::new(Actor::Member(visit.member()?.id.clone()), act, visit.now)
        .person(&person)
        .word("how", Refusing::Restricted.word());
    let (id, now) = (ground.chance.id(visit.now), visit.now);
    ground
        .data
        .write::<_, Error>(move |tx| {
            Box::pin(async move {
                if lift {
                    People::allow(tx, &person, EVERYTHING, Refusing::Restricted).await?;
                } else {
                    People::refuse(tx, id, &person, EVERYTHING, Refusing::Restricted, now).await?;
                }
                Journal::note(tx, entry).await?;
                Ok(())
            })
        })
        .await?;
    ground.people.reload().await?;
    let done = if lift { "person-lifted" } else { "person-restricted" };
    let back = visit.form.get("next").unwrap_or("/desk/inquiries");
    Ok(redirect(&visit.to(&format!("{back}?done={done}"))))
}

impl Inquiries {
    /// Only somebody whose inquiry is here: the team's own accounts are not erased from here.
    async fn known(&self, person: &str) -> Result<(), Refusal> {
        let rows = self.ground.data.read(&super::store::OF_PERSON, binds![person]).await?;
        if rows.is_empty() { Err(Refusal::NotFound) } else { Ok(()) }
    }
}
