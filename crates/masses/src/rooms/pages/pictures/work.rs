//! The thread that makes smaller pictures: one at a time, with rests, so that visitors do not
//! wait for it. It ends with the room.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::io;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, PoisonError, Weak};
use std::thread;
use std::time::Duration;

use super::cache::{Cache, Note, Piece, Shape, Wish};
use super::facts::{Facts, Fault, Stamp, all};
use super::make::Picture;
use super::{CARD, Failed, Pictures, State, address};
use crate::rooms::pages::files;

/// How wide pictures are made, in pixels: for a telephone, for one with a fine display or a
/// column, for a column on a fine display, and for a whole window.
const WIDTHS: [u32; 4] = [480, 800, 1200, 1600];
/// The longest rest after a piece of work.
const REST: Duration = Duration::from_secs(2);
/// How often it is looked whether something can go, if nothing else happens.
const LOOK: Duration = Duration::from_secs(60);
/// So long what no page shows any more is there: for those who have the page open.
const KEPT: Duration = Duration::from_secs(60 * 60);
/// What could not be written is tried again after so long.
const AGAIN: Duration = Duration::from_secs(60);

impl Pictures {
    /// Begins to make them. Once.
    pub fn start(self: &Arc<Self>) {
        let waking = self.waking.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(waking) = waking else { return };
        let weak = Arc::downgrade(self);
        let started = thread::Builder::new().name("pictures".to_owned());
        if let Err(error) = started.spawn(move || run(&weak, &waking)) {
            tracing::error!(%error, "no smaller pictures can be made");
        }
    }

    /// Does the next that is to be done; whether there was something to make.
    pub(super) fn step(&self) -> bool {
        self.survey();
        let Some(wish) = self.next() else {
            self.sweep();
            return false;
        };
        self.fulfil(&wish);
        true
    }

    /// What is to be made next.
    pub(super) fn next(&self) -> Option<Wish> {
        let state = self.loaded();
        let now = self.clock.tick();
        let due = state.wishes.keys().filter(|wish| state.is_due(wish, now));
        due.min_by(|one, other| one.file.cmp(&other.file)).cloned()
    }

    /// Makes it, and says so.
    fn fulfil(&self, wish: &Wish) {
        let Some((_, stamp, facts)) = self.known(&address(&wish.file)) else {
            self.state().known.remove(&wish.file);
            return;
        };
        let Ok(Some(facts)) = facts else { return };
        // On a thread that ends with it: whatever happens to it happens to nothing else.
        let made = thread::scope(|scope| scope.spawn(|| self.make(wish, &facts, &stamp)).join());
        let broken =
            |_| Err(Trouble::Fault(Fault::Broken("the program failed over it".to_owned())));
        let mut state = self.state();
        let failed = match made.unwrap_or_else(broken) {
            Ok(note) => {
                state.failed.remove(wish);
                state.made.insert(wish.clone(), note);
                self.fresh.store(true, Ordering::Release);
                return;
            }
            Err(Trouble::Fault(fault)) => {
                tracing::warn!("{}", fault.message(&format!("files/{}", wish.file)));
                Failed { stamp, fault: Some(fault), again: None }
            }
            Err(Trouble::Disk(error)) => {
                tracing::warn!(%error, file = wish.file, "no smaller pictures could be made");
                Failed { stamp, fault: None, again: Some(self.clock.tick() + AGAIN) }
            }
        };
        state.failed.insert(wish.clone(), failed);
    }

    fn make(&self, wish: &Wish, facts: &Facts, stamp: &Stamp) -> Result<Note, Trouble> {
        let path = files::find(&self.site, &address(&wish.file));
        let path = path.ok_or_else(|| Trouble::Disk(io::ErrorKind::NotFound.into()))?;
        let begun = self.clock.tick();
        let bytes = fs::read(path).map_err(Trouble::Disk)?;
        if self.stamp(&wish.file).as_ref() != Some(stamp) {
            return Err(Trouble::Disk(io::Error::other("it changed while it was read")));
        }
        let (wish, stamp, name) = (wish.clone(), stamp.clone(), Cache::name(wish, &bytes));
        let note = match self.cache.note(&name) {
            Some(note) => Note { wish, stamp, ..note },
            None => {
                let picture = Picture::read(&bytes, facts).map_err(Trouble::Fault)?;
                drop(bytes);
                self.rest(begun);
                let (pieces, itself) = self.pieces(&wish, facts, &picture, &name)?;
                Note { wish, stamp, name, pieces, itself }
            }
        };
        self.cache.close(&note).map_err(Trouble::Disk)?;
        Ok(note)
    }

    /// Makes what a wish needs; and whether the file itself belongs to it, as the largest.
    fn pieces(
        &self,
        wish: &Wish,
        facts: &Facts,
        picture: &Picture,
        name: &str,
    ) -> Result<(Vec<Piece>, bool), Trouble> {
        let (mut pieces, mut itself) = (Vec::new(), false);
        let sizes = sizes(wish.shape, facts.width);
        for (place, (width, height)) in sizes.iter().enumerate() {
            let begun = self.clock.tick();
            let made = match wish.shape {
                Shape::Whole => picture.whole(*width),
                Shape::Cut(_, _, focus) => picture.cut((*width, *height), focus, false),
                Shape::Card(focus) => picture.cut((*width, *height), focus, true),
            };
            let made = made.map_err(Trouble::Fault)?;
            let smaller = made.bytes.len() as u64 * 10 < facts.length * 9;
            let largest = place + 1 == sizes.len();
            // What is no smaller is of no use; but nothing leads to what a camera wrote.
            if wish.shape != Shape::Whole || smaller || (largest && facts.head.beside) {
                pieces.push(self.cache.keep(name, &made).map_err(Trouble::Disk)?);
            } else {
                itself = largest;
            }
            self.rest(begun);
        }
        pieces.dedup();
        Ok((pieces, itself))
    }

