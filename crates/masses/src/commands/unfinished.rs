//! What an organisation has still to fill in: examples among its settings and on its pages, and
//! notes that say what is to be written.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};
use kit::problem::Problem;
use kit::settings::{FILE, Settings};
use masses::rooms::policy::examples;
use toml::de::{DeTable, DeValue};

/// Everything that is still to be filled in, a line each with its place. `pages`: what was found
/// on them.
pub fn lines(site: &Path, settings: &Settings, pages: &[Problem]) -> Result<Vec<String>> {
    let path = site.join(FILE);
    let text = std::fs::read_to_string(&path)
        .with_context(|| format!("{} cannot be read", path.display()))?;
    let table = DeTable::parse(&text)?;
    let mut examples_at: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for key in examples(settings) {
        examples_at.entry(line(&text, table.get_ref(), key)).or_default().push(key);
    }
    let mut found: Vec<(usize, String)> = examples_at
        .into_iter()
        .map(|(line, keys)| match keys.as_slice() {
            [one] => (line, format!("{one} is an example")),
            keys => (line, format!("{} are examples", keys.join(" and "))),
        })
        .collect();
    for (at, line) in text.lines().enumerate() {
        if let Some(note) = line.trim_start().strip_prefix('#').map(str::trim)
            && note.starts_with("TODO")
        {
            found.push((at + 1, note.to_owned()));
        }
    }
    found.sort();
    let settings = found.into_iter().map(|(line, what)| match line {
        0 => format!("{FILE}  {what}"),
        line => format!("{FILE}:{line}  {what}"),
    });
    let pages = pages.iter().map(|one| format!("{}:{}  {}", one.file, one.line, one.message));
    Ok(settings.chain(pages).collect())
}

/// In which line a setting stands; 0: it comes from elsewhere.
fn line(text: &str, table: &DeTable<'_>, key: &str) -> usize {
    let (first, rest) = key.split_once('.').unwrap_or((key, ""));
    let Some((_, value)) = table.iter().find(|(name, _)| name.get_ref() == first) else { return 0 };
    match value.get_ref() {
        DeValue::Table(inner) => line(text, inner, rest),
        _ => 1 + text[..value.span().start].matches('\n').count(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// However it is written, with a section or in a table within a line.
    #[test]
    fn each_is_named_by_its_line() {
        let text = include_str!("../../../../demo/masses.toml");
        let site = tempfile::tempdir().unwrap();
        std::fs::write(site.path().join(FILE), text).unwrap();
        let none: [(String, String); 0] = [];
        let settings = Settings::load(site.path(), none).unwrap();
        let found = lines(site.path(), &settings, &[]).unwrap();
        for (key, start) in [
            ("organisation.address", "address ="),
            ("organisation.phone", "phone ="),
            ("hosting.provider", "provider ="),
            ("mail.from", "from ="),
        ] {
            let line = 1 + text.lines().position(|line| line.starts_with(start)).unwrap();
            let begins = format!("masses.toml:{line}  {key} ");
            assert!(found.iter().any(|one| one.starts_with(&begins)), "{begins}: {found:?}");
        }
    }
}
