//! What all pages share: the frame around them, templates, words, style sheets and scripts.

pub mod assets;
pub mod certificate;
mod frame;
pub mod health;
pub mod look;
pub mod packed;
mod refused;
pub mod sheets;
pub mod stencil;

use std::path::Path;

use kit::problem::Problems;
use kit::settings::Settings;
use kit::words::{WordFile, Words};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/src"]
#[include = "*/templates/*"]
#[include = "*/*/templates/*"]
struct Templates;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../locales"]
struct Locales;

/// Every template with its name: `inquiries/contact.html` for the one in that room's folder.
pub fn templates() -> Vec<(String, String)> {
    Templates::iter()
        .filter_map(|path| {
            let (folder, file) = path.split_once("/templates/")?;
            let room = folder.rsplit('/').next()?;
            let text = String::from_utf8(Templates::get(&path)?.data.into_owned()).ok()?;
            Some((format!("{room}/{file}"), text))
        })
        .collect()
}

/// The words of the program, with the site's own in place of some.
pub fn words(site: &Path, settings: &Settings) -> Result<Words, Problems> {
    let words = Words::new(built_in_words())?;
    let words = match settings.site.languages.first() {
        Some(first) => words.with_default(first),
        None => words,
    };
    words.with_own(own_words(&site.join("words")))
}

/// The words of the program.
pub fn built_in_words() -> Vec<WordFile> {
    Locales::iter()
        .filter_map(|path| {
            let (lang, name) = path.split_once('/')?;
            let text = String::from_utf8(Locales::get(&path)?.data.into_owned()).ok()?;
            Some(WordFile { lang: lang.to_owned(), name: path.to_string(), text })
                .filter(|_| name.ends_with(".ftl"))
        })
        .collect()
}

/// The site's own words: `words/<lang>/*.ftl`.
fn own_words(folder: &Path) -> Vec<WordFile> {
    let mut files = Vec::new();
    for lang in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        for file in std::fs::read_dir(lang.path()).into_iter().flatten().flatten() {
            let path = file.path();
            if path.extension().is_some_and(|end| end == "ftl")
                && let Ok(text) = std::fs::read_to_string(&path)
            {
                files.push(WordFile {
                    lang: lang.file_name().to_string_lossy().into_owned(),
                    name: path.display().to_string(),
                    text,
                });
            }
        }
    }
    files
}
