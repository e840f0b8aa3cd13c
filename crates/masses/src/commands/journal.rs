//! `masses journal`: is it whole?

use anyhow::Result;
use clap::Subcommand;
use masses::ground::journal::Head;

use super::{Site, block_on};

#[derive(Subcommand)]
pub enum Journal {
    /// Check that no entry was changed, added, taken out or cut off
    Verify {
        #[command(flatten)]
        site: Site,
        /// A head from a backup or the log to compare with: NUMBER:HASH
        #[arg(long)]
        head: Option<Head>,
    },
}

impl Journal {
    pub fn run(self) -> Result<()> {
        let Journal::Verify { site, head } = self;
        block_on(async move {
            let house = site.open().await?;
            let verified = house.ground.journal.verify(head.as_ref()).await?;
            say!(
                "The journal is whole: entries {}, blocks {}, not sealed yet {}.",
                verified.entries,
                verified.blocks,
                verified.unsealed
            )?;
            if let Some(head) = verified.head {
                say!("head {head}")?;
            }
            Ok(())
        })
    }
}
