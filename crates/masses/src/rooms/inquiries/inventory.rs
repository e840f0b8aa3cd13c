//! What people write through the form, and what the team answers.

use inventory::{
    Audience, Basis, Category, Column, Datum, Days, End, Holds, Keep, Kind, Need, OnErase, Origin,
    Purpose, Room, Section, Sentence, Switch, Table, Use,
};

/// Answering those who write (C7).
pub static ANSWER: Purpose = Purpose {
    id: "inquiries.answer",
    basis: Basis::LegitimateInterest,
    dpv: "dpv:CommunicationManagement",
    audience: Audience::Visitors,
};

/// Keeping spam and abuse away.
pub static GUARD: Purpose = Purpose {
    id: "inquiries.guard",
    basis: Basis::LegitimateInterest,
    dpv: "dpv:MisusePreventionAndDetection",
    audience: Audience::Visitors,
};

const TO_ANSWER: &[Use] = &[Use { purpose: &ANSWER, keep: Keep::Row }];
const TO_ANSWER_AND_GUARD: &[Use] =
    &[Use { purpose: &ANSWER, keep: Keep::Row }, Use { purpose: &GUARD, keep: Keep::Row }];

/// Knowing who of the team answered.
pub static TEAM: Purpose = Purpose {
    id: "inquiries.team",
    basis: Basis::LegitimateInterest,
    dpv: "dpv:CommunicationManagement",
    audience: Audience::Team,
};

const fn datum(
    id: &'static str,
    category: Category,
    origin: Origin,
    need: Need,
    uses: &'static [Use],
) -> Datum {
    Datum { id, category, origin, need, uses }
}

/// One inquiry: who wrote, about what, and how it stands.
pub static INQUIRY: Table = Table {
    name: "inquiry",
    holds: Holds::Person { person: "person_id", collected: "opened_at" },
    columns: &[
        Column { name: "id", kind: Kind::Key },
        Column { name: "person_id", kind: Kind::Person },
        Column { name: "reference", kind: Kind::Plain("a random text to quote in a letter") },
        Column {
            name: "name",
            kind: Kind::Sealed(datum(
                "inquiry.name",
                Category::Name,
                Origin::Given,
                Need::Optional,
                TO_ANSWER,
            )),
        },
        Column {
            name: "email",
            kind: Kind::Sealed(datum(
                "inquiry.email",
                Category::EmailAddress,
                Origin::Given,
                Need::Required,
                TO_ANSWER_AND_GUARD,
            )),
        },
        Column {
            name: "topic",
            kind: Kind::Open(datum(
                "inquiry.topic",
                Category::Topic,
                Origin::Given,
                Need::Required,
                TO_ANSWER,
            )),
        },
        Column {
            name: "language",
            kind: Kind::Open(datum(
                "inquiry.language",
                Category::Language,
                Origin::Observed,
                Need::Automatic,
                TO_ANSWER,
            )),
        },
        Column { name: "state", kind: Kind::State(&["open", "closed", "spam"]) },
        Column {
            name: "suspicion",
            kind: Kind::Open(datum(
                "inquiry.suspicion",
                Category::Activity,
                Origin::Observed,
                Need::Automatic,
                &[Use { purpose: &GUARD, keep: Keep::Row }],
            )),
        },
        Column { name: "submission", kind: Kind::Digest },
        Column { name: "policy_version", kind: Kind::Count },
        Column {
            name: "opened_at",
            kind: Kind::Open(datum(
                "inquiry.opened_at",
                Category::Timestamp,
                Origin::Observed,
                Need::Automatic,
                TO_ANSWER_AND_GUARD,
            )),
        },
        Column { name: "changed_at", kind: Kind::Time },
        Column { name: "closed_at", kind: Kind::Time },
        Column { name: "looked_at", kind: Kind::Time },
    ],
    ends: &[
        End::After {
            days: Days::Setting("inquiries.spam_days", 30),
            since: "opened_at",
            only: Some(("state", "spam")),
        },
        End::After {
            days: Days::Setting("inquiries.keep_days", 365),
            since: "closed_at",
            only: None,
        },
        End::After {
            days: Days::Setting("inquiries.open_days", 1095),
            since: "opened_at",
            only: None,
        },
    ],
    erase: OnErase::Delete,
};

