//! Pages: what the organisation writes in Markdown, and the files beside it.
//!
//! The folder `pages/` of the site holds one file for each page and language, with its title and
//! place in the menu in front ([`Front`]). All of them are read, rendered and hashed before
//! anybody asks for them, and again whenever a file changes. A page that is broken keeps its last
//! good version, and the desk and `masses check` say what is wrong with it.
//!
//! In the desk ([`desk`]) the team writes the same files through forms; `history` remembers what
//! they were before. About visitors the room holds nothing.

mod desk;
mod difference;
mod files;
mod front;
mod history;
pub mod inventory;
mod links;
mod markdown;
mod matter;
mod moving;
mod place;
mod prepared;
mod public;
mod save;
mod shelf;
mod source;
mod store;
mod upload;
mod watch;
mod write;

pub use front::Front;
pub use prepared::{Found, Pages};
pub use shelf::{Page, Shelf};

use std::path::Path;
use std::sync::Arc;

use ammonia::Url;
use kit::problem::{Problem, Problems};
use kit::settings::Settings;
use kit::slots::{Filled, MenuPart, WarningPart};
use kit::words::{Arg, Words};

use crate::ground::gate;
use crate::ground::{Ground, Room, RoomOpened};

/// How many problems the desk names one by one.
const NAMED: usize = 3;

/// This room.
pub static ROOM: Room = Room {
    inventory: &inventory::ROOM,
    schema: include_str!("schema.sql"),
    statements: &[store::STATEMENTS],
    instances: None,
    open,
};

fn open(ground: &Arc<Ground>) -> RoomOpened {
    let pages = Pages::new(ground);
    let weak = Arc::downgrade(&pages);
    ground.generations.listen(gate::GENERATION, move || {
        let pages = weak.upgrade();
        async move {
            if let Some(pages) = pages {
                pages.invalidate();
                pages.freshen().await;
            }
            Ok(())
        }
    });
    let weak = Arc::downgrade(&pages);
    ground.generations.listen(save::GENERATION, move || {
        let pages = weak.upgrade();
        async move {
            if let Some(pages) = pages {
                pages.reload_aside().await;
            }
            Ok(())
        }
    });
    let opened = RoomOpened {
        doors: Some(public::doors(ground, &pages)),
        jobs: vec![history::job(ground)],
        slots: slots(&pages),
    };
    pages.watch();
    opened
}

/// The menu of the site, and what the desk is warned of. They do not keep the room alive.
fn slots(pages: &Arc<Pages>) -> Filled {
    let weak = Arc::downgrade(pages);
    let menu: MenuPart =
        Arc::new(move |lang| weak.upgrade().map(|pages| pages.menu(lang)).unwrap_or_default());
    let weak = Arc::downgrade(pages);
    let warnings: WarningPart = Arc::new(move |_, lang| {
        let html = weak.upgrade().map(|pages| warnings(&pages, lang)).unwrap_or_default();
        Box::pin(async move { Ok(html) })
    });
    Filled {
        menu: vec![menu],
        desk: vec![desk::menu(pages)],
        warnings: vec![warnings],
        ..Filled::default()
    }
}

/// What is wrong in the folder of the site, for the team.
fn warnings(pages: &Pages, lang: &str) -> Vec<String> {
    let problems = pages.problems();
    let words = pages.words();
    let mut all: Vec<String> =
        problems.iter().take(NAMED).map(|one| said(one, words, lang)).collect();
    let more = problems.len().saturating_sub(NAMED);
    if more > 0 {
        let count = i64::try_from(more).unwrap_or(i64::MAX);
        all.push(words.say(lang, "pages-problem-more", &[("count", Arg::Int(count))]));
    }
    all.iter().map(|text| format!("<p>{}</p>", kit::render::escape(text))).collect()
}

fn said(problem: &Problem, words: &Words, lang: &str) -> String {
    let file = ("file", Arg::Text(problem.file.clone()));
    let message = ("message", Arg::Text(problem.message.clone()));
    if problem.line == 0 {
        return words.say(lang, "pages-problem-file", &[file, message]);
    }
    let line = ("line", Arg::Int(i64::try_from(problem.line).unwrap_or(i64::MAX)));
    words.say(lang, "pages-problem", &[file, line, message])
}

/// What `masses check` says of the pages of a site.
pub struct Checked {
    /// Everything that is wrong, and every link that leads nowhere.
    pub problems: Vec<Problem>,
    /// The links to other sites: where each stands, with its address as the message (C19).
    pub away: Vec<Problem>,
}

/// Reads and renders all pages. Needs no running program.
pub fn check(site: &Path, settings: &Settings, words: &Words) -> Checked {
    let languages = &settings.site.languages;
    let (shelf, problems) = source::read(site, languages, &Shelf::default());
    let (mut problems, mut away) = (Problems(problems), Problems(Vec::new()));
    match Url::parse(&settings.site.url) {
        Ok(url) => {
            for page in shelf.all() {
                let around =
                    links::Around { page, shelf: &shelf, languages, url: &url, site, words };
                let text = markdown::render(&around);
                problems.0.extend(text.advice);
                away.0.extend(text.away);
            }
        }
        Err(error) => problems.0.push(
            Problem::with("masses.toml")
                .message(&format!("`site.url` is not an address: {error}"))
                .help("for example: url = \"https://example.org\""),
        ),
    }
    problems.sort();
    away.sort();
    Checked { problems: problems.0, away: away.0 }
}
