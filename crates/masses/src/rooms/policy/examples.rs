//! What of the examples is still among the settings: it would stand in the policy.

use kit::settings::{Flat, Settings};

/// Settings, and what of the examples is in them: those of the demo, and those of a new site.
const EXAMPLES: [(&str, &str); 15] = [
    ("organisation.name", "Example Association"),
    ("organisation.legal_name", "Masses, association"),
    ("organisation.legal_name", "Example Association"),
    ("organisation.address", "Examplestrasse"),
    ("organisation.email", "@example."),
    ("organisation.phone", "000 00 00"),
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

/// In which country the example's machine stands.
const COUNTRY: &str = "AT";

/// Which settings are still examples, in the order of the file. The example's country may be the real
/// one: it counts as long as the machine is the example's.
pub fn examples(settings: &Settings) -> Vec<&'static str> {
    let text = |key: &str| match settings.flat().get(key) {
        Some(Flat::Text(text)) => text.as_str(),
        _ => "",
    };
    let found = EXAMPLES.iter().filter(|(key, example)| text(key).contains(example));
    let here = text("hosting.country") == COUNTRY;
    let with = |key| [Some(key), (here && key == "hosting.provider").then_some("hosting.country")];
    found.flat_map(|(key, _)| with(*key)).flatten().collect()
}
