//! Pages as they are sent: rendered, hashed, in memory. What is new takes the place of what was
//! there in one step.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use ammonia::Url;
use arc_swap::ArcSwap;
use axum::http::HeaderValue;
use kit::problem::{Problem, Problems};
use kit::search::Question;
use kit::slots::Link;
use kit::web::{Asked, Prepared, Ready, Refusal};
use kit::words::Words;

use super::address::encode;
use super::draw::Drawing;
use super::drawings::Drawings;
use super::files;
use super::front::{Menu, Rules};
use super::history::Work;
use super::pictures::Pictures;
use super::search::{self, Search};
use super::shelf::{Page, Shelf};
use super::source::{self, Known};
use super::stock::{Kinds, Stock};
use super::upload::Focuses;
use crate::ground::Ground;
use crate::web::packed::{Heads, Packed};

/// The door of every page.
pub(super) const PAGE: &str = "/{*path}";
/// Ask again each time; with the tag that costs nothing where nothing has changed.
pub(super) const AGAIN: HeaderValue = HeaderValue::from_static("public, no-cache");

/// What is there under an address.
#[derive(Debug, Clone)]
pub enum Found {
    /// A page, or what follows from pages.
    Leaf(Arc<Packed>),
    /// It is another page's now: its address.
    Moved(String),
    /// A page that was never good since the start.
    Broken,
    /// Nothing.
    Nothing,
}

/// All pages of the site.
pub struct Pages {
    pub(super) ground: Arc<Ground>,
    shelf: ArcSwap<Shelf>,
    stock: ArcSwap<Stock>,
    kinds: Kinds,
    pub(super) drawings: Drawings,
    problems: ArcSwap<Vec<Problem>>,
    /// What is wrong with the files, apart from what shows only when they are drawn.
    unreadable: Mutex<Vec<Problem>>,
    known: Mutex<Known>,
    /// What the frame around the pages was when they were drawn.
    frame: Mutex<String>,
    /// How often something was asked for, and how many of that are done.
    wanted: AtomicU64,
    done: AtomicU64,
    /// The folder has to be read, not only drawn.
    unread: AtomicBool,
    /// Our part of the menu was asked for: the slots are filled.
    asked: AtomicBool,
    pub(super) pictures: Arc<Pictures>,
    /// How often pictures became ready.
    pictured: AtomicU64,
    work: Mutex<()>,
    packing: tokio::sync::Mutex<()>,
    search: Search,
    /// Held by whoever changes a page.
    pub(super) changing: Work,
}

/// A page that was found.
pub struct Hit {
    /// Its path, without the language, as it stands in a link.
    pub path: String,
    /// Its title.
    pub title: String,
    /// The part of it in which the words stand, as HTML.
    pub html: String,
}

/// How many pages are packed before anybody asks for them.
const AHEAD: usize = 1_000;
/// How many pages are shown of those that were found.
const HITS: usize = 20;

impl Pages {
    /// Nothing is read yet: the first visitor, or the watcher, whoever is first, sees to that.
    pub fn new(ground: &Arc<Ground>) -> Arc<Self> {
        let heads = |kind| Heads::new(kind, AGAIN, ground.shell.security());
        let kinds = Kinds {
            html: heads("text/html; charset=utf-8"),
            atom: heads("application/atom+xml; charset=utf-8"),
            xml: heads("application/xml; charset=utf-8"),
        };
        Arc::new(Self {
            ground: ground.clone(),
            shelf: ArcSwap::default(),
            stock: ArcSwap::default(),
            kinds,
            drawings: Drawings::new(AGAIN, ground.shell.security()),
            problems: ArcSwap::default(),
            unreadable: Mutex::default(),
            known: Mutex::default(),
            frame: Mutex::default(),
            wanted: AtomicU64::new(1),
            done: AtomicU64::new(0),
            unread: AtomicBool::new(true),
            asked: AtomicBool::new(false),
            pictured: AtomicU64::new(0),
            pictures: Pictures::new(&ground.site, &ground.data_folder, ground.clock.clone()),
            work: Mutex::default(),
            packing: tokio::sync::Mutex::default(),
            search: Search::default(),
            changing: Work::default(),
        })
    }

