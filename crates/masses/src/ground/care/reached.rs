//! Who is reached when what is done with data changes, and where they can be written to.

use std::collections::{BTreeMap, BTreeSet};

use db::binds;
use inventory::{Audience, Category, Column, Kind, Need, Table};

use super::{Care, sql};
use crate::ground::people::{Error, HandleKind, Sealed};

/// Where somebody can be written to.
pub struct Addressed {
    /// The address.
    pub address: Sealed,
    /// The language they used when they gave it.
    pub lang: Option<String>,
}

/// A column with an e-mail address of a visitor.
struct Place {
    table: &'static Table,
    column: &'static Column,
    /// Whether they gave it themselves, there; else it was copied there.
    given: bool,
}

impl Care {
    /// Persons after an id, some at a time, of whom there is one of these data from before a
    /// time. A datum is `table.column`; of one with instances (`table.column#instance`) any
    /// instance counts.
    pub async fn holding(
        &self,
        data: &BTreeSet<String>,
        before: i64,
        after: &str,
        limit: i64,
    ) -> Result<Vec<String>, db::Error> {
        let mut places: BTreeMap<&'static str, (&'static Table, Vec<&'static str>)> =
            BTreeMap::new();
        for table in self.tables() {
            for column in table.columns {
                let Some(datum) = column.kind.datum() else { continue };
                let named = |id: &String| id.split('#').next() == Some(datum.id);
                if data.iter().any(named) {
                    places.entry(table.name).or_insert((table, vec![])).1.push(column.name);
                }
            }
        }
        let places: Vec<_> = places.into_values().collect();
        let Some(statement) = sql::holding(&places) else { return Ok(Vec::new()) };
        let rows = self.data.read(&statement, binds![after, before, limit]).await?;
        rows.iter().map(|row| row.text("id")).collect()
    }

    /// Where a visitor can be written to: at the newest address they gave. None for those who
    /// are no visitors, and for those of whom there is nothing but what is held to be of no
    /// worth (spam).
    pub async fn address(&self, person: &str) -> Result<Option<Addressed>, Error> {
        if !self.people.keys().is(person, HandleKind::Address).await? {
            return Ok(None);
        }
        let (given, copied): (Vec<_>, Vec<_>) =
            self.addresses().into_iter().partition(|place| place.given);
        if let Some(found) = self.newest_address(&given, person).await? {
            return Ok(Some(found));
        }
        for place in given {
            let statement = sql::any(place.table, place.table.person().unwrap_or("id"));
            if self.data.read_one(&statement, binds![person]).await?.is_some() {
                return Ok(None);
            }
        }
        // What they gave is gone; what was written to them is not yet.
        self.newest_address(&copied, person).await
    }

    fn addresses(&self) -> Vec<Place> {
        let mut all = Vec::new();
        for table in self.tables() {
            for column in table.columns {
                let Kind::Sealed(datum) = &column.kind else { continue };
                let of_visitors =
                    datum.uses.iter().any(|one| one.purpose.audience == Audience::Visitors);
                if datum.category == Category::EmailAddress && of_visitors {
                    all.push(Place { table, column, given: datum.need != Need::Automatic });
                }
            }
        }
        all
    }

    async fn newest_address(
        &self,
        places: &[Place],
        person: &str,
    ) -> Result<Option<Addressed>, Error> {
        let mut newest: Option<(i64, Addressed)> = None;
        for place in places {
            let Some(statement) = sql::address(place.table, place.column) else { continue };
            let Some(collected) = place.table.collected() else { continue };
            let Some(row) = self.data.read_one(&statement, binds![person]).await? else { continue };
            let at = row.int(collected)?;
            let sealed = Sealed::take(place.table, place.column.name, &row)?;
            let language = sql::language(place.table).map(|column| row.opt_text(column.name));
            if let Some(address) = sealed
                && newest.as_ref().is_none_or(|(known, _)| *known < at)
            {
                newest = Some((at, Addressed { address, lang: language.transpose()?.flatten() }));
            }
        }
        Ok(newest.map(|(_, found)| found))
    }
}
