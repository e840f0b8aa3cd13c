//! Tables and columns: where a value lies, whose it is, and when it goes.

use crate::{Datum, Days};

/// One table of a room. Each of its columns is declared; the schema is compared with this,
/// both ways, in the tests and at every start.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// Its name in the database.
    pub name: &'static str,
    /// Whose rows these are.
    pub holds: Holds,
    /// Every column.
    pub columns: &'static [Column],
    /// When a row goes by itself. The first end that is reached counts.
    /// Empty only where the rows hold nothing about anybody.
    pub ends: &'static [End],
    /// What erasing the person does to the rows.
    pub erase: OnErase,
}

/// Whose rows a table holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Each row belongs to one person.
    Person {
        /// The column with the person's id.
        person: &'static str,
        /// The column with the time of collection, in milliseconds since 1970.
        collected: &'static str,
    },
    /// Nothing about anybody, and why that is so.
    Nobody(&'static str),
}

/// One column.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What is in it.
    pub kind: Kind,
}

/// What a column contains.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// The row's own id: random, or a number of its own.
    Key,
    /// The id of a row of the named table.
    Link(&'static str),
    /// The id of a person.
    Person,
    /// A time in milliseconds since 1970, or null.
    Time,
    /// One of these words.
    State(&'static [&'static str]),
    /// A keyed or cryptographic hash: nothing can be read from it.
    Digest,
    /// A number, or a yes or no, that says nothing about a person beyond the row's being there.
    Count,
    /// Which instance of a datum the row holds: the id of something that the organisation made.
    Instance(&'static str),
    /// Anything else that is not about a person, and why it is not.
    Plain(&'static str),
    /// Personal and sealed under the person's own key.
    Sealed(Datum),
    /// Personal and readable in the database: only for values of a closed list, times and ids.
    Open(Datum),
}

/// When a row goes by itself.
#[derive(Debug, Clone, Copy)]
pub enum End {
    /// This long after the time in a column; where the column is null the row stays.
    After {
        /// How long.
        days: Days,
        /// A column with a time.
        since: &'static str,
        /// Only rows whose column has this word: `(column, word)`.
        only: Option<(&'static str, &'static str)>,
    },
    /// Together with the row it links to (`on delete cascade` in the schema).
    With {
        /// The linking column.
        link: &'static str,
    },
    /// When the last other row about the person is gone.
    LastOfPerson,
    /// By an event that is not a matter of time; the words are `event-<key>`.
    Event(&'static str),
}

/// What erasing a person does to the rows of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnErase {
    /// They go.
    Delete,
    /// They stay, with their sealed values set to null.
    Blank,
    /// They stay; the person is told why. The words are `kept-<key>`.
    Keep(&'static str),
}

impl Kind {
    /// The datum in the column, if it is personal.
    pub const fn datum(&self) -> Option<&Datum> {
        match self {
            Kind::Sealed(datum) | Kind::Open(datum) => Some(datum),
            _ => None,
        }
    }

    /// Whether the value is sealed.
    pub const fn sealed(&self) -> bool {
        matches!(self, Kind::Sealed(_))
    }
}

impl Table {
    /// The column of that name.
    pub fn column(&self, name: &str) -> Option<&'static Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The column with the person's id, where rows belong to one.
    pub const fn person(&self) -> Option<&'static str> {
        match self.holds {
            Holds::Person { person, .. } => Some(person),
            Holds::Nobody(_) => None,
        }
    }

    /// The column with the time of collection, where rows belong to a person.
    pub const fn collected(&self) -> Option<&'static str> {
        match self.holds {
            Holds::Person { collected, .. } => Some(collected),
            Holds::Nobody(_) => None,
        }
    }

    /// The column that identifies a row: the first [`Kind::Key`].
    pub fn key(&self) -> Option<&'static Column> {
        self.columns.iter().find(|column| matches!(column.kind, Kind::Key))
    }
}
