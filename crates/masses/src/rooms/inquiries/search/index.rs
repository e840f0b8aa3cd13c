//! The index: which inquiries have which words. In memory only, never on disk.
//!
//! It is a few [`Segment`]s, the large ones first. Whoever asks sees them as they are at that
//! moment and waits for nobody. A change makes new ones and puts them in the place of the old;
//! what is taken out is out of them altogether, words included.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;

use super::segment::{Doc, Segment};
use crate::rooms::inquiries::State;
use kit::search::Question;

/// What is found.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in super::super) struct Hits {
    /// The inquiries of a page, newest first.
    pub ids: Vec<u128>,
    /// There are more, older ones.
    pub more: bool,
    /// How many are found in each state, on all pages.
    pub counts: [usize; 3],
}

/// The index of one process.
#[derive(Default)]
pub(super) struct Index {
    now: ArcSwap<Vec<Segment>>,
    /// Held by whoever changes it: who was erased since what is being added was read.
    erased: Mutex<HashSet<u128>>,
}

impl Index {
    /// Searches.
    pub(super) fn find(
        &self,
        question: &Question,
        state: State,
        before: Option<u128>,
        limit: usize,
    ) -> Hits {
        let mut hits = Hits::default();
        for segment in self.now.load().iter() {
            let mut taken = 0;
            for doc in segment.find(question) {
                hits.counts[doc.state as usize] += 1;
                if taken <= limit
                    && doc.state == state
                    && before.is_none_or(|before| doc.id < before)
                {
                    hits.ids.push(doc.id);
                    taken += 1;
                }
            }
        }
        hits.ids.sort_unstable_by(|one, other| other.cmp(one));
        hits.more = hits.ids.len() > limit;
        hits.ids.truncate(limit);
        hits
    }

    /// What is known of an inquiry.
    pub(super) fn doc(&self, id: u128) -> Option<Doc> {
        self.now.load().iter().find_map(|segment| segment.doc(id).copied())
    }

    /// The inquiries of which something is so.
    pub(super) fn ids(&self, which: impl Fn(&Doc) -> bool) -> Vec<u128> {
        let segments = self.now.load();
        let docs = segments.iter().flat_map(Segment::docs);
        docs.filter(|doc| which(doc)).map(|doc| doc.id).collect()
    }

    /// From here on everything is read anew: who was erased before is not read any more.
    pub(super) fn reads(&self) {
        self.erased.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Takes inquiries out, and puts in what was read since [`Index::reads`].
    pub(super) fn change(&self, gone: &HashSet<u128>, fresh: Vec<(Doc, Vec<String>)>) {
        let erased = self.erased.lock().unwrap_or_else(PoisonError::into_inner);
        let mut segments = self.without(|doc| gone.contains(&doc.id));
        let fresh: Vec<_> =
            fresh.into_iter().filter(|(doc, _)| !erased.contains(&doc.person)).collect();
        if !fresh.is_empty() {
            segments.push(Segment::of(fresh));
        }
        // Each at least twice as large as the next: few to look through, and each inquiry is
        // moved a few times only.
        while let [.., large, small] = segments.as_slice()
            && large.docs().len() < 2 * small.docs().len()
        {
            let merged = Segment::merged(&[large.clone(), small.clone()], |_| true);
            segments.truncate(segments.len() - 2);
            segments.push(merged);
        }
        self.now.store(Arc::new(segments));
    }

    /// Changes what is known of inquiries besides their words.
    pub(super) fn amend(&self, changed: &[Doc]) {
        let _held = self.erased.lock().unwrap_or_else(PoisonError::into_inner);
        let segments = self.now.load();
        let amended = segments.iter().map(|one| one.with(changed).unwrap_or_else(|| one.clone()));
        self.now.store(Arc::new(amended.collect()));
    }

    /// Takes out everything of persons who were erased, also of what is being read right now.
    pub(super) fn forget(&self, persons: &HashSet<u128>) {
        let mut erased = self.erased.lock().unwrap_or_else(PoisonError::into_inner);
        erased.extend(persons);
        self.now.store(Arc::new(self.without(|doc| persons.contains(&doc.person))));
    }

    /// Takes out everything.
    pub(super) fn clear(&self) {
        let _held = self.erased.lock().unwrap_or_else(PoisonError::into_inner);
        self.now.store(Arc::default());
    }

    /// Makes one segment of all: when everything has been read.
    pub(super) fn compact(&self) {
        let _held = self.erased.lock().unwrap_or_else(PoisonError::into_inner);
        let segments = self.now.load();
        if segments.len() > 1 {
            self.now.store(Arc::new(vec![Segment::merged(&segments, |_| true)]));
        }
    }

    /// Inquiries, words, and bytes in memory. A word in two segments counts twice.
    pub(super) fn size(&self) -> (usize, usize, usize) {
        self.now.load().iter().fold((0, 0, 0), |(docs, words, bytes), segment| {
            (docs + segment.docs().len(), words + segment.words(), bytes + segment.bytes())
        })
    }

    fn without(&self, out: impl Fn(&Doc) -> bool) -> Vec<Segment> {
        let segments = self.now.load();
        let left = segments.iter().map(|segment| {
            if segment.docs().iter().any(&out) {
                Segment::merged(std::slice::from_ref(segment), |doc| !out(doc))
            } else {
                segment.clone()
            }
        });
        left.filter(|segment| !segment.docs().is_empty()).collect()
    }
}
