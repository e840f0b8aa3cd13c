//! What the policy is compiled from, gathered: the rooms' declarations, the settings, what the
//! organisation made itself, its own paragraphs, and what rooms that are off still hold.

use std::collections::BTreeMap;
use std::path::Path;

use inventory::Section;
use kit::problem::{Problem, Problems};
use kit::settings::{Flat, Settings, SmtpTls};
use kit::words::{Arg, Words};
use policy::{Document, Input, Instance, Leftover, Own};

use crate::ground::check::is_on;
use crate::ground::{Ground, Room};

/// The longest file with a paragraph, in bytes.
const LONGEST: u64 = 64 * 1024;

/// Why there is no policy.
#[derive(Debug, thiserror::Error)]
pub enum CompileError {
    /// The site's own files, by line where there is one.
    #[error(transparent)]
    Problems(#[from] Problems),
    /// The database.
    #[error("the policy cannot be compiled: {0}")]
    Db(#[from] db::Error),
    /// A room that cannot say what the organisation made in it.
    #[error("the policy cannot be compiled: {room} does not say what was made in it: {why}")]
    Room {
        /// Which room.
        room: &'static str,
        /// Why not.
        why: String,
    },
}

/// The policy as it would be published now.
pub async fn compile(ground: &Ground) -> Result<Document, CompileError> {
    let mut instances = Vec::new();
    for room in &ground.rooms {
        let Some(made) = room.instances else { continue };
        let made = made(ground).await.map_err(|refusal| CompileError::Room {
            room: room.inventory.name,
            why: format!("{refusal:?}"),
        })?;
        instances.extend(made);
    }
    let leftovers = leftovers(ground).await?;
    let (settings, words) = (&ground.settings, &ground.words);
    Ok(document(settings, words, &ground.rooms, &ground.site, &instances, &leftovers)?)
}

/// The same without a database, for `masses check`: as if nothing had ever been stored.
pub fn compile_static(
    settings: &Settings,
    words: &Words,
    rooms: &[&'static Room],
    site: &Path,
) -> Result<Document, CompileError> {
    Ok(document(settings, words, rooms, site, &form_fields(settings), &[])?)
}

/// The fields that the settings add to the form. What they hold is declared once, as
/// `inquiry_field.value`.
pub fn form_fields(settings: &Settings) -> Vec<Instance> {
    let fields = settings.inquiries.fields.iter();
    fields
        .map(|field| Instance {
            column: "inquiry_field.value".to_owned(),
            id: field.id.clone(),
            label: field.label.clone(),
            category: field.category,
            required: field.required,
            closed: None,
        })
        .collect()
}

fn document(
    settings: &Settings,
    words: &Words,
    rooms: &[&'static Room],
    site: &Path,
    instances: &[Instance],
    leftovers: &[Leftover],
) -> Result<Document, Problems> {
    let inventories: Vec<&inventory::Room> = rooms.iter().map(|room| room.inventory).collect();
    let languages = &settings.site.languages;
    let (own, mut problems) = own(site, &settings.policy.paragraphs, languages);
    let input = Input {
        rooms: &inventories,
        instances,
        settings: &flat(settings),
        // What is wrong with them is said below, by line; the compiler would say it again.
        own: if problems.0.is_empty() { &own } else { &[] },
        leftovers,
        languages,
    };
    match policy::compile(&input, &Spoken(words)) {
        Ok(document) if problems.0.is_empty() => Ok(document),
        Ok(_) => Err(problems),
        Err(reasons) => {
            // A reason that is about a setting begins with its name.
            let name = |reason: &str| reason.split(' ').next().unwrap_or_default().to_owned();
            let told = reasons.iter().map(|reason| settings.place(&name(reason)).message(reason));
            problems.0.extend(told);
            Err(problems)
        }
    }
}

/// Rooms that are switched off and still hold something, and until when at the latest.
async fn leftovers(ground: &Ground) -> Result<Vec<Leftover>, db::Error> {
    let mut found = Vec::new();
    for room in &ground.rooms {
        if is_on(room.inventory.switch, ground.settings.flat()) {
            continue;
        }
        if let Some(newest) = ground.care.newest_of(room.inventory).await? {
            let until = ground.care.last_end(room.inventory, newest);
            let until_day = until.map(kit::clock::day);
            found.push(Leftover { room: room.inventory.name.to_owned(), until_day });
        }
    }
    Ok(found)
}

/// The settings as the policy knows them, and beside them what follows from one.
pub fn flat(settings: &Settings) -> BTreeMap<String, policy::Flat> {
    let mut found: BTreeMap<String, policy::Flat> =
        settings.flat().iter().map(|(name, value)| (name.clone(), convert(value))).collect();
    // An address alone encrypts nothing.
    let tls = settings.site.secure() && settings.server.can_encrypt();
    found.insert("site.tls".to_owned(), policy::Flat::Bool(tls));
    let smtp = settings.mail.smtp.as_ref();
    let encrypted = smtp.is_some_and(|smtp| smtp.tls != SmtpTls::None);
    found.insert("mail.smtp.encrypted".to_owned(), policy::Flat::Bool(encrypted));
    found
}

fn convert(value: &Flat) -> policy::Flat {
    match value {
        Flat::Bool(yes) => policy::Flat::Bool(*yes),
        Flat::Int(number) => policy::Flat::Int(*number),
        Flat::Text(text) => policy::Flat::Text(text.clone()),
        Flat::List(list) => policy::Flat::List(list.clone()),
    }
}

/// The organisation's own paragraphs, `<folder>/<language>/<section>.md`, in the order of the
/// languages and sections, and what is wrong with them.
fn own(site: &Path, folder: &Path, languages: &[String]) -> (Vec<Own>, Problems) {
    let mut problems = Problems::default();
    let mut found = Vec::new();
    strangers(site, folder, languages, &mut problems);
    for lang in languages {
        for section in Section::ALL {
            let name = folder.join(lang).join(format!("{}.md", section.key()));
            match read(&site.join(&name), &name.display().to_string(), &mut problems) {
                Some(markdown) if !markdown.trim().is_empty() => {
                    found.push(Own { section, lang: lang.clone(), markdown });
                }
                _ => {}
            }
        }
    }
    problems.sort();
    (found, problems)
}

/// Files that would never be read: a paragraph that is silently missing is worse than an error.
fn strangers(site: &Path, folder: &Path, languages: &[String], problems: &mut Problems) {
    let sections = Section::ALL.map(Section::key);
    for (name, is_folder) in entries(&site.join(folder)) {
        let file = folder.join(&name).display().to_string();
        if !is_folder {
            if name.ends_with(".md") && name != "README.md" {
                let help = format!(
                    "put it into the folder of its language: {}",
                    folder
                        .join(languages.first().map_or("en", String::as_str))
                        .join(&name)
                        .display()
                );
                let problem = Problem::with(&file).message("this paragraph has no language");
                problems.0.push(problem.help(&help));
            }
            continue;
        }
        if !languages.contains(&name) {
            let message = format!("this site has no language `{name}`");
            let help = format!("site.languages in masses.toml has: {}", languages.join(", "));
            problems.0.push(Problem::with(&file).message(&message).help(&help));
            continue;
        }
        for (inner, _) in entries(&site.join(folder).join(&name)) {
            let Some(stem) = inner.strip_suffix(".md") else { continue };
            if !sections.contains(&stem) {
                let file = folder.join(&name).join(&inner).display().to_string();
                let message = format!("the policy has no section `{stem}`");
                let help = format!("a file is named after its section: {}", sections.join(", "));
                problems.0.push(Problem::with(&file).message(&message).help(&help));
            }
        }
    }
}

/// The names in a folder, without hidden ones, and whether each is a folder.
fn entries(folder: &Path) -> Vec<(String, bool)> {
    let Ok(listing) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<(String, bool)> = listing
        .flatten()
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path().is_dir()))
        .filter(|(name, _)| !name.starts_with('.'))
        .collect();
    found.sort();
    found
}

/// One paragraph; nothing where there is no such file. `name` is what the file is called in
/// errors.
fn read(path: &Path, name: &str, problems: &mut Problems) -> Option<String> {
    let mut refuse = |message: &str, help: &str| {
        problems.0.push(Problem::with(name).message(message).help(help));
        None
    };
    let size = std::fs::metadata(path).ok()?.len();
    if size > LONGEST {
        return refuse("this paragraph is longer than a policy should be", "shorten it");
    }
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => return refuse(&format!("it cannot be read: {error}"), "see who may read it"),
    };
    let Ok(text) = String::from_utf8(bytes) else {
        return refuse("it is not UTF-8", "save it again with the encoding UTF-8");
    };
    // Saved on another machine, it is still the same paragraph, and the same version.
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text).replace("\r\n", "\n");
    if let Some(at) = text.find(|c: char| c.is_control() && c != '\n' && c != '\t') {
        let problem = Problem::in_text(name, &text, at..at + 1);
        problems.0.push(problem.message("there is an invisible character here").help("delete it"));
        return None;
    }
    let left = policy::leftovers(&text, name);
    let good = left.is_empty();
    for finding in left {
        let message =
            format!("`{}` looks like a note or a placeholder that was left over", finding.what);
        let problem = Problem::at(name, finding.line, finding.column).of(&text);
        problems.0.push(problem.message(&message).help("write what applies, or take it out"));
    }
    good.then_some(text)
}

