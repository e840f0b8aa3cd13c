//! Sessions: who is signed in, since when, until when (S22).
//!
//! Each request looks into the database: a session that was ended, or a member who was disabled,
//! is out at once, in every process.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use axum::response::Response;
use db::{Tx, binds};
use kit::settings::Settings;
use kit::web::{Doorkeeper, Jar, Member, Refusal, SetCookie, Visit};

use super::inventory::{MEMBER, SESSION_COOKIE, STEP_COOKIE, WORK};
use super::{Error, Team, store, token};
use crate::ground::people::{self, Sealed};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// How long password and second factor count as just given (S23).
const FRESH: i64 = 15 * MINUTE;

/// When a session is over.
#[derive(Debug, Clone, Copy)]
pub(super) struct Life {
    /// After so long without a request.
    idle: i64,
    /// After so long in any case.
    absolute: i64,
}

impl Life {
    /// As the settings say.
    pub(super) fn of(settings: &Settings) -> Self {
        Self {
            idle: i64::from(settings.team.session_idle_hours) * HOUR,
            absolute: i64::from(settings.team.session_absolute_days) * DAY,
        }
    }

    /// The last moments of use and of beginning that are over now.
    pub(super) const fn over(self, now: i64) -> (i64, i64) {
        (now - self.idle, now - self.absolute)
    }

    /// Whether a session is still one. A clock that was set back to before its last use makes it
    /// no younger: it is over (F10).
    pub(super) const fn alive(self, begun_at: i64, seen_at: i64, now: i64) -> bool {
        let (idle, absolute) = self.over(now);
        seen_at > idle && begun_at > absolute && now >= seen_at - MINUTE
    }
}

/// Whether a member gave password and second factor just now.
pub(super) fn is_fresh(member: &Member, now: i64) -> bool {
    (member.fresh_at - MINUTE..member.fresh_at + FRESH).contains(&now)
}

/// Puts cookies on a response.
pub(super) fn with_cookies(
    mut response: Response,
    cookies: &[SetCookie],
    visit: &Visit,
) -> Response {
    for cookie in cookies {
        cookie.put(response.headers_mut(), visit.secure);
    }
    response
}

/// A session to be written, with the token for its cookie.
#[derive(Clone)]
pub(super) struct NewSession {
    pub(super) member: String,
    pub(super) person: String,
    id: String,
    token: String,
    /// The session that the browser brought along: it ends.
    former: Option<String>,
    life: Life,
}

impl NewSession {
    /// The cookies: the session begins, the step that led here is over.
    pub(super) fn cookies(token: String) -> [SetCookie; 2] {
        [SetCookie::new(&SESSION_COOKIE, token), SetCookie::forget(&STEP_COOKIE)]
    }

    /// Writes it, in the transaction of the sign-in; the answer is its token. Refused for
    /// members who are not active.
    pub(super) async fn begin(self, tx: &mut Tx, now: i64) -> Result<String, Error> {
        if tx.execute(&store::SIGNED_IN, binds![self.member.clone(), now]).await? == 0 {
            return Err(Error::Over);
        }
        let (idle, absolute) = self.life.over(now);
        tx.execute(&store::END_OLD, binds![idle, absolute]).await?;
        if let Some(former) = self.former {
            tx.execute(&store::END_FORMER, binds![former]).await?;
        }
        tx.execute(&store::ADD_SESSION, binds![self.id, self.member, self.person, now]).await?;
        Ok(self.token)
    }
}

impl Team {
    /// A new session for a member: 256 bits that were never used before. It takes the place of
    /// the one whose cookie it replaces, which nobody could see or end any more.
    pub(super) fn new_session(&self, member: &str, person: &str, jar: &Jar) -> NewSession {
        let token = self.ground.chance.token();
        NewSession {
            member: member.to_owned(),
            person: person.to_owned(),
            id: token::id_of(&token),
            token,
            former: jar.get(&SESSION_COOKIE).map(token::id_of),
            life: Life::of(&self.ground.settings),
        }
    }

