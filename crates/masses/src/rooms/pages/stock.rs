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
const MANY: usize = 64;

/// A page as it was drawn last.
#[derive(Clone)]
struct Leaf {
    page: Arc<Page>,
    /// What the rest of the site was then.
    mark: u64,
    /// Its last good version.
    packed: Option<Arc<Packed>>,
    problem: Option<Problem>,
}

/// What there is, by address.
#[derive(Default)]
pub struct Stock {
    /// By file.
    leaves: HashMap<String, Leaf>,
    addresses: HashMap<String, Arc<Packed>>,
    /// Pages that were never good.
    broken: HashSet<String>,
    redirects: HashMap<String, String>,
    /// What follows from the pages, by address, and what they were then.
    derived: (u64, Vec<(String, Arc<Packed>)>),
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

impl Stock {
    /// What the rest of the site was when all of it was made.
    pub fn mark(&self) -> u64 {
        self.derived.0
    }

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
        self.leaves.values().filter_map(|leaf| leaf.problem.as_ref()).chain(&self.problems)
    }

    /// The next stock. `mark`: what the rest of the site is now, as far as a page shows it. With
    /// `own`, only the pages that have changed themselves are made anew: they are not kept waiting
    /// for those that only show something of them.
    pub fn next(&self, drawing: &Drawing<'_>, kinds: &Kinds, mark: u64, own: bool) -> Self {
        let fresh = |page: &Arc<Page>| {
            let leaf = self.leaves.get(&page.file)?;
            let same = Arc::ptr_eq(&leaf.page, page) && (own || leaf.mark == mark);
            same.then(|| leaf.clone())
        };
        let pages: Vec<&Arc<Page>> = drawing.shelf.served().collect();
        let stale: Vec<&Arc<Page>> =
            pages.iter().filter(|page| fresh(page).is_none()).copied().collect();
        let draw = |page: &Arc<Page>| self.leaf(page, drawing, kinds, mark);
        let mut leaves: HashMap<String, Leaf> =
            pages.iter().filter_map(|page| Some((page.file.clone(), fresh(page)?))).collect();
        let changed = !stale.is_empty() || leaves.len() != self.leaves.len();
        leaves.extend(drawn(&stale, &draw));
        let mut next = Self { leaves, ..Self::default() };
        if own {
            next.derived = self.derived.clone();
        } else {
            self.derive(&mut next, drawing, kinds, mark, changed);
        }
        next.address(drawing);
        next
    }

    fn leaf(&self, page: &Arc<Page>, drawing: &Drawing<'_>, kinds: &Kinds, mark: u64) -> Leaf {
        let former = self.leaves.get(&page.file).and_then(|leaf| leaf.packed.clone());
        let (packed, problem) = match drawing.page(page) {
            Ok(body) => {
                // Without the room that writing it has left: of many pages, that is much.
                let body = body.into_boxed_str().into_boxed_bytes();
                (Some(again(Packed::new(&kinds.html, body), former)), None)
            }
            Err(problem) => (former, Some(problem)),
        };
        Leaf { page: page.clone(), mark, packed, problem }
    }

    fn derive(
        &self,
        next: &mut Self,
        drawing: &Drawing<'_>,
        kinds: &Kinds,
        mark: u64,
        changed: bool,
    ) {
        if self.derived.0 == mark && !changed {
            next.derived = self.derived.clone();
            next.problems.clone_from(&self.problems);
            return;
        }
        let (all, problems) = drawing.derived();
        let packed = all.into_iter().map(|one| {
            let former = self.addresses.get(&one.href).cloned();
            (one.href, again(Packed::new(kinds.of(one.kind), one.body), former))
        });
        next.derived = (mark, packed.collect());
        next.problems = problems;
    }

    /// Puts everything under its address. A page comes before what follows from others.
    fn address(&mut self, drawing: &Drawing<'_>) {
        self.addresses.extend(self.derived.1.iter().cloned());
        for leaf in self.leaves.values() {
            let address = address(drawing.ground, &leaf.page);
            match &leaf.packed {
                Some(packed) => drop(self.addresses.insert(address, packed.clone())),
                None => drop(self.broken.insert(address)),
            }
        }
        let languages = &drawing.ground.settings.site.languages;
        let (redirects, problems) = redirects(languages, drawing.shelf);
        self.redirects = redirects;
        self.problems.retain(|one| !problems.contains(one));
        self.problems.extend(problems);
    }
}

/// What has not changed stays packed.
fn again(new: Packed, former: Option<Arc<Packed>>) -> Arc<Packed> {
    former.filter(|one| one.tag() == new.tag()).unwrap_or_else(|| Arc::new(new))
}

fn drawn(pages: &[&Arc<Page>], draw: &(dyn Fn(&Arc<Page>) -> Leaf + Sync)) -> Vec<(String, Leaf)> {
    let one = |page: &&Arc<Page>| (page.file.clone(), draw(page));
    if pages.len() < MANY {
        return pages.iter().map(one).collect();
    }
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        let part = |pages| move || Vec::from_iter(<[&Arc<Page>]>::iter(pages).map(one));
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