    /// What is there under an address, with its language.
    pub fn find(&self, href: &str) -> Found {
        let stock = self.stock.load();
        if let Some(leaf) = stock.at(href) {
            return Found::Leaf(leaf.clone());
        }
        match stock.redirect(href) {
            _ if stock.is_broken(href) => Found::Broken,
            Some(target) => Found::Moved(target.to_owned()),
            None => Found::Nothing,
        }
    }

    /// The best of the pages in a language that have these words, and how many have them.
    pub async fn search(
        self: &Arc<Self>,
        lang: &str,
        question: Question,
    ) -> Result<(Vec<Hit>, usize), Refusal> {
        if !self.ready() {
            self.freshen().await;
        }
        let (pages, lang) = (self.clone(), lang.to_owned());
        let found = tokio::task::spawn_blocking(move || {
            let index = pages.search.of(&pages.shelf.load_full());
            let all = index.find(&lang, &question);
            let hit = |page: &&Arc<Page>| Hit {
                path: encode(&page.path),
                title: page.front.title.clone(),
                html: search::shown(page, &question),
            };
            (all.iter().take(HITS).map(hit).collect(), all.len())
        });
        found.await.map_err(|error| Refusal::Internal(error.to_string()))
    }

    /// All pages as they are in force.
    pub(super) fn shelf(&self) -> Arc<Shelf> {
        self.shelf.load_full()
    }

    /// What is wrong with the site's folder right now.
    pub fn problems(&self) -> Vec<Problem> {
        let mut all = self.problems.load().as_ref().clone();
        all.extend(self.ground.render.failed());
        all
    }

    /// The part of a menu that is pages.
    pub fn menu(&self, lang: &str, menu: Menu) -> Vec<Link> {
        self.asked.store(true, Ordering::Relaxed);
        self.shelf.load().menu(lang, &self.ground.prefix(lang), menu)
    }

    /// Whether the slots are filled, so that pages have their whole frame.
    pub(super) fn framed(&self) -> bool {
        let lang = self.ground.settings.site.languages.first();
        self.ground.slots.menu(lang.map_or("", String::as_str));
        self.asked.load(Ordering::Relaxed)
    }

    pub(super) fn words(&self) -> &Words {
        &self.ground.words
    }

    /// Renders everything anew when it is next looked at: the frame around it has changed.
    pub fn invalidate(&self) {
        self.wanted.fetch_add(1, Ordering::AcqRel);
    }

    /// Whether everything was read and rendered at least once.
    pub fn ready(&self) -> bool {
        self.done.load(Ordering::Acquire) > 0
    }

    /// Reads and renders everything anew, now.
    pub fn reload(&self) {
        self.unread.store(true, Ordering::Release);
        self.invalidate();
        self.work();
    }

    /// Does what is waiting, on a thread of its own, and waits for it.
    pub async fn freshen(self: &Arc<Self>) {
        let pages = self.clone();
        if tokio::task::spawn_blocking(move || pages.work()).await.is_err() {
            tracing::error!("the pages could not be prepared");
        }
    }

    /// Packs what is new, one page after the other; of very many pages, those that nobody asks for
    /// stay as they are. It rests as long as it works, and ends when
    /// there is something else to do: it is called again.
    pub(super) async fn pack(self: Arc<Self>) {
        let Ok(_one_at_a_time) = self.packing.try_lock() else { return };
        let (stock, done) = (self.stock.load_full(), self.done.load(Ordering::Acquire));
        let ahead = stock.all().take(AHEAD);
        let left: Vec<_> = ahead.filter(|leaf| !leaf.is_packed()).cloned().collect();
        drop(stock);
        for leaf in left {
            let begun = self.ground.clock.tick();
            if tokio::task::spawn_blocking(move || leaf.pack()).await.is_err() {
                tracing::error!("a page could not be packed; it is sent as it is");
            }
            if self.wanted.load(Ordering::Acquire) > done {
                return;
            }
            tokio::time::sleep(self.ground.clock.tick().saturating_sub(begun)).await;
        }
    }

    /// Draws anew if the frame has changed: a notice ended, a room has a new link; or if pictures are
    /// ready. Reads anew when a page is to be published.
    pub(super) fn look(&self) {
        if self.pictures.fresh() {
            self.pictured.fetch_add(1, Ordering::AcqRel);
            self.invalidate();
        }
        if self.ready() && *lock(&self.frame) != self.frames() {
            self.invalidate();
        }
        if self.shelf.load().next().is_some_and(|time| time <= self.ground.clock.now()) {
            self.unread.store(true, Ordering::Release);
            self.invalidate();
        }
        self.work();
    }

