//! What the desk asks the rest of the room: what a file would be as a page, how it stands, and how
//! it would look.

use std::sync::Arc;

use kit::problem::Problem;

use super::super::Pages;
use super::super::address::{self, address, prefix};
use super::super::front::{self, Rules};
use super::super::pictures::advice::Advisor;
use super::super::place::PageFile;
use super::super::shelf::{Page, Shelf};
use super::super::source::LARGEST;
use super::super::strays;

/// How a page stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Visitors see it.
    Live,
    /// Only the team sees it.
    Draft,
    /// Visitors see it when its time has come.
    Waiting,
    /// Something is wrong with its file: visitors see its last good version, or none.
    Broken,
}

impl Standing {
    /// Those that wait for something.
    pub const WAITING: [Standing; 3] = [Standing::Draft, Standing::Waiting, Standing::Broken];

    /// Shown as `page-standing-<word>`.
    pub const fn word(self) -> &'static str {
        match self {
            Standing::Live => "live",
            Standing::Draft => "draft",
            Standing::Waiting => "waiting",
            Standing::Broken => "broken",
        }
    }

    /// How a page stands whose file is right.
    pub fn of(page: &Page) -> Self {
        match page {
            Page { front, .. } if front.draft => Standing::Draft,
            Page { waiting: true, .. } => Standing::Waiting,
            _ => Standing::Live,
        }
    }
}

impl Pages {
    /// A file as a page, if it is one that can be served, at an address of its own.
    pub(super) fn checked(&self, file: &PageFile, content: &str) -> Result<Page, Problem> {
        if content.len() as u64 > LARGEST {
            let problem = Problem::with(file.name()).message("this page is larger than 2 MB");
            return Err(problem.help("divide it"));
        }
        let page = self.as_page(file, content.to_owned())?;
        let shelf = self.shelf();
        let same = |one: &&Arc<Page>| {
            one.path == page.path && one.lang == page.lang && one.file != page.file
        };
        match shelf.all().find(same) {
            Some(other) => Err(Problem::with(file.name())
                .message(&format!("{} has the same address and language", other.file))
                .help("change `language`, or rename one of the two")),
            None => Ok(page),
        }
    }

    /// A file as a page.
    fn as_page(&self, file: &PageFile, source: String) -> Result<Page, Problem> {
        let site = &self.ground.settings.site;
        let (languages, zone) = (&site.languages, &site.time_zone);
        let (front, body) = front::read(file.name(), &source, &Rules { languages, zone })?;
        let (path, named) = self.address_of(file)?;
        let lang = front.language.clone().or(named).or_else(|| languages.first().cloned());
        let (file, lang) = (file.name().to_owned(), lang.unwrap_or_default());
        let waiting = front.publish.is_some_and(|time| time > self.ground.clock.now());
        Ok(Page { file, path, lang, front, waiting, source, body })
    }

    /// The path that a file has by its name, and the language.
    pub(super) fn address_of(&self, file: &PageFile) -> Result<(String, Option<String>), Problem> {
        let languages = &self.ground.settings.site.languages;
        let found = address(file.inner(), languages);
        found.map_err(|(message, help)| Problem::with(file.name()).message(&message).help(&help))
    }

    /// The address of a path in a language, as it stands in a link.
    pub(super) fn href(&self, lang: &str, path: &str) -> String {
        address::href(&prefix(lang, &self.ground.settings.site.languages), path)
    }

    /// The same as people write it.
    pub(super) fn written(&self, lang: &str, path: &str) -> String {
        format!("{}{path}", prefix(lang, &self.ground.settings.site.languages))
    }

    /// Whether a file is the first page of the site, which no site can be without.
    pub(super) fn is_home(&self, file: &PageFile) -> bool {
        let first = self.ground.settings.site.languages.first();
        let page = self.shelf().of_file(file.name()).cloned();
        page.is_some_and(|page| page.path == "/" && Some(&page.lang) == first)
    }

    /// Whether the site would be without its first page if a file became this page.
    pub(super) fn loses_home(&self, file: &PageFile, page: &Page) -> bool {
        let first = self.ground.settings.site.languages.first();
        self.is_home(file) && (Standing::of(page) != Standing::Live || Some(&page.lang) != first)
    }

    /// Whether no page is at a file's address, in any language.
    pub(super) fn is_free(&self, file: &PageFile) -> bool {
        let path = self.address_of(file).map(|(path, _)| path);
        path.is_ok_and(|path| !self.shelf().all().any(|page| page.path == path))
    }

    /// What deserves a look although a page is served, such as links that lead nowhere.
    pub(super) fn advice(&self, page: &Page) -> Vec<Problem> {
        let shelf = self.shelf();
        let text = self.drawing(&shelf, |drawing| drawing.text(page)).ok();
        let mut advisor = Advisor::new(&self.ground.site);
        let mut all =
            text.as_ref().map(|text| advisor.advise(page, &text.hung)).unwrap_or_default();
        all.extend(text.into_iter().flat_map(|text| text.advice));
        all.extend(strays::blank_addresses(page));
        all
    }

    /// A page in the frame of the site, as if it were published.
    pub(super) fn drawn(&self, file: &PageFile, content: String) -> Result<String, Problem> {
        let mut page = self.as_page(file, content)?;
        (page.front.draft, page.waiting) = (false, false);
        let page = Arc::new(page);
        let mut shelf = Shelf::default();
        // Where another has its address, this one is looked at.
        for one in
            std::iter::once(&page).chain(self.shelf().all().filter(|one| one.file != page.file))
        {
            let _ = shelf.add(one.clone());
        }
        self.drawing(&shelf, |drawing| drawing.page(&page))?
    }
}
