//! The shell around all doors.

use std::future::Future;
use std::net::IpAddr;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::body::{Body, HttpBody};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use inventory::{Cookie, Purpose};
use tower::ServiceExt;

use super::doors::DoorPath;
use super::log::Line;
use super::visit::{Doorkeeper, Member};
use super::{
    AccessLog, Guard, Hosts, Jar, Limits, Pairs, Prepared, Proxies, Refusal, cookies, headers,
    html_status, redirect,
};
use crate::clock::Clock;

/// Fields that are never shown again, whatever goes wrong.
const SECRETS: [&str; 5] = ["password", "password_again", "new_password", "code", "token"];
/// More fields than this no form of ours has.
const KEPT: usize = 60;
/// Fields that nobody typed: they go along, but are not shown.
const UNTYPED: [&str; 5] = ["key", "proof", "seen", "step", "next"];

/// What the shell is built from.
pub struct ShellConfig {
    /// The names this site answers to.
    pub hosts: Hosts,
    /// The proxies whose headers count.
    pub proxies: Proxies,
    /// The site is served over TLS.
    pub secure: bool,
    /// The languages of the site; the first has no prefix.
    pub languages: Vec<String>,
    /// Every cookie that any room declares.
    pub cookies: Vec<&'static Cookie>,
    /// The time.
    pub clock: Clock,
    /// Which purposes are in force.
    pub guard: Arc<dyn Guard>,
    /// Renders the pages for errors.
    pub pages: Arc<dyn ErrorPages>,
    /// Where requests are noted.
    pub log: AccessLog,
}

/// Renders the pages for errors in the site's look.
pub trait ErrorPages: Send + Sync {
    /// The page; none if it cannot be rendered.
    fn page<'a>(&'a self, refused: Refused<'a>) -> PageLater<'a>;
}

/// A page that is being rendered.
pub type PageLater<'a> = Pin<Box<dyn Future<Output = Option<String>> + Send + 'a>>;

/// What the page for a refusal is made of.
#[derive(Clone, Copy)]
pub struct Refused<'a> {
    /// The request.
    pub inbound: &'a Inbound,
    /// Why it was not served.
    pub refusal: &'a Refusal,
    /// What was typed.
    pub kept: Option<&'a Kept>,
    /// Who is at the desk, where it was one of its pages.
    pub member: Option<&'a Member>,
}

/// What the shell found out about a request before any door.
#[derive(Debug, Clone)]
pub struct Inbound {
    /// The language of its path.
    pub lang: String,
    /// What stands before every path in that language: empty, or `/de`.
    pub prefix: String,
    /// The path as it came, with the language.
    pub path: String,
    /// Who is on the other end of the connection.
    pub peer: IpAddr,
    /// It is GET or HEAD.
    pub looks: bool,
}

/// What was typed into a form that could not be taken: it goes back to whoever typed it.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Where the form was sent to.
    pub action: String,
    /// What was typed, without secrets.
    pub fields: Vec<(String, String)>,
    /// What belongs to the form and was not typed.
    pub hidden: Vec<(String, String)>,
    /// Whether that is all of it: a password or a link's token is never shown again, and has to
    /// be given anew.
    pub whole: bool,
}

impl Kept {
    pub(super) fn new(inbound: &Inbound, form: &Pairs) -> Self {
        let whole = !form.0.iter().any(|(name, _)| SECRETS.contains(&name.as_str()));
        let shown = form
            .0
            .iter()
            .filter(|(name, value)| !SECRETS.contains(&name.as_str()) && !value.is_empty())
            .take(KEPT)
            .cloned();
        let (hidden, fields) = shown.partition(|(name, _)| UNTYPED.contains(&name.as_str()));
        Self { action: inbound.path.clone(), fields, hidden, whole }
    }
}

/// Stands around every route of the program.
pub struct Shell {
    pub(super) config: ShellConfig,
    security: Vec<(HeaderName, HeaderValue)>,
    limits: Limits,
    doorkeeper: OnceLock<Arc<dyn Doorkeeper>>,
    pub(super) prepared: OnceLock<Vec<Arc<dyn Prepared>>>,
}

impl Shell {
    /// A shell without doorkeeper: until one is there, nobody is signed in.
    pub fn new(config: ShellConfig) -> Arc<Self> {
        Arc::new(Self {
            security: headers::security(config.secure),
            limits: Limits::new(config.clock.clone()),
            doorkeeper: OnceLock::new(),
            prepared: OnceLock::new(),
            config,
        })
    }

    /// Says who knows the team. Once.
    pub fn set_doorkeeper(&self, doorkeeper: Arc<dyn Doorkeeper>) {
        if self.doorkeeper.set(doorkeeper).is_err() {
            tracing::error!("a second doorkeeper was refused");
        }
    }

