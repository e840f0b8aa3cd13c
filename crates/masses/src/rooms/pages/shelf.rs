//! The pages of a site as they are in force: which there are, and how they stand to each other.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, OnceLock};

use kit::slots::Link;

use super::address::href;
use super::front::{Front, List, Menu};

/// One page in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The file, from the folder of the site: `pages/about.de.md`.
    pub file: String,
    /// Its path without the language: `/about`.
    pub path: String,
    /// Its language.
    pub lang: String,
    /// What it says about itself.
    pub front: Front,
    /// Its time has not come yet.
    pub waiting: bool,
    /// The whole file.
    pub source: String,
    /// Where in the file its text begins.
    pub body: usize,
}

impl Page {
    /// The text, in Markdown.
    pub fn text(&self) -> &str {
        self.source.get(self.body..).unwrap_or_default()
    }

    /// Whether visitors get it.
    pub fn is_served(&self) -> bool {
        !self.front.draft && !self.waiting
    }

    /// Whether it is where another is: the same page, perhaps with another text.
    pub fn stands_as(&self, other: &Self) -> bool {
        let of = |page: &Self| (page.is_served(), page.waiting);
        (&self.file, &self.path, &self.lang) == (&other.file, &other.path, &other.lang)
            && of(self) == of(other)
    }

    /// Whether the same addresses lead to it as to another.
    pub fn leads_as(&self, other: &Self) -> bool {
        self.stands_as(other) && self.front.redirects == other.front.redirects
    }

    /// The path of the folder it stands in: `/handbook` of `/handbook/forms`, `/` of `/about`.
    pub fn folder(&self) -> &str {
        folder(&self.path)
    }

    /// A mark of what other pages show of it, and of whether they can lead to it.
    fn outline(&self) -> u64 {
        let mut hash = DefaultHasher::new();
        let Front { title, description, order, menu, date, tags, image, image_alt, list, .. } =
            &self.front;
        (&self.file, &self.path, &self.lang, self.is_served()).hash(&mut hash);
        (title, description, order, *menu as u8, date, tags).hash(&mut hash);
        (image, image_alt, self.front.image_focus, list.map(|list| list as u8)).hash(&mut hash);
        hash.finish()
    }
}

/// The path above a path.
pub fn folder(path: &str) -> &str {
    match path.rsplit_once('/') {
        Some(("", _)) | None => "/",
        Some((above, _)) => above,
    }
}

/// Those of a path, by language.
type Variants = BTreeMap<String, Arc<Page>>;

/// All pages.
#[derive(Debug, Clone, Default)]
pub struct Shelf {
    files: BTreeMap<String, Arc<Page>>,
    paths: HashMap<String, Variants>,
    /// What is served, by language and folder.
    folders: Folders,
    /// The sum of what each page shows of itself.
    outline: u64,
    /// Those of a folder that have an order, in it: put in order when somebody asks.
    ordered: OnceLock<Folders>,
}

/// Pages by language and folder.
type Folders = HashMap<(String, String), Vec<Arc<Page>>>;

impl Shelf {
    /// Adds a page. Where another has its address and language, the name of that one's file
    /// comes back, and nothing is changed.
    pub fn add(&mut self, page: Arc<Page>) -> Result<(), String> {
        let variants = self.paths.entry(page.path.clone()).or_default();
        if let Some(other) = variants.get(&page.lang) {
            return Err(other.file.clone());
        }
        variants.insert(page.lang.clone(), page.clone());
        if page.is_served() && page.path != "/" {
            let folder = (page.lang.clone(), page.folder().to_owned());
            self.folders.entry(folder).or_default().push(page.clone());
            self.ordered.take();
        }
        self.outline = self.outline.wrapping_add(page.outline());
        self.files.insert(page.file.clone(), page);
        Ok(())
    }

    /// Puts a page in the place of the one it [stands as](Page::stands_as).
    pub fn replace(&mut self, page: Arc<Page>) {
        let former = self.files.get(&page.file).map_or(0, |former| former.outline());
        self.outline = self.outline.wrapping_sub(former).wrapping_add(page.outline());
        let places = [
            self.files.get_mut(&page.file),
            self.paths.get_mut(&page.path).and_then(|variants| variants.get_mut(&page.lang)),
            self.folders
                .get_mut(&(page.lang.clone(), page.folder().to_owned()))
                .and_then(|pages| pages.iter_mut().find(|one| one.file == page.file)),
        ];
        places.into_iter().flatten().for_each(|place| *place = page.clone());
        self.ordered.take();
    }

