//! A small site: an inquiry form with one field of its own, a journal, a team.

use std::collections::BTreeMap;

use inventory::{
    Audience, Basis, Category, Column, Cookie, CookieNeed, Datum, Days, End, Holds, Keep, Kind,
    Lifetime, Measure, Need, OnErase, Origin, Purpose, Recipient, Role, Room, Section, Sentence,
    Switch, Table, Use,
};
use policy::{Document, Flat, Input, Instance, Leftover, Own, compile};

use crate::words::words;

pub static ANSWER: Purpose = Purpose {
    id: "inquiries.answer",
    basis: Basis::LegitimateInterest,
    dpv: "dpv:CommunicationManagement",
    audience: Audience::Visitors,
};
pub static GUARD: Purpose = Purpose {
    id: "inquiries.guard",
    basis: Basis::LegitimateInterest,
    dpv: "dpv:MisusePreventionAndDetection",
    audience: Audience::Visitors,
};
pub static RIGHTS: Purpose = Purpose {
    id: "people.rights",
    basis: Basis::LegalObligation("GDPR art. 12–22"),
    dpv: "dpv:LegalCompliance",
    audience: Audience::Visitors,
};
pub static WORK: Purpose = Purpose {
    id: "team.work",
    basis: Basis::LegitimateInterest,
    dpv: "dpv:AccountManagement",
    audience: Audience::Team,
};

const CLOSED: End =
    End::After { days: Days::Setting("inquiries.keep_days", 365), since: "closed_at", only: None };

pub static INQUIRY: Table = Table {
    name: "inquiry",
    holds: Holds::Person { person: "person_id", collected: "opened_at" },
    columns: &[
        Column { name: "id", kind: Kind::Key },
        Column { name: "person_id", kind: Kind::Person },
        Column {
            name: "name",
            kind: Kind::Sealed(Datum {
                id: "inquiry.name",
                category: Category::Name,
                origin: Origin::Given,
                need: Need::Optional,
                uses: &[Use { purpose: &ANSWER, keep: Keep::Row }],
            }),
        },
        Column {
            name: "email",
            kind: Kind::Sealed(Datum {
                id: "inquiry.email",
                category: Category::EmailAddress,
                origin: Origin::Given,
                need: Need::Required,
                uses: &[
                    Use { purpose: &ANSWER, keep: Keep::Row },
                    Use { purpose: &RIGHTS, keep: Keep::Row },
                    Use {
                        purpose: &GUARD,
                        keep: Keep::Days { days: Days::Fixed(30), since: "sent_at" },
                    },
                ],
            }),
        },
        Column {
            name: "topic",
            kind: Kind::Open(Datum {
                id: "inquiry.topic",
                category: Category::Topic,
                origin: Origin::Given,
                need: Need::Required,
                uses: &[Use { purpose: &ANSWER, keep: Keep::Row }],
            }),
        },
        Column { name: "opened_at", kind: Kind::Time },
        Column { name: "sent_at", kind: Kind::Time },
        Column { name: "closed_at", kind: Kind::Time },
        Column { name: "state", kind: Kind::State(&["open", "closed", "spam"]) },
    ],
    ends: &[
        CLOSED,
        End::After { days: Days::Fixed(30), since: "opened_at", only: Some(("state", "spam")) },
    ],
    erase: OnErase::Delete,
};

pub static FIELD: Table = Table {
    name: "inquiry_field",
    holds: Holds::Person { person: "person_id", collected: "at" },
    columns: &[
        Column { name: "id", kind: Kind::Key },
        Column { name: "person_id", kind: Kind::Person },
        Column { name: "inquiry_id", kind: Kind::Link("inquiry") },
        Column { name: "field", kind: Kind::Instance("the id of a field") },
        Column { name: "at", kind: Kind::Time },
        Column {
            name: "value",
            kind: Kind::Sealed(Datum {
                id: "inquiry_field.value",
                category: Category::Preference,
                origin: Origin::Given,
                need: Need::Instance,
                uses: &[Use { purpose: &ANSWER, keep: Keep::Row }],
            }),
        },
    ],
    ends: &[End::With { link: "inquiry_id" }],
    erase: OnErase::Delete,
};

