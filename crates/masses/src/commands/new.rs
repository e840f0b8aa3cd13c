//! `masses new`: a new site in a folder.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use clap::Args;
use rust_embed::RustEmbed;

/// Write a new site into a folder
#[derive(Args)]
pub struct New {
    /// The folder; it must be empty or not there yet
    folder: PathBuf,
}

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../demo"]
#[exclude = "data/*"]
struct Demo;

impl New {
    pub fn run(self) -> Result<()> {
        let folder = &self.folder;
        let taken = folder.exists()
            && std::fs::read_dir(folder)
                .with_context(|| format!("{} cannot be read", folder.display()))?
                .next()
                .is_some();
        ensure!(!taken, "{} is not empty: name a new folder", folder.display());
        for path in Demo::iter() {
            let Some(file) = Demo::get(&path) else { continue };
            let target = folder.join(path.as_ref());
            if let Some(parent) = target.parent() {
                std::fs::create_dir_all(parent)
                    .with_context(|| format!("{} cannot be made", parent.display()))?;
            }
            std::fs::write(&target, file.data)
                .with_context(|| format!("{} cannot be written", target.display()))?;
        }
        // What people send must never end up in a repository by accident.
        std::fs::write(folder.join(".gitignore"), "/data/\n")
            .with_context(|| format!("{} cannot be written", folder.display()))?;
        say!("A site is in {}. Next:", folder.display())?;
        say!("  1. change masses.toml: your name, your address, who hosts it")?;
        say!("  2. masses check {}", folder.display())?;
        say!("  3. masses serve {}", folder.display())?;
        Ok(())
    }
}
