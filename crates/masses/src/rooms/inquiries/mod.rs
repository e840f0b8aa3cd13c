//! Inquiries: people write through a form, the team reads and answers by mail.
//!
//! What was acknowledged is stored: the inquiry, the mails in the outbox and the journal entry
//! are one write. Sending a form twice is sending it once. A suspicious message waits for the
//! team and gets no mail.

mod answer;
mod correct;
mod desk;
mod held;
pub mod inventory;
mod list;
mod mails;
mod person_desk;
mod proof;
mod public;
mod search;
mod send;
mod spam;
pub mod store;

use std::sync::Arc;

use db::binds;
use kit::web::Refusal;
use kit::words::Words;

use crate::ground::gate::gather;
use crate::ground::people::Sealed;
use crate::ground::{Ground, Room, RoomOpened};
use crate::web::stencil::Stencil;

/// This room.
pub static ROOM: Room = Room {
    inventory: &inventory::ROOM,
    schema: include_str!("schema.sql"),
    statements: &[store::STATEMENTS],
    instances: Some(instances),
    open,
};

/// The longest name, in characters.
const NAME: usize = 200;
/// The longest message, in characters.
const MESSAGE: usize = 20_000;

/// The room while it is open.
pub struct Inquiries {
    ground: Arc<Ground>,
    search: search::Search,
    thanks: Stencil,
}

fn open(ground: &Arc<Ground>) -> RoomOpened {
    let room = Arc::new(Inquiries {
        ground: ground.clone(),
        search: search::Search::default(),
        thanks: Stencil::default(),
    });
    search::listen(ground, &room);
    RoomOpened {
        doors: Some(desk::doors(public::doors(ground, &room)).finish()),
        jobs: vec![held::job(&room)],
        slots: public::slots(&room).with(desk::slots(&room)).with(search::slots(&room)),
        ..RoomOpened::default()
    }
}

/// How an inquiry stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Somebody waits for an answer, or the conversation goes on.
    Open,
    /// Done.
    Closed,
    /// Suspected, or found, to be spam.
    Spam,
}

impl State {
    /// All of them, in the order of the tabs.
    pub const ALL: [State; 3] = [State::Open, State::Closed, State::Spam];

    /// Its word in the database; shown as `inquiry-state-<word>`.
    pub const fn word(self) -> &'static str {
        match self {
            State::Open => "open",
            State::Closed => "closed",
            State::Spam => "spam",
        }
    }

    /// The state of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// What the team may do with an inquiry besides answering it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// It is done.
    Close,
    /// It is not done after all.
    Reopen,
    /// It is spam.
    Spam,
    /// It is not spam.
    NotSpam,
}

impl Step {
    /// The step of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "close" => Some(Step::Close),
            "reopen" => Some(Step::Reopen),
            "spam" => Some(Step::Spam),
            "not-spam" => Some(Step::NotSpam),
            _ => None,
        }
    }

    /// From which state to which.
    pub const fn moves(self) -> (State, State) {
        match self {
            Step::Close => (State::Open, State::Closed),
            Step::Reopen => (State::Closed, State::Open),
            Step::Spam => (State::Open, State::Spam),
            Step::NotSpam => (State::Spam, State::Open),
        }
    }
}

/// A new inquiry, sealed and ready to be written.
#[derive(Clone)]
struct NewInquiry {
    id: String,
    person: String,
    reference: String,
    name: Option<Vec<u8>>,
    email: Vec<u8>,
    topic: String,
    language: String,
    state: State,
    suspicion: String,
    submission: [u8; 32],
    policy_version: u32,
    at: i64,
    message_id: String,
    body: Vec<u8>,
    /// The Message-ID of the acknowledgement: answers refer to it, so that mail programs show
    /// one conversation.
    acknowledged_as: Option<String>,
    /// Row id, field id, value.
    fields: Vec<(String, String, Vec<u8>)>,
}

/// An inquiry as the desk lists it.
struct Head {
    id: String,
    person: String,
    reference: String,
    name: Option<Sealed>,
    email: Option<Sealed>,
    topic: String,
    language: String,
    state: State,
    suspicion: String,
    opened_at: i64,
    changed_at: i64,
    closed_at: Option<i64>,
    /// When somebody first looked at what may be spam.
    looked_at: Option<i64>,
}

/// One message of a thread.
struct Line {
    id: String,
    ours: bool,
    body: Option<Sealed>,
    sent_at: i64,
    author: Option<String>,
    message_id: Option<String>,
}

/// What was filled into an added field.
struct Note {
    id: String,
    field: String,
    value: Option<Sealed>,
}

/// The words for a topic in a language.
fn topic_label(ground: &Ground, topic: &str, lang: &str) -> String {
    crate::ground::topic_label(&ground.settings, &ground.words, topic, lang)
}

/// The fields that the organisation added, and those it took away that still hold something.
fn instances(ground: &Ground) -> kit::slots::Later<'_, Vec<policy::Instance>> {
    Box::pin(async move {
        let mut all = gather::form_fields(&ground.settings);
        let current = ground.gate.current();
        for row in ground.data.read(&store::FIELDS_HELD, binds![]).await? {
            let field = row.text("field")?;
            if all.iter().any(|one| one.id == field) {
                continue;
            }
            let facts = current.version().map(|version| &version.document.facts);
            let known = facts.and_then(|facts| {
                facts.data.iter().find(|fact| fact.instance.as_deref() == Some(&field))
            });
            let until = ground.care.last_end(&inventory::ROOM, row.int("newest")?);
            all.push(policy::Instance {
                column: "inquiry_field.value".to_owned(),
                id: field.clone(),
                label: known.map(|fact| fact.label.clone()).unwrap_or_default(),
                category: known
                    .and_then(|fact| ::inventory::Category::from_key(&fact.category))
                    .unwrap_or(::inventory::Category::Preference),
                required: known.is_some_and(|fact| fact.need == "required"),
                closed: Some(policy::Ending { until_day: until.map(kit::clock::day) }),
            });
        }
        Ok::<_, Refusal>(all)
    })
}

/// The words of a language with the name of the organisation put in.
fn say(words: &Words, lang: &str, key: &str, args: &[(&str, &str)]) -> String {
    let args: Vec<_> = args
        .iter()
        .map(|(name, value)| (*name, kit::words::Arg::Text((*value).to_owned())))
        .collect();
    words.say(lang, key, &args)
}