pub static INQUIRIES: Room = Room {
    name: "inquiries",
    switch: Switch::Setting("inquiries.on"),
    purposes: &[&ANSWER, &GUARD],
    tables: &[&INQUIRY, &FIELD],
    cookies: &[],
    recipients: &[&Recipient {
        id: "mail-relay",
        role: Role::Processor,
        settings: "mail.smtp",
        switch: Switch::Setting("mail.smtp.provider"),
        purposes: &[&ANSWER],
        outbound: true,
    }],
    measures: &[],
    sentences: &[
        Sentence {
            id: "inquiries-contact",
            section: Section::What,
            switch: Switch::Always,
            mechanism: "the form at /contact; every field sealed under the person's key",
        },
        Sentence {
            id: "inquiries-fields",
            section: Section::What,
            switch: Switch::Setting("has.inquiry_field.value"),
            mechanism: "exactly the fields declared in the settings",
        },
        Sentence {
            id: "inquiries-purpose",
            section: Section::Why,
            switch: Switch::Always,
            mechanism: "inbox and reply by mail",
        },
        Sentence {
            id: "inquiries-voluntary",
            section: Section::Why,
            switch: Switch::Always,
            mechanism: "optional fields may be left empty; a test sends the form so",
        },
    ],
};

pub static PEOPLE: Room = Room {
    name: "people",
    switch: Switch::Always,
    purposes: &[&RIGHTS],
    tables: &[&Table {
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
        ],
        ends: &[End::LastOfPerson],
        erase: OnErase::Delete,
    }],
    cookies: &[],
    recipients: &[],
    measures: &[
        &Measure {
            id: "sealed-at-rest",
            switch: Switch::Always,
            dpv: "dpv:EncryptionAtRest",
            mechanism: "AES-256-GCM-SIV under the person's own key",
        },
        &Measure {
            id: "erasure",
            switch: Switch::Always,
            dpv: "dpv:DataErasure",
            mechanism: "rows and key are deleted in one transaction each",
        },
        &Measure {
            id: "tls",
            switch: Switch::Setting("server.tls"),
            dpv: "dpv:EncryptionInTransfer",
            mechanism: "site.url begins with https",
        },
    ],
    sentences: &[],
};

pub static TEAM: Room = Room {
    name: "team",
    switch: Switch::Always,
    purposes: &[&WORK],
    tables: &[&Table {
        name: "member",
        holds: Holds::Person { person: "person_id", collected: "created_at" },
        columns: &[
            Column { name: "id", kind: Kind::Key },
            Column { name: "person_id", kind: Kind::Person },
            Column { name: "created_at", kind: Kind::Time },
            Column {
                name: "email",
                kind: Kind::Sealed(Datum {
                    id: "member.email",
                    category: Category::EmailAddress,
                    origin: Origin::Given,
                    need: Need::Required,
                    uses: &[Use { purpose: &WORK, keep: Keep::Row }],
                }),
            },
        ],
        ends: &[End::Event("member-removed")],
        erase: OnErase::Delete,
    }],
    cookies: &[&Cookie {
        name: "desk",
        need: CookieNeed::Necessary,
        lifetime: Lifetime::Seconds(43_200),
        path: "/desk",
        audience: Audience::Team,
    }],
    recipients: &[],
    measures: &[],
    sentences: &[],
};

/// A site that tests change before they compile it.
#[derive(Clone)]
pub struct Site {
    pub rooms: Vec<&'static Room>,
    pub settings: BTreeMap<String, Flat>,
    pub instances: Vec<Instance>,
    pub own: Vec<Own>,
    pub leftovers: Vec<Leftover>,
    pub languages: Vec<String>,
}