    /// The page a file holds.
    pub fn of_file(&self, file: &str) -> Option<&Arc<Page>> {
        self.files.get(file)
    }

    /// The page of a path in a language, if it is served.
    pub fn find(&self, lang: &str, path: &str) -> Option<&Arc<Page>> {
        self.paths.get(path)?.get(lang).filter(|page| page.is_served())
    }

    /// In which languages a path is there, in the order of the site.
    pub fn languages_of(&self, path: &str, languages: &[String]) -> Vec<String> {
        languages.iter().filter(|lang| self.find(lang, path).is_some()).cloned().collect()
    }

    /// Every page that is served.
    pub fn served(&self) -> impl Iterator<Item = &Arc<Page>> {
        self.files.values().filter(|page| page.is_served())
    }

    /// Every page, drafts too.
    pub fn all(&self) -> impl Iterator<Item = &Arc<Page>> {
        self.files.values()
    }

    /// How many there are, drafts too.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// When the next page is published by itself, in milliseconds since 1970.
    pub fn next(&self) -> Option<i64> {
        self.all().filter(|page| page.waiting).filter_map(|page| page.front.publish).min()
    }

    /// A mark that changes with whatever a page can show of others.
    pub fn outline(&self) -> u64 {
        self.outline
    }

    /// The pages of a folder in their order; those without one are not among them.
    pub fn ordered(&self, lang: &str, folder: &str) -> &[Arc<Page>] {
        let all = self.ordered.get_or_init(|| {
            let in_order = |(key, pages): (&(String, String), &Vec<Arc<Page>>)| {
                let mut pages = pages.clone();
                pages.retain(|page| page.front.order.is_some());
                pages.sort_by(|one, other| {
                    let key = |page: &Page| (page.front.order, page.front.title.clone());
                    key(one).cmp(&key(other))
                });
                (key.clone(), pages)
            };
            self.folders.iter().map(in_order).collect()
        });
        all.get(&(lang.to_owned(), folder.to_owned())).map_or(&[], Vec::as_slice)
    }

    /// The pages of a folder with a date, the newest first.
    pub fn news_of(&self, lang: &str, folder: &str) -> Vec<&Arc<Page>> {
        newest(self.inside(lang, folder))
    }

    /// All news in a language, the newest first.
    pub fn news(&self, lang: &str) -> Vec<&Arc<Page>> {
        let folders = self.served().filter(|page| page.lang == lang);
        let folders = folders.filter(|page| page.front.list == Some(List::News));
        newest(folders.flat_map(|page| self.inside(lang, &page.path)))
    }

    fn inside(&self, lang: &str, folder: &str) -> impl Iterator<Item = &Arc<Page>> {
        self.folders.get(&(lang.to_owned(), folder.to_owned())).into_iter().flatten()
    }

    /// The links of a menu in a language. `prefix` stands before every path in it. A page that says it
    /// is in the footer needs no place to be there: it comes after those that have one.
    pub fn menu(&self, lang: &str, prefix: &str, menu: Menu) -> Vec<Link> {
        let pages = self.find(lang, "/").into_iter().chain(self.inside(lang, "/"));
        let mut links: Vec<Link> = pages
            .filter(|page| page.front.menu == menu)
            .filter(|page| page.front.order.is_some() || menu == Menu::Footer)
            .map(|page| Link {
                href: href(prefix, &page.path),
                title: page.front.title.clone(),
                order: page.front.order.unwrap_or(i64::MAX),
                count: 0,
            })
            .collect();
        links.sort_by(|one, other| (one.order, &one.title).cmp(&(other.order, &other.title)));
        links
    }
}

