//! What the outbox holds: mails to people, until they are delivered and a while longer.

use inventory::{
    Audience, Basis, Category, Column, Datum, Days, End, Holds, Keep, Kind, Measure, Need, OnErase,
    Origin, Purpose, Recipient, Role, Room, Switch, Table, Use,
};

/// Delivering the mails we write to people.
pub static DELIVER: Purpose = Purpose {
    id: "mail.deliver",
    basis: Basis::LegitimateInterest,
    dpv: "dpv:CommunicationManagement",
    audience: Audience::Visitors,
};

/// Who carries them.
pub static RELAY: Recipient = Recipient {
    id: "mail-relay",
    role: Role::Processor,
    settings: "mail.smtp",
    switch: Switch::Setting("mail.smtp.host"),
    purposes: &[&DELIVER],
    outbound: true,
};

const TO_DELIVER: &[Use] = &[Use { purpose: &DELIVER, keep: Keep::Row }];

const fn datum(id: &'static str, category: Category, origin: Origin) -> Datum {
    Datum { id, category, origin, need: Need::Automatic, uses: TO_DELIVER }
}

/// One mail to one person.
pub static OUTBOX: Table = Table {
    name: "outbox",
    holds: Holds::Person { person: "person_id", collected: "created_at" },
    columns: &[
        Column { name: "id", kind: Kind::Key },
        Column { name: "person_id", kind: Kind::Person },
        Column { name: "purpose", kind: Kind::Plain("the id of the purpose it serves") },
        Column {
            name: "kind",
            kind: Kind::State(&[
                "acknowledgement",
                "answer",
                "notification",
                "invitation",
                "reset",
                "notice",
            ]),
        },
        Column { name: "thread", kind: Kind::Plain("the id of the conversation it belongs to") },
        Column {
            name: "recipient",
            kind: Kind::Sealed(datum("outbox.recipient", Category::EmailAddress, Origin::Given)),
        },
        Column {
            name: "subject",
            kind: Kind::Sealed(datum("outbox.subject", Category::Communication, Origin::Written)),
        },
        Column {
            name: "body",
            kind: Kind::Sealed(datum("outbox.body", Category::Communication, Origin::Written)),
        },
        Column { name: "secret", kind: Kind::Count },
        Column { name: "to_digest", kind: Kind::Digest },
        Column { name: "message_id", kind: Kind::Plain("made of ids and a keyed hash") },
        Column { name: "in_reply_to", kind: Kind::Plain("the Message-ID it answers") },
        Column { name: "refs", kind: Kind::Plain("the Message-IDs of the conversation") },
        Column {
            name: "state",
            kind: Kind::State(&["queued", "sending", "sent", "failed", "held"]),
        },
        Column { name: "attempts", kind: Kind::Count },
        Column { name: "due_at", kind: Kind::Time },
        Column { name: "queued_at", kind: Kind::Time },
        Column { name: "created_at", kind: Kind::Time },
        Column { name: "sent_at", kind: Kind::Time },
        Column { name: "suppress", kind: Kind::Count },
        Column { name: "last_error", kind: Kind::Plain("the number of a reply, without its text") },
    ],
    ends: &[
        End::After { days: Days::Fixed(30), since: "sent_at", only: None },
        End::After { days: Days::Fixed(90), since: "created_at", only: None },
    ],
    erase: OnErase::Delete,
};

/// What the room declares.
pub static ROOM: Room = Room {
    name: "mail",
    switch: Switch::Always,
    purposes: &[&DELIVER],
    tables: &[&OUTBOX],
    cookies: &[],
    recipients: &[&RELAY],
    measures: &[&Measure {
        id: "mail-encrypted",
        switch: Switch::Setting("mail.smtp.encrypted"),
        dpv: "dpv:EncryptionInTransfer",
        mechanism: "mail is handed over under TLS with a verified certificate; any other connection \
            is refused, but for a server on the same machine, where this is not claimed",
    }],
    sentences: &[],
};
