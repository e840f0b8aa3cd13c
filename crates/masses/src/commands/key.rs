//! `masses key`: the master key.

use std::collections::BTreeSet;
use std::io::IsTerminal;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use clap::Subcommand;
use indicatif::{ProgressBar, ProgressStyle};
use kit::settings::Settings;
use masses::databases;
use masses::ground::journal::{Act, Actor, Entry};
use masses::ground::keystate;
use masses::ground::people::{self, rotate};
use vault::{KeyId, MasterKey, MasterKeys};

use super::{Site, ask, block_on, key_source};

#[derive(Subcommand)]
pub enum Key {
    /// Where the master key lies, its id, and whether its recovery code was confirmed
    Show {
        #[command(flatten)]
        site: Site,
    },
    /// Make a new master key and wrap every key anew, while the server runs; resumes by itself
    Rotate {
        #[command(flatten)]
        site: Site,
    },
    /// Confirm that the recovery code is written down, by typing it once
    Confirm {
        #[command(flatten)]
        site: Site,
    },
    /// Write the master key again from its recovery code
    Recover {
        #[command(flatten)]
        site: Site,
    },
}

impl Key {
    pub fn run(self) -> Result<()> {
        block_on(async move {
            match self {
                Key::Show { site } => show(&site).await,
                Key::Rotate { site } => turn(&site).await,
                Key::Confirm { site } => confirm(&site).await,
                Key::Recover { site } => recover(&site).await,
            }
        })
    }
}

async fn show(site: &Site) -> Result<()> {
    let house = site.open().await?;
    let keys = house.ground.people.keys();
    let master = keys.master();
    say!("from       {}", keys.source())?;
    say!("key        {}", master.current().id())?;
    if master.rotating() {
        say!("rotation   interrupted: run `masses key rotate` to finish it")?;
    }
    let confirmed = keystate::confirmed(&house.ground).await?;
    say!("recovery   {}", if confirmed { "confirmed" } else { "not confirmed yet" })?;
    Ok(())
}

async fn turn(site: &Site) -> Result<()> {
    let house = site.open().await?;
    let ground = &house.ground;
    let bar = ProgressBar::new_spinner()
        .with_style(ProgressStyle::with_template("{spinner} {pos} keys wrapped anew")?);
    let rotation =
        rotate(ground.people.keys(), &ground.data, &ground.chance, ground.clock.now(), &|done| {
            bar.set_position(done);
        })
        .await?;
    bar.finish_and_clear();
    let entry = Entry::new(Actor::Command, Act::KeyRotated, ground.clock.now())
        .object(rotation.to.to_string());
    ground.journal.write(entry).await?;
    say!("{} keys are wrapped by the new master key {}.", rotation.rewrapped, rotation.to)?;
    say!("{}", shown(&ground.people.keys().master().current().recovery_code(), site))?;
    Ok(())
}

async fn confirm(site: &Site) -> Result<()> {
    let house = site.open().await?;
    let key = MasterKey::from_recovery_code(&read_code()?)?;
    let id = house.ground.people.keys().master().current().id();
    ensure!(key.id() == id, "this is the code of another key ({}), not of {id}", key.id());
    keystate::confirm(&house.ground, Actor::Command).await?;
    say!("Confirmed. Keep the code apart from this machine.")?;
    Ok(())
}

async fn recover(site: &Site) -> Result<()> {
    let settings = site.settings()?;
    let source = key_source(&settings, &site.data())?;
    let Some(file) = source.file() else {
        bail!("the master key comes from {source}: put it there again");
    };
    let wanted = wanted(&settings, &site.data()).await?;
    let there = MasterKeys::load(file).map(|keys| keys.ids()).unwrap_or_default();
    if file.exists() && wanted.iter().all(|id| there.contains(id)) {
        bail!("there is a master key in {} already: it was not touched", file.display());
    }
    let key = MasterKey::from_recovery_code(&read_code()?)?;
    let id = key.id();
    let names = wanted.iter().map(ToString::to_string).collect::<Vec<_>>().join(" and ");
    ensure!(
        wanted.is_empty() || wanted.contains(&id),
        "this is the code of another key ({id}): the data was locked with {names}"
    );
    if file.exists() {
        // It opens nothing here, but may be of use elsewhere.
        let aside = file.with_extension("key-of-another");
        ensure!(!aside.exists(), "{} is in the way: move it elsewhere", aside.display());
        std::fs::rename(file, &aside)
            .with_context(|| format!("{} cannot be moved aside", file.display()))?;
        say!("The key that was there opens nothing here; it is in {} now.", aside.display())?;
    }
    MasterKeys::restore(file, key)
        .with_context(|| format!("{} cannot be written", file.display()))?;
    say!("The master key {id} is in {} again.", file.display())?;
    Ok(())
}

/// The master keys that open what is there; none where there is nothing yet.
async fn wanted(settings: &Settings, data: &Path) -> Result<BTreeSet<KeyId>> {
    let Some(keys) = databases::keys(settings, data).await? else { return Ok(BTreeSet::new()) };
    let mut found = BTreeSet::new();
    for row in keys.read(&people::store::keys::RING_ALL, db::binds![]).await? {
        found.insert(MasterKeys::wrapped_by(&row.bytes("wrapped")?)?);
    }
    keys.close().await?;
    Ok(found)
}

fn read_code() -> Result<String> {
    if std::io::stdin().is_terminal() {
        ask("Recovery code: ");
    }
    let mut code = String::new();
    std::io::stdin().read_line(&mut code)?;
    Ok(code.trim().to_owned())
}

/// The recovery code, as it is shown once.
pub fn shown(code: &str, site: &Site) -> String {
    format!(
        "
  Recovery code: {code}

  Without the master key nobody can read what people sent you, not even you.
  Write this code down, keep it apart from this machine, and confirm it with
  `masses key confirm{site}`. It is not shown again.
"
    )
}
