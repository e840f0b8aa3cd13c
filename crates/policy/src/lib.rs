//! The privacy policy, compiled from what is really switched on.
//!
//! [`compile`] turns the rooms' declarations, the settings and what the organisation made
//! (form fields, its own paragraphs) into a [`Document`]: the facts, and their text in every
//! language. From documents follow the versions' [`difference`], what is in [`force`] for whom
//! and since when, the JSON for machines ([`dpv`]), the [`record`] of processing, and what
//! stands behind each sentence ([`explain`]).
//!
//! Nothing here reads a file, a clock or a database: the same input gives the same document and
//! the same hash, everywhere and for ever.

mod canonical;
mod compile;
mod country;
mod difference;
mod document;
mod dpv;
mod explain;
mod facts;
mod force;
mod general;
mod input;
mod leftovers;
mod record;
mod say;

pub use compile::{ForTeam, compile, for_team, span};
pub use difference::{Change, Difference, Line, Mark, Turn, What, difference};
pub use document::{Document, Form, Paragraph, Part, Sheet, Text};
pub use dpv::dpv;
pub use explain::{CHECK_POLICY, Explained, Status, explain};
pub use facts::{
    Controller, CookieFact, DataFact, Facts, KeepFact, MeasureFact, PurposeFact, RecipientFact,
};
pub use force::{Closed, Force, Meta, Published, force};
pub use general::{GENERAL, HOSTING, claims};
pub use input::{Ending, Flat, Input, Instance, Leftover, Own};
pub use leftovers::{Finding, leftovers};
pub use record::{Record, record};
pub use say::{Arg, Say};
