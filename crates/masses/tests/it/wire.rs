//! S17: what comes over the wire that no browser would send: too slow, ambiguous, malformed.

use std::net::SocketAddr;
use std::time::Duration;

use kit::web::RoleName;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::task::JoinSet;

use crate::front::logged;
use crate::program::{Program, connect, get, raw, write};
use crate::site::Site;

/// Sends something at once and then a byte at a time, until the other side has had enough; what
/// that answered.
async fn drip(to: SocketAddr, first: &str, bytes: Vec<u8>) -> String {
    let mut stream = connect(to).await.unwrap();
    stream.write_all(first.as_bytes()).await.unwrap();
    let (mut reading, mut writing) = stream.into_split();
    let sending = tokio::spawn(async move {
        for byte in bytes {
            if writing.write_all(&[byte]).await.is_err() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(400)).await;
        }
        // Never finished: the connection stays open until the other side closes it.
        std::future::pending::<()>().await;
    });
    let mut answer = Vec::new();
    let _ = reading.read_to_end(&mut answer).await;
    sending.abort();
    String::from_utf8_lossy(&answer).into_owned()
}

/// How many slow clients there are, of each kind.
const SLOW: [(&str, usize); 4] =
    [("slow head", 128), ("slow body", 128), ("silence", 16), ("half a word", 16)];
/// More than so much memory (in KiB) they do not take together: their buffers, and what the
/// visitors beside them need.
const ROOM: u64 = 64 << 10;

/// Some hundred slow clients are closed in the end; others do not notice them meanwhile.
#[tokio::test(flavor = "multi_thread")]
async fn slow_clients_are_dropped_and_nobody_notices() {
    let program = Program::serving().await;
    let to = program.address();
    let key = program.key().await;
    let before = memory(&program);
    let mut slow = JoinSet::new();
    for kind in SLOW.iter().flat_map(|(kind, count)| std::iter::repeat_n(*kind, *count)) {
        slow.spawn(async move {
            let answer = match kind {
                "slow head" => {
                    let head = format!("GET / HTTP/1.1\r\nHost: {to}\r\nX: {}", "x".repeat(500));
                    drip(to, "", head.into_bytes()).await
                }
                "slow body" => {
                    let head = format!(
                        "POST /contact HTTP/1.1\r\nHost: {to}\r\nContent-Length: 5000\r\n\
                         Content-Type: application/x-www-form-urlencoded\r\n\r\n"
                    );
                    drip(to, &head, vec![b'a'; 5000]).await
                }
                "silence" => drip(to, "", Vec::new()).await,
                _ => drip(to, "P", Vec::new()).await,
            };
            (kind, answer)
        });
    }
    let mut visitors = JoinSet::new();
    for visitor in 0..10 {
        let key = key.clone();
        visitors.spawn(async move {
            for path in ["/", "/about", "/de", "/contact", "/privacy"] {
                assert_eq!(get(to, path).await.unwrap().status, 200, "{path}");
            }
            let email = format!("v{visitor}@example.org");
            assert_eq!(write(to, &key, &email, "Hello").await.unwrap().status, 200);
        });
    }
    visitors.join_all().await;
    assert!(slow.try_join_next().is_none(), "the slow ones were gone before: nothing was tried");
    let taken = memory(&program).saturating_sub(before);
    assert!(taken < ROOM, "{taken} KiB");
    let mut open = std::collections::BTreeMap::from(SLOW);
    let closing = async {
        while let Some(closed) = slow.join_next().await {
            let (kind, answer) = closed.unwrap();
            let status = answer.split(' ').nth(1).unwrap_or_default().to_owned();
            assert!(matches!(status.as_str(), "" | "400" | "408"), "{kind}: {answer:.300}");
            *open.get_mut(kind).unwrap() -= 1;
        }
    };
    let closed = tokio::time::timeout(Duration::from_secs(16), closing).await;
    assert!(closed.is_ok(), "after their deadline there are still open: {open:?}");
    assert!(!program.log().contains("panicked"));
}

