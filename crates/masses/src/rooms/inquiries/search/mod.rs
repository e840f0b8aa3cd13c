//! Search in the inbox: an inverted index over what is sealed.
//!
//! It is made in the background through the one door, for answering, and lies in memory only:
//! never on disk, never in a log. What a person has restricted or objected to, and what no
//! published version of the policy has in force, is not in it. What somebody looks for may be a
//! name: it is sent as a form and never stands in an address.

mod build;
pub(super) mod desk;
mod index;
mod opened;
mod segment;
#[cfg(test)]
mod tests;
mod worker;

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Weak};

use kit::slots::{Filled, IndexState};
use uuid::Uuid;

use super::{Inquiries, State};
use crate::ground::Ground;
use crate::ground::care;
use index::{Hits, Index};
use kit::search::Question;

/// The search of one process.
#[derive(Default)]
pub(super) struct Search {
    index: Arc<Index>,
    worker: worker::Worker,
    reader: tokio::sync::Mutex<build::Reader>,
    /// Somebody reads what has not been read yet.
    reading: AtomicBool,
    /// Rows may have gone without a trace: everything is compared.
    roll_call: AtomicBool,
    progress: Progress,
}

/// How far reading has come.
#[derive(Default)]
struct Progress {
    /// How many inquiries there were at the start, and how many of them were read.
    all: AtomicUsize,
    read: AtomicUsize,
    ready: AtomicBool,
    /// How long it took, in milliseconds.
    took: AtomicU64,
}

impl Search {
    /// The inquiries in a state that have all words of a question: a page of them, before an id.
    fn find(&self, question: &Question, state: State, before: Option<u128>, limit: usize) -> Hits {
        self.index.find(question, state, before, limit)
    }

    /// How it stands: for the desk, for figures, for whoever waits for it.
    pub(super) fn state(&self) -> IndexState {
        let (documents, terms, bytes) = self.index.size();
        let ready = self.progress.ready.load(Relaxed);
        let (read, all) =
            (self.progress.read.load(Relaxed), self.progress.all.load(Relaxed).max(1));
        // Not "100 %" while there is something left.
        let percent = if ready { 100 } else { (read * 100 / all).min(99) };
        let build_ms = self.progress.took.load(Relaxed);
        IndexState { name: "inquiries", ready, percent, documents, terms, bytes, build_ms }
    }
}

/// Connects the search with what it has to hear of.
pub(super) fn listen(ground: &Arc<Ground>, room: &Arc<Inquiries>) {
    let weak = Arc::downgrade(room);
    ground.generations.listen(care::GENERATION, {
        let weak = weak.clone();
        move || {
            if let Some(room) = weak.upgrade() {
                room.search.roll_call.store(true, Relaxed);
            }
            async { Ok(()) }
        }
    });
    ground.generations.every_look({
        let weak = weak.clone();
        move || look(weak.clone())
    });
    ground.care.when_erased(move |persons| {
        let weak = weak.clone();
        async move {
            let Some(room) = weak.upgrade() else { return };
            let persons: HashSet<u128> = persons.iter().filter_map(|id| number(id)).collect();
            let index = room.search.index.clone();
            if let Err(error) = room.search.worker.run(move || index.forget(&persons)).await {
                // Their rows are gone all the same; the roll call takes out what is left.
                tracing::error!(%error, "an erasure did not reach the search at once");
            }
        }
    });
}

async fn look(room: Weak<Inquiries>) -> Result<(), String> {
    let Some(room) = room.upgrade() else { return Ok(()) };
    room.keep_up().await.map_err(|error| error.to_string())
}

/// What the search shows elsewhere.
pub(super) fn slots(room: &Arc<Inquiries>) -> Filled {
    let room = room.clone();
    Filled { indexes: vec![Arc::new(move || room.search.state())], ..Filled::default() }
}

/// An id as a number, which sorts as its text does.
fn number(id: &str) -> Option<u128> {
    Uuid::parse_str(id).ok().map(|id| id.as_u128())
}

/// The id again.
fn text(number: u128) -> String {
    Uuid::from_u128(number).to_string()
}
