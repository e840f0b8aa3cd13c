//! What visitors reach: the form, and what they are told after sending it.

use std::sync::Arc;

use axum::Json;
use axum::extract::State as Extract;
use axum::http::{Method, StatusCode};
use axum::response::IntoResponse;
use kit::forms::{Field, KeyState, Reader};
use kit::settings::{Field as Added, FieldKind};
use kit::slots::{Filled as Slots, Link};
use kit::web::{Answer, Doors, Limit, Refusal, Visit};
use kit::words::Arg;
use minijinja::{Value, context};

use super::send::{Filled, Receipt};
use super::spam::{Signs, suspicion};
use super::{Inquiries, MESSAGE, NAME, inventory, proof, topic_label};
use crate::ground::Ground;

/// The form's name, which its keys are bound to.
const FORM: &str = "contact";
/// The field that people do not see.
const TRAP: &str = "website";

pub(super) fn doors(ground: &Arc<Ground>, room: &Arc<Inquiries>) -> Doors<Arc<Inquiries>> {
    Doors::new(&ground.shell, room.clone())
        .under(&inventory::ANSWER)
        .visitor(Method::GET, "/contact", Limit::NONE, form)
        .visitor(Method::POST, "/contact", Limit::FORM, send)
        .visitor(Method::GET, "/contact/challenge", Limit::CHALLENGE, challenge)
}

/// The link in the site's menu, while the form is there.
pub(super) fn slots(room: &Arc<Inquiries>) -> Slots {
    let room = room.clone();
    let menu = move |lang: &str| {
        if !room.ground.gate.purpose(inventory::ANSWER.id) {
            return Vec::new();
        }
        let title = room.ground.words.say(lang, "inquiry-menu", &[]);
        let href = format!("{}/contact", room.ground.prefix(lang));
        vec![Link { href, title, order: 1_000, count: 0 }]
    };
    Slots { menu: vec![Arc::new(menu)], ..Slots::default() }
}

async fn form(Extract(room): Extract<Arc<Inquiries>>, visit: Visit) -> Answer {
    let key = room.ground.forms.make(FORM, visit.now, &room.ground.chance);
    let fields = room.fields(&visit.lang);
    room.show(StatusCode::OK, &visit, &key, fields, None)
}

async fn send(Extract(room): Extract<Arc<Inquiries>>, visit: Visit) -> Answer {
    let mut reader = Reader::new(&visit.form);
    let key = visit.form.get("key").unwrap_or_default();
    let filled = room.read(&mut reader, key);
    let state = room.ground.forms.check(FORM, key, visit.now);
    let KeyState::Good { made } = state else {
        // Nobody is at fault: the page lay open for long. A new key, the same text.
        return room.again(&visit, &reader, Some("inquiry-key-expired"));
    };
    if !reader.good() {
        return room.again(&visit, &reader, None);
    }
    let signs = Signs {
        trapped: visit.form.get(TRAP).is_some_and(|value| !value.is_empty()),
        took_ms: visit.now - made,
        proof: proof::check(visit.form.get("proof").unwrap_or_default(), key, &room.secret()),
        text: &filled.message,
    };
    let filled = Filled { suspicion: suspicion(signs).join(" "), ..filled };
    let receipt = room.accept(&visit, &filled).await?;
    room.thank(&visit, &receipt)
}

/// A proof-of-work challenge for a form key.
async fn challenge(Extract(room): Extract<Arc<Inquiries>>, visit: Visit) -> Answer {
    let key = visit.query.get("key").unwrap_or_default();
    if !matches!(room.ground.forms.check(FORM, key, visit.now), KeyState::Good { .. }) {
        return Err(Refusal::Bad("a challenge for a key that is not ours".to_owned()));
    }
    let [draw] = room.ground.chance.bytes::<1>();
    let made = proof::challenge(key, &room.secret(), draw);
    let made = made.ok_or_else(|| Refusal::Internal("no challenge could be made".to_owned()))?;
    Ok(Json(made).into_response())
}

impl Inquiries {
    /// The fields of the form, empty. Of the added ones, those that a published version of the
    /// policy names.
    fn fields(&self, lang: &str) -> Vec<Field> {
        let settings = &self.ground.settings;
        let say = |key: &str| self.ground.words.say(lang, key, &[]);
        let topics = settings.inquiries.topics.iter();
        let topics = topics.map(|one| (one.id.clone(), topic_label(&self.ground, &one.id, lang)));
        let choose = [(String::new(), say("inquiry-topic-choose"))];
        let mut fields = vec![
            Field::new("text", "name", say("inquiry-name")).max(NAME).autocomplete("name"),
            Field::new("email", "email", say("inquiry-email"))
                .required()
                .autocomplete("email")
                .hint(say("inquiry-email-hint")),
            Field::new("select", "topic", say("inquiry-topic"))
                .required()
                .options(choose.into_iter().chain(topics)),
            Field::new("area", "message", say("inquiry-message")).required().max(MESSAGE),
        ];
        fields.extend(self.added().map(|field| added_field(field, lang)));
        fields
    }

