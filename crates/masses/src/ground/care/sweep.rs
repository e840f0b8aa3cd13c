//! The sweep: what has reached its end goes, every night, a little at a time.

use std::collections::BTreeMap;

use db::{Statement, binds};
use inventory::Days;
use kit::settings::Flat;

use super::{COLLECTED, Care, GENERATION, Whom, sql, store};
use crate::ground::generations::Generations;
use crate::ground::journal::{Act, Actor, Entry, Journal};
use crate::ground::people;
use crate::ground::people::store::keys as keys_sql;

const DAY_MS: i64 = 86_400_000;
/// A clock that moved further than this since the last look may have jumped: the sweep would
/// delete what is not old at all. It waits until somebody has confirmed the time (F10).
const JUMP_MS: i64 = 7 * DAY_MS;

/// How many persons one write erases: enough to share its sync, and few enough that whoever writes
/// beside it does not wait for long.
const TOGETHER: usize = 50;

/// What one sweep did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Swept {
    /// Rows that went, by table.
    pub rows: BTreeMap<String, u64>,
    /// Values that were blanked, by table.
    pub blanked: u64,
    /// Persons about whom nothing was left.
    pub persons: u64,
    /// Keys without a person.
    pub keys: u64,
}

/// Why the sweep waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hold {
    /// When it last saw the clock, in milliseconds since 1970.
    pub seen_at: i64,
    /// What the clock says now.
    pub now: i64,
}

impl Care {
    /// Sweeps once, unless the clock seems to have jumped.
    pub async fn sweep(&self, now: i64) -> Result<Result<Swept, Hold>, people::Error> {
        if let Some(hold) = self.look_at_clock(now).await? {
            return Ok(Err(hold));
        }
        let mut swept = Swept::default();
        if self.holds_visitors().await? {
            self.see(COLLECTED, now, false).await?;
        }
        for table in self.tables() {
            for end in table.ends {
                let Some((statement, days)) = sql::sweep(table, end) else { continue };
                let over = vec![now - self.ms(days)];
                let gone = self.repeat(&statement, over).await?;
                if gone > 0 {
                    *swept.rows.entry(table.name.to_owned()).or_default() += gone;
                }
            }
            for (statement, days) in sql::blank(table) {
                let over = days.into_iter().map(|days| now - self.ms(days)).collect();
                swept.blanked += self.repeat(&statement, over).await?;
            }
        }
        swept.persons = self.sweep_persons(now).await?;
        swept.keys = self.sweep_keys(now).await?;
        self.note_sweep(&swept, now).await?;
        Ok(Ok(swept))
    }

    /// Notes how much went, and from where.
    async fn note_sweep(&self, swept: &Swept, now: i64) -> Result<(), db::Error> {
        if *swept == Swept::default() {
            return Ok(());
        }
        let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let mut entry = Entry::new(Actor::System, Act::Swept, now)
            .number("rows", number(swept.rows.values().sum()))
            .number("values", number(swept.blanked))
            .number("persons", number(swept.persons));
        if let [table] = swept.rows.keys().collect::<Vec<_>>()[..] {
            entry = entry.word("table", table.clone());
        }
        self.data.write::<_, db::Error>(|tx| Box::pin(Journal::note(tx, entry))).await
    }

    /// Whether the sweep waits for somebody to confirm the time.
    pub async fn held(&self, now: i64) -> Result<Option<Hold>, db::Error> {
        let row = self.data.read_one(&store::SEEN, binds!["sweep"]).await?;
        match row {
            Some(row) if row.bool("held")? => Ok(Some(Hold { seen_at: row.int("seen_at")?, now })),
            _ => Ok(None),
        }
    }

    /// Whether the sweep has accepted the time of today: nothing expires under a clock that may
    /// have jumped (F10).
    pub async fn clock_is_good(&self, now: i64) -> Result<bool, db::Error> {
        let Some(row) = self.data.read_one(&store::SEEN, binds!["sweep"]).await? else {
            return Ok(false);
        };
        Ok(!row.bool("held")? && (now - row.int("seen_at")?).abs() <= 2 * DAY_MS)
    }

    /// Somebody has looked at the clock: the time is right.
    pub async fn confirm_clock(&self, now: i64) -> Result<(), db::Error> {
        self.see("sweep", now, false).await
    }

