//! What of the examples is still among the settings: it would stand in the policy.

use kit::settings::{Flat, Settings};

/// Settings, and what of the examples is in them: those of the demo, and those of a new site.
const EXAMPLES: [(&str, &str); 15] = [
    ("organisation.name", "Example Association"),
    ("organisation.legal_name", "Masses, association"),
    ("organisation.legal_name", "Example Association"),
    ("organisation.address", "Examplestrasse"),
    ("organisation.email", "@example."),
    ("organisation.phone", "+43 1 000 00 00"),
    ("organisation.authority.name", "Example Data Protection Authority"),
    ("organisation.authority.url", "authority.example"),
    ("organisation.data_protection.email", "@example."),
    ("site.title", "Example Association"),
    ("hosting.provider", "Example Hosting"),
    ("hosting.contract", "agreement of 1 March 2026"),
    ("hosting.contract", "Example agreement"),
    ("mail.from", "@example."),
    ("mail.reply_to", "@example."),
];

/// Which settings are still examples, in the order of the file. A country cannot be told from one that
/// is meant: a new site has a note beside it.
pub fn examples(settings: &Settings) -> Vec<&'static str> {
    let is = |(key, example): &&(&str, &str)| match settings.flat().get(*key) {
        Some(Flat::Text(text)) => text.contains(example),
        _ => false,
    };
    EXAMPLES.iter().filter(is).map(|(key, _)| *key).collect()
}
