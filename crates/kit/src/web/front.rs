//! The front of a connection over HTTP/1.1: it answers what is prepared, as long as nothing else is
//! asked for. From the first request that is anything more than a plain GET or HEAD on, the
//! connection is hyper's.
//!
//! What is plain is read strictly: a head that comes whole, has nothing that frames a body (RFC
//! 9112, section 6) or changes the connection, and names something that is prepared. So there is
//! nothing here that could be understood in two ways; whatever might, hyper sees from its first
//! byte.

use std::cell::RefCell;
use std::future::poll_fn;
use std::io::{self, IoSlice};
use std::mem::MaybeUninit;
use std::net::IpAddr;
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::{Duration, UNIX_EPOCH};

use axum::http::{Method, header};
use httparse::Status;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::time::Sleep;

use super::ending::Guest;
use super::quick::Question;
use super::serve::HEADERS;
use super::{Ready, Shell};

/// How much is read at once, in bytes: the heads of browsers are a quarter of it.
const ROOM: usize = 4 * 1024;
/// Up to how many bytes a body is sent in one piece with its head: to put them together takes less
/// than to have the system gather them. What is longer is not copied.
const ONE_PIECE: usize = 16 * 1024;
/// How many fields a head may have here.
const FIELDS: usize = 32;

thread_local! {
    // One place for all connections of a thread stays in the caches of its processor.
    /// Where a thread reads what came.
    static CAME: RefCell<[u8; ROOM]> = const { RefCell::new([0; ROOM]) };
    /// Where it puts short answers together.
    static PIECE: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static DATE: RefCell<Date> = const { RefCell::new(Date(0, String::new())) };
}

/// A plain request, and its answer.
struct Plain {
    /// When it came, in milliseconds since 1970.
    now: i64,
    method: Method,
    ready: Ready,
    /// What came behind it.
    rest: Vec<u8>,
}

impl Shell {
    /// Answers what is prepared. What comes back was read and is not answered: the connection goes
    /// on with it. None where it has ended.
    pub(super) async fn front<I>(
        &self,
        stream: &mut I,
        peer: IpAddr,
        guest: &mut Guest,
    ) -> Option<Vec<u8>>
    where
        I: AsyncRead + AsyncWrite + Unpin,
    {
        let mut patience = pin!(tokio::time::sleep(HEADERS));
        let (mut rest, mut answered) = (Vec::new(), false);
        let first = |came: &[u8]| self.plain(peer, came).ok_or_else(|| came.to_vec());
        loop {
            let next = match rest.as_slice() {
                [] => more(stream, guest, patience.as_mut(), &mut answered, first).await?,
                rest => first(rest),
            };
            let plain = match next {
                Ok(plain) => plain,
                Err(other) => return Some(other),
            };
            if let Err(error) = send(stream, &plain).await {
                tracing::debug!(%error, "a connection ended early");
                return None;
            }
            (rest, answered) = (plain.rest, true);
        }
    }

    /// The first request of what came, if it is plain and prepared.
    fn plain(&self, peer: IpAddr, came: &[u8]) -> Option<Plain> {
        let mut fields = [const { MaybeUninit::uninit() }; FIELDS];
        let mut head = httparse::Request::new(&mut []);
        let parsed = head.parse_with_uninit_headers(came, &mut fields).ok()?;
        let Status::Complete(length) = parsed else { return None };
        let method = match head.method? {
            "GET" => Method::GET,
            "HEAD" => Method::HEAD,
            _ => return None,
        };
        // Only paths are known by their name, so a target in another form, or with a query, is
        // found nowhere.
        let (path, fields) = (head.path?, &*head.headers);
        if head.version != Some(1) || fields.iter().any(says_more) {
            return None;
        }
        let question = Question { now: self.now(), peer, method, path, authority: None, fields };
        let ready = self.ready(&question)?;
        let Question { now, method, .. } = question;
        Some(Plain { now, method, ready, rest: came[length..].to_vec() })
    }
}

/// Whether a field asks for more than an answer, or says who asks.
fn says_more(field: &httparse::Header<'_>) -> bool {
    let more = [
        header::CONTENT_LENGTH,
        header::COOKIE,
        header::EXPECT,
        header::TRANSFER_ENCODING,
        header::UPGRADE,
    ];
    let is = |name: &header::HeaderName| field.name.eq_ignore_ascii_case(name.as_str());
    more.iter().any(is)
        || (is(&header::CONNECTION) && !field.value.eq_ignore_ascii_case(b"keep-alive"))
}

/// Waits for what comes next, and reads it with `first`. None when nothing will come: the other side
/// has ended, the end was announced, or twice in a row nothing was asked for as long as `patience`
/// lasts.
async fn more<I, T>(
    stream: &mut I,
    guest: &mut Guest,
    mut patience: Pin<&mut Sleep>,
    answered: &mut bool,
    first: impl Fn(&[u8]) -> T,
) -> Option<T>
where
    I: AsyncRead + Unpin,
{
    poll_fn(|context| {
        if guest.is_told(context) {
            return Poll::Ready(None);
        }
        let came = CAME.with_borrow_mut(|came| {
            let mut came = ReadBuf::new(came);
            let read = Pin::new(&mut *stream).poll_read(context, &mut came);
            read.map_ok(|()| Some(came.filled()).filter(|came| !came.is_empty()).map(&first))
        });
        if let Poll::Ready(came) = came {
            return Poll::Ready(came.ok().flatten());
        }
        // Set anew for each request, it would cost more than the rest of this.
        while patience.as_mut().poll(context).is_ready() {
            if !std::mem::take(answered) {
                return Poll::Ready(None);
            }
            let next = patience.deadline() + HEADERS;
            patience.as_mut().reset(next);
        }
        Poll::Pending
    })
    .await
}

