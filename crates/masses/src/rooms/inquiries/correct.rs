//! Correcting what is held about a person (art. 16): name and address wherever they stand, and
//! what they filled into the added fields of one inquiry.

use std::sync::Arc;

use axum::extract::{Path, State as Extract};
use axum::http::StatusCode;
use db::binds;
use kit::forms::{Field, Reader};
use kit::settings::Field as Added;
use kit::web::{Answer, Refusal, Visit, redirect};
use minijinja::context;

use super::inventory::{FIELD, INQUIRY};
use super::public::{added_field, read_added};
use super::{Head, Inquiries, NAME, store};
use crate::ground::journal::{Act, Actor, Entry, Journal};
use crate::ground::mail::Mail;
use crate::ground::people::inventory::RIGHTS;
use crate::ground::people::{Error, HandleKind, Sealed};

/// What is right, as it was typed and checked.
struct Right {
    name: Option<String>,
    email: String,
    /// The row of an added field, the field, and its value; none where it is to go.
    fields: Vec<(String, String, Option<String>)>,
}

/// The form, with what is held.
pub(super) async fn form(
    Extract(room): Extract<Arc<Inquiries>>,
    Path(id): Path<String>,
    visit: Visit,
) -> Answer {
    let head = room.head(&id).await?.ok_or(Refusal::NotFound)?;
    room.note_readings(&visit, std::slice::from_ref(&head)).await?;
    let fields = room.held_fields(&visit, &head).await?;
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
    let mut fields = Vec::new();
    for (row, added, _) in room.filled_in(&head).await? {
        let value = read_added(&mut reader, added);
        fields.push((row, added.id.clone(), value));
    }
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if reader.good() {
        let right = Right { name, email, fields };
        if room.set(&visit, &head.person, right).await? {
            return Ok(redirect(&visit.to(&format!("/desk/inquiries/{id}?done=person-corrected"))));
        }
        // Whoever asks for a correction must not come by somebody else's messages with it.
        let _: Option<()> = reader.wrong("email", "person-other", 0);
        status = StatusCode::CONFLICT;
    }
    let fields = room.held_fields(&visit, &head).await?;
    let fields = reader.fields(fields, &room.ground.words, &visit.lang);
    room.show_correction(status, &visit, &id, fields).await
}

impl Inquiries {
    /// What was filled into the added fields of an inquiry, of those that are still asked for.
    async fn filled_in(&self, head: &Head) -> Result<Vec<(String, &Added, Option<Sealed>)>, Error> {
        let rows = self.ground.data.read(&store::FIELDS, binds![head.id.clone()]).await?;
        let mut all = Vec::new();
        for row in &rows {
            let note = store::note(row)?;
            let added = self.added().find(|added| added.id == note.field);
            all.extend(added.map(|added| (note.id, added, note.value)));
        }
        Ok(all)
    }

    /// The fields of the form with what is held. Correcting is a right: it opens what is
    /// restricted too, which is mostly why it is.
    async fn held_fields(&self, visit: &Visit, head: &Head) -> Result<Vec<Field>, Error> {
        let access = self.ground.people.access(&RIGHTS, visit.now);
        let open = async |sealed: Option<&Sealed>| match access.open_some(sealed).await {
            Ok(value) => Ok(value.map(|value| value.reveal()).unwrap_or_default()),
            // What is damaged can be set right.
            Err(Error::Damaged { .. }) => Ok(String::new()),
            Err(error) => Err(error),
        };
        let say = |key: &str| self.ground.words.say(&visit.lang, key, &[]);
        let name = Field::new("text", "name", say("person-name")).max(NAME);
        let email = Field::new("email", "email", say("person-email")).required();
        let mut fields = vec![
            name.value(open(head.name.as_ref()).await?),
            email.value(open(head.email.as_ref()).await?),
        ];
        for (_, added, value) in self.filled_in(head).await? {
            fields.push(added_field(added, &visit.lang).value(open(value.as_ref()).await?));
        }
        Ok(fields)
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

    /// Whether it was set: not where the address leads to somebody else. From then on the person
    /// is found by the new address and not by the old one, which may be somebody else's.
    async fn set(&self, visit: &Visit, person: &str, right: Right) -> Result<bool, Error> {
        let keys = self.ground.people.keys();
        let email = right.email.clone();
        let known = keys.find(HandleKind::Address, &email).await?;
        if keys.also(HandleKind::Address, &email, person).await?.is_some() {
            return Ok(false);
        }
        if let Err(error) = self.write_correction(visit, person, right).await {
            if known.is_none() {
                keys.not(HandleKind::Address, &email, person).await?;
            }
            return Err(error);
        }
        keys.only(HandleKind::Address, &email, person).await?;
        Ok(true)
    }

    async fn write_correction(
        &self,
        visit: &Visit,
        person: &str,
        right: Right,
    ) -> Result<(), Error> {
        let ground = &self.ground;
        let sealer = ground.people.sealer(person).await?;
        let mut sealed = Vec::new();
        for row in ground.data.read(&store::ALL_OF_PERSON, binds![person]).await? {
            let id = row.text("id")?;
            let name = right.name.as_deref();
            let name = name.map(|name| sealer.seal(&INQUIRY, "name", &id, name)).transpose()?;
            sealed.push((name, sealer.seal(&INQUIRY, "email", &id, &right.email)?, id));
        }
        let mut fields = Vec::new();
        for (row, field, value) in right.fields {
            let value = value.as_deref();
            let value = value.map(|one| sealer.seal_instance(&FIELD, "value", &field, &row, one));
            fields.push((row, value.transpose()?));
        }
        let mails = ground.mail.corrected(&sealer, &right.email).await?;
        let actor = Actor::Member(visit.member.as_ref().map_or("", |one| &one.id).to_owned());
        let entry = Entry::new(actor, Act::Corrected, visit.now).person(person);
        let now = visit.now;
        ground
            .data
            .write::<_, Error>(move |tx| {
                Box::pin(async move {
                    for (name, email, id) in sealed {
                        tx.execute(&store::CORRECT, binds![id, name, email, now]).await?;
                    }
                    for (row, value) in fields {
                        match value {
                            Some(_) => {
                                tx.execute(&store::CORRECT_FIELD, binds![row, value]).await?
                            }
                            None => tx.execute(&store::FIELD_GONE, binds![row]).await?,
                        };
                    }
                    Mail::readdress(tx, mails).await?;
                    Journal::note(tx, entry).await?;
                    Ok(())
                })
            })
            .await
    }
}
