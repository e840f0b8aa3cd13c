//! `masses policy`: what is in force, what would change, what stands behind each sentence.

use ::policy::Mark;
use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use masses::House;
use masses::ground::journal::Actor;
use masses::rooms::policy;

use super::{Site, block_on, say_text};

#[derive(Subcommand)]
pub enum Policy {
    /// Print the version in force
    Show(Of),
    /// Print what would change if the draft were published
    Diff(Of),
    /// Make the draft the version in force
    Publish {
        #[command(flatten)]
        of: Of,
        /// Publish only if the draft has this hash, as `diff` printed it
        #[arg(long)]
        expect: Option<String>,
    },
    /// Print the record of processing (GDPR art. 30) as CSV
    Record(Of),
    /// Print each sentence with its switch, what makes it true, and when that was last checked
    Explain(Of),
}

#[derive(Args, Clone)]
pub struct Of {
    #[command(flatten)]
    site: Site,
    /// In which language [default: the site's first]
    #[arg(long)]
    lang: Option<String>,
}

impl Policy {
    pub fn run(self) -> Result<()> {
        block_on(async move {
            match self {
                Policy::Show(of) => show(&of).await,
                Policy::Diff(of) => diff(&of).await,
                Policy::Publish { of, expect } => publish(&of, expect.as_deref()).await,
                Policy::Record(of) => record(&of).await,
                Policy::Explain(of) => explain(&of).await,
            }
        })
    }
}

impl Of {
    async fn open(&self) -> Result<(House, String)> {
        let house = self.site.open().await?;
        let languages = &house.ground.settings.site.languages;
        let lang = match &self.lang {
            Some(lang) if languages.contains(lang) => lang.clone(),
            Some(lang) => bail!("the site has no {lang}; it has {}", languages.join(", ")),
            None => languages.first().cloned().context("the site has no language")?,
        };
        Ok((house, lang))
    }
}

async fn show(of: &Of) -> Result<()> {
    let (house, lang) = of.open().await?;
    say_text(&policy::text(&house.ground, &lang))
}

async fn record(of: &Of) -> Result<()> {
    let (house, lang) = of.open().await?;
    say_text(&policy::record_csv(&house.ground, &lang).await?)
}

async fn diff(of: &Of) -> Result<()> {
    let (house, lang) = of.open().await?;
    match policy::draft(&house.ground).await? {
        None => say!("Nothing would change.")?,
        Some((document, difference)) => {
            say_text(&policy::describe(&house.ground, &document, &difference, &lang))?;
            let lines = difference.texts.get(&lang).into_iter().flatten();
            for line in lines {
                match line.mark {
                    Mark::Added => say!("  + {}", line.text)?,
                    Mark::Removed => say!("  - {}", line.text)?,
                    Mark::Same => {}
                }
            }
            let site = of.site.site.display();
            say!("\nPublish it with: masses policy publish {site} --expect {}", document.hash())?;
        }
    }
    Ok(())
}

async fn publish(of: &Of, expect: Option<&str>) -> Result<()> {
    let (house, _) = of.open().await?;
    let number = policy::publish(&house.ground, expect, Actor::Command).await?;
    say!("Version {number} is in force.")
}

async fn explain(of: &Of) -> Result<()> {
    let (house, lang) = of.open().await?;
    say_text(&policy::explained(&house.ground, &lang).await?)
}