pub fn site() -> Site {
    let text = |text: &str| Flat::Text(text.to_owned());
    let settings = [
        ("organisation.legal_name", text("Masses e. V.")),
        ("organisation.address", text("Lindenweg 4\n10115 Berlin\n")),
        ("organisation.email", text("hello@masses.example")),
        ("organisation.authority.name", text("Berliner Beauftragte für Datenschutz")),
        ("organisation.authority.url", text("https://www.datenschutz-berlin.de")),
        ("organisation.data_protection.email", text("privacy@masses.example")),
        ("site.url", text("https://masses.example")),
        ("hosting.provider", text("Nordlicht Rechenzentrum GmbH")),
        ("hosting.country", text("Germany")),
        ("hosting.contract", text("AV-2026-04")),
        ("hosting.log_days", Flat::Int(7)),
        ("hosting.log_addresses", text("full")),
        ("inquiries.open_days", Flat::Int(1095)),
        ("inquiries.on", Flat::Bool(true)),
        ("inquiries.keep_days", Flat::Int(180)),
        ("keys.keys_kept_days", Flat::Int(7)),
        ("policy.notice_days", Flat::Int(30)),
        ("server.access_log", text("truncated")),
        ("server.access_log_days", Flat::Int(14)),
    ];
    Site {
        rooms: vec![&TEAM, &PEOPLE, &INQUIRIES],
        settings: settings.into_iter().map(|(name, flat)| (name.to_owned(), flat)).collect(),
        instances: Vec::new(),
        own: Vec::new(),
        leftovers: Vec::new(),
        languages: vec!["en".to_owned(), "de".to_owned()],
    }
}

/// The optional field that the sample asks for.
pub fn interests() -> Instance {
    let label = [("en", "Interests"), ("de", "Interessen")];
    Instance {
        column: "inquiry_field.value".to_owned(),
        id: "interests".to_owned(),
        label: label.into_iter().map(|(lang, text)| (lang.to_owned(), text.to_owned())).collect(),
        category: Category::Preference,
        required: false,
        closed: None,
    }
}

impl Site {
    pub fn set(mut self, name: &str, value: impl Into<Setting>) -> Site {
        self.settings.insert(name.to_owned(), value.into().0);
        self
    }

    pub fn with(mut self, instance: Instance) -> Site {
        self.instances.push(instance);
        self
    }

    pub fn input(&self) -> Input<'_> {
        Input {
            rooms: &self.rooms,
            instances: &self.instances,
            settings: &self.settings,
            own: &self.own,
            leftovers: &self.leftovers,
            languages: &self.languages,
        }
    }

    pub fn try_compile(&self) -> Result<Document, Vec<String>> {
        compile(&self.input(), &words())
    }

    #[track_caller]
    pub fn compile(&self) -> Document {
        self.try_compile().expect("the sample compiles")
    }
}

/// A setting's value, for short tests.
pub struct Setting(Flat);

impl From<&str> for Setting {
    fn from(text: &str) -> Setting {
        Setting(Flat::Text(text.to_owned()))
    }
}

impl From<i64> for Setting {
    fn from(number: i64) -> Setting {
        Setting(Flat::Int(number))
    }
}

impl From<bool> for Setting {
    fn from(yes: bool) -> Setting {
        Setting(Flat::Bool(yes))
    }
}

/// The whole text as somebody reads it.
pub fn read(document: &Document, lang: &str) -> String {
    let text = &document.texts[lang];
    let mut page = String::new();
    for section in &text.sections {
        page.push_str(&format!("# {}\n\n", section.heading));
        for paragraph in &section.paragraphs {
            let mark = match paragraph.kind {
                policy::Form::Item => "- ",
                policy::Form::Own => "> ",
                _ => "",
            };
            page.push_str(&format!("{mark}{}\n", paragraph.text));
            if let Some(table) = &paragraph.table {
                page.push_str(&format!("| {} |\n", table.headers.join(" | ")));
                for row in &table.rows {
                    page.push_str(&format!("| {} |\n", row.join(" | ")));
                }
            }
        }
        page.push('\n');
    }
    page
}
