//! The short way: an answer that is prepared whole goes out before any door is looked for. What it
//! passes is what it would pass on the long way: Host check, access log, every header.

use std::net::IpAddr;

use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::http::{Method, Request, Response, header};
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

impl Shell {
    /// Serves one request as it comes from a connection.
    pub(super) async fn sent(
        &self,
        router: Router,
        peer: IpAddr,
        request: Request<Incoming>,
    ) -> Response<Sent> {
        match self.quick(peer, &request) {
            Some(ready) => ready.map(Either::Left),
            None => self.long(router, peer, request.map(Body::new)).await.map(Either::Right),
        }
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
