//! Writes a new site so that it is there whole or not at all.

use std::fs;
use std::io::Write;
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result, bail, ensure};

use super::starter::File;

/// Where a new site goes.
pub struct Place {
    /// The folder that was named.
    folder: PathBuf,
    /// Its nearest folder that is there: itself, or one above it.
    there: PathBuf,
    /// What is not there yet, from that one on.
    missing: PathBuf,
}

/// A folder that goes with everything in it, unless it was given another name meanwhile.
struct Draft(PathBuf);

impl Drop for Draft {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Place {
    /// Looks whether a site can go there.
    pub fn find(folder: &Path) -> Result<Self> {
        let shown = folder.display();
        for above in folder.ancestors() {
            // What comes after the last of a relative path is the folder one is in.
            let there = if above.as_os_str().is_empty() { Path::new(".") } else { above };
            if fs::symlink_metadata(there).is_err() {
                continue;
            }
            let mut inside =
                fs::read_dir(there).with_context(|| format!("{} is no folder", there.display()))?;
            let missing = folder.strip_prefix(above)?.to_owned();
            let taken = missing.as_os_str().is_empty() && inside.next().is_some();
            ensure!(!taken, "{shown} is not empty: name a new folder");
            let plain = missing.components().all(|one| matches!(one, Component::Normal(_)));
            ensure!(plain, "{shown} leads through a folder that is not there");
            return Ok(Self { folder: folder.to_owned(), there: there.to_owned(), missing });
        }
        bail!("{shown} is nowhere: name a new folder")
    }

    /// Writes all files beside, then gives the folder its name in one step. `id` keeps it apart from
    /// others that do the same; whoever sets `stopped` is listened to between two files.
    pub fn write(&self, files: &[File], id: &str, stopped: &AtomicBool) -> Result<()> {
        let draft = Draft(self.there.join(format!(".masses-new-{id}")));
        let mut parts = self.missing.components();
        let first = parts.next();
        let inside = draft.0.join(parts.as_path());
        for file in files {
            ensure!(!stopped.load(Ordering::SeqCst), "stopped: nothing was written");
            one(&inside.join(&file.path), &file.content).with_context(|| {
                format!("{} cannot be written: there is no new site", file.path)
            })?;
        }
        ensure!(!stopped.load(Ordering::SeqCst), "stopped: nothing was written");
        match first {
            Some(first) => fs::rename(&draft.0, self.there.join(first))
                .with_context(|| format!("{} cannot be made", self.folder.display())),
            None => self.fill(&inside, files),
        }
    }

    /// The same where the folder is there already, empty: perhaps somebody stands in it, or it is a
    /// disk of its own, so it stays the one it is.
    fn fill(&self, draft: &Path, files: &[File]) -> Result<()> {
        let mut done: Vec<PathBuf> = Vec::new();
        for file in files {
            let Some(name) = Path::new(&file.path).components().next() else { continue };
            let target = self.folder.join(name);
            if done.contains(&target) {
                continue;
            }
            if let Err(error) = fs::rename(draft.join(name), &target) {
                for target in done {
                    let _ = fs::remove_dir_all(&target).or_else(|_| fs::remove_file(&target));
                }
                return Err(error).with_context(|| format!("{} cannot be made", target.display()));
            }
            done.push(target);
        }
        Ok(())
    }
}

/// Writes one file, to the disk.
fn one(path: &Path, content: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = fs::File::create_new(path)?;
    file.write_all(content)?;
    // Only then is a full disk known of, on some of them.
    file.sync_all()
}

#[cfg(test)]
mod tests;
