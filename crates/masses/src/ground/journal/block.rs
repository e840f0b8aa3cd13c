//! Blocks: the exact text that is hashed, and sealing. The format is in `docs/journal.md`; a
//! change of it needs a new first line there and here.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use db::{Db, Row, Tx, Value, binds};

use super::{Journal, store};

/// The first line of what is hashed.
const FORMAT: &str = "masses journal block 1";

/// What the first block of all follows.
pub(super) const NOTHING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The columns of an entry, in the order in which they are hashed: all but the block's number.
const COLUMNS: [&str; 9] =
    ["id", "at", "actor_kind", "actor", "act", "person_id", "object", "detail", "once"];

/// How many entries one transaction seals, since it holds up every other write.
const STEP: i64 = 500;

/// A block by its number and its hash: whoever has kept one can tell later whether anything
/// before it was changed, or anything up to it cut off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The block's number.
    pub number: i64,
    /// Its hash, in hex.
    pub hash: String,
}

impl fmt::Display for Head {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}", self.number, self.hash)
    }
}

/// Not a head.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a head is written NUMBER:HASH, as in the nightly line of the log, with 64 hex digits")]
pub struct NoHead;

impl FromStr for Head {
    type Err = NoHead;

    fn from_str(text: &str) -> Result<Self, NoHead> {
        let (number, hash) = text.trim().split_once(':').ok_or(NoHead)?;
        let number = number.parse().map_err(|_| NoHead)?;
        if hash.len() != 64 || !hash.chars().all(|c| c.is_ascii_hexdigit()) || number < 1 {
            return Err(NoHead);
        }
        Ok(Self { number, hash: hash.to_ascii_lowercase() })
    }
}

/// A block without its entries.
#[derive(Debug, Clone)]
pub(super) struct Block {
    pub number: i64,
    pub month: String,
    pub entries: i64,
    pub prev: String,
    pub hash: String,
    pub sealed_at: i64,
}

impl Block {
    pub fn of(row: &Row) -> Result<Self, db::Error> {
        Ok(Self {
            number: row.int("number")?,
            month: row.text("month")?,
            entries: row.int("entries")?,
            prev: row.text("prev")?,
            hash: row.text("hash")?,
            sealed_at: row.int("sealed_at")?,
        })
    }

    /// The hash it ought to have with these entries.
    pub fn hash_with(&self, entries: &[Row]) -> Result<String, db::Error> {
        let mut text = format!(
            "{FORMAT}\n{}\t{}\t{}\t{}\t{}\n",
            self.number,
            escaped(&self.month),
            self.entries,
            escaped(&self.prev),
            self.sealed_at
        );
        for entry in entries {
            for (at, column) in COLUMNS.iter().enumerate() {
                text.push_str(if at == 0 { "" } else { "\t" });
                text.push_str(&field(entry.value(column)?));
            }
            text.push('\n');
        }
        Ok(vault::hex(&vault::hash(text.as_bytes())))
    }
}

/// One field: null is `\N`, and what would break the lines is written with a backslash.
fn field(value: &Value) -> String {
    match value {
        Value::Text(text) => escaped(text),
        Value::Int(number) => number.to_string(),
        Value::Null => "\\N".to_owned(),
        // Only a changed file has another type here: it gets a text no entry can have.
        other => format!("\\{}", other.kind()),
    }
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n").replace('\r', "\\r")
}

/// The month of a time, in UTC: `2026-11`.
pub(super) fn month(ms: i64) -> String {
    let mut day = kit::clock::day(ms);
    day.truncate(day.len().saturating_sub(3));
    day
}

/// The last block there is, or the last that has expired.
pub(super) async fn head(data: &Db) -> Result<Option<Head>, db::Error> {
    let row = match data.read_one(&store::LAST, binds![]).await? {
        Some(row) => Some(row),
        None => data.read_one(&store::CUT, binds![]).await?,
    };
    row.map(|row| Ok(Head { number: row.int("number")?, hash: row.text("hash")? })).transpose()
}

impl Journal {
    /// Whether there is anything to seal.
    pub async fn unsealed(&self) -> Result<bool, db::Error> {
        Ok(self.data.read_one(&store::ANY_OPEN, binds![]).await?.is_some())
    }

    /// Seals what is not sealed yet, a block for each month; whether there may be more. Where
    /// there is nothing to seal, nothing is written.
    pub async fn seal(&self, now: i64) -> Result<bool, db::Error> {
        if !self.unsealed().await? {
            return Ok(false);
        }
        self.data.write::<_, db::Error>(move |tx| Box::pin(seal(tx, now))).await
    }
}

async fn seal(tx: &mut Tx, now: i64) -> Result<bool, db::Error> {
    let open = tx.read(&store::OPEN, binds![STEP]).await?;
    let more = open.len() as i64 == STEP;
    let mut months: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for row in open {
        months.entry(month(row.int("at")?)).or_default().push(row);
    }
    let mut last = last_in(tx).await?;
    for (month, entries) in months {
        let mut block = Block {
            number: last.number + 1,
            month,
            entries: entries.len() as i64,
            prev: last.hash,
            hash: String::new(),
            sealed_at: now,
        };
        block.hash = block.hash_with(&entries)?;
        let Block { number, month, entries: count, prev, hash, sealed_at } = block;
        let row = binds![number, month, count, prev, hash.clone(), sealed_at];
        tx.execute(&store::SEAL, row).await?;
        // Ids sort by time, so that those of a month lie together.
        if let Some((first, last)) = entries.first().zip(entries.last()) {
            let between = binds![first.text("id")?, last.text("id")?, number];
            if tx.execute(&store::PUT_IN, between).await? != entries.len() as u64 {
                return Err(db::Error::Bug("entries of two months have mixed ids".to_owned()));
            }
        }
        last = Head { number, hash };
    }
    Ok(more)
}

/// What the next block follows.
async fn last_in(tx: &mut Tx) -> Result<Head, db::Error> {
    for statement in [&store::LAST, &store::CUT] {
        if let Some(row) = tx.read_one(statement, binds![]).await? {
            return Ok(Head { number: row.int("number")?, hash: row.text("hash")? });
        }
    }
    Ok(Head { number: 0, hash: NOTHING.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_read_as_they_are_written() {
        let head = Head { number: 7, hash: "ab".repeat(32) };
        assert_eq!(head.to_string().parse(), Ok(head));
        for wrong in ["", "7", "7:abc", "0:", "x:00", &format!("-1:{NOTHING}")] {
            assert_eq!(wrong.parse::<Head>(), Err(NoHead));
        }
    }

    #[test]
    fn fields_cannot_run_into_each_other() {
        assert_eq!(field(&Value::Null), "\\N");
        assert_eq!(field(&Value::from("\\N")), "\\\\N");
        assert_eq!(field(&Value::from("a\tb\nc\rd\\")), "a\\tb\\nc\\rd\\\\");
        assert_eq!(field(&Value::from(-5_i64)), "-5");
    }

    #[test]
    fn the_text_that_is_hashed_is_the_documented_one() {
        let block = Block {
            number: 1,
            month: "2026-11".to_owned(),
            entries: 0,
            prev: NOTHING.to_owned(),
            hash: String::new(),
            sealed_at: 5,
        };
        let text = format!("masses journal block 1\n1\t2026-11\t0\t{NOTHING}\t5\n");
        assert_eq!(block.hash_with(&[]).unwrap(), vault::hex(&vault::hash(text.as_bytes())));
        assert_eq!(month(1_795_471_084_123), "2026-11");
    }
}
