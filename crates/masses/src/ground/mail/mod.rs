//! Mail: an outbox. A mail is a row written together with what caused it; a worker hands it to
//! the organisation's SMTP server. Without one, the desk shows what waits.
//!
//! Recipient, subject and text are sealed under the recipient's key, and opened to deliver them
//! only. Each mail has one recipient, and a Message-ID that says to which conversation an answer
//! belongs and that nobody can make up.

pub mod inventory;
mod letter;
mod limits;
mod outbox;
mod pause;
mod prepared;
mod send;
pub mod store;
#[cfg(test)]
mod tests;
mod thread;
mod verdict;

pub use outbox::{Listed, Opened, Queue, Readdressed};
pub use pause::Trouble;
pub use prepared::Prepared;

use std::sync::{Arc, Mutex};

use db::Db;
use kit::chance::Chance;
use kit::outbound::Deadlines;
use kit::settings::Settings;
use kit::slots::{Filled, MeasurePart};
use kit::web::Refusal;
use tokio_util::task::TaskTracker;
use vault::Secret32;

use super::jobs::{Job, SECOND};
use super::people::{self, People};
use super::{Ground, Room, RoomOpened};

/// This room.
pub static ROOM: Room = Room {
    inventory: &inventory::ROOM,
    schema: include_str!("schema.sql"),
    statements: &[store::STATEMENTS],
    instances: None,
    open,
};

