//! The files of a new site: the folder `starter/`, with the answers filled in.

use anyhow::{Context, Result};
use kit::clock::Zone;
use minijinja::{Environment, UndefinedBehavior, Value, context};
use rust_embed::RustEmbed;

use super::answers::Answers;
use super::escape;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../starter"]
struct Starter;

/// Those of the demo that tell nothing of the organisation it is about.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../demo/files"]
#[include = "home.svg"]
#[include = "group.svg"]
#[include = "hut.svg"]
struct Drawings;

/// A file of the new site.
pub struct File {
    /// From the folder of the site.
    pub path: String,
    pub content: Vec<u8>,
}

/// All files; the settings last, because a folder with them is a site. `day`: on which it is written;
/// `zone`: in which its times are.
pub fn files(answers: &Answers, day: &str, zone: &Zone) -> Result<Vec<File>> {
    let mut templates = Environment::new();
    templates.set_undefined_behavior(UndefinedBehavior::Strict);
    templates.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    let values = values(answers, day, zone);
    let (mut files, mut settings) = (Vec::new(), Vec::new());
    for name in Starter::iter() {
        let Some(path) = path(&name, &answers.languages) else { continue };
        let Some(file) = Starter::get(&name) else { continue };
        let text = String::from_utf8_lossy(&file.data);
        let filled = templates
            .render_named_str(&name, &text, &values)
            .with_context(|| format!("{name} could not be filled in; please report this"))?;
        // A template takes the last line break away.
        let content = format!("{filled}\n").into_bytes();
        let of_settings = path == kit::settings::FILE;
        if of_settings { &mut settings } else { &mut files }.push(File { path, content });
    }
    for name in Drawings::iter() {
        let Some(file) = Drawings::get(&name) else { continue };
        files.push(File { path: format!("files/{name}"), content: file.data.into_owned() });
    }
    // What people send must never end up in a repository by accident.
    files.push(File { path: ".gitignore".to_owned(), content: b"/data/\n".to_vec() });
    files.extend(settings);
    Ok(files)
}

/// Where a file of the starter goes. Pages name their language there; of a site, those of the
/// first language do not.
fn path(name: &str, languages: &[&str]) -> Option<String> {
    let Some((page, lang)) = name.strip_suffix(".md").and_then(|name| name.rsplit_once('.')) else {
        return Some(name.to_owned());
    };
    match languages.iter().position(|one| *one == lang)? {
        0 => Some(format!("{page}.md")),
        _ => Some(name.to_owned()),
    }
}

/// What can stand in a file of the starter. There is no answer that is not escaped for the place
/// where it stands.
fn values(answers: &Answers, day: &str, zone: &Zone) -> Value {
    let address = answers.address.join(", ");
    let lines: Vec<String> = answers.address.iter().map(|line| escape::markdown(line)).collect();
    let quoted: Vec<String> = answers.languages.iter().map(|lang| format!("\"{lang}\"")).collect();
    context! {
        toml => context! {
            name => escape::toml(&answers.name),
            email => escape::toml(&answers.email),
            address => escape::toml(&address),
        },
        text => context! {
            name => escape::markdown(&answers.name),
            email => escape::email(&answers.email),
            address => escape::markdown(&address),
            lines => lines.join("\\\n"),
        },
        html => context! { name => kit::render::escape(&answers.name) },
        languages => quoted.join(", "),
        en => answers.languages.contains(&"en"),
        de => answers.languages.contains(&"de"),
        time_zone => zone.name(),
        day,
    }
}

#[cfg(test)]
mod tests;