fn newest<'a>(pages: impl Iterator<Item = &'a Arc<Page>>) -> Vec<&'a Arc<Page>> {
    let mut pages: Vec<_> = pages.filter(|page| page.front.date.is_some()).collect();
    pages.sort_by(|one, other| (&other.front.date, &one.path).cmp(&(&one.front.date, &other.path)));
    pages
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(file: &str, path: &str, lang: &str, front: Front) -> Arc<Page> {
        Arc::new(Page {
            file: file.into(),
            path: path.into(),
            lang: lang.into(),
            front: Front { title: file.into(), ..front },
            waiting: false,
            source: String::new(),
            body: 0,
        })
    }

    fn ordered(order: i64) -> Front {
        Front { order: Some(order), ..Front::default() }
    }

    #[test]
    fn a_page_is_there_once_and_drafts_are_not_served() {
        let languages = ["en".to_owned(), "de".to_owned()];
        let mut shelf = Shelf::default();
        shelf.add(page("b.md", "/b", "en", ordered(2))).unwrap();
        shelf.add(page("a.md", "/a", "en", ordered(1))).unwrap();
        shelf.add(page("a/x.md", "/a/x", "en", ordered(1))).unwrap();
        shelf.add(page("a.de.md", "/a", "de", Front::default())).unwrap();
        shelf.add(page("d.md", "/d", "en", Front { draft: true, ..ordered(0) })).unwrap();
        let mut waiting = page("w.md", "/w", "en", Front { publish: Some(5), ..ordered(0) });
        Arc::make_mut(&mut waiting).waiting = true;
        shelf.add(waiting).unwrap();
        shelf.add(page("f.md", "/f", "en", Front { menu: Menu::Footer, ..ordered(0) })).unwrap();
        let unordered = Front { menu: Menu::Footer, ..Front::default() };
        shelf.add(page("e.md", "/e", "en", unordered)).unwrap();
        shelf.add(page("g.md", "/g", "en", Front::default())).unwrap();
        let again = shelf.add(page("a/index.md", "/a", "en", Front::default()));
        assert_eq!(again, Err("a.md".to_owned()));
        let hrefs = |lang, prefix, menu| -> Vec<String> {
            shelf.menu(lang, prefix, menu).into_iter().map(|link| link.href).collect()
        };
        assert_eq!(hrefs("en", "", Menu::Main), ["/a", "/b"]);
        assert_eq!(hrefs("en", "", Menu::Footer), ["/f", "/e"]);
        assert!(hrefs("de", "/de", Menu::Main).is_empty());
        assert_eq!(shelf.languages_of("/a", &languages), ["en", "de"]);
        assert!(shelf.languages_of("/d", &languages).is_empty());
        assert!(shelf.find("en", "/d").is_none() && shelf.find("en", "/w").is_none());
        assert_eq!((shelf.all().count(), shelf.next()), (9, Some(5)));
    }

    #[test]
    fn news_are_newest_first() {
        let dated = |day: &str| Front { date: Some(day.into()), ..Front::default() };
        let mut shelf = Shelf::default();
        let list = Front { list: Some(List::News), ..Front::default() };
        shelf.add(page("news/index.md", "/news", "en", list)).unwrap();
        shelf.add(page("news/a.md", "/news/a", "en", dated("2026-01-01"))).unwrap();
        shelf.add(page("news/b.md", "/news/b", "en", dated("2026-03-01"))).unwrap();
        shelf.add(page("news/c.md", "/news/c", "en", dated("2026-03-01"))).unwrap();
        shelf.add(page("news/x.md", "/news/x", "en", Front::default())).unwrap();
        shelf.add(page("other/d.md", "/other/d", "en", dated("2026-05-01"))).unwrap();
        let files: Vec<_> = shelf.news("en").iter().map(|page| page.file.as_str()).collect();
        assert_eq!(files, ["news/b.md", "news/c.md", "news/a.md"]);
        assert_eq!(shelf.news_of("en", "/other").len(), 1);
        assert!(shelf.news("de").is_empty());
    }

    /// What only a page itself shows does not make others be rendered anew.
    #[test]
    fn the_outline_changes_with_what_others_show() {
        let of = |front: Front, source: &str| {
            let mut shelf = Shelf::default();
            let mut one = page("a.md", "/a", "en", front);
            Arc::make_mut(&mut one).source = source.to_owned();
            shelf.add(one).unwrap();
            shelf.outline()
        };
        let plain = of(Front::default(), "");
        assert_eq!(plain, of(Front::default(), "another text"));
        for other in [
            ordered(1),
            Front { draft: true, ..Front::default() },
            Front { description: "x".into(), ..Front::default() },
            Front { tags: vec!["x".into()], ..Front::default() },
            Front { date: Some("2026-01-01".into()), ..Front::default() },
        ] {
            assert_ne!(plain, of(other.clone(), ""), "{other:?}");
        }
    }
}
