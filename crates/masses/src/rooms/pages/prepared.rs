//! Pages as they are sent: rendered, hashed, in memory. What is new takes the place of what was
//! there in one step.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use ammonia::Url;
use arc_swap::ArcSwap;
use kit::problem::{Problem, Problems};
use kit::slots::Link;
use kit::words::Words;
use minijinja::context;

use super::history::Work;
use super::links::Around;
use super::markdown::{self, Text};
use super::shelf::{Page, Shelf, encode};
use super::source;
use crate::ground::Ground;
use crate::web::packed::Packed;

/// What is there under a path in a language.
#[derive(Debug, Clone)]
pub enum Found {
    /// A page.
    Leaf(Arc<Packed>),
    /// A page that was never good since the start.
    Broken,
    /// Nothing.
    Nothing,
}

/// Pages by language and path; none where one was never good.
type Leaves = HashMap<String, HashMap<String, Option<Arc<Packed>>>>;

/// Texts as HTML, by file, each with the page it was made from.
pub(super) type Texts = HashMap<String, (Arc<Page>, Arc<Text>)>;

/// All pages of the site.
pub struct Pages {
    pub(super) ground: Arc<Ground>,
    shelf: ArcSwap<Shelf>,
    leaves: ArcSwap<Leaves>,
    problems: ArcSwap<Vec<Problem>>,
    /// What the frame around the pages was when they were rendered.
    frame: Mutex<String>,
    /// The texts as HTML, by file, and the outline of the site that their links were made for.
    texts: Mutex<(String, Texts)>,
    /// How often something was asked for, and how many of that are done.
    wanted: AtomicU64,
    done: AtomicU64,
    /// The folder has to be read, not only rendered.
    unread: AtomicBool,
    /// Our part of the menu was asked for: the slots are filled.
    asked: AtomicBool,
    work: Mutex<()>,
    packing: tokio::sync::Mutex<()>,
    /// Held by whoever changes a page.
    pub(super) changing: Work,
}

impl Pages {
    /// Nothing is read yet: the first visitor, or the watcher, whoever is first, sees to that.
    pub fn new(ground: &Arc<Ground>) -> Arc<Self> {
        Arc::new(Self {
            ground: ground.clone(),
            shelf: ArcSwap::default(),
            leaves: ArcSwap::default(),
            problems: ArcSwap::default(),
            frame: Mutex::default(),
            texts: Mutex::default(),
            wanted: AtomicU64::new(1),
            done: AtomicU64::new(0),
            unread: AtomicBool::new(true),
            asked: AtomicBool::new(false),
            work: Mutex::default(),
            packing: tokio::sync::Mutex::default(),
            changing: Work::default(),
        })
    }

    /// The page of a path in a language; drafts are not there.
    pub fn find(&self, lang: &str, path: &str) -> Found {
        match self.leaves.load().get(lang).and_then(|of| of.get(path)) {
            Some(Some(leaf)) => Found::Leaf(leaf.clone()),
            Some(None) => Found::Broken,
            None => Found::Nothing,
        }
    }

