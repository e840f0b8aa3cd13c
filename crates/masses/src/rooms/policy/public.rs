//! What visitors reach: the policy in force, all versions with what each changed, and the same
//! for machines.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, State as Extract};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kit::slots::{Filled as Slots, Link};
use kit::web::{Answer, Doors, Limit, Refusal, Visit};
use kit::words::Arg;
use minijinja::{Value, context};
use policy::{Meta, Status};

use super::feed::{self, Item};
use super::own::escape;
use super::view::{Page, text_of};
use super::{PolicyRoom, standing};
use crate::ground::gate::{InForce, Version};
use crate::web::assets::{etag, unchanged};

/// How many versions the feed carries.
const FEED: usize = 50;

pub(super) fn doors(room: &Arc<PolicyRoom>) -> Doors<Arc<PolicyRoom>> {
    Doors::new(&room.ground.shell, room.clone())
        .visitor(Method::GET, "/privacy", Limit::NONE, show)
        .visitor(Method::GET, "/privacy.json", Limit::NONE, machines)
        .visitor(Method::GET, "/privacy/versions", Limit::NONE, versions)
        .visitor(Method::GET, "/privacy/versions.atom", Limit::NONE, feed)
        .visitor(Method::GET, "/privacy/versions/{number}", Limit::NONE, version)
}

/// The link in the footer, and the notice while one stands.
pub(super) fn slots(room: &Arc<PolicyRoom>) -> Slots {
    let (for_footer, for_notices) = (room.clone(), room.clone());
    let footer = move |lang: &str| {
        let ground = &for_footer.ground;
        let title = ground.words.say(lang, "site-privacy", &[]);
        let href = format!("{}/privacy", ground.prefix(lang));
        vec![Link { href, title, order: 10, count: 0 }]
    };
    let notices = move |lang: &str| for_notices.notice(lang).into_iter().collect();
    Slots { footer: vec![Arc::new(footer)], notices: vec![Arc::new(notices)], ..Slots::default() }
}

async fn show(Extract(room): Extract<Arc<PolicyRoom>>, visit: Visit) -> Answer {
    let current = room.ground.gate.current();
    let words = room.page(&visit.lang);
    let title = words.say("policy-title", &[]);
    let Some(version) = current.version() else {
        let page = context! { title, version => Value::from(()), description => "" };
        return room.ground.page(&visit, "policy/privacy.html", page);
    };
    let status = room.status().await;
    let text = text_of(&version.document, &visit.lang);
    let page = context! {
        title,
        description => words.say("policy-description", &[]),
        version => version_context(version, &words),
        text_lang => text.map(|(lang, _)| lang),
        sections => text.map(|(_, text)| words.sections(text, Some(&status))),
    };
    tagged(&visit, room.ground.page(&visit, "policy/privacy.html", page)?).await
}

async fn versions(Extract(room): Extract<Arc<PolicyRoom>>, visit: Visit) -> Answer {
    let current = room.ground.gate.current();
    let words = room.page(&visit.lang);
    let list: Vec<Value> = current
        .versions
        .iter()
        .rev()
        .map(|version| {
            let difference = room.differences.of(&current, version.number);
            let changes = difference.map(|difference| words.changes(&difference, false));
            context! { changes, ..version_context(version, &words) }
        })
        .collect();
    let page = context! { title => words.say("policy-versions-title", &[]), versions => list };
    tagged(&visit, room.ground.page(&visit, "policy/versions.html", page)?).await
}

async fn version(
    Extract(room): Extract<Arc<PolicyRoom>>,
    Path(number): Path<String>,
    visit: Visit,
) -> Answer {
    let current = room.ground.gate.current();
    let version = numbered(&current, &number)?;
    let words = room.page(&visit.lang);
    let difference = room.differences.of(&current, version.number);
    let text = text_of(&version.document, &visit.lang);
    let number = [("number", Arg::Int(i64::from(version.number)))];
    let page = context! {
        title => words.say("privacy-version-title", &number),
        version => version_context(version, &words),
        latest => current.number() == version.number,
        changes => difference.as_ref().map(|difference| words.changes(difference, false)),
        waiting => difference.as_ref().map(|difference| words.waiting(difference)),
        lines => difference.as_ref().map(|difference| words.lines(difference)),
        text_lang => text.map(|(lang, _)| lang),
        sections => text.map(|(_, text)| words.sections(text, None)),
    };
    tagged(&visit, room.ground.page(&visit, "policy/version.html", page)?).await
}

