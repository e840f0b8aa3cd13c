//! One connection over TLS, from its first byte to its last.

use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderValue, Request, header};
use axum::response::Response;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;

use super::super::ending::Guest;
use super::super::redirect::Redirect;
use super::super::serve::{Accepted, CONNECTIONS, Floor, Held, accept, speak, unread};
use super::super::{Hosts, Shell};
use super::Certificates;
use super::paced::Paced;
use super::pulse::{Hand, Pulse, Verdict};
use crate::settings::Settings;

/// How long a handshake may take, from the first byte on.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// What a connection with TLS begins with: a record of the handshake (RFC 8446, section 5.1).
const HELLO: u8 = 0x16;
/// How many requests of one connection at once.
const STREAMS: u32 = 32;
/// How long the headers of a request may be, in bytes.
const HEAD: u32 = 16 * 1024;
/// How much of what is sent to us waits here: for one request, and for all of a connection.
const WINDOWS: (u32, u32) = (64 * 1024, 256 * 1024);
/// How much of one answer waits to be sent.
const UNSENT: usize = 32 * 1024;
/// How many requests may be taken back before they were looked at, and how many may be wrong.
const TAKEN_BACK: (usize, usize) = (20, 100);
/// How often somebody is asked whether they are still there, and how long they may take to say so.
const THERE: (Duration, Duration) = (Duration::from_secs(20), Duration::from_secs(10));

/// Where the program listens.
pub struct Listeners {
    /// For TLS.
    pub tls: TcpListener,
    /// For plain HTTP, where there is such a listener: it only leads to the other.
    pub plain: Option<TcpListener>,
}

/// Serves over TLS until `stop` is ready, then finishes what is under way. `loopback`: the plain
/// listener is on this machine only.
pub async fn serve_tls(
    listeners: Listeners,
    certificates: Arc<Certificates>,
    settings: &Settings,
    shell: Arc<Shell>,
    router: Router,
    stop: impl Future<Output = ()>,
) -> Result<(), rustls::Error> {
    let loopback =
        |listener: &TcpListener| listener.local_addr().is_ok_and(|at| at.ip().is_loopback());
    let here = listeners.plain.as_ref().is_none_or(loopback) && loopback(&listeners.tls);
    let hosts = Hosts::any_port(settings.site.host(), here);
    let challenges = settings.server.tls.as_ref().and_then(|tls| tls.acme_challenges.clone());
    let redirect = Redirect::new(hosts, &settings.site.url, challenges, shell.clone());
    let told = CancellationToken::new();
    let https = Arc::new(Https {
        acceptor: TlsAcceptor::from(super::config(certificates)?),
        answers: Arc::new(Semaphore::new(CONNECTIONS)),
        redirect: Arc::new(redirect),
        shell: shell.clone(),
        router,
        told: told.clone(),
    });
    let floor = Floor::new();
    let each = |accepted| drop(tokio::spawn(https.clone().connection(accepted)));
    let tls = accept(listeners.tls, &floor, &shell, told.cancelled(), each);
    let plain = async {
        let Some(listener) = listeners.plain else { return };
        let each = |accepted| drop(tokio::spawn(https.redirect.clone().connection(accepted)));
        accept(listener, &floor, &shell, told.cancelled(), each).await;
    };
    let telling = async {
        stop.await;
        told.cancel();
    };
    tokio::join!(tls, plain, telling);
    shell.close();
    Ok(())
}

/// What every connection needs.
struct Https {
    acceptor: TlsAcceptor,
    /// As many answers at once as there could be with one on each connection.
    answers: Arc<Semaphore>,
    redirect: Arc<Redirect>,
    shell: Arc<Shell>,
    router: Router,
    told: CancellationToken,
}

impl Https {
    async fn connection(self: Arc<Self>, accepted: Accepted) {
        // Nobody is waited for here: this is a task of its own, and its place comes back.
        let begun = tokio::select! {
            begun = tokio::time::timeout(HANDSHAKE, self.begin(accepted)) => begun,
            () = self.told.cancelled() => return,
        };
        match begun {
            Ok(Some(Begun::Plain(accepted))) => self.redirect.clone().connection(accepted).await,
            Ok(Some(Begun::Tls(stream, parts))) => self.clone().speak(*stream, parts).await,
            Ok(None) => {}
            Err(_) => tracing::debug!("a handshake took too long"),
        }
    }

    /// Shakes hands; whoever speaks HTTP without TLS is told where to go instead.
    async fn begin(&self, accepted: Accepted) -> Option<Begun> {
        let mut first = [0];
        match accepted.stream.peek(&mut first).await {
            Ok(1) if first[0] == HELLO => {}
            Ok(1) if first[0].is_ascii_uppercase() => return Some(Begun::Plain(accepted)),
            _ => return None,
        }
        let Accepted { stream, peer, guest, held } = accepted;
        match self.acceptor.accept(unread(stream)).await {
            Ok(stream) => Some(Begun::Tls(Box::new(stream), Parts { peer, guest, held })),
            Err(error) => {
                tracing::debug!(%error, "a handshake failed");
                None
            }
        }
    }

