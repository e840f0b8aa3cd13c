//! Pages: what the organisation writes in Markdown, and the files beside it.
//!
//! The folder `pages/` of the site holds one file for each page and language, with its title and
//! place in the menu in front ([`Front`]). All of them are read, rendered and hashed before
//! anybody asks for them, and again whenever a file changes. A page that is broken keeps its last
//! good version, and the desk and `masses check` say what is wrong with it.
//!
//! In the desk ([`desk`]) the team writes the same files through forms; `history` remembers what
//! they were before. About visitors the room holds nothing.

mod address;
mod changes;
mod check;
mod derived;
mod desk;
mod difference;
mod draw;
mod drawings;
mod early;
mod files;
mod front;
mod history;
pub mod inventory;
mod links;
mod markdown;
mod matter;
mod moving;
mod noting;
mod own;
mod pictures;
mod place;
mod places;
mod prepared;
mod public;
mod ranges;
mod save;
mod search;
mod shelf;
mod source;
mod stock;
mod store;
mod strays;
mod unfinished;
mod upload;
mod watch;
mod write;

use changes::Changes;
pub use check::{Checked, check};
use front::Menu;
pub use pictures::{Focus, Look, Pictures};
pub use prepared::Pages;

use std::sync::Arc;

use kit::problem::Problem;
use kit::slots::{Filled, Link, MenuPart, WarningPart};
use kit::words::{Arg, Words};

use crate::ground::gate;
use crate::ground::{Ground, Room, RoomOpened};
use pictures::Fault;

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
                pages.reload_aside(Changes::Any).await;
            }
            Ok(())
        }
    });
    let opened = RoomOpened {
        doors: Some(public::doors(ground, &pages)),
        jobs: vec![history::job(ground)],
        slots: slots(&pages),
        prepared: vec![pages.clone()],
    };
    pages.watch();
    opened
}

/// The menu of the site, and what the desk is warned of. They do not keep the room alive.
fn slots(pages: &Arc<Pages>) -> Filled {
    let menu = |menu: Menu| -> MenuPart {
        let weak = Arc::downgrade(pages);
        Arc::new(move |lang| weak.upgrade().map(|pages| pages.menu(lang, menu)).unwrap_or_default())
    };
    let ground = Arc::downgrade(&pages.ground);
    let search: MenuPart = Arc::new(move |lang| {
        let link = |ground: Arc<Ground>| Link {
            href: format!("{}/search", ground.prefix(lang)),
            title: ground.words.say(lang, "pages-search", &[]),
            order: 90,
            count: 0,
        };
        ground.upgrade().map(link).into_iter().collect()
    });
    let weak = Arc::downgrade(pages);
    let warnings: WarningPart = Arc::new(move |_, lang| {
        let html = weak.upgrade().map(|pages| warnings(&pages, lang)).unwrap_or_default();
        Box::pin(async move { Ok(html) })
    });
    Filled {
        menu: vec![menu(Menu::Main)],
        footer: vec![menu(Menu::Footer), search],
        desk: vec![desk::menu(pages)],
        warnings: vec![warnings],
        ..Filled::default()
    }
}

/// What is wrong in the folder of the site, for the team.
fn warnings(pages: &Pages, lang: &str) -> Vec<String> {
    let words = pages.words();
    let mut all: Vec<String> = pages.problems().iter().map(|one| said(one, words, lang)).collect();
    all.extend(pages.pictures.faults().iter().map(|(file, fault)| shown(file, fault, words, lang)));
    let more = all.len().saturating_sub(NAMED);
    all.truncate(NAMED);
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

fn shown(file: &str, fault: &Fault, words: &Words, lang: &str) -> String {
    let file = ("file", Arg::Text(file.to_owned()));
    match fault {
        Fault::Pixels(count) => {
            let count = ("count", Arg::Int(i64::try_from(*count).unwrap_or(i64::MAX)));
            words.say(lang, "pages-picture-pixels", &[file, count])
        }
        Fault::Heavy => words.say(lang, "pages-picture-heavy", &[file]),
        Fault::Broken(_) => words.say(lang, "pages-picture-broken", &[file]),
        Fault::Place => words.say(lang, "pages-picture-place", &[file]),
    }
}
