//! SQL made from the inventory. Names come from constants only, values are bound.

use db::Statement;
use inventory::{Category, Column, Days, End, Keep, Kind, OnErase, Table};

use crate::ground::people::inventory::REFUSAL;
use crate::ground::people::{EVERYTHING, Refusing};

/// How many rows one step of the sweep takes, so that its memory and its locks stay small.
pub(super) const STEP: i64 = 500;

/// Everything a table holds about one person (`$1`).
pub(super) fn select(table: &Table, person: &str) -> Statement {
    let columns: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
    let order = table.key().map_or(person, |key| key.name);
    Statement::generated(
        "care::select",
        format!(
            "select {} from {} where {person} = $1 order by {order}",
            columns.join(", "),
            table.name
        ),
    )
}

/// Erases one person (`$1`) from a table; none where the rows stay as they are.
pub(super) fn erase(table: &Table, person: &str) -> Option<Statement> {
    let sql = match table.erase {
        OnErase::Delete => format!("delete from {} where {person} = $1", table.name),
        OnErase::Blank => {
            let sealed = table.columns.iter().filter(|column| column.kind.sealed());
            let blank: Vec<String> = sealed.map(|c| format!("{} = null", c.name)).collect();
            format!("update {} set {} where {person} = $1", table.name, blank.join(", "))
        }
        OnErase::Keep(_) => return None,
    };
    Some(Statement::generated("care::erase", sql))
}

/// What a table holds about one person (`$1`) is about another (`$2`) from here on.
pub(super) fn moves(table: &Table, person: &str) -> Statement {
    let sql = format!("update {} set {person} = $2 where {person} = $1", table.name);
    Statement::generated("care::moves", sql)
}

/// Whether a table holds anything, and when the last of it was collected.
pub(super) fn newest(table: &Table, collected: &str) -> Statement {
    Statement::generated(
        "care::newest",
        format!("select count(*) as n, max({collected}) as newest from {}", table.name),
    )
}

/// One value of a column, whosever it is.
pub(super) fn sample(table: &Table, column: &Column) -> Statement {
    let (table, column) = (table.name, column.name);
    Statement::generated(
        "care::sample",
        format!("select {column} as value from {table} where {column} is not null limit 1"),
    )
}

/// Deletes at most [`STEP`] rows whose end has come: `$1` is the last time that is over.
pub(super) fn sweep(table: &Table, end: &End) -> Option<(Statement, Days)> {
    let End::After { days, since, only } = end else { return None };
    let key = table.key()?.name;
    let only = only.map_or(String::new(), |(column, word)| {
        debug_assert!(word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'));
        format!(" and {column} = '{word}'")
    });
    let sql = format!(
        "delete from {0} where {key} in (select {key} from {0} where {since} <= $1{only}{1} \
         order by {key} limit {STEP})",
        table.name,
        unrestricted(table)
    );
    Some((Statement::generated("care::sweep", sql), *days))
}

/// Leaves out what somebody wants kept as it is: restricted data is stored, and nothing else is
/// done with it, until the restriction is lifted (GDPR art. 18(2)).
fn unrestricted(table: &Table) -> String {
    let Some(person) = table.person() else { return String::new() };
    format!(
        " and not exists (select 1 from {0} where {0}.person_id = {1}.{person} \
         and {0}.purpose = '{EVERYTHING}' and {0}.kind = '{2}')",
        REFUSAL.name,
        table.name,
        Refusing::Restricted.word()
    )
}

/// Blanks at most [`STEP`] values that are kept shorter than their row: `$1` as above. A value
/// goes when the last of its uses is over.
pub(super) fn blank(table: &Table) -> Vec<(Statement, Vec<Days>)> {
    let Some(key) = table.key() else { return Vec::new() };
    let mut all = Vec::new();
    for column in table.columns {
        let Kind::Sealed(datum) = &column.kind else { continue };
        let shorter: Option<Vec<_>> = datum
            .uses
            .iter()
            .map(|one| match one.keep {
                Keep::Days { days, since } => Some((days, since)),
                Keep::Row => None,
            })
            .collect();
        let Some(shorter) = shorter else { continue };
        let over: Vec<String> = shorter
            .iter()
            .enumerate()
            .map(|(at, (_, since))| format!("{since} <= ${}", at + 1))
            .collect();
        let sql = format!(
            "update {0} set {1} = null where {2} in (select {2} from {0} where {1} is not null \
             and {3}{4} order by {2} limit {STEP})",
            table.name,
            column.name,
            key.name,
            over.join(" and "),
            unrestricted(table)
        );
        let days = shorter.into_iter().map(|(days, _)| days).collect();
        all.push((Statement::generated("care::blank", sql), days));
    }
    all
}

/// At most [`STEP`] persons older than `$1`, after the id `$2`, about whom no table holds anything any more.
pub(super) fn alone<'a>(tables: impl Iterator<Item = &'a Table>) -> Statement {
    let mut sql = "select id from person where created_at <= $1 and id > $2".to_owned();
    for (table, person) in lasting(tables) {
        sql.push_str(&format!(
            " and not exists (select 1 from {0} where {0}.{person} = person.id)",
            table.name
        ));
    }
    sql.push_str(&format!(" order by id limit {STEP}"));
    Statement::generated("care::alone", sql)
}

