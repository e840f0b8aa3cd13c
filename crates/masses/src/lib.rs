//! Masses: an organisation's website that keeps its word about data.
//!
//! This is the list of rooms, and how the house is opened. See `docs/architecture.md`.

pub mod databases;
pub mod ground;
mod open;
pub mod rooms;
pub mod web;

pub use open::{House, OpenError, Options, master_key_file};

use ground::Room;

/// Every room of the program, the ground floor first.
pub static ROOMS: &[&Room] = &[
    &ground::people::ROOM,
    &ground::care::ROOM,
    &ground::gate::ROOM,
    &ground::journal::ROOM,
    &ground::jobs::ROOM,
    &ground::mail::ROOM,
    &rooms::inquiries::ROOM,
    &rooms::policy::ROOM,
    &rooms::team::ROOM,
    &rooms::pages::ROOM,
];
