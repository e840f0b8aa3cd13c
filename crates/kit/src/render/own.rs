//! The templates of a site's own: which there are, and what would be wrong with them.

use std::collections::BTreeSet;
use std::path::Path;

use minijinja::{Environment, ErrorKind};

use super::problem;
use crate::problem::{Problem, nearest};
use crate::words::Words;

/// Templates that carry a duty and take style tokens only.
const LOCKED: [&str; 3] = ["policy/", "your-data/", "inquiries/notice.html"];

/// What every page knows of the site and its organisation.
pub const FRAME: [(&str, &[&str]); 2] =
    [("org", &["email", "legal_name", "name"]), ("site", &["languages", "title", "url"])];

/// Those that may be replaced as long as they include one of these.
const WITHIN: [(&str, &str); 1] = [("inquiries/contact.html", "inquiries/notice.html")];

/// The site's own templates: only such as replace a built-in one that is not locked.
pub(super) fn overrides(
    folder: &Path,
    built_in: &[(String, String)],
) -> Result<Vec<(String, String)>, Problem> {
    let mut own = Vec::new();
    for (name, _) in built_in {
        let file = folder.join(name);
        let Ok(text) = std::fs::read_to_string(&file) else { continue };
        if LOCKED.iter().any(|locked| name.starts_with(locked)) {
            return Err(Problem::at(&file.display().to_string(), 1, 1)
                .message("this template carries a legal duty and cannot be replaced")
                .help("change its look with the style tokens in theme/tokens.css"));
        }
        if let Some((_, part)) =
            WITHIN.iter().find(|(whole, part)| whole == name && !text.contains(part))
        {
            return Err(Problem::at(&format!("theme/{name}"), 1, 1)
                .of(&text)
                .message(
                    "this form does not say what happens to what is typed, and the law asks for it",
                )
                .help(&format!("add where it belongs: {{% include \"{part}\" %}}")));
        }
        own.push((name.clone(), text));
    }
    Ok(own)
}

/// How deep folders are looked into.
const DEEPEST: usize = 4;

/// What is served from another folder.
const FILES: [&str; 12] =
    ["avif", "gif", "ico", "jpeg", "jpg", "otf", "png", "svg", "ttf", "webp", "woff", "woff2"];

/// What lies in the folder and changes nothing.
pub(super) fn strangers(folder: &Path, built_in: &[(String, String)]) -> Vec<Problem> {
    let mut names = Vec::new();
    list(folder, "", DEEPEST, &mut names);
    names.sort();
    names.iter().filter_map(|name| stranger(name, built_in)).collect()
}

fn list(folder: &Path, above: &str, depth: usize, names: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let Ok(name) = entry.file_name().into_string() else { continue };
        if name.starts_with('.') {
            continue;
        }
        let (path, name) = (entry.path(), format!("{above}{name}"));
        if path.is_dir() && depth > 0 {
            list(&path, &format!("{name}/"), depth - 1, names);
        } else {
            names.push(name);
        }
    }
}

fn stranger(name: &str, built_in: &[(String, String)]) -> Option<Problem> {
    let names = || built_in.iter().map(|(name, _)| name.as_str());
    let (_, ending) = name.rsplit_once('.')?;
    let problem = Problem::with(&format!("theme/{name}"));
    let file = |name: &str| name.rsplit('/').next().unwrap_or_default().to_owned();
    Some(match ending.to_lowercase().as_str() {
        "html" if names().any(|one| one == name) => return None,
        "html" => {
            // One that only lies in the wrong folder is near as well.
            let same = names().find(|one| file(one) == file(name));
            let help = match nearest(name, names()).or(same) {
                Some(best) => format!("did you mean theme/{best}?"),
                None => "docs/theming.md lists those that can be replaced".to_owned(),
            };
            problem.message("no template has this name, so this one is never used").help(&help)
        }
        "css" if !name.contains('/') => return None,
        "css" => {
            let help = format!("move it to theme/{}", file(name));
            problem.message("style sheets in folders inside theme/ are not read").help(&help)
        }
        ending if FILES.contains(&ending) => {
            let help = format!("move it to files/; its address is then /files/{}", file(name));
            problem.message("nothing is served from theme/ itself").help(&help)
        }
        _ => return None,
    })
}

