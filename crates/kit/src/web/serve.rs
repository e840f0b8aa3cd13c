//! The listener: accepts, drops who is too slow, drains at the end (S17, F21).

use std::collections::HashMap;
use std::convert::Infallible;
use std::error::Error;
use std::future::{Future, poll_fn};
use std::net::{IpAddr, SocketAddr};
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::http::Request;
use axum::response::Response;
use futures_util::FutureExt;
use hyper::body::Incoming;
use hyper::server::conn::http1::Builder;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_io_timeout::TimeoutStream;

use super::Shell;
use super::ending::{Ending, Guest};
use super::host::unit;
use super::rewound::Rewound;

/// How long the head of a request may take to arrive.
pub(super) const HEADERS: Duration = Duration::from_secs(10);
/// How long requests under way may still take after the end was announced.
const DRAIN: Duration = Duration::from_secs(10);
/// How many connections at once, at the most.
pub(super) const CONNECTIONS: usize = 4096;
/// How many of these one address may have, and how many answers at once over all of them.
const PER_ADDRESS: usize = 128;
/// How long an answer may make no progress, because whoever asked for it does not read.
const READING: Duration = Duration::from_secs(20);
/// File handles that the rest of the program needs: databases, logs, mail.
const OWN_FILES: usize = 100;

/// Listens there. As many connections wait to be let in as there may be: what a wave of visitors
/// meets is a moment's wait, and not a connection that nobody knows of.
pub fn listen(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // The former program's connections may not be quite gone.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(CONNECTIONS as u32)
}

/// Serves until `stop` is ready, then finishes what is under way. In the clear it is HTTP/1.1 only:
/// without TLS no browser speaks HTTP/2, and finding out which of the two a connection will speak
/// would wait without a deadline for its first bytes.
pub async fn serve(
    listener: TcpListener,
    shell: Arc<Shell>,
    router: Router,
    stop: impl Future<Output = ()>,
) {
    let floor = Floor::new();
    let each = |accepted: Accepted| {
        let (shell, router, peer) = (shell.clone(), router.clone(), accepted.peer);
        tokio::spawn(async move {
            let Accepted { stream, guest, held, .. } = accepted;
            speak(unread(stream), guest, shell, router, peer).await;
            drop(held);
        });
    };
    accept(listener, &floor, &shell, stop, each).await;
    shell.close();
}

/// A connection that was let in.
pub(super) struct Accepted {
    pub(super) stream: TcpStream,
    pub(super) peer: IpAddr,
    /// Tells when to finish, and is waited for until it is dropped.
    pub(super) guest: Guest,
    /// Its place, until this is dropped.
    pub(super) held: Held,
}

/// A place among all connections, and one among those of its address.
pub(super) struct Held {
    _place: OwnedSemaphorePermit,
    pub(super) of_address: OfAddress,
}

/// What all listeners of a program share.
pub(super) struct Floor {
    places: Arc<Semaphore>,
    addresses: Addresses,
}

impl Floor {
    pub(super) fn new() -> Self {
        let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
        let places = Arc::new(Semaphore::new(places(&limits)));
        Self { places, addresses: Addresses::default() }
    }
}

/// Lets connections in until `stop` is ready, then waits for those that are there.
pub(super) async fn accept(
    listener: TcpListener,
    floor: &Floor,
    shell: &Shell,
    stop: impl Future<Output = ()>,
    each: impl Fn(Accepted),
) {
    let ending = Arc::new(Ending::default());
    tokio::pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = next(&listener, &floor.places) => accepted,
            () = &mut stop => break,
        };
        let (place, stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of file handles, most likely: wait for some to come back.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let limited = !shell.is_proxy(peer.ip());
        let Some(of_address) = floor.addresses.take(peer.ip(), limited) else { continue };
        // Small answers go out at once; where it cannot be set they are only later.
        let _ = stream.set_nodelay(true);
        let held = Held { _place: place, of_address };
        each(Accepted { stream, peer: peer.ip(), guest: ending.guest(), held });
    }
    drop(listener);
    if tokio::time::timeout(DRAIN, ending.announce()).await.is_err() {
        tracing::warn!("some requests did not end within {} s and were cut off", DRAIN.as_secs());
    }
}

/// The stream, dropped when whoever is on the other end does not read what is sent.
pub(super) fn unread(stream: TcpStream) -> Pin<Box<TimeoutStream<TcpStream>>> {
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(READING));
    Box::pin(stream)
}

/// One connection over HTTP/1.1, until its end: what is prepared is answered at its front, from the
/// first other request on it is hyper's.
pub(super) async fn speak<I>(
    mut stream: I,
    mut guest: Guest,
    shell: Arc<Shell>,
    router: Router,
    peer: IpAddr,
) where
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let Some(read) = shell.front(&mut stream, peer, &mut guest).await else {
        // Over TLS, an end that is not said might be somebody else's doing (RFC 8446, section 6.1).
        let _ = stream.shutdown().await;
        return;
    };
    let answer = move |request| shell.sent(&router, peer, request);
    // Apart, so that those who only look need little room.
    Box::pin(http1(Rewound::new(read, stream), guest, answer)).await;
}

