//! The few functions that run within a page, kept in `inside.js`.

use serde_json::Value;

const FUNCTIONS: &str = include_str!("inside.js");

/// The script that calls one of them.
pub(crate) fn call(name: &str, arguments: &Value) -> String {
    format!("{FUNCTIONS}.{name}(...{arguments})")
}

/// Whether a refusal only says that the page has moved on to another document.
pub(crate) fn moved_on(message: &str) -> bool {
    ["context was destroyed", "navigated or closed", "Cannot find context", "Cannot find default"]
        .iter()
        .any(|known| message.contains(known))
}
