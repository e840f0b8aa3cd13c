//! Team: those who work with the desk.
//!
//! Somebody joins by a link that works once; the first owner's comes from the command line, so
//! that there never is a default account (S20). Everybody signs in with a password and a code;
//! recovery codes are for the day on which the telephone is gone. A session is in one browser,
//! ends by itself, and can be ended from elsewhere. Nothing is stored about the browser or the
//! network it came from.
//!
//! - [`people_of_the_desk`]: invite, list, disable, reset, for the command line and the desk.
//! - `token`, `session`, `password`, `factor`, `codes`, `slow`: the parts of signing in.
//! - `proof`: what somebody shows to be let in. `account`: how an account comes to be.
//!   `changes`: what a member changes about their own.

mod account;
mod account_desk;
mod changes;
mod codes;
mod credentials_desk;
mod factor;
pub mod inventory;
mod join;
mod journal_desk;
mod kept;
mod mails;
mod members_desk;
mod next;
mod password;
pub mod people_of_the_desk;
mod proof;
mod session;
mod sign_in;
mod slots;
mod slow;
pub mod store;
mod system_desk;
mod token;

use std::sync::Arc;

use db::binds;
use kit::web::{Doors, Refusal, RoleName, Visit};

use crate::ground::journal::Actor;
use crate::ground::people::{self, Sealed};
use crate::ground::{Ground, Room, RoomOpened};

pub use people_of_the_desk::{Colleague, has_owner, two_step_holds};

/// This room.
pub static ROOM: Room = Room {
    inventory: &inventory::ROOM,
    schema: include_str!("schema.sql"),
    statements: &[store::STATEMENTS],
    instances: None,
    open,
};

/// The longest name, in characters.
const NAME: usize = 100;

/// The room while it is open.
pub struct Team {
    ground: Arc<Ground>,
    passwords: password::Passwords,
    slow: slow::Slow,
}

fn open(ground: &Arc<Ground>) -> RoomOpened {
    let room = Arc::new(Team {
        ground: ground.clone(),
        passwords: password::Passwords::new(),
        slow: slow::Slow::default(),
    });
    ground.shell.set_doorkeeper(Arc::new(session::Porter(room.clone())));
    let doors = Doors::new(&ground.shell, room.clone()).under(&inventory::WORK);
    let doors = join::doors(sign_in::doors(doors));
    let doors = credentials_desk::doors(account_desk::doors(doors));
    let doors = system_desk::doors(journal_desk::doors(members_desk::doors(doors)));
    RoomOpened { doors: Some(doors.finish()), slots: slots::slots(&room), ..RoomOpened::default() }
}

/// How a member stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Has given name and password, but not confirmed the second factor.
    Invited,
    /// Works with the desk.
    Active,
    /// May not come in.
    Disabled,
}

impl State {
    /// All of them.
    pub const ALL: [State; 3] = [State::Invited, State::Active, State::Disabled];

