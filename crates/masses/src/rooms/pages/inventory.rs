//! What the room holds about people: nothing. It sets no cookie and calls nobody. What the
//! policy says about links to other sites stands among its general sentences.

use ::inventory::{Room, Switch};

/// What the room declares.
pub static ROOM: Room = Room {
    name: "pages",
    switch: Switch::Always,
    purposes: &[],
    tables: &[],
    cookies: &[],
    recipients: &[],
    measures: &[],
    sentences: &[],
};
