//! Everything that is ready to be sent, made anew as far as something has changed.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use kit::problem::Problem;

use super::address::{href, prefix};
use super::derived::Kind;
use super::draw::Drawing;
use super::shelf::{Page, Shelf};
use crate::ground::Ground;
use crate::web::packed::{Heads, Packed};

/// From so many pages on they are drawn by several threads.
const MANY: usize = 16;
/// So many are drawn before somebody asks whether something else is to be done first.
const PART: usize = 64;
/// From so many pages on they are folded: few of them are asked for often.
const VERY_MANY: usize = 1_000;

/// A page as it was drawn last.
#[derive(Clone)]
struct Leaf {
    page: Arc<Page>,
    /// How often the rest of the site had changed.
    mark: u64,
    /// Its last good version.
    packed: Option<Arc<Packed>>,
    problem: Option<Problem>,
}

/// What there is, by address.
#[derive(Clone, Default)]
pub struct Stock {
    /// By file.
    leaves: HashMap<String, Leaf>,
    addresses: HashMap<String, Arc<Packed>>,
    /// Pages that were never good.
    broken: HashSet<String>,
    redirects: HashMap<String, String>,
    /// What is wrong with those.
    misled: Vec<Problem>,
    /// How often the rest of the site had changed when all of it was made.
    mark: u64,
    /// What follows from the pages, by address, and what of them is in it.
    derived: (u64, Vec<(String, Arc<Packed>)>),
    /// What is wrong with that.
    problems: Vec<Problem>,
}

/// The headers of everything that is kept.
pub struct Kinds {
    /// Of pages.
    pub html: Arc<Heads>,
    /// Of feeds.
    pub atom: Arc<Heads>,
    /// Of other XML.
    pub xml: Arc<Heads>,
}

impl Kinds {
    fn of(&self, kind: Kind) -> &Arc<Heads> {
        match kind {
            Kind::Html => &self.html,
            Kind::Atom => &self.atom,
            Kind::Xml => &self.xml,
        }
    }
}

/// What is to be made anew.
pub struct Aim<'a> {
    /// How often the rest of the site has changed, as far as a page shows it; from 1 on.
    pub mark: u64,
    /// Only pages that have changed themselves.
    pub own: bool,
    /// Whether nothing else is to be done first.
    pub go_on: &'a dyn Fn() -> bool,
}

/// How much of it was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reached {
    /// A part.
    Part,
    /// All of it.
    Whole,
}

impl Stock {
    /// What is good, under an address.
    pub fn at(&self, href: &str) -> Option<&Arc<Packed>> {
        self.addresses.get(href)
    }

    /// Whether there is a page under an address that was never good.
    pub fn is_broken(&self, href: &str) -> bool {
        self.broken.contains(href)
    }

    /// Where an address leads that was another page's once.
    pub fn redirect(&self, href: &str) -> Option<&str> {
        self.redirects.get(href).map(String::as_str)
    }

    /// Everything.
    pub fn all(&self) -> impl Iterator<Item = &Arc<Packed>> {
        self.addresses.values()
    }

    /// What could not be drawn, and addresses that do not lead where they should.
    pub fn problems(&self) -> impl Iterator<Item = &Problem> {
        let drawn = self.leaves.values().filter_map(|leaf| leaf.problem.as_ref());
        drawn.chain(&self.problems).chain(&self.misled)
    }

    /// The next stock. With `own`, only pages that have changed themselves are made anew, of very many a
    /// part: they are not kept waiting for those that only show something of them. Where there is
    /// something else to do before all of them are drawn, it is as far as it got.
    pub fn next(&self, drawing: &Drawing<'_>, kinds: &Kinds, aim: &Aim<'_>) -> (Self, Reached) {
        let (mark, stale) = (aim.mark, self.stale(drawing.shelf, aim));
        let most = if aim.own { PART } else { usize::MAX };
        let draw = |page: &Arc<Page>| self.leaf(page, drawing, kinds, mark);
        let (new, whole) = drawn(&stale[..stale.len().min(most)], &draw, aim.go_on);
        let whole = whole && stale.len() <= most;

        let mut next = self.clone();
        let served = |file: &str| drawing.shelf.of_file(file).is_some_and(|page| page.is_served());
        next.leaves.retain(|file, _| served(file));
        let mut moved = next.leaves.len() < self.leaves.len();
        for leaf in new {
            next.put(address(drawing.ground, &leaf.page), leaf.packed.clone());
            let page = leaf.page.clone();
            let former = next.leaves.insert(page.file.clone(), leaf);
            moved |= former.is_some_and(|former| !former.page.leads_as(&page));
        }
        let added = next.leaves.len() > self.leaves.len();
        let derived = drawing.derived_mark(mark);
        let follows = moved || added || mark != self.mark || derived != self.derived.0;
        if whole && follows && !aim.own {
            next.mark = mark;
            next.derive(drawing, kinds, derived);
            next.address(drawing);
        } else if moved {
            next.address(drawing);
        }
        let left = !whole || (follows && aim.own);
        (next, if left { Reached::Part } else { Reached::Whole })
    }

