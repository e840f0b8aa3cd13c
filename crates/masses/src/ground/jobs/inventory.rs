//! What jobs hold: nothing about anybody.

use inventory::{Column, Holds, Kind, OnErase, Room, Switch, Table};

static JOB: Table = Table {
    name: "job",
    holds: Holds::Nobody("what the program does by itself, and when"),
    columns: &[
        Column { name: "name", kind: Kind::Key },
        Column { name: "due_at", kind: Kind::Time },
        Column { name: "lease_until", kind: Kind::Time },
        Column { name: "holder", kind: Kind::Plain("which process runs it: a random text") },
        Column { name: "started_at", kind: Kind::Time },
        Column { name: "ended_at", kind: Kind::Time },
        Column { name: "outcome", kind: Kind::State(&["ok", "failed"]) },
        Column { name: "error", kind: Kind::Plain("what went wrong; addresses are cut out") },
        Column { name: "failures", kind: Kind::Count },
    ],
    ends: &[],
    erase: OnErase::Keep("nobody"),
};

/// What the room declares.
pub static ROOM: Room = Room {
    name: "jobs",
    switch: Switch::Always,
    purposes: &[],
    tables: &[&JOB],
    cookies: &[],
    recipients: &[],
    measures: &[],
    sentences: &[],
};
