//! How many mails somebody gets: nobody can be mail-bombed through this site (S9).

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::PoisonError;

use db::{Bound, Lock, Row, Value, binds};

use super::{Error, Kind, Mail, Prepared, store};
use crate::ground::jobs::DAY;
use crate::ground::people::HandleKind;

/// How many acknowledgements an address gets in so many days, whoever fills the form.
pub(super) const ACKNOWLEDGED: &[(i64, i64)] = &[(1, 5), (7, 20)];

/// Mailboxes that have had enough, and until when.
pub(super) type Enough = HashMap<Vec<u8>, i64>;

impl Prepared {
    /// Its mailbox, by its keyed hash.
    pub fn mailbox(&self) -> &[u8] {
        &self.mailbox
    }

    /// Leaves it out if its recipient had so many of its kind and purpose within a day.
    #[must_use]
    pub fn at_most_a_day(mut self, most: i64) -> Self {
        self.limits = vec![(1, most)];
        self
    }

    /// What keeps two apart that would be one too many for the same recipient.
    pub fn lock(&self) -> Lock {
        Lock::exclusive(format!("outbox/{}", vault::hex(&self.mailbox)))
    }

    /// Asks what decides whether it is to be sent: what its recipient has had of the kind, and,
    /// for an acknowledgement, whether anybody is there to thank. In the transaction that queues
    /// it: many forms sent at the same moment get no further than one.
    pub fn asking(&self) -> Vec<Bound> {
        let most = self.limits.iter().map(|limit| limit.1).max().unwrap_or(0);
        let days = self.limits.iter().map(|limit| limit.0).max().unwrap_or(0);
        if most == 0 {
            return Vec::new();
        }
        let since = self.now - days * DAY;
        let had = |of: Value| binds![of, since, self.kind.word(), self.purpose, most];
        let mut all = vec![(&store::HAD_BESIDE, had(self.mailbox.clone().into()))];
        // An address of its own is its person's: the mailbox is counted by them.
        let person = match &self.beside {
            None => Some(&self.person),
            Some(owner) => owner.as_ref(),
        };
        all.extend(person.map(|person| (&store::HAD, had(person.as_str().into()))));
        if self.kind == Kind::Acknowledgement {
            all.push((&store::SUPPRESSED, binds![self.mailbox.clone()]));
        }
        all
    }

    /// What the answers to that mean: until when it is not to be sent, or none where it is wanted.
    pub fn kept_back(&self, answers: &[Vec<Row>]) -> Result<Option<i64>, db::Error> {
        let (had, suppressed) = match answers.split_last() {
            Some((last, had)) if self.kind == Kind::Acknowledgement => (had, !last.is_empty()),
            _ => (answers, false),
        };
        if suppressed {
            return Ok(Some(i64::MAX));
        }
        // Each counts once, however it was found.
        let mut times = BTreeMap::new();
        for row in had.iter().flatten() {
            times.insert(row.text("id")?, row.int("created_at")?);
        }
        let mut times: Vec<i64> = times.into_values().collect();
        times.sort_unstable();
        // Room is made when the first of the last so many is too long ago to count.
        let until = self.limits.iter().filter_map(|(days, most)| {
            let first = times.len().checked_sub(usize::try_from(*most).ok()?)?;
            times.get(first).map(|at| at + days * DAY)
        });
        Ok(until.max().filter(|until| *until > self.now))
    }
}

impl Kind {
    /// What a mail of this kind is limited to, unless it says otherwise.
    pub(super) fn limits(self) -> Vec<(i64, i64)> {
        match self {
            Kind::Acknowledgement => ACKNOWLEDGED.to_vec(),
            _ => Vec::new(),
        }
    }
}

impl Mail {
    /// Whether a mailbox that is written to often is known to have had enough.
    pub fn has_enough(&self, address: &str, now: i64) -> bool {
        let enough = self.enough.lock().unwrap_or_else(PoisonError::into_inner);
        let until = enough.get(&self.digest(address));
        // A clock that was ahead when that was found out keeps nothing back.
        until.is_some_and(|until| (now..=now + DAY).contains(until))
    }

    /// Keeps in mind that a mailbox has had enough: whoever writes next need not ask.
    pub fn enough(&self, mailbox: Vec<u8>, until: i64) {
        self.enough.lock().unwrap_or_else(PoisonError::into_inner).insert(mailbox, until);
    }

    /// Whether mails reach an address, as far as we know: no server has said that there is none.
    pub async fn reaches(&self, address: &str) -> Result<bool, db::Error> {
        let digest = self.digest(address);
        Ok(self.data.read_one(&store::SUPPRESSED, binds![digest]).await?.is_none())
    }

    /// The keyed hash of the mailbox that an address leads to.
    pub(super) fn digest(&self, address: &str) -> Vec<u8> {
        self.people.keys().digest(HandleKind::Address, &mailbox(address)).to_vec()
    }

    /// Whether an address leads to a mailbox with another address, and who is found by that.
    pub(super) async fn beside(&self, address: &str) -> Result<Option<Option<String>>, Error> {
        let mailbox = mailbox(address);
        if mailbox == address {
            return Ok(None);
        }
        Ok(Some(self.people.keys().find(HandleKind::Address, &mailbox).await?))
    }
}

/// The mailbox that an address leads to, for counting: what stands behind a plus sign is the
/// same mailbox with most providers (RFC 5233).
fn mailbox(address: &str) -> Cow<'_, str> {
    match address.rsplit_once('@') {
        Some((local, domain)) => match local.split_once('+') {
            Some((local, _)) => format!("{local}@{domain}").into(),
            None => address.into(),
        },
        None => address.into(),
    }
}
