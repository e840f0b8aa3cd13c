//! How the program is, for whoever watches it and for the desk: what is wrong, and what to do.

use super::{Ground, jobs};

/// What is wrong with the disk under a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disk {
    /// There is no room. It goes back by itself (F5).
    Full,
    /// A write failed in a way after which the disk cannot be trusted: nothing more is written
    /// until the next start (F6).
    Stopped,
}

impl Disk {
    /// The key of the words in which the desk says so.
    pub const fn key(self) -> &'static str {
        match self {
            Disk::Full => "desk-disk-full",
            Disk::Stopped => "desk-disk-stopped",
        }
    }
}

/// What somebody should look at, although the site works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attention {
    /// The mail server takes nothing, or some mail not yet.
    Mail,
    /// A job fails again and again: its name, and how often.
    Job(String, i64),
}

impl Ground {
    /// What is wrong with the disk: by database, with the worse first.
    pub fn disk(&self) -> Vec<(&'static str, Disk)> {
        let all = [("data", &self.data), ("keys", self.people.keys().db())];
        let wrong = |stats: db::Stats| match stats {
            db::Stats { stopped: true, .. } => Some(Disk::Stopped),
            db::Stats { full: true, .. } => Some(Disk::Full),
            _ => None,
        };
        let wrong = all.into_iter().filter_map(|(name, db)| Some((name, wrong(db.stats())?)));
        let mut wrong: Vec<_> = wrong.collect();
        wrong.sort_by_key(|(_, disk)| *disk != Disk::Stopped);
        wrong
    }

    /// What somebody should look at in the desk.
    pub async fn attention(&self, now: i64) -> Result<Vec<Attention>, db::Error> {
        let mut all = Vec::new();
        if self.mail.trouble(now).await?.is_some() {
            all.push(Attention::Mail);
        }
        let jobs = jobs::states(&self.data).await?;
        let failing = jobs.into_iter().filter(|job| job.failures > 0);
        all.extend(failing.map(|job| Attention::Job(job.name, job.failures)));
        Ok(all)
    }
}
