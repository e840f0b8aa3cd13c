//! The form of a page: shown, sent, and what happens when somebody else was faster.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use kit::problem::Problem;
use kit::web::{Answer, Refusal, Visit, redirect};
use minijinja::value::Serde;
use minijinja::{Value, context};

use super::super::Pages;
use super::super::difference;
use super::super::own::Own;
use super::super::place::PageFile;
use super::super::save::{By, Error, Outcome, Save, blocking};
use super::super::shelf::Page;
use super::super::strays::is_led_to;
use super::site::Standing;
use super::typed::Typed;
use super::{about, named};

/// So much of what deserves a look is shown.
const ADVICE: usize = 20;

pub(super) async fn show(State(pages): State<Arc<Pages>>, visit: Visit) -> Answer {
    let file = named(visit.query.get("file"))?;
    let content = match pages.held(&file).await {
        Ok(Some(content)) => String::from_utf8(content).ok(),
        Ok(None) if pages.versions(file.name()).await?.is_empty() => return Err(Refusal::NotFound),
        Ok(None) => return Ok(redirect(&about(&visit, "history", &file))),
        // It is too large, or leads elsewhere: the list says which.
        Err(Error::Unwritten(_)) => None,
        Err(error) => return Err(error.into()),
    };
    let whole = visit.query.get("whole").is_some();
    let typed = content.map(|source| Typed::of(&source, whole));
    pages.show_edit(StatusCode::OK, &visit, &file, typed, None).await
}

pub(super) async fn save(State(pages): State<Arc<Pages>>, visit: Visit) -> Answer {
    let file = named(visit.form.get("file"))?;
    let mut typed = Typed::read(&visit);
    let there = match pages.held(&file).await {
        Ok(there) => there,
        Err(error) => {
            let problem = pages.unwritten(&visit, error)?;
            return pages
                .again(StatusCode::INSUFFICIENT_STORAGE, &visit, &file, typed, problem)
                .await;
        }
    };
    let base = pages.base(&file, &typed, there.as_deref()).await?;
    let Some(page) = typed.page(&pages, &visit, &file, &base) else {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return pages.show_edit(status, &visit, &file, Some(typed), None).await;
    };
    if pages.loses_home(&file, &page) {
        let problem = pages.say(&visit, "page-home-stays");
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return pages.again(status, &visit, &file, typed, problem).await;
    }
    let seen = typed.seen;
    let save = Save { file: file.clone(), content: page.source.clone(), seen, how: None };
    match pages.save(By::of(&visit)?, save).await {
        Ok(Outcome::Done) => {
            let done = if page.front.draft { "page-draft" } else { "page-saved" };
            Ok(redirect(&format!("{}&done={done}", about(&visit, "edit", &file))))
        }
        Ok(Outcome::Moved) => pages.show_moved(&visit, &file, typed, &base).await,
        Err(error) => {
            let problem = pages.unwritten(&visit, error)?;
            pages.again(StatusCode::INSUFFICIENT_STORAGE, &visit, &file, typed, problem).await
        }
    }
}

impl Pages {
    /// What a form was made from: the file as it is, or as it was when it was opened.
    pub(super) async fn base(
        &self,
        file: &PageFile,
        typed: &Typed,
        there: Option<&[u8]>,
    ) -> Result<String, Refusal> {
        let same = |there: &&[u8]| typed.seen == Some(vault::hash(there));
        let former = match (there.filter(same), typed.seen) {
            (Some(there), _) => Some(there.to_vec()),
            (None, Some(seen)) => self.with_hash(file.name(), &seen).await?,
            (None, None) => None,
        };
        let base = former.or_else(|| there.map(<[u8]>::to_vec)).unwrap_or_default();
        Ok(String::from_utf8_lossy(&base).into_owned())
    }

    /// Why a file could not be written, in words; an error where that is not the disk's fault.
    pub(super) fn unwritten(&self, visit: &Visit, error: Error) -> Result<String, Refusal> {
        match error {
            Error::Unwritten(why) => {
                tracing::warn!(?why, "a file of the site could not be written");
                Ok(self.say(visit, &format!("page-unwritten-{}", why.word())))
            }
            error => Err(error.into()),
        }
    }

    async fn again(
        self: &Arc<Self>,
        status: StatusCode,
        visit: &Visit,
        file: &PageFile,
        typed: Typed,
        problem: String,
    ) -> Answer {
        self.show_edit(status, visit, file, Some(typed), Some(problem)).await
    }

    /// The form. `typed`: nothing where the file cannot be shown in one.
    pub(super) async fn show_edit(
        self: &Arc<Self>,
        status: StatusCode,
        visit: &Visit,
        file: &PageFile,
        typed: Option<Typed>,
        problem: Option<String>,
    ) -> Answer {
        let page = self.shelf().of_file(file.name()).cloned();
        let typed_title = typed.as_ref().map(|typed| typed.title.as_str());
        let title = page.as_ref().map(|page| page.front.title.as_str()).or(typed_title);
        let title = title.filter(|title| !title.is_empty()).unwrap_or(file.name());
        let draft = page.as_ref().is_some_and(|page| page.front.draft);
        let pictures = self.pictures_there().await?;
        let form = typed.as_ref().map(|typed| self.form(visit, typed, draft, problem, &pictures));
        let shown = context! {
            title,
            form,
            about => self.about_page(visit, file, page.as_ref()).await?,
        };
        self.ground.desk_page_status(status, visit, "pages/desk_edit.html", shown).await
    }

