//! The list of all pages: by folder, each with the languages it is there in.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use kit::problem::Problem;
use kit::slots::Link;
use kit::web::{Answer, Visit};
use minijinja::{Value, context};

use super::super::Pages;
use super::super::history::{Kind, Version};
use super::super::place::PageFile;
use super::site::Standing;

/// How many pages are shown at once.
const SHOWN: usize = 100;

/// One file of a page.
struct Variant {
    file: PageFile,
    lang: String,
    title: String,
    order: Option<i64>,
    standing: Standing,
    problem: Option<Problem>,
    last: Option<Version>,
}

/// One page: its folder, its address, and its files.
struct Row {
    folder: String,
    path: String,
    variants: Vec<Variant>,
}

impl Row {
    /// The one to begin with: in the language of the reader, or in the first of the site.
    fn main(&self, lang: &str) -> Option<&Variant> {
        self.variants.iter().find(|one| one.lang == lang).or(self.variants.first())
    }

    fn is_found(&self, words: &[String]) -> bool {
        let mut text = self.path.to_lowercase();
        for one in &self.variants {
            text.push_str(&format!(" {} {}", one.title.to_lowercase(), one.file.name()));
        }
        words.iter().all(|word| text.contains(word))
    }
}

pub(super) async fn show(State(pages): State<Arc<Pages>>, visit: Visit) -> Answer {
    if !pages.ready() {
        pages.freshen().await;
    }
    let asked = visit.query.get("state").unwrap_or_default();
    let standing = Standing::WAITING.into_iter().find(|one| one.word() == asked);
    let q = visit.query.get("q").unwrap_or_default().trim();
    let words: Vec<String> = q.to_lowercase().split_whitespace().map(str::to_owned).collect();
    let latest = pages.latest().await?;
    let gone = pages.gone(&latest);
    let mut rows = pages.rows(&visit.lang, latest);
    let tabs = pages.tabs(&rows, gone.len(), asked);
    let none = rows.is_empty();
    let fits = |row: &Row| {
        let stands = |one: &Variant| standing.is_none_or(|standing| one.standing == standing);
        row.variants.iter().any(stands) && row.is_found(&words)
    };
    rows.retain(fits);
    let (number, last) = paged(visit.query.get("page"), rows.len());
    let found = rows.len();
    let rows: Vec<Row> = rows.into_iter().skip((number - 1) * SHOWN).take(SHOWN).collect();
    let names = pages.names(&visit).await?;
    let deleted = asked == "deleted";
    let fits = |one: &&Version| deleted && words.iter().all(|word| one.file.contains(word));
    let gone: Vec<Value> =
        gone.iter().filter(fits).map(|one| pages.gone_row(&visit, one, &names)).collect();
    let page = context! {
        title => pages.say(&visit, "pages-desk-title"),
        q,
        state => if standing.is_some() || deleted { asked } else { "" },
        tabs,
        folders => if deleted { Vec::new() } else { pages.folders(&visit, rows, &names) },
        gone,
        found,
        none,
        number,
        last,
    };
    pages.ground.desk_page(&visit, "pages/desk_list.html", page).await
}

/// A title as people sort it: letter 2 comes before letter 10.
fn natural(title: &str) -> Vec<(String, u64)> {
    let mut parts: Vec<(String, u64)> = vec![Default::default()];
    let mut in_number = false;
    for c in title.to_lowercase().chars() {
        let digit = c.to_digit(10).map(u64::from);
        if in_number && digit.is_none() {
            parts.push(Default::default());
        }
        in_number = digit.is_some();
        if let Some((text, number)) = parts.last_mut() {
            match digit {
                Some(digit) => *number = number.saturating_mul(10).saturating_add(digit),
                None => text.push(c),
            }
        }
    }
    parts
}

/// Which page of the list is asked for, and which is the last.
fn paged(asked: Option<&str>, rows: usize) -> (usize, usize) {
    let last = rows.div_ceil(SHOWN).max(1);
    let asked = asked.and_then(|asked| asked.parse().ok()).unwrap_or(1);
    (asked.clamp(1, last), last)
}

impl Pages {
    /// Every page, by folder; in each the first page of the folder first, then those of its menu,
    /// then the others by title.
    fn rows(&self, lang: &str, latest: Vec<Version>) -> Vec<Row> {
        let mut latest: BTreeMap<String, Version> =
            latest.into_iter().map(|one| (one.file.clone(), one)).collect();
        let mut rows: BTreeMap<(String, String), Vec<Variant>> = BTreeMap::new();
        for (path, mut variant) in self.variants() {
            variant.last = latest.remove(variant.file.name());
            rows.entry((variant.file.folder().to_owned(), path)).or_default().push(variant);
        }
        let languages = &self.ground.settings.site.languages;
        let rank = |one: &Variant| languages.iter().position(|lang| *lang == one.lang);
        let mut all: Vec<Row> = rows
            .into_iter()
            .map(|((folder, path), mut variants)| {
                variants.sort_by_key(|one| (rank(one), one.file.clone()));
                Row { folder, path, variants }
            })
            .collect();
        all.sort_by_cached_key(|row| {
            let main = row.main(lang);
            let index = main.is_some_and(|one| one.file.stem(languages).0 == "index");
            let order = main.and_then(|one| one.order);
            let title = main.map(|one| natural(&one.title));
            (row.folder.clone(), !index, order.is_none(), order, title)
        });
        all
    }

