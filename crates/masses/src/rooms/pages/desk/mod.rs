//! The pages in the desk: the team writes, previews, moves and deletes them, sees what they were
//! before, and puts pictures and documents beside them.
//!
//! The files stay the truth, and whoever has them open in an editor goes on as before: a form
//! knows what it was made from, and what was changed meanwhile is shown, never overwritten.

mod acts;
mod doors;
mod edit;
mod files;
mod list;
mod new;
mod past;
mod preview;
mod site;
mod typed;
mod upload;

pub(super) use doors::doors;

use std::collections::BTreeMap;
use std::sync::{Arc, Weak};

use kit::slots::{DeskPart, Link};
use kit::web::{Refusal, Right, Visit};
use minijinja::{Value, context};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::Pages;
use super::history::Version;
use super::inventory::TEAM;
use super::place::PageFile;

/// Where the list of all pages is.
const HERE: &str = "/desk/pages";

/// The link in the desk's menu, with how many files have to be mended. It does not keep the room
/// alive.
pub(super) fn menu(pages: &Arc<Pages>) -> DeskPart {
    let pages: Weak<Pages> = Arc::downgrade(pages);
    Arc::new(move |member, lang| {
        let pages = pages
            .upgrade()
            .filter(|pages| member.role.may(Right::Pages) && pages.ground.gate.purpose(TEAM.id));
        let link = pages.map(|pages| Link {
            href: format!("{}{HERE}", pages.ground.prefix(lang)),
            title: pages.ground.words.say(lang, "pages-desk-menu", &[]),
            order: 20,
            count: i64::try_from(pages.broken().len()).unwrap_or(i64::MAX),
        });
        Box::pin(async move { Ok(link.into_iter().collect()) })
    })
}

impl Pages {
    /// What is wrong with the files of pages, by file.
    fn broken(&self) -> BTreeMap<String, kit::problem::Problem> {
        let problems = self.problems().into_iter().rev();
        let of_pages = problems.filter(|one| PageFile::read(&one.file).is_some());
        of_pages.map(|one| (one.file.clone(), one)).collect()
    }

    fn say(&self, visit: &Visit, key: &str) -> String {
        self.ground.words.say(&visit.lang, key, &[])
    }

    /// Who made a version and when, for a page. `names`: from [`kit::slots::Slots::names`].
    fn made(&self, visit: &Visit, version: &Version, names: &BTreeMap<String, String>) -> Value {
        let name = version.person.as_ref().and_then(|person| names.get(person)).cloned();
        context! {
            at => version.at,
            desk => version.in_desk,
            by => name.unwrap_or_else(|| self.say(visit, match version.in_desk {
                true => "page-by-somebody",
                false => "page-by-disk",
            })),
        }
    }

    async fn names(&self, visit: &Visit) -> Result<BTreeMap<String, String>, Refusal> {
        self.ground.slots.names(&visit.lang).await
    }
}

/// The page that a form or an address names.
fn named(name: Option<&str>) -> Result<PageFile, Refusal> {
    name.and_then(PageFile::read).ok_or(Refusal::NotFound)
}

/// An address in the desk that names a page.
fn about(visit: &Visit, what: &str, file: &PageFile) -> String {
    let file = utf8_percent_encode(file.name(), NON_ALPHANUMERIC);
    visit.to(&format!("{HERE}/{what}?file={file}"))
}