    /// When the newest row that is there today goes at the latest, for what a policy says of a
    /// room that is switched off. None where that depends on an event.
    pub fn last_end(&self, room: &inventory::Room, newest: i64) -> Option<i64> {
        let ends = room.tables.iter().flat_map(|table| table.ends);
        let days = ends.filter_map(|end| match end {
            inventory::End::After { days, .. } => Some(self.ms(*days)),
            _ => None,
        });
        days.max().map(|ms| newest + ms)
    }

    async fn look_at_clock(&self, now: i64) -> Result<Option<Hold>, db::Error> {
        let row = self.data.read_one(&store::SEEN, binds!["sweep"]).await?;
        let Some(row) = row else {
            self.see("sweep", now, false).await?;
            return Ok(None);
        };
        let seen_at = row.int("seen_at")?;
        if row.bool("held")? || now < seen_at - DAY_MS || now > seen_at + JUMP_MS {
            self.see("sweep", seen_at, true).await?;
            return Ok(Some(Hold { seen_at, now }));
        }
        self.see("sweep", now, false).await?;
        Ok(None)
    }

    async fn see(&self, name: &'static str, at: i64, held: bool) -> Result<(), db::Error> {
        self.data
            .write::<_, db::Error>(move |tx| {
                Box::pin(async move { tx.execute(&store::SEE, binds![name, at, held]).await })
            })
            .await?;
        Ok(())
    }

    /// Runs a statement that takes some rows at a time until it takes none.
    async fn repeat(&self, statement: &Statement, over: Vec<i64>) -> Result<u64, db::Error> {
        let mut all = 0;
        loop {
            let (statement, over) = (statement.clone(), over.clone());
            let taken = self
                .data
                .write::<_, db::Error>(move |tx| {
                    Box::pin(async move {
                        let over = over.into_iter().map(db::Value::from).collect::<Vec<_>>();
                        let taken = tx.execute(&statement, over).await?;
                        if taken > 0 {
                            Generations::bump(tx, GENERATION).await?;
                        }
                        Ok(taken)
                    })
                })
                .await?;
            all += taken;
            if taken < sql::STEP.unsigned_abs() {
                return Ok(all);
            }
        }
    }

    /// Persons about whom nothing is left for a day go, with their keys.
    async fn sweep_persons(&self, now: i64) -> Result<u64, people::Error> {
        let alone = sql::alone(self.tables());
        let (mut gone, mut after) = (0, String::new());
        loop {
            let rows = self.data.read(&alone, binds![now - DAY_MS, after.clone()]).await?;
            let persons: Vec<String> =
                rows.iter().map(|row| row.text("id")).collect::<Result<_, _>>()?;
            let Some(last) = persons.last() else { return Ok(gone) };
            after = last.clone();
            // Alone: somebody they are one with may still have data.
            gone += self.erase_those_of_nothing(&persons, now).await?;
        }
    }

    /// Erases persons about whom there is nothing, some at a time; how many they were.
    async fn erase_those_of_nothing(
        &self,
        persons: &[String],
        now: i64,
    ) -> Result<u64, people::Error> {
        let mut gone = Vec::new();
        for some in persons.chunks(TOGETHER) {
            gone.extend(self.erase_rows(some, Whom::OfNothing, Actor::System, now).await?.0);
        }
        if !gone.is_empty() {
            self.finish(&gone, now).await?;
        }
        Ok(gone.len() as u64)
    }

    /// Keys that were made for a row which never came go after a day.
    async fn sweep_keys(&self, now: i64) -> Result<u64, people::Error> {
        let (mut gone, mut after) = (0, String::new());
        loop {
            let binds = binds![now - DAY_MS, after.clone()];
            let rows = self.people.keys().db().read(&keys_sql::KEY_OLD, binds).await?;
            let mut nobodys = Vec::new();
            for row in &rows {
                after = row.text("person_id")?;
                if self.data.read_one(&store::PERSON, binds![after.clone()]).await?.is_none() {
                    nobodys.push(after.clone());
                }
            }
            gone += self.erase_those_of_nothing(&nobodys, now).await?;
            if rows.len() < sql::STEP.unsigned_abs() as usize {
                return Ok(gone);
            }
        }
    }

    fn ms(&self, days: Days) -> i64 {
        let setting = |name: &str| match self.settings.flat().get(name) {
            Some(Flat::Int(days)) => u32::try_from(*days).ok(),
            _ => None,
        };
        i64::from(days.resolve(setting)) * DAY_MS
    }
}
