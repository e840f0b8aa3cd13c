//! `masses check`: reads everything, starts nothing.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Result, bail};
use clap::Args;
use kit::clock::Clock;
use kit::problem::Problem;
use kit::render::{Addresses, Render};
use kit::settings::Settings;
use kit::web::tls;
use kit::words::Words;
use masses::ground::gate::gather::{self, CompileError};
use masses::rooms::pages;
use masses::web::assets::Assets;
use masses::web::{self, sheets};

use super::{Site, elsewhere, unfinished};

/// Read settings, pages, templates and the policy, and say what is wrong, by line
///
/// It ends with 1 where something is wrong; what is only still to be filled in, ends with 0.
#[derive(Args)]
pub struct Check {
    #[command(flatten)]
    site: Site,
}

impl Check {
    pub fn run(self) -> Result<()> {
        let site = &self.site.site;
        let settings = self.site.settings()?;
        let words = Arc::new(web::words(site, &settings)?);
        let now = Clock::system().now();
        let pages = pages::check(site, &settings, &words, now);
        let mut problems: Vec<Problem> = pages.problems;
        problems.extend(look(site, &settings, &words));
        match gather::compile_static(&settings, &words, masses::ROOMS, site) {
            Ok(_) => {}
            Err(CompileError::Problems(found)) => problems.extend(found.0),
            Err(error) => bail!("{error}"),
        }
        problems.extend(tls::problems(&settings, now));
        let unfinished = unfinished::lines(site, &settings, &pages.unfinished)?;
        listed("Still to be filled in:", unfinished.iter().cloned())?;
        for note in tls::notes(&settings, now).into_iter().chain(elsewhere::before(&settings)) {
            say!("{note}")?;
        }
        let away =
            pages.away.iter().map(|one| format!("{}:{}  {}", one.file, one.line, one.message));
        listed("Links to other sites:", away)?;
        let missing = pages.untranslated.iter().map(|one| format!("{}  {}", one.file, one.message));
        listed("Not there in every language of the site:", missing)?;
        let lost = pages.lost.iter().map(|one| format!("{}  {}", one.file, one.message));
        listed("In no menu and no list, and no page leads there:", lost)?;
        if problems.is_empty() {
            say!("Everything {}is in order.", if unfinished.is_empty() { "" } else { "else " })?;
            return Ok(());
        }
        let count = problems.len();
        for problem in &problems {
            tell!("{}", problem.render(std::io::IsTerminal::is_terminal(&std::io::stderr())));
        }
        bail!("{count} {} to mend", if count == 1 { "thing" } else { "things" })
    }
}

/// Says what there is under a heading, if there is anything.
fn listed(heading: &str, lines: impl Iterator<Item = String>) -> Result<()> {
    for (at, line) in lines.enumerate() {
        if at == 0 {
            say!("{heading}")?;
        }
        say!("  {line}")?;
    }
    Ok(())
}

/// What is wrong with the look and with the folder `theme/`.
fn look(site: &Path, settings: &Settings, words: &Arc<Words>) -> Vec<Problem> {
    let (theme, zone) = (site.join("theme"), settings.site.time_zone.clone());
    let mut problems = Vec::new();
    problems.extend(Assets::load(site, settings, &[]).err().into_iter().flatten());
    problems.extend(sheets::advice(site));
    match Render::new(web::templates(), Arc::new(Nowhere), words.clone(), zone) {
        Ok(render) => {
            problems.extend(render.load_overrides(&theme).err());
            problems.extend(render.strangers(&theme));
        }
        Err(problem) => problems.push(problem),
    }
    problems
}

/// Templates are read and not rendered here: nobody asks where anything is.
struct Nowhere;

impl Addresses for Nowhere {
    fn address(&self, _: &str) -> Option<String> {
        None
    }
}
