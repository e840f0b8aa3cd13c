//! Search in the pages: an index in memory, made when somebody looks for something and the pages have
//! changed since. What was looked for is kept nowhere.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use comrak::nodes::NodeValue;
use comrak::{Arena, parse_document};
use kit::render::escape;
use kit::search::{Question, words};
use kit::web::Refusal;

use super::address::encode;
use super::shelf::{Page, Shelf};
use super::{Pages, markdown};

/// How much a word counts where it stands.
const TITLE: u32 = 16;
const TAG: u32 = 8;
const HEADING: u32 = 5;
const DESCRIPTION: u32 = 4;
const TEXT: u32 = 1;
/// In one page a word counts so much at the most: saying it again and again is no merit.
const MOST: u32 = 40;
/// How many words of a page are shown, and how many of them before the first that was found.
const SHOWN: usize = 32;
const BEFORE: usize = 8;

/// How many pages are shown of those that were found.
const HITS: usize = 20;

/// A page that was found.
pub struct Hit {
    /// Its path, without the language, as it stands in a link.
    pub path: String,
    /// Its title.
    pub title: String,
    /// The part of it in which the words stand, as HTML.
    pub html: String,
}

/// Where each word stands, for one language.
type Terms = BTreeMap<String, Vec<(u32, u32)>>;

/// The words of all pages.
#[derive(Default)]
pub struct Index {
    shelf: Arc<Shelf>,
    pages: Vec<Arc<Page>>,
    terms: HashMap<String, Terms>,
}

/// The index as it was made last.
#[derive(Default)]
pub struct Search(Mutex<Arc<Index>>);

impl Pages {
    /// The best of the pages in a language that have these words, and how many have them.
    pub async fn search(
        self: &Arc<Self>,
        lang: &str,
        question: Question,
    ) -> Result<(Vec<Hit>, usize), Refusal> {
        if !self.ready() {
            self.freshen().await;
        }
        // It is never closed.
        let _turn = self.few.acquire().await;
        let (pages, lang) = (self.clone(), lang.to_owned());
        let found = tokio::task::spawn_blocking(move || {
            let index = pages.search.of(&pages.shelf());
            let all = index.find(&lang, &question);
            let hit = |page: &&Arc<Page>| Hit {
                path: encode(&page.path),
                title: page.front.title.clone(),
                html: shown(page, &question),
            };
            (all.iter().take(HITS).map(hit).collect(), all.len())
        });
        found.await.map_err(|error| Refusal::Internal(error.to_string()))
    }
}

impl Search {
    /// The index of these pages. Takes its time where they have changed.
    pub fn of(&self, shelf: &Arc<Shelf>) -> Arc<Index> {
        let mut index = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !Arc::ptr_eq(&index.shelf, shelf) {
            *index = Arc::new(Index::new(shelf));
        }
        index.clone()
    }
}

impl Index {
    fn new(shelf: &Arc<Shelf>) -> Self {
        let mut index = Self { shelf: shelf.clone(), ..Self::default() };
        for page in shelf.served() {
            let number = u32::try_from(index.pages.len()).unwrap_or(u32::MAX);
            let terms = index.terms.entry(page.lang.clone()).or_default();
            for (word, weight) in weighed(page) {
                terms.entry(word).or_default().push((number, weight.min(MOST)));
            }
            index.pages.push(page.clone());
        }
        index
    }

    /// The pages in a language that have every word, the best first.
    pub fn find(&self, lang: &str, question: &Question) -> Vec<&Arc<Page>> {
        let Some(terms) = self.terms.get(lang) else { return Vec::new() };
        let mut found: Option<HashMap<u32, u32>> = None;
        for word in question.words() {
            let mut here: HashMap<u32, u32> = HashMap::new();
            for (term, form, places) in word.forms.iter().flat_map(|form| beginning(terms, form)) {
                let whole = term == form;
                for (page, weight) in places.iter().filter(|_| whole || word.begins) {
                    // A whole word counts twice as much as one that only begins so.
                    let weight = weight * (1 + u32::from(whole));
                    let best = here.entry(*page).or_default();
                    *best = weight.max(*best);
                }
            }
            found = Some(match found {
                None => here,
                Some(before) => {
                    let both = |(page, weight)| Some((page, weight + here.get(&page)?));
                    before.into_iter().filter_map(both).collect()
                }
            });
        }
        let mut found: Vec<(u32, u32)> = found.unwrap_or_default().into_iter().collect();
        found.sort_by_key(|(page, weight)| (std::cmp::Reverse(*weight), *page));
        found.into_iter().filter_map(|(page, _)| self.pages.get(page as usize)).collect()
    }
}

/// The words that begin with a form.
fn beginning<'a>(
    terms: &'a Terms,
    form: &'a str,
) -> impl Iterator<Item = (&'a str, &'a str, &'a Vec<(u32, u32)>)> {
    let from = terms.range::<str, _>((std::ops::Bound::Included(form), std::ops::Bound::Unbounded));
    from.take_while(move |(term, _)| term.starts_with(form))
        .map(move |(term, places)| (term.as_str(), form, places))
}

