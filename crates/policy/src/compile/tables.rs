//! The tables of the policy: the data and the cookies.

use inventory::{Room, Table};

use super::Present;
use super::names::keep_name;
use super::speak::{Speaker, capital, unique};
use crate::{Arg, CookieFact, DataFact, Ending, Facts, Sheet};

/// What is collected from an audience, what for, on which basis, whether it has to be given, and
/// how long it is kept: one row for each datum and way of keeping it.
pub(super) fn data(
    speaker: &Speaker<'_>,
    rooms: &[Present<'_>],
    facts: &Facts,
    audience: &str,
) -> Sheet {
    let mut rows: Vec<Vec<&DataFact>> = Vec::new();
    for row in in_order(rooms, facts, audience) {
        let same = |group: &&mut Vec<&DataFact>| {
            group.first().is_some_and(|first| first.id() == row.id() && first.keep == row.keep)
        };
        match rows.iter_mut().find(same) {
            Some(group) => group.push(row),
            None => rows.push(vec![row]),
        }
    }
    Sheet {
        headers: ["what", "purpose", "basis", "need", "keep"]
            .map(|column| speaker.word(&format!("policy-data-{column}")))
            .to_vec(),
        rows: rows.iter().map(|group| cells(speaker, facts, group)).collect(),
    }
}

/// An audience's rows as their rooms declare them: what people give first, what a law asks last.
fn in_order<'a>(rooms: &[Present<'_>], facts: &'a Facts, audience: &str) -> Vec<&'a DataFact> {
    let places: Vec<(&str, &str)> =
        rooms.iter().flat_map(|present| columns(present.room)).collect();
    let mut rows: Vec<&DataFact> =
        facts.data.iter().filter(|row| row.audience == audience).collect();
    rows.sort_by_key(|row| {
        let place =
            places.iter().position(|(table, column)| *table == row.table && *column == row.column);
        let purpose = facts.purpose(&row.purpose);
        let duty = purpose.is_some_and(|purpose| purpose.basis == "legal-obligation");
        (row.closed.is_some(), row.need == "automatic", duty, place, row.id())
    });
    rows
}

fn columns(room: &Room) -> impl Iterator<Item = (&'static str, &'static str)> {
    let tables: &'static [&'static Table] = room.tables;
    tables.iter().flat_map(|table| table.columns.iter().map(|column| (table.name, column.name)))
}

fn cells(speaker: &Speaker<'_>, facts: &Facts, group: &[&DataFact]) -> Vec<String> {
    let Some(first) = group.first() else { return Vec::new() };
    let purposes = group.iter().map(|row| speaker.named("purpose", &row.purpose));
    let bases = group.iter().filter_map(|row| facts.purpose(&row.purpose));
    let bases = bases.map(|purpose| speaker.word(&format!("basis-{}", purpose.basis)));
    let need = match first.closed {
        Some(_) => "policy-need-closed".to_owned(),
        None => format!("policy-need-{}", first.need),
    };
    vec![
        capital(&speaker.datum(first)),
        capital(&unique(purposes).join("; ")),
        capital(&unique(bases).join("; ")),
        capital(&speaker.word(&need)),
        capital(&keeps(speaker, first)),
    ]
}

fn keeps(speaker: &Speaker<'_>, row: &DataFact) -> String {
    if let Some(ending) = &row.closed {
        return closing(speaker, ending);
    }
    let ends = row.keep.iter().map(|keep| keep_name(speaker, keep));
    unique(ends).join("; ")
}

/// When the last of something goes.
pub(super) fn closing(speaker: &Speaker<'_>, ending: &Ending) -> String {
    match &ending.until_day {
        Some(day) => {
            let day = Arg::Text(speaker.day(day));
            speaker.say("policy-closing-day", &[("day", day)])
        }
        None => speaker.word("policy-closing"),
    }
}

/// The cookies of an audience.
pub(super) fn cookies(speaker: &Speaker<'_>, facts: &Facts, audience: &str) -> Sheet {
    let theirs = facts.cookies.iter().filter(|cookie| cookie.audience == audience);
    Sheet {
        headers: ["name", "purpose", "need", "lifetime"]
            .map(|column| speaker.word(&format!("policy-cookie-{column}")))
            .to_vec(),
        rows: theirs.map(|cookie| cookie_cells(speaker, cookie)).collect(),
    }
}

fn cookie_cells(speaker: &Speaker<'_>, cookie: &CookieFact) -> Vec<String> {
    vec![
        cookie.name.clone(),
        capital(&speaker.named("cookie", &cookie.name)),
        capital(&speaker.word(&format!("policy-cookie-need-{}", cookie.need))),
        capital(&lifetime(speaker, cookie.seconds)),
    ]
}

/// A lifetime in the largest unit that says it exactly.
fn lifetime(speaker: &Speaker<'_>, seconds: Option<u32>) -> String {
    let Some(seconds) = seconds else { return speaker.word("policy-lifetime-session") };
    if seconds > 0 && seconds.is_multiple_of(86_400) {
        return speaker.length(seconds / 86_400);
    }
    let (unit, length) = match seconds {
        0 => ("minutes", 60),
        _ if seconds % 3_600 == 0 => ("hours", 3_600),
        // A minute too much is said rather than one too few.
        _ => ("minutes", 60),
    };
    let count = Arg::Int(i64::from(seconds.div_ceil(length)));
    speaker.say(&format!("policy-lifetime-{unit}"), &[("count", count)])
}