    /// Every file of a page, with the page's path; those that were never right too.
    fn variants(&self) -> Vec<(String, Variant)> {
        let (shelf, mut broken) = (self.shelf(), self.broken());
        let mut all = Vec::new();
        for page in shelf.all() {
            let Some(file) = PageFile::read(&page.file) else { continue };
            let problem = broken.remove(&page.file);
            let standing = if problem.is_some() { Standing::Broken } else { Standing::of(page) };
            let variant = Variant {
                file,
                lang: page.lang.clone(),
                title: page.front.title.clone(),
                order: page.front.order,
                standing,
                problem,
                last: None,
            };
            all.push((page.path.clone(), variant));
        }
        let languages = &self.ground.settings.site.languages;
        for (name, problem) in broken {
            let Some(file) = PageFile::read(&name) else { continue };
            let (path, lang) = self.address_of(&file).unwrap_or_default();
            let lang = lang.or_else(|| languages.first().cloned()).unwrap_or_default();
            let path = if path.is_empty() { name } else { path };
            let title = file.inner().to_owned();
            let (standing, problem) = (Standing::Broken, Some(problem));
            let variant = Variant { file, lang, title, order: None, standing, problem, last: None };
            all.push((path, variant));
        }
        all
    }

    /// Pages that were deleted and can be brought back, the newest first.
    fn gone(&self, latest: &[Version]) -> Vec<Version> {
        let shelf = self.shelf();
        let mut gone: Vec<Version> = latest
            .iter()
            .filter(|one| one.kind == Kind::Deleted && shelf.of_file(&one.file).is_none())
            .cloned()
            .collect();
        gone.sort_by_key(|one| std::cmp::Reverse((one.at, one.file.clone())));
        gone
    }

    fn gone_row(&self, visit: &Visit, one: &Version, names: &BTreeMap<String, String>) -> Value {
        context! { file => one.file.clone(), last => self.made(visit, one, names) }
    }

    fn tabs(&self, rows: &[Row], gone: usize, asked: &str) -> Vec<Value> {
        let variants = || rows.iter().flat_map(|row| &row.variants);
        let mut counts = vec![("", rows.len())];
        for one in Standing::WAITING {
            counts.push((one.word(), variants().filter(|all| all.standing == one).count()));
        }
        counts.push(("deleted", gone));
        counts
            .into_iter()
            .filter(|(state, count)| state.is_empty() || *count > 0 || *state == asked)
            .map(|(state, count)| {
                let count = i64::try_from(count).unwrap_or(i64::MAX);
                context! { state, count => Link::shown(count), current => state == asked }
            })
            .collect()
    }

    /// The rows for the page, by folder.
    fn folders(
        &self,
        visit: &Visit,
        rows: Vec<Row>,
        names: &BTreeMap<String, String>,
    ) -> Vec<Value> {
        let mut folders: Vec<(String, Vec<Value>)> = Vec::new();
        for row in rows {
            let shown = self.row(visit, &row, names);
            match folders.last_mut() {
                Some((folder, all)) if *folder == row.folder => all.push(shown),
                _ => folders.push((row.folder, vec![shown])),
            }
        }
        folders.into_iter().map(|(folder, rows)| context! { folder, rows }).collect()
    }

    fn row(&self, visit: &Visit, row: &Row, names: &BTreeMap<String, String>) -> Value {
        let languages = &self.ground.settings.site.languages;
        let main = row.main(&visit.lang);
        let last = row.variants.iter().filter_map(|one| one.last.as_ref());
        let last = last.max_by_key(|one| one.at);
        let missing = |lang: &&String| !row.variants.iter().any(|one| one.lang == **lang);
        let variant = |one: &Variant| {
            context! {
                lang => one.lang.clone(),
                name => self.ground.words.say(&one.lang, "language-name", &[]),
                file => one.file.name(),
                standing => one.standing.word(),
                problem => one.problem.as_ref().map(|one| super::super::said(one, self.words(), &visit.lang)),
                href => self.href(&one.lang, &row.path),
            }
        };
        context! {
            path => row.path.clone(),
            file => main.map(|one| one.file.name().to_owned()),
            title => main.map(|one| one.title.clone()),
            variants => row.variants.iter().map(variant).collect::<Vec<_>>(),
            missing => languages.iter().filter(missing).cloned().collect::<Vec<_>>(),
            many => languages.len() > 1,
            last => last.map(|one| self.made(visit, one, names)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{natural, paged};

    #[test]
    fn numbers_are_sorted_as_numbers() {
        let mut titles = ["Letter 10", "letter 2b", "Letter 2", "About", "Letter"];
        titles.sort_by_key(|title| natural(title));
        assert_eq!(titles, ["About", "Letter", "Letter 2", "letter 2b", "Letter 10"]);
    }

    #[test]
    fn only_pages_of_the_list_that_are_there_are_shown() {
        let asked = |asked| paged(asked, 201);
        assert_eq!([asked(None), asked(Some("2")), asked(Some("9"))], [(1, 3), (2, 3), (3, 3)]);
        assert_eq!([asked(Some("0")), asked(Some("-1")), paged(None, 0)], [(1, 3), (1, 3), (1, 1)]);
    }
}
