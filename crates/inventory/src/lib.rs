//! The vocabulary of personal data: what a room holds, whose it is, why, on which legal basis,
//! for how long, and who else gets it.
//!
//! Everything here is `const`: a room writes one [`Room`] in its `inventory.rs`, and the policy,
//! the record of processing, export, erasure, the sweep, the cookie table and the one door are
//! all derived from it. Terms follow the GDPR and the W3C Data Privacy Vocabulary (DPV 2.1).
//! There are no defaults on purpose: a field left out does not compile.

mod check;
mod datum;
mod place;
mod purpose;
mod reach;

pub use check::{Breach, breaches};
pub use datum::{Category, Datum, Days, Keep, Need, Origin, Use};
pub use place::{Column, End, Holds, Kind, OnErase, Table};
pub use purpose::{Audience, Basis, Purpose, Right};
pub use reach::{
    Cookie, CookieNeed, Lifetime, Measure, Recipient, Role, Section, Sentence, Switch,
};

/// Everything one room declares about itself.
#[derive(Debug, Clone, Copy)]
pub struct Room {
    /// The room's name: its folder, and the first part of the ids of its purposes.
    pub name: &'static str,
    /// Under which setting the room exists at all.
    pub switch: Switch,
    /// Why it uses personal data.
    pub purposes: &'static [&'static Purpose],
    /// Every table it owns, those without personal data too.
    pub tables: &'static [&'static Table],
    /// Every cookie it may set.
    pub cookies: &'static [&'static Cookie],
    /// Everybody outside the organisation who gets data from it.
    pub recipients: &'static [&'static Recipient],
    /// The safeguards it provides.
    pub measures: &'static [&'static Measure],
    /// The sentences it contributes to the privacy policy.
    pub sentences: &'static [Sentence],
}

impl Room {
    /// Every datum of the room with the table and the column that hold it.
    pub fn data(
        &self,
    ) -> impl Iterator<Item = (&'static Table, &'static Column, &'static Datum)> + use<> {
        let tables: &'static [&'static Table] = self.tables;
        tables.iter().flat_map(|table| {
            table
                .columns
                .iter()
                .filter_map(move |column| column.kind.datum().map(|datum| (*table, column, datum)))
        })
    }
}
