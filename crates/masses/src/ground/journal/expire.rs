//! Months of the journal that are over go whole: blocks and entries, from the beginning of the
//! chain. What remains begins with the hash of what went.

use db::{Tx, binds};

use super::block::{Head, month};
use super::{Act, Actor, Entry, Journal, store};

/// How many blocks one transaction takes, since it holds up every other write.
const STEP: i64 = 500;

impl Journal {
    /// Removes all months but the present one and so many before it. The last block that went,
    /// if any did.
    pub async fn expire(&self, now: i64, keep_months: u32) -> Result<Option<Head>, db::Error> {
        let (first_kept, this) = (months_back(now, keep_months), month(now));
        // A block whose month lies in the future was sealed under a wrong clock: it goes with
        // its neighbours, so that it does not hold up the others for ever.
        let stays = self.data.read_one(&store::STAYS, binds![first_kept.clone(), this]).await?;
        let stays = stays.map(|row| row.opt_int("number")).transpose()?.flatten();
        let goes = binds![first_kept, stays.unwrap_or(i64::MAX)];
        let Some(row) = self.data.read_one(&store::GOES, goes).await? else { return Ok(None) };
        let last = Head { number: row.int("number")?, hash: row.text("hash")? };
        loop {
            let step = self.data.read_one(&store::GOES_FIRST, binds![last.number, STEP]).await?;
            let Some(row) = step else { break };
            let to = Head { number: row.int("number")?, hash: row.text("hash")? };
            self.data.write::<_, db::Error>(move |tx| Box::pin(cut(tx, to, now, false))).await?;
        }
        let to = last.clone();
        self.data.write::<_, db::Error>(move |tx| Box::pin(cut(tx, to, now, true))).await?;
        Ok(Some(last))
    }
}

async fn cut(tx: &mut Tx, to: Head, now: i64, note: bool) -> Result<(), db::Error> {
    tx.execute(&store::CUT_ENTRIES, binds![to.number]).await?;
    tx.execute(&store::CUT_BLOCKS, binds![to.number]).await?;
    tx.execute(&store::CUT_NOTE, binds![to.number, to.hash.clone(), now]).await?;
    tx.execute(&store::CUT_FORGET, binds![to.number]).await?;
    if note {
        // So that where the chain begins is itself in the chain.
        let entry = Entry::new(Actor::System, Act::JournalExpired, now)
            .number("block", to.number)
            .word("hash", to.hash);
        Journal::note(tx, entry).await?;
    }
    Ok(())
}

/// The month so many before that of a time.
fn months_back(now: i64, months: u32) -> String {
    let month = month(now);
    let Some((year, month)) = month.rsplit_once('-') else { return month };
    let (Ok(year), Ok(month)) = (year.parse::<i64>(), month.parse::<i64>()) else {
        return String::new();
    };
    let all = year * 12 + (month - 1) - i64::from(months);
    format!("{:04}-{:02}", all.div_euclid(12), all.rem_euclid(12) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_months_over_years() {
        let november = 1_795_471_084_123;
        assert_eq!(months_back(november, 0), "2026-11");
        assert_eq!(months_back(november, 11), "2025-12");
        assert_eq!(months_back(november, 12), "2025-11");
        assert_eq!(months_back(november, 36), "2023-11");
    }
}
