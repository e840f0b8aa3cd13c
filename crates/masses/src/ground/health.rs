//! How the program is, for whoever watches it and for the desk: what is wrong, and what to do.

use kit::web::tls::Standing;

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
    /// The certificate is wrong, ends soon, or could not be renewed.
    Certificate(Standing),
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
        let certificate = self.certificates.as_ref().map(|one| one.standing(now));
        let wanting = |one: &Standing| one.soon || one.wrong.is_some() || one.refused.is_some();
        all.extend(certificate.filter(wanting).map(Attention::Certificate));
        Ok(all)
    }

    /// Whether what visitors send and get is encrypted on its way, by the program itself or by the
    /// proxy before it; and if not, why.
    pub fn encrypted(&self) -> Result<(), String> {
        let settings = &self.settings;
        if !settings.site.secure() {
            return Err("site.url does not begin with https://".to_owned());
        }
        if let Some(certificates) = &self.certificates {
            let standing = certificates.standing(self.clock.now());
            return standing.wrong.map_or(Ok(()), |fault| Err(fault.to_string()));
        }
        if settings.server.can_encrypt() {
            return Ok(());
        }
        Err("nothing serves TLS: set [server.tls], or name the proxy that serves it in \
            server.trusted_proxies"
            .to_owned())
    }
}
