//! The words: the same in every language, none missing, none left over.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use kit::words::Words;
use masses::web::{built_in_words, templates};

fn words() -> Words {
    Words::new(built_in_words()).unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn every_language_has_the_same_words() {
    let words = words();
    let english: BTreeSet<_> = words.keys("en").into_iter().collect();
    assert!(english.len() > 200, "only {} words", english.len());
    for lang in words.languages() {
        let others: BTreeSet<_> = words.keys(lang).into_iter().collect();
        let missing: Vec<_> = english.difference(&others).collect();
        let more: Vec<_> = others.difference(&english).collect();
        assert!(
            missing.is_empty() && more.is_empty(),
            "{lang}: missing {missing:?}, more {more:?}"
        );
        for key in &english {
            assert_eq!(words.variables("en", key), words.variables(lang, key), "{lang}: {key}");
        }
    }
}

/// Everything that Rust and templates say.
fn said() -> String {
    let mut all: String = templates().into_iter().map(|(_, text)| text).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut folders = vec![root];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                all.push_str(&fs::read_to_string(path).unwrap());
            }
        }
    }
    all
}

/// With what keys begin that are put together while the program runs: `format!("act-{…}")` in
/// Rust, `say("act-" ~ …)` in a template.
fn beginnings(said: &str) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for mark in ["-{", "-\" ~"] {
        for (at, _) in said.match_indices(mark) {
            let before = &said[..=at];
            let start = before.rfind('"').map_or(at, |quote| quote + 1);
            let begin = &before[start..];
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            if begin.len() > 2 && begin.chars().all(plain) {
                all.insert(begin.to_owned());
            }
        }
    }
    all
}

/// With what such keys end: `format!("{key}-hint")` after a whole key.
fn endings(said: &str) -> BTreeSet<String> {
    let parts = said.split("}-").skip(1).filter_map(|rest| rest.split('"').next());
    parts
        .filter(|end| !end.is_empty() && end.chars().all(|c| c.is_ascii_lowercase() || c == '-'))
        .map(|end| format!("-{end}"))
        .collect()
}

#[test]
fn no_word_is_left_over() {
    let (words, said) = (words(), said());
    let (beginnings, endings) = (beginnings(&said), endings(&said));
    let whole = |key: &str| said.contains(&format!("\"{key}\""));
    assert!(beginnings.contains("act-") && beginnings.contains("month-"), "{beginnings:?}");
    let unused: Vec<_> = words
        .keys("en")
        .into_iter()
        .filter(|key| !beginnings.iter().any(|begin| key.starts_with(begin)))
        .filter(|key| !whole(key))
        .filter(|key| !endings.iter().any(|end| key.strip_suffix(end.as_str()).is_some_and(whole)))
        .collect();
    assert!(unused.is_empty(), "nobody says {unused:?}");
}

/// Every word that a template asks for by its whole name is there.
#[test]
fn no_word_is_missing() {
    let words = words();
    let mut seen = 0;
    for (name, text) in templates() {
        for part in text.split("say(\"").skip(1) {
            let (key, rest) = part.split_once('"').unwrap();
            if rest.trim_start().starts_with('~') {
                continue;
            }
            assert!(words.has("en", key), "{name} says `{key}`, which is not there");
            seen += 1;
        }
    }
    assert!(seen > 100, "only {seen} words were seen");
}