    /// Its word in the database; shown as `member-state-<word>`.
    pub const fn word(self) -> &'static str {
        match self {
            State::Invited => "invited",
            State::Active => "active",
            State::Disabled => "disabled",
        }
    }

    /// The state of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// What went wrong with the team.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database.
    #[error(transparent)]
    Db(#[from] db::Error),
    /// A person, their key, or the one door.
    #[error(transparent)]
    People(#[from] people::Error),
    /// Nobody has this address.
    #[error("nobody on the team has this address; `masses team list` shows who is there")]
    Unknown,
    /// Nobody would be left to run the site.
    #[error("this is the last active owner; make somebody else an owner first")]
    LastOwner,
    /// Another member has the address.
    #[error("another member of the team has this address")]
    Taken,
    /// Somebody is joining with the address just now.
    #[error("somebody is joining with this address just now")]
    Joining,
    /// They are disabled.
    #[error("this member is disabled; enable them first, in the desk")]
    Disabled,
    /// The link or the step was used, has ended, or somebody else was faster.
    #[error("this was done already, or its time is over")]
    Over,
    /// The code is wrong, or was used before.
    #[error("the code is not right, or was used before")]
    Code,
    /// What a part of the web shell says.
    #[error("{}", .0.key())]
    Refused(Refusal),
}

impl From<crate::ground::mail::Error> for Error {
    fn from(error: crate::ground::mail::Error) -> Self {
        Error::People(error.into())
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Error::Refused(refusal)
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        match error {
            Error::Db(error) => error.into(),
            Error::People(error) => error.into(),
            Error::Unknown => Refusal::NotFound,
            Error::Refused(refusal) => refusal,
            other => Refusal::Bad(other.to_string()),
        }
    }
}

/// A member, with their values still sealed.
struct Account {
    id: String,
    person: String,
    name: Option<Sealed>,
    email: Option<Sealed>,
    role: RoleName,
    state: State,
    password: Option<Sealed>,
    totp: Option<Sealed>,
    totp_next: Option<Sealed>,
    /// The same as it lies in the database, to see that it still is the same.
    totp_next_bytes: Option<Vec<u8>>,
    totp_last_step: Option<i64>,
    created_at: i64,
    signed_in_at: Option<i64>,
}

/// Somebody who joins, sealed and ready to be written.
#[derive(Clone)]
struct NewAccount {
    id: String,
    person: String,
    name: Vec<u8>,
    email: Vec<u8>,
    role: RoleName,
    password: Vec<u8>,
    totp_next: Vec<u8>,
    at: i64,
}

impl Team {
    /// One member.
    async fn account(&self, id: &str) -> Result<Option<Account>, Error> {
        let row = self.ground.data.read_one(&store::ONE, binds![id]).await?;
        row.map(|row| store::account(&row)).transpose()
    }

    /// The member who is signed in.
    async fn own(&self, visit: &Visit) -> Result<Account, Refusal> {
        self.account(&visit.member()?.id).await?.ok_or(Refusal::SignIn)
    }

    /// A value in plain text. Empty where there is none.
    async fn plain(&self, sealed: Option<&Sealed>, now: i64) -> Result<String, Error> {
        plain(&self.ground, sealed, now).await
    }

    /// A value in plain text, to be shown: in the place of one that was damaged stands that it is
    /// not readable, and the rest of the page is there (F15).
    async fn shown(&self, visit: &Visit, sealed: Option<&Sealed>) -> Result<String, Error> {
        shown(&self.ground, sealed, &visit.lang, visit.now).await
    }

    fn say(&self, visit: &Visit, key: &str) -> String {
        self.ground.words.say(&visit.lang, key, &[])
    }
}

/// A value in plain text, for the team's own work. Empty where there is none.
async fn plain(ground: &Ground, sealed: Option<&Sealed>, now: i64) -> Result<String, Error> {
    let access = ground.people.access(&inventory::WORK, now);
    let opened = access.open_some(sealed).await?;
    Ok(opened.map(|value| value.reveal()).unwrap_or_default())
}

/// A value in plain text; none where it was damaged.
async fn readable(
    ground: &Ground,
    sealed: Option<&Sealed>,
    now: i64,
) -> Result<Option<String>, Error> {
    match plain(ground, sealed, now).await {
        Err(Error::People(people::Error::Damaged { .. })) => Ok(None),
        other => other.map(Some),
    }
}

/// A value in plain text, or that it is not readable.
async fn shown(
    ground: &Ground,
    sealed: Option<&Sealed>,
    lang: &str,
    now: i64,
) -> Result<String, Error> {
    let value = readable(ground, sealed, now).await?;
    Ok(value.unwrap_or_else(|| ground.words.say(lang, "team-damaged", &[])))
}

/// For the command line: a path with which somebody joins in this role. It works once.
pub async fn invite(ground: &Ground, role: RoleName, now: i64) -> Result<String, Error> {
    Ok(people_of_the_desk::invite(ground, Actor::Command, role, now).await?.path)
}

/// For the command line: everybody.
pub async fn list(ground: &Ground) -> Result<Vec<Colleague>, Error> {
    people_of_the_desk::list(ground, "en", ground.clock.now()).await
}

/// For the command line: keeps a member out.
pub async fn disable(ground: &Ground, email: &str, now: i64) -> Result<(), Error> {
    let member = people_of_the_desk::find(ground, email).await?;
    people_of_the_desk::disable(ground, Actor::Command, &member, now).await
}

/// For the command line: a path with which a member chooses a new password, and with
/// `second_factor` sets that up anew too. It works once.
pub async fn reset(
    ground: &Ground,
    email: &str,
    second_factor: bool,
    now: i64,
) -> Result<String, Error> {
    let member = people_of_the_desk::find(ground, email).await?;
    let link = people_of_the_desk::reset(ground, Actor::Command, &member, second_factor, now);
    Ok(link.await?.path)
}
