//! The policy's room: what visitors read of it, and where the team publishes it.
//!
//! The text is compiled from what is running. Where that differs from the version in force, the
//! difference is a draft: the desk shows in words what would change, for whom, and from when on,
//! and somebody publishes it. Versions are public for ever, with what each changed. Beside each
//! safeguard stands whether it holds now.

mod compare;
mod desk;
mod draft;
mod examples;
mod feed;
pub mod inventory;
mod jobs;
mod measures;
mod own;
mod plain;
mod public;
mod sheet;
mod standing;
pub mod store;
mod telling;
#[cfg(test)]
mod tests;
mod view;
mod waiting;

pub use draft::{Error, draft, explain, first, publish};
pub use examples::examples;
pub use plain::{describe, explained, record_csv, text};
pub use standing::{check, statuses};
pub use telling::Telling;
pub use view::in_words;

use std::sync::Arc;

use crate::ground::{Ground, Room, RoomOpened};

use waiting::{Differences, Waiting};

/// This room.
pub static ROOM: Room = Room {
    inventory: &inventory::ROOM,
    schema: include_str!("schema.sql"),
    statements: &[store::STATEMENTS],
    instances: None,
    open,
};

/// The room while it is open.
struct PolicyRoom {
    ground: Arc<Ground>,
    differences: Differences,
    waiting: Waiting,
}

fn open(ground: &Arc<Ground>) -> RoomOpened {
    let room = Arc::new(PolicyRoom {
        ground: ground.clone(),
        differences: Differences::default(),
        waiting: Waiting::default(),
    });
    RoomOpened {
        doors: Some(desk::doors(public::doors(&room)).finish()),
        jobs: vec![jobs::measures(ground), jobs::told(ground)],
        slots: public::slots(&room).with(desk::slots(&room)),
        ..RoomOpened::default()
    }
}