/// What was written, and what was answered.
pub static MESSAGE: Table = Table {
    name: "inquiry_message",
    holds: Holds::Person { person: "person_id", collected: "sent_at" },
    columns: &[
        Column { name: "id", kind: Kind::Key },
        Column { name: "inquiry_id", kind: Kind::Link("inquiry") },
        Column { name: "person_id", kind: Kind::Person },
        Column { name: "direction", kind: Kind::State(&["in", "out"]) },
        Column {
            name: "body",
            kind: Kind::Sealed(datum(
                "inquiry_message.body",
                Category::Communication,
                Origin::Given,
                Need::Required,
                TO_ANSWER_AND_GUARD,
            )),
        },
        Column {
            name: "sent_at",
            kind: Kind::Open(datum(
                "inquiry_message.sent_at",
                Category::Timestamp,
                Origin::Observed,
                Need::Automatic,
                TO_ANSWER,
            )),
        },
        Column {
            name: "author",
            kind: Kind::Open(datum(
                "inquiry_message.author",
                Category::Identifier,
                Origin::Observed,
                Need::Automatic,
                &[Use { purpose: &TEAM, keep: Keep::Row }],
            )),
        },
        Column { name: "message_id", kind: Kind::Plain("the Message-ID of our mail: random") },
    ],
    ends: &[End::With { link: "inquiry_id" }],
    erase: OnErase::Delete,
};

/// What was filled into the fields that the organisation added to its form (C5).
pub static FIELD: Table = Table {
    name: "inquiry_field",
    holds: Holds::Person { person: "person_id", collected: "collected_at" },
    columns: &[
        Column { name: "id", kind: Kind::Key },
        Column { name: "inquiry_id", kind: Kind::Link("inquiry") },
        Column { name: "person_id", kind: Kind::Person },
        Column { name: "field", kind: Kind::Instance("the id of a field in the settings") },
        Column {
            name: "value",
            kind: Kind::Sealed(datum(
                "inquiry_field.value",
                Category::Preference,
                Origin::Given,
                Need::Instance,
                TO_ANSWER,
            )),
        },
        Column { name: "collected_at", kind: Kind::Time },
    ],
    ends: &[End::With { link: "inquiry_id" }],
    erase: OnErase::Delete,
};

/// What the room declares.
pub static ROOM: Room = Room {
    name: "inquiries",
    switch: Switch::Setting("inquiries.on"),
    purposes: &[&ANSWER, &GUARD, &TEAM],
    tables: &[&INQUIRY, &MESSAGE, &FIELD],
    cookies: &[],
    recipients: &[],
    measures: &[],
    sentences: &[
        Sentence {
            id: "inquiries-contact",
            section: Section::What,
            switch: Switch::Always,
            mechanism: "the form at /contact writes inquiry and inquiry_message, sealed",
        },
        Sentence {
            id: "inquiries-fields",
            section: Section::What,
            switch: Switch::Setting("inquiries.fields"),
            mechanism: "each field of [[inquiries.fields]] is an instance of inquiry_field.value; \
                it is asked for only while a published version names it",
        },
        Sentence {
            id: "inquiries-purpose",
            section: Section::Why,
            switch: Switch::Always,
            mechanism: "values are opened through the one door, for inquiries.answer only",
        },
        Sentence {
            id: "inquiries-voluntary",
            section: Section::What,
            switch: Switch::Always,
            mechanism: "required fields are those without which an answer is impossible; the form \
                works with the optional ones empty",
        },
    ],
};
