//! What the gate holds: the published versions of the policy, nothing about anybody.

use inventory::{Column, Holds, Kind, OnErase, Room, Switch, Table};

static POLICY_VERSION: Table = Table {
    name: "policy_version",
    holds: Holds::Nobody("the published policy is about the organisation, not about a person"),
    columns: &[
        Column { name: "number", kind: Kind::Key },
        Column { name: "hash", kind: Kind::Digest },
        Column { name: "published_at", kind: Kind::Time },
        Column { name: "notice_days", kind: Kind::Count },
        Column { name: "document", kind: Kind::Plain("the public text of the policy") },
    ],
    ends: &[],
    erase: OnErase::Keep("nobody"),
};

/// What the room declares.
pub static ROOM: Room = Room {
    name: "gate",
    switch: Switch::Always,
    purposes: &[],
    tables: &[&POLICY_VERSION],
    cookies: &[],
    recipients: &[],
    measures: &[],
    sentences: &[],
};
