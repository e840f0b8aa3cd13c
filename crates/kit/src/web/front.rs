//! The front of a connection over HTTP/1.1: it answers what is prepared, as long as nothing else is
//! asked for. From the first request that is anything more than a plain GET or HEAD on, the
//! connection is hyper's.
//!
//! What is plain is read strictly: a head that comes whole, has nothing that frames a body (RFC
//! 9112, section 6) or changes the connection, and names something that is prepared. So there is
//! nothing here that could be understood in two ways; whatever might, hyper sees from its first
//! byte.

use std::future::poll_fn;
use std::io::{self, IoSlice};
use std::mem::MaybeUninit;
use std::net::IpAddr;
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::{Duration, UNIX_EPOCH};

use axum::http::{Method, header};
use httparse::Status;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::time::Sleep;
use tokio_util::io::poll_read_buf;

use super::ending::Guest;
use super::quick::Question;
use super::serve::HEADERS;
use super::{Ready, Shell};

/// How much is read at once, in bytes: the heads of browsers are a quarter of it.
const ROOM: usize = 4 * 1024;
/// How many fields a head may have here.
const FIELDS: usize = 32;

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
        let (mut read, mut head) = (Vec::with_capacity(ROOM), Vec::new());
        let (mut date, mut patience) = (Date::default(), pin!(tokio::time::sleep(HEADERS)));
        let mut answered = false;
        loop {
            more(stream, guest, &mut read, patience.as_mut(), &mut answered).await?;
            let mut rest = read.as_slice();
            while !rest.is_empty() {
                let Some((asked, ready, length)) = self.plain(peer, rest) else {
                    let done = read.len() - rest.len();
                    return Some(read.split_off(done));
                };
                rest = &rest[length..];
                head.clear();
                ready.write_head(date.at(self.now()), &mut head);
                let body = if asked == Method::HEAD { &[] } else { ready.body.as_ref() };
                if let Err(error) = send(stream, &head, body).await {
                    tracing::debug!(%error, "a connection ended early");
                    return None;
                }
                answered = true;
            }
            read.clear();
        }
    }

    /// The answer to the first request of what came, if it is plain and prepared; and how long
    /// that request is.
    fn plain(&self, peer: IpAddr, came: &[u8]) -> Option<(Method, Ready, usize)> {
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
        let question = Question { peer, method, path, authority: None, fields };
        let ready = self.ready(&question)?;
        Some((question.method, ready, length))
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

/// Waits for what comes next. None when nothing will: the other side has ended, the end was
/// announced, or twice in a row nothing was asked for as long as `patience` lasts.
async fn more<I>(
    stream: &mut I,
    guest: &mut Guest,
    read: &mut Vec<u8>,
    mut patience: Pin<&mut Sleep>,
    answered: &mut bool,
) -> Option<()>
where
    I: AsyncRead + Unpin,
{
    poll_fn(|context| {
        if guest.is_told(context) {
            return Poll::Ready(None);
        }
        if let Poll::Ready(came) = poll_read_buf(Pin::new(&mut *stream), context, read) {
            return Poll::Ready(matches!(came, Ok(1..)).then_some(()));
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

async fn send<I>(stream: &mut I, mut head: &[u8], mut body: &[u8]) -> io::Result<()>
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
    stream.flush().await
}

/// The date as it is sent, written once a second.
#[derive(Default)]
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
    use super::*;

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

    #[test]
    fn the_date_follows_the_time() {
        let mut date = Date::default();
        assert_eq!(date.at(0), "Thu, 01 Jan 1970 00:00:00 GMT");
        assert_eq!(date.at(-5), "Thu, 01 Jan 1970 00:00:00 GMT");
        assert_eq!(date.at(784_111_777_999), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(date.at(784_111_778_000), "Sun, 06 Nov 1994 08:49:38 GMT");
    }
}