/// What a site's own template would only show when somebody visits the page: another template
/// that is not there, a value that no page has, or words that are in no file.
pub(super) fn look_over(
    environment: &Environment<'_>,
    built_in: &[(String, String)],
    own: &[(String, String)],
    words: &Words,
) -> Result<(), Problem> {
    let asked = |name: &str, nested: bool| {
        let template = environment.get_template(name);
        template.map(|template| template.undeclared_variables(nested)).unwrap_or_default()
    };
    // Read before the site's own took their places: every value some built-in template asks for.
    let mut plain = Environment::new();
    for (name, text) in built_in {
        let added = plain.add_template_owned(name.clone(), text.clone());
        added.map_err(|error| problem(&error, name))?;
    }
    let known: BTreeSet<String> =
        plain.templates().flat_map(|(_, one)| one.undeclared_variables(false)).collect();
    for (name, text) in own {
        let say = |word: &str, message: String, help: &str| {
            let line = text.lines().position(|line| line.contains(word)).unwrap_or(0);
            let column = text.lines().nth(line).and_then(|line| line.find(word)).unwrap_or(0);
            let file = format!("theme/{name}");
            Err(Problem::at(&file, line + 1, column + 1).of(text).message(&message).help(help))
        };
        for word in text.split("{%").skip(1).filter_map(referred) {
            if !built_in.iter().any(|(name, _)| name == word) {
                let quoted = format!("\"{word}\"");
                let help = "the built-in ones are in the program's templates folders";
                return say(&quoted, format!("there is no template {quoted}"), help);
            }
        }
        if let Some(word) = filters(text).into_iter().find(|word| !filter(environment, word)) {
            let help = "compare it with the built-in template of the same name";
            return say(&word, format!("there is no filter `{word}`"), help);
        }
        let missing = asked(name, false).into_iter().filter(|word| !known.contains(word));
        let parts = asked(name, true).into_iter().filter(|word| !in_frame(word));
        if let Some(word) = missing.min().or_else(|| parts.min()) {
            let help = "use the values that the built-in template of the same name uses";
            return say(&word, format!("no page has a value `{word}`"), help);
        }
        let lang = words.default_language();
        let general = lang.split('-').next().unwrap_or(lang);
        let known = |key: &str| words.has(lang, key) || words.has(general, key);
        if let Some(key) = said(text).into_iter().find(|key| !known(key)) {
            let help = format!(
                "write them into words/{lang}/own.ftl: {key} = ...; words are read when the program starts"
            );
            return say(&format!("\"{key}\""), format!("there are no words `{key}`"), &help);
        }
    }
    Ok(())
}

/// Whether a value such as `org.name` is there, as far as that is known beforehand.
fn in_frame(word: &str) -> bool {
    let Some((whole, part)) = word.split_once('.') else { return true };
    let part = part.split('.').next().unwrap_or(part);
    FRAME.iter().all(|(name, parts)| *name != whole || parts.contains(&part))
}

/// The keys of the words that a template says, where they stand in it as they are.
fn said(text: &str) -> Vec<&str> {
    let calls = tags(text).into_iter().flat_map(|tag| tag.split("say(\"").skip(1));
    let keys = calls.filter_map(|rest| rest.split_once('"'));
    keys.filter(|(_, after)| after.trim_start().starts_with([',', ')']))
        .map(|(key, _)| key)
        .collect()
}

/// What stands in the tags of a template.
fn tags(text: &str) -> Vec<&str> {
    let values = text.split("{{").skip(1).filter_map(|rest| rest.split("}}").next());
    let blocks = text.split("{%").skip(1).filter_map(|rest| rest.split("%}").next());
    values.chain(blocks).collect()
}

/// The filters that a template uses: what stands behind a `|`, outside texts in quotes.
fn filters(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for tag in tags(text) {
        let (mut outside, mut quote) = (String::new(), None);
        for c in tag.chars() {
            match quote {
                None if c == '"' || c == '\'' => quote = Some(c),
                None => outside.push(c),
                Some(open) if open == c => quote = None,
                Some(_) => {}
            }
        }
        for rest in outside.split('|').skip(1).map(str::trim_start) {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            found.push(rest[..end].to_owned());
        }
    }
    found
}

/// Whether there is a filter of that name.
fn filter(environment: &Environment<'_>, name: &str) -> bool {
    let tried = environment.render_str(&format!("{{{{ ''|{name} }}}}"), ());
    !tried.is_err_and(|error| error.kind() == ErrorKind::UnknownFilter)
}

/// The template that a block such as `{% extends "web/site.html" %}` refers to.
fn referred(block: &str) -> Option<&str> {
    let block = block.trim_start_matches(['-', '+']).trim_start();
    let rest = ["extends", "include", "import", "from"]
        .iter()
        .find_map(|word| block.strip_prefix(word))?;
    rest.trim_start().strip_prefix('"')?.split('"').next()
}
