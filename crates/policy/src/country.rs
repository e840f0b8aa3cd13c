//! Countries: one spelling for each, and which of them are in the European Economic Area.

use crate::Say;

/// The European Economic Area.
const AREA: [&str; 30] = [
    "at", "be", "bg", "cy", "cz", "de", "dk", "ee", "es", "fi", "fr", "gr", "hr", "hu", "ie", "is",
    "it", "li", "lt", "lu", "lv", "mt", "nl", "no", "pl", "pt", "ro", "se", "si", "sk",
];

/// Other countries that have words.
const OTHERS: [&str; 4] = ["ca", "ch", "gb", "us"];

/// The two-letter code of a country that may also be given by its name in one of the languages;
/// what is not known comes back as it was.
pub(crate) fn code(given: &str, languages: &[String], words: &dyn Say) -> String {
    let given = given.trim();
    let lower = given.to_lowercase();
    let code = match lower.as_str() {
        "uk" => "gb",
        "usa" => "us",
        "el" => "gr",
        other => other,
    };
    if code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return code.to_owned();
    }
    let named = AREA
        .iter()
        .chain(&OTHERS)
        .find(|code| languages.iter().any(|lang| name(code, lang, words).to_lowercase() == lower));
    named.map_or_else(|| given.to_owned(), |code| (*code).to_owned())
}

/// Whether data there has left the European Economic Area.
pub(crate) fn is_outside(code: &str) -> bool {
    !AREA.contains(&code)
}

/// The country's name, or what was given where there are no words for it.
pub(crate) fn name(code: &str, lang: &str, words: &dyn Say) -> String {
    let key = format!("country-{code}");
    match words.has(lang, &key) {
        true => words.say(lang, &key, &[]),
        false if code.len() == 2 => code.to_uppercase(),
        false => code.to_owned(),
    }
}