    /// Says what is prepared. Once.
    pub fn set_prepared(&self, prepared: Vec<Arc<dyn Prepared>>) {
        if self.prepared.set(prepared).is_err() {
            tracing::error!("what is prepared was said a second time");
        }
    }

    /// The headers every answer carries.
    pub fn security(&self) -> &[(HeaderName, HeaderValue)] {
        &self.security
    }

    /// Serves one request: the only way in.
    pub async fn serve(&self, router: &Router, peer: IpAddr, request: Request) -> Response {
        match self.quick(peer, &request) {
            Some(ready) => ready.response(),
            None => self.long(router.clone(), peer, request).await,
        }
    }

    /// The way through the doors.
    pub(super) async fn long(&self, router: Router, peer: IpAddr, request: Request) -> Response {
        let started = self.config.clock.tick();
        let method = request.method().clone();
        let jar = Jar::read(request.headers(), self.config.secure);
        let (inbound, request) = self.inbound(peer, request);
        let address = self.visitor_address(&inbound, request.headers());
        let authority = request.uri().authority().map(|authority| authority.as_str());
        let ours = self.config.hosts.accepts(request.headers(), authority);
        let answered = if ours {
            AssertUnwindSafe(router.oneshot(request)).catch_unwind().await
        } else {
            Ok(Ok(Refusal::Misdirected.into_response()))
        };
        let response = match answered {
            Ok(Ok(response)) => response,
            Ok(Err(never)) => match never {},
            Err(_) => Refusal::Internal("a handler panicked".to_owned()).into_response(),
        };
        let door = response.extensions().get::<DoorPath>().map(|door| door.0);
        let response = self.finish(&inbound, &jar, response).await;
        let line = Line {
            at: self.config.clock.now(),
            address,
            method,
            door: door.unwrap_or("-"),
            status: response.status().as_u16(),
            bytes: response.body().size_hint().exact().unwrap_or(0),
            took: self.config.clock.tick().saturating_sub(started),
        };
        self.config.log.note(line);
        response
    }

    /// Whether connections from there stand for many visitors: a proxy, or this machine.
    pub(super) fn is_proxy(&self, peer: IpAddr) -> bool {
        peer.to_canonical().is_loopback() || self.config.proxies.trusts(peer.to_canonical())
    }

    /// Writes what is still to be written: before the program ends.
    pub(super) fn close(&self) {
        self.config.log.flush();
    }

    /// What it was built from.
    pub(super) fn config(&self) -> &ShellConfig {
        &self.config
    }