    /// The pages that have to be drawn: what was changed comes before what only shows something of
    /// others, and what is not there yet.
    fn stale<'a>(&self, shelf: &'a Shelf, aim: &Aim<'_>) -> Vec<&'a Arc<Page>> {
        let (mut changed, mut others) = (Vec::new(), Vec::new());
        for page in shelf.served() {
            match self.leaves.get(&page.file) {
                Some(leaf) if !Arc::ptr_eq(&leaf.page, page) => changed.push(page),
                Some(leaf) if aim.own || leaf.mark == aim.mark => {}
                _ => others.push(page),
            }
        }
        changed.append(&mut others);
        changed
    }

    fn leaf(&self, page: &Arc<Page>, drawing: &Drawing<'_>, kinds: &Kinds, mark: u64) -> Leaf {
        let former = self.leaves.get(&page.file).and_then(|leaf| leaf.packed.clone());
        let (packed, problem) = match drawing.page(page) {
            Ok(body) => {
                let new = match drawing.shelf.len() {
                    VERY_MANY.. => Packed::folded(&kinds.html, body.as_bytes()),
                    _ => Packed::new(&kinds.html, body),
                };
                (Some(again(new, former)), None)
            }
            Err(problem) => (former, Some(problem)),
        };
        Leaf { page: page.clone(), mark, packed, problem }
    }

    /// What follows from the pages. `mark`: what of them is in it.
    fn derive(&mut self, drawing: &Drawing<'_>, kinds: &Kinds, mark: u64) {
        let (all, problems) = drawing.derived();
        let packed = all.into_iter().map(|one| {
            let former = self.addresses.get(&one.href).cloned();
            (one.href, again(Packed::new(kinds.of(one.kind), one.body), former))
        });
        self.derived = (mark, packed.collect());
        self.problems = problems;
    }

    /// Puts everything under its address. A page comes before what follows from others.
    fn address(&mut self, drawing: &Drawing<'_>) {
        self.addresses = self.derived.1.iter().cloned().collect();
        self.broken.clear();
        let of = |leaf: &Leaf| (address(drawing.ground, &leaf.page), leaf.packed.clone());
        let pages: Vec<_> = self.leaves.values().map(of).collect();
        pages.into_iter().for_each(|(address, packed)| self.put(address, packed));
        let languages = &drawing.ground.settings.site.languages;
        (self.redirects, self.misled) = redirects(languages, drawing.shelf);
    }

    /// Puts a page under its address; without a good version, it is there and broken.
    fn put(&mut self, address: String, packed: Option<Arc<Packed>>) {
        match packed {
            Some(packed) => {
                self.broken.remove(&address);
                self.addresses.insert(address, packed);
            }
            None => drop(self.broken.insert(address)),
        }
    }
}

/// What has not changed stays packed.
fn again(new: Packed, former: Option<Arc<Packed>>) -> Arc<Packed> {
    former.filter(|one| one.tag() == new.tag()).unwrap_or_else(|| Arc::new(new))
}

/// Draws pages, as long as nothing else is to be done first; whether these are all of them.
fn drawn(
    pages: &[&Arc<Page>],
    draw: &(dyn Fn(&Arc<Page>) -> Leaf + Sync),
    go_on: &dyn Fn() -> bool,
) -> (Vec<Leaf>, bool) {
    let mut all = Vec::new();
    for part in pages.chunks(PART) {
        if !all.is_empty() && !go_on() {
            return (all, false);
        }
        all.extend(part_drawn(part, draw));
    }
    (all, true)
}

fn part_drawn(pages: &[&Arc<Page>], draw: &(dyn Fn(&Arc<Page>) -> Leaf + Sync)) -> Vec<Leaf> {
    if pages.len() < MANY {
        return pages.iter().map(|page| draw(page)).collect();
    }
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        let part =
            |pages| move || Vec::from_iter(<[&Arc<Page>]>::iter(pages).map(|page| draw(page)));
        let parts: Vec<_> = pages
            .chunks(pages.len().div_ceil(threads))
            .map(|pages| scope.spawn(part(pages)))
            .collect();
        // A thread that fails takes its pages with it: they are drawn at the next change.
        parts.into_iter().filter_map(|part| part.join().ok()).flatten().collect()
    })
}

fn address(ground: &Ground, page: &Page) -> String {
    href(&ground.prefix(&page.lang), &page.path)
}

/// Where former addresses lead, and what is wrong with them.
pub(super) fn redirects(
    languages: &[String],
    shelf: &Shelf,
) -> (HashMap<String, String>, Vec<Problem>) {
    let (mut all, mut problems) = (HashMap::new(), Vec::new());
    let address = |page: &Page| href(&prefix(&page.lang, languages), &page.path);
    let mut taken: HashMap<String, &str> =
        shelf.served().map(|page| (address(page), page.file.as_str())).collect();
    for page in shelf.served() {
        for from in &page.front.redirects {
            let from = super::address::encode(from);
            if let Some(other) = taken.get(&from) {
                let problem = Problem::at(&page.file, 1, 1)
                    .of(&page.source)
                    .message(&format!("the address {from} is already that of {other}"))
                    .help("take it out of `redirects`, or out of the other page");
                problems.push(problem);
                continue;
            }
            taken.insert(from.clone(), &page.file);
            all.insert(from, address(page));
        }
    }
    (all, problems)
}
