//! `masses policy`: what is in force, what would change, what stands behind each sentence.

use ::policy::Mark;
use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use masses::House;
use masses::ground::journal::Actor;
use masses::rooms::policy;

use super::{Site, block_on, confirmed, say_text};

#[derive(Subcommand)]
pub enum Policy {
    /// Print the version in force
    Show(Of),
    /// Print what would change if the draft were published
    Diff(Of),
    /// Show what changes, ask, and make the draft the version in force
    Publish {
        #[command(flatten)]
        of: Of,
        /// Publish only if the draft has this hash, as `diff` printed it, and do not ask
        #[arg(long)]
        expect: Option<String>,
        /// Do not ask
        #[arg(long)]
        yes: bool,
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
                Policy::Publish { of, expect, yes } => publish(&of, expect, yes).await,
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
    let Some(hash) = changes(&house, &lang).await? else { return say!("Nothing would change.") };
    say!("\nPublish it with: masses policy publish{} --expect {hash}", of.site)
}

/// Prints what would change; answers the hash of the draft, if there is one.
async fn changes(house: &House, lang: &str) -> Result<Option<String>> {
    let Some((document, difference)) = policy::draft(&house.ground).await? else { return Ok(None) };
    say_text(&policy::describe(&house.ground, &document, &difference, lang))?;
    for line in difference.texts.get(lang).into_iter().flatten() {
        match line.mark {
            Mark::Added => say!("  + {}", line.text)?,
            Mark::Removed => say!("  - {}", line.text)?,
            Mark::Same => {}
        }
    }
    Ok(Some(document.hash()))
}

/// What is published is what was shown, or what is expected.
async fn publish(of: &Of, expect: Option<String>, yes: bool) -> Result<()> {
    let (house, lang) = of.open().await?;
    let expect = match expect {
        Some(expect) => Some(expect),
        None => {
            let draft = changes(&house, &lang).await?;
            let question = "Make this the version in force?";
            if draft.is_some() && !yes && !confirmed(question)? {
                bail!("nothing was published");
            }
            draft
        }
    };
    let number = policy::publish(&house.ground, expect.as_deref(), Actor::Command).await?;
    say!("Version {number} is in force.")
}

async fn explain(of: &Of) -> Result<()> {
    let (house, lang) = of.open().await?;
    say_text(&policy::explained(&house.ground, &lang).await?)
}
