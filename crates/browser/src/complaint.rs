//! Errors and warnings of scripts and of Chromium itself, as one line of text each.

use serde_json::Value;

/// What a script put on the console as an error or a warning.
pub(crate) fn said(params: &Value) -> Option<String> {
    let level = params["type"].as_str()?;
    if !matches!(level, "error" | "assert" | "warning") {
        return None;
    }
    let words: Vec<String> = params["args"].as_array().into_iter().flatten().map(shown).collect();
    Some(format!("console.{level}: {}", words.join(" ")))
}

/// A value of the page as a person would read it.
fn shown(value: &Value) -> String {
    match (&value["value"], value["description"].as_str()) {
        (Value::String(text), _) => text.clone(),
        (_, Some(description)) => description.to_owned(),
        (Value::Null, None) => value["type"].as_str().unwrap_or("nothing").to_owned(),
        (other, None) => other.to_string(),
    }
}

/// What an exception says, with its place.
pub(crate) fn thrown(details: &Value) -> String {
    let text = details["text"].as_str().unwrap_or_default();
    let what =
        if details["exception"].is_null() { String::new() } else { shown(&details["exception"]) };
    let place = match details["url"].as_str().filter(|url| !url.is_empty()) {
        Some(url) => format!(" ({url}:{})", details["lineNumber"].as_i64().unwrap_or(-1) + 1),
        None => String::new(),
    };
    format!("{text} {what}{place}").trim().to_owned()
}

/// What Chromium itself complained of: a breach of the page's policy, a failed request.
pub(crate) fn logged(entry: &Value) -> Option<String> {
    let level = entry["level"].as_str()?;
    if !matches!(level, "error" | "warning") {
        return None;
    }
    let text = |name: &str| entry[name].as_str().unwrap_or_default().to_owned();
    let source = text("source");
    let place = entry["url"].as_str().map(|url| format!(" ({url})")).unwrap_or_default();
    Some(format!("{source} {level}: {}{place}", text("text")))
}