    /// As long as the work took.
    fn rest(&self, begun: Duration) {
        thread::sleep(self.clock.tick().saturating_sub(begun).min(REST));
    }

    /// Looks through all files: which say where they were taken, and which are gone.
    pub(super) fn survey(&self) {
        if !self.moved.swap(false, Ordering::AcqRel) {
            return;
        }
        let mut placed = Vec::new();
        for file in all(&self.site.join("files")) {
            let known = self.known(&address(&file));
            if let Some((_, _, Ok(Some(facts)))) = known
                && facts.head.exif.place
            {
                placed.push(file);
            }
        }
        placed.sort();
        let gone = |file: &String| self.stamp(file).is_none();
        let mut state = self.loaded();
        for file in placed.iter().filter(|file| !state.placed.contains(file)) {
            tracing::warn!("{}", Fault::Place.message(&format!("files/{file}")));
        }
        state.placed = placed;
        let files: BTreeSet<String> = state.known.keys().cloned().collect();
        let made: BTreeSet<String> = state.made.keys().map(|wish| wish.file.clone()).collect();
        let gone: BTreeSet<String> = files.into_iter().chain(made).filter(gone).collect();
        state.known.retain(|file, _| !gone.contains(file));
        // Whoever takes a picture away wants it to be away.
        let forgotten = state.forget(&gone);
        drop(state);
        self.cache.delete(&forgotten);
    }

    /// Deletes what nobody has needed for a while.
    pub(super) fn sweep(&self) {
        let now = self.clock.tick();
        let mut state = self.loaded();
        if state.swept.is_some_and(|then| now < then + LOOK) {
            return;
        }
        state.swept = Some(now);
        let needed: BTreeSet<String> = state
            .made
            .iter()
            .filter(|(wish, _)| state.wishes.contains_key(wish))
            .flat_map(|(_, note)| note.files())
            .collect();
        let there = self.cache.names();
        let mut idle: HashMap<String, Duration> = std::mem::take(&mut state.idle);
        idle.retain(|name, _| there.contains(name) && !needed.contains(name));
        for name in there.difference(&needed) {
            idle.entry(name.clone()).or_insert(now);
        }
        let over: BTreeSet<String> = idle
            .iter()
            .filter(|(_, since)| now >= **since + KEPT)
            .map(|(name, _)| name.clone())
            .collect();
        idle.retain(|name, _| !over.contains(name));
        state.idle = idle;
        state.made.retain(|_, note| !note.files().any(|name| over.contains(&name)));
        drop(state);
        self.cache.delete(&over);
    }
}

/// Why nothing was made.
enum Trouble {
    /// The picture.
    Fault(Fault),
    /// Reading or writing; it may be better later.
    Disk(io::Error),
}

impl State {
    fn is_due(&self, wish: &Wish, now: Duration) -> bool {
        let Some((stamp, Ok(Some(facts)))) = self.known.get(&wish.file) else { return false };
        let made = self.made.get(wish).is_some_and(|note| note.stamp == *stamp);
        let waits = self.failed.get(wish).is_some_and(|failed| {
            failed.stamp == *stamp && failed.again.is_none_or(|again| now < again)
        });
        facts.refused().is_none() && !made && !waits
    }

    /// Forgets what was made of files; and what of it nobody needs any more for that.
    fn forget(&mut self, gone: &BTreeSet<String>) -> BTreeSet<String> {
        let is_gone = |wish: &Wish, _: &mut Note| gone.contains(&wish.file);
        let forgotten: Vec<_> = self.made.extract_if(is_gone).collect();
        let needed: BTreeSet<_> = self.made.values().flat_map(Note::files).collect();
        let files = forgotten.iter().flat_map(|(_, note)| note.files());
        files.filter(|name| !needed.contains(name)).collect()
    }
}

impl Note {
    /// Every file that belongs to it.
    fn files(&self) -> impl Iterator<Item = String> {
        let note = std::iter::once(Cache::note_of(&self.name));
        note.chain(self.pieces.iter().map(|piece| piece.name.clone()))
    }
}

fn run(pictures: &Weak<Pictures>, waking: &Receiver<()>) {
    loop {
        if waking.recv_timeout(LOOK) == Err(RecvTimeoutError::Disconnected) {
            return;
        }
        // The room may end between any two.
        while let Some(pictures) = pictures.upgrade()
            && pictures.step()
        {}
    }
}

/// The sizes that are made of a picture of that width.
fn sizes(shape: Shape, width: u32) -> Vec<(u32, u32)> {
    match shape {
        Shape::Whole => {
            let most = width.min(WIDTHS[WIDTHS.len() - 1]);
            // One that is almost the largest is of no use beside it.
            let smaller = WIDTHS.into_iter().filter(|one| one * 10 < most * 9);
            smaller.chain([most]).map(|width| (width, 0)).collect()
        }
        Shape::Cut(width, height, _) => {
            vec![(width.div_ceil(2), height.div_ceil(2)), (width, height)]
        }
        Shape::Card(_) => vec![CARD],
    }
}
