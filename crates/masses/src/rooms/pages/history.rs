//! What pages were before: a version for each change, in the desk or on the disk. The files stay
//! the truth; this only remembers them.

use std::sync::Arc;

use db::{Tx, binds};
use kit::chance::Chance;
use tokio::sync::Mutex;

use super::inventory::KEPT_DAYS;
use super::noting::Seen;
use super::{Pages, store};
use crate::ground::Ground;
use crate::ground::jobs::{DAY, Job, Outcome};

/// How many versions one step of the sweep takes.
const STEP: i64 = 200;

/// Whoever changes a page holds this, so that what is on the disk and what is remembered agree.
pub(super) type Work = Mutex<Seen>;

/// What happened to a page with a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// It was written.
    Written,
    /// It was deleted.
    Deleted,
    /// It has another file since.
    Moved,
}

impl Kind {
    /// Its word in the database.
    pub const fn word(self) -> &'static str {
        match self {
            Kind::Written => "written",
            Kind::Deleted => "deleted",
            Kind::Moved => "moved",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        [Kind::Written, Kind::Deleted, Kind::Moved].into_iter().find(|one| one.word() == word)
    }
}

/// One version of a page, without its content.
#[derive(Debug, Clone)]
pub(super) struct Version {
    pub id: String,
    pub file: String,
    /// Which one it is of its page, from 1.
    pub number: i64,
    pub kind: Kind,
    /// Somebody made it in the desk; else it was found on the disk.
    pub in_desk: bool,
    /// The file that the page was before it was moved.
    pub came_from: Option<String>,
    pub hash: Vec<u8>,
    pub at: i64,
    /// Who made it, while they are on the team.
    pub person: Option<String>,
}

impl Version {
    /// Whether the file is there with it.
    pub fn is_there(&self) -> bool {
        self.kind == Kind::Written
    }
}

/// A version to be written.
#[derive(Debug, Clone)]
pub(super) struct NewVersion {
    pub id: String,
    pub file: String,
    pub kind: Kind,
    /// Nothing where the file is gone.
    pub content: Option<Vec<u8>>,
    pub hash: [u8; 32],
    pub came_from: Option<String>,
    pub at: i64,
    /// Who made it in the desk: the id of the row that says so, and the person.
    pub editor: Option<(String, String)>,
}

impl NewVersion {
    /// What a file holds now, or that it is gone.
    pub fn of(chance: &Chance, file: &str, content: Option<Vec<u8>>, now: i64) -> Self {
        Self {
            id: chance.id(now),
            file: file.to_owned(),
            kind: if content.is_some() { Kind::Written } else { Kind::Deleted },
            hash: vault::hash(content.as_deref().unwrap_or_default()),
            content,
            came_from: None,
            at: now,
            editor: None,
        }
    }

    /// Made in the desk by this person.
    #[must_use]
    pub fn by(mut self, chance: &Chance, person: &str) -> Self {
        self.editor = Some((chance.id(self.at), person.to_owned()));
        self
    }

    /// The file is gone because the page has another one.
    #[must_use]
    pub fn moved(mut self) -> Self {
        self.kind = Kind::Moved;
        self
    }

    /// Moved here from another file.
    #[must_use]
    pub fn from(mut self, file: &str) -> Self {
        self.came_from = Some(file.to_owned());
        self
    }

    /// Writes it, as the newest of its page.
    pub async fn write(self, tx: &mut Tx) -> Result<(), db::Error> {
        store::add(tx, self).await
    }
}

impl Pages {
    /// The newest version of every page that ever was.
    pub(super) async fn latest(&self) -> Result<Vec<Version>, db::Error> {
        let rows = self.ground.data.read(&store::LATEST, binds![]).await?;
        rows.iter().map(store::version).collect()
    }

    /// Every version of a page, newest first.
    pub(super) async fn versions(&self, file: &str) -> Result<Vec<Version>, db::Error> {
        let rows = self.ground.data.read(&store::OF_FILE, binds![file]).await?;
        rows.iter().map(store::version).collect()
    }

    /// One version, and what it holds.
    pub(super) async fn version(
        &self,
        id: &str,
    ) -> Result<Option<(Version, Option<Vec<u8>>)>, db::Error> {
        let row = self.ground.data.read_one(&store::ONE, binds![id]).await?;
        row.map(|row| Ok((store::version(&row)?, row.opt_bytes("content")?))).transpose()
    }

    /// What the version before one holds; nothing where there is none, or the page was deleted.
    pub(super) async fn before(&self, version: &Version) -> Result<Option<Vec<u8>>, db::Error> {
        let binds = binds![version.file.clone(), version.number];
        let row = self.ground.data.read_one(&store::BEFORE, binds).await?;
        Ok(row.map(|row| row.opt_bytes("content")).transpose()?.flatten())
    }

    /// What a page held when its file had this hash, if that is remembered.
    pub(super) async fn with_hash(
        &self,
        file: &str,
        hash: &[u8],
    ) -> Result<Option<Vec<u8>>, db::Error> {
        let binds = binds![file, hash.to_vec()];
        let row = self.ground.data.read_one(&store::WITH_HASH, binds).await?;
        Ok(row.map(|row| row.opt_bytes("content")).transpose()?.flatten())
    }
}

/// What is too old goes, every night.
pub(super) fn job(ground: &Arc<Ground>) -> Job {
    let ground = ground.clone();
    Job::new("pages-history", DAY, move || {
        let ground = ground.clone();
        async move {
            let now = ground.clock.now();
            if !ground.care.clock_is_good(now).await.map_err(|error| error.to_string())? {
                return Ok(Outcome::Done);
            }
            let before = now - i64::from(KEPT_DAYS) * DAY;
            let sweep = ground.data.write::<_, db::Error>(move |tx| {
                Box::pin(async move { tx.execute(&store::SWEEP, binds![before, STEP]).await })
            });
            let gone = sweep.await.map_err(|error| error.to_string())?;
            Ok(Outcome::again_if(gone == STEP.unsigned_abs()))
        }
    })
}
