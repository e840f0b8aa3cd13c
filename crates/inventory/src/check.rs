//! The rules a set of declarations has to keep among themselves.

use std::collections::BTreeSet;
use std::fmt;

use crate::{Category, Column, Datum, End, Holds, Keep, Kind, Need, OnErase, Room, Table};

/// A rule that a declaration breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// Where: `room/table.column`.
    pub place: String,
    /// What is wrong and what to do.
    pub reason: String,
}

impl fmt::Display for Breach {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.place, self.reason)
    }
}

/// Every rule broken by these rooms; empty when all is well. P20 and P22 of the list of checks.
pub fn breaches(rooms: &[&Room]) -> Vec<Breach> {
    let mut found = Vec::new();
    let tables: BTreeSet<_> =
        rooms.iter().flat_map(|room| room.tables).map(|table| table.name).collect();
    let mut seen = BTreeSet::new();
    for room in rooms {
        for purpose in room.purposes {
            if !purpose.id.starts_with(&format!("{}.", room.name)) {
                say(&mut found, purpose.id, "a purpose's id starts with its room's name");
            }
            if !seen.insert(("purpose", purpose.id)) {
                say(&mut found, purpose.id, "is declared twice");
            }
        }
        for cookie in room.cookies {
            if !seen.insert(("cookie", cookie.name)) {
                say(&mut found, cookie.name, "a cookie of this name is declared twice");
            }
        }
        for table in room.tables {
            if !seen.insert(("table", table.name)) {
                say(&mut found, table.name, "a table of this name is declared twice");
            }
            check_table(&mut found, room, table, &tables);
        }
    }
    found
}

fn check_table(
    found: &mut Vec<Breach>,
    room: &Room,
    table: &Table,
    tables: &BTreeSet<&'static str>,
) {
    let place = format!("{}/{}", room.name, table.name);
    match table.holds {
        Holds::Person { person, collected } => {
            if !matches!(table.column(person).map(|c| &c.kind), Some(Kind::Person)) {
                say(found, &place, &format!("`{person}` is not one of its person columns"));
            }
            if !is_time(table, collected) {
                say(found, &place, &format!("`{collected}` is not one of its times"));
            }
            if table.ends.is_empty() {
                say(found, &place, "holds data about people and has no end (GDPR art. 5(1)(e))");
            }
        }
        Holds::Nobody(_) => {
            if table.columns.iter().any(|column| column.kind.datum().is_some()) {
                say(found, &place, "says it holds nothing about anybody, but declares a datum");
            }
        }
    }
    if table.erase == OnErase::Blank && table.columns.iter().all(|c| !c.kind.sealed()) {
        say(found, &place, "is blanked on erasure but has nothing sealed to blank");
    }
    for end in table.ends {
        let (column, good) = match end {
            End::After { since, .. } => (*since, is_time(table, since)),
            End::With { link } => {
                (*link, matches!(table.column(link).map(|c| &c.kind), Some(Kind::Link(_))))
            }
            End::LastOfPerson | End::Event(_) => continue,
        };
        if !good {
            say(found, &place, &format!("ends by `{column}`, which is no such column"));
        }
    }
    for column in table.columns {
        check_column(found, &place, table, column, tables);
    }
}

fn check_column(
    found: &mut Vec<Breach>,
    place: &str,
    table: &Table,
    column: &Column,
    tables: &BTreeSet<&'static str>,
) {
    let place = format!("{place}.{}", column.name);
    if let Kind::Link(to) = column.kind
        && !tables.contains(to)
    {
        say(found, &place, &format!("links to `{to}`, which no room declares"));
    }
    let Some(datum) = column.kind.datum() else { return };
    if datum.need == Need::Instance
        && !table.columns.iter().any(|column| matches!(column.kind, Kind::Instance(_)))
    {
        say(found, &place, "has instances, but no column says which one a row holds");
    }
    if datum.id != format!("{}.{}", table.name, column.name) {
        say(found, &place, &format!("its datum is called `{}`", datum.id));
    }
    check_datum(found, &place, table, datum);
    if matches!(column.kind, Kind::Open(_))
        && !matches!(
            datum.category,
            Category::Topic
                | Category::Language
                | Category::Timestamp
                | Category::Identifier
                | Category::Activity
        )
    {
        say(found, &place, "is of a category that has to be sealed");
    }
}

fn check_datum(found: &mut Vec<Breach>, place: &str, table: &Table, datum: &Datum) {
    if datum.uses.is_empty() {
        say(found, place, "has no purpose (GDPR art. 5(1)(b))");
    }
    if datum.category == Category::Special
        && datum.uses.iter().any(|u| u.purpose.basis != crate::Basis::Consent)
    {
        say(found, place, "is a special category: its purposes need explicit consent (art. 9)");
    }
    for each in datum.uses {
        if let Keep::Days { since, .. } = each.keep
            && !is_time(table, since)
        {
            say(found, place, &format!("is kept by `{since}`, which is not a time of its table"));
        }
    }
}

fn is_time(table: &Table, name: &str) -> bool {
    match table.column(name).map(|column| &column.kind) {
        Some(Kind::Time) => true,
        Some(Kind::Open(datum)) => datum.category == Category::Timestamp,
        _ => false,
    }
}

fn say(found: &mut Vec<Breach>, place: &str, reason: &str) {
    found.push(Breach { place: place.to_owned(), reason: reason.to_owned() });
}