async fn send<I>(stream: &mut I, plain: &Plain) -> io::Result<()>
where
    I: AsyncWrite + Unpin,
{
    let body = if plain.method == Method::HEAD { &[] } else { plain.ready.body.as_ref() };
    if body.len() > ONE_PIECE {
        let mut head = Vec::new();
        plain.write_head(&mut head);
        gathered(stream, &head, body).await?;
    } else {
        let left = at_once(stream, plain, body).await?;
        stream.write_all(&left).await?;
    }
    stream.flush().await
}

impl Plain {
    fn write_head(&self, out: &mut Vec<u8>) {
        DATE.with_borrow_mut(|date| self.ready.write_head(date.at(self.now), out));
    }
}

async fn gathered<I>(stream: &mut I, mut head: &[u8], mut body: &[u8]) -> io::Result<()>
where
    I: AsyncWrite + Unpin,
{
    while !(head.is_empty() && body.is_empty()) {
        let sent = stream.write_vectored(&[IoSlice::new(head), IoSlice::new(body)]).await?;
        if sent == 0 {
            return Err(io::ErrorKind::WriteZero.into());
        }
        let of_head = sent.min(head.len());
        (head, body) = (&head[of_head..], &body[sent - of_head..]);
    }
    Ok(())
}

/// Sends as much as goes out at once, which is nearly always the whole. What comes back is left to
/// be sent.
async fn at_once<I>(stream: &mut I, plain: &Plain, body: &[u8]) -> io::Result<Vec<u8>>
where
    I: AsyncWrite + Unpin,
{
    poll_fn(|context| {
        PIECE.with_borrow_mut(|piece| {
            piece.clear();
            plain.write_head(piece);
            piece.extend_from_slice(body);
            let sent = Pin::new(&mut *stream).poll_write(context, piece);
            sent.map_ok(|sent| piece[sent..].to_vec())
        })
    })
    .await
}

/// The date as it is sent, written once a second.
struct Date(u64, String);

impl Date {
    /// `now`: milliseconds since 1970.
    fn at(&mut self, now: i64) -> &str {
        let second = now.max(0).unsigned_abs() / 1000;
        if self.0 != second || self.1.is_empty() {
            let time = UNIX_EPOCH + Duration::from_secs(second);
            *self = Self(second, httpdate::fmt_http_date(time));
        }
        &self.1
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue, StatusCode};
    use tokio::io::AsyncReadExt;

    use super::*;
    use crate::web::Head;

    #[test]
    fn what_says_more_is_seen() {
        let says = |name, value: &[u8]| says_more(&httparse::Header { name, value });
        for (name, value) in [
            ("Cookie", b"a=b".as_slice()),
            ("content-LENGTH", b"0"),
            ("Transfer-Encoding", b"chunked"),
            ("Expect", b"100-continue"),
            ("Upgrade", b"h2c"),
            ("Connection", b"close"),
            ("connection", b"keep-alive, upgrade"),
        ] {
            assert!(says(name, value), "{name}");
        }
        assert!(!says("Connection", b"Keep-Alive") && !says("Accept", b"*/*"));
    }

    /// Who reads slowly gets the whole, however it is sent.
    #[tokio::test]
    async fn nothing_is_lost_where_little_goes_out_at_once() {
        for length in [0, 1, 1000, ONE_PIECE, ONE_PIECE + 1, 100_000] {
            let body: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
            let head = Head::new(StatusCode::OK, HeaderMap::new());
            let etag = HeaderValue::from_static("\"t\"");
            let ready = Ready { head, etag, body: body.clone().into() };
            let mut whole = Vec::new();
            ready.write_head("Thu, 01 Jan 1970 00:00:00 GMT", &mut whole);
            whole.extend(body);
            let plain = Plain { now: 0, method: Method::GET, ready, rest: Vec::new() };
            let (mut here, mut there) = tokio::io::duplex(64);
            let sending = async move { send(&mut here, &plain).await.unwrap() };
            let mut came = Vec::new();
            let (_, read) = tokio::join!(sending, there.read_to_end(&mut came));
            read.unwrap();
            assert!(came == whole, "{length} bytes");
        }
    }

    #[test]
    fn the_date_follows_the_time() {
        let mut date = Date(0, String::new());
        assert_eq!(date.at(0), "Thu, 01 Jan 1970 00:00:00 GMT");
        assert_eq!(date.at(-5), "Thu, 01 Jan 1970 00:00:00 GMT");
        assert_eq!(date.at(784_111_777_999), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(date.at(784_111_778_000), "Sun, 06 Nov 1994 08:49:38 GMT");
    }
}
