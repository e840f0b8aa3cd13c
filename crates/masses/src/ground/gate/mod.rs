//! The gate: which version of the policy is in force, and what that opens.
//!
//! Nothing is collected for a purpose, and nothing collected is opened for it, unless a
//! published version says so. What is in no published version is off.

pub mod gather;
pub mod inventory;
pub mod store;

use std::collections::BTreeSet;
use std::sync::Arc;

use ::inventory::Purpose;
use arc_swap::ArcSwap;
use db::{Db, Statement, binds};
use policy::{Closed, Difference, Document, Force, Meta, Published};

use super::generations::Generations;
use super::journal::{Entry, Journal};
use super::{Room, RoomOpened};

/// This room.
pub static ROOM: Room = Room {
    inventory: &inventory::ROOM,
    schema: include_str!("schema.sql"),
    statements: &[store::STATEMENTS],
    instances: None,
    open: |_| RoomOpened::default(),
};

/// The generation of the policy in force.
pub const GENERATION: &str = "policy";

const DAY_MS: i64 = 86_400_000;

/// One published version. It never changes.
#[derive(Debug, Clone)]
pub struct Version {
    /// Its number, from 1.
    pub number: u32,
    /// SHA-256 over its canonical text, in hex.
    pub hash: String,
    /// When it was published, in milliseconds since 1970.
    pub published_at: i64,
    /// When what is new in it opens for what was collected before.
    pub opens_at: i64,
    /// What it says.
    pub document: Arc<Document>,
}

/// What is in force.
#[derive(Default)]
pub struct InForce {
    /// Every version, oldest first.
    pub versions: Vec<Version>,
    force: Force,
}

/// Why a version could not be published.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database.
    #[error(transparent)]
    Db(#[from] db::Error),
    /// A stored version cannot be read.
    #[error("version {0} of the policy cannot be read: restore the database from a backup")]
    Damaged(i64),
    /// Somebody else published meanwhile, or the settings have changed since.
    #[error(
        "the draft is no longer the one you looked at (expected {expected}, it is {found}): look at the differences again"
    )]
    Moved {
        /// The hash that was looked at.
        expected: String,
        /// The hash it has.
        found: String,
    },
    /// There is nothing new.
    #[error("this version is already in force")]
    Nothing,
}

/// The gate of one process.
pub struct Gate {
    data: Db,
    off: BTreeSet<&'static str>,
    current: ArcSwap<InForce>,
}

impl Gate {
    /// A closed gate; [`Gate::reload`] reads the versions. `off`: the purposes whose room is
    /// switched off in the settings: nothing is collected for them, whatever is published.
    pub fn new(data: Db, off: BTreeSet<&'static str>) -> Self {
        Self { data, off, current: ArcSwap::from_pointee(InForce::default()) }
    }

    /// Reads the published versions.
    pub async fn reload(&self) -> Result<(), Error> {
        let mut versions = Vec::new();
        let mut longest = 0;
        for row in self.data.read(&store::VERSIONS, binds![]).await? {
            let number = row.int("number")?;
            let document: Document =
                serde_json::from_str(&row.text("document")?).map_err(|_| Error::Damaged(number))?;
            let hash = row.text("hash")?;
            if document.hash() != hash {
                return Err(Error::Damaged(number));
            }
            let published_at = row.int("published_at")?;
            // What was promised to somebody once is kept: a shorter period does not shorten the
            // time of those who gave something under a longer one.
            longest = longest.max(row.int("notice_days")?);
            versions.push(Version {
                number: u32::try_from(number).map_err(|_| Error::Damaged(number))?,
                hash,
                published_at,
                opens_at: published_at + longest * DAY_MS,
                document: Arc::new(document),
            });
        }
        let force = force_of(&versions);
        self.current.store(Arc::new(InForce { versions, force }));
        Ok(())
    }

    /// What is in force now.
    pub fn current(&self) -> Arc<InForce> {
        self.current.load_full()
    }

    /// Whether a value collected at that time may be used for a purpose now.
    pub fn allows(
        &self,
        datum: &str,
        purpose: &str,
        collected_at: i64,
        now: i64,
    ) -> Result<(), Closed> {
        self.current.load().force.allows(datum, purpose, collected_at, now)
    }

    /// Whether a datum may be written.
    pub fn collects(&self, datum: &str) -> bool {
        self.current.load().force.collects(datum)
    }

