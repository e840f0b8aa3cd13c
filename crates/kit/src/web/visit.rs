//! One request, as a handler sees it.

use std::future::Future;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::Serialize;

use super::{Codings, Jar, Pairs, Refusal};

/// What a handler may know of a request.
#[derive(Debug, Clone)]
pub struct Visit {
    /// The language of the page, from its path.
    pub lang: String,
    /// What stands before every path in that language: empty, or `/de`.
    pub prefix: String,
    /// The path without the language, as the doors know it: `/contact`.
    pub path: String,
    /// The query, decoded.
    pub query: Pairs,
    /// The form, decoded; empty for GET.
    pub form: Arc<Pairs>,
    /// Who is signed in. Always somebody behind a door of the team.
    pub member: Option<Member>,
    /// The visitor's network address. It is never stored.
    pub address: IpAddr,
    /// The cookies that came along.
    pub cookies: Jar,
    /// The value of `If-None-Match`, for pages that have an ETag.
    pub if_none_match: Option<String>,
    /// How what is sent may be packed.
    pub codings: Codings,
    /// The time, in milliseconds since 1970.
    pub now: i64,
    /// Whether the site is served over TLS.
    pub secure: bool,
}

impl Visit {
    /// Who is signed in; an error where nobody is, so that no handler has to assume it.
    pub fn member(&self) -> Result<&Member, Refusal> {
        self.member.as_ref().ok_or(Refusal::SignIn)
    }

    /// A path of this site in the language of the visit.
    pub fn to(&self, path: &str) -> String {
        if path == "/" && !self.prefix.is_empty() {
            self.prefix.clone()
        } else {
            format!("{}{path}", self.prefix)
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Refusal> {
        parts
            .extensions
            .remove::<Visit>()
            .ok_or_else(|| Refusal::Internal("a route outside the doors was reached".to_owned()))
    }
}

/// A member of the team who is signed in.
#[derive(Debug, Clone, Serialize)]
pub struct Member {
    /// The member's id.
    pub id: String,
    /// The id of the person the member is.
    pub person: String,
    /// The name to show.
    pub name: String,
    /// The role.
    pub role: RoleName,
    /// The id of the session (the hash of its token).
    pub session: String,
    /// When the member last gave password and second factor, in milliseconds since 1970.
    pub fresh_at: i64,
}

/// The roles of the team.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RoleName {
    /// Runs the site: everything, and the team.
    Owner,
    /// Answers for privacy: publishes the policy, reads the journal, exports and erases, writes pages.
    Privacy,
    /// Answers inquiries, writes pages.
    Agent,
    /// Reads them.
    Reader,
}

/// What a role may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Right {
    /// Be in the desk: own account, own sessions.
    Desk,
    /// Read inquiries.
    Read,
    /// Answer, close, sort them.
    Answer,
    /// Export and erase what is held about a person.
    Personal,
    /// Write the pages of the site, and put pictures and documents beside them.
    Pages,
    /// Publish the privacy policy.
    Publish,
    /// Read the journal and the record of processing.
    Journal,
    /// Invite, change and disable members; reveal mails while there is no SMTP server.
    Manage,
}

impl RoleName {
    /// All roles.
    pub const ALL: [RoleName; 4] =
        [RoleName::Owner, RoleName::Privacy, RoleName::Agent, RoleName::Reader];

    /// Whether the role has the right.
    pub const fn may(self, right: Right) -> bool {
        match right {
            Right::Desk | Right::Read => true,
            Right::Answer => matches!(self, RoleName::Owner | RoleName::Agent),
            Right::Personal | Right::Pages => !matches!(self, RoleName::Reader),
            Right::Publish | Right::Journal => matches!(self, RoleName::Owner | RoleName::Privacy),
            Right::Manage => matches!(self, RoleName::Owner),
        }
    }

    /// Its word in the database and the settings; shown as `role-<word>`.
    pub const fn word(self) -> &'static str {
        match self {
            RoleName::Owner => "owner",
            RoleName::Privacy => "privacy",
            RoleName::Agent => "agent",
            RoleName::Reader => "reader",
        }
    }

    /// The role of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }
}

impl Right {
    /// All rights.
    pub const ALL: [Right; 8] = [
        Right::Desk,
        Right::Read,
        Right::Answer,
        Right::Personal,
        Right::Pages,
        Right::Publish,
        Right::Journal,
        Right::Manage,
    ];
}

/// Knows who is signed in. Filled by the room that keeps the team.
pub trait Doorkeeper: Send + Sync {
    /// The member whose session the cookies carry.
    fn member<'a>(
        &'a self,
        cookies: &'a Jar,
        now: i64,
    ) -> Pin<Box<dyn Future<Output = Result<Option<Member>, Refusal>> + Send + 'a>>;
}
