//! What the team does to a page: each act changes one file and is remembered, with who did it, in
//! one write with its entry in the journal. Whoever asked and went away does not stop it halfway.

use std::path::PathBuf;
use std::sync::Arc;

use kit::settings::Database;
use kit::web::{Member, Refusal, Visit};

use super::Pages;
use super::changes::Changes;
use super::history::NewVersion;
use super::place::PageFile;
use super::write::{Hash, Staged, Unwritten, can_write, remove};
use crate::ground::generations::Generations;
use crate::ground::journal::{Act, Actor, Entry, Journal};

/// The generation of the pages: with the data on a server, other nodes learn by it of what the team
/// has written.
pub(super) const GENERATION: &str = "pages";

/// How an act ended, where nothing failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Done, now or a moment ago.
    Done,
    /// The page is no longer what was seen: nothing was done.
    Moved,
}

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    /// The disk.
    #[error("the file could not be written: {0:?}")]
    Unwritten(Unwritten),
    /// The database.
    #[error(transparent)]
    Db(#[from] db::Error),
    /// A defect.
    #[error("{0}")]
    Broken(String),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        match error {
            Error::Db(error) => error.into(),
            other => Refusal::Internal(other.to_string()),
        }
    }
}

/// A page as it is to be.
#[derive(Debug, Clone)]
pub(super) struct Save {
    pub file: PageFile,
    pub content: String,
    /// What was seen of it; nothing where it was not there.
    pub seen: Option<Hash>,
    /// What is special about it: the words are `act-page-changed-<how>`.
    pub how: Option<&'static str>,
}

/// Who does something, and when.
#[derive(Debug, Clone)]
pub(super) struct By {
    member: String,
    person: String,
    now: i64,
}

impl By {
    /// Whoever is signed in.
    pub fn of(visit: &Visit) -> Result<Self, Refusal> {
        let Member { id, person, .. } = visit.member()?.clone();
        Ok(Self { member: id, person, now: visit.now })
    }

    pub(super) fn entry(&self, act: Act, object: &str) -> Entry {
        Entry::new(Actor::Member(self.member.clone()), act, self.now).object(object)
    }
}

impl Pages {
    /// Writes a page, if it is still what was seen. It is live when this is answered.
    pub(super) async fn save(self: &Arc<Self>, by: By, save: Save) -> Result<Outcome, Error> {
        let pages = self.clone();
        whole(async move { pages.save_now(&by, save).await }).await
    }

    /// Deletes a page, if it is still what was seen.
    pub(super) async fn delete(
        self: &Arc<Self>,
        by: By,
        file: PageFile,
        seen: Hash,
    ) -> Result<Outcome, Error> {
        let pages = self.clone();
        whole(async move { pages.delete_now(&by, file, seen).await }).await
    }

    async fn save_now(self: &Arc<Self>, by: &By, save: Save) -> Result<Outcome, Error> {
        let one_at_a_time = self.changing.lock().await;
        let there = self.held(&save.file).await?;
        if there.as_ref().is_some_and(|there| there == save.content.as_bytes()) {
            // Nothing to change, or the same a moment ago, from another click.
            return Ok(Outcome::Done);
        }
        let missed = self.missed(by, &save.file, there).await?;
        let new = self.version_of(by, &save.file, Some(save.content.clone()));
        let mut entry = by.entry(Act::PageChanged, &new.id);
        if let Some(how) = save.how {
            entry = entry.word("how", how);
        }
        let staged = match self.staged(&save).await {
            Err(Error::Unwritten(Unwritten::Moved)) => return Ok(Outcome::Moved),
            staged => staged?,
        };
        self.note(missed.into_iter().chain([(new, Some(entry))]).collect()).await?;
        let outcome = moved(blocking(move || staged.place()).await?)?;
        drop(one_at_a_time);
        self.reread(Changes::page(save.file.name())).await;
        Ok(outcome)
    }

    async fn delete_now(
        self: &Arc<Self>,
        by: &By,
        file: PageFile,
        seen: Hash,
    ) -> Result<Outcome, Error> {
        let one_at_a_time = self.changing.lock().await;
        let there = self.held(&file).await?;
        if there.as_ref().is_none_or(|there| vault::hash(there) != seen) {
            return Ok(Outcome::Moved);
        }
        // Nothing is noted that cannot be done.
        self.can_write(self.ground.site.join(file.name())).await?;
        let missed = self.missed(by, &file, there).await?;
        let new = self.version_of(by, &file, None);
        let entry = by.entry(Act::PageDeleted, &new.id);
        self.note(missed.into_iter().chain([(new, Some(entry))]).collect()).await?;
        let site = self.ground.site.clone();
        let outcome = moved(blocking(move || remove(&site, &file, seen)).await?)?;
        drop(one_at_a_time);
        self.reread(Changes::Any).await;
        Ok(outcome)
    }

