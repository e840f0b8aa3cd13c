//! What visitors reach: pages, files, and what robots and other programs ask every site for.

use std::path::PathBuf;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use kit::clock::day;
use kit::web::{Answer, Doors, Limit, Opened, Refusal, Visit, redirect};
use tokio::io::AsyncReadExt;

use super::files::{self, Manner};
use super::shelf::{encode, parts};
use super::{Found, Pages};
use crate::ground::Ground;
use crate::web::assets::{etag, unchanged};
use crate::web::packed::Asked;

/// Ask again each time; with the tag that costs nothing where nothing has changed.
const AGAIN: HeaderValue = HeaderValue::from_static("public, no-cache");
/// A drawing may use its own styles and nothing else.
const DRAWING: HeaderValue =
    HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; sandbox");
/// The mark in a browser's tab, where the site has none of its own.
const MARK: &str = include_str!("mark.svg");
/// How long what is said in `security.txt` counts, in milliseconds: RFC 9116 wants less than a year.
const SECURITY_DAYS_MS: i64 = 300 * 86_400_000;
/// How much of a file is read at a time.
const PIECE: usize = 64 * 1024;

/// The doors of the room.
pub(super) fn doors(ground: &Arc<Ground>, pages: &Arc<Pages>) -> Opened {
    let doors = Doors::new(&ground.shell, pages.clone())
        .visitor(Method::GET, "/", Limit::NONE, page)
        .visitor(Method::GET, "/{*path}", Limit::NONE, page)
        .visitor(Method::GET, "/files/{*path}", Limit::NONE, file)
        .visitor(Method::GET, "/favicon.ico", Limit::NONE, mark)
        .visitor(Method::GET, "/favicon.svg", Limit::NONE, mark)
        .visitor(Method::GET, "/robots.txt", Limit::NONE, robots)
        .visitor(Method::GET, "/.well-known/security.txt", Limit::NONE, security)
        .visitor(Method::GET, "/.well-known/change-password", Limit::NONE, change_password);
    super::desk::doors(doors).finish()
}

async fn page(State(pages): State<Arc<Pages>>, visit: Visit) -> Answer {
    if !pages.ready() {
        pages.freshen().await;
    }
    let trimmed = visit.path.strip_suffix('/').filter(|rest| !rest.is_empty());
    let path = parts(trimmed.unwrap_or(&visit.path)).ok_or(Refusal::NotFound)?;
    let path = format!("/{}", path.join("/"));
    match pages.find(&visit.lang, &path) {
        Found::Leaf(_) if trimmed.is_some() => Ok(moved(&visit.to(&encode(&path)))),
        Found::Leaf(leaf) => Ok(leaf.answer(Asked::of(&visit), &AGAIN)),
        Found::Broken => Err(Refusal::Internal(format!("the page {path} has no good version yet"))),
        Found::Nothing => Err(Refusal::NotFound),
    }
}

/// The full answer, or that nothing has changed (RFC 9110, section 15.4.5). With its tag either way.
fn tagged(etag: &str, visit: &Visit, full: impl FnOnce() -> Response) -> Response {
    let mut response = match unchanged(visit.if_none_match.as_deref(), etag) {
        true => StatusCode::NOT_MODIFIED.into_response(),
        false => full(),
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, AGAIN);
    if let Ok(etag) = HeaderValue::from_str(etag) {
        headers.insert(header::ETAG, etag);
    }
    response
}

/// For good, with the same method (RFC 9110, section 15.4.9).
fn moved(target: &str) -> Response {
    let mut response = redirect(target);
    *response.status_mut() = StatusCode::PERMANENT_REDIRECT;
    response
}

async fn file(State(pages): State<Arc<Pages>>, visit: Visit) -> Answer {
    let (site, path) = (pages.ground.site.clone(), visit.path.clone());
    let found = tokio::task::spawn_blocking(move || files::find(&site, &path)).await;
    let found = found.map_err(|error| Refusal::Internal(error.to_string()))?;
    send(found.ok_or(Refusal::NotFound)?, &visit).await
}

async fn send(path: PathBuf, visit: &Visit) -> Answer {
    let manner = files::manner(&path.to_string_lossy());
    let file = tokio::fs::File::open(&path).await.map_err(|_| Refusal::NotFound)?;
    let about = file.metadata().await.map_err(|error| Refusal::Internal(error.to_string()))?;
    let changed = about.modified().ok();
    let changed = changed.and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
    let nanos = changed.unwrap_or_default().as_nanos();
    let tag = etag(format!("{}/{nanos}/{}", path.display(), about.len()).as_bytes());
    Ok(tagged(&tag, visit, || file_response(file, about.len(), manner)))
}

fn file_response(file: tokio::fs::File, length: u64, manner: Manner) -> Response {
    let pieces = stream::unfold((file, length), |(mut file, left)| async move {
        let mut piece = vec![0; PIECE.min(usize::try_from(left).unwrap_or(PIECE))];
        match file.read(&mut piece).await {
            Ok(0) => None,
            Ok(count) => {
                piece.truncate(count);
                Some((Ok(Bytes::from(piece)), (file, left.saturating_sub(count as u64))))
            }
            Err(error) => Some((Err(error), (file, 0))),
        }
    });
    let mut response = Body::from_stream(pieces).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(manner.content_type));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if !manner.shown {
        headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment"));
    }
    if manner.content_type == "image/svg+xml" {
        headers.insert(header::CONTENT_SECURITY_POLICY, DRAWING);
    }
    response
}

/// The mark in a browser's tab: the site's own from `files/`, or ours.
async fn mark(State(pages): State<Arc<Pages>>, visit: Visit) -> Answer {
    if let Some(found) = files::find(&pages.ground.site, &format!("/files{}", visit.path)) {
        return send(found, &visit).await;
    }
    Ok(tagged(&etag(MARK.as_bytes()), &visit, || {
        let kind = [(header::CONTENT_TYPE, "image/svg+xml")];
        (kind, [(header::CONTENT_SECURITY_POLICY, DRAWING)], MARK).into_response()
    }))
}

async fn robots(visit: Visit) -> Answer {
    Ok(plain("User-agent: *\nDisallow: /desk\n".to_owned(), &visit))
}

/// P33: whom to tell of a weakness (RFC 9116).
async fn security(State(pages): State<Arc<Pages>>, visit: Visit) -> Answer {
    let settings = &pages.ground.settings;
    let lang = settings.site.languages.first().map_or("", String::as_str);
    let lines = [
        format!("Contact: mailto:{}", encode_address(&settings.organisation.email)),
        format!("Expires: {}T00:00:00Z", day(visit.now.saturating_add(SECURITY_DAYS_MS))),
        format!("Preferred-Languages: {}", settings.site.languages.join(", ")),
        format!("Canonical: {}", pages.ground.url(lang, "/.well-known/security.txt")),
    ];
    Ok(plain(lines.join("\n") + "\n", &visit))
}

/// An e-mail address as it stands in a `mailto:` (RFC 6068).
fn encode_address(address: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"@-_.~!$'*+".contains(byte);
    let mut out = String::with_capacity(address.len());
    for byte in address.bytes() {
        if plain(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

fn plain(text: String, visit: &Visit) -> Response {
    tagged(&etag(text.as_bytes()), visit, || {
        ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
    })
}

/// P33: where a password manager finds the page for a new password.
async fn change_password(visit: Visit) -> Answer {
    Ok(redirect(&visit.to("/desk/account/password")))
}
