//! Pictures of pages: each is there in several widths, so that a telephone loads a small one, and
//! nothing on a page moves while they come.
//!
//! What a page shows is wished for while it is rendered ([`Pictures::look`]). What is known at once
//! is the size of a picture, from the head of its file ([`facts`]). The smaller ones are made
//! afterwards, one at a time, on a thread of its own ([`work`]); when some are ready, the pages that
//! show them are rendered again. They are kept among the data ([`cache`]) and are never made
//! twice. The picture itself is not touched.
//!
//! Nothing that a camera or a program wrote beside a picture is in what is made of it.

pub mod advice;
mod cache;
mod exif;
mod facts;
mod heads;
pub mod html;
mod make;
#[cfg(test)]
mod samples;
mod svg;
mod work;

pub use facts::Fault;
pub use make::Focus;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use kit::clock::Clock;
use serde::Serialize;

use super::address::encode;
use super::files;
use cache::{Cache, Note, Shape, Wish};
use facts::{Facts, Stamp};

/// Where they are served.
pub const ADDRESS: &str = "/assets/pictures/";
/// The door to them.
pub const DOOR: &str = "/assets/pictures/{file}";
/// The size of a picture for social networks.
const CARD: (u32, u32) = (1200, 630);

/// How a picture is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Look {
    /// The largest there is; none while it is only there as it came.
    pub src: Option<String>,
    /// All of them, as `srcset` has them; empty while there is only one.
    pub srcset: String,
    /// In pixels, as it is seen; 0 if nobody knows.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

/// All pictures of the site.
pub struct Pictures {
    site: PathBuf,
    cache: Cache,
    clock: Clock,
    state: Mutex<State>,
    wake: SyncSender<()>,
    /// For the thread that makes them, until it is there.
    waking: Mutex<Option<Receiver<()>>>,
    /// More is ready than when this was asked for last.
    fresh: AtomicBool,
    /// The files are to be looked through.
    moved: AtomicBool,
}

#[derive(Default)]
struct State {
    /// The notes of former runs were read.
    loaded: bool,
    /// What is known of each file, and how the file was then.
    known: HashMap<String, Known>,
    /// What pages show, and in which round of rendering that was seen last.
    wishes: HashMap<Wish, u64>,
    round: u64,
    /// What is ready.
    made: HashMap<Wish, Note>,
    /// What cannot be made of a file as it was then; and when to try again, if ever.
    failed: HashMap<Wish, Failed>,
    /// Since when nobody needs what is there: notes and files.
    idle: HashMap<String, Duration>,
    swept: Option<Duration>,
    /// Files that say where they were taken.
    placed: Vec<String>,
}

/// What is known of a file, as it was then: nothing where it is no picture.
type Known = (Stamp, Result<Option<Facts>, Fault>);

struct Failed {
    stamp: Stamp,
    fault: Option<Fault>,
    again: Option<Duration>,
}

impl Pictures {
    /// Those of a site. What is made of them is kept among the data.
    pub fn new(site: &Path, data: &Path, clock: Clock) -> Arc<Self> {
        let (wake, waking) = sync_channel(1);
        Arc::new(Self {
            site: site.to_owned(),
            cache: Cache::new(data),
            clock,
            state: Mutex::default(),
            wake,
            waking: Mutex::new(Some(waking)),
            fresh: AtomicBool::new(false),
            moved: AtomicBool::new(true),
        })
    }

    /// A round of rendering begins: what is not looked at in it, no page shows any more.
    pub fn begin(&self) {
        self.state().round += 1;
    }

    /// It is over.
    pub fn settle(&self) {
        let mut state = self.state();
        let round = state.round;
        state.wishes.retain(|_, seen| *seen == round);
        drop(state);
        self.nudge();
    }

    /// The files are others than before.
    pub fn changed(&self) {
        self.moved.store(true, Ordering::Release);
    }

    /// Whether more is ready than when this was asked for last.
    pub fn fresh(&self) -> bool {
        self.fresh.swap(false, Ordering::AcqRel)
    }

    /// How the picture of an address (`/files/hall.jpg`) is shown; nothing if it is none.
    pub fn look(&self, path: &str) -> Option<Look> {
        self.shown(path, Shape::Whole)
    }

    /// The same for a part of it in the shape of this width and height, at most as large as that,
    /// around the focus. As long as it is not ready, nothing.
    pub fn cut(&self, path: &str, size: (u32, u32), focus: Focus) -> Option<Look> {
        self.shown(path, Shape::Cut(size.0, size.1, focus)).filter(|look| look.src.is_some())
    }

    /// The address of a JPEG for social networks, 1200 by 630 pixels around the focus. As long as
    /// it is not ready, nothing.
    pub fn card(&self, path: &str, focus: Focus) -> Option<String> {
        self.shown(path, Shape::Card(focus))?.src
    }

