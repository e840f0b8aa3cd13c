//! What stands behind each sentence.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Document;

/// The check that every sentence has at least: the policy was compiled from what is running and
/// is the same as the version in force.
pub const CHECK_POLICY: &str = "policy";

/// Paragraphs that say what the organisation wrote into its settings: nothing that runs can tell
/// whether it is so.
const STATED: &[&str] = &[
    "ip-hosting-bare",
    "ip-hosting-full",
    "ip-hosting-off",
    "ip-hosting-short",
    "no-automation",
    "own-machine",
    "transfers-none",
    "who-contact",
    "who-contact-phone",
    "who-data-protection",
    "who-data-protection-name",
    "who-runs",
];
/// The beginnings of the ids of more of them.
const STATED_OF: &[&str] = &["own-", "recipient-", "transfer-"];

/// What the last check of a safeguard (or of [`CHECK_POLICY`]) found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// Whether it held.
    pub holds: bool,
    /// When it was checked, in milliseconds since 1970.
    pub checked_at: i64,
    /// Since when it does not hold, in milliseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed_at: Option<i64>,
    /// What was found, for the operator.
    #[serde(default)]
    pub note: String,
}

/// One sentence and what makes it true.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explained {
    /// The paragraph's id.
    pub id: String,
    /// The section it stands in.
    pub section: String,
    /// The sentence.
    pub sentence: String,
    /// Under which switch it stands there.
    pub switch: String,
    /// What makes it true.
    pub mechanism: String,
    /// The claims it makes.
    pub claims: Vec<String>,
    /// It is so because the organisation says so: the check finds only that it is what the
    /// settings say.
    #[serde(default)]
    pub stated: bool,
    /// What the last check found.
    pub last_check: Option<Status>,
}

fn stated(id: &str) -> bool {
    STATED.contains(&id) || STATED_OF.iter().any(|beginning| id.starts_with(beginning))
}

/// Every sentence of the document in this language, in the order of the page.
pub fn explain(
    document: &Document,
    lang: &str,
    status: &BTreeMap<String, Status>,
) -> Vec<Explained> {
    let Some(text) = document.texts.get(lang) else { return Vec::new() };
    let mut found = Vec::new();
    for section in &text.sections {
        for paragraph in &section.paragraphs {
            let check = paragraph.measure.as_ref().and_then(|measure| status.get(measure));
            found.push(Explained {
                id: paragraph.id.clone(),
                section: section.key.clone(),
                sentence: paragraph.text.clone(),
                switch: paragraph.switch.clone(),
                mechanism: paragraph.mechanism.clone(),
                claims: paragraph.claims.clone(),
                stated: stated(&paragraph.id),
                last_check: match paragraph.measure {
                    Some(_) => check.cloned(),
                    None => status.get(CHECK_POLICY).cloned(),
                },
            });
        }
    }
    found
}
