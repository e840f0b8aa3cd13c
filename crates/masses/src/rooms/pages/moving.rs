//! A page gets another address: its files in all languages get other names, and each says where it
//! was, so that whoever comes by the old address is led to the new one.

use std::sync::Arc;

use super::Pages;
use super::changes::Changes;
use super::place::PageFile;
use super::save::{By, Error, Outcome, Save, blocking, moved, whole};
use super::write::{Hash, remove};
use crate::ground::journal::Act;

/// A file that gets another name.
#[derive(Debug, Clone)]
pub(super) struct Move {
    pub from: PageFile,
    pub to: PageFile,
    /// What it was when it was seen.
    pub seen: Hash,
    /// What it is to hold.
    pub content: String,
}

impl Pages {
    /// Moves the files of a page, if all of them are still what was seen.
    pub(super) async fn relocate(
        self: &Arc<Self>,
        by: By,
        all: Vec<Move>,
    ) -> Result<Outcome, Error> {
        let pages = self.clone();
        whole(async move { pages.relocate_now(&by, all).await }).await
    }

    async fn relocate_now(self: &Arc<Self>, by: &By, all: Vec<Move>) -> Result<Outcome, Error> {
        let one_at_a_time = self.changing.lock().await;
        let (mut staged, mut new) = (Vec::new(), Vec::new());
        for Move { from, to, seen, content } in all {
            let there = self.held(&from).await?;
            let free = self.held(&to).await?.is_none();
            if !free || there.as_ref().is_none_or(|there| vault::hash(there) != seen) {
                return Ok(Outcome::Moved);
            }
            new.extend(self.missed(by, &from, there).await?);
            let save = Save { file: to.clone(), content: content.clone(), seen: None, how: None };
            staged.push((self.staged(&save).await?, from.clone(), seen));
            let gone = self.version_of(by, &from, None).moved();
            let here = self.version_of(by, &to, Some(content)).from(from.name());
            let entry = by.entry(Act::PageMoved, &here.id);
            new.extend([(gone, None), (here, Some(entry))]);
        }
        self.note(new).await?;
        let mut outcome = Outcome::Done;
        for (staged, from, seen) in staged {
            let site = self.ground.site.clone();
            // The new one is there before the old one goes.
            let work = move || staged.place().and_then(|()| remove(&site, &from, seen));
            if moved(blocking(work).await?)? == Outcome::Moved {
                outcome = Outcome::Moved;
            }
        }
        drop(one_at_a_time);
        self.reread(Changes::Any).await;
        Ok(outcome)
    }
}
