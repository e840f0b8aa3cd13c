//! Everything that is held about a person, for people and for machines (GDPR art. 15, 20).

use std::io::{Cursor, Write};

use db::{Row, Value, binds};
use inventory::{Audience, Basis, Category, Column, Datum, Kind, Origin, Table};
use kit::web::Refusal;
use serde::Serialize;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::page::Paper;
use super::{Care, sql};
use crate::ground::Ground;
use crate::ground::people::inventory::RIGHTS;
use crate::ground::people::{Error, Sealed};

/// Everything about one person.
#[derive(Debug, Clone, Serialize)]
pub struct Export {
    /// When it was made, in milliseconds since 1970.
    pub made_at: i64,
    /// The persons that are one.
    pub persons: Vec<String>,
    /// The tables that hold something.
    pub tables: Vec<ExportTable>,
}

/// What one table holds.
#[derive(Debug, Clone, Serialize)]
pub struct ExportTable {
    /// Its name.
    pub name: &'static str,
    /// Its rows.
    pub rows: Vec<ExportRow>,
}

/// One row: column and value.
#[derive(Debug, Clone, Serialize)]
pub struct ExportRow(pub Vec<ExportValue>);

/// One value.
#[derive(Debug, Clone, Serialize)]
pub struct ExportValue {
    /// The column.
    pub column: &'static str,
    /// The value as text; times in RFC 3339.
    pub value: String,
    /// Whether the person gave it under consent or contract, so that they may take it
    /// elsewhere (art. 20).
    pub portable: bool,
    /// Whether it is a datum of the inventory, or only how the row is kept.
    pub personal: bool,
    /// A number as it stands there, such as a time in milliseconds since 1970.
    #[serde(skip)]
    pub(super) at: Option<i64>,
    #[serde(skip)]
    pub(super) table: &'static str,
    #[serde(skip)]
    pub(super) kind: Kind,
    #[serde(skip)]
    pub(super) datum: Option<&'static Datum>,
}

impl Care {
    /// Gathers everything about a person and everybody who is one with them.
    pub async fn export(&self, person: &str, now: i64) -> Result<Export, Error> {
        let persons = self.people.linked(person).await?;
        let mut tables = Vec::new();
        for table in self.tables() {
            let Some(column) = table.person() else { continue };
            let mut rows = Vec::new();
            for person in &persons {
                let statement = sql::select(table, column);
                for row in self.data.read(&statement, binds![person.clone()]).await? {
                    rows.push(self.export_row(table, &row, now).await?);
                }
            }
            if !rows.is_empty() {
                tables.push(ExportTable { name: table.name, rows });
            }
        }
        Ok(Export { made_at: now, persons, tables })
    }

    async fn export_row(
        &self,
        table: &'static Table,
        row: &Row,
        now: i64,
    ) -> Result<ExportRow, Error> {
        let access = self.people.access(&RIGHTS, now);
        let mut values = Vec::new();
        let shown = table.columns.iter().filter(|column| concerns(table, column));
        for column in shown {
            let value = match &column.kind {
                Kind::Sealed(_) => {
                    let sealed = Sealed::take(table, column.name, row)?;
                    match access.open_some(sealed.as_ref()).await {
                        Ok(opened) => opened.map(|value| value.reveal()),
                        // One damaged value must not keep the others from the person.
                        Err(Error::Damaged { .. }) => Some("(damaged)".to_owned()),
                        Err(error) => return Err(error),
                    }
                }
                Kind::Digest => None,
                _ => text(column, row.value(column.name)?),
            };
            let at = match row.value(column.name)? {
                Value::Int(number) => Some(*number),
                _ => None,
            };
            if let Some(value) = value {
                let datum = column.kind.datum();
                values.push(ExportValue {
                    column: column.name,
                    at,
                    value,
                    portable: datum.is_some_and(is_portable),
                    personal: datum.is_some(),
                    table: table.name,
                    kind: column.kind,
                    datum,
                });
            }
        }
        Ok(ExportRow(values))
    }
}

/// Whether a column is about the person, and theirs to have. A password's hash or the secret of
/// a second factor tells nobody anything but how to sign in: an export that has it would be a
/// key. Who of the team handled a visitor's data is not: in a
/// table of visitors, what serves the team alone stays out.
fn concerns(table: &Table, column: &Column) -> bool {
    let of_team = |column: &Column| {
        let datum = column.kind.datum()?;
        Some(datum.uses.iter().all(|one| one.purpose.audience == Audience::Team))
    };
    let for_visitors = table.columns.iter().any(|column| of_team(column) == Some(false));
    let secret = column.kind.datum().is_some_and(|one| one.category == Category::Authentication);
    !secret && (!for_visitors || of_team(column) != Some(true))
}

fn is_portable(datum: &Datum) -> bool {
    datum.origin == Origin::Given
        && datum
            .uses
            .iter()
            .any(|one| matches!(one.purpose.basis, Basis::Consent | Basis::Contract))
}

fn text(column: &Column, value: &Value) -> Option<String> {
    let is_time = match &column.kind {
        Kind::Time => true,
        Kind::Open(datum) => datum.category == Category::Timestamp,
        _ => false,
    };
    match value {
        Value::Null | Value::Bytes(_) => None,
        Value::Text(text) => Some(text.clone()),
        Value::Int(ms) if is_time => Some(kit::clock::stamp(*ms)),
        Value::Int(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(yes.to_string()),
        Value::Real(number) => Some(number.to_string()),
    }
}

impl Export {
    /// Adds what is held about the same human being as another person: whoever writes to the
    /// organisation and works for it is two to the program.
    pub fn join(&mut self, other: Export) {
        self.persons.extend(other.persons);
        for table in other.tables {
            match self.tables.iter_mut().find(|one| one.name == table.name) {
                Some(there) => there.rows.extend(table.rows),
                None => self.tables.push(table),
            }
        }
    }

    /// For machines.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// For people and for machines, in one file. The page is in the language that the person
    /// used last, if the site has it; else in `lang`.
    pub async fn zip(&self, ground: &Ground, lang: &str) -> Result<Vec<u8>, Refusal> {
        let languages = &ground.settings.site.languages;
        let used = self.language().filter(|used| languages.iter().any(|one| one == used));
        let page = Paper::new(ground, used.unwrap_or(lang)).await?.page(self);
        self.packed(&page).map_err(|error| Refusal::Internal(error.to_string()))
    }

    fn language(&self) -> Option<&str> {
        let mut values = self.tables.iter().flat_map(|table| &table.rows).flat_map(|row| &row.0);
        let of_language = |value: &&ExportValue| {
            value.datum.is_some_and(|datum| datum.category == Category::Language)
        };
        values.rfind(of_language).map(|value| value.value.as_str())
    }

    fn packed(&self, page: &str) -> Result<Vec<u8>, std::io::Error> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default();
        zip.start_file("data.html", options)?;
        zip.write_all(page.as_bytes())?;
        zip.start_file("data.json", options)?;
        zip.write_all(self.json().as_bytes())?;
        Ok(zip.finish()?.into_inner())
    }
}
