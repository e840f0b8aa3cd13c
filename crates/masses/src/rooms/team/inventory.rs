//! What is held about those who work with the desk, and the cookies that keep them signed in.

use inventory::{
    Audience, Basis, Category, Column, Cookie, CookieNeed, Datum, Days, End, Holds, Keep, Kind,
    Lifetime, Measure, Need, OnErase, Origin, Purpose, Room, Switch, Table, Use,
};

/// Accounts for those who work with the site.
pub static WORK: Purpose = Purpose {
    id: "team.work",
    basis: Basis::LegitimateInterest,
    dpv: "dpv:IdentityAuthentication",
    audience: Audience::Team,
};

const TO_WORK: &[Use] = &[Use { purpose: &WORK, keep: Keep::Row }];

const fn given(id: &'static str, category: Category) -> Kind {
    let (origin, need) = (Origin::Given, Need::Required);
    Kind::Sealed(Datum { id, category, origin, need, uses: TO_WORK })
}

const fn written(id: &'static str) -> Kind {
    let (origin, need) = (Origin::Written, Need::Automatic);
    let category = Category::Authentication;
    Kind::Sealed(Datum { id, category, origin, need, uses: TO_WORK })
}

const fn time(id: &'static str) -> Kind {
    let (origin, need) = (Origin::Observed, Need::Automatic);
    Kind::Open(Datum { id, category: Category::Timestamp, origin, need, uses: TO_WORK })
}

/// The words of the roles, as [`kit::web::RoleName`] has them.
const ROLES: &[&str] = &["owner", "privacy", "agent", "reader"];

/// One member of the team.
pub static MEMBER: Table = Table {
    name: "member",
    holds: Holds::Person { person: "person_id", collected: "created_at" },
    columns: &[
        Column { name: "id", kind: Kind::Key },
        Column { name: "person_id", kind: Kind::Person },
        Column { name: "name", kind: given("member.name", Category::Name) },
        Column { name: "email", kind: given("member.email", Category::EmailAddress) },
        Column { name: "role", kind: Kind::State(ROLES) },
        Column { name: "state", kind: Kind::State(&["invited", "active", "disabled"]) },
        Column { name: "password", kind: given("member.password", Category::Authentication) },
        Column { name: "totp", kind: written("member.totp") },
        Column { name: "totp_next", kind: written("member.totp_next") },
        Column { name: "totp_last_step", kind: Kind::Count },
        Column { name: "created_at", kind: time("member.created_at") },
        Column { name: "signed_in_at", kind: time("member.signed_in_at") },
    ],
    ends: &[
        End::Event("member-removed"),
        End::After { days: Days::Fixed(7), since: "created_at", only: Some(("state", "invited")) },
    ],
    erase: OnErase::Delete,
};

/// One browser that is signed in. No address, and nothing about the browser.
pub static SESSION: Table = Table {
    name: "member_session",
    holds: Holds::Person { person: "person_id", collected: "created_at" },
    columns: &[
        Column { name: "id", kind: Kind::Key },
        Column { name: "member_id", kind: Kind::Link("member") },
        Column { name: "person_id", kind: Kind::Person },
        Column { name: "created_at", kind: time("member_session.created_at") },
        Column { name: "seen_at", kind: time("member_session.seen_at") },
        Column { name: "fresh_at", kind: Kind::Time },
    ],
    ends: &[
        End::With { link: "member_id" },
        End::After {
            days: Days::Setting("team.session_absolute_days", 7),
            since: "created_at",
            only: None,
        },
    ],
    erase: OnErase::Delete,
};

/// One link that works once, or one half-finished sign-in. An invitation belongs to nobody yet.
pub static TOKEN: Table = Table {
    name: "member_token",
    holds: Holds::Person { person: "person_id", collected: "created_at" },
    columns: &[
        Column { name: "id", kind: Kind::Key },
        Column {
            name: "purpose",
            kind: Kind::State(&["invite", "reset", "sign-in", "join", "password", "factor"]),
        },
        Column { name: "member_id", kind: Kind::Link("member") },
        Column { name: "person_id", kind: Kind::Person },
        Column { name: "role", kind: Kind::State(ROLES) },
        Column { name: "second_factor", kind: Kind::Count },
        Column { name: "tries", kind: Kind::Count },
        Column { name: "created_at", kind: Kind::Time },
        Column { name: "expires_at", kind: Kind::Time },
        Column { name: "used_at", kind: Kind::Time },
    ],
    ends: &[End::After { days: Days::Fixed(7), since: "created_at", only: None }],
    erase: OnErase::Delete,
};

/// One code for the day on which the second factor is lost.
pub static RECOVERY_CODE: Table = Table {
    name: "recovery_code",
    holds: Holds::Person { person: "person_id", collected: "created_at" },
    columns: &[
        Column { name: "id", kind: Kind::Key },
        Column { name: "member_id", kind: Kind::Link("member") },
        Column { name: "person_id", kind: Kind::Person },
        Column { name: "hash", kind: Kind::Digest },
        Column { name: "created_at", kind: Kind::Time },
        Column { name: "used_at", kind: Kind::Time },
    ],
    ends: &[End::With { link: "member_id" }],
    erase: OnErase::Delete,
};

/// Keeps a member signed in. The desk is there in every language, so the path is the root.
pub static SESSION_COOKIE: Cookie = Cookie {
    name: "session",
    need: CookieNeed::Necessary,
    lifetime: Lifetime::Seconds(7 * 86_400),
    path: "/",
    audience: Audience::Team,
};

/// Carries a half-finished sign-in or joining.
pub static STEP_COOKIE: Cookie = Cookie {
    name: "step",
    need: CookieNeed::Necessary,
    lifetime: Lifetime::Seconds(3_600),
    path: "/",
    audience: Audience::Team,
};

/// What the room declares.
pub static ROOM: Room = Room {
    name: "team",
    switch: Switch::Always,
    purposes: &[&WORK],
    tables: &[&MEMBER, &SESSION, &TOKEN, &RECOVERY_CODE],
    cookies: &[&SESSION_COOKIE, &STEP_COOKIE],
    recipients: &[],
    measures: &[&Measure {
        id: "two-step",
        switch: Switch::Always,
        dpv: "dpv:MultiFactorAuthentication",
        mechanism: "a session begins only after a password and a one-time or recovery code; \
            checked by looking for an active member without a second factor",
    }],
    sentences: &[],
};