/// What the program takes of the machine's memory, in KiB.
pub fn memory(program: &Program) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", program.pid())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// Whoever asks for much and does not read it is dropped, and holds up no end.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_does_not_read_is_dropped() {
    let mut program = Program::demo();
    let large = 64 << 20;
    std::fs::create_dir_all(program.site.join("files")).unwrap();
    std::fs::write(program.site.join("files/large.bin"), vec![7; large]).unwrap();
    program.start().await;
    let to = program.address();
    let ask = async |ask: &str| {
        let mut stream = connect(to).await.unwrap();
        stream.write_all(ask.as_bytes()).await.unwrap();
        stream
    };
    let mut stream = ask(&ask_for(to)).await;
    let now_and_then = tokio::spawn(now_and_then(to));
    let mut others = Vec::new();
    for _ in 0..20 {
        others.push(ask(&ask_for(to)).await);
    }
    tokio::time::sleep(Duration::from_secs(23)).await;
    assert_eq!(program.get("/").await.unwrap().status, 200);
    let mut got = Vec::new();
    let _ = stream.read_to_end(&mut got).await;
    assert!(!got.is_empty() && got.len() < large, "{} of {large} bytes came", got.len());
    now_and_then.await.unwrap();
    others.push(ask(&ask_for(to)).await);
    program.stop().await;
}

