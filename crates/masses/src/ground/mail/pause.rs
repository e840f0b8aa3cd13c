//! While the mail server cannot be used, no mail is tried, so that none uses up its attempts; and
//! the team is told why (F8).

use std::sync::PoisonError;

use db::binds;

use super::{Mail, store};
use crate::ground::jobs::{MINUTE, SECOND};

/// The server cannot be used for now.
#[derive(Default, Clone)]
pub(super) struct Pause {
    until: i64,
    failures: u32,
    since: i64,
    why: String,
}

/// Why mails wait although there is a server to take them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// The server takes nothing at all; otherwise it took some mail not yet.
    pub down: bool,
    /// What it said, as numbers, or the word of a [`Reason`](super::Reason).
    pub why: String,
    /// Since when.
    pub since: i64,
    /// When it is tried next.
    pub next: i64,
    /// Host and port, from the settings.
    pub server: String,
}

impl Mail {
    /// What keeps mails waiting; none if nothing does, or if there is no server.
    pub async fn trouble(&self, now: i64) -> Result<Option<Trouble>, db::Error> {
        let Some(server) = self.server() else { return Ok(None) };
        let waits = self.data.read_one(&store::WAITS, binds![]).await?;
        let due = waits.as_ref().map(|row| row.int("due")).transpose()?.unwrap_or(now);
        let pause = self.pause.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if pause.failures > 0 && (waits.is_some() || self.paused(now)) {
            let next = due.max(pause.until).max(now);
            let Pause { why, since, .. } = pause;
            return Ok(Some(Trouble { down: true, why, since, next, server }));
        }
        let Some(row) = waits else { return Ok(None) };
        let (why, since) = (row.text("last_error")?, row.int("queued_at")?);
        Ok(Some(Trouble { down: false, why, since, next: due.max(now), server }))
    }

    /// Host and port of the mail server.
    pub(super) fn server(&self) -> Option<String> {
        self.settings.mail.smtp.as_ref().map(|smtp| format!("{}:{}", smtp.host, smtp.port))
    }

    pub(super) fn paused(&self, now: i64) -> bool {
        let pause = self.pause.lock().unwrap_or_else(PoisonError::into_inner);
        // A clock that was ahead when the pause began holds up nothing.
        now < pause.until && pause.until <= now + pause_of(u32::MAX)
    }

    pub(super) fn pause(&self, why: &str, now: i64) {
        let mut pause = self.pause.lock().unwrap_or_else(PoisonError::into_inner);
        if pause.failures == 0 {
            pause.since = now;
        }
        pause.until = now + pause_of(pause.failures);
        pause.failures = pause.failures.saturating_add(1);
        why.clone_into(&mut pause.why);
    }

    pub(super) fn unpause(&self) {
        *self.pause.lock().unwrap_or_else(PoisonError::into_inner) = Pause::default();
    }
}

/// 15 seconds, doubling up to ten minutes.
fn pause_of(failures: u32) -> i64 {
    ((15 * SECOND) << failures.min(8)).min(10 * MINUTE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_get_longer_up_to_ten_minutes() {
        assert_eq!((pause_of(0), pause_of(9)), (15 * SECOND, 10 * MINUTE));
    }
}
