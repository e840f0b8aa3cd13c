//! The one door: the only place where a sealed value is opened or sealed.

use std::fmt;
use std::sync::Arc;

use db::Row;
use inventory::{Column, Datum, Purpose, Table};
use kit::chance::Chance;
use vault::{DataKey, Place};

use super::inventory::RIGHTS;
use super::{Error, People};

/// A value as it lies in the database. It can be opened through [`Access`] only.
#[derive(Clone)]
pub struct Sealed {
    table: &'static Table,
    column: &'static Column,
    datum: &'static Datum,
    instance: Option<String>,
    person: String,
    row: String,
    collected_at: i64,
    bytes: Vec<u8>,
}

impl Sealed {
    /// Takes a value from a row. The answer has to have the table's key, its person and its
    /// time of collection beside the column. None where the column is null.
    pub fn take(
        table: &'static Table,
        column: &'static str,
        row: &Row,
    ) -> Result<Option<Self>, Error> {
        let undeclared = || Error::Undeclared(format!("{}.{column}", table.name));
        let declared = table.column(column).filter(|column| column.kind.sealed());
        let declared = declared.ok_or_else(undeclared)?;
        let datum = declared.kind.datum().ok_or_else(undeclared)?;
        let (person, collected) = table.person().zip(table.collected()).ok_or_else(undeclared)?;
        let key = table.key().map_or(person, |key| key.name);
        let Some(bytes) = row.opt_bytes(column)? else { return Ok(None) };
        Ok(Some(Self {
            table,
            column: declared,
            datum,
            instance: None,
            person: row.text(person)?,
            row: row.text(key)?,
            collected_at: row.int(collected)?,
            bytes,
        }))
    }

    /// The instance of the datum this is: a form field that the organisation made.
    #[must_use]
    pub fn of(mut self, instance: &str) -> Self {
        self.instance = Some(instance.to_owned());
        self
    }

    /// Whose it is.
    pub fn person(&self) -> &str {
        &self.person
    }

    fn place(&self) -> Place<'_> {
        Place {
            table: self.table.name,
            column: self.column.name,
            person: &self.person,
            row: &self.row,
        }
    }
}

/// A plain personal value. It prints as dots; only [`Personal::reveal`] gives it.
#[derive(Clone, PartialEq, Eq)]
pub struct Personal<T>(T);

impl<T> Personal<T> {
    /// The value itself: for a page, a mail or an export, never for a log.
    pub fn reveal(self) -> T {
        self.0
    }

    /// Something made from it, which is as personal.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Personal<U> {
        Personal(make(self.0))
    }
}

impl<T> fmt::Debug for Personal<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("•••")
    }
}

/// The right to open values for one purpose.
pub struct Access<'a> {
    people: &'a People,
    purpose: &'static Purpose,
    now: i64,
}

impl<'a> Access<'a> {
    pub(super) const fn new(people: &'a People, purpose: &'static Purpose, now: i64) -> Self {
        Self { people, purpose, now }
    }

    /// Opens a value, if the purpose may have it (P21): declared for this value, in force for
    /// its row, and not refused by the person.
    pub async fn open(&self, sealed: &Sealed) -> Result<Personal<String>, Error> {
        self.check(sealed)?;
        let damaged = || Error::Damaged {
            place: format!("{}.{}", sealed.table.name, sealed.column.name),
            row: sealed.row.clone(),
        };
        // A key that does not open closes its person's values, not everybody's page.
        let key = match self.people.keys().key(&sealed.person).await {
            Err(Error::Vault(_)) => return Err(damaged()),
            found => found?.ok_or(Error::Erased)?,
        };
        let plain = key.open(&sealed.place(), &sealed.bytes).map_err(|_| damaged())?;
        String::from_utf8(plain).map(Personal).map_err(|_| damaged())
    }

    /// Opens a value that may be absent.
    pub async fn open_some(
        &self,
        sealed: Option<&Sealed>,
    ) -> Result<Option<Personal<String>>, Error> {
        match sealed {
            Some(sealed) => self.open(sealed).await.map(Some),
            None => Ok(None),
        }
    }

    fn check(&self, sealed: &Sealed) -> Result<(), Error> {
        // A person's rights reach everything held about them (GDPR art. 15): no declaration
        // and no refusal of their own can keep it from them.
        if *self.purpose == RIGHTS {
            return Ok(());
        }
        let closed =
            |why: String| Error::Closed { datum: sealed.datum.id, purpose: self.purpose.id, why };
        if !sealed.datum.uses.iter().any(|one| one.purpose == self.purpose) {
            return Err(closed("the inventory does not declare it for this purpose".to_owned()));
        }
        let name = datum_name(sealed.datum, sealed.instance.as_deref());
        self.people
            .gate()
            .allows(&name, self.purpose.id, sealed.collected_at, self.now)
            .map_err(|why| closed(why.to_string()))?;
        if self.people.refused(&sealed.person, self.purpose) {
            return Err(closed("the person has said no to it".to_owned()));
        }
        Ok(())
    }
}

/// Seals values of one person.
pub struct Sealer<'a> {
    people: &'a People,
    person: String,
    key: Arc<DataKey>,
    chance: Chance,
}

impl<'a> Sealer<'a> {
    pub(super) const fn new(
        people: &'a People,
        person: String,
        key: Arc<DataKey>,
        chance: Chance,
    ) -> Self {
        Self { people, person, key, chance }
    }

    /// Whose values these are.
    pub fn person(&self) -> &str {
        &self.person
    }

    /// Seals a value for a place. Refused while no published version of the policy says that
    /// this datum is collected.
    pub fn seal(
        &self,
        table: &'static Table,
        column: &'static str,
        row: &str,
        plain: &str,
    ) -> Result<Vec<u8>, Error> {
        self.seal_one(table, column, None, row, plain)
    }

    /// Seals a value of an instance: a form field that the organisation made.
    pub fn seal_instance(
        &self,
        table: &'static Table,
        column: &'static str,
        instance: &str,
        row: &str,
        plain: &str,
    ) -> Result<Vec<u8>, Error> {
        self.seal_one(table, column, Some(instance), row, plain)
    }

    fn seal_one(
        &self,
        table: &'static Table,
        column: &'static str,
        instance: Option<&str>,
        row: &str,
        plain: &str,
    ) -> Result<Vec<u8>, Error> {
        let undeclared = || Error::Undeclared(format!("{}.{column}", table.name));
        let declared = table.column(column).filter(|column| column.kind.sealed());
        let datum = declared.and_then(|column| column.kind.datum()).ok_or_else(undeclared)?;
        if !self.people.gate().collects(&datum_name(datum, instance)) {
            return Err(Error::Closed {
                datum: datum.id,
                purpose: "collection",
                why: "no published version of the policy says that it is collected".to_owned(),
            });
        }
        let place = Place { table: table.name, column, person: &self.person, row };
        Ok(self.key.seal(&place, plain.as_bytes(), &self.chance))
    }
}

/// How the policy names a datum, or an instance of it.
pub fn datum_name(datum: &Datum, instance: Option<&str>) -> String {
    match instance {
        Some(instance) => format!("{}#{instance}", datum.id),
        None => datum.id.to_owned(),
    }
}