/// The same without its front.
pub(super) async fn http1<I, F, A, B>(stream: I, mut guest: Guest, answer: F)
where
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    F: Fn(Request<Incoming>) -> A + Send + 'static,
    A: Future<Output = Response<B>> + Send + 'static,
    B: hyper::body::Body<Data: Send, Error: Into<Box<dyn Error + Send + Sync>>> + Send + 'static,
{
    let mut builder = Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEADERS).max_buf_size(64 * 1024);
    // Who has said everything may still listen; who has gone has asked all the same, and is noted.
    builder.half_close(true);
    let service = service_fn(move |request| answer(request).map(Ok::<_, Infallible>));
    let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), service));
    let mut told = false;
    let ended = poll_fn(|context| {
        if !told && guest.is_told(context) {
            told = true;
            connection.as_mut().graceful_shutdown();
        }
        connection.as_mut().poll(context)
    });
    if let Err(error) = ended.await {
        tracing::debug!(%error, "a connection ended early");
    }
}

/// The next connection, once there is a place for it.
async fn next(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> std::io::Result<(OwnedSemaphorePermit, TcpStream, SocketAddr)> {
    let place = places.clone().acquire_owned().await.map_err(std::io::Error::other)?;
    let (stream, peer) = listener.accept().await?;
    Ok((place, stream, peer))
}

/// How many connections each address has.
#[derive(Clone, Default)]
struct Addresses(Arc<Mutex<HashMap<IpAddr, OneAddress>>>);

#[derive(Clone)]
struct OneAddress {
    connections: usize,
    /// With HTTP/2, a connection is not one answer at a time.
    answers: Arc<Semaphore>,
}

/// One of them, until it is dropped.
pub(super) struct OfAddress {
    all: Addresses,
    address: IpAddr,
    /// How many answers the address may still ask for; none where it speaks for many.
    pub(super) answers: Option<Arc<Semaphore>>,
}

impl Addresses {
    /// One more; none where an address that is limited has enough.
    fn take(&self, peer: IpAddr, limited: bool) -> Option<OfAddress> {
        let address = unit(peer);
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let one = all.entry(address).or_insert_with(|| OneAddress {
            connections: 0,
            answers: Arc::new(Semaphore::new(PER_ADDRESS)),
        });
        if limited && one.connections >= PER_ADDRESS {
            return None;
        }
        one.connections += 1;
        let answers = limited.then(|| one.answers.clone());
        Some(OfAddress { all: self.clone(), address, answers })
    }
}

impl Drop for OfAddress {
    fn drop(&mut self) {
        let mut all = self.all.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(one) = all.get_mut(&self.address) {
            one.connections -= 1;
            if one.connections == 0 {
                all.remove(&self.address);
            }
        }
    }
}

/// How many connections fit into the file handles that this process may open: strangers must not
/// be able to take those that the databases need.
fn places(limits: &str) -> usize {
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"));
    let files = line.and_then(|line| line.split_whitespace().next()?.parse::<usize>().ok());
    files.map_or(CONNECTIONS, |files| files.saturating_sub(OWN_FILES).clamp(16, CONNECTIONS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_has_so_many_connections_and_no_more() {
        let addresses = Addresses::default();
        let (one, other) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        let mut held: Vec<_> =
            (0..PER_ADDRESS).map(|_| addresses.take(one, true).unwrap()).collect();
        assert!(addresses.take(one, true).is_none());
        assert!(addresses.take(one, false).is_some(), "a proxy speaks for many");
        assert!(addresses.take(other, true).is_some());
        held.pop();
        let last = addresses.take(one, true).unwrap();
        let answers = last.answers.as_ref().unwrap();
        assert!(Arc::ptr_eq(answers, held[0].answers.as_ref().unwrap()), "one count for all");
        assert_eq!(answers.available_permits(), PER_ADDRESS);
        assert!(addresses.take(other, false).unwrap().answers.is_none(), "a proxy has no limit");
        drop(last);
        drop(held);
        assert!(addresses.0.lock().unwrap().is_empty(), "nothing is kept of who is gone");
    }

    #[test]
    fn connections_leave_handles_for_the_rest() {
        let limits = "Limit  Soft Limit  Hard Limit  Units\n\
            Max open files            1024                 524288               files\n";
        assert_eq!(places(limits), 924);
        assert_eq!(places(&limits.replace("1024", "1000000")), CONNECTIONS);
        assert_eq!(places(&limits.replace("1024", "64")), 16);
        assert_eq!(places(""), CONNECTIONS);
    }
}
