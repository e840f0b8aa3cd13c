//! Reading what is sealed into the index, and keeping up with what changes.
//!
//! Everything there is at the start is read from the newest on, a step at a time. What changes is
//! seen once a second, whoever has changed it:
//!
//! - **A new inquiry, an answer, a step, a correction** sets `changed_at`, which grows with every
//!   change of an inquiry. The index knows which `changed_at` of an inquiry it has read, and looks
//!   for others among those of the last [`OVERLAP`]. A plain "everything after the last one I
//!   saw" would miss rows: a time (or an id) is taken before its transaction commits, so that
//!   one taken earlier may become visible later, and two machines' clocks differ. Looking again at
//!   the last minutes costs a few rows without their texts; what was read already is not read
//!   again. Whatever takes longer than that to commit is found by the roll call.
//! - **What has gone** leaves no row to be seen. Care marks a generation when it erases or sweeps;
//!   then the index calls the roll: it compares all ids and versions, and reads or takes out what
//!   differs. It does so every [`ROLL_CALL`] besides. An erasure in this process is heard of at
//!   once.
//! - **What somebody refuses, or allows again,** makes their inquiries be read again.
//! - **A new version of the policy**, and the day on which it opens for what was collected
//!   earlier, may close or open anything: everything is read anew.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use db::binds;

use super::opened::{Notes, worded};
use super::segment::Doc;
use super::{number, text};
use crate::ground::jobs::MINUTE;
use crate::ground::people::Error;
use crate::rooms::inquiries::inventory::ANSWER;
use crate::rooms::inquiries::{Head, Inquiries, store};

/// How many inquiries a step reads: what memory it needs is bounded by them.
const STEP: i64 = 100;
/// How many rows without texts are compared at a time.
const COMPARED: i64 = 1_000;
/// How long something may take from the time it was given to being seen.
const OVERLAP: i64 = 10 * MINUTE;
/// How often everything is compared, whether anybody has marked a change or not.
const ROLL_CALL: i64 = 30 * MINUTE;
/// Sorts after every id.
const LAST: &str = "~";

/// How far an index has been read.
#[derive(Default)]
pub(super) struct Reader {
    /// What the policy allowed when it was begun.
    policy: Option<Policy>,
    /// Everything from this id on has been read; none once all of it has.
    down_to: Option<String>,
    /// The newest change that was seen.
    newest: i64,
    /// Who wanted nothing read, at the last look.
    refusing: HashSet<String>,
    called_at: i64,
    begun: Duration,
}

/// What a policy allows changes with its versions, and with the day on which one opens for what
/// was there before.
#[derive(PartialEq, Eq)]
struct Policy {
    latest: String,
    versions: usize,
    open: usize,
}

/// An inquiry as it lies there.
type Sealed = (Head, Notes);

/// Somebody reads on; nobody does any more when this goes.
struct Reading<'a>(&'a AtomicBool);

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        self.0.store(false, Relaxed);
    }
}

impl Inquiries {
    /// Looks once at what has changed; begins to read where nobody has.
    pub(super) async fn keep_up(self: &Arc<Self>) -> Result<(), Error> {
        let mut reader = self.search.reader.lock().await;
        let now = self.ground.clock.now();
        let policy = self.policy(now);
        if reader.policy.as_ref() != Some(&policy) {
            *reader = self.begin(policy, now).await?;
        }
        self.follow(&mut reader, now).await?;
        if reader.down_to.is_some() && !self.search.reading.swap(true, Relaxed) {
            tokio::spawn(self.clone().read_on());
        }
        self.tell();
        Ok(())
    }

    fn policy(&self, now: i64) -> Policy {
        let current = self.ground.gate.current();
        let versions = &current.versions;
        Policy {
            latest: versions.last().map(|version| version.hash.clone()).unwrap_or_default(),
            versions: versions.len(),
            open: versions.iter().filter(|version| version.opens_at <= now).count(),
        }
    }

    /// An empty index, of which everything is still to be read.
    async fn begin(&self, policy: Policy, now: i64) -> Result<Reader, Error> {
        let row = self.ground.data.read_one(&store::EXTENT, binds![]).await?;
        let (all, newest) = match row {
            Some(row) => (row.int("n")?, row.opt_int("newest")?.unwrap_or(now)),
            None => (0, now),
        };
        let search = &self.search;
        search.index.clear();
        search.progress.all.store(usize::try_from(all).unwrap_or(0), Relaxed);
        search.progress.read.store(0, Relaxed);
        search.progress.ready.store(false, Relaxed);
        Ok(Reader {
            policy: Some(policy),
            down_to: Some(LAST.to_owned()),
            newest,
            refusing: self.ground.people.refusing(ANSWER.id),
            called_at: now,
            begun: self.ground.clock.tick(),
        })
    }

