//! The inventory against the database: every column declared, every declaration there.

use std::collections::{BTreeMap, BTreeSet};

use db::ColumnInfo;
use inventory::{Kind, Room, Switch, Table};
use kit::settings::Flat;

use super::Ground;
use crate::ground::people::inventory::KEYS;

/// Compares both databases with what the rooms declare, both ways. The error lists every
/// difference.
pub async fn schema(ground: &Ground) -> Result<(), String> {
    let rooms: Vec<&Room> = ground.rooms.iter().map(|room| room.inventory).collect();
    let mut all: Vec<String> =
        inventory::breaches(&rooms).iter().map(ToString::to_string).collect();
    let columns = ground.data.schema().await.map_err(|error| error.to_string())?;
    all.extend(differences(&rooms, &columns));
    let columns = ground.people.keys().db().schema().await.map_err(|error| error.to_string())?;
    all.extend(differences(&[&KEYS], &columns));
    all.extend(links(&rooms, ground).await?);
    if all.is_empty() { Ok(()) } else { Err(all.join("\n")) }
}

/// What differs between the columns of a database and those that rooms declare.
pub fn differences(rooms: &[&Room], columns: &[ColumnInfo]) -> Vec<String> {
    let there: BTreeMap<(String, String), &ColumnInfo> = columns
        .iter()
        .map(|column| ((column.table.clone(), column.column.clone()), column))
        .collect();
    let mut declared = BTreeSet::new();
    let mut all = Vec::new();
    for table in rooms.iter().flat_map(|room| room.tables) {
        for column in table.columns {
            let place = (table.name.to_owned(), column.name.to_owned());
            match there.get(&place) {
                None => all.push(format!(
                    "{}.{} is declared, but not in the database",
                    table.name, column.name
                )),
                Some(found) => all.extend(wrong_type(table, column.name, &column.kind, found)),
            }
            declared.insert(place);
        }
    }
    for (table, column) in there.keys() {
        if !declared.contains(&(table.clone(), column.clone())) {
            all.push(format!("{table}.{column} is in the database, but no inventory declares it"));
        }
    }
    all
}

/// Every foreign key to a person is declared as one.
async fn links(rooms: &[&Room], ground: &Ground) -> Result<Vec<String>, String> {
    let keys = ground.data.foreign_keys().await.map_err(|error| error.to_string())?;
    let mut all = Vec::new();
    for key in keys.iter().filter(|key| key.to_table == "person" && key.table != "person") {
        let tables = rooms.iter().flat_map(|room| room.tables);
        let declared = tables
            .filter(|table| table.name == key.table)
            .any(|table| table.person() == Some(key.column.as_str()));
        if !declared {
            all.push(format!(
                "{}.{} points to a person, but the inventory does not say so",
                key.table, key.column
            ));
        }
    }
    Ok(all)
}

fn wrong_type(table: &Table, column: &str, kind: &Kind, found: &ColumnInfo) -> Option<String> {
    let good: &[&str] = match kind {
        Kind::Sealed(_) => &["bytea"],
        Kind::Time => &["bigint"],
        Kind::State(_) | Kind::Person => &["text"],
        Kind::Link(_) => &["text", "bigint"],
        Kind::Count => &["bigint", "boolean"],
        _ => return None,
    };
    let wrong = !good.contains(&found.kind.as_str());
    wrong.then(|| format!("{}.{column} is {}, not {}", table.name, found.kind, good.join(" or ")))
}

/// Whether a switch is on under these settings.
pub fn is_on(switch: Switch, settings: &BTreeMap<String, Flat>) -> bool {
    let on = |name: &str| match settings.get(name) {
        Some(Flat::Bool(yes)) => *yes,
        Some(Flat::Int(number)) => *number > 0,
        Some(Flat::Text(text)) => !text.trim().is_empty(),
        Some(Flat::List(list)) => !list.is_empty(),
        None => false,
    };
    match switch {
        Switch::Always => true,
        Switch::Setting(name) => on(name),
        Switch::Without(name) => !on(name),
        Switch::Is(name, value) => {
            matches!(settings.get(name), Some(Flat::Text(text)) if text == value)
        }
    }
}
