//! Pages as they are sent: rendered, hashed, in memory. What is new takes the place of what was
//! there in one step.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use axum::http::HeaderValue;
use kit::problem::{Problem, Problems};
use kit::slots::Link;
use kit::web::{Asked, Prepared, Ready};
use kit::words::Words;
use tokio::sync::{Semaphore, SetOnce};

use super::changes::Changes;
use super::draw::Drawing;
use super::drawings::Drawings;
use super::files;
use super::front::{Menu, Rules};
use super::history::Work;
use super::pictures::Pictures;
use super::search::Search;
use super::shelf::Shelf;
use super::source::{self, Known};
use super::stock::{Aim, Kinds, Reached, Stock};
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
    pub(super) kinds: Kinds,
    pub(super) drawings: Drawings,
    problems: ArcSwap<Vec<Problem>>,
    /// What is wrong with the files, apart from what shows only when they are drawn.
    unreadable: Mutex<Vec<Problem>>,
    known: Mutex<Known>,
    /// What the frame around the pages was when they were drawn.
    frame: Mutex<String>,
    /// What pages show of the rest of the site, and how often that has changed.
    around: Mutex<(u64, u64)>,
    /// How often something was asked for, and how many of that are done.
    wanted: AtomicU64,
    done: AtomicU64,
    /// What of the folder has to be read, not only drawn.
    unread: Mutex<Changes>,
    /// It was read once.
    pub(super) read: SetOnce<()>,
    /// Our part of the menu was asked for: the slots are filled.
    asked: AtomicBool,
    pub(super) pictures: Arc<Pictures>,
    /// How often pictures became ready.
    pictured: AtomicU64,
    work: Mutex<()>,
    packing: tokio::sync::Mutex<()>,
    freshening: tokio::sync::Mutex<()>,
    /// What takes a thread for somebody who asks: a crowd must not take hundreds.
    pub(super) few: Semaphore,
    pub(super) search: Search,
    /// Held by whoever changes a page.
    pub(super) changing: Work,
}