    /// Reads on until all has been read. Between two steps it rests as long as one took: those
    /// who ask for pages come first.
    async fn read_on(self: Arc<Self>) {
        let _reading = Reading(&self.search.reading);
        loop {
            let started = self.ground.clock.tick();
            let mut reader = self.search.reader.lock().await;
            let step = self.read_some(&mut reader).await;
            drop(reader);
            match step {
                Ok(true) => {}
                Ok(false) => break,
                // The program ends.
                Err(Error::Db(db::Error::Closed)) => break,
                Err(error) => {
                    tracing::warn!(%error, "reading for the search goes on at the next look");
                    break;
                }
            }
            tokio::time::sleep(self.ground.clock.tick().saturating_sub(started)).await;
            tokio::task::yield_now().await;
        }
    }

    /// Reads the next inquiries; whether there are more.
    async fn read_some(&self, reader: &mut Reader) -> Result<bool, Error> {
        let Some(down_to) = reader.down_to.clone() else { return Ok(false) };
        let search = &self.search;
        search.index.reads();
        let rows = self.ground.data.read(&store::ALL_BEFORE, binds![down_to, STEP]).await?;
        let heads: Vec<Head> = rows.iter().map(store::head).collect::<Result<_, _>>()?;
        let Some((newest, oldest)) = heads.first().zip(heads.last()) else {
            let index = search.index.clone();
            search.worker.run(move || index.compact()).await?;
            let took = self.ground.clock.tick().saturating_sub(reader.begun).as_millis();
            search.progress.took.store(u64::try_from(took).unwrap_or(u64::MAX), Relaxed);
            search.progress.ready.store(true, Relaxed);
            reader.down_to = None;
            self.tell();
            return Ok(false);
        };
        let between = binds![oldest.id.clone(), newest.id.clone()];
        let mut notes = self.notes(between).await?;
        let now = self.ground.clock.now();
        let mut all = Vec::new();
        for head in &heads {
            let notes = notes.remove(&head.id).unwrap_or_default();
            all.extend(self.opened(head, &notes, now).await?);
        }
        let down_to = oldest.id.clone();
        self.put(HashSet::new(), all).await?;
        search.progress.read.fetch_add(heads.len(), Relaxed);
        reader.down_to = Some(down_to);
        Ok(true)
    }

    /// Follows what has changed since the last look.
    async fn follow(&self, reader: &mut Reader, now: i64) -> Result<(), Error> {
        let mut again = self.refused_since(reader);
        self.changed(reader, now, &mut again).await?;
        let mut gone = HashSet::new();
        let called = self.search.roll_call.swap(false, Relaxed);
        if called || (now - reader.called_at).abs() >= ROLL_CALL {
            match self.call_roll(reader, &mut again).await {
                Ok(missing) => gone = missing,
                Err(error) => {
                    self.search.roll_call.store(true, Relaxed);
                    return Err(error);
                }
            }
            reader.called_at = now;
        }
        let again: Vec<u128> = again.into_iter().collect();
        let mut took = Duration::ZERO;
        for (nth, some) in again.chunks(STEP.unsigned_abs() as usize).enumerate() {
            // When much comes at once, whoever sends it comes first.
            if nth > 0 {
                tokio::time::sleep(took).await;
            }
            let started = self.ground.clock.tick();
            self.read_again(some, &mut gone).await?;
            took = self.ground.clock.tick().saturating_sub(started);
        }
        if !gone.is_empty() {
            self.put(gone, Vec::new()).await?;
        }
        Ok(())
    }

    /// The inquiries of those who have said no, or taken it back, since the last look.
    fn refused_since(&self, reader: &mut Reader) -> BTreeSet<u128> {
        let refusing = self.ground.people.refusing(ANSWER.id);
        let differ = refusing.symmetric_difference(&reader.refusing);
        let differ: HashSet<u128> = differ.filter_map(|person| number(person)).collect();
        reader.refusing = refusing;
        if differ.is_empty() {
            return BTreeSet::new();
        }
        self.search.index.ids(|doc| differ.contains(&doc.person)).into_iter().collect()
    }

    /// The inquiries with a version that has not been read, among those that changed lately.
    async fn changed(
        &self,
        reader: &mut Reader,
        now: i64,
        again: &mut BTreeSet<u128>,
    ) -> Result<(), Error> {
        // A clock that ran ahead somewhere must not hide what comes after.
        let (mut since, mut after) = (reader.newest.min(now) - OVERLAP, String::new());
        loop {
            let binds = binds![since, after.clone(), COMPARED];
            let rows = self.ground.data.read(&store::CHANGED, binds).await?;
            for row in &rows {
                (since, after) = (row.int("changed_at")?, row.text("id")?);
                reader.newest = reader.newest.max(since);
                again.extend(self.unread(reader, &after, since));
            }
            if rows.len() < COMPARED.unsigned_abs() as usize {
                return Ok(());
            }
        }
    }

