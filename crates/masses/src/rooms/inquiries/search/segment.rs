//! A part of the index that never changes: some inquiries, the words in them, and for each word
//! the inquiries that have it. Changing something makes a new part.
//!
//! It lies in four flat pieces of memory. Inquiries are numbered from the newest to the oldest.
//! Words are sorted; each says how much of the word before it it shares, and every sixteenth is
//! whole, so that one is found in a few steps. The numbers of a word's inquiries ascend, and only
//! the steps between them are kept: most take one byte.

use std::cmp::Reverse;
use std::sync::Arc;

use crate::rooms::inquiries::State;
use kit::search::Question;

/// How many words share one entry of the table.
const BLOCK: u32 = 16;
/// No number: the inquiry is not in the new part.
const GONE: u32 = u32::MAX;

/// What is known of an inquiry besides its words. One whose words may not be read is here too, so
/// that it is known to have been read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Doc {
    pub id: u128,
    pub person: u128,
    /// Its version: it grows with every change.
    pub changed_at: i64,
    /// A hash of its words: whether a change has changed them.
    pub content: u32,
    pub state: State,
}

/// A part of the index.
#[derive(Clone)]
pub(super) struct Segment {
    /// Newest first.
    docs: Arc<[Doc]>,
    lexicon: Arc<Lexicon>,
}

/// Words, and where they stand.
#[derive(Default)]
struct Lexicon {
    words: Vec<u8>,
    /// Where every sixteenth word begins, and its numbers.
    blocks: Vec<(u32, u32)>,
    numbers: Vec<u8>,
    count: u32,
}

impl Segment {
    /// Made from inquiries and the words of each.
    pub(super) fn of(mut all: Vec<(Doc, Vec<String>)>) -> Self {
        all.sort_unstable_by_key(|(doc, _)| Reverse(doc.id));
        let mut pairs: Vec<(&str, u32)> = Vec::new();
        for (number, (_, words)) in (0..).zip(&all) {
            pairs.extend(words.iter().map(|word| (word.as_str(), number)));
        }
        pairs.sort_unstable();
        pairs.dedup();
        let mut writer = Writer::default();
        let mut numbers = Vec::new();
        for same in pairs.chunk_by(|one, next| one.0 == next.0) {
            numbers.clear();
            numbers.extend(same.iter().map(|(_, number)| *number));
            writer.word(same[0].0.as_bytes(), &numbers);
        }
        Self { docs: all.iter().map(|(doc, _)| *doc).collect(), lexicon: writer.done() }
    }

    /// Several in one, with what is to stay. A word that nobody has any more is not in it.
    pub(super) fn merged(parts: &[Segment], keep: impl Fn(&Doc) -> bool) -> Self {
        let mut docs: Vec<(Doc, usize, usize)> = Vec::new();
        for (part, segment) in parts.iter().enumerate() {
            let kept = segment.docs.iter().enumerate().filter(|(_, doc)| keep(doc));
            docs.extend(kept.map(|(number, doc)| (*doc, part, number)));
        }
        docs.sort_by_key(|(doc, ..)| Reverse(doc.id));
        let mut renumbered: Vec<Vec<u32>> =
            parts.iter().map(|part| vec![GONE; part.docs.len()]).collect();
        for (new, (_, part, number)) in (0..).zip(&docs) {
            renumbered[*part][*number] = new;
        }
        let mut cursors: Vec<Cursor<'_>> =
            parts.iter().map(|part| Cursor::at(&part.lexicon, 0)).collect();
        let mut writer = Writer::default();
        let (mut word, mut numbers) = (Vec::new(), Vec::new());
        while let Some(least) = cursors.iter().filter_map(Cursor::word).min() {
            word.clear();
            word.extend_from_slice(least);
            numbers.clear();
            for (cursor, renumbered) in cursors.iter_mut().zip(&renumbered) {
                if cursor.word() == Some(&word) {
                    let new = cursor.numbers().map(|number| renumbered[number as usize]);
                    numbers.extend(new.filter(|new| *new != GONE));
                    cursor.next();
                }
            }
            if !numbers.is_sorted() {
                numbers.sort_unstable();
            }
            if !numbers.is_empty() {
                writer.word(&word, &numbers);
            }
        }
        Self { docs: docs.iter().map(|(doc, ..)| *doc).collect(), lexicon: writer.done() }
    }

    /// The same with what is known of inquiries besides their words changed; none where it has
    /// none of them.
    pub(super) fn with(&self, changed: &[Doc]) -> Option<Self> {
        let mut docs = None;
        for new in changed {
            if let Some(number) = self.number(new.id) {
                docs.get_or_insert_with(|| self.docs.to_vec())[number] = *new;
            }
        }
        Some(Self { docs: docs?.into(), lexicon: self.lexicon.clone() })
    }

    /// Its inquiries, newest first.
    pub(super) fn docs(&self) -> &[Doc] {
        &self.docs
    }

    /// One of them.
    pub(super) fn doc(&self, id: u128) -> Option<&Doc> {
        self.number(id).map(|number| &self.docs[number])
    }

    fn number(&self, id: u128) -> Option<usize> {
        self.docs.binary_search_by_key(&Reverse(id), |doc| Reverse(doc.id)).ok()
    }

    /// How many words there are.
    pub(super) fn words(&self) -> usize {
        self.lexicon.count as usize
    }

    /// How much memory it takes.
    pub(super) fn bytes(&self) -> usize {
        let Lexicon { words, blocks, numbers, .. } = &*self.lexicon;
        size_of_val(&*self.docs) + words.capacity() + size_of_val(&**blocks) + numbers.capacity()
    }

