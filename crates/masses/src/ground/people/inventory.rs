//! What the ground floor holds about people: that there is somebody, and by what they are found.

use inventory::{
    Audience, Basis, Category, Column, Datum, End, Holds, Keep, Kind, Measure, Need, OnErase,
    Origin, Purpose, Room, Switch, Table, Use,
};

/// Giving people access to what is held about them, correcting and erasing it.
pub static RIGHTS: Purpose = Purpose {
    id: "people.rights",
    basis: Basis::LegalObligation("GDPR art. 12–22"),
    dpv: "dpv:RightsFulfilment",
    audience: Audience::Visitors,
};

/// One row for each person that anything is known about.
pub static PERSON: Table = Table {
    name: "person",
    holds: Holds::Person { person: "id", collected: "created_at" },
    columns: &[
        Column { name: "id", kind: Kind::Person },
        Column {
            name: "created_at",
            kind: Kind::Open(Datum {
                id: "person.created_at",
                category: Category::Timestamp,
                origin: Origin::Observed,
                need: Need::Automatic,
                uses: &[Use { purpose: &RIGHTS, keep: Keep::Row }],
            }),
        },
        Column { name: "linked_to", kind: Kind::Link("person") },
    ],
    ends: &[End::LastOfPerson],
    erase: OnErase::Delete,
};

/// What a person said no to: an objection, a withdrawn consent, a restriction.
pub static REFUSAL: Table = Table {
    name: "refusal",
    holds: Holds::Person { person: "person_id", collected: "at" },
    columns: &[
        Column { name: "id", kind: Kind::Key },
        Column { name: "person_id", kind: Kind::Person },
        Column {
            name: "purpose",
            kind: Kind::Open(Datum {
                id: "refusal.purpose",
                category: Category::Activity,
                origin: Origin::Given,
                need: Need::Optional,
                uses: &[Use { purpose: &RIGHTS, keep: Keep::Row }],
            }),
        },
        Column { name: "kind", kind: Kind::State(&["objected", "withdrawn", "restricted"]) },
        Column { name: "at", kind: Kind::Time },
    ],
    ends: &[End::LastOfPerson],
    erase: OnErase::Delete,
};

static GENERATION: Table = Table {
    name: "generation",
    holds: Holds::Nobody("names of caches and how often they were renewed"),
    columns: &[
        Column { name: "name", kind: Kind::Key },
        Column { name: "value", kind: Kind::Count },
    ],
    ends: &[],
    erase: OnErase::Keep("nobody"),
};

static KEY_CONFIRMED: Table = Table {
    name: "key_confirmed",
    holds: Holds::Nobody("which master keys' recovery codes were written down"),
    columns: &[Column { name: "key_id", kind: Kind::Key }, Column { name: "at", kind: Kind::Time }],
    ends: &[],
    erase: OnErase::Keep("nobody"),
};

static SCHEMA_STEP: Table = Table {
    name: "schema_step",
    holds: Holds::Nobody("which steps of the schema were taken"),
    columns: &[
        Column { name: "room", kind: Kind::Key },
        Column { name: "step", kind: Kind::Count },
        Column { name: "digest", kind: Kind::Digest },
    ],
    ends: &[],
    erase: OnErase::Keep("nobody"),
};

/// What the room declares.
pub static ROOM: Room = Room {
    name: "people",
    switch: Switch::Always,
    purposes: &[&RIGHTS],
    tables: &[&PERSON, &REFUSAL, &GENERATION, &KEY_CONFIRMED, &SCHEMA_STEP],
    cookies: &[],
    recipients: &[],
    measures: &[
        &Measure {
            id: "sealed-at-rest",
            switch: Switch::Always,
            dpv: "dpv:EncryptionAtRest",
            mechanism: "every sealed column is AES-256-GCM-SIV under the person's own key; \
                checked by opening a value sealed at the start",
        },
        &Measure {
            id: "keys-apart",
            switch: Switch::Always,
            dpv: "dpv:CryptographicKeyManagement",
            mechanism: "the keys are in a file of their own, and the master key outside the \
                site's and the data's folder; checked by comparing the paths",
        },
        &Measure {
            id: "erasure",
            switch: Switch::Always,
            dpv: "dpv:DataErasurePolicy",
            mechanism: "erasing deletes the rows and the person's key; checked by looking for \
                erasures that did not finish",
        },
    ],
    sentences: &[],
};

/// The tables of the keys' own database. They are no part of export and sweep: a key goes with
/// its person.
pub static KEYS: Room = Room {
    name: "keys",
    switch: Switch::Always,
    purposes: &[],
    tables: &[
        &Table {
            name: "keyring",
            holds: Holds::Nobody("wrapped keys of the program: blind index, forms, mail"),
            columns: &[
                Column { name: "name", kind: Kind::Key },
                Column { name: "wrapped", kind: Kind::Digest },
                Column { name: "created_at", kind: Kind::Time },
            ],
            ends: &[],
            erase: OnErase::Keep("nobody"),
        },
        &Table {
            name: "data_key",
            holds: Holds::Nobody("wrapped keys, one for each person"),
            columns: &[
                Column { name: "person_id", kind: Kind::Key },
                Column { name: "wrapped", kind: Kind::Digest },
                Column { name: "created_at", kind: Kind::Time },
            ],
            ends: &[],
            erase: OnErase::Delete,
        },
        &Table {
            name: "handle",
            holds: Holds::Nobody("keyed hashes of addresses, by which a person is found again"),
            columns: &[
                Column { name: "digest", kind: Kind::Digest },
                Column { name: "person_id", kind: Kind::Link("data_key") },
                Column { name: "kind", kind: Kind::State(&["address", "team", "mailbox"]) },
            ],
            ends: &[End::With { link: "person_id" }],
            erase: OnErase::Delete,
        },
        &Table {
            name: "schema_step",
            holds: Holds::Nobody("which steps of the schema were taken"),
            columns: SCHEMA_STEP.columns,
            ends: &[],
            erase: OnErase::Keep("nobody"),
        },
    ],
    cookies: &[],
    recipients: &[],
    measures: &[],
    sentences: &[],
};