    /// Compares everything that has been read with what is there. Gives what is not any more.
    async fn call_roll(
        &self,
        reader: &Reader,
        again: &mut BTreeSet<u128>,
    ) -> Result<HashSet<u128>, Error> {
        let (mut before, mut there) = (LAST.to_owned(), HashSet::new());
        loop {
            let rows = self.ground.data.read(&store::VERSIONS, binds![before, COMPARED]).await?;
            let full = rows.len() == COMPARED.unsigned_abs() as usize;
            before = match rows.last() {
                Some(row) => row.text("id")?,
                None => String::new(),
            };
            for row in &rows {
                let id = row.text("id")?;
                there.extend(number(&id));
                again.extend(self.unread(reader, &id, row.int("changed_at")?));
            }
            // What has not been read at all is not missed.
            if !full || reader.down_to.as_ref().is_some_and(|down_to| before < *down_to) {
                break;
            }
        }
        Ok(self.search.index.ids(|doc| !there.contains(&doc.id)).into_iter().collect())
    }

    /// An inquiry, if it is none of those that are still to come and its version is another.
    fn unread(&self, reader: &Reader, id: &str, changed_at: i64) -> Option<u128> {
        if reader.down_to.as_deref().is_some_and(|down_to| id < down_to) {
            return None;
        }
        let id = number(id)?;
        let known = self.search.index.doc(id);
        known.is_none_or(|doc| doc.changed_at != changed_at).then_some(id)
    }

    /// Reads inquiries again, and puts in what differs. What is not there is added to `gone`.
    async fn read_again(&self, ids: &[u128], gone: &mut HashSet<u128>) -> Result<(), Error> {
        self.search.index.reads();
        let now = self.ground.clock.now();
        let (mut old, mut fresh, mut amended) = (HashSet::new(), Vec::new(), Vec::new());
        let mut found = self.fetched(ids).await?;
        for id in ids {
            let Some((head, notes)) = found.remove(id) else {
                gone.insert(*id);
                continue;
            };
            let Some((doc, texts)) = self.opened(&head, &notes, now).await? else { continue };
            let (doc, words) = worded(doc, &texts);
            match self.search.index.doc(*id) {
                Some(known) if known.content == doc.content => amended.push(doc),
                known => {
                    old.extend(known.map(|known| known.id));
                    fresh.push((doc, words));
                }
            }
        }
        if !amended.is_empty() {
            self.search.index.amend(&amended);
        }
        if !fresh.is_empty() {
            let index = self.search.index.clone();
            self.search.worker.run(move || index.change(&old, fresh)).await?;
        }
        Ok(())
    }

    /// The inquiries of these ids that are there, sealed. Many that are new lie together and are
    /// read together; those that lie apart one by one.
    async fn fetched(&self, ids: &[u128]) -> Result<HashMap<u128, Sealed>, Error> {
        let mut all = HashMap::new();
        let Some((first, last)) = ids.first().zip(ids.last()) else { return Ok(all) };
        let most = 2 * STEP;
        let near = self.between(*first, *last, most).await?;
        if near.len() < most.unsigned_abs() as usize {
            return Ok(near);
        }
        for id in ids {
            all.extend(self.between(*id, *id, 1).await?);
        }
        Ok(all)
    }

    async fn between(
        &self,
        first: u128,
        last: u128,
        most: i64,
    ) -> Result<HashMap<u128, Sealed>, Error> {
        let (first, last) = (text(first), text(last));
        let binds = binds![first.clone(), last.clone(), most];
        let rows = self.ground.data.read(&store::BETWEEN, binds).await?;
        // What is more than was asked for is read otherwise.
        let whole = first == last || rows.len() < most.unsigned_abs() as usize;
        let mut notes = if whole { self.notes(binds![first, last]).await? } else { HashMap::new() };
        let mut all = HashMap::new();
        for row in &rows {
            let head = store::head(row)?;
            let notes = notes.remove(&head.id).unwrap_or_default();
            all.extend(number(&head.id).map(|id| (id, (head, notes))));
        }
        Ok(all)
    }

    /// Finds the words of what was opened and puts them in, on a thread where that may take its
    /// time.
    async fn put(&self, gone: HashSet<u128>, opened: Vec<(Doc, Vec<String>)>) -> Result<(), Error> {
        let index = self.search.index.clone();
        let work = self.search.worker.run(move || {
            let read = opened.into_iter().map(|(doc, texts)| worded(doc, &texts)).collect();
            index.change(&gone, read);
        });
        Ok(work.await?)
    }

    /// The figures for whoever watches.
    fn tell(&self) {
        let state = self.search.state();
        let figures: [(&str, f64); 4] = [
            ("search_documents", state.documents as f64),
            ("search_terms", state.terms as f64),
            ("search_bytes", state.bytes as f64),
            ("search_percent", state.percent as f64),
        ];
        for (name, value) in figures {
            metrics::gauge!(name).set(value);
        }
    }
}
