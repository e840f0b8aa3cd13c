//! The short way: an answer that is prepared whole goes out before any door is looked for. What it
//! passes is what it would pass on the long way: Host check, access log, every header.

use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{Method, Request, Response, header};
use futures_util::future;
use http_body_util::{Either, Full};
use hyper::body::Incoming;

use super::log::Line;
use super::{Asked, Fields, Ready, Shell};

/// The body of an answer: in one piece where it was prepared.
pub type Sent = Either<Full<Bytes>, Body>;

/// An answer: there already, or in the making.
pub(super) type Sending = future::Either<
    future::Ready<Response<Sent>>,
    Pin<Box<dyn Future<Output = Response<Sent>> + Send>>,
>;

/// What is asked for, as far as it takes no more to answer.
pub(super) struct Question<'a, F: ?Sized> {
    /// When, in milliseconds since 1970.
    pub now: i64,
    /// Who asks.
    pub peer: IpAddr,
    /// GET or HEAD.
    pub method: Method,
    /// The target, without a query.
    pub path: &'a str,
    /// Where the target names it as well: whose it is.
    pub authority: Option<&'a str>,
    /// The head.
    pub fields: &'a F,
}

impl Shell {
    /// Serves one request as it comes from a connection. What is prepared is found before there is
    /// anything to wait for.
    pub(super) fn sent(
        self: &Arc<Self>,
        router: &Router,
        peer: IpAddr,
        request: Request<Incoming>,
    ) -> Sending {
        if let Some(ready) = self.quick(peer, &request) {
            return Sending::Left(future::ready(ready.response().map(Either::Left)));
        }
        let (shell, router, request) = (self.clone(), router.clone(), request.map(Body::new));
        // Apart, so that each connection has room for the short way only: what many connections
        // need at once stays in the caches of a processor.
        Sending::Right(Box::pin(async move {
            shell.long(router, peer, request).await.map(Either::Right)
        }))
    }

    /// The answer, if it is prepared. A request that says more than what it wants takes the long
    /// way: one with a query, or with cookies.
    pub(super) fn quick<B>(&self, peer: IpAddr, request: &Request<B>) -> Option<Ready> {
        let (method, uri, fields) = (request.method(), request.uri(), request.headers());
        let plain = matches!(*method, Method::GET | Method::HEAD)
            && uri.query().is_none()
            && !fields.contains_key(header::COOKIE);
        let authority = uri.authority().map(|authority| authority.as_str());
        let (now, method, path) = (self.now(), method.clone(), uri.path());
        plain.then(|| self.ready(&Question { now, peer, method, path, authority, fields }))?
    }

    /// The same for what is plain.
    pub(super) fn ready<F: Fields + ?Sized>(&self, question: &Question<'_, F>) -> Option<Ready> {
        let started = self.config.clock.tick();
        let Question { now, peer, method, path, authority, fields } = question;
        let prepared = self.prepared.get()?;
        if !self.config.hosts.accepts(*fields, *authority) {
            return None;
        }
        let asked = Asked::of(*fields);
        let (door, ready) =
            prepared.iter().find_map(|one| Some((one.door(), one.find(path, asked)?)))?;
        self.config.log.note(Line {
            at: *now,
            address: self.config.proxies.visitor(*peer, *fields),
            method: method.clone(),
            door,
            status: ready.status().as_u16(),
            bytes: ready.body.len() as u64,
            took: self.config.clock.tick().saturating_sub(started),
        });
        Some(ready)
    }
}