/// A person (`$1`) about whom some table does hold something.
pub(super) fn held<'a>(tables: impl Iterator<Item = &'a Table>) -> Statement {
    let any: Vec<String> = lasting(tables)
        .map(|(table, person)| {
            format!("exists (select 1 from {0} where {0}.{person} = person.id)", table.name)
        })
        .collect();
    let sql = format!("select id from person where id = $1 and ({})", any.join(" or "));
    Statement::generated("care::held", sql)
}

/// The tables for whose sake a person stays, with the column that says whose a row is.
fn lasting<'a>(
    tables: impl Iterator<Item = &'a Table>,
) -> impl Iterator<Item = (&'a Table, &'static str)> {
    tables.filter_map(|table| {
        let lasts = table.ends.iter().any(|end| matches!(end, End::LastOfPerson));
        let kept = matches!(table.erase, OnErase::Keep(_));
        table.person().filter(|_| !lasts && !kept).map(|person| (table, person))
    })
}

/// At most `$3` persons after `$1` of whom one of these columns holds something from before
/// `$2`; none where there are no columns.
pub(super) fn holding(places: &[(&Table, Vec<&str>)]) -> Option<Statement> {
    let mut any = Vec::new();
    for (table, columns) in places {
        let (person, collected) = table.person().zip(table.collected())?;
        let columns: Vec<String> =
            columns.iter().map(|column| format!("held.{column} is not null")).collect();
        any.push(format!(
            "exists (select 1 from {} as held where held.{person} = person.id \
             and held.{collected} < $2 and ({}))",
            table.name,
            columns.join(" or ")
        ));
    }
    let any = (!any.is_empty()).then(|| any.join(" or "))?;
    Some(Statement::generated(
        "care::holding",
        format!("select id from person where id > $1 and ({any}) order by id limit $3"),
    ))
}

/// The newest address of one person (`$1`) in a column, and the language it was given in. Rows
/// that end sooner because of a word in them (spam) do not count.
pub(super) fn address(table: &Table, column: &Column) -> Option<Statement> {
    let (person, collected) = table.person().zip(table.collected())?;
    let key = table.key()?.name;
    let mut columns = vec![key, person, collected, column.name];
    columns.extend(language(table).map(|column| column.name));
    let mut sound = String::new();
    for end in table.ends {
        if let End::After { only: Some((column, word)), .. } = end {
            debug_assert!(word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'));
            sound.push_str(&format!(" and coalesce({column}, '') <> '{word}'"));
        }
    }
    Some(Statement::generated(
        "care::address",
        format!(
            "select {} from {} where {person} = $1 and {} is not null{sound} \
             order by {collected} desc, {key} desc limit 1",
            columns.join(", "),
            table.name,
            column.name
        ),
    ))
}

/// The column of a table that says in which language somebody reads.
pub(super) fn language(table: &Table) -> Option<&'static Column> {
    table.columns.iter().find(
        |column| matches!(&column.kind, Kind::Open(datum) if datum.category == Category::Language),
    )
}

/// Whether a table holds anything about one person (`$1`).
pub(super) fn any(table: &Table, person: &str) -> Statement {
    Statement::generated(
        "care::any",
        format!("select {person} from {} where {person} = $1 limit 1", table.name),
    )
}
