//! Notes what has changed on the disk since it was last looked at: whoever writes the files there
//! has a history too.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use super::Pages;
use super::changes::Changes;
use super::files::Stamp;
use super::history::{NewVersion, Version};
use super::place::PageFile;
use super::source::{is_below, is_settled, stamp};

/// How many files are read before what has changed in them is written.
const PART: usize = 32;

/// Files that are noted as they are: they need not be read again while they stay so.
#[derive(Debug, Default)]
pub(super) struct Seen(HashMap<String, Stamp>);

/// A file that is there. Nothing is known of a link.
type There = (PageFile, Option<Stamp>);

/// What is known of a page: whether its file was there, and what it held.
type Known = HashMap<String, (bool, Vec<u8>)>;

impl Pages {
    /// Notes what has changed on the disk. What is left to note, if that failed.
    pub(super) async fn remember(&self, changes: Changes) -> Changes {
        let noted = match &changes {
            Changes::None => Ok(()),
            Changes::Pages(files) => self.note_these(files).await,
            Changes::Any => self.catch_up().await,
        };
        match noted {
            Ok(()) => Changes::None,
            Err(error) => {
                tracing::warn!(%error, "the history of the pages could not be kept up; it tries again");
                changes
            }
        }
    }

    /// Notes these files as they are now, and everything where one of them is gone, or others may lead
    /// to it.
    async fn note_these(&self, files: &BTreeSet<String>) -> Result<(), db::Error> {
        let places: Vec<_> = files.iter().map(|file| self.ground.site.join(file)).collect();
        let there = move || places.iter().all(|place| place.is_file());
        if !self.is_plain() || !tokio::task::spawn_blocking(there).await.unwrap_or(false) {
            return self.catch_up().await;
        }
        let mut seen = self.changing.lock().await;
        let mut known = Known::new();
        for file in files {
            seen.0.remove(file);
            let last = self.versions(file).await?.into_iter().next();
            known.extend(last.map(|one| (file.clone(), (one.is_there(), one.hash))));
        }
        let files = files.iter().filter_map(|file| Some((PageFile::read(file)?, None))).collect();
        self.note_part(files, &known, self.ground.clock.now()).await
    }

    async fn catch_up(&self) -> Result<(), db::Error> {
        let mut seen = self.changing.lock().await;
        let site = self.ground.site.clone();
        let Ok(Some((there, closed))) = tokio::task::spawn_blocking(move || on_disk(&site)).await
        else {
            return Ok(());
        };
        let known = |one: Version| (one.file.clone(), (one.is_there(), one.hash));
        let mut known: Known = self.latest().await?.into_iter().map(known).collect();
        // Of what is in a folder that cannot be looked into, nobody knows whether it is gone.
        known.retain(|file, _| !is_below(file, &closed));
        let now = self.ground.clock.now();
        self.note_gone(&known, &there, now).await?;
        let former = std::mem::take(&mut seen.0);
        let same =
            |(file, stamp): &There| stamp.is_some() && former.get(file.name()) == stamp.as_ref();
        let (same, changed): (Vec<There>, Vec<There>) = there.into_iter().partition(same);
        for part in changed.chunks(PART) {
            self.note_part(part.to_vec(), &known, now).await?;
        }
        let settled = |(file, stamp): There| {
            let stamp = stamp.filter(|stamp| is_settled(stamp, now))?;
            Some((file.name().to_owned(), stamp))
        };
        seen.0 = same.into_iter().chain(changed).filter_map(settled).collect();
        Ok(())
    }

    async fn note_gone(&self, known: &Known, there: &[There], now: i64) -> Result<(), db::Error> {
        let gone = known.iter().filter(|(file, (was_there, _))| {
            *was_there && there.binary_search_by(|(one, _)| one.name().cmp(file)).is_err()
        });
        let chance = &self.ground.chance;
        let gone = gone.map(|(file, _)| NewVersion::of(chance, file, None, now));
        self.write_versions(gone.collect()).await
    }

    /// Reads some files and notes those that are not what is known. What cannot be read is left out.
    async fn note_part(&self, part: Vec<There>, known: &Known, now: i64) -> Result<(), db::Error> {
        let site = self.ground.site.clone();
        let read = move |(file, _): There| {
            let content = file.content(&site).ok().flatten()?;
            Some((file.name().to_owned(), content))
        };
        let read = move || part.into_iter().filter_map(read).collect();
        let read: Vec<(String, Vec<u8>)> =
            tokio::task::spawn_blocking(read).await.unwrap_or_default();
        let other = |(file, content): &(String, Vec<u8>)| {
            let (was_there, hash) = known.get(file).map_or((false, &[][..]), |one| (one.0, &one.1));
            !was_there || *hash != vault::hash(content)
        };
        let chance = &self.ground.chance;
        let new = read.into_iter().filter(other);
        let new = new.map(|(file, content)| NewVersion::of(chance, &file, Some(content), now));
        self.write_versions(new.collect()).await
    }

    /// Some at once: the first time it is all pages, and nobody else is to wait for that.
    async fn write_versions(&self, new: Vec<NewVersion>) -> Result<(), db::Error> {
        if new.is_empty() {
            return Ok(());
        }
        let write = self.ground.data.write::<_, db::Error>(move |tx| {
            Box::pin(async move {
                for one in new {
                    one.write(tx).await?;
                }
                Ok(())
            })
        });
        write.await
    }
}

/// Every page that is there, by name, and the folders that cannot be looked into. None where the
/// folder of the pages is gone.
fn on_disk(site: &Path) -> Option<(Vec<There>, Vec<String>)> {
    let mut folders = vec![(site.join("pages"), "pages".to_owned())];
    if !folders.iter().all(|(folder, _)| folder.is_dir()) {
        return None;
    }
    let (mut all, mut closed) = (Vec::new(), Vec::new());
    while let Some((folder, above)) = folders.pop() {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(_) => {
                closed.push(above);
                continue;
            }
        };
        for entry in entries.flatten() {
            let Ok(name) = entry.file_name().into_string() else { continue };
            let name = format!("{above}/{name}");
            let kind = entry.file_type();
            if kind.as_ref().is_ok_and(fs::FileType::is_dir) {
                folders.push((entry.path(), name));
            } else if let Some(file) = PageFile::read(&name) {
                let plain = kind.is_ok_and(|kind| kind.is_file());
                let about = entry.metadata().ok().filter(|_| plain);
                all.push((file, about.as_ref().and_then(stamp)));
            }
        }
    }
    all.sort();
    Some((all, closed))
}