    /// The limits, so that a job can forget quiet addresses.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    pub(super) fn secure(&self) -> bool {
        self.config.secure
    }

    pub(super) fn now(&self) -> i64 {
        self.config.clock.now()
    }

    pub(super) fn purpose_open(&self, purpose: &Purpose) -> bool {
        self.config.guard.open(purpose)
    }

    pub(super) fn visitor_address(&self, inbound: &Inbound, headers: &HeaderMap) -> IpAddr {
        self.config.proxies.visitor(inbound.peer, headers)
    }

    pub(super) async fn member(&self, cookies: &Jar, now: i64) -> Result<Option<Member>, Refusal> {
        match self.doorkeeper.get() {
            Some(doorkeeper) => doorkeeper.member(cookies, now).await,
            None => Ok(None),
        }
    }

    /// S13: a POST from another origin is refused. Browsers say where they come from in
    /// `Sec-Fetch-Site`, older ones in `Origin`; what says neither is no browser.
    pub(super) fn same_origin(&self, headers: &HeaderMap) -> bool {
        let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
        match (text("sec-fetch-site"), text("origin")) {
            (Some(site), _) => matches!(site, "same-origin" | "none"),
            (None, Some(origin)) => {
                let host = text("host").unwrap_or_default();
                let from = origin.split("://").nth(1).unwrap_or_default();
                self.config.hosts.is_origin(origin) && from.eq_ignore_ascii_case(host)
            }
            (None, None) => true,
        }
    }

    /// Takes the language off the path, so that every door is there in every language.
    pub(super) fn inbound(&self, peer: IpAddr, mut request: Request) -> (Inbound, Request) {
        let path = request.uri().path().to_owned();
        let first = path.split('/').nth(1).unwrap_or_default();
        let others = self.config.languages.iter().skip(1);
        let mut inbound = Inbound {
            lang: self.config.languages.first().cloned().unwrap_or_default(),
            prefix: String::new(),
            path: path.clone(),
            peer,
            looks: request.method().is_safe(),
        };
        if let Some(lang) = others.into_iter().find(|lang| *lang == first) {
            inbound.lang = lang.clone();
            inbound.prefix = format!("/{lang}");
            let rest = path.get(lang.len() + 1..).unwrap_or_default();
            let rest = if rest.is_empty() { "/" } else { rest };
            let target = match request.uri().query() {
                Some(query) => format!("{rest}?{query}"),
                None => rest.to_owned(),
            };
            if let Ok(uri) = target.parse::<Uri>() {
                *request.uri_mut() = uri_like(request.uri(), uri);
            }
        }
        request.extensions_mut().insert(inbound.clone());
        (inbound, request)
    }

    pub(super) async fn finish(
        &self,
        inbound: &Inbound,
        jar: &Jar,
        mut response: Response,
    ) -> Response {
        if response.extensions().get::<Refusal>().is_none()
            && matches!(response.status(), StatusCode::METHOD_NOT_ALLOWED | StatusCode::NOT_FOUND)
            && !response.headers().contains_key(header::CONTENT_TYPE)
        {
            let known = response.status() == StatusCode::NOT_FOUND;
            let refusal = if known { Refusal::NotFound } else { Refusal::Method };
            response.extensions_mut().insert(refusal);
        }
        if let Some(refusal) = response.extensions_mut().remove::<Refusal>() {
            response = match refusal {
                // Somebody who only wanted to look is led to the door, and back afterwards.
                Refusal::SignIn if inbound.looks => redirect(&sign_in(inbound)),
                refusal => self.refuse(inbound, jar, &refusal, response).await,
            };
        }
        if let Some(name) =
            cookies::undeclared(response.headers(), &self.config.cookies, self.config.secure)
        {
            // No cookie leaves undeclared, not even by mistake: the answer is withheld.
            let reason = format!("the cookie `{name}` is set, but no room declares it");
            let refusal = Refusal::Internal(reason);
            response = self.refuse(inbound, jar, &refusal, Response::default()).await;
        }
        for name in jar.unknown(&self.config.cookies) {
            if let Some(line) = cookies::expired(name) {
                response.headers_mut().append(header::SET_COOKIE, line);
            }
        }
        if response.status() == StatusCode::NOT_MODIFIED {
            // The router says 0 to HEAD, but it would be the length of what has not changed
            // (RFC 9110, section 8.6).
            response.headers_mut().remove(header::CONTENT_LENGTH);
        }
        headers::put(response.headers_mut(), &self.security);
        response
    }

    /// Who is signed in, where a page of the desk was refused: they stay in its look. Whatever
    /// keeps that from being found out must not keep the refusal from being said.
    async fn at_desk(&self, inbound: &Inbound, jar: &Jar, refusal: &Refusal) -> Option<Member> {
        let path = inbound.path.strip_prefix(&inbound.prefix).unwrap_or(&inbound.path);
        let of_desk = path == "/desk" || path.starts_with("/desk/");
        if !of_desk || matches!(refusal, Refusal::Misdirected) {
            return None;
        }
        self.member(jar, self.now()).await.ok().flatten()
    }

    async fn refuse(
        &self,
        inbound: &Inbound,
        jar: &Jar,
        refusal: &Refusal,
        mut bare: Response,
    ) -> Response {
        match refusal {
            Refusal::Internal(reason) => tracing::error!(%reason, "a request failed"),
            Refusal::Bad(reason) => tracing::debug!(%reason, "a request was refused"),
            _ => {}
        }
        let kept = bare.extensions_mut().remove::<Kept>();
        let status = refusal.status();
        let member = self.at_desk(inbound, jar, refusal).await;
        let (kept, member) = (kept.as_ref(), member.as_ref());
        let page = self.config.pages.page(Refused { inbound, refusal, kept, member }).await;
        let mut response = match page {
            Some(page) => html_status(status, page),
            None => (status, Body::from(status.to_string())).into_response(),
        };
        for (name, value) in bare.headers() {
            if *name != header::CONTENT_TYPE && *name != header::CONTENT_LENGTH {
                response.headers_mut().append(name, value.clone());
            }
        }
        if let Some(seconds) = refusal.retry_after() {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// Where signing in is asked for, with the way back.
fn sign_in(inbound: &Inbound) -> String {
    let next =
        percent_encoding::utf8_percent_encode(&inbound.path, percent_encoding::NON_ALPHANUMERIC);
    format!("{}/desk/sign-in?next={next}", inbound.prefix)
}

/// The same URI with another path: HTTP/2 requests carry scheme and authority.
fn uri_like(whole: &Uri, path: Uri) -> Uri {
    let mut parts = whole.clone().into_parts();
    parts.path_and_query = path.into_parts().path_and_query;
    Uri::from_parts(parts).unwrap_or_else(|_| whole.clone())
}
