//! `masses person`: what is held about somebody.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::Subcommand;
use masses::House;
use masses::ground::care::Export;
use masses::ground::journal::{Act, Actor, Entry};
use masses::ground::people::HandleKind;

use super::{Site, block_on, confirmed};

#[derive(Subcommand)]
pub enum Person {
    /// Write everything about a person into a file, for people and for machines
    Export {
        /// Their e-mail address
        email: String,
        /// The file to write
        #[arg(long, short, default_value = "data.zip")]
        output: PathBuf,
        #[command(flatten)]
        site: Site,
    },
    /// Erase everything about a person, at once and for good
    Erase {
        /// Their e-mail address
        email: String,
        /// Do not ask
        #[arg(long)]
        yes: bool,
        #[command(flatten)]
        site: Site,
    },
}

impl Person {
    pub fn run(self) -> Result<()> {
        block_on(async move {
            match self {
                Person::Export { email, output, site } => export(&site, &email, &output).await,
                Person::Erase { email, yes, site } => erase(&site, &email, yes).await,
            }
        })
    }
}

async fn export(site: &Site, email: &str, output: &PathBuf) -> Result<()> {
    let house = site.open().await?;
    let ground = &house.ground;
    let now = ground.clock.now();
    let mut export: Option<Export> = None;
    for person in everybody(&house, email).await? {
        let of = ground.care.export(&person, now).await?;
        let entry = Entry::new(Actor::Command, Act::Exported, now).person(&person);
        ground.journal.write(entry).await?;
        match &mut export {
            Some(export) => export.join(of),
            None => export = Some(of),
        }
    }
    let export = export.with_context(|| format!("nothing is held about {email}"))?;
    let lang = ground.settings.site.languages.first().cloned().unwrap_or_default();
    let zip = export.zip(ground, &lang).await.map_err(|refusal| anyhow::anyhow!("{refusal:?}"))?;
    let mut file = match OpenOptions::new().write(true).create_new(true).mode(0o600).open(output) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            bail!("{} is there already: name another with --output", output.display())
        }
        opened => opened.with_context(|| format!("{} cannot be written", output.display()))?,
    };
    file.write_all(&zip).with_context(|| format!("{} cannot be written", output.display()))?;
    let rows: usize = export.tables.iter().map(|table| table.rows.len()).sum();
    say!("{rows} records are in {}.", output.display())?;
    Ok(())
}

async fn erase(site: &Site, email: &str, yes: bool) -> Result<()> {
    let house = site.open().await?;
    let ground = &house.ground;
    let person = find(&house, email).await?;
    let question = "Everything about this person goes at once and for good. Go on?";
    if !yes && !confirmed(question)? {
        bail!("nothing was erased");
    }
    let now = ground.clock.now();
    let erased = ground.care.erase(&person, Actor::Command, now).await?;
    say!("{} records are gone, and the person's key with them.", erased.rows)?;
    say!(
        "Backups of the keys still open older backups of the data for {} days.",
        ground.settings.keys.keys_kept_days
    )?;
    for (table, reason) in erased.kept {
        say!("Kept, without a name: {table} ({reason}).")?;
    }
    Ok(())
}

/// Who has this address: as somebody who wrote, as a member of the team, or both.
async fn everybody(house: &House, email: &str) -> Result<Vec<String>> {
    let keys = house.ground.people.keys();
    let mut found = Vec::new();
    for kind in [HandleKind::Address, HandleKind::Team] {
        found.extend(keys.find(kind, email).await?);
    }
    found.dedup();
    Ok(found)
}

async fn find(house: &House, email: &str) -> Result<String> {
    let keys = house.ground.people.keys();
    match keys.find(HandleKind::Address, email).await? {
        Some(person) => Ok(person),
        None if keys.find(HandleKind::Team, email).await?.is_some() => {
            bail!(
                "this is the address of a member of the team, whose account is kept while they \
                 work here: `masses team disable` ends it"
            )
        }
        None => bail!("nothing is held about {email}"),
    }
}