    /// What stands on the disk and is not noted yet, because somebody has written it there a moment
    /// ago: nothing is replaced before it is remembered.
    pub(super) async fn missed(
        &self,
        by: &By,
        file: &PageFile,
        there: Option<Vec<u8>>,
    ) -> Result<Option<(NewVersion, Option<Entry>)>, Error> {
        let versions = self.versions(file.name()).await?;
        let last = versions.first().filter(|last| last.is_there());
        let hash = there.as_deref().map(vault::hash);
        if last.map(|last| last.hash.as_slice()) == hash.as_ref().map(<[u8; 32]>::as_slice) {
            return Ok(None);
        }
        let new = NewVersion::of(&self.ground.chance, file.name(), there, by.now);
        Ok(Some((new, None)))
    }

    pub(super) fn version_of(
        &self,
        by: &By,
        file: &PageFile,
        content: Option<String>,
    ) -> NewVersion {
        let chance = &self.ground.chance;
        NewVersion::of(chance, file.name(), content.map(String::into_bytes), by.now)
            .by(chance, &by.person)
    }

    pub(super) async fn staged(&self, save: &Save) -> Result<Staged, Error> {
        let (site, mark) = (self.ground.site.clone(), self.ground.chance.token());
        let Save { file, content, seen, .. } = save.clone();
        let staged =
            blocking(move || Staged::new(&site, &file, content.as_bytes(), seen, &mark)).await?;
        staged.map_err(Error::Unwritten)
    }

    /// Whether anything can be written where a file lies.
    pub(super) async fn can_write(&self, place: PathBuf) -> Result<(), Error> {
        let mark = self.ground.chance.token();
        let can = blocking(move || can_write(&place, &mark)).await?;
        can.map_err(|error| Error::Unwritten(error.into()))
    }

    /// What a page's file holds now.
    pub(super) async fn held(&self, file: &PageFile) -> Result<Option<Vec<u8>>, Error> {
        let (site, file) = (self.ground.site.clone(), file.clone());
        let read = blocking(move || file.content(&site)).await?;
        read.map_err(|error| Error::Unwritten(error.into()))
    }

    /// Remembers versions, before the files are in their place: what somebody wrote is not lost, and
    /// if a file does not get there, the next look at the disk says so.
    pub(super) async fn note(&self, new: Vec<(NewVersion, Option<Entry>)>) -> Result<(), Error> {
        let write = self.ground.data.write::<_, db::Error>(move |tx| {
            Box::pin(async move {
                for (new, entry) in new {
                    new.write(tx).await?;
                    if let Some(entry) = entry {
                        Journal::note(tx, entry).await?;
                    }
                }
                Ok(())
            })
        });
        Ok(write.await?)
    }

    /// Has what was written rendered, here and wherever else the folder is served from.
    pub(super) async fn reread(self: &Arc<Self>, changes: Changes) {
        self.reload_aside(changes).await;
        // A disk that several nodes share tells nobody but who wrote.
        if matches!(self.ground.settings.database, Database::Server(_)) {
            let bump = self.ground.data.write::<_, db::Error>(|tx| {
                Box::pin(async move { Generations::bump(tx, GENERATION).await })
            });
            if let Err(error) = bump.await {
                tracing::warn!(%error, "the other nodes were not told of a page that has changed");
            }
        }
    }

    /// Reads and renders anew what has changed, on a thread of its own, and waits for it.
    pub(super) async fn reload_aside(self: &Arc<Self>, changes: Changes) {
        let pages = self.clone();
        if tokio::task::spawn_blocking(move || pages.reload(changes)).await.is_err() {
            tracing::error!("the pages could not be prepared");
        }
    }
}

pub(super) fn moved(done: Result<(), Unwritten>) -> Result<Outcome, Error> {
    match done {
        Ok(()) => Ok(Outcome::Done),
        Err(Unwritten::Moved) => Ok(Outcome::Moved),
        Err(error) => Err(Error::Unwritten(error)),
    }
}

/// Does something to its end, whether or not somebody waits for it.
pub(super) async fn whole<T: Send + 'static>(
    act: impl Future<Output = Result<T, Error>> + Send + 'static,
) -> Result<T, Error> {
    tokio::spawn(act).await.map_err(|error| Error::Broken(error.to_string()))?
}

/// Does what waits for the disk where nothing else waits for it.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Error> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Error::Broken(error.to_string()))
}
