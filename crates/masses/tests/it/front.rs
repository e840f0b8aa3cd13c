//! The front of a connection: nobody can tell which requests it answers itself and from which on
//! another takes over.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::client::{connect, fields};
use crate::site::Site;

/// An answer: status, the length it says, and its body.
#[derive(Debug, PartialEq)]
struct Came {
    status: u16,
    length: Option<usize>,
    body: Vec<u8>,
}

/// Reads one answer from a connection, and no byte more.
async fn answer(stream: &mut TcpStream, bodyless: bool) -> Came {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.expect("it ends within a head"));
    }
    let head = String::from_utf8(head).unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let length = length.map(|length| length.parse().unwrap());
    let mut body = vec![0; if bodyless || status == 304 { 0 } else { length.unwrap() }];
    stream.read_exact(&mut body).await.unwrap();
    Came { status, length, body }
}

/// Requests of every kind, and whether a body follows what answers them.
fn requests(to: SocketAddr) -> Vec<(String, bool)> {
    let ask = |line: &str, more: &str| format!("{line} HTTP/1.1\r\nHost: {to}\r\n{more}\r\n");
    let form = fields(&[("email", "no address"), ("message", "")]);
    let form = format!("Content-Length: {}\r\n\r\n{form}", form.len());
    let form = format!("Content-Type: application/x-www-form-urlencoded\r\n{form}");
    vec![
        (ask("GET /", ""), false),
        (ask("HEAD /about", ""), true),
        (ask("GET /about", "Accept-Encoding: gzip\r\nIf-None-Match: *\r\n"), false),
        (ask("GET /", "Cookie: a=b\r\n"), false),
        (ask("GET /", "CONNECTION: Keep-Alive\r\n"), false),
        (ask("GET /about?x", ""), false),
        (ask("GET /missing", ""), false),
        (ask("GET /about", "Content-Length: 0\r\n"), false),
        (format!("\r\n{}", ask("GET /de", "")), false),
        (ask("POST /contact", &form).trim_end().to_owned(), false),
        (ask("GET /", &"X: y\r\n".repeat(40)), false),
        (ask("GET /", &format!("X: {}\r\n", "y".repeat(5_000))), false),
        (ask("DELETE /", ""), false),
        (ask(&format!("GET http://{to}/about"), ""), false),
    ]
}

/// One after the other, all at once, or a byte at a time: the same answers, in their order.
#[tokio::test(flavor = "multi_thread")]
async fn requests_are_answered_however_they_come() {
    let site = Site::demo().await;
    let to = site.address();
    let requests = requests(to);
    let mut alone = Vec::new();
    for (request, bodyless) in &requests {
        let mut stream = connect(to).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        alone.push(answer(&mut stream, *bodyless).await);
    }
    let statuses: Vec<u16> = alone.iter().map(|came| came.status).collect();
    let expected = [200, 200, 304, 200, 200, 200, 404, 200, 200, 422, 200, 200, 405, 200];
    assert_eq!(statuses, expected);
    assert!(alone[1].length.is_some_and(|length| length > 1_000), "HEAD says how long it would be");
    let count = requests.len();
    let order = |from: usize| (0..count).map(move |at| (from + at) % count);
    for (from, piece) in [(0, 100_000), (3, 100_000), (6, 997), (9, 61), (12, 1), (0, 1)] {
        let stream = connect(to).await.unwrap();
        stream.set_nodelay(true).unwrap();
        let all: String = order(from).map(|at| requests[at].0.as_str()).collect();
        let (reading, mut writing) = stream.into_split();
        let sent = tokio::spawn(async move {
            for bytes in all.as_bytes().chunks(piece) {
                writing.write_all(bytes).await.unwrap();
                tokio::task::yield_now().await;
            }
            writing
        });
        let mut stream = reading.reunite(sent.await.unwrap()).unwrap();
        for at in order(from) {
            let came = answer(&mut stream, requests[at].1).await;
            assert_eq!(came.status, alone[at].status, "from {from}, {piece} at once: {at}");
            // Pages with a form have a key of their own each time.
            if came.status != 422 {
                assert_eq!(came, alone[at], "from {from}, {piece} at once: {at}");
            }
        }
    }
}

/// What its front answers is in the log like everything else, and a name that is not ours is not
/// answered.
#[tokio::test]
async fn the_front_checks_and_notes_like_the_doors() {
    let site = Site::demo().await;
    let to = site.address();
    let mut stream = connect(to).await.unwrap();
    for host in [to.to_string(), "evil.example".to_owned()] {
        let request = format!(
            "GET / HTTP/1.1\r\nHost: {host}\r\nX-Forwarded-For: 203.0.113.77\r\nUser-Agent: x\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let expected = if host == "evil.example" { 421 } else { 200 };
        assert_eq!(answer(&mut stream, false).await.status, expected, "{host}");
    }
    let odd = format!("Jane.Doe / HTTP/1.1\r\nHost: {to}\r\n\r\n");
    stream.write_all(odd.as_bytes()).await.unwrap();
    assert_eq!(answer(&mut stream, false).await.status, 405);
    for more in ["", "?x"] {
        let head = format!("HEAD /{more} HTTP/1.1\r\nHost: {to}\r\n\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        assert_eq!(answer(&mut stream, true).await.status, 200);
    }
    let lines = logged(&site, 5).await;
    let of = |status: &str| lines.iter().filter(|line| line.contains(status)).count();
    assert_eq!((of(" GET / 200 "), of(" GET - 421 ")), (1, 1), "{lines:?}");
    assert_eq!(of(" OTHER - 405 ") + of(" OTHER / 405 "), 1, "a name is not noted: {lines:?}");
    assert_eq!(of(" HEAD / 200 0B "), 2, "no body was sent: {lines:?}");
    let partly = |line: &String| line.split(' ').nth(1).is_some_and(|one| one.ends_with(".0"));
    assert!(lines.iter().all(partly), "only part of an address: {lines:?}");
}

/// The lines of the access log, as soon as there are so many of them.
pub async fn logged(site: &Site, least: usize) -> Vec<String> {
    let logs = site.data().join("logs");
    let mut lines = Vec::new();
    for _ in 0..200 {
        let read = |file: std::fs::DirEntry| std::fs::read_to_string(file.path()).unwrap();
        let files = std::fs::read_dir(&logs).unwrap().map(|file| read(file.unwrap()));
        lines =
            files.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>()).collect();
        if lines.len() >= least {
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    lines
}
