//! What the journal holds: who did what to whose data, in numbers without names.

use inventory::{
    Audience, Basis, Category, Column, Datum, End, Holds, Keep, Kind, Measure, Need, OnErase,
    Origin, Purpose, Room, Switch, Table, Use,
};

/// Being able to show who handled a person's data, and when.
pub static ACCOUNT: Purpose = Purpose {
    id: "journal.account",
    basis: Basis::LegalObligation("GDPR art. 5(2)"),
    dpv: "dpv:LegalCompliance",
    audience: Audience::Visitors,
};

/// The same, seen from those whose work it shows.
pub static TEAM: Purpose = Purpose {
    id: "journal.team",
    basis: Basis::LegalObligation("GDPR art. 5(2)"),
    dpv: "dpv:LegalCompliance",
    audience: Audience::Team,
};

const ACCOUNT_FOR: &[Use] = &[Use { purpose: &ACCOUNT, keep: Keep::Row }];
const ACCOUNT_FOR_TEAM: &[Use] = &[Use { purpose: &TEAM, keep: Keep::Row }];

/// One act. The rows outlive the person: what is in them is a number that stands for nobody
/// once the person is erased.
pub static ENTRY: Table = Table {
    name: "journal_entry",
    holds: Holds::Person { person: "person_id", collected: "at" },
    columns: &[
        Column { name: "id", kind: Kind::Key },
        Column {
            name: "at",
            kind: Kind::Open(Datum {
                id: "journal_entry.at",
                category: Category::Timestamp,
                origin: Origin::Observed,
                need: Need::Automatic,
                uses: ACCOUNT_FOR,
            }),
        },
        Column {
            name: "actor_kind",
            kind: Kind::State(&["member", "system", "command", "visitor"]),
        },
        Column {
            name: "actor",
            kind: Kind::Open(Datum {
                id: "journal_entry.actor",
                category: Category::Identifier,
                origin: Origin::Observed,
                need: Need::Automatic,
                uses: ACCOUNT_FOR_TEAM,
            }),
        },
        Column {
            name: "act",
            kind: Kind::Open(Datum {
                id: "journal_entry.act",
                category: Category::Activity,
                origin: Origin::Observed,
                need: Need::Automatic,
                uses: ACCOUNT_FOR,
            }),
        },
        Column { name: "person_id", kind: Kind::Person },
        Column { name: "object", kind: Kind::Plain("the id of the row that was acted on") },
        Column { name: "detail", kind: Kind::Plain("ids and numbers; texts are refused") },
        Column { name: "once", kind: Kind::Digest },
        Column { name: "block", kind: Kind::Link("journal_block") },
    ],
    ends: &[End::Event("journal-month")],
    erase: OnErase::Keep("journal"),
};

static BLOCK: Table = Table {
    name: "journal_block",
    holds: Holds::Nobody("hashes over entries"),
    columns: &[
        Column { name: "number", kind: Kind::Key },
        Column { name: "month", kind: Kind::Plain("a month") },
        Column { name: "entries", kind: Kind::Count },
        Column { name: "prev", kind: Kind::Digest },
        Column { name: "hash", kind: Kind::Digest },
        Column { name: "sealed_at", kind: Kind::Time },
    ],
    ends: &[],
    erase: OnErase::Keep("nobody"),
};

static CUT: Table = Table {
    name: "journal_cut",
    holds: Holds::Nobody("the hash of the last block that has expired"),
    columns: &[
        Column { name: "number", kind: Kind::Key },
        Column { name: "hash", kind: Kind::Digest },
        Column { name: "cut_at", kind: Kind::Time },
    ],
    ends: &[],
    erase: OnErase::Keep("nobody"),
};

/// What the room declares.
pub static ROOM: Room = Room {
    name: "journal",
    switch: Switch::Always,
    purposes: &[&ACCOUNT, &TEAM],
    tables: &[&ENTRY, &BLOCK, &CUT],
    cookies: &[],
    recipients: &[],
    measures: &[&Measure {
        id: "journal",
        switch: Switch::Always,
        dpv: "dpv:ActivityMonitoring",
        mechanism: "every act is an entry in the transaction of the act, and entries are sealed \
            every second into a chain of hashes; checked by verifying the chain",
    }],
    sentences: &[],
};
