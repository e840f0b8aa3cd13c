//! A person's rights, beside their inquiry: everything about them as a file, and their erasure.

use std::sync::Arc;

use axum::extract::{Path, State as Extract};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use db::binds;
use inventory::{Audience, Purpose};
use kit::web::{Answer, Doors, Limit, Refusal, Right, Visit, redirect};
use minijinja::context;

use super::{Inquiries, correct};
use crate::ground::journal::{Act, Actor, Entry, Journal};
use crate::ground::mail::Mail;
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
        .team(Right::Personal, Method::POST, "/desk/people/{person}/object", object)
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
    let file = export.zip(ground, &visit.lang).await?;
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
    room.known(&person).await?;
    let lifted = room.refuse(&visit, person, EVERYTHING, Refusing::Restricted).await?;
    Ok(back(&visit, if lifted { "person-lifted" } else { "person-restricted" }))
}

/// Notes that a person objects to a purpose, or takes that back (art. 21): from then on nothing
/// of theirs is opened for it.
async fn object(
    Extract(room): Extract<Arc<Inquiries>>,
    Path(person): Path<String>,
    visit: Visit,
) -> Answer {
    room.known(&person).await?;
    let wanted = visit.form.get("purpose").unwrap_or_default();
    let purpose = room.objectable().find(|purpose| purpose.id == wanted);
    let purpose = purpose.ok_or_else(|| Refusal::Bad("no purpose to object to".to_owned()))?;
    let lifted = room.refuse(&visit, person, purpose.id, Refusing::Objected).await?;
    Ok(back(&visit, if lifted { "person-unobjected" } else { "person-objected" }))
}

/// Back to the inquiry from which somebody acted.
fn back(visit: &Visit, done: &str) -> Response {
    let next = visit.form.get("next").filter(|next| next.starts_with("/desk/inquiries"));
    redirect(&visit.to(&format!("{}?done={done}", next.unwrap_or("/desk/inquiries"))))
}

impl Inquiries {
    /// The purposes that a person may object to: those that rest on an interest of ours or on a
    /// public task, and are in force.
    pub(super) fn objectable(&self) -> impl Iterator<Item = &'static Purpose> {
        let all = self.ground.rooms.iter().flat_map(|room| room.inventory.purposes.iter().copied());
        all.filter(|purpose| {
            purpose.audience == Audience::Visitors
                && purpose.basis.rights().contains(&inventory::Right::Objection)
                && self.ground.gate.purpose(purpose.id)
        })
    }

    /// Notes a no, or, where the form says so, takes it back. Whether it was taken back.
    async fn refuse(
        &self,
        visit: &Visit,
        person: String,
        purpose: &'static str,
        how: Refusing,
    ) -> Result<bool, Refusal> {
        let ground = &self.ground;
        let lift = visit.form.get("step") == Some("lift");
        let act = if lift { Act::Allowed } else { Act::Refused };
        let mut entry = Entry::new(Actor::Member(visit.member()?.id.clone()), act, visit.now)
            .person(&person)
            .word("how", how.word());
        if purpose != EVERYTHING {
            entry = entry.word("purpose", purpose);
        }
        let (id, now) = (ground.chance.id(visit.now), visit.now);
        let work = ground.data.write::<_, Error>(move |tx| {
            Box::pin(async move {
                if lift {
                    People::allow(tx, &person, purpose, how).await?;
                    Mail::release(tx, &person, now).await?;
                } else {
                    People::refuse(tx, id, &person, purpose, how, now).await?;
                }
                Journal::note(tx, entry).await?;
                Ok(())
            })
        });
        work.await?;
        ground.people.reload().await?;
        Ok(lift)
    }

    /// Only somebody whose inquiry is here: the team's own accounts are not erased from here.
    async fn known(&self, person: &str) -> Result<(), Refusal> {
        let rows = self.ground.data.read(&super::store::OF_PERSON, binds![person]).await?;
        if rows.is_empty() { Err(Refusal::NotFound) } else { Ok(()) }
    }
}