    fn shown(&self, path: &str, shape: Shape) -> Option<Look> {
        let (file, stamp, facts) = self.known(path)?;
        let wish = Wish { file, shape };
        if !matches!(&facts, Ok(facts) if !facts.as_ref()?.is_made_smaller()) {
            let mut state = self.state();
            let round = state.round;
            state.wishes.insert(wish.clone(), round);
        }
        let facts = facts.ok()??;
        let plain = Look { width: facts.width, height: facts.height, ..Look::default() };
        let state = self.loaded();
        let note = state.made.get(&wish).filter(|note| note.stamp == stamp);
        Some(note.map_or(plain.clone(), |note| note.look(plain)))
    }

    /// What is known of the picture of an address: which file it is, how that is, and what is in it.
    fn known(&self, path: &str) -> Option<(String, Stamp, Result<Option<Facts>, Fault>)> {
        let real = files::find(&self.site, path)?;
        let root = self.site.join("files").canonicalize().ok()?;
        let file = real.strip_prefix(root).ok()?.to_str()?.to_owned();
        let stamp = Stamp::of(&real.metadata().ok()?);
        if let Some((then, facts)) = self.state().known.get(&file)
            && *then == stamp
        {
            return Some((file, stamp, facts.clone()));
        }
        // Not under the lock: the disk may take its time.
        let facts = Facts::read(&real);
        self.state().known.insert(file.clone(), (stamp.clone(), facts.clone()));
        Some((file, stamp, facts))
    }

    /// The file that is served under a name, if it is one that was made and is still needed.
    pub fn find(&self, name: &str) -> Option<PathBuf> {
        let state = self.loaded();
        let there = state.made.values().any(|note| note.has(name));
        there.then(|| self.cache.path(name))
    }

    /// A file that should be there is not: somebody has emptied the folder. It is made again.
    pub fn lost(&self, name: &str) {
        self.state().made.retain(|_, note| !note.has(name));
        self.fresh.store(true, Ordering::Release);
        self.nudge();
    }

    /// What is wrong with the pictures of the site: with those that pages show, and with every one
    /// that says where it was taken.
    pub fn faults(&self) -> Vec<(String, Fault)> {
        let state = self.state();
        let mut all: Vec<_> = state.wishes.keys().filter_map(|wish| state.fault(wish)).collect();
        all.extend(state.placed.iter().map(|file| (file.clone(), Fault::Place)));
        all.sort_by(|one, other| one.0.cmp(&other.0));
        all.dedup();
        all.into_iter().map(|(file, fault)| (format!("files/{file}"), fault)).collect()
    }

    /// The state, with what former runs have made.
    fn loaded(&self) -> MutexGuard<'_, State> {
        let mut state = self.state();
        if !state.loaded {
            state.loaded = true;
            for note in self.cache.notes() {
                if self.stamp(&note.wish.file).as_ref() == Some(&note.stamp) {
                    state.made.insert(note.wish.clone(), note);
                }
            }
        }
        state
    }

    /// How a file is now; nothing if it is gone.
    fn stamp(&self, file: &str) -> Option<Stamp> {
        let real = files::find(&self.site, &address(file))?;
        Some(Stamp::of(&real.metadata().ok()?))
    }

    fn nudge(&self) {
        // Full means that it was woken already.
        let _ = self.wake.try_send(());
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Width and height of a picture as it is seen, in pixels, from the head of its file; none where it
/// is no picture that is understood.
pub fn size(path: &Path) -> Option<(u32, u32)> {
    let facts = Facts::read(path).ok()??;
    Some((facts.width, facts.height)).filter(|(width, height)| *width > 0 && *height > 0)
}

/// The address of a file.
fn address(file: &str) -> String {
    format!("/files/{}", encode(file))
}

impl State {
    /// What is wrong with what is wished for: with the file, or with what was tried.
    fn fault(&self, wish: &Wish) -> Option<(String, Fault)> {
        let (stamp, facts) = self.known.get(&wish.file)?;
        let failed = || {
            let failed = self.failed.get(wish).filter(|failed| failed.stamp == *stamp)?;
            failed.fault.clone()
        };
        let fault = match facts {
            Err(fault) => Some(fault.clone()),
            Ok(facts) => facts.as_ref()?.refused().or_else(failed),
        };
        Some((wish.file.clone(), fault?))
    }
}

impl Note {
    /// How it is shown, where `plain` is how the file itself is.
    fn look(&self, plain: Look) -> Look {
        let own = self.pieces.iter();
        let mut all: Vec<_> =
            own.map(|piece| (format!("{ADDRESS}{}", piece.name), piece.width)).collect();
        if self.itself {
            all.push((address(&self.wish.file), plain.width));
        }
        let (width, height) = match (self.wish.shape, self.pieces.last()) {
            (Shape::Whole, _) | (_, None) => (plain.width, plain.height),
            (_, Some(largest)) => (largest.width, largest.height),
        };
        let each: Vec<_> = all.iter().map(|(src, width)| format!("{src} {width}w")).collect();
        let srcset = if each.len() > 1 { each.join(", ") } else { String::new() };
        Look { src: all.pop().map(|(src, _)| src), srcset, width, height }
    }

    fn has(&self, name: &str) -> bool {
        self.pieces.iter().any(|piece| piece.name == name)
    }
}

#[cfg(test)]
mod tests;
