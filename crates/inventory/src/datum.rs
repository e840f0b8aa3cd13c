//! One kind of value about a person, and what it may be used for.

use crate::Purpose;

/// One kind of value held about a person.
#[derive(Debug, Clone, Copy)]
pub struct Datum {
    /// `table.column`. The words are `datum-<id with dashes>`.
    pub id: &'static str,
    /// What sort of personal data it is.
    pub category: Category,
    /// Where it comes from (GDPR art. 13, 14).
    pub origin: Origin,
    /// Whether giving it is required (GDPR art. 13(2)(e)).
    pub need: Need,
    /// What it is used for and how long for each purpose. Never empty.
    pub uses: &'static [Use],
}

/// A purpose a datum serves, and how long it is kept for it.
#[derive(Debug, Clone, Copy)]
pub struct Use {
    /// Why.
    pub purpose: &'static Purpose,
    /// How long. The value is blanked when the last of its uses has ended.
    pub keep: Keep,
}

/// How long a value is kept for one purpose (GDPR art. 5(1)(e)).
#[derive(Debug, Clone, Copy)]
pub enum Keep {
    /// As long as its row; the table says how long that is.
    Row,
    /// Shorter than its row: this many days after the time in the named column.
    Days {
        /// How many.
        days: Days,
        /// A column of the same table with a time.
        since: &'static str,
    },
}

/// A number of days, fixed or from the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Days {
    /// Always this many.
    Fixed(u32),
    /// The setting of this name, for example `inquiries.keep_days`, and what it is when the
    /// organisation does not say.
    Setting(&'static str, u32),
}

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The person gave it.
    Given,
    /// It arises when the person uses the site.
    Observed,
    /// The team or the program wrote it.
    Written,
}

/// Whether a value has to be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Without it the purpose cannot be served.
    Required,
    /// Giving it is up to the person.
    Optional,
    /// Nobody is asked: it arises by itself.
    Automatic,
    /// It comes from the settings, per instance (a form field the organisation added).
    Instance,
}

/// The sort of personal data, with its DPV-PD concept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Category {
    /// A name.
    Name,
    /// An e-mail address.
    EmailAddress,
    /// What was written to or by the organisation.
    Communication,
    /// A subject chosen from a list.
    Topic,
    /// An interest or a preference.
    Preference,
    /// The language somebody reads.
    Language,
    /// When something happened.
    Timestamp,
    /// A random number that stands for a person.
    Identifier,
    /// A password, a second factor or a session.
    Authentication,
    /// What a member of the team did.
    Activity,
    /// Part of a network address.
    NetworkAddress,
    /// A value of art. 9: needs its own basis.
    Special,
}

impl Category {
    /// The key of the words for this category: `category-<key>`.
    pub const fn key(self) -> &'static str {
        match self {
            Category::Name => "name",
            Category::EmailAddress => "email-address",
            Category::Communication => "communication",
            Category::Topic => "topic",
            Category::Preference => "preference",
            Category::Language => "language",
            Category::Timestamp => "timestamp",
            Category::Identifier => "identifier",
            Category::Authentication => "authentication",
            Category::Activity => "activity",
            Category::NetworkAddress => "network-address",
            Category::Special => "special",
        }
    }

    /// Every category.
    pub const ALL: [Category; 12] = [
        Category::Name,
        Category::EmailAddress,
        Category::Communication,
        Category::Topic,
        Category::Preference,
        Category::Language,
        Category::Timestamp,
        Category::Identifier,
        Category::Authentication,
        Category::Activity,
        Category::NetworkAddress,
        Category::Special,
    ];

    /// The category of that key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|category| category.key() == key)
    }

    /// The DPV-PD concept.
    pub const fn dpv(self) -> &'static str {
        match self {
            Category::Name => "pd:Name",
            Category::EmailAddress => "pd:EmailAddress",
            Category::Communication => "pd:Communication",
            Category::Topic | Category::Preference => "pd:Preference",
            Category::Language => "pd:Language",
            Category::Timestamp | Category::Activity => "pd:Behavioral",
            Category::Identifier => "pd:UID",
            Category::Authentication => "pd:Authenticating",
            Category::NetworkAddress => "pd:IPAddress",
            Category::Special => "dpv:SpecialCategoryPersonalData",
        }
    }
}

impl Days {
    /// The number of days, asking `setting` for those that the organisation may change.
    pub fn resolve(self, setting: impl FnOnce(&str) -> Option<u32>) -> u32 {
        match self {
            Days::Fixed(days) => days,
            Days::Setting(name, default) => setting(name).unwrap_or(default),
        }
    }
}
