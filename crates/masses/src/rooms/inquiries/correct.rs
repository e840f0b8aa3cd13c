//! Correcting what is held about a person (art. 16): name and address, wherever they stand.

use std::sync::Arc;

use axum::extract::{Path, State as Extract};
use axum::http::StatusCode;
use db::binds;
use kit::forms::{Field, Reader};
use kit::web::{Answer, Refusal, Visit, redirect};
use minijinja::context;

use super::inventory::INQUIRY;
use super::{Inquiries, NAME, store};
use crate::ground::journal::{Act, Actor, Entry, Journal};
use crate::ground::people::{Error, HandleKind};

/// The form, with what is held.
pub(super) async fn form(
    Extract(room): Extract<Arc<Inquiries>>,
    Path(id): Path<String>,
    visit: Visit,
) -> Answer {
    let head = room.head(&id).await?.ok_or(Refusal::NotFound)?;
    let name = room.plain(head.name.as_ref(), visit.now).await?;
    let email = room.plain(head.email.as_ref(), visit.now).await?;
    let [for_name, for_email] = room.correctable(&visit);
    let fields = vec![for_name.value(name), for_email.value(email)];
    room.show_correction(StatusCode::OK, &visit, &id, fields).await
}

/// Corrects every inquiry of the person.
pub(super) async fn correct(
    Extract(room): Extract<Arc<Inquiries>>,
    Path(id): Path<String>,
    visit: Visit,
) -> Answer {
    let head = room.head(&id).await?.ok_or(Refusal::NotFound)?;
    let mut reader = Reader::new(&visit.form);
    let name = reader.line("name", NAME);
    let email = reader.email("email");
    let email = reader.required("email", email);
    if !reader.good() {
        let fields = room.correctable(&visit).to_vec();
        let fields = reader.fields(fields, &room.ground.words, &visit.lang);
        return room.show_correction(StatusCode::UNPROCESSABLE_ENTITY, &visit, &id, fields).await;
    }
    if !room.set(&visit, &head.person, name.as_deref(), &email).await? {
        // Whoever asks for a correction must not come by somebody else's messages with it.
        let _: Option<()> = reader.wrong("email", "person-other", 0);
        let fields = room.correctable(&visit).to_vec();
        let fields = reader.fields(fields, &room.ground.words, &visit.lang);
        return room.show_correction(StatusCode::CONFLICT, &visit, &id, fields).await;
    }
    Ok(redirect(&visit.to(&format!("/desk/inquiries/{id}?done=person-corrected"))))
}

impl Inquiries {
    fn correctable(&self, visit: &Visit) -> [Field; 2] {
        let say = |key: &str| self.ground.words.say(&visit.lang, key, &[]);
        [
            Field::new("text", "name", say("person-name")).max(NAME),
            Field::new("email", "email", say("person-email")).required(),
        ]
    }

    async fn show_correction(
        &self,
        status: StatusCode,
        visit: &Visit,
        id: &str,
        fields: Vec<Field>,
    ) -> Answer {
        let title = self.ground.words.say(&visit.lang, "person-correct-title", &[]);
        let page = context! { title, id, form => context! { fields } };
        self.ground.desk_page_status(status, visit, "inquiries/correct.html", page).await
    }

    /// Whether it was set: not where the address leads to somebody else.
    async fn set(
        &self,
        visit: &Visit,
        person: &str,
        name: Option<&str>,
        email: &str,
    ) -> Result<bool, Error> {
        let ground = &self.ground;
        // From now on they are found by the new address as well.
        if ground.people.keys().also(HandleKind::Address, email, person).await?.is_some() {
            return Ok(false);
        }
        let sealer = ground.people.sealer(person).await?;
        let mut sealed = Vec::new();
        for row in ground.data.read(&store::ALL_OF_PERSON, binds![person]).await? {
            let id = row.text("id")?;
            let name = name.map(|name| sealer.seal(&INQUIRY, "name", &id, name)).transpose()?;
            sealed.push((name, sealer.seal(&INQUIRY, "email", &id, email)?, id));
        }
        let actor = Actor::Member(visit.member.as_ref().map_or("", |one| &one.id).to_owned());
        let entry = Entry::new(actor, Act::Corrected, visit.now).person(person);
        ground
            .data
            .write::<_, Error>(move |tx| {
                Box::pin(async move {
                    for (name, email, id) in sealed {
                        tx.execute(&store::CORRECT, binds![id, name, email]).await?;
                    }
                    Journal::note(tx, entry).await?;
                    Ok(true)
                })
            })
            .await
    }
}
