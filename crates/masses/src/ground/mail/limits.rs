//! How many mails somebody gets: nobody can be mail-bombed through this site (S9).

use db::{Tx, binds};

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

    /// Whether its recipient has had enough of the kind, looked at in the transaction that queues
    /// it: many forms sent at the same moment get no further than one.
    pub(super) async fn too_many(&self, tx: &mut Tx) -> Result<bool, db::Error> {
        for (days, most) in &self.limits {
            let of = binds![
                self.to_digest.clone(),
                self.now - days * DAY,
                self.kind.word(),
                self.purpose
            ];
            let row = tx.read_one(&store::RECENT_OF, of).await?;
            if row.map(|row| row.int("n")).transpose()?.unwrap_or(0) >= *most {
                return Ok(true);
            }
        }
        Ok(false)
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
    /// Whether an address may be sent one more acknowledgement: it has not had too many, and no
    /// server has said that there is no such address.
    pub async fn may_write(&self, address: &str, now: i64) -> Result<bool, db::Error> {
        if !self.reaches(address).await? {
            return Ok(false);
        }
        let digest = self.digest(address);
        for (days, most) in ACKNOWLEDGED {
            let since = binds![digest.clone(), now - days * DAY];
            if self.count(&store::RECENT, since).await? >= *most {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether mails reach an address, as far as we know: no server has said that there is none.
    pub async fn reaches(&self, address: &str) -> Result<bool, db::Error> {
        Ok(self.count(&store::SUPPRESSED, binds![self.digest(address)]).await? == 0)
    }

    pub(super) fn digest(&self, address: &str) -> Vec<u8> {
        self.people.keys().digest(HandleKind::Address, &mailbox(address)).to_vec()
    }

    async fn count(
        &self,
        statement: &db::Statement,
        binds: Vec<db::Value>,
    ) -> Result<i64, db::Error> {
        let row = self.data.read_one(statement, binds).await?;
        Ok(row.map(|row| row.int("n")).transpose()?.unwrap_or(0))
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