async fn machines(Extract(room): Extract<Arc<PolicyRoom>>, visit: Visit) -> Answer {
    let current = room.ground.gate.current();
    let version = current.version().ok_or(Refusal::NotFound)?;
    let meta = Meta { number: version.number, published_at: version.published_at };
    let document = policy::dpv(&version.document, &room.status().await, meta);
    let body = serde_json::to_string_pretty(&document)
        .map_err(|error| Refusal::Internal(error.to_string()))?;
    tagged(&visit, typed("application/ld+json", body)).await
}

async fn feed(Extract(room): Extract<Arc<PolicyRoom>>, visit: Visit) -> Answer {
    let (ground, current) = (&room.ground, room.ground.gate.current());
    let words = room.page(&visit.lang);
    let newest: Vec<_> = current
        .versions
        .iter()
        .rev()
        .take(FEED)
        .map(|version| (version, room.differences.of(&current, version.number)))
        .collect();
    let items: Vec<Item<'_>> = newest
        .iter()
        .map(|(version, difference)| Item {
            version,
            difference: difference.as_deref(),
            href: ground.url(&visit.lang, &format!("/privacy/versions/{}", version.number)),
        })
        .collect();
    let title = [("site", Arg::Text(ground.settings.site.title.clone()))];
    let head = feed::Head {
        title: words.say("privacy-feed-title", &title),
        author: &ground.settings.organisation.name,
        own: ground.url(&visit.lang, "/privacy/versions.atom"),
        page: ground.url(&visit.lang, "/privacy/versions"),
    };
    let body = feed::atom(&head, &items, &words);
    tagged(&visit, typed("application/atom+xml; charset=utf-8", body)).await
}

impl PolicyRoom {
    /// How pages are written in a language.
    pub(super) fn page<'a>(&'a self, lang: &'a str) -> Page<'a> {
        Page { words: &self.ground.words, lang, url: &self.ground.settings.site.url }
    }

    /// What the last checks found. The policy can be read without a database, then without this.
    async fn status(&self) -> BTreeMap<String, Status> {
        standing::statuses(&self.ground).await.unwrap_or_else(|error| {
            tracing::error!(%error, "the policy is shown without the state of its safeguards");
            BTreeMap::new()
        })
    }

    /// What stands on every page while a change waits for those who gave something earlier.
    fn notice(&self, lang: &str) -> Option<String> {
        let current = self.ground.gate.current();
        let version = current.noticed(self.ground.clock.now())?;
        let words = self.page(lang);
        let difference = current.difference(version.number)?;
        let keys = ("policy-notice-when", "policy-notice-when-mails");
        let when = words.since_when(&difference, version.opens_at, keys);
        let prefix = self.ground.prefix(lang);
        Some(format!(
            "<p>{} <a href=\"{prefix}/privacy/versions/{}\">{}</a></p>",
            escape(&words.say("policy-notice", &[("when", Arg::Text(when))])),
            version.number,
            escape(&words.say("policy-notice-link", &[])),
        ))
    }
}

/// What templates know of a version.
pub(super) fn version_context(version: &Version, page: &Page<'_>) -> Value {
    context! {
        number => version.number,
        hash => version.hash.clone(),
        published_at => version.published_at,
        date => page.day(version.published_at),
        opens => page.day(version.opens_at),
    }
}

fn numbered<'a>(current: &'a InForce, number: &str) -> Result<&'a Version, Refusal> {
    let parsed: u32 = number.parse().map_err(|_| Refusal::NotFound)?;
    // One address for each version: `01` and `+1` are none.
    let plain = parsed.to_string() == number;
    current.numbered(parsed).filter(|_| plain).ok_or(Refusal::NotFound)
}

fn typed(kind: &'static str, body: String) -> Response {
    (StatusCode::OK, [(header::CONTENT_TYPE, HeaderValue::from_static(kind))], body).into_response()
}

/// The answer with an ETag over what is in it, or 304 where the visitor has just that. It is
/// asked for every time, so that a safeguard that fails is seen at once.
async fn tagged(visit: &Visit, answer: Response) -> Answer {
    let (mut parts, body) = answer.into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX)
        .await
        .map_err(|error| Refusal::Internal(error.to_string()))?;
    let tag = etag(&bytes);
    let value =
        HeaderValue::from_str(&tag).map_err(|error| Refusal::Internal(error.to_string()))?;
    parts.headers.insert(header::ETAG, value);
    parts.headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if unchanged(visit.if_none_match.as_deref(), &tag) {
        parts.status = StatusCode::NOT_MODIFIED;
        parts.headers.remove(header::CONTENT_TYPE);
        return Ok(Response::from_parts(parts, axum::body::Body::empty()));
    }
    Ok(Response::from_parts(parts, bytes.into()))
}