    /// The inquiries that have all words of a question, newest first.
    pub(super) fn find(&self, question: &Question) -> impl Iterator<Item = &Doc> {
        let mut found: Option<Vec<u64>> = None;
        for word in question.words() {
            let mut with = vec![0u64; self.docs.len().div_ceil(64)];
            for form in &word.forms {
                self.mark(form.as_bytes(), word.begins, &mut with);
            }
            if let Some(before) = &found {
                with.iter_mut().zip(before).for_each(|(with, before)| *with &= before);
            }
            let none = with.iter().all(|bits| *bits == 0);
            found = Some(with);
            if none {
                break;
            }
        }
        let words = found.unwrap_or_default().into_iter().enumerate();
        words.flat_map(move |(at, bits)| ones(bits).map(move |bit| &self.docs[at * 64 + bit]))
    }

    /// Marks the inquiries that have a word, or one that begins so.
    fn mark(&self, wanted: &[u8], begins: bool, with: &mut [u64]) {
        let mut cursor = Cursor::seek(&self.lexicon, wanted);
        while let Some(word) = cursor.word() {
            if word != wanted && !(begins && word.starts_with(wanted)) {
                return;
            }
            for number in cursor.numbers() {
                with[number as usize / 64] |= 1 << (number % 64);
            }
            cursor.next();
        }
    }
}

/// Which bits are set.
fn ones(mut bits: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let next = (bits != 0).then_some(bits.trailing_zeros() as usize);
        bits &= bits.wrapping_sub(1);
        next
    })
}

/// Writes words in their order.
#[derive(Default)]
struct Writer {
    lexicon: Lexicon,
    last: Vec<u8>,
}

impl Writer {
    fn word(&mut self, word: &[u8], numbers: &[u32]) {
        let Lexicon { words, blocks, numbers: to, count } = &mut self.lexicon;
        if count.is_multiple_of(BLOCK) {
            self.last.clear();
            blocks.push((place(words.len()), place(to.len())));
        }
        *count += 1;
        let shared = word.iter().zip(&self.last).take_while(|(one, last)| one == last).count();
        let before = to.len();
        let mut last = 0;
        for number in numbers {
            put(to, number - last);
            last = *number;
        }
        put(words, place(shared));
        put(words, place(word.len() - shared));
        words.extend_from_slice(&word[shared..]);
        put(words, place(to.len() - before));
        self.last.truncate(shared);
        self.last.extend_from_slice(&word[shared..]);
    }

    fn done(mut self) -> Arc<Lexicon> {
        let Lexicon { words, blocks, numbers, .. } = &mut self.lexicon;
        words.shrink_to_fit();
        blocks.shrink_to_fit();
        numbers.shrink_to_fit();
        Arc::new(self.lexicon)
    }
}

/// A place in memory. Four gigabytes are some twenty million inquiries.
fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Goes through words in their order.
struct Cursor<'a> {
    lexicon: &'a Lexicon,
    /// Where the next word begins, and its numbers.
    next: (usize, usize),
    word: Vec<u8>,
    /// The numbers of this word; none at the end.
    here: Option<&'a [u8]>,
}

impl<'a> Cursor<'a> {
    /// At the first word of a block.
    fn at(lexicon: &'a Lexicon, block: usize) -> Self {
        let (word, numbers) = lexicon.blocks.get(block).copied().unwrap_or_default();
        let next = (word as usize, numbers as usize);
        let mut cursor = Self { lexicon, next, word: Vec::new(), here: None };
        cursor.next();
        cursor
    }

    /// At a word, or the first after it.
    fn seek(lexicon: &'a Lexicon, wanted: &[u8]) -> Self {
        let first = |(word, _): &(u32, u32)| {
            let mut at = *word as usize;
            let _shared = take(&lexicon.words, &mut at);
            let length = take(&lexicon.words, &mut at) as usize;
            &lexicon.words[at..at + length]
        };
        let after = lexicon.blocks.partition_point(|block| first(block) <= wanted);
        let mut cursor = Self::at(lexicon, after.saturating_sub(1));
        while cursor.word().is_some_and(|word| word < wanted) {
            cursor.next();
        }
        cursor
    }

    fn next(&mut self) {
        let (mut at, numbers) = self.next;
        let words = &self.lexicon.words;
        if at >= words.len() {
            self.here = None;
            return;
        }
        let shared = take(words, &mut at) as usize;
        let length = take(words, &mut at) as usize;
        self.word.truncate(shared);
        self.word.extend_from_slice(&words[at..at + length]);
        at += length;
        let end = numbers + take(words, &mut at) as usize;
        self.here = Some(&self.lexicon.numbers[numbers..end]);
        self.next = (at, end);
    }

    fn word(&self) -> Option<&[u8]> {
        self.here.map(|_| self.word.as_slice())
    }

    fn numbers(&self) -> impl Iterator<Item = u32> + use<'a> {
        let bytes = self.here.unwrap_or_default();
        let (mut at, mut last) = (0, 0);
        std::iter::from_fn(move || {
            (at < bytes.len()).then(|| {
                last += take(bytes, &mut at);
                last
            })
        })
    }
}

/// Writes a number, seven bits a byte, the lowest first.
fn put(to: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        to.push(number as u8 | 0x80);
        number >>= 7;
    }
    to.push(number as u8);
}

/// Reads one, and goes on behind it.
fn take(from: &[u8], at: &mut usize) -> u32 {
    let (mut number, mut shift) = (0, 0);
    while let Some(byte) = from.get(*at) {
        *at += 1;
        number |= u32::from(byte & 0x7f) << shift;
        shift += 7;
        if byte & 0x80 == 0 {
            break;
        }
    }
    number
}
