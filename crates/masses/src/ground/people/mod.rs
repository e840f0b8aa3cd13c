//! People: one row for each person that anything is known about, their keys, and the one door
//! through which what is sealed under those keys is opened.
//!
//! A person is found by a keyed hash of an address; the address itself is never stored in
//! clear. The keys lie in a database of their own, so that erasing a key makes every copy of
//! the data unreadable, backups too.

mod access;
mod cache;
pub mod inventory;
mod keys;
mod rotate;
pub mod store;

pub use access::{Access, Personal, Sealed, Sealer, datum_name};
pub use keys::Keys;
pub use rotate::{Rotation, rotate};

use std::collections::HashSet;
use std::sync::{Arc, PoisonError, RwLock};

use ::inventory::Purpose;
use db::{Bound, Db, Lock, Row, Tx, binds};
use kit::chance::Chance;

use super::gate::Gate;
use super::generations::Generations;
use super::{Room, RoomOpened};

/// This room.
pub static ROOM: Room = Room {
    inventory: &inventory::ROOM,
    schema: include_str!("schema.sql"),
    statements: &[store::STATEMENTS],
    instances: None,
    open: |_| RoomOpened::default(),
};

/// The schema of the keys' own database.
pub const KEYS_SCHEMA: &str = include_str!("keys.sql");

/// Stands for every purpose, in what a person says no to.
pub const EVERYTHING: &str = "*";

/// The generation of everything that is held in memory about people.
pub const GENERATION: &str = "people";

/// What went wrong between a person and their data.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database.
    #[error(transparent)]
    Db(#[from] db::Error),
    /// The keys.
    #[error(transparent)]
    Vault(#[from] vault::Error),
    /// The person is being erased, or gone.
    #[error("the person was erased")]
    Erased,
    /// The column is not declared as sealed.
    #[error("`{0}` is not declared as a sealed column")]
    Undeclared(String),
    /// The door stays closed.
    #[error("`{datum}` is not opened for `{purpose}`: {why}")]
    Closed {
        /// Which value.
        datum: &'static str,
        /// For what.
        purpose: &'static str,
        /// Why not.
        why: String,
    },
    /// A value does not open under its key: it was changed, or is not from here (F15).
    #[error("the value in {place}, row {row}, is damaged: restore it from a backup, or erase it")]
    Damaged {
        /// Table and column.
        place: String,
        /// The row's id.
        row: String,
    },
    /// A key of the program is missing beside data.
    #[error(
        "the key `{0}` is missing although there is data: restore the keys' database from a backup"
    )]
    RingMissing(&'static str),
}

impl From<Error> for kit::web::Refusal {
    fn from(error: Error) -> Self {
        match error {
            Error::Db(error) => error.into(),
            Error::Erased => Self::Busy(1),
            other => Self::Internal(other.to_string()),
        }
    }
}

/// By what a person is found. The same address in two kinds is two persons, until they are
/// linked: whoever writes to the organisation and works for it keeps the two apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HandleKind {
    /// The e-mail address of somebody who wrote.
    Address,
    /// The e-mail address of a member of the team.
    Team,
    /// A mailbox of the organisation.
    Mailbox,
}

impl HandleKind {
    /// All kinds.
    pub const ALL: [HandleKind; 3] = [HandleKind::Address, HandleKind::Team, HandleKind::Mailbox];

    /// Its word in the database.
    pub const fn word(self) -> &'static str {
        match self {
            HandleKind::Address => "address",
            HandleKind::Team => "team",
            HandleKind::Mailbox => "mailbox",
        }
    }
}

/// A way in which a person says no to a purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusing {
    /// Art. 21.
    Objected,
    /// Art. 7(3).
    Withdrawn,
    /// Art. 18.
    Restricted,
}

impl Refusing {
    /// Its word in the database.
    pub const fn word(self) -> &'static str {
        match self {
            Refusing::Objected => "objected",
            Refusing::Withdrawn => "withdrawn",
            Refusing::Restricted => "restricted",
        }
    }
}

/// Everybody we know something about.
pub struct People {
    data: Db,
    keys: Keys,
    gate: Arc<Gate>,
    chance: Chance,
    refusals: RwLock<HashSet<(String, String)>>,
}

impl People {
    /// Opens it. [`People::reload`] has to follow before anything is opened for a purpose.
    pub fn new(data: Db, keys: Keys, gate: Arc<Gate>, chance: Chance) -> Self {
        Self { data, keys, gate, chance, refusals: RwLock::default() }
    }

    /// The keys.
    pub const fn keys(&self) -> &Keys {
        &self.keys
    }

    pub(super) fn gate(&self) -> &Gate {
        &self.gate
    }

