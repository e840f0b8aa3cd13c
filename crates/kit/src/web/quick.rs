//! The short way: an answer that is prepared whole goes out before any door is looked for. What it
//! passes is what it would pass on the long way: Host check, access log, every header.

use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::http::{Method, Request, Response, header};
use futures_util::future;
use http_body_util::{Either, Full};
use hyper::body::Incoming;

use super::log::Line;
use super::{Asked, Shell};

/// An answer that is complete, with every header.
pub type Ready = Response<Full<Bytes>>;

/// Keeps answers that are the same for everybody.
pub trait Prepared: Send + Sync {
    /// The door behind which the same answer would be found, for the log.
    fn door(&self) -> &'static str;

    /// The answer to GET for a path as it came, with its language; none where it takes more than
    /// that to answer.
    fn find(&self, path: &str, asked: Asked<'_>) -> Option<Ready>;
}

/// The body of an answer: in one piece where it was prepared.
pub type Sent = Either<Full<Bytes>, Body>;

/// An answer: there already, or in the making.
pub(super) type Sending = future::Either<
    future::Ready<Response<Sent>>,
    Pin<Box<dyn Future<Output = Response<Sent>> + Send>>,
>;

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
            return Sending::Left(future::ready(ready.map(Either::Left)));
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
        let started = self.config.clock.tick();
        let (headers, uri) = (request.headers(), request.uri());
        let plain = matches!(*request.method(), Method::GET | Method::HEAD)
            && uri.query().is_none()
            && !headers.contains_key(header::COOKIE)
            && self.config.hosts.accepts(headers, uri);
        let prepared = self.prepared.get().filter(|_| plain)?;
        let asked = Asked::of(headers);
        let (door, ready) =
            prepared.iter().find_map(|one| Some((one.door(), one.find(uri.path(), asked)?)))?;
        self.config.log.note(Line {
            at: self.config.clock.now(),
            address: self.config.proxies.visitor(peer, headers),
            method: request.method().clone(),
            door,
            status: ready.status().as_u16(),
            bytes: ready.body().size_hint().exact().unwrap_or(0),
            took: self.config.clock.tick().saturating_sub(started),
        });
        Some(ready)
    }
}
