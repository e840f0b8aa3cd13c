//! Verifying the chain: whether every entry is as it was written (F16, S32).

use db::binds;

use super::block::{self, Block, Head, NOTHING};
use super::{Journal, store};

/// The chain is sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// How many blocks.
    pub blocks: i64,
    /// How many entries are in them.
    pub entries: i64,
    /// How many entries are not sealed yet: about these nothing is said.
    pub unsealed: i64,
    /// The last block; none before the first.
    pub head: Option<Head>,
}

/// The first block that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("block {block} of the journal {why}")]
pub struct Broken {
    /// Its number.
    pub block: i64,
    /// What is wrong with it.
    pub why: Why,
}

/// What is wrong with a block.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// The number is skipped.
    #[error("is missing")]
    Gone,
    /// Its `prev` is not the hash of the block before.
    #[error("does not continue the one before it")]
    Unlinked,
    /// Fewer entries than were sealed.
    #[error("has {found} entries where {sealed} were sealed: some are missing")]
    Missing {
        /// How many there are.
        found: i64,
        /// How many there were.
        sealed: i64,
    },
    /// More entries than were sealed.
    #[error("has {found} entries where {sealed} were sealed: some were added")]
    Added {
        /// How many there are.
        found: i64,
        /// How many there were.
        sealed: i64,
    },
    /// As many entries, but not as they were.
    #[error("was changed: an entry, or the block itself, is not as it was sealed")]
    Changed,
    /// It is not the block that the expected head names.
    #[error("has the hash {found}, not the one that was kept: it or one before was rewritten")]
    Rewritten {
        /// The hash it has.
        found: String,
    },
    /// The chain ends before the expected head.
    #[error("is missing, and with it all after block {last}: the end of the journal was cut off")]
    CutOff {
        /// The last block there is.
        last: i64,
    },
    /// The chain begins after this block, and no entry says that it expired.
    #[error("and all before it are missing, and no entry says that they expired")]
    Beheaded,
    /// The expected head is of a block that has expired, so that nothing can be compared.
    #[error("has expired, and cannot be compared any more: take a newer head")]
    Expired,
}

/// What came out of verifying.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database.
    #[error(transparent)]
    Db(#[from] db::Error),
    /// The chain is not sound.
    #[error(transparent)]
    Broken(#[from] Broken),
}

impl Journal {
    /// Verifies the whole chain; against a head that was kept elsewhere, if there is one.
    pub async fn verify(&self, expected: Option<&Head>) -> Result<Verified, Error> {
        match self.verify_once(expected).await {
            // Months may have expired while we were looking: then it is sound the second time.
            Err(Error::Broken(_)) => self.verify_once(expected).await,
            done => done,
        }
    }

    async fn verify_once(&self, expected: Option<&Head>) -> Result<Verified, Error> {
        let mut last = self.beginning().await?;
        self.cut_said(&last).await?;
        let (mut blocks, mut entries) = (0, 0);
        self.compare(expected, &last)?;
        if let Some(head) = expected.filter(|head| head.number < last.number) {
            return Err(Broken { block: head.number, why: Why::Expired }.into());
        }
        loop {
            let rows = self.data.read(&store::BLOCKS, binds![last.number]).await?;
            for row in &rows {
                let block = Block::of(row)?;
                self.check(&block, &last).await?;
                (blocks, entries) = (blocks + 1, entries + block.entries);
                last = Head { number: block.number, hash: block.hash };
                self.compare(expected, &last)?;
            }
            if rows.is_empty() {
                break;
            }
        }
        self.strayed().await?;
        if let Some(head) = expected.filter(|head| head.number > last.number) {
            let why = Why::CutOff { last: last.number };
            return Err(Broken { block: head.number, why }.into());
        }
        let unsealed = self.data.read_one(&store::OPEN_COUNT, binds![]).await?;
        let unsealed = unsealed.map(|row| row.int("n")).transpose()?.unwrap_or(0);
        Ok(Verified { blocks, entries, unsealed, head: (last.number > 0).then_some(last) })
    }

    /// What the first block that is there has to follow.
    async fn beginning(&self) -> Result<Head, db::Error> {
        match self.data.read_one(&store::CUT, binds![]).await? {
            Some(row) => Ok(Head { number: row.int("number")?, hash: row.text("hash")? }),
            None => Ok(Head { number: 0, hash: NOTHING.to_owned() }),
        }
    }

    /// Where the chain does not begin with its first block, an entry has to say so: whoever takes
    /// the beginning away must at least lie in the journal itself.
    async fn cut_said(&self, from: &Head) -> Result<(), Error> {
        if from.number == 0 {
            return Ok(());
        }
        let row = self.data.read_one(&store::CUT_SAID, binds![]).await?;
        let said = row.map(|row| row.opt_text("detail")).transpose()?.flatten();
        match said {
            Some(said) if said.contains(&format!("\"{}\"", from.hash)) => Ok(()),
            _ => Err(Broken { block: from.number, why: Why::Beheaded }.into()),
        }
    }

    async fn check(&self, block: &Block, last: &Head) -> Result<(), Error> {
        let broken = |block, why| Err(Broken { block, why }.into());
        if block.number != last.number + 1 {
            return broken(last.number + 1, Why::Gone);
        }
        if block.prev != last.hash {
            return broken(block.number, Why::Unlinked);
        }
        let entries = self.data.read(&store::IN_BLOCK, binds![block.number]).await?;
        let (found, sealed) = (entries.len() as i64, block.entries);
        if found < sealed {
            return broken(block.number, Why::Missing { found, sealed });
        }
        if found > sealed {
            return broken(block.number, Why::Added { found, sealed });
        }
        let months = entries.iter().map(|row| row.int("at")).collect::<Result<Vec<_>, _>>()?;
        let of_month = months.into_iter().all(|at| block::month(at) == block.month);
        if !of_month || block.hash_with(&entries)? != block.hash {
            return broken(block.number, Why::Changed);
        }
        Ok(())
    }

    fn compare(&self, expected: Option<&Head>, found: &Head) -> Result<(), Broken> {
        match expected {
            Some(head) if head.number == found.number && head.hash != found.hash => {
                let why = Why::Rewritten { found: found.hash.clone() };
                Err(Broken { block: found.number, why })
            }
            _ => Ok(()),
        }
    }

    /// Entries of a block that is not there: it was taken out of the middle or the end.
    async fn strayed(&self) -> Result<(), Error> {
        let row = self.data.read_one(&store::STRAYED, binds![]).await?;
        match row.map(|row| row.opt_int("block")).transpose()?.flatten() {
            Some(block) => Err(Broken { block, why: Why::Gone }.into()),
            None => Ok(()),
        }
    }

    /// The last block, to be kept elsewhere.
    pub async fn head(&self) -> Result<Option<Head>, db::Error> {
        block::head(&self.data).await
    }
}