/// For how many a page is drawn, or something is looked for, at once.
const FEW: usize = 4;
/// How many pages are packed before anybody asks for them.
const AHEAD: usize = 1_000;

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
            around: Mutex::default(),
            wanted: AtomicU64::new(1),
            done: AtomicU64::new(0),
            unread: Mutex::new(Changes::Any),
            read: SetOnce::new(),
            asked: AtomicBool::new(false),
            pictured: AtomicU64::new(0),
            pictures: Pictures::new(&ground.site, &ground.data_folder, ground.clock.clone()),
            work: Mutex::default(),
            packing: tokio::sync::Mutex::default(),
            freshening: tokio::sync::Mutex::default(),
            few: Semaphore::new(FEW),
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

    /// Whether every page is a file of its own, as far as they were read.
    pub(super) fn is_plain(&self) -> bool {
        lock(&self.known).is_plain()
    }

    /// Whether something is asked for that is not done.
    pub(super) fn is_behind(&self) -> bool {
        self.done.load(Ordering::Acquire) < self.wanted.load(Ordering::Acquire)
    }

    /// Reads and renders anew what has changed, now.
    pub(super) fn reload(&self, changes: Changes) {
        self.want(changes);
        self.work();
    }

    /// The same when it is next looked at, or by whoever is at work already.
    pub(super) fn want(&self, changes: Changes) {
        lock(&self.unread).add(changes);
        self.invalidate();
    }

    /// Does what is waiting, on a thread of its own, and waits for it, as all do who come meanwhile.
    pub async fn freshen(self: &Arc<Self>) {
        let _one_for_all = self.freshening.lock().await;
        if !self.is_behind() {
            return;
        }
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
            Packed::pack_in_turn(Arc::downgrade(&leaf)).await;
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
            self.want(Changes::Any);
        }
        self.work();
    }

    fn work(&self) {
        let _one_at_a_time = lock(&self.work);
        loop {
            let wanted = self.wanted.load(Ordering::Acquire);
            if self.done.load(Ordering::Acquire) >= wanted {
                return;
            }
            // What is asked for meanwhile is not kept waiting for the rest of very many pages.
            if self.renew(&|| self.wanted.load(Ordering::Acquire) == wanted) == Reached::Whole {
                self.done.store(wanted, Ordering::Release);
            }
        }
    }

    /// Reads and draws what has changed, as long as it can go on.
    fn renew(&self, go_on: &dyn Fn() -> bool) -> Reached {
        let unread = std::mem::take(&mut *lock(&self.unread));
        if !unread.is_none() && !self.read_again(&unread) {
            *lock(&self.unreadable) = self.read();
            let _ = self.read.set(());
        }
        let mut problems = Problems(lock(&self.unreadable).clone());
        let reached = self.draw(go_on).unwrap_or_else(|problem| {
            problems.0.push(problem);
            Reached::Whole
        });
        problems.0.extend(self.stock.load().problems().cloned());
        problems.sort();
        self.tell(problems.0);
        reached
    }

    /// Reads only what has changed, where that is enough.
    fn read_again(&self, unread: &Changes) -> bool {
        let Changes::Pages(files) = unread else { return false };
        let (site, now) = (&self.ground.site, self.ground.clock.now());
        let shelf = source::again(site, files, &self.rules(), now, &mut lock(&self.known));
        shelf.map(|shelf| self.shelf.store(shelf)).is_some()
    }

    /// Reads the folder. The menu knows it from here on.
    fn read(&self) -> Vec<Problem> {
        let (site, now) = (&self.ground.site, self.ground.clock.now());
        let (shelf, mut problems) = source::read(site, &self.rules(), now, &mut lock(&self.known));
        self.shelf.store(shelf);
        self.pictures.changed();
        let theme = site.join("theme");
        problems.extend(self.ground.render.load_overrides(&theme).err());
        problems.extend(self.ground.render.strangers(&theme));
        problems.extend(self.ground.assets.reload(site).err().into_iter().flatten());
        problems
    }

    fn rules(&self) -> Rules<'_> {
        let site = &self.ground.settings.site;
        Rules { languages: &site.languages, zone: &site.time_zone }
    }

    fn draw(&self, go_on: &dyn Fn() -> bool) -> Result<Reached, Problem> {
        let (frame, shelf) = (self.frames(), self.shelf.load_full());
        let mut mark = DefaultHasher::new();
        (&frame, shelf.outline(), self.ground.render.mark()).hash(&mut mark);
        (files::mark(&self.ground.site), self.pictured.load(Ordering::Acquire)).hash(&mut mark);
        self.ground.assets.map().hash(&mut mark);
        *lock(&self.frame) = frame;
        let mark = self.counted(mark.finish());
        self.drawing(&shelf, |drawing| self.restock(drawing, mark, go_on))
    }

    /// How often what pages show of the rest of the site has changed. Where it is again as it was once,
    /// that counts: in between, some pages may have been drawn.
    fn counted(&self, shown: u64) -> u64 {
        let mut around = lock(&self.around);
        if around.1 == 0 || around.0 != shown {
            *around = (shown, around.1 + 1);
            // Every page says anew which pictures it shows.
            self.pictures.begin();
        }
        around.1
    }

    /// Puts what has changed in the place of what was there.
    fn restock(&self, drawing: &Drawing<'_>, mark: u64, go_on: &dyn Fn() -> bool) -> Reached {
        let next = |own| {
            let aim = Aim { mark, own, go_on };
            let (next, reached) = self.stock.load().next(drawing, &self.kinds, &aim);
            self.stock.store(Arc::new(next));
            reached
        };
        let reached = match next(true) {
            Reached::Whole => Reached::Whole,
            Reached::Part => next(false),
        };
        if reached == Reached::Whole {
            self.pictures.settle();
        }
        reached
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
