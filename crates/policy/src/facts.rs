//! What is done with personal data, without a word of prose.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::Ending;

/// Everything a version says, as data. All lists are sorted.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// Who is responsible.
    pub controller: Controller,
    /// Why data is used.
    pub purposes: Vec<PurposeFact>,
    /// Which data is used for which purpose.
    pub data: Vec<DataFact>,
    /// Which cookies may be set.
    pub cookies: Vec<CookieFact>,
    /// Who else gets data.
    pub recipients: Vec<RecipientFact>,
    /// Which safeguards are claimed.
    pub measures: Vec<MeasureFact>,
    /// How many days a change waits for data that was collected earlier.
    pub notice_days: i64,
    /// The switches that decided about this text, and what they were. Not part of the hash.
    #[serde(default)]
    pub switches: BTreeMap<String, String>,
}

/// Who is responsible (GDPR art. 13(1)(a), (b)).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Controller {
    /// The full legal name.
    pub name: String,
    /// The postal address, in one line.
    pub address: String,
    /// The e-mail address.
    pub email: String,
    /// The telephone number; empty where there is none.
    pub phone: String,
    /// Who answers for data protection; empty where nobody is named.
    pub data_protection_name: String,
    /// Whom to write to about data.
    pub data_protection_email: String,
    /// The authority to complain to.
    pub authority: String,
    /// The authority's website.
    pub authority_url: String,
    /// The address of the site.
    pub url: String,
}

/// One purpose.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurposeFact {
    /// `room.name`.
    pub id: String,
    /// The legal basis: `legitimate-interest`.
    pub basis: String,
    /// The article of the GDPR: `6(1)(f)`.
    pub article: String,
    /// The law behind a duty or a public task.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub law: Option<String>,
    /// The DPV concept.
    pub dpv: String,
    /// The DPV concept of the basis.
    pub basis_dpv: String,
    /// The rights that follow from the basis.
    pub rights: Vec<String>,
    /// `visitors` or `team`.
    pub audience: String,
    /// Present when nothing new is collected for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<Ending>,
}

/// One datum used for one purpose.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataFact {
    /// `table.column`.
    pub datum: String,
    /// Which instance of it (a form field), where the organisation made some.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// What people read for the instance, by language.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub label: BTreeMap<String, String>,
    /// The table that holds it.
    pub table: String,
    /// The column that holds it.
    pub column: String,
    /// Its sort: `email-address`.
    pub category: String,
    /// The DPV-PD concept of its sort.
    pub dpv: String,
    /// `given`, `observed` or `written`.
    pub origin: String,
    /// `required`, `optional` or `automatic`.
    pub need: String,
    /// What it is used for.
    pub purpose: String,
    /// How long it is kept for that; the first end that is reached counts.
    pub keep: Vec<KeepFact>,
    /// Whether it is sealed under the person's own key.
    pub sealed: bool,
    /// `visitors` or `team`.
    pub audience: String,
    /// Present when it is no longer collected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<Ending>,
}

/// One end of keeping.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct KeepFact {
    /// The key of the words: `keep-after-inquiry-closed-at`, `event-…`, `keep-last-of-person`.
    pub key: String,
    /// How many days after that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
}

/// One cookie.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CookieFact {
    /// Its name, without the `__Host-` that it may carry.
    pub name: String,
    /// `necessary` or `consent`.
    pub need: String,
    /// The purpose it needs consent for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// How long a browser keeps it; nothing: until it is closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u32>,
    /// Under which path it is sent.
    pub path: String,
    /// `visitors` or `team`.
    pub audience: String,
}

/// One recipient.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecipientFact {
    /// Its id.
    pub id: String,
    /// `processor` or `controller`.
    pub role: String,
    /// Who it is.
    pub provider: String,
    /// In which country, as the settings say it.
    pub country: String,
    /// Under which contract.
    pub contract: String,
    /// Whether data leaves the European Economic Area.
    pub transfer: bool,
    /// What protects it there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub safeguard: Option<String>,
    /// The purposes it serves; empty: all of them.
    pub purposes: Vec<String>,
    /// Whether the program itself connects to it.
    pub outbound: bool,
    /// `visitors` or `team`.
    pub audience: String,
}

/// One safeguard.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasureFact {
    /// Its id.
    pub id: String,
    /// The DPV concept.
    pub dpv: String,
    /// What makes it true. Not part of the hash.
    #[serde(default)]
    pub mechanism: String,
}

/// The audience of what concerns visitors.
pub(crate) const VISITORS: &str = "visitors";
/// The audience of what concerns only the team.
pub(crate) const TEAM: &str = "team";

impl Facts {
    /// What may be used for what: `(datum or datum#instance, purpose)`.
    pub fn uses(&self) -> BTreeSet<(String, String)> {
        self.data.iter().map(|row| (row.id(), row.purpose.clone())).collect()
    }

    /// The purpose of this id.
    pub fn purpose(&self, id: &str) -> Option<&PurposeFact> {
        self.purposes.iter().find(|purpose| purpose.id == id)
    }

    /// The recipient of this id.
    pub fn recipient(&self, id: &str) -> Option<&RecipientFact> {
        self.recipients.iter().find(|recipient| recipient.id == id)
    }
}

impl DataFact {
    /// The keys of the words for whether it has to be given, where it comes from, and how it is
    /// stored.
    pub(crate) fn traits(&self) -> [String; 3] {
        let seal = if self.sealed { "sealed" } else { "open" };
        [&self.need, &self.origin, seal].map(|each| format!("policy-trait-{each}"))
    }

    /// `table.column`, or `table.column#instance`.
    pub fn id(&self) -> String {
        match &self.instance {
            Some(instance) => format!("{}#{instance}", self.datum),
            None => self.datum.clone(),
        }
    }
}

impl PurposeFact {
    /// The key under which [`crate::Text::names`] has the article as people cite it.
    pub(crate) fn article_key(&self) -> String {
        format!("article:{}", self.article)
    }
}

/// The key under which [`crate::Text::names`] has a law as people cite it.
pub(crate) fn law_key(law: &str) -> String {
    format!("law:{law}")
}

impl KeepFact {
    /// The key of its words in [`crate::Text::names`].
    pub(crate) fn name_key(&self) -> String {
        match self.days {
            Some(days) => format!("{}:{days}", self.key),
            None => self.key.clone(),
        }
    }
}
