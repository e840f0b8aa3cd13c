//! Those who hold a place and do nothing with it, and those who want more than they can use.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::task::JoinSet;

use super::client::{Http2, NAME, Secure, get, shake};
use crate::client::connect;
use crate::wire::memory;

/// Those who never finish shaking hands, and those who never ask for anything afterwards.
const SILENT: [(&str, usize); 6] = [
    ("nothing", 150),
    ("half a hello", 150),
    ("a hello a byte at a time", 100),
    ("HTTP/1.1 and nothing", 50),
    ("HTTP/2 and nothing", 50),
    ("HTTP/2 and its settings", 50),
];

/// The first bytes of a hello that says it is longer.
const HALF: [u8; 9] = [0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc];

/// What HTTP/2 begins with: the preface, and settings that change nothing.
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";

async fn silent(secure: &Secure, kind: &'static str) -> impl Future<Output = ()> + use<> {
    let (to, authority) = (secure.address(), &secure.authority);
    let (one, two) = (authority.modern(&["http/1.1"]), authority.modern(&["h2"]));
    async move {
        let mut stream = match kind {
            "HTTP/1.1 and nothing" | "HTTP/2 and nothing" | "HTTP/2 and its settings" => {
                let config = if kind.starts_with("HTTP/1.1") { one } else { two };
                let mut stream = shake(to, config).await.unwrap();
                if kind.ends_with("settings") {
                    stream.write_all(PREFACE).await.unwrap();
                    stream.flush().await.unwrap();
                }
                stream.into_inner().0
            }
            _ => connect(to).await.unwrap(),
        };
        if kind == "half a hello" {
            stream.write_all(&HALF).await.unwrap();
        }
        let (mut reading, mut writing) = stream.into_split();
        let drip = async {
            for byte in HALF.iter().chain([7; 500].iter()) {
                if kind != "a hello a byte at a time" || writing.write_all(&[*byte]).await.is_err()
                {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
            std::future::pending::<()>().await;
        };
        let mut answer = Vec::new();
        tokio::select! {
            _ = reading.read_to_end(&mut answer) => {}
            () = drip => {}
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn silent_handshakes_hold_up_nobody_and_end() {
    let secure = Secure::serving().await;
    let mut slow = JoinSet::new();
    for (kind, count) in SILENT {
        for _ in 0..count {
            let one = silent(&secure, kind).await;
            slow.spawn(async move {
                one.await;
                kind
            });
        }
    }
    for round in 0..10 {
        for path in ["/", "/about", "/de", "/contact", "/privacy"] {
            assert_eq!(secure.get(path).await.status(), 200, "{path}, round {round}");
        }
        let mut two = Http2::new(&secure).await;
        assert_eq!(two.send(get("/")).await.status(), 200, "round {round}");
    }
    assert!(slow.try_join_next().is_none(), "the silent ones were gone before: nothing was tried");
    let mut open = BTreeMap::from(SILENT);
    let closing = async {
        while let Some(kind) = slow.join_next().await {
            *open.get_mut(kind.unwrap()).unwrap() -= 1;
        }
    };
    let closed = tokio::time::timeout(Duration::from_secs(20), closing).await;
    assert!(closed.is_ok(), "after their deadline there are still open: {open:?}");
    assert!(!secure.program.log().contains("panicked"));
}

/// Whoever asks for much over HTTP/2 and lets none of it come loses the connection, and holds up
/// nobody meanwhile.
#[tokio::test(flavor = "multi_thread")]
async fn who_lets_nothing_come_is_dropped() {
    let secure = Secure::serving().await;
    let mut stuck = Http2::with(&secure, 1).await;
    let mut answers = Vec::new();
    for _ in 0..32 {
        let mut sender = stuck.sender.clone();
        sender.ready().await.unwrap();
        // Headers come; of what follows, one byte.
        answers.push(sender.send_request(get("/privacy")).await.unwrap());
    }
    // No more than so many at once.
    let beyond = stuck.sender.send_request(get("/about"));
    let waited = tokio::time::timeout(Duration::from_secs(2), beyond).await;
    assert!(waited.is_err(), "a thirty-third was served");
    assert_eq!(secure.get("/").await.status(), 200);
    let dropped = tokio::time::timeout(Duration::from_secs(45), &mut stuck.connection).await;
    assert!(dropped.is_ok(), "it is still there");
    drop(answers);
}

/// A frame of HTTP/2: what it is, its flags, its stream, what is in it.
fn frame(kind: u8, flags: u8, stream: u32, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).unwrap().to_be_bytes();
    let head = [length[1], length[2], length[3], kind, flags];
    [head.as_slice(), &stream.to_be_bytes(), body].concat()
}

/// `GET /` in the static table of HPACK, with the name of the site.
fn head() -> Vec<u8> {
    let mut head = vec![0x82, 0x84, 0x87, 0x41, u8::try_from(NAME.len()).unwrap()];
    head.extend(NAME.as_bytes());
    head
}

/// Sends frames, and reads until the other side has closed: which frames come, and what is in
/// each.
async fn answers(secure: &Secure, frames: Vec<u8>) -> Vec<(u8, Vec<u8>)> {
    let stream = shake(secure.address(), secure.authority.modern(&["h2"])).await.unwrap();
    let (mut reading, mut writing) = tokio::io::split(stream);
    let sending = tokio::spawn(async move {
        // It may well be closed in the middle of it.
        let _ = writing.write_all(&[PREFACE, &frames].concat()).await;
        let _ = writing.flush().await;
        std::future::pending::<()>().await;
    });
    let mut answer = Vec::new();
    let read = reading.read_to_end(&mut answer);
    let _ = tokio::time::timeout(Duration::from_secs(30), read).await.expect("it is not closed");
    sending.abort();
    let (mut rest, mut found) = (answer.as_slice(), Vec::new());
    while let Some(head) = rest.get(..9) {
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]) as usize;
        let Some(body) = rest.get(9..9 + length) else { break };
        found.push((head[3], body.to_vec()));
        rest = &rest[9 + length..];
    }
    found
}

/// Why the other side says that it leaves.
fn reason(answers: &[(u8, Vec<u8>)]) -> Option<u32> {
    let (_, last) = answers.iter().rfind(|(kind, _)| *kind == 7)?;
    Some(u32::from_be_bytes(last[4..8].try_into().unwrap()))
}

/// Asking and taking back, again and again, and heads without an end: the connection is closed,
/// with the reason where there is still somebody to tell it.
#[tokio::test(flavor = "multi_thread")]
async fn floods_end_the_connection() {
    const CALM: u32 = 11;
    let secure = Secure::serving().await;
    let mut reset = Vec::new();
    for number in 0..500u32 {
        let stream = 2 * number + 1;
        reset.extend(frame(1, 0x5, stream, &head()));
        reset.extend(frame(3, 0, stream, &8u32.to_be_bytes()));
    }
    let said = reason(&answers(&secure, reset).await);
    assert_eq!(said, Some(CALM), "asked and taken back");
    let mut endless = frame(1, 0x1, 1, &head());
    for _ in 0..2_000 {
        endless.extend(frame(9, 0, 1, &[0x84; 1_000]));
    }
    let answers_to_it = answers(&secure, endless).await;
    assert!(reason(&answers_to_it).is_some_and(|why| why != 0), "{answers_to_it:?}");
    // What is sent once, kept on the other side, and then asked for twelve thousand times.
    let before = memory(&secure.program);
    let mut bomb = head();
    bomb.extend([0x40, 1, b'x', 0x7f, 0xa1, 0x1e]);
    bomb.extend(vec![b'y'; 4_000]);
    bomb.extend(vec![0xbe; 12_000]);
    let bomb = [frame(1, 0x5, 1, &bomb), frame(7, 0, 0, &[0; 8])].concat();
    let answers_to_it = answers(&secure, bomb).await;
    let served = answers_to_it.iter().any(|(kind, body)| *kind == 1 && body.first() == Some(&0x88));
    assert!(!served, "{answers_to_it:?}");
    assert!(memory(&secure.program).saturating_sub(before) < 16 << 10, "it took the memory");
    let mut two = Http2::new(&secure).await;
    assert_eq!(two.send(get("/")).await.status(), 200);
    let mut long = get("/");
    long.headers_mut().insert("x-long", "y".repeat(30_000).parse().unwrap());
    assert_eq!(two.send(long).await.status(), 431);
    assert_eq!(two.send(get("/")).await.status(), 200, "the connection goes on");
    assert!(!secure.program.log().contains("panicked"));
}