/// The program's words, for the compiler.
pub struct Spoken<'a>(pub &'a Words);

impl policy::Say for Spoken<'_> {
    fn say(&self, lang: &str, key: &str, args: &[(&str, policy::Arg)]) -> String {
        let args: Vec<(&str, Arg)> = args
            .iter()
            .map(|(name, value)| {
                let value = match value {
                    policy::Arg::Text(text) => Arg::Text(text.clone()),
                    policy::Arg::Int(number) => Arg::Int(*number),
                };
                (*name, value)
            })
            .collect();
        self.0.say(lang, key, &args)
    }

    fn has(&self, lang: &str, key: &str) -> bool {
        let general = lang.rsplit_once('-').map(|(general, _)| general);
        self.0.has(lang, key) || general.is_some_and(|general| self.has(general, key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        folder
    }

    fn read_own(files: &[(&str, &str)]) -> (Vec<Own>, Vec<Problem>) {
        let site = site(files);
        let languages = ["en".to_owned(), "de".to_owned()];
        let (own, problems) = own(site.path(), Path::new("policy"), &languages);
        (own, problems.0)
    }

    #[test]
    fn no_folder_is_no_paragraph() {
        assert_eq!(read_own(&[]), (vec![], vec![]));
    }

    #[test]
    fn paragraphs_come_in_the_order_of_the_policy() {
        let (own, problems) = read_own(&[
            ("policy/en/rights.md", "Ring us.\r\nAny time.\n"),
            ("policy/en/who.md", "\u{feff}We are **few**.\n"),
            ("policy/de/who.md", "Wir sind wenige.\n"),
            ("policy/en/what.md", " \n"),
            ("policy/README.md", "TODO"),
            ("policy/en/notes.txt", "TODO"),
            ("policy/.git/x.md", "TODO"),
        ]);
        assert_eq!(problems, vec![]);
        let found: Vec<_> = own
            .iter()
            .map(|own| (own.lang.as_str(), own.section.key(), own.markdown.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                ("en", "who", "We are **few**.\n"),
                ("en", "rights", "Ring us.\nAny time.\n"),
                ("de", "who", "Wir sind wenige.\n"),
            ]
        );
    }

    /// C24: a note that was left over is an error with line and column.
    #[test]
    fn what_was_left_over_is_an_error_by_line() {
        let text = "Fine.\n\nAsk [insert name] about it.\n";
        let (own, problems) = read_own(&[("policy/en/who.md", text), ("policy/de/who.md", "Gut.")]);
        assert_eq!(own.len(), 1);
        let [problem] = problems.as_slice() else { panic!("{problems:?}") };
        assert_eq!(
            (problem.file.as_str(), problem.line, problem.column),
            ("policy/en/who.md", 3, 5)
        );
        assert!(problem.to_string().contains("[insert name]"), "{problem}");
    }

    #[test]
    fn files_that_nobody_would_read_are_errors() {
        let (_, problems) = read_own(&[
            ("policy/fr/who.md", "Bonjour"),
            ("policy/en/whom.md", "Hello"),
            ("policy/rights.md", "Hello"),
            ("policy/en/what.md", "a\u{0}b"),
        ]);
        let shown: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(shown.len(), 4, "{shown:#?}");
        for part in ["`fr`", "`whom`", "has no language", "invisible character"] {
            assert!(shown.iter().any(|problem| problem.contains(part)), "{part} in {shown:#?}");
        }
    }
}