    fn work(&self) {
        let _one_at_a_time = lock(&self.work);
        let wanted = self.wanted.load(Ordering::Acquire);
        if self.done.load(Ordering::Acquire) >= wanted {
            return;
        }
        if self.unread.swap(false, Ordering::AcqRel) {
            *lock(&self.unreadable) = self.read();
        }
        let mut problems = Problems(lock(&self.unreadable).clone());
        match Url::parse(&self.ground.settings.site.url) {
            Ok(url) => self.draw(&url),
            Err(error) => {
                let problem = Problem::with("masses.toml");
                problems.0.push(problem.message(&format!("`site.url` is not an address: {error}")));
            }
        }
        problems.0.extend(self.stock.load().problems().cloned());
        problems.sort();
        self.tell(problems.0);
        self.done.store(wanted, Ordering::Release);
    }

    /// Reads the folder. The menu knows it from here on.
    fn read(&self) -> Vec<Problem> {
        let (site, settings) = (&self.ground.site, &self.ground.settings);
        let rules = Rules { languages: &settings.site.languages, zone: &settings.site.time_zone };
        let now = self.ground.clock.now();
        let (shelf, mut problems) = source::read(site, &rules, now, &mut lock(&self.known));
        self.shelf.store(shelf);
        self.pictures.changed();
        let theme = site.join("theme");
        problems.extend(self.ground.render.load_overrides(&theme).err());
        problems.extend(self.ground.render.strangers(&theme));
        problems.extend(self.ground.assets.reload(site).err().into_iter().flatten());
        problems
    }

    fn draw(&self, url: &Url) {
        let frame = self.frames();
        let (shelf, stock) = (self.shelf.load_full(), self.stock.load_full());
        let mut mark = DefaultHasher::new();
        (&frame, shelf.outline(), self.ground.render.mark()).hash(&mut mark);
        (files::mark(&self.ground.site), self.pictured.load(Ordering::Acquire)).hash(&mut mark);
        self.ground.assets.map().hash(&mut mark);
        *lock(&self.frame) = frame;
        let (ground, pictures) = (&self.ground, &self.pictures);
        // Without them, the middle of each stays: what is wrong with their file is told elsewhere.
        let focuses = Focuses::read(&ground.site).unwrap_or_default();
        let drawing = Drawing { ground, shelf: &shelf, url, pictures, focuses: &focuses };
        let next = |stock: &Stock, own| {
            let next = Arc::new(stock.next(&drawing, &self.kinds, mark.finish(), own));
            self.stock.store(next.clone());
            next
        };
        let all = stock.mark() != mark.finish();
        if all {
            // Every page says anew which pictures it shows.
            self.pictures.begin();
        }
        let stock = if self.ready() && all { next(&stock, true) } else { stock };
        next(&stock, false);
        self.pictures.settle();
    }

    /// The frame around a page in each language, to see whether it has changed.
    fn frames(&self) -> String {
        let languages = &self.ground.settings.site.languages;
        languages.iter().map(|lang| self.ground.frame(lang, "/", languages).to_string()).collect()
    }

    /// Keeps the problems for the desk, and logs those that are new.
    fn tell(&self, problems: Vec<Problem>) {
        let former = self.problems.load_full();
        let known: HashSet<_> = former.iter().map(key).collect();
        for problem in problems.iter().filter(|one| !known.contains(&key(one))) {
            tracing::error!(
                file = problem.file,
                line = problem.line,
                column = problem.column,
                problem = problem.message,
                help = problem.help.as_deref().unwrap_or(""),
                "a file of the site is wrong: until it is mended, visitors see its last good version, or none"
            );
        }
        if problems.is_empty() && !former.is_empty() {
            tracing::info!("all files of the site are good again");
        }
        self.problems.store(Arc::new(problems));
    }
}

impl Prepared for Pages {
    fn door(&self) -> &'static str {
        PAGE
    }

    fn find(&self, path: &str, asked: Asked<'_>) -> Option<Ready> {
        Some(self.stock.load().at(path)?.sent(asked))
    }
}

fn key(problem: &Problem) -> (&str, usize, usize, &str) {
    (&problem.file, problem.line, problem.column, &problem.message)
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