    /// The member whose session the cookies carry.
    pub(super) async fn signed_in(&self, jar: &Jar, now: i64) -> Result<Option<Member>, Refusal> {
        let Some(token) = jar.get(&SESSION_COOKIE) else { return Ok(None) };
        let row = self.ground.data.read_one(&store::SESSION, binds![token::id_of(token)]).await?;
        let Some(row) = row else { return Ok(None) };
        let (begun_at, seen_at) = (row.int("begun_at")?, row.int("seen_at")?);
        if !Life::of(&self.ground.settings).alive(begun_at, seen_at, now) {
            // Over once is over for good, whatever the clock says later (F10).
            self.end(row.text("session")?, row.text("id")?).await?;
            return Ok(None);
        }
        let sealed = Sealed::take(&MEMBER, "name", &row)?;
        let access = self.ground.people.access(&WORK, now);
        let name = match access.open_some(sealed.as_ref()).await {
            Ok(name) => name.map(|name| name.reveal()).unwrap_or_default(),
            // A damaged name is no reason to keep somebody out; a closed door is.
            Err(people::Error::Damaged { .. }) => String::new(),
            Err(people::Error::Closed { .. } | people::Error::Erased) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let session = row.text("session")?;
        if now - seen_at >= MINUTE {
            self.seen(&session, now).await;
        }
        Ok(Some(Member {
            id: row.text("id")?,
            person: row.text("person_id")?,
            name,
            role: store::role(&row.text("role")?)?,
            session,
            fresh_at: row.int("fresh_at")?,
        }))
    }

    /// Notes that a session was used, once a minute. Where that cannot be written, reading goes
    /// on all the same (F5).
    async fn end(&self, session: String, member: String) -> Result<(), db::Error> {
        self.ground
            .data
            .write::<_, db::Error>(move |tx| {
                Box::pin(async move {
                    tx.execute(&store::END_SESSION, binds![session, member]).await?;
                    Ok(())
                })
            })
            .await
    }

    async fn seen(&self, session: &str, now: i64) {
        let id = session.to_owned();
        let noted = self
            .ground
            .data
            .write::<_, db::Error>(move |tx| {
                Box::pin(async move { tx.execute(&store::SEEN, binds![id, now]).await })
            })
            .await;
        if let Err(error) = noted {
            tracing::warn!(%error, "the use of a session could not be noted");
        }
    }
}

/// Knows who is signed in, for the shell.
pub(super) struct Porter(pub(super) Arc<Team>);

impl Doorkeeper for Porter {
    fn member<'a>(
        &'a self,
        cookies: &'a Jar,
        now: i64,
    ) -> Pin<Box<dyn Future<Output = Result<Option<Member>, Refusal>> + Send + 'a>> {
        Box::pin(self.0.signed_in(cookies, now))
    }
}

#[cfg(test)]
mod tests {
    use kit::web::RoleName;

    use super::*;

    const NOW: i64 = 1_795_471_084_123;
    const LIFE: Life = Life { idle: 8 * HOUR, absolute: 7 * DAY };

    /// S22: idle and absolute end.
    #[test]
    fn sessions_end() {
        assert!(LIFE.alive(NOW, NOW, NOW));
        assert!(LIFE.alive(NOW, NOW, NOW + 8 * HOUR - 1));
        assert!(!LIFE.alive(NOW, NOW, NOW + 8 * HOUR), "unused for eight hours");
        let last = NOW + 7 * DAY - 1;
        assert!(LIFE.alive(NOW, last, last));
        assert!(!LIFE.alive(NOW, last, last + 1), "seven days old, however often used");
    }

    /// F10: a clock that jumps back makes no session younger.
    #[test]
    fn a_session_from_the_future_is_over() {
        assert!(LIFE.alive(NOW, NOW, NOW - MINUTE));
        assert!(!LIFE.alive(NOW, NOW, NOW - MINUTE - 1));
    }

    /// S23: fresh for a quarter of an hour.
    #[test]
    fn freshness_ends() {
        let member = Member {
            id: String::new(),
            person: String::new(),
            name: String::new(),
            role: RoleName::Agent,
            session: String::new(),
            fresh_at: NOW,
        };
        assert!(is_fresh(&member, NOW) && is_fresh(&member, NOW + FRESH - 1));
        assert!(!is_fresh(&member, NOW + FRESH));
        assert!(!is_fresh(&member, NOW - HOUR));
    }
}