    async fn speak(self: Arc<Self>, stream: TlsStream, parts: Parts) {
        if stream.get_ref().1.alpn_protocol() == Some(b"h2") {
            self.http2(stream, parts).await;
            return;
        }
        let (shell, router) = (self.shell.clone(), self.router.clone());
        speak(stream, parts.guest, shell, router, parts.peer).await;
        drop(parts.held);
    }

    async fn answer(&self, peer: IpAddr, request: Request<Body>) -> Response {
        self.shell.serve(&self.router, peer, request).await
    }

    /// The same where many are under way at once: when it is its turn, and given out as it is
    /// taken.
    async fn answer_in_turn(
        &self,
        peer: IpAddr,
        request: Request<Body>,
        pulse: Arc<Pulse>,
        answers: Answers,
    ) -> Response<Paced> {
        let place = answers.take().await;
        let response = self.answer(peer, with_host(request)).await;
        response.map(|body| Paced::new(body, pulse.answer(), place))
    }

    /// One connection over HTTP/2, with a second hand beside it.
    async fn http2<I>(self: Arc<Self>, stream: I, parts: Parts)
    where
        I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let pulse = Arc::new(Pulse::default());
        let answers = Answers(parts.held.of_address.answers.clone(), self.answers.clone());
        let (https, beat, peer) = (self.clone(), pulse.clone(), parts.peer);
        let service = service_fn(move |request: Request<Incoming>| {
            let under_way = beat.ask();
            let (https, beat, answers) = (https.clone(), beat.clone(), answers.clone());
            async move {
                let request = request.map(Body::new);
                let response = https.answer_in_turn(peer, request, beat, answers).await;
                drop(under_way);
                Ok::<_, Infallible>(response)
            }
        });
        let connection = builder().serve_connection(TokioIo::new(stream), service).into_owned();
        tokio::pin!(connection);
        let mut hand = Hand::new(pulse);
        let mut second = tokio::time::interval(Duration::from_secs(1));
        second.tick().await;
        let mut told = false;
        loop {
            tokio::select! {
                ended = connection.as_mut() => {
                    if let Err(error) = ended {
                        tracing::debug!(%error, "a connection ended early");
                    }
                    return;
                }
                () = self.told.cancelled(), if !told => {
                    told = true;
                    hand.left();
                    connection.as_mut().graceful_shutdown();
                }
                _ = second.tick() => match hand.second() {
                    Verdict::Fine => {}
                    Verdict::Leave => connection.as_mut().graceful_shutdown(),
                    Verdict::Close => return,
                },
            }
        }
    }
}

type TlsStream =
    tokio_rustls::server::TlsStream<std::pin::Pin<Box<tokio_io_timeout::TimeoutStream<TcpStream>>>>;

/// How a connection began.
enum Begun {
    Plain(Accepted),
    Tls(Box<TlsStream>, Parts),
}

/// What stays of a connection beside its stream.
struct Parts {
    peer: IpAddr,
    guest: Guest,
    held: Held,
}

/// How many answers there may be: of one address, and of all.
#[derive(Clone)]
struct Answers(Option<Arc<Semaphore>>, Arc<Semaphore>);

impl Answers {
    /// Waits for a place for one more.
    async fn take(&self) -> Vec<OwnedSemaphorePermit> {
        let mut places = Vec::new();
        for places_of in self.0.iter().chain([&self.1]) {
            // They are never closed.
            places.extend(places_of.clone().acquire_owned().await.ok());
        }
        places
    }
}

fn builder() -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new()).http2_only();
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS)
        .max_header_list_size(HEAD)
        .max_pending_accept_reset_streams(TAKEN_BACK.0)
        .max_local_error_reset_streams(TAKEN_BACK.1)
        .initial_stream_window_size(WINDOWS.0)
        .initial_connection_window_size(WINDOWS.1)
        .max_send_buf_size(UNSENT)
        .keep_alive_interval(THERE.0)
        .keep_alive_timeout(THERE.1);
    builder
}

/// The same request with the Host that HTTP/2 has in its target (RFC 9113, section 8.3.1): what
/// compares an origin with it finds it where it always was.
fn with_host(mut request: Request<Body>) -> Request<Body> {
    if !request.headers().contains_key(header::HOST)
        && let Some(authority) = request.uri().authority()
        && let Ok(host) = HeaderValue::from_str(authority.as_str())
    {
        request.headers_mut().insert(header::HOST, host);
    }
    request
}