    /// `draft`: the page is one now, whatever the form wants it to be.
    fn form(
        &self,
        visit: &Visit,
        typed: &Typed,
        draft: bool,
        problem: Option<String>,
        pictures: &[String],
    ) -> Value {
        let wrong = |own: &Own| typed.wrong.contains_key(own.name());
        context! {
            fields => typed.fields(self, visit, pictures),
            problem,
            whole => typed.whole,
            seen => typed.seen.map(|seen| vault::hex(&seen)).unwrap_or_default(),
            draft,
            wanted => if typed.draft { "draft" } else { "live" },
            typed => typed.sent,
            more => !typed.more.trim().is_empty() || typed.wrong.contains_key("more")
                || Own::FIELDS.iter().any(wrong),
        }
    }

    /// What stands beside the form.
    async fn about_page(
        self: &Arc<Self>,
        visit: &Visit,
        file: &PageFile,
        page: Option<&Arc<Page>>,
    ) -> Result<Value, Refusal> {
        let problem = self.broken().remove(file.name());
        let standing = match (page, &problem) {
            (_, Some(_)) => Some(Standing::Broken),
            (Some(page), None) => Some(Standing::of(page)),
            (None, None) => None,
        };
        let names = self.names(visit).await?;
        let last = self.versions(file.name()).await?.into_iter().next();
        let there = self.held(file).await.ok().flatten();
        let advice = match page.cloned() {
            Some(page) => self.advised(visit, page).await?,
            None => Vec::new(),
        };
        let (stem, _) = file.stem(&self.ground.settings.site.languages);
        Ok(context! {
            file => file.name(),
            folder => file.folder(),
            name => stem,
            folders => self.folders_there(),
            seen => there.map(|there| vault::hex(&vault::hash(&there))).unwrap_or_default(),
            standing => standing.map(Standing::word),
            problem => problem.map(|one| super::super::said(&one, self.words(), &visit.lang)),
            href => page.map(|page| self.href(&page.lang, &page.path)),
            home => self.is_home(file),
            movable => page.is_some_and(|page| page.path != "/"),
            languages => page.map(|page| self.languages(page)).unwrap_or_default(),
            advice,
            last => last.map(|one| self.made(visit, &one, &names)),
        })
    }

    /// What deserves a look, each with its line in the text.
    async fn advised(
        self: &Arc<Self>,
        visit: &Visit,
        page: Arc<Page>,
    ) -> Result<Vec<String>, Refusal> {
        let before = page.source[..page.body].lines().count();
        let blank = page.text().lines().take_while(|line| line.is_empty()).count();
        let told = |problem: &Problem| {
            self.told(
                visit,
                problem,
                problem.line.checked_sub(before + blank).filter(|line| *line > 0),
            )
        };
        let (pages, looked_at) = (self.clone(), page.clone());
        let look = move || {
            let lost = looked_at.is_served() && !is_led_to(&pages.shelf(), &looked_at);
            (pages.advice(&looked_at), lost)
        };
        let (advice, lost) = blocking(look).await?;
        let lost = lost.then(|| self.say(visit, "page-lost"));
        Ok(advice.iter().map(told).chain(lost).take(ADVICE).collect())
    }

    /// The languages of the site, each with the file that a page has in it.
    fn languages(&self, page: &Page) -> Vec<Value> {
        let (shelf, languages) = (self.shelf(), &self.ground.settings.site.languages);
        let of = |lang: &String| {
            let there = shelf.all().find(|one| one.path == page.path && one.lang == *lang);
            context! {
                lang,
                name => self.ground.words.say(lang, "language-name", &[]),
                file => there.map(|one| one.file.clone()),
                standing => there.map(|one| Standing::of(one).word()),
                current => *lang == page.lang,
            }
        };
        languages.iter().filter(|_| languages.len() > 1).map(of).collect()
    }

    /// Somebody else was faster: what they changed, and everything that was typed. `was`: the file
    /// that the form was made from.
    async fn show_moved(
        self: &Arc<Self>,
        visit: &Visit,
        file: &PageFile,
        mut typed: Typed,
        was: &str,
    ) -> Answer {
        let there = self.held(file).await?;
        let hash = there.as_deref().map(vault::hash);
        let last = self.versions(file.name()).await?.into_iter().next();
        // What is on the disk and not noted yet was changed there, a moment ago.
        let known = last.filter(|one| match hash {
            Some(hash) => one.is_there() && one.hash == hash,
            None => !one.is_there(),
        });
        let names = self.names(visit).await?;
        let theirs = there.map(|there| String::from_utf8_lossy(&there).into_owned());
        typed.seen = hash;
        let is = theirs.as_deref().unwrap_or_default();
        typed.follow(was, is);
        let mine = typed.page(self, visit, file, is).map(|page| page.source);
        let mine = mine.unwrap_or_else(|| is.to_owned());
        let pictures = self.pictures_there().await?;
        let is = is.to_owned();
        let lines = blocking(move || difference::lines(&is, &mine)).await?;
        let page = context! {
            title => self.say(visit, "page-moved-title"),
            file => file.name(),
            gone => theirs.is_none(),
            who => known.map(|one| self.made(visit, &one, &names)),
            lines => Value::from(Serde(lines)),
            spoken => self.language_of(file),
            form => self.form(visit, &typed, typed.draft, None, &pictures),
            mine => true,
        };
        self.ground
            .desk_page_status(StatusCode::CONFLICT, visit, "pages/desk_moved.html", page)
            .await
    }
}
