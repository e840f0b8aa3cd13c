//! How many mails somebody gets: nobody can be mail-bombed through this site (S9).

use db::{Bound, Lock, Row, binds};

use super::{Kind, Mail, Prepared, store};
use crate::ground::jobs::DAY;
use crate::ground::people::HandleKind;

/// How many acknowledgements an address gets in so many days, whoever fills the form.
pub(super) const ACKNOWLEDGED: &[(i64, i64)] = &[(1, 5), (7, 20)];

impl Prepared {
    /// Leaves it out if its recipient had so many of its kind and purpose within a day.
    #[must_use]
    pub fn at_most_a_day(mut self, most: i64) -> Self {
        self.limits = vec![(1, most)];
        self
    }

    /// What keeps two apart that would be one too many for the same recipient.
    pub fn lock(&self) -> Lock {
        Lock::exclusive(format!("outbox/{}", vault::hex(&self.to_digest)))
    }

    /// Asks what decides whether it is to be sent: what its recipient has had of the kind, and,
    /// for an acknowledgement, whether anybody is there to thank. In the transaction that queues
    /// it: many forms sent at the same moment get no further than one.
    pub fn asking(&self) -> Vec<Bound> {
        let most = self.limits.iter().map(|limit| limit.1).max().unwrap_or(0);
        let days = self.limits.iter().map(|limit| limit.0).max().unwrap_or(0);
        let digest = || self.to_digest.clone();
        let mut all = Vec::new();
        if most > 0 {
            let since = self.now - days * DAY;
            let of = binds![digest(), since, self.kind.word(), self.purpose, most];
            all.push((&store::HAD, of));
            if self.kind == Kind::Acknowledgement {
                all.push((&store::SUPPRESSED, binds![digest()]));
            }
        }
        all
    }

    /// What the answers to that mean: whether it is to be sent.
    pub fn wanted(&self, answers: &[Vec<Row>]) -> Result<bool, db::Error> {
        let Some((had, suppressed)) = answers.split_first() else { return Ok(true) };
        let had = had.iter().map(|row| row.int("created_at"));
        let had: Vec<i64> = had.collect::<Result<_, _>>()?;
        let too_many = self.limits.iter().any(|(days, most)| {
            let since = self.now - days * DAY;
            had.iter().filter(|at| **at > since).count() as i64 >= *most
        });
        Ok(!too_many && suppressed.iter().all(Vec::is_empty))
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
    /// Whether mails reach an address, as far as we know: no server has said that there is none.
    pub async fn reaches(&self, address: &str) -> Result<bool, db::Error> {
        let digest = self.digest(address);
        Ok(self.data.read_one(&store::SUPPRESSED, binds![digest]).await?.is_none())
    }

    pub(super) fn digest(&self, address: &str) -> Vec<u8> {
        self.people.keys().digest(HandleKind::Address, &mailbox(address)).to_vec()
    }
}

/// The mailbox that an address leads to, for counting: what stands behind a plus sign is the
/// same mailbox with most providers (RFC 5233).
fn mailbox(address: &str) -> String {
    match address.rsplit_once('@') {
        Some((local, domain)) => {
            format!("{}@{domain}", local.split('+').next().unwrap_or_default())
        }
        None => address.to_owned(),
    }
}