/// What went wrong with a mail.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database.
    #[error(transparent)]
    Db(#[from] db::Error),
    /// The recipient's data.
    #[error(transparent)]
    People(#[from] people::Error),
    /// A header would not be what it says (S5).
    #[error("the {0} of a mail is too long or has characters that a header cannot have")]
    Header(&'static str),
    /// The recipient is not one address.
    #[error("the recipient of a mail is not an address")]
    Address,
    /// The sender is not an address.
    #[error("mail.from or mail.reply_to is not an address: correct it in the settings")]
    Sender,
    /// It cannot be put together.
    #[error("the mail cannot be put together")]
    Message,
    /// An id has characters that a Message-ID cannot have.
    #[error("the id of a conversation has characters that a Message-ID cannot have")]
    Thread,
    /// There is no way out.
    #[error(transparent)]
    Outbound(#[from] kit::outbound::Error),
    /// The password for the SMTP server.
    #[error("{0}")]
    Password(String),
    /// Mails with a token are shown only while nothing sends them.
    #[error("this mail is sent by the SMTP server and not shown")]
    NotShown,
}

impl From<Error> for people::Error {
    fn from(error: Error) -> Self {
        match error {
            Error::Db(error) => Self::Db(error),
            Error::People(error) => error,
            other => Self::Db(db::Error::Bug(other.to_string())),
        }
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        match error {
            Error::Db(error) => error.into(),
            Error::People(error) => error.into(),
            Error::NotShown => Self::Forbidden,
            other => Self::Internal(other.to_string()),
        }
    }
}

macro_rules! words {
    ($(#[$meta:meta])* $type:ident { $($(#[$variant_meta:meta])* $name:ident = $word:literal;)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $type {
            $($(#[$variant_meta])* $name,)*
        }

        impl $type {
            /// All of them.
            pub const ALL: &[$type] = &[$($type::$name),*];

            /// Its word in the database.
            pub const fn word(self) -> &'static str {
                match self {
                    $($type::$name => $word,)*
                }
            }

            /// The one of that word.
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.word() == word)
            }
        }
    };
}

words! {
    /// What a mail is. The words are `mail-kind-<word>`.
    Kind {
        /// "We have got what you wrote."
        Acknowledgement = "acknowledgement";
        /// Written by the team.
        Answer = "answer";
        /// Tells the team, or a person, that something has happened.
        Notification = "notification";
        /// Asks somebody to join the team.
        Invitation = "invitation";
        /// Lets somebody set up their way in again.
        Reset = "reset";
        /// Tells people that what is done with their data changes.
        Notice = "notice";
    }
}

words! {
    /// How a mail stands. The words are `mail-state-<word>`.
    State {
        /// It waits.
        Queued = "queued";
        /// It is being handed over.
        Sending = "sending";
        /// The server has taken it.
        Sent = "sent";
        /// It was given up.
        Failed = "failed";
        /// It waits for somebody to let it go.
        Held = "held";
    }
}

words! {
    /// Why a mail has not gone out, where that is not for the server to say in numbers. The words
    /// are `mail-why-<word>`.
    Reason {
        /// Nobody is there, or not any more.
        NoConnection = "no-connection";
        /// No answer in time to the connection.
        SilentConnect = "silent-connect";
        /// No answer in time when it begins.
        SilentGreeting = "silent-greeting";
        /// No answer in time to `STARTTLS`, or none in TLS.
        SilentStartTls = "silent-starttls";
        /// No answer in time to user and password.
        SilentAuth = "silent-auth";
        /// No answer in time to the sender.
        SilentMail = "silent-mail";
        /// No answer in time to the recipient.
        SilentRcpt = "silent-rcpt";
        /// No answer in time to the announcement of the text.
        SilentData = "silent-data";
        /// No answer in time to the text.
        SilentText = "silent-text";
        /// No TLS, or no certificate to be trusted.
        NoTls = "no-tls";
        /// What it says is no SMTP.
        NotSmtp = "not-smtp";
        /// It does not offer what is needed.
        Lacks = "lacks";
        /// It takes no mail to an address with such characters.
        Characters = "characters";
        /// The policy in force does not name it yet.
        Unnamed = "unnamed";
        /// The mail does not open any more.
        Damaged = "damaged";
        /// It cannot be put together.
        NotAMail = "not-a-mail";
        /// The person wants everything about them left alone for now.
        Restricted = "restricted";
        /// After the reason of the last attempt: there is no other.
        GivenUp = "given-up";
    }
}

impl Kind {
    /// What RFC 3834 has it say of itself; an answer was written by somebody.
    pub const fn auto_submitted(self) -> Option<&'static str> {
        match self {
            Kind::Acknowledgement => Some("auto-replied"),
            Kind::Notification | Kind::Invitation | Kind::Reset | Kind::Notice => {
                Some("auto-generated")
            }
            Kind::Answer => None,
        }
    }
}

/// A mail as it is written.
#[derive(Clone)]
pub struct Draft {
    /// To whom.
    pub person: String,
    /// The id of the purpose it serves: if that ends, the mail is not sent.
    pub purpose: &'static str,
    /// What it is.
    pub kind: Kind,
    /// The id of the conversation it belongs to: small letters, digits, dashes.
    pub thread: Option<String>,
    /// The address.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The text.
    pub body: String,
    /// The Message-ID it answers.
    pub in_reply_to: Option<String>,
    /// The Message-IDs of the conversation, oldest first, with a blank between.
    pub references: Option<String>,
    /// Whether it carries a token: then the desk does not show its text.
    pub secret: bool,
}

/// The outbox.
pub struct Mail {
    data: Db,
    people: Arc<People>,
    settings: Arc<Settings>,
    chance: Chance,
    key: Secret32,
    pause: Mutex<pause::Pause>,
    enough: Mutex<limits::Enough>,
    /// How long the server may take at each step.
    deadlines: Deadlines,
    /// The runs that hand over mails: one of them may outlast whoever asked for it.
    runs: TaskTracker,
}

impl Mail {
    /// Opens it. `key` is the key of the program called `mail`.
    pub fn new(
        data: Db,
        people: Arc<People>,
        settings: Arc<Settings>,
        chance: Chance,
        key: Secret32,
    ) -> Self {
        let (pause, enough, deadlines) = (Mutex::default(), Mutex::default(), Deadlines::USUAL);
        let runs = TaskTracker::new();
        Self { data, people, settings, chance, key, pause, enough, deadlines, runs }
    }

    /// To which conversation a Message-ID of ours belongs.
    pub fn thread_of(&self, message_id: &str) -> Option<String> {
        thread::thread_of(&self.key, message_id)
    }
}

fn open(ground: &Arc<Ground>) -> RoomOpened {
    let (waiting, sending) = (ground.clone(), ground.clone());
    let job = Job::new("mail", SECOND, move || {
        let ground = sending.clone();
        let run = ground.mail.clone().deliver_whole(ground.clock.clone());
        async move { run.await.map_err(|error| error.to_string()) }
    })
    .only_if(move || {
        let ground = waiting.clone();
        async move { ground.mail.due(ground.clock.now()).await.map_err(|error| error.to_string()) }
    });
    let checked = ground.clone();
    let encrypted = MeasurePart {
        id: "mail-encrypted",
        check: Arc::new(move || {
            let found = checked.mail.encrypted();
            Box::pin(async move { Ok(found) })
        }),
    };
    let slots = Filled { measures: vec![encrypted], ..Filled::default() };
    RoomOpened { jobs: vec![job], slots, ..RoomOpened::default() }
}