    /// In which languages a path is there.
    pub fn languages_of(&self, path: &str) -> Vec<String> {
        self.shelf.load().languages_of(path, &self.ground.settings.site.languages)
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

    /// The part of the menu that is pages.
    pub fn menu(&self, lang: &str) -> Vec<Link> {
        self.asked.store(true, Ordering::Relaxed);
        if self.done.load(Ordering::Acquire) == 0 && self.shelf.load().all().next().is_none() {
            return Vec::new();
        }
        self.shelf.load().menu(lang, &self.ground.prefix(lang))
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

    /// Packs what is new, one page after the other. It rests as long as it works, and ends when
    /// there is something else to do: it is called again.
    pub(super) async fn pack(self: Arc<Self>) {
        let Ok(_one_at_a_time) = self.packing.try_lock() else { return };
        let (leaves, done) = (self.leaves.load_full(), self.done.load(Ordering::Acquire));
        let all = leaves.values().flat_map(HashMap::values).flatten();
        let left: Vec<_> = all.filter(|leaf| !leaf.is_packed()).cloned().collect();
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

    /// Renders anew if the frame has changed: a notice ended, a room has a new link.
    pub(super) fn look(&self) {
        if self.ready() && *lock(&self.frame) != self.frames() {
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
        let mut problems = Problems::default();
        if self.unread.swap(false, Ordering::AcqRel) {
            problems.0.extend(self.read());
        } else {
            problems.0.extend(self.problems.load().iter().filter(|one| !rendering(one)).cloned());
        }
        self.render(&mut problems);
        problems.sort();
        self.tell(problems.0);
        self.done.store(wanted, Ordering::Release);
    }

    /// Reads the folder. The menu knows it from here on.
    fn read(&self) -> Vec<Problem> {
        let site = &self.ground.site;
        let languages = &self.ground.settings.site.languages;
        let (shelf, mut problems) = source::read(site, languages, &self.shelf.load());
        self.shelf.store(Arc::new(shelf));
        if let Err(problem) = self.ground.render.load_overrides(&site.join("theme")) {
            problems.push(problem);
        }
        problems
    }

    fn render(&self, problems: &mut Problems) {
        *lock(&self.frame) = self.frames();
        let url = match Url::parse(&self.ground.settings.site.url) {
            Ok(url) => url,
            Err(error) => {
                let problem = Problem::with("masses.toml");
                problems.0.push(problem.message(&format!("`site.url` is not an address: {error}")));
                return;
            }
        };
        let (shelf, former) = (self.shelf.load_full(), self.leaves.load_full());
        let outline = shelf.outline();
        let mut texts = lock(&self.texts);
        if texts.0 != outline {
            *texts = (outline, HashMap::new());
        }
        texts.1.retain(|file, (page, _)| {
            shelf.of_file(file).is_some_and(|now| Arc::ptr_eq(now, page))
        });
        let mut leaves = Leaves::new();
        for page in shelf.served() {
            let former = former.get(&page.lang).and_then(|of| of.get(&page.path)).cloned();
            let former = former.flatten();
            let leaf = match self.page(page, &shelf, &url, &mut texts.1) {
                // What has not changed stays packed.
                Ok(leaf) => former.filter(|one| one.tag() == leaf.tag()).or(Some(leaf.into())),
                Err(problem) => {
                    problems.0.push(problem);
                    former
                }
            };
            leaves.entry(page.lang.clone()).or_default().insert(page.path.clone(), leaf);
        }
        self.leaves.store(Arc::new(leaves));
    }

    /// A page in the frame of the site.
    pub(super) fn page(
        &self,
        page: &Arc<Page>,
        shelf: &Shelf,
        url: &Url,
        texts: &mut Texts,
    ) -> Result<Packed, Problem> {
        let ground = &self.ground;
        let languages = &ground.settings.site.languages;
        let (site, words) = (&ground.site, &ground.words);
        let (_, text) = texts.entry(page.file.clone()).or_insert_with(|| {
            let around = Around { page, shelf, languages, url, site, words };
            (page.clone(), Arc::new(markdown::render(&around)))
        });
        let there = shelf.languages_of(&page.path, languages);
        let frame = ground.frame(&page.lang, &encode(&page.path), &there);
        let own = context! {
            title => page.front.title.as_str(),
            description => page.front.description.as_str(),
            headed => text.headed,
            html => text.html.as_str(),
        };
        let body = ground.render.page("pages/page.html", context! { ..own, ..frame })?;
        Ok(Packed::new("text/html; charset=utf-8", body))
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
                "a file of the site is wrong; its last good version stays"
            );
        }
        if problems.is_empty() && !former.is_empty() {
            tracing::info!("all files of the site are good again");
        }
        self.problems.store(Arc::new(problems));
    }
}

fn key(problem: &Problem) -> (&str, usize, usize, &str) {
    (&problem.file, problem.line, problem.column, &problem.message)
}

/// Whether a problem came from rendering, so that it is found again by rendering.
fn rendering(problem: &Problem) -> bool {
    problem.file.ends_with(".html") || problem.file == "masses.toml"
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
