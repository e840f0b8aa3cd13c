//! Telling people: every visitor of whom a new version reaches something is written to, once
//! (C2, GDPR art. 13(3)).
//!
//! That somebody was told and the mail to them are written together. So it does not matter where
//! this was interrupted, or how often it begins again. Every day it is looked through once more,
//! for those who could not be written to before: somebody whose data was restricted, or whose
//! message turned out to be no spam.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kit::words::Arg;
use policy::Difference;

use super::store;
use super::view::Page;
use crate::ground::Ground;
use crate::ground::gate::{InForce, Version};
use crate::ground::jobs::{DAY, Outcome};
use crate::ground::mail::{self, Draft, Kind, Mail, Prepared};
use crate::ground::people::Error;
use crate::ground::people::inventory::RIGHTS;

/// Works through the versions and the people, a step at a time.
pub struct Telling {
    ground: Arc<Ground>,
    at_once: i64,
    progress: Mutex<Progress>,
}

/// How far this process has come.
#[derive(Clone, Default)]
struct Progress {
    /// The version up to which everybody was told, and on which day that was seen.
    done: Option<(String, i64)>,
    /// The number of the version to go on with, and what it brings.
    from: u32,
    news: Option<Arc<News>>,
    /// The person to go on after.
    after: String,
}

/// What a version brings for what was given before it.
struct News {
    version: Version,
    difference: Difference,
    reached: BTreeSet<String>,
}

/// A mail to one person.
#[derive(Clone)]
struct Letter {
    id: String,
    person: String,
    one_with: Vec<String>,
    mail: Prepared,
}

impl Telling {
    /// From the beginning, so many persons with each step.
    pub fn new(ground: Arc<Ground>, at_once: i64) -> Self {
        Self { ground, at_once, progress: Mutex::default() }
    }

    /// Whether there may be somebody to tell.
    pub fn due(&self) -> bool {
        let newest = newest(&self.ground.gate.current(), self.ground.clock.now());
        newest.is_some() && self.progress().done != newest
    }

    /// Tells the next few.
    pub async fn step(&self) -> Result<Outcome, Error> {
        let mut progress = self.progress().clone();
        let current = self.ground.gate.current();
        let news = progress.news.take().or_else(|| next(&current, progress.from).map(Arc::new));
        let Some(news) = news else {
            let done = newest(&current, self.ground.clock.now());
            *self.progress() = Progress { done, ..Progress::default() };
            return Ok(Outcome::Done);
        };
        let before = news.version.published_at;
        let care = &self.ground.care;
        let persons = care.holding(&news.reached, before, &progress.after, self.at_once).await?;
        if let Some(last) = persons.last() {
            self.tell(&news, &persons).await?;
            progress.after.clone_from(last);
            progress.news = Some(news);
        } else {
            progress.after.clear();
            progress.from = news.version.number + 1;
        }
        *self.progress() = progress;
        Ok(Outcome::Again)
    }

    async fn tell(&self, news: &News, persons: &[String]) -> Result<(), Error> {
        let (number, now) = (news.version.number, self.ground.clock.now());
        let told = store::told(&self.ground.data, number, persons).await?;
        let mut letters = Vec::new();
        for person in persons.iter().filter(|person| !told.contains(*person)) {
            letters.extend(self.letter(news, person, now).await?);
        }
        if letters.is_empty() {
            return Ok(());
        }
        let work = self.ground.data.write::<_, db::Error>(move |tx| {
            Box::pin(async move {
                for Letter { id, person, one_with, mail } in letters {
                    if store::tell(tx, &id, number, &person, &one_with, now).await? {
                        Mail::queue(tx, mail).await?;
                    }
                }
                Ok(())
            })
        });
        Ok(work.await?)
    }

    /// The mail to a person; none where they cannot be reached. One who cannot be written to must
    /// not keep it from the others.
    async fn letter(&self, news: &News, person: &str, now: i64) -> Result<Option<Letter>, Error> {
        let people = &self.ground.people;
        let one_with = people.linked(person).await?;
        // What is restricted is put to no use, new or old.
        if one_with.iter().any(|one| people.refused(one, &RIGHTS)) {
            return Ok(None);
        }
        let mail = match self.mail(news, person, now).await {
            Ok(Some(mail)) => mail,
            Ok(None) | Err(mail::Error::People(Error::Erased)) => return Ok(None),
            Err(
                error @ (mail::Error::People(Error::Damaged { .. })
                | mail::Error::Address
                | mail::Error::Header(_)),
            ) => {
                tracing::error!(%error, version = news.version.number, "somebody cannot be told");
                return Ok(None);
            }
            Err(error) => return Err(error.into()),
        };
        let (id, person) = (self.ground.chance.id(now), person.to_owned());
        Ok(Some(Letter { id, person, one_with, mail }))
    }

    async fn mail(
        &self,
        news: &News,
        person: &str,
        now: i64,
    ) -> Result<Option<Prepared>, mail::Error> {
        let ground = &self.ground;
        let Some(found) = ground.care.address(person).await? else { return Ok(None) };
        let to = ground.people.access(&RIGHTS, now).open(&found.address).await?.reveal();
        if !ground.mail.reaches(&to).await? {
            return Ok(None);
        }
        let languages = &ground.settings.site.languages;
        let lang = found.lang.filter(|lang| languages.contains(lang));
        let lang = lang.or_else(|| languages.first().cloned()).unwrap_or_default();
        let draft = draft(ground, news, person, to, &lang);
        let sealer = ground.people.sealer(person).await?;
        ground.mail.prepare(&sealer, draft, now).await.map(Some)
    }

    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The newest version, and today.
fn newest(current: &InForce, now: i64) -> Option<(String, i64)> {
    Some((current.version()?.hash.clone(), now.div_euclid(DAY)))
}

/// The first version from a number on that people have to be told of.
fn next(current: &InForce, from: u32) -> Option<News> {
    let pairs = current.versions.iter().zip(current.versions.iter().skip(1));
    pairs.filter(|(_, version)| version.number >= from).find_map(|(before, version)| {
        let difference = policy::difference(&before.document, &version.document);
        let reached = difference.reaches(&before.document.facts, &version.document.facts);
        let told = difference.needs_notice() && !reached.is_empty();
        told.then(|| News { version: version.clone(), difference, reached })
    })
}

/// What is new, from when on, and what one can do about it: nothing about the person in it.
fn draft(ground: &Ground, news: &News, person: &str, to: String, lang: &str) -> Draft {
    let settings = &ground.settings;
    let page = Page { words: &ground.words, lang, url: &settings.site.url };
    let changes: Vec<String> =
        page.waiting(&news.difference).iter().map(|change| format!("- {change}")).collect();
    let controller = &news.version.document.facts.controller;
    let keys = ("privacy-mail-when", "privacy-mail-when-mails");
    let when = page.since_when(&news.difference, news.version.opens_at, keys);
    let link = ground.url(lang, &format!("/privacy/versions/{}", news.version.number));
    let args = [
        ("organisation", Arg::Text(settings.organisation.name.clone())),
        ("site", Arg::Text(settings.site.title.clone())),
        ("changes", Arg::Text(changes.join("\n"))),
        ("when", Arg::Text(when)),
        ("email", Arg::Text(controller.data_protection_email.clone())),
        ("link", Arg::Text(link)),
    ];
    Draft {
        person: person.to_owned(),
        purpose: RIGHTS.id,
        kind: Kind::Notice,
        thread: None,
        to,
        subject: page.say("privacy-mail-subject", &args),
        body: page.say("privacy-mail-body", &args) + "\n",
        in_reply_to: None,
        references: None,
        secret: false,
    }
}
