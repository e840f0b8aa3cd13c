//! What leaves the database: cookies, recipients; and what the policy says beyond the tables.

use crate::Purpose;

/// A condition on the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Switch {
    /// Always on.
    Always,
    /// On while the setting of this name is true, above zero, or not empty.
    Setting(&'static str),
    /// On while the setting of this name is false, zero, empty or absent.
    Without(&'static str),
    /// On while the setting has exactly this text.
    Is(&'static str, &'static str),
}

/// A cookie that may be set. No other leaves the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cookie {
    /// Its name; over TLS it is sent as `__Host-<name>` when its path is `/`.
    /// The words are `cookie-<name>`.
    pub name: &'static str,
    /// Why it may be set.
    pub need: CookieNeed,
    /// How long a browser keeps it.
    pub lifetime: Lifetime,
    /// Under which path it is sent.
    pub path: &'static str,
    /// Who gets it.
    pub audience: crate::Audience,
}

/// Why a cookie may be set (ePrivacy directive art. 5(3)).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CookieNeed {
    /// Strictly necessary for something the person asked for.
    Necessary,
    /// Only with consent to this purpose.
    Consent(&'static Purpose),
}

/// How long a browser keeps a cookie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lifetime {
    /// Until the browser is closed.
    Session,
    /// This many seconds.
    Seconds(u32),
}

/// Somebody outside the organisation who gets personal data (GDPR art. 13(1)(e), 28).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recipient {
    /// Its id. The words are `recipient-<id>`.
    pub id: &'static str,
    /// In which role.
    pub role: Role,
    /// The table of the settings that names provider, country and contract: `hosting`, `mail`.
    pub settings: &'static str,
    /// Under which condition there is one at all.
    pub switch: Switch,
    /// The purposes it serves. Empty: everything (a hosting provider).
    pub purposes: &'static [&'static Purpose],
    /// Whether the program itself connects to it.
    pub outbound: bool,
}

/// The role of a recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Works on the organisation's behalf (art. 28).
    Processor,
    /// Decides for itself what it does with the data.
    Controller,
}

/// A safeguard the policy names and the program checks (GDPR art. 32).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measure {
    /// Its id. The words are `measure-<id>`.
    pub id: &'static str,
    /// Under which condition it is claimed.
    pub switch: Switch,
    /// The DPV concept, for example `dpv:EncryptionAtRest`.
    pub dpv: &'static str,
    /// What makes it true, for `masses policy explain`: plain English for the operator.
    pub mechanism: &'static str,
}

/// One statement of the policy that is not a row of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence {
    /// Its id. The words are `policy-<id>`; settings are available to them as variables.
    pub id: &'static str,
    /// Where it stands.
    pub section: Section,
    /// The condition, besides the room's own switch.
    pub switch: Switch,
    /// What makes it true, for `masses policy explain`: plain English for the operator.
    pub mechanism: &'static str,
}

/// The sections of the policy, in the order in which they are printed. The headings are
/// `policy-section-<key>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// Who runs the site, and which site this covers.
    Who,
    /// What is collected.
    What,
    /// What it is used for.
    Why,
    /// How long it is kept.
    HowLong,
    /// Who else gets it.
    Recipients,
    /// How it is protected.
    Safeguards,
    /// Cookies.
    Cookies,
    /// Links to other sites.
    Links,
    /// A person's rights, and how to use them.
    Rights,
    /// How this policy changes.
    Changes,
}

impl Section {
    /// All of them, in order.
    pub const ALL: [Section; 10] = [
        Section::Who,
        Section::What,
        Section::Why,
        Section::HowLong,
        Section::Recipients,
        Section::Safeguards,
        Section::Cookies,
        Section::Links,
        Section::Rights,
        Section::Changes,
    ];

    /// The key of the words and the anchor on the page.
    pub const fn key(self) -> &'static str {
        match self {
            Section::Who => "who",
            Section::What => "what",
            Section::Why => "why",
            Section::HowLong => "how-long",
            Section::Recipients => "recipients",
            Section::Safeguards => "safeguards",
            Section::Cookies => "cookies",
            Section::Links => "links",
            Section::Rights => "rights",
            Section::Changes => "changes",
        }
    }
}