fn weighed(page: &Page) -> HashMap<String, u32> {
    let mut all: HashMap<String, u32> = HashMap::new();
    let mut take = |text: &str, weight| {
        words(text, |word| match all.get_mut(word) {
            Some(sum) => *sum += weight,
            None => drop(all.insert(word.to_owned(), weight)),
        });
    };
    take(&page.front.title, TITLE);
    take(&page.front.description, DESCRIPTION);
    page.front.tags.iter().for_each(|tag| take(tag, TAG));
    for (text, heading) in texts(page) {
        take(&text, if heading { HEADING } else { TEXT });
    }
    all
}

/// The blocks of a page without their formatting, and whether each is a heading.
fn texts(page: &Page) -> Vec<(String, bool)> {
    let arena = Arena::new();
    let root = parse_document(&arena, page.text(), &markdown::options());
    let mut all: Vec<(String, bool)> = Vec::new();
    for node in root.descendants() {
        let data = node.data();
        let mut add = |text: &str| {
            if let Some((last, _)) = all.last_mut() {
                last.push_str(text);
            }
        };
        match &data.value {
            NodeValue::Text(text) => add(text),
            NodeValue::Code(code) => add(&code.literal),
            NodeValue::SoftBreak | NodeValue::LineBreak => add(" "),
            NodeValue::CodeBlock(code) => all.push((code.literal.clone(), false)),
            NodeValue::Heading(_) => all.push((String::new(), true)),
            value if value.block() => all.push((String::new(), false)),
            _ => {}
        }
    }
    all.retain(|(text, _)| !text.trim().is_empty());
    all
}

/// The part of a page in which the words stand, as HTML with each of them marked.
pub fn shown(page: &Page, question: &Question) -> String {
    let texts: Vec<String> =
        texts(page).into_iter().filter(|(_, heading)| !heading).map(|(text, _)| text).collect();
    let whole = texts.join(" ");
    let all: Vec<(&str, bool)> =
        whole.split_whitespace().map(|word| (word, is_found(word, question))).collect();
    let first = all.iter().position(|(_, found)| *found).unwrap_or(0);
    let start = first.saturating_sub(BEFORE);
    let end = all.len().min(start + SHOWN);
    let mut out = String::new();
    if start > 0 {
        out.push_str("… ");
    }
    for (at, (word, found)) in all[start..end].iter().enumerate() {
        if at > 0 {
            out.push(' ');
        }
        let word = escape(word);
        out.push_str(&if *found { format!("<mark>{word}</mark>") } else { word });
    }
    if end < all.len() {
        out.push_str(" …");
    }
    out
}

fn is_found(text: &str, question: &Question) -> bool {
    let mut found = false;
    words(text, |word| {
        found |= question.words().iter().any(|asked| {
            let same =
                |form: &String| word == form || (asked.begins && word.starts_with(form.as_str()));
            asked.forms.iter().any(same)
        });
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rooms::pages::front::Front;

    fn page(path: &str, title: &str, text: &str) -> Arc<Page> {
        Arc::new(Page {
            file: format!("pages{path}.md"),
            path: path.into(),
            lang: "en".into(),
            front: Front { title: title.into(), ..Front::default() },
            waiting: false,
            source: text.into(),
            body: 0,
        })
    }

    fn found(pages: &[Arc<Page>], asked: &str) -> Vec<String> {
        let mut shelf = Shelf::default();
        for page in pages {
            shelf.add(page.clone()).unwrap();
        }
        let index = Search::default().of(&Arc::new(shelf));
        let question = Question::read(asked).unwrap();
        index.find("en", &question).into_iter().map(|page| page.path.clone()).collect()
    }

    #[test]
    fn the_best_page_comes_first() {
        let pages = [
            page("/a", "Tea", "Nothing"),
            page("/b", "Other", "tea tea tea with [milk](https://sugar.example)"),
            page("/c", "Other", "## Tea\n\nMüller makes `cakes`"),
            page("/d", "Teapots", ""),
        ];
        assert_eq!(found(&pages, "tea"), ["/a", "/d", "/c", "/b"]);
        assert_eq!(found(&pages, "tea milk"), ["/b"]);
        assert_eq!(found(&pages, "mueller CAK"), ["/c"]);
        assert_eq!(found(&pages, "sugar"), Vec::<String>::new(), "addresses are not read");
        assert_eq!(found(&pages, "coffee tea"), Vec::<String>::new());
    }

    #[test]
    fn what_was_found_is_marked_and_nothing_else_gets_in() {
        let text = format!("{} <script>x</script> **milk** & *honey*", "word ".repeat(40));
        let question = Question::read("milk").unwrap();
        let html = shown(&page("/a", "A", &text), &question);
        assert!(html.starts_with("… word ") && html.contains("<mark>milk</mark> &amp; honey"));
        assert!(!html.contains("<script"), "{html}");
    }
}
