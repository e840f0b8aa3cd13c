//! `masses new`: a new site in a folder, with the organisation's own name on it.

mod answers;
mod escape;
mod place;
mod starter;

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result};
use clap::Args;
use kit::chance::Chance;
use kit::clock::{Clock, Zone};
use kit::settings::Settings;
use masses::rooms::pages;
use masses::web;
use tokio::signal::unix::{SignalKind, signal};

use super::{block_on, unfinished};
use answers::{Answers, Given, Terminal};
use place::Place;

/// How much of what is left to do is said at once.
const SHOWN: usize = 12;

/// Write a new site into a folder
///
/// It asks four questions, or takes the answers from the options. Without a terminal it asks
/// nothing: what is not given is an example, to be changed later.
#[derive(Args)]
pub struct New {
    /// The folder; it must be empty or not there yet
    folder: PathBuf,
    #[command(flatten)]
    given: Given,
}

impl New {
    pub fn run(self, clock: &Clock, chance: &Chance) -> Result<()> {
        let folder = &self.folder;
        // Nobody should answer four questions to hear that the folder was wrong.
        let place = Place::find(folder)?;
        let answers = self.answers(folder)?;
        let zone = Zone::of_this_machine();
        let files = starter::files(&answers, &zone.day(clock.now()), &zone)?;
        block_on(async {
            let stopped = Arc::new(AtomicBool::new(false));
            listen(&stopped)?;
            place.write(&files, &chance.id(clock.now()), &stopped)
        })?;
        told(folder, &answers, clock.now())
    }

    fn answers(&self, folder: &Path) -> Result<Answers> {
        let input = std::io::stdin();
        if !input.is_terminal() || self.given.is_everything() {
            return Answers::find(&self.given, None);
        }
        let say = &mut |text: &str| super::ask(text);
        say(&format!(
            "A new site in {}. Four questions; everything can be changed later.\n",
            folder.display()
        ));
        let input = &mut input.lock();
        Answers::find(&self.given, Some(&mut Terminal { input, say }))
    }
}

/// From now on, whoever wants it to stop is heard, and what was begun is taken away.
fn listen(stopped: &Arc<AtomicBool>) -> Result<()> {
    for kind in [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()] {
        let mut signal = signal(kind).context("signals cannot be listened to")?;
        let stopped = stopped.clone();
        tokio::spawn(async move {
            signal.recv().await;
            stopped.store(true, Ordering::SeqCst);
        });
    }
    Ok(())
}

/// Says what there is now, and what is left to do.
fn told(folder: &Path, answers: &Answers, now: i64) -> Result<()> {
    let none: [(String, String); 0] = [];
    let settings = Settings::load(folder, none)?;
    let shown = super::quoted(folder);
    say!("The site of {} is in {shown}.", answers.name)?;
    if !answers.examples.is_empty() {
        say!("Nobody gave {}: these are examples, on its pages too. To have", listed(answers))?;
        say!("your own everywhere, delete the folder, and give them with `masses new`.")?;
    }
    say!("")?;
    say!("  masses serve {shown}   shows it to you")?;
    say!("  masses check {shown}   says what is wrong, and what is still to be filled in:")?;
    let words = web::words(folder, &settings)?;
    let pages = pages::check(folder, &settings, &words, now);
    let lines = unfinished::lines(folder, &settings, &pages.unfinished)?;
    for line in lines.iter().take(SHOWN) {
        say!("    {line}")?;
    }
    if lines.len() > SHOWN {
        say!("    and {} more", lines.len() - SHOWN)?;
    }
    say!("")?;
    say!(
        "Times are those of {}; to change it: `time_zone` in masses.toml.",
        settings.site.time_zone.name()
    )
}

/// `--name, --email and --address`.
fn listed(answers: &Answers) -> String {
    let all = answers.examples.join(", ");
    all.rsplit_once(", ").map(|(some, last)| format!("{some} and {last}")).unwrap_or(all)
}
