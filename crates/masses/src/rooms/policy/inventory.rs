//! What the room holds: whether each safeguard was found to hold, and who was told of which new
//! version. And who is there whatever rooms are on: the provider of the machine.

use inventory::{
    Category, Column, Datum, End, Holds, Keep, Kind, Measure, Need, OnErase, Origin, Recipient,
    Role, Room, Switch, Table, Use,
};

use crate::ground::people::inventory::RIGHTS;

/// Whoever runs the machine can come into contact with everything on it.
pub static HOSTING: Recipient = Recipient {
    id: "hosting",
    role: Role::Processor,
    settings: "hosting",
    switch: Switch::Always,
    purposes: &[],
    outbound: false,
};

/// Whoever runs the server of the database has everything that is stored, sealed.
pub static DATABASE: Recipient = Recipient {
    id: "database",
    role: Role::Processor,
    settings: "hosting.database",
    switch: Switch::Setting("hosting.database.provider"),
    purposes: &[],
    outbound: false,
};

static MEASURE_STATUS: Table = Table {
    name: "measure_status",
    holds: Holds::Nobody("whether safeguards hold, and when that was checked"),
    columns: &[
        Column { name: "id", kind: Kind::Key },
        Column { name: "holds", kind: Kind::Count },
        Column { name: "checked_at", kind: Kind::Time },
        Column { name: "failed_at", kind: Kind::Time },
        Column { name: "note", kind: Kind::Plain("what the program found out about itself") },
    ],
    ends: &[],
    erase: OnErase::Keep("nobody"),
};

/// That a person was written to about a version (GDPR art. 13(3)). It stays as long as anything
/// about them does, so that nobody is told twice.
pub static POLICY_TOLD: Table = Table {
    name: "policy_told",
    holds: Holds::Person { person: "person_id", collected: "at" },
    columns: &[
        Column { name: "id", kind: Kind::Key },
        Column { name: "version", kind: Kind::Count },
        Column { name: "person_id", kind: Kind::Person },
        Column {
            name: "at",
            kind: Kind::Open(Datum {
                id: "policy_told.at",
                category: Category::Timestamp,
                origin: Origin::Written,
                need: Need::Automatic,
                uses: &[Use { purpose: &RIGHTS, keep: Keep::Row }],
            }),
        },
    ],
    ends: &[End::LastOfPerson],
    erase: OnErase::Delete,
};

/// What the room declares.
pub static ROOM: Room = Room {
    name: "policy",
    switch: Switch::Always,
    purposes: &[],
    tables: &[&MEASURE_STATUS, &POLICY_TOLD],
    cookies: &[],
    recipients: &[&HOSTING, &DATABASE],
    measures: &[
        &Measure {
            id: "tls",
            switch: Switch::Setting("site.tls"),
            dpv: "dpv:EncryptionInTransfer",
            mechanism: "the program serves TLS 1.2 and 1.3 with a certificate that is valid for \
                site.url, or stands behind a proxy that does; cookies are Secure, and every answer \
                tells browsers to come back only that way; checked by looking at the certificate \
                and at an answer. Of a proxy it is the organisation that says so",
        },
        &Measure {
            id: "no-third-party",
            switch: Switch::Always,
            dpv: "dpv:TechnicalMeasure",
            mechanism: "the Content-Security-Policy of every answer allows nothing but this site; \
                checked by reading it from an answer",
        },
    ],
    sentences: &[],
};
