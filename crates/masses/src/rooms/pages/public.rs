//! What visitors reach: pages, files, and what robots and other programs ask every site for.

use std::path::PathBuf;
use std::sync::Arc;

use axum::extract::{Path as Named, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kit::clock::day;
use kit::search::{Question, Unclear};
use kit::web::{Answer, Asked, Doors, Limit, Opened, Refusal, Visit, redirect};
use minijinja::{Value, context};

use super::address::{encode, parts};
use super::prepared::{AGAIN, Found, PAGE};
use super::ranges::{DRAWING, Offer, Wanted};
use super::{Pages, files, pictures};
use crate::ground::Ground;
use crate::web::assets::{etag, unchanged};

/// What is served under such a name never changes.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// The mark in a browser's tab, where the site has none of its own.
const MARK: &str = include_str!("mark.svg");
/// How long what is said in `security.txt` counts, in milliseconds: RFC 9116 wants less than a year.
const SECURITY_DAYS_MS: i64 = 300 * 86_400_000;

/// The doors of the room.
pub(super) fn doors(ground: &Arc<Ground>, pages: &Arc<Pages>) -> Opened {
    let doors = Doors::new(&ground.shell, pages.clone())
        .visitor(Method::GET, "/", Limit::NONE, page)
        .visitor(Method::GET, PAGE, Limit::NONE, page)
        .visitor(Method::GET, "/files/{*path}", Limit::NONE, file)
        .visitor(Method::GET, pictures::DOOR, Limit::NONE, picture)
        .visitor(Method::GET, "/favicon.ico", Limit::NONE, mark)
        .visitor(Method::GET, "/favicon.svg", Limit::NONE, mark)
        .visitor(Method::GET, "/search", Limit::SEARCH, search)
        .visitor(Method::GET, "/robots.txt", Limit::NONE, robots)
        .visitor(Method::GET, "/.well-known/security.txt", Limit::NONE, security)
        .visitor(Method::GET, "/.well-known/change-password", Limit::NONE, change_password);
    super::desk::doors(doors).finish()
}

async fn page(State(pages): State<Arc<Pages>>, visit: Visit) -> Answer {
    let trimmed = visit.path.strip_suffix('/').filter(|rest| !rest.is_empty());
    let path = parts(trimmed.unwrap_or(&visit.path)).ok_or(Refusal::NotFound)?;
    let path = format!("/{}", path.join("/"));
    let early = match pages.ready() {
        true => None,
        false => pages.early(&visit.lang, &path).await.map(Found::Leaf),
    };
    let path = encode(&path);
    match early.unwrap_or_else(|| pages.find(&visit.to(&path))) {
        Found::Leaf(_) if trimmed.is_some() => Ok(moved(&visit.to(&path))),
        Found::Moved(target) => Ok(moved(&target)),
        // Soon there is another one, which is worth packing.
        Found::Leaf(leaf) if !pages.ready() => Ok(leaf.answer(asked(&visit)).response()),
        Found::Leaf(leaf) => Ok(leaf.sent(asked(&visit)).response()),
        Found::Broken => Err(Refusal::Internal(format!("the page {path} has no good version yet"))),
        // It may be a door of another room: the form, the policy, the desk.
        Found::Nothing if trimmed.is_some() => Ok(moved(&visit.to(&path))),
        Found::Nothing => Err(Refusal::NotFound),
    }
}

/// What somebody looks for is in the address, so that the page can be kept and sent on; it is noted
/// nowhere.
async fn search(State(pages): State<Arc<Pages>>, visit: Visit) -> Answer {
    let typed = visit.query.get("q").unwrap_or_default().trim().to_owned();
    let ground = &pages.ground;
    let say = |key: &str| ground.words.say(&visit.lang, key, &[]);
    let (mut problem, mut hits, mut count) = (None, Vec::new(), 0);
    match Question::read(&typed) {
        _ if typed.is_empty() => {}
        Ok(question) => (hits, count) = pages.search(&visit.lang, question).await?,
        Err(Unclear::Long) => problem = Some(say("pages-search-long")),
        Err(Unclear::Empty) => problem = Some(say("pages-search-empty")),
    }
    let hits: Vec<Value> = hits
        .into_iter()
        .map(|hit| context! { href => visit.to(&hit.path), title => hit.title, text => hit.html })
        .collect();
    let shown = context! {
        title => say("pages-search"), q => typed, problem, hits, count,
    };
    ground.page(&visit, "pages/search.html", shown)
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

/// A file: a drawing packed, where nobody asks for a part of it.
async fn file(State(pages): State<Arc<Pages>>, visit: Visit, wanted: Wanted) -> Answer {
    let (kept, path, whole) = (pages.clone(), visit.path.clone(), wanted.whole());
    let found = tokio::task::spawn_blocking(move || {
        let file = files::find(&kept.ground.site, &path)?;
        Some((whole.then(|| kept.drawings.find(&file)).flatten(), file))
    });
    let found = found.await.map_err(|error| Refusal::Internal(error.to_string()))?;
    match found.ok_or(Refusal::NotFound)? {
        (Some(drawing), _) => Ok(drawing.sent(asked(&visit)).response()),
        (None, file) => send(file, &wanted).await,
    }
}

fn asked(visit: &Visit) -> Asked<'_> {
    Asked { if_none_match: visit.if_none_match.as_deref(), codings: visit.codings }
}

async fn send(path: PathBuf, wanted: &Wanted) -> Answer {
    let manner = files::manner(&path.to_string_lossy());
    let file = tokio::fs::File::open(&path).await.map_err(|_| Refusal::NotFound)?;
    let about = file.metadata().await.map_err(|error| Refusal::Internal(error.to_string()))?;
    let etag = etag(format!("{}/{:?}", path.display(), files::stamp(&about)).as_bytes());
    Ok(Offer { file, length: about.len(), etag, cache: AGAIN, manner }.answer(wanted))
}

/// A picture that was made of one of the site's: its name never means anything else.
async fn picture(
    State(pages): State<Arc<Pages>>,
    Named(name): Named<String>,
    wanted: Wanted,
) -> Answer {
    let (pictures, asked) = (pages.pictures.clone(), name.clone());
    let found = tokio::task::spawn_blocking(move || pictures.find(&asked)).await;
    let found = found.map_err(|error| Refusal::Internal(error.to_string()))?;
    let Ok(file) = tokio::fs::File::open(found.ok_or(Refusal::NotFound)?).await else {
        pages.pictures.lost(&name);
        return Err(Refusal::NotFound);
    };
    let about = file.metadata().await.map_err(|error| Refusal::Internal(error.to_string()))?;
    let (etag, manner) = (format!("\"{name}\""), files::manner(&name));
    Ok(Offer { file, length: about.len(), etag, cache: FOR_EVER, manner }.answer(&wanted))
}

/// The mark in a browser's tab: the site's own from `files/`, or ours.
async fn mark(State(pages): State<Arc<Pages>>, visit: Visit, wanted: Wanted) -> Answer {
    if let Some(found) = files::find(&pages.ground.site, &format!("/files{}", visit.path)) {
        return send(found, &wanted).await;
    }
    Ok(tagged(&etag(MARK.as_bytes()), &visit, || {
        let kind = [(header::CONTENT_TYPE, "image/svg+xml")];
        (kind, [(header::CONTENT_SECURITY_POLICY, DRAWING)], MARK).into_response()
    }))
}

async fn robots(State(pages): State<Arc<Pages>>, visit: Visit) -> Answer {
    let languages = &pages.ground.settings.site.languages;
    let mut lines = vec!["User-agent: *".to_owned()];
    for lang in languages {
        let prefix = pages.ground.prefix(lang);
        lines.push(format!("Disallow: {prefix}/desk\nDisallow: {prefix}/search"));
    }
    let root = pages.ground.settings.site.url.trim_end_matches('/');
    lines.push(format!("Sitemap: {root}/sitemap.xml\n"));
    Ok(plain(lines.join("\n"), &visit))
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