    /// The added fields that may be asked for now.
    pub(super) fn added(&self) -> impl Iterator<Item = &Added> {
        let fields = self.ground.settings.inquiries.fields.iter();
        fields
            .filter(|field| self.ground.gate.collects(&format!("inquiry_field.value#{}", field.id)))
    }

    fn read(&self, reader: &mut Reader<'_>, key: &str) -> Filled {
        let name = reader.line("name", NAME);
        let email = reader.email("email");
        let email = reader.required("email", email);
        let topics = self.ground.settings.inquiries.topics.iter().map(|one| one.id.as_str());
        let topic = reader.choice("topic", topics);
        let topic = reader.required("topic", topic);
        let message = reader.text("message", MESSAGE);
        let message = reader.required("message", message);
        let mut fields = Vec::new();
        for field in self.added() {
            let value = read_added(reader, field);
            fields.extend(value.map(|value| (field.id.clone(), value)));
        }
        Filled { key: key.to_owned(), name, email, topic, message, fields, ..Filled::default() }
    }

    /// The form once more, with everything that was typed.
    fn again(&self, visit: &Visit, reader: &Reader<'_>, problem: Option<&str>) -> Answer {
        let ground = &self.ground;
        let key = ground.forms.make(FORM, visit.now, &ground.chance);
        let fields = reader.fields(self.fields(&visit.lang), &ground.words, &visit.lang);
        let problem = problem.map(|key| ground.words.say(&visit.lang, key, &[]));
        self.show(StatusCode::UNPROCESSABLE_ENTITY, visit, &key, fields, problem)
    }

    fn thank(&self, visit: &Visit, receipt: &Receipt) -> Answer {
        let Receipt { held, confirmed, reference } = receipt;
        let which = u8::from(*held) | u8::from(*confirmed) << 1;
        let shown = ("reference", reference.as_str());
        self.ground.stencilled(visit, (&self.thanks, which), "inquiries/thanks.html", shown, || {
            let title = self.ground.words.say(&visit.lang, "inquiry-thanks-title", &[]);
            context! { title, held, confirmed }
        })
    }

    fn show(
        &self,
        status: StatusCode,
        visit: &Visit,
        key: &str,
        fields: Vec<Field>,
        problem: Option<String>,
    ) -> Answer {
        let words = &self.ground.words;
        let kept = &self.ground.settings.inquiries;
        let length = |days: u32| {
            let (unit, count) = policy::span(days);
            let count = [("count", Arg::Int(count.into()))];
            words.say(&visit.lang, &format!("policy-lifetime-{unit}"), &count)
        };
        let page: Value = context! {
            title => words.say(&visit.lang, "inquiry-title", &[]),
            key,
            trap => TRAP,
            keep_days => length(kept.keep_days),
            open_days => length(kept.open_days),
            spam_days => length(kept.spam_days),
            form => context! { fields, problem },
        };
        self.ground.page_status(status, visit, "inquiries/contact.html", page)
    }

    /// The secret of the challenges: derived from the form keys', so that it lives with them.
    fn secret(&self) -> [u8; 32] {
        self.ground.forms.submission("proof of work", &[])
    }
}

/// What was filled into an added field, checked.
pub(super) fn read_added(reader: &mut Reader<'_>, field: &Added) -> Option<String> {
    let name = format!("field_{}", field.id);
    let most = field.max as usize;
    let value = match field.kind {
        FieldKind::Line => reader.line(&name, most),
        FieldKind::Text => reader.text(&name, most),
        FieldKind::Choice => {
            reader.choice(&name, field.options.iter().map(|option| option.id.as_str()))
        }
    };
    if field.required && value.is_none() {
        reader.required::<String>(&name, None);
    }
    value
}

/// An added field of the form, empty.
pub(super) fn added_field(field: &Added, lang: &str) -> Field {
    let label = field.label.get(lang).or_else(|| field.label.values().next()).cloned();
    let label = label.unwrap_or_else(|| field.id.clone());
    let name = format!("field_{}", field.id);
    let mut shown = match field.kind {
        FieldKind::Line => Field::new("text", &name, label),
        FieldKind::Text => Field::new("area", &name, label),
        FieldKind::Choice => {
            let options = field.options.iter().map(|one| {
                let label = one.label(lang).unwrap_or(&one.id).to_owned();
                (one.id.clone(), label)
            });
            Field::new("select", &name, label)
                .options([(String::new(), String::new())].into_iter().chain(options))
        }
    };
    shown.required = field.required;
    shown.max(field.max as usize)
}