    /// Whether a purpose is in force and its room switched on.
    pub fn purpose(&self, id: &str) -> bool {
        !self.off.contains(id) && self.current.load().force.purpose(id)
    }

    /// Whether a value collected at that time may go to a recipient now.
    pub fn recipient(&self, id: &str, collected_at: i64, now: i64) -> Result<(), Closed> {
        self.current.load().force.recipient(id, collected_at, now)
    }

    /// Publishes a document as the next version, or, while nothing was collected under any
    /// version yet, as the first: `collected` are statements whose `n` counts what was; they are
    /// asked in the same transaction, so that nothing can come in between. `expect`: the hash that whoever publishes looked
    /// at. The journal entry is written with it.
    pub async fn publish(
        &self,
        document: Document,
        expect: Option<&str>,
        collected: Vec<Statement>,
        now: i64,
        entry: Entry,
    ) -> Result<u32, Error> {
        let hash = document.hash();
        if let Some(expected) = expect
            && expected != hash
        {
            return Err(Error::Moved { expected: expected.to_owned(), found: hash });
        }
        let notice_days = document.facts.notice_days;
        let text = document.canonical();
        let number = self
            .data
            .write::<_, Error>(move |tx| {
                Box::pin(async move {
                    let latest = tx.read_one(&store::LATEST, binds![]).await?;
                    let mut number = 1;
                    if let Some(latest) = latest {
                        if latest.text("hash")? == hash {
                            return Err(Error::Nothing);
                        }
                        number = latest.int("number")? + 1;
                    }
                    let mut nothing = true;
                    for statement in &collected {
                        let row = tx.read_one(statement, binds![]).await?;
                        nothing &= row.map(|row| row.int("n")).transpose()?.unwrap_or(0) == 0;
                    }
                    if nothing {
                        tx.execute(&store::CLEAR, binds![]).await?;
                        number = 1;
                    }
                    tx.execute(&store::ADD, binds![number, hash, now, notice_days, text]).await?;
                    Journal::note(tx, entry.object(number.to_string())).await?;
                    Generations::bump(tx, GENERATION).await?;
                    Ok(number)
                })
            })
            .await?;
        self.reload().await?;
        u32::try_from(number).map_err(|_| Error::Damaged(number))
    }
}

impl kit::web::Guard for Gate {
    fn open(&self, purpose: &Purpose) -> bool {
        self.purpose(purpose.id)
    }
}

impl InForce {
    /// The version in force.
    pub fn version(&self) -> Option<&Version> {
        self.versions.last()
    }

    /// The number of the version in force; 0 before the first.
    pub fn number(&self) -> u32 {
        self.version().map_or(0, |version| version.number)
    }

    /// How many days what is new in a version waits for what was collected earlier: as many as
    /// it says, and no fewer than any before it said.
    pub fn notice_days(&self, document: &Document) -> i64 {
        let all = self.versions.iter().map(|version| version.document.facts.notice_days);
        all.max().unwrap_or(0).max(document.facts.notice_days)
    }

    /// The version with that number.
    pub fn numbered(&self, number: u32) -> Option<&Version> {
        self.versions.iter().find(|version| version.number == number)
    }

    /// What a version changed; none for the first.
    pub fn difference(&self, number: u32) -> Option<Difference> {
        let at = self.versions.iter().position(|version| version.number == number)?;
        let before = self.versions.get(at.checked_sub(1)?)?;
        Some(policy::difference(&before.document, &self.versions[at].document))
    }

    /// The version whose notice period still runs, so that a notice stands on every page. Not one
    /// that touches nothing of what was given before it, such as a new field of a form.
    pub fn noticed(&self, now: i64) -> Option<&Version> {
        let pairs = self.versions.iter().zip(self.versions.iter().skip(1)).rev();
        let mut open = pairs.filter(|(_, version)| version.opens_at > now);
        let reaches = |(before, version): &(&Version, &Version)| {
            let change = policy::difference(&before.document, &version.document);
            change.needs_notice()
                && !change.reaches(&before.document.facts, &version.document.facts).is_empty()
        };
        open.find(reaches).map(|(_, version)| version)
    }
}

fn force_of(versions: &[Version]) -> Force {
    let all: Vec<Published<'_>> = versions
        .iter()
        .map(|version| Published {
            meta: Meta { number: version.number, published_at: version.published_at },
            opens_at: version.opens_at,
            facts: &version.document.facts,
        })
        .collect();
    policy::force(&all)
}
