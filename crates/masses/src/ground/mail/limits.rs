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

    /// Whether it is not to be sent: its recipient has had enough of the kind, or nobody is there
    /// to thank. Looked at in the transaction that queues it: many forms sent at the same moment
    /// get no further than one.
    pub(super) async fn unwanted(&self, tx: &mut Tx) -> Result<bool, db::Error> {
        let (days, most) = self
            .limits
            .iter()
            .fold((0, 0), |(days, most), limit| (days.max(limit.0), most.max(limit.1)));
        if most == 0 {
            return Ok(false);
        }
        let digest = self.to_digest.clone();
        if self.kind == Kind::Acknowledgement
            && tx.read_one(&store::SUPPRESSED, binds![digest.clone()]).await?.is_some()
        {
            return Ok(true);
        }
        let since = self.now - days * DAY;
        let of = binds![digest, since, self.kind.word(), self.purpose, most];
        let had = tx.read(&store::HAD, of).await?;
        let had: Vec<i64> =
            had.iter().map(|row| row.int("created_at")).collect::<Result<_, _>>()?;
        Ok(self.limits.iter().any(|(days, most)| {
            let since = self.now - days * DAY;
            had.iter().filter(|at| **at > since).count() as i64 >= *most
        }))
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
