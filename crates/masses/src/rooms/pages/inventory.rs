//! What the room holds about people: who of the team changed which page, and when. Of visitors it
//! holds nothing; it sets no cookie and calls nobody. What the policy says about links to other
//! sites stands among its general sentences.

use ::inventory::{
    Audience, Basis, Category, Column, Datum, Days, End, Holds, Keep, Kind, Need, OnErase, Origin,
    Purpose, Room, Switch, Table, Use,
};

/// Knowing who of the team changed a page.
pub static TEAM: Purpose = Purpose {
    id: "pages.team",
    basis: Basis::LegitimateInterest,
    dpv: "dpv:RecordManagement",
    audience: Audience::Team,
};

/// So long a page's history goes back, in days.
pub const KEPT_DAYS: u32 = 730;

/// One version of a page. Who made it stands apart, so that it goes with them.
pub static VERSION: Table = Table {
    name: "page_version",
    holds: Holds::Nobody("what the organisation publishes, as it was before"),
    columns: &[
        Column { name: "id", kind: Kind::Key },
        Column { name: "file", kind: Kind::Plain("the name of a page's file") },
        Column { name: "number", kind: Kind::Count },
        Column { name: "kind", kind: Kind::State(&["written", "deleted", "moved"]) },
        Column { name: "way", kind: Kind::State(&["desk", "disk"]) },
        Column { name: "came_from", kind: Kind::Plain("the file it was before it was moved") },
        Column { name: "content", kind: Kind::Plain("the text of a page of the site") },
        Column { name: "hash", kind: Kind::Digest },
        Column { name: "at", kind: Kind::Time },
    ],
    ends: &[],
    erase: OnErase::Keep("nobody"),
};

/// Who made a version in the desk.
pub static EDITOR: Table = Table {
    name: "page_editor",
    holds: Holds::Person { person: "person_id", collected: "at" },
    columns: &[
        Column { name: "id", kind: Kind::Key },
        Column { name: "version_id", kind: Kind::Link("page_version") },
        Column { name: "person_id", kind: Kind::Person },
        Column {
            name: "at",
            kind: Kind::Open(Datum {
                id: "page_editor.at",
                category: Category::Timestamp,
                origin: Origin::Observed,
                need: Need::Automatic,
                uses: &[Use { purpose: &TEAM, keep: Keep::Row }],
            }),
        },
    ],
    ends: &[
        End::With { link: "version_id" },
        End::After { days: Days::Fixed(KEPT_DAYS), since: "at", only: None },
    ],
    erase: OnErase::Delete,
};

/// What the room declares.
pub static ROOM: Room = Room {
    name: "pages",
    switch: Switch::Always,
    purposes: &[&TEAM],
    tables: &[&VERSION, &EDITOR],
    cookies: &[],
    recipients: &[],
    measures: &[],
    sentences: &[],
};