/// Whoever asks now and then keeps the connection, for longer than a silent one would be kept.
async fn now_and_then(to: SocketAddr) {
    let mut stream = connect(to).await.unwrap();
    for _ in 0..4 {
        let request = format!("GET /robots.txt HTTP/1.1\r\nHost: {to}\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = [0; 16 * 1024];
        let length = stream.read(&mut answer).await.unwrap();
        assert!(answer[..length].starts_with(b"HTTP/1.1 200 "), "it is gone");
        tokio::time::sleep(Duration::from_secs(5)).await;
    }
}

fn ask_for(to: SocketAddr) -> String {
    format!("GET /files/large.bin HTTP/1.1\r\nHost: {to}\r\n\r\n")
}

/// What nobody typed is refused, and no fault of ours.
#[tokio::test]
async fn what_was_made_up_is_refused() {
    let site = Site::demo().await;
    let agent = site.member(RoleName::Agent).await;
    for path in ["/desk/inquiries/%00", "/desk/inquiries?before=%00"] {
        assert_eq!(agent.get(path).await.status, 400, "{path}");
    }
    for path in ["/?q=%ff", "/about?%00", "/?=&&="] {
        assert_eq!(site.visitor().get(path).await.status, 200, "{path}");
    }
}

/// The longest message there may be, in the script that takes most room on its way.
#[tokio::test]
async fn the_longest_message_is_taken_in_any_script() {
    let site = Site::demo().await;
    for letter in ["a", "ж", "漢", "😀"] {
        let sent = site.write("long@example.org", &letter.repeat(20_000)).await;
        assert_eq!(sent.status, 200, "{letter}");
        site.pass(600_000);
    }
}

/// Every status line in what came back.
fn statuses(answer: &str) -> Vec<u16> {
    let lines = answer.match_indices("HTTP/1.").map(|(at, _)| &answer[at..]);
    lines.filter_map(|line| line.split(' ').nth(1)?.parse().ok()).collect()
}

/// A request hidden in the body of another is never served.
#[tokio::test]
async fn no_request_is_smuggled() {
    let site = Site::demo().await;
    let to = site.address();
    let hidden = format!("GET /robots.txt HTTP/1.1\r\nHost: {to}\r\n\r\n");
    let chunked = "0\r\n\r\n";
    let length = chunked.len() + hidden.len();
    for headers in [
        format!("Content-Length: {length}\r\nTransfer-Encoding: chunked"),
        format!("Transfer-Encoding: chunked\r\nContent-Length: {length}"),
        format!("Content-Length: {length}\r\nContent-Length: 5"),
        format!("Content-Length: 5\r\nContent-Length: {length}"),
        format!("Content-Length: 5, {length}"),
        "Content-Length: +5".to_owned(),
        "Content-Length: 0x5".to_owned(),
        "Content-Length: -1".to_owned(),
        "Content-Length: 5 5".to_owned(),
        "Transfer-Encoding: chunked, identity".to_owned(),
        "Transfer-Encoding: xchunked".to_owned(),
        "Transfer-Encoding : chunked".to_owned(),
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity".to_owned(),
        "X: y\r\n Transfer-Encoding: chunked".to_owned(),
        "Transfer-Encoding:\u{b}chunked".to_owned(),
        "Transfer\u{0}-Encoding: chunked".to_owned(),
    ] {
        let request = format!(
            "POST /contact HTTP/1.1\r\nHost: {to}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\n{headers}\r\n\r\n{chunked}{hidden}"
        );
        let answer = raw(to, request.as_bytes()).await;
        let all = statuses(&answer);
        assert!(!answer.contains("User-agent:"), "{headers:?} smuggled: {answer}");
        assert!(all.len() <= 1 && all.iter().all(|one| *one >= 400), "{headers:?}: {all:?}");
    }
    assert_eq!(site.visitor().get("/").await.status, 200);
}

/// Heads that are ambiguous or malformed are refused.
#[tokio::test]
async fn malformed_heads_are_refused() {
    let site = Site::demo().await;
    let to = site.address();
    let end = "Connection: close\r\n\r\n";
    let mut wrong = Vec::new();
    for (request, good) in [
        (format!("GET / HTTP/1.1\r\nHost: {to}\r\n{end}"), vec![200]),
        (format!("GET / HTTP/1.1\r\n{end}"), vec![400, 421]),
        (format!("GET / HTTP/1.0\r\n{end}"), vec![400, 421]),
        (format!("GET / HTTP/1.1\r\nHost: {to}\r\nHost: {to}\r\n{end}"), vec![400, 421]),
        (format!("GET / HTTP/1.1\r\nHost: {to}\r\nHost: evil.example\r\n{end}"), vec![400, 421]),
        (format!("GET / HTTP/1.1\r\nHost: evil.example\r\n{end}"), vec![421]),
        (format!("GET / HTTP/1.1\r\nHost: {to}@evil.example\r\n{end}"), vec![400, 421]),
        (format!("GET http://evil.example/ HTTP/1.1\r\nHost: {to}\r\n{end}"), vec![400, 421]),
        (format!("GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n{end}"), vec![421]),
        (
            format!("CONNECT evil.example:443 HTTP/1.1\r\nHost: {to}\r\n{end}"),
            vec![400, 404, 405, 421],
        ),
        (format!("OPTIONS * HTTP/1.1\r\nHost: {to}\r\n{end}"), vec![400, 404, 405]),
        (format!("GET / HTTP/1.1\r\nHost: {to}\r\nX\u{0}: y\r\n{end}"), vec![400]),
        (format!("GET / HTTP/1.1\r\nHost: {to}\r\nX y: z\r\n{end}"), vec![400]),
        (format!("GET / HTTP/1.1\r\nHost: {to}\r\nno colon\r\n{end}"), vec![400]),
        (format!("GET / HTTP/1.1\r\nHost: {to}\r\nX: a\rb\r\n{end}"), vec![400]),
        (format!("GET /\u{0} HTTP/1.1\r\nHost: {to}\r\n{end}"), vec![400]),
        (format!("GET /a b HTTP/1.1\r\nHost: {to}\r\n{end}"), vec![400]),
        (format!("GET  / HTTP/1.1\r\nHost: {to}\r\n{end}"), vec![400]),
        (format!("GET / HTTP/9.9\r\nHost: {to}\r\n{end}"), vec![400, 505]),
        (format!("GET / HTTP/1.1\r\nHost: {to}\r\nX: {}\r\n{end}", "y".repeat(200_000)), vec![431]),
        (format!("GET / HTTP/1.1\r\nHost: {to}\r\n{}{end}", "X: y\r\n".repeat(500)), vec![431]),
        (format!("GET /{} HTTP/1.1\r\nHost: {to}\r\n{end}", "y".repeat(200_000)), vec![414, 431]),
        ("\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}\u{fc}\u{3}\u{3}\r\n\r\n".to_owned(), vec![400]),
    ] {
        let answer = raw(to, request.as_bytes()).await;
        let all = statuses(&answer);
        let fine = all.len() <= 1 && all.iter().all(|one| good.contains(one));
        if !fine || (good == [200] && all != good) || answer.contains("evil.example") {
            wrong.push(format!("{request:.80?}: {all:?} instead of {good:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whoever has said everything and only listens gets the whole answer, and is in the log, as is
/// whoever has gone without waiting for it.
#[tokio::test(flavor = "multi_thread")]
async fn who_has_said_everything_is_answered() {
    let site = Site::demo().await;
    let to = site.address();
    let paths =
        ["/", "/?x", "/contact", "/search?q=a", "/privacy.json", "/files/home.svg", "/none"];
    for path in paths {
        for waits in [true, false] {
            let mut stream = connect(to).await.unwrap();
            let request = format!("GET {path} HTTP/1.1\r\nHost: {to}\r\n\r\n");
            stream.write_all(request.as_bytes()).await.unwrap();
            stream.shutdown().await.unwrap();
            if waits {
                let mut came = Vec::new();
                stream.read_to_end(&mut came).await.unwrap();
                let came = String::from_utf8(came).unwrap();
                let (head, body) = came.split_once("\r\n\r\n").expect(path);
                let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
                assert_eq!(length, Some(body.len().to_string().as_str()), "{path}: {head}");
            }
        }
    }
    let lines = logged(&site, 2 * paths.len()).await;
    assert_eq!(lines.len(), 2 * paths.len(), "{lines:?}");
}
