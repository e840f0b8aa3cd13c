//! What is done to a page as a whole: delete it, give it another address, begin a translation.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use kit::forms::Reader;
use kit::web::{Answer, Refusal, Visit, redirect};

use super::super::Pages;
use super::super::matter::{redirected, to_translate};
use super::super::moving::Move;
use super::super::place::{PageFile, stem_of};
use super::super::save::{By, Error, Outcome, Save};
use super::super::shelf::Page;
use super::typed::{TITLE, Typed, hash_of};
use super::{about, named};

pub(super) async fn delete(State(pages): State<Arc<Pages>>, visit: Visit) -> Answer {
    let file = named(visit.form.get("file"))?;
    if pages.is_home(&file) {
        return pages.refuse(&visit, &file, "page-home-needed").await;
    }
    let seen = visit.form.get("seen").and_then(hash_of).unwrap_or_default();
    match pages.delete(By::of(&visit)?, file.clone(), seen).await {
        Ok(Outcome::Done) => {
            Ok(redirect(&format!("{}&done=page-deleted", about(&visit, "history", &file))))
        }
        Ok(Outcome::Moved) => pages.refuse(&visit, &file, "page-moved-look").await,
        Err(error) => pages.failed(&visit, &file, error).await,
    }
}

pub(super) async fn relocate(State(pages): State<Arc<Pages>>, visit: Visit) -> Answer {
    let file = named(visit.form.get("file"))?;
    let page = pages.shelf().of_file(file.name()).cloned().ok_or(Refusal::NotFound)?;
    if page.path == "/" {
        return pages.refuse(&visit, &file, "page-home-needed").await;
    }
    let mut reader = Reader::new(&visit.form);
    let folders = pages.folders_there();
    let folder = reader.choice("folder", folders.iter().map(String::as_str)).unwrap_or_default();
    let stem = reader.line("name", TITLE).map(|name| stem_of(&name));
    let Some(stem) = stem.filter(|_| reader.good()) else {
        return pages.refuse(&visit, &file, "page-move-name").await;
    };
    let seen = visit.form.get("seen").and_then(hash_of);
    let moves = match pages.moves(&page, &folder, &stem).await {
        Ok(Some(moves)) => moves,
        Ok(None) => return pages.refuse(&visit, &file, "page-move-taken").await,
        Err(error) => return pages.failed(&visit, &file, error).await,
    };
    if moves.iter().any(|one| one.from == file && Some(one.seen) != seen) {
        return pages.refuse(&visit, &file, "page-moved-look").await;
    }
    let to = moves.iter().find(|one| one.from == file).map(|one| one.to.clone());
    match pages.relocate(By::of(&visit)?, moves).await {
        Ok(Outcome::Done) => {
            let to = to.unwrap_or(file);
            Ok(redirect(&format!("{}&done=page-moved", about(&visit, "edit", &to))))
        }
        Ok(Outcome::Moved) => pages.refuse(&visit, &file, "page-moved-look").await,
        Err(error) => pages.failed(&visit, &file, error).await,
    }
}

pub(super) async fn translate(State(pages): State<Arc<Pages>>, visit: Visit) -> Answer {
    let file = named(visit.form.get("file"))?;
    let page = pages.shelf().of_file(file.name()).cloned().ok_or(Refusal::NotFound)?;
    let lang = visit.form.get("language").unwrap_or_default();
    let languages = &pages.ground.settings.site.languages;
    if !languages.iter().any(|one| one == lang) {
        return Err(Refusal::Bad("a language that the site does not have".to_owned()));
    }
    let to = pages.translation(&file, lang);
    let Some((to, content)) = to.zip(to_translate(&page.source)) else {
        return pages.refuse(&visit, &file, "page-translate-not").await;
    };
    let save = Save { file: to.clone(), content, seen: None, how: Some("translated") };
    match pages.save(By::of(&visit)?, save).await {
        Ok(Outcome::Done) => {
            Ok(redirect(&format!("{}&done=page-translation", about(&visit, "edit", &to))))
        }
        // Somebody was faster: there is one to go on with.
        Ok(Outcome::Moved) => Ok(redirect(&about(&visit, "edit", &to))),
        Err(error) => pages.failed(&visit, &file, error).await,
    }
}

impl Pages {
    /// The form of a page again, with why something was not done.
    async fn refuse(self: &Arc<Self>, visit: &Visit, file: &PageFile, why: &str) -> Answer {
        let problem = self.say(visit, why);
        self.with_problem(StatusCode::CONFLICT, visit, file, problem).await
    }

    async fn failed(self: &Arc<Self>, visit: &Visit, file: &PageFile, error: Error) -> Answer {
        let problem = self.unwritten(visit, error)?;
        self.with_problem(StatusCode::INSUFFICIENT_STORAGE, visit, file, problem).await
    }

    async fn with_problem(
        self: &Arc<Self>,
        status: StatusCode,
        visit: &Visit,
        file: &PageFile,
        problem: String,
    ) -> Answer {
        let there = self.held(file).await.ok().flatten().ok_or(Refusal::NotFound)?;
        let typed = String::from_utf8(there).ok().map(|source| Typed::of(&source, false));
        self.show_edit(status, visit, file, typed, Some(problem)).await
    }

    /// The new names of a page's files; none where the address is another's, or no page can have
    /// it.
    async fn moves(
        &self,
        page: &Page,
        folder: &str,
        stem: &str,
    ) -> Result<Option<Vec<Move>>, Error> {
        let languages = &self.ground.settings.site.languages;
        let shelf = self.shelf();
        let mut moves = Vec::new();
        for one in shelf.all().filter(|one| one.path == page.path) {
            let Some(from) = PageFile::read(&one.file) else { continue };
            let lang = from.stem(languages).1.map(|lang| format!(".{lang}")).unwrap_or_default();
            let above = if folder.is_empty() { String::new() } else { format!("{folder}/") };
            let to = PageFile::read(&format!("pages/{above}{stem}{lang}.md"));
            let Some(to) = to.filter(|to| self.is_free(to)) else { return Ok(None) };
            let Ok((path, _)) = self.address_of(&to) else { return Ok(None) };
            let (had, has) = (self.written(&one.lang, &one.path), self.written(&one.lang, &path));
            let Some(content) = self.held(&from).await? else { continue };
            let seen = vault::hash(&content);
            let content = String::from_utf8(content).ok();
            let content = content.and_then(|source| redirected(&source, &had, &has));
            let Some(content) = content else { return Ok(None) };
            moves.push(Move { from, to, seen, content });
        }
        Ok(Some(moves))
    }

    /// The file that a page has in another language, if its name says one or can.
    fn translation(&self, file: &PageFile, lang: &str) -> Option<PageFile> {
        let languages = &self.ground.settings.site.languages;
        let (stem, _) = file.stem(languages);
        let plain = PageFile::named(file.folder(), stem, lang, languages);
        let free = plain.filter(|plain| self.shelf().of_file(plain.name()).is_none());
        let folder = file.folder();
        let above = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        free.or_else(|| PageFile::read(&format!("pages/{above}{stem}.{lang}.md")))
    }
}
