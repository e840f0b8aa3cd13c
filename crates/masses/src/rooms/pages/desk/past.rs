//! What a page was before: its versions, what each changed, and back to one of them.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use kit::web::{Answer, Refusal, Visit, redirect};
use minijinja::value::Serde;
use minijinja::{Value, context};

use super::super::Pages;
use super::super::difference;
use super::super::history::Version;
use super::super::matter::Parts;
use super::super::place::PageFile;
use super::super::save::{By, Error, Outcome, Save, blocking};
use super::typed::hash_of;
use super::{about, named};

pub(super) async fn list(State(pages): State<Arc<Pages>>, visit: Visit) -> Answer {
    let file = named(visit.query.get("file"))?;
    let versions = pages.versions(file.name()).await?;
    let there = pages.there(&file).await?;
    if versions.is_empty() && there.is_none() {
        return Err(Refusal::NotFound);
    }
    let names = pages.names(&visit).await?;
    let shown: Vec<Value> = versions
        .iter()
        .map(|one| {
            context! {
                id => one.id.clone(),
                number => one.number,
                kind => one.kind.word(),
                came_from => one.came_from.clone(),
                made => pages.made(&visit, one, &names),
            }
        })
        .collect();
    let page = context! {
        title => pages.say(&visit, "page-history-title"),
        heading => pages.heading(&file),
        file => file.name(),
        there => there.is_some(),
        versions => shown,
    };
    pages.ground.desk_page(&visit, "pages/desk_history.html", page).await
}

pub(super) async fn show(State(pages): State<Arc<Pages>>, visit: Visit) -> Answer {
    let id = visit.query.get("id").unwrap_or_default();
    pages.show_version(StatusCode::OK, &visit, id, None).await
}

pub(super) async fn restore(State(pages): State<Arc<Pages>>, visit: Visit) -> Answer {
    let id = visit.form.get("id").unwrap_or_default();
    let (version, content) = pages.version(id).await?.ok_or(Refusal::NotFound)?;
    let file = named(Some(&version.file))?;
    let content = content.and_then(|content| String::from_utf8(content).ok());
    let Some(content) = content else {
        return Err(Refusal::Bad("a version without a text".to_owned()));
    };
    let problem = match pages.checked(&file, &content) {
        Err(problem) => {
            let line = Some(problem.line).filter(|line| *line > 0);
            Some((StatusCode::UNPROCESSABLE_ENTITY, pages.told(&visit, &problem, line)))
        }
        Ok(page) if pages.loses_home(&file, &page) => {
            Some((StatusCode::UNPROCESSABLE_ENTITY, pages.say(&visit, "page-home-stays")))
        }
        Ok(_) => None,
    };
    if let Some((status, problem)) = problem {
        return pages.show_version(status, &visit, id, Some(problem)).await;
    }
    let seen = visit.form.get("seen").and_then(hash_of);
    let save = Save { file: file.clone(), content, seen, how: Some("restored") };
    match pages.save(By::of(&visit)?, save).await {
        Ok(Outcome::Done) => {
            Ok(redirect(&format!("{}&done=page-restored", about(&visit, "edit", &file))))
        }
        Ok(Outcome::Moved) => {
            let problem = pages.say(&visit, "page-moved-look");
            pages.show_version(StatusCode::CONFLICT, &visit, id, Some(problem)).await
        }
        Err(error) => {
            let problem = pages.unwritten(&visit, error)?;
            let status = StatusCode::INSUFFICIENT_STORAGE;
            pages.show_version(status, &visit, id, Some(problem)).await
        }
    }
}

impl Pages {
    /// What a page's file holds now, if it can be read.
    async fn there(&self, file: &PageFile) -> Result<Option<Vec<u8>>, Refusal> {
        match self.held(file).await {
            Err(Error::Unwritten(_)) => Ok(None),
            there => Ok(there?),
        }
    }

    /// The title of a page, or the name of its file where it is not there.
    pub(super) fn heading(&self, file: &PageFile) -> String {
        let page = self.shelf().of_file(file.name()).cloned();
        page.map_or_else(|| file.name().to_owned(), |page| page.front.title.clone())
    }

    async fn show_version(
        &self,
        status: StatusCode,
        visit: &Visit,
        id: &str,
        problem: Option<String>,
    ) -> Answer {
        let (version, content) = self.version(id).await?.ok_or(Refusal::NotFound)?;
        let file = named(Some(&version.file))?;
        let text = |bytes: Option<Vec<u8>>| {
            bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
        };
        let there = self.there(&file).await?;
        let now = there.as_deref().map(vault::hash);
        let (before, after) = (text(self.before(&version).await?), text(content));
        let names = self.names(visit).await?;
        let title_then = Parts::of(&after).map(|parts| parts.title);
        let lines = blocking(move || difference::lines(&before, &after)).await?;
        let page = context! {
            title => self.version_title(visit, &version),
            heading => self.heading(&file),
            file => file.name(),
            problem,
            id,
            number => version.number,
            kind => version.kind.word(),
            came_from => version.came_from.clone(),
            made => self.made(visit, &version, &names),
            lines => Value::from(Serde(lines)),
            current => now.is_some_and(|now| version.is_there() && version.hash == now),
            gone => there.is_none(),
            title_then,
            spoken => self.language_of(&file),
            seen => now.map(|now| vault::hex(&now)).unwrap_or_default(),
        };
        self.ground.desk_page_status(status, visit, "pages/desk_version.html", page).await
    }

    /// The language of a page, by the name of its file.
    pub(super) fn language_of(&self, file: &PageFile) -> String {
        let languages = &self.ground.settings.site.languages;
        let named = file.stem(languages).1.map(str::to_owned);
        named.or_else(|| languages.first().cloned()).unwrap_or_default()
    }

    fn version_title(&self, visit: &Visit, version: &Version) -> String {
        let number = [("number", kit::words::Arg::Int(version.number))];
        self.ground.words.say(&visit.lang, "page-version-title", &number)
    }
}
