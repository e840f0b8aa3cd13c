//! What is in force: for which value, since when, and for whom.
//!
//! A version applies at once to what is collected under it. To what was collected earlier, a new
//! use or a new recipient opens only when the notice period has passed. What is in no published
//! version is off.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Facts, RecipientFact};

/// Which version, and when it was published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meta {
    /// Its number.
    pub number: u32,
    /// When it was published, in milliseconds since 1970.
    pub published_at: i64,
}

/// What the published versions allow.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Force {
    uses: BTreeMap<String, BTreeMap<String, Since>>,
    collected: BTreeSet<String>,
    purposes: BTreeSet<String>,
    recipients: BTreeMap<String, Since>,
}

/// Since when something is in force without a break.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Since {
    published_at: i64,
    /// From when on it also holds for what was collected before `published_at`.
    opens_at: i64,
}

/// Why something may not be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Closed {
    /// No published version says so.
    #[error("the policy in force does not name {what}; publish a version that does")]
    NotInForce {
        /// What was asked for.
        what: String,
    },
    /// It was collected before, and the notice period is not over.
    #[error("{what} opens for what was collected earlier only when the notice period is over")]
    Waiting {
        /// What was asked for.
        what: String,
        /// When it opens, in milliseconds since 1970.
        opens_at: i64,
    },
}

/// A published version, as far as it matters here.
#[derive(Debug, Clone, Copy)]
pub struct Published<'a> {
    /// Which one.
    pub meta: Meta,
    /// From when on what is new in it also holds for what was collected before, in milliseconds
    /// since 1970.
    pub opens_at: i64,
    /// What it says.
    pub facts: &'a Facts,
}

/// What these versions allow.
pub fn force(versions: &[Published<'_>]) -> Force {
    let mut versions = versions.to_vec();
    versions.sort_by_key(|version| version.meta.number);
    let Some(latest) = versions.last().map(|version| version.facts) else {
        return Force::default();
    };
    let since = |unbroken: &dyn Fn(&Facts, &Facts) -> bool| run(&versions, unbroken);
    let mut found = Force::default();
    for row in &latest.data {
        let start = since(&|older, newer| same_use(older, newer, &row.id(), &row.purpose));
        found.uses.entry(row.id()).or_default().insert(row.purpose.clone(), start);
        if row.closed.is_none() {
            found.collected.insert(row.id());
        }
    }
    for purpose in latest.purposes.iter().filter(|purpose| purpose.closed.is_none()) {
        found.purposes.insert(purpose.id.clone());
    }
    for recipient in &latest.recipients {
        let start = since(&|older, newer| same_recipient(older, newer, &recipient.id));
        found.recipients.insert(recipient.id.clone(), start);
    }
    found
}

/// Walks back from the latest version as long as each is continued by the next.
fn run(versions: &[Published<'_>], unbroken: &dyn Fn(&Facts, &Facts) -> bool) -> Since {
    let mut first = versions.len() - 1;
    while first > 0 && unbroken(versions[first - 1].facts, versions[first].facts) {
        first -= 1;
    }
    let Published { meta, opens_at, .. } = versions[first];
    // The very first version opens everything at once: nobody was told anything else before.
    let opens_at = if first == 0 { i64::MIN } else { opens_at };
    Since { published_at: meta.published_at, opens_at }
}

/// A use continues while both versions have it, on the same legal basis.
fn same_use(older: &Facts, newer: &Facts, datum: &str, purpose: &str) -> bool {
    let basis = |facts: &Facts| facts.purpose(purpose).map(|purpose| purpose.basis.clone());
    older.data.iter().any(|row| row.id() == datum && row.purpose == purpose)
        && basis(older) == basis(newer)
}

fn same_recipient(older: &Facts, newer: &Facts, id: &str) -> bool {
    match (older.recipient(id), newer.recipient(id)) {
        (Some(before), Some(after)) => continues(older, before, after),
        _ => false,
    }
}

/// A recipient continues in the same role and country, without reaching further than before.
/// Who decides for itself what it does with data has to be the same one.
pub(crate) fn continues(older: &Facts, before: &RecipientFact, after: &RecipientFact) -> bool {
    before.role == after.role
        && before.country == after.country
        && (after.role == "processor" || before.provider == after.provider)
        && !reaches_further(older, before, after)
}

/// Whether it now serves a purpose that was there before and that it did not serve.
fn reaches_further(older: &Facts, before: &RecipientFact, after: &RecipientFact) -> bool {
    let served = |recipient: &RecipientFact, purpose: &String| {
        recipient.purposes.is_empty() || recipient.purposes.contains(purpose)
    };
    older.purposes.iter().any(|purpose| served(after, &purpose.id) && !served(before, &purpose.id))
}

impl Force {
    /// Whether a value collected at that time may be used for this purpose now. `datum` is
    /// `table.column`, or `table.column#instance` for what the organisation made; without the
    /// instance the strictest of them counts.
    pub fn allows(
        &self,
        datum: &str,
        purpose: &str,
        collected_at: i64,
        now: i64,
    ) -> Result<(), Closed> {
        let what = || format!("the use of {datum} for {purpose}");
        let mut known = false;
        for since in self.instances(datum).filter_map(|(_, uses)| uses.get(purpose)) {
            since.allows(collected_at, now, &what)?;
            known = true;
        }
        if known { Ok(()) } else { Err(Closed::NotInForce { what: what() }) }
    }

    /// Whether this may be written: a published version says that it is collected.
    pub fn collects(&self, datum: &str) -> bool {
        self.instances(datum).any(|(id, _)| self.collected.contains(id))
    }

    /// Whether this purpose is in force: without it, what serves it is not there.
    pub fn purpose(&self, id: &str) -> bool {
        self.purposes.contains(id)
    }

    /// Whether a value collected at that time may go to this recipient now.
    pub fn recipient(&self, id: &str, collected_at: i64, now: i64) -> Result<(), Closed> {
        let what = || format!("the recipient {id}");
        match self.recipients.get(id) {
            Some(since) => since.allows(collected_at, now, &what),
            None => Err(Closed::NotInForce { what: what() }),
        }
    }

    /// The entry of that name, or all its instances.
    fn instances(&self, datum: &str) -> impl Iterator<Item = (&String, &BTreeMap<String, Since>)> {
        let prefix = format!("{datum}#");
        let exact = datum.to_owned();
        self.uses.iter().filter(move |(id, _)| **id == exact || id.starts_with(&prefix))
    }
}

impl Since {
    fn allows(&self, collected_at: i64, now: i64, what: &dyn Fn() -> String) -> Result<(), Closed> {
        if collected_at >= self.published_at || now >= self.opens_at {
            Ok(())
        } else {
            Err(Closed::Waiting { what: what(), opens_at: self.opens_at })
        }
    }
}
