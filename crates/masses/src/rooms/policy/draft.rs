//! What would be published now, and publishing it.

use std::collections::{BTreeMap, BTreeSet};

use policy::{Difference, Document, Explained, Paragraph, Status};

use crate::ground::Ground;
use crate::ground::gate;
use crate::ground::gate::gather::{self, CompileError};
use crate::ground::journal::{Act, Actor, Entry};

/// Why nothing was published, or no draft made.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no policy to publish.
    #[error(transparent)]
    Compile(#[from] CompileError),
    /// The gate did not take it.
    #[error(transparent)]
    Gate(#[from] gate::Error),
    /// The settings say something else than what is running.
    #[error("masses.toml has changed since this was started: restart it, then publish")]
    Restart,
    /// The database.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl From<Error> for kit::web::Refusal {
    fn from(error: Error) -> Self {
        match error {
            Error::Db(error)
            | Error::Gate(gate::Error::Db(error))
            | Error::Compile(CompileError::Db(error)) => error.into(),
            other => Self::Internal(other.to_string()),
        }
    }
}

/// What would be published now, and how it differs from the version in force; nothing where it
/// is the same. Before the first version, everything is new.
pub async fn draft(ground: &Ground) -> Result<Option<(Document, Difference)>, Error> {
    // With settings that this process has not read, what it would compile is of yesterday: there
    // is no draft until the restart that the desk asks for.
    if ground.settings_moved() {
        return Ok(None);
    }
    let document = gather::compile(ground).await?;
    let current = ground.gate.current();
    let difference = match current.version() {
        Some(version) if version.hash == document.hash() => return Ok(None),
        Some(version) => policy::difference(&version.document, &document),
        None => policy::difference(&Document::default(), &document),
    };
    Ok(Some((document, difference)))
}

/// Publishes what would be published now, and returns the number of the version. `expect`: the
/// hash of the draft that was looked at. While nothing of a visitor was ever stored, the version
/// in force is replaced.
pub async fn publish(ground: &Ground, expect: Option<&str>, actor: Actor) -> Result<u32, Error> {
    if ground.settings_moved() {
        return Err(Error::Restart);
    }
    let document = gather::compile(ground).await?;
    let collected = ground.care.given_by_visitors();
    let now = ground.clock.now();
    let entry = Entry::new(actor, Act::PolicyPublished, now);
    Ok(ground.gate.publish(document, expect, collected, now, entry).await?)
}

/// Publishes the first version at the first start, so that a new site works at once. Nothing
/// where there is one already.
pub async fn first(ground: &Ground) -> Result<Option<u32>, Error> {
    if ground.gate.current().version().is_some() {
        return Ok(None);
    }
    match publish(ground, None, Actor::System).await {
        // Another process was a moment faster, with the same.
        Err(Error::Gate(gate::Error::Nothing)) => {
            ground.gate.reload().await?;
            Ok(None)
        }
        done => done.map(Some),
    }
}

/// What stands behind each sentence of the version in force; before the first, of the draft.
/// How a sentence is made true is no part of a version: it comes from what is running.
pub async fn explain(
    ground: &Ground,
    lang: &str,
    status: &BTreeMap<String, Status>,
) -> Result<Vec<Explained>, Error> {
    let running = gather::compile(ground).await?;
    let current = ground.gate.current();
    let Some(version) = current.version() else {
        return Ok(policy::explain(&running, lang, status));
    };
    let mut document = (*version.document).clone();
    let mut changed = BTreeSet::new();
    if let Some(text) = document.texts.get_mut(lang) {
        let known: BTreeMap<&str, &Paragraph> =
            paragraphs(&running, lang).map(|one| (one.id.as_str(), one)).collect();
        for paragraph in text.sections.iter_mut().flat_map(|section| &mut section.paragraphs) {
            let same = known.get(paragraph.id.as_str());
            if let Some(same) = same {
                paragraph.switch.clone_from(&same.switch);
                paragraph.mechanism.clone_from(&same.mechanism);
                paragraph.claims.clone_from(&same.claims);
            }
            let says = |one: &Paragraph| (one.text.clone(), one.table.clone());
            if same.is_none_or(|same| says(same) != says(paragraph)) {
                changed.insert(paragraph.id.clone());
            }
        }
    }
    let mut all = policy::explain(&document, lang, status);
    let claimed: BTreeSet<String> = paragraphs(&document, lang)
        .filter(|one| one.measure.is_some())
        .map(|one| one.id.clone())
        .collect();
    // The check of the whole says that something differs; here is seen what.
    for one in all.iter_mut().filter(|one| !claimed.contains(&one.id)) {
        if let Some(check) = one.last_check.as_mut() {
            check.holds = !changed.contains(&one.id);
            check.failed_at = None;
            check.note.clear();
            if !check.holds {
                check.note.push_str("what is running now says something else here");
            }
        }
    }
    Ok(all)
}

fn paragraphs<'a>(document: &'a Document, lang: &str) -> impl Iterator<Item = &'a Paragraph> {
    let sections = document.texts.get(lang).into_iter().flat_map(|text| &text.sections);
    sections.flat_map(|section| &section.paragraphs)
}