    /// The right to open values for one purpose, at this moment.
    pub const fn access(&self, purpose: &'static Purpose, now: i64) -> Access<'_> {
        Access::new(self, purpose, now)
    }

    /// Seals values of a person.
    pub async fn sealer(&self, person: &str) -> Result<Sealer<'_>, Error> {
        let key = self.keys.key(person).await?.ok_or(Error::Erased)?;
        Ok(Sealer::new(self, person.to_owned(), key, self.chance.clone()))
    }

    /// Adds the person's row, in the transaction of the first row about them. Refused while
    /// the person is being erased: whoever asks again then finds or makes somebody new.
    pub async fn add(tx: &mut Tx, person: &str, now: i64) -> Result<(), Error> {
        let answer = tx.read(&store::ERASED, binds![person]).await?;
        Self::may_be_added(&answer)?;
        let (statement, binds) = Self::adding(person, now);
        tx.execute(statement, binds).await?;
        Ok(())
    }

    /// What keeps an erasure and whoever writes about a person out of each other's way.
    pub fn lock(person: &str, shared: bool) -> Lock {
        let name = format!("person/{person}");
        if shared { Lock::shared(name) } else { Lock::exclusive(name) }
    }

    /// Asks whether a person may be added: for whoever asks several things at once.
    pub fn asking(person: &str) -> Bound {
        (&store::ERASED, binds![person])
    }

    /// What the answer to that means.
    pub fn may_be_added(answer: &[Row]) -> Result<(), Error> {
        if answer.is_empty() { Ok(()) } else { Err(Error::Erased) }
    }

    /// Adds the row of a person who may be added.
    pub fn adding(person: &str, now: i64) -> Bound {
        (&store::ADD, binds![person, now])
    }

    /// Makes two persons one, within a transaction.
    pub async fn link(tx: &mut Tx, person: &str, with: &str) -> Result<(), Error> {
        tx.execute(&store::LINK, binds![person, with]).await?;
        Ok(())
    }

    /// Everybody who is one with this person, themselves included.
    pub async fn linked(&self, person: &str) -> Result<Vec<String>, Error> {
        let mut all: Vec<String> = vec![person.to_owned()];
        let mut next = 0;
        while let Some(one) = all.get(next).cloned() {
            for row in self.data.read(&store::LINKED, binds![one]).await? {
                let id = row.text("id")?;
                if !all.contains(&id) {
                    all.push(id);
                }
            }
            next += 1;
        }
        Ok(all)
    }

    /// Whether the person has said no to the purpose, or to everything but their rights.
    pub fn refused(&self, person: &str, purpose: &Purpose) -> bool {
        self.refused_by_id(person, purpose.id)
    }

    /// The same, by the purpose's id.
    pub fn refused_by_id(&self, person: &str, purpose: &str) -> bool {
        let refusals = self.refusals.read().unwrap_or_else(PoisonError::into_inner);
        [purpose, EVERYTHING]
            .into_iter()
            .any(|purpose| refusals.contains(&(person.to_owned(), purpose.to_owned())))
    }

    /// Everybody who has said no to the purpose, or to everything but their rights.
    pub fn refusing(&self, purpose: &str) -> HashSet<String> {
        let refusals = self.refusals.read().unwrap_or_else(PoisonError::into_inner);
        let of = refusals.iter().filter(|(_, to)| to == purpose || to == EVERYTHING);
        of.map(|(person, _)| person.clone()).collect()
    }

    /// Whether the person has said no to just this.
    pub fn says_no(&self, person: &str, purpose: &str) -> bool {
        let refusals = self.refusals.read().unwrap_or_else(PoisonError::into_inner);
        refusals.contains(&(person.to_owned(), purpose.to_owned()))
    }

    /// Notes that a person says no to a purpose, or to all (`*`), within a transaction. An error
    /// where they were erased meanwhile.
    pub async fn refuse(
        tx: &mut Tx,
        id: String,
        person: &str,
        purpose: &str,
        how: Refusing,
        now: i64,
    ) -> Result<(), Error> {
        let noted = tx.execute(&store::REFUSE, binds![id, person, purpose, how.word(), now]).await;
        noted.map_err(|error| match error {
            db::Error::ForeignKey => Error::Erased,
            error => error.into(),
        })?;
        Generations::bump(tx, GENERATION).await?;
        Ok(())
    }

    /// Takes a no back, within a transaction.
    pub async fn allow(
        tx: &mut Tx,
        person: &str,
        purpose: &str,
        how: Refusing,
    ) -> Result<(), Error> {
        tx.execute(&store::ALLOW, binds![person, purpose, how.word()]).await?;
        Generations::bump(tx, GENERATION).await?;
        Ok(())
    }

    /// Reads what is held in memory anew.
    pub async fn reload(&self) -> Result<(), Error> {
        let mut fresh = HashSet::new();
        for row in self.data.read(&store::REFUSALS, binds![]).await? {
            fresh.insert((row.text("person_id")?, row.text("purpose")?));
        }
        *self.refusals.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        self.keys.forget();
        self.keys.reload()
    }
}
