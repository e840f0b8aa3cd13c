//! What care holds: which erasures were done, so that a restored backup can repeat them.

use inventory::{
    Audience, Basis, Category, Column, Datum, Days, End, Holds, Keep, Kind, Need, OnErase, Origin,
    Purpose, Room, Switch, Table, Use,
};

/// Showing that an erasure was done, and repeating it after a backup was restored.
pub static PROOF: Purpose = Purpose {
    id: "care.proof",
    basis: Basis::LegalObligation("GDPR art. 5(2), 17"),
    dpv: "dpv:RightsFulfilment",
    audience: Audience::Visitors,
};

/// One erasure. The random number in it stands for nobody once it is done.
pub static ERASURE: Table = Table {
    name: "erasure",
    holds: Holds::Person { person: "person_id", collected: "asked_at" },
    columns: &[
        Column { name: "id", kind: Kind::Key },
        Column { name: "person_id", kind: Kind::Person },
        Column {
            name: "asked_at",
            kind: Kind::Open(Datum {
                id: "erasure.asked_at",
                category: Category::Timestamp,
                origin: Origin::Observed,
                need: Need::Automatic,
                uses: &[Use { purpose: &PROOF, keep: Keep::Row }],
            }),
        },
        Column { name: "done_at", kind: Kind::Time },
    ],
    ends: &[End::After { days: Days::Fixed(400), since: "done_at", only: None }],
    erase: OnErase::Keep("erasure"),
};

static SWEEP_STATE: Table = Table {
    name: "sweep_state",
    holds: Holds::Nobody("when the sweep last saw the clock"),
    columns: &[
        Column { name: "name", kind: Kind::Key },
        Column { name: "seen_at", kind: Kind::Time },
        Column { name: "held", kind: Kind::Count },
    ],
    ends: &[],
    erase: OnErase::Keep("nobody"),
};

/// What the room declares.
pub static ROOM: Room = Room {
    name: "care",
    switch: Switch::Always,
    purposes: &[&PROOF],
    tables: &[&ERASURE, &SWEEP_STATE],
    cookies: &[],
    recipients: &[],
    measures: &[],
    sentences: &[],
};
