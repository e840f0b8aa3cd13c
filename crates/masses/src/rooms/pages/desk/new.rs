//! A new page: its title, where it belongs, and its language. It begins as a draft.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use kit::forms::{Field, Reader};
use kit::web::{Answer, Refusal, Visit, redirect};
use minijinja::context;

use super::super::Pages;
use super::super::front::List;
use super::super::matter::Parts;
use super::super::own::{Own, Values};
use super::super::place::{PageFile, stem_of};
use super::super::save::{By, Outcome, Save};
use super::super::shelf::Page;
use super::about;
use super::typed::{DESCRIPTION, TITLE};

/// How often another name is tried where one is taken.
const TRIES: usize = 200;

pub(super) async fn ask(State(pages): State<Arc<Pages>>, visit: Visit) -> Answer {
    let fields = pages.new_fields(&visit);
    pages.show_new(StatusCode::OK, &visit, fields, None).await
}

pub(super) async fn make(State(pages): State<Arc<Pages>>, visit: Visit) -> Answer {
    let mut reader = Reader::new(&visit.form);
    let title = reader.line("title", TITLE);
    let title = reader.required("title", title);
    let description = reader.line("description", DESCRIPTION).unwrap_or_default();
    let folder = pages.chosen_folder(&mut reader);
    let languages = &pages.ground.settings.site.languages;
    let lang = reader.choice("language", languages.iter().map(String::as_str));
    let lang = lang.or_else(|| languages.first().cloned()).unwrap_or_default();
    if !reader.good() {
        return pages.ask_again(StatusCode::UNPROCESSABLE_ENTITY, &visit, &reader, None).await;
    }
    let stem = stem_of(&title);
    let values = pages.values_of_new(&folder);
    let parts = Parts { title, description, draft: true, values, ..Parts::default() };
    let made = parts.into_file("");
    let made = made.map_err(|_| Refusal::Internal("an empty page has no end".to_owned()))?;
    let by = By::of(&visit)?;
    for file in pages.free_names(&folder, &stem, &lang) {
        let content = made.file.clone();
        let save = Save { file: file.clone(), content, seen: None, how: Some("created") };
        match pages.save(by.clone(), save).await {
            Ok(Outcome::Done) => {
                return Ok(redirect(&format!("{}&done=page-new", about(&visit, "edit", &file))));
            }
            // Somebody was faster with the same name.
            Ok(Outcome::Moved) => {}
            Err(error) => {
                let problem = Some(pages.unwritten(&visit, error)?);
                let status = StatusCode::INSUFFICIENT_STORAGE;
                return pages.ask_again(status, &visit, &reader, problem).await;
            }
        }
    }
    Err(Refusal::Bad("no name for a page could be found".to_owned()))
}

impl Pages {
    fn new_fields(&self, visit: &Visit) -> Vec<Field> {
        let languages = &self.ground.settings.site.languages;
        let folders = self.folders_there().into_iter();
        let folders = folders.map(|folder| (folder.clone(), folder));
        let top = (String::new(), self.say(visit, "page-folder-top"));
        let named =
            |lang: &String| (lang.clone(), self.ground.words.say(lang, "language-name", &[]));
        let title = Field::new("text", "title", self.say(visit, "page-title"));
        let description = Field::new("text", "description", self.say(visit, "page-description"));
        let folder = Field::new("select", "folder", self.say(visit, "page-folder")).required();
        let inside = Field::new("text", "new_folder", self.say(visit, "page-new-folder"));
        let mut fields = vec![
            title.required().autocomplete("off").max(TITLE),
            description.hint(self.say(visit, "page-description-hint")).max(DESCRIPTION),
            folder.options(std::iter::once(top).chain(folders)).value(""),
            inside.hint(self.say(visit, "page-new-folder-hint")).max(TITLE),
        ];
        if languages.len() > 1 {
            let lang = Field::new("select", "language", self.say(visit, "page-language"));
            fields.push(lang.required().options(languages.iter().map(named)).value(&visit.lang));
        }
        fields
    }

    /// What a new page in a folder says by itself: among news, today.
    fn values_of_new(&self, folder: &str) -> Values {
        let path = format!("/{folder}");
        let is_news = |page: &Arc<Page>| page.path == path && page.front.list == Some(List::News);
        let today = || {
            let zone = &self.ground.settings.site.time_zone;
            (Own::Date, zone.day(self.ground.clock.now()))
        };
        self.shelf().all().any(is_news).then(today).into_iter().collect()
    }

    /// Every folder that has a page in it or in one of its folders.
    pub(super) fn folders_there(&self) -> BTreeSet<String> {
        let mut all = BTreeSet::new();
        for page in self.shelf().all() {
            let Some(file) = PageFile::read(&page.file) else { continue };
            let mut folder = file.folder();
            while !folder.is_empty() {
                all.insert(folder.to_owned());
                folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
            }
        }
        all
    }

    /// Names of files that no page has, and whose addresses none has: the one asked for, then the
    /// same with a number.
    fn free_names(&self, folder: &str, stem: &str, lang: &str) -> Vec<PageFile> {
        let languages = &self.ground.settings.site.languages;
        let numbered = |number: usize| match number {
            1 => stem.to_owned(),
            number => format!("{stem}-{number}"),
        };
        (1..TRIES)
            .filter_map(|number| PageFile::named(folder, &numbered(number), lang, languages))
            .filter(|file| self.is_free(file))
            .collect()
    }

    /// The folder that was chosen, with a new one in it if that is asked for.
    fn chosen_folder(&self, reader: &mut Reader<'_>) -> String {
        let folders = self.folders_there();
        let folder = reader.choice("folder", folders.iter().map(String::as_str));
        let inside = reader.line("new_folder", TITLE).map(|name| stem_of(&name));
        let parts: Vec<String> = folder.into_iter().chain(inside).collect();
        parts.join("/")
    }

    async fn ask_again(
        &self,
        status: StatusCode,
        visit: &Visit,
        reader: &Reader<'_>,
        problem: Option<String>,
    ) -> Answer {
        let fields = reader.fields(self.new_fields(visit), self.words(), &visit.lang);
        self.show_new(status, visit, fields, problem).await
    }

    async fn show_new(
        &self,
        status: StatusCode,
        visit: &Visit,
        fields: Vec<Field>,
        problem: Option<String>,
    ) -> Answer {
        let page = context! {
            title => self.say(visit, "page-new-title"),
            form => context! { fields, problem },
        };
        self.ground.desk_page_status(status, visit, "pages/desk_new.html", page).await
    }
}
