//! TLS served by the program itself: who may speak to it and how, what it never sends, and that
//! nobody holds up others.

mod browsed;
mod client;
mod plain;
mod proxied;
mod renewed;
mod said;
mod slow;

use std::time::Duration;

use rustls::HandshakeKind;
use rustls::version::{TLS12, TLS13};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::client::{connect, written};
use client::{Authority, Http1, Http2, NAME, Secure, get, header, post, shake};

/// The token that makes somebody the first owner, as it was printed.
fn token(secure: &Secure) -> String {
    let said = secure.program.printed();
    let (_, link) = said.split_once("/desk/join/").expect("no link was printed");
    link.split_whitespace().next().unwrap().to_owned()
}

#[tokio::test]
async fn pages_come_over_both_versions_of_tls_and_of_http() {
    let secure = Secure::serving().await;
    for version in [&TLS12, &TLS13] {
        let config = secure.authority.visitor(&[version], &["http/1.1"]);
        let mut one = Http1::new(&secure, &config).await;
        for path in ["/", "/about", "/de"] {
            let answer = one.send(get(path)).await;
            assert_eq!(answer.status(), 200, "{path}");
            assert_eq!(answer.version(), hyper::Version::HTTP_11);
            assert!(header(&answer, "strict-transport-security").starts_with("max-age=31536000"));
        }
        let config = secure.authority.visitor(&[version], &["h2", "http/1.1"]);
        let stream = shake(secure.address(), config).await.unwrap();
        let session = &stream.get_ref().1;
        assert_eq!(session.alpn_protocol(), Some(&b"h2"[..]), "HTTP/2 where it is offered");
        assert_eq!(session.protocol_version(), Some(version.version));
    }
    let mut two = Http2::new(&secure).await;
    let first = two.send(get("/")).await;
    assert_eq!((first.status().as_u16(), first.version()), (200, hyper::Version::HTTP_2));
    let pages = ["/about", "/de", "/privacy", "/contact", "/none"].map(|path| {
        let mut sender = two.sender.clone();
        async move { sender.send_request(get(path)).await.unwrap().status().as_u16() }
    });
    assert_eq!(futures_util::future::join_all(pages).await, [200, 200, 200, 200, 404]);
    let config = secure.authority.modern(&["spdy/3"]);
    assert!(shake(secure.address(), config).await.is_err(), "a protocol nobody speaks any more");
    assert!(!secure.program.log().contains("panicked"));
}

/// Who comes back does not begin anew, and the program keeps nothing of them for it.
#[tokio::test]
async fn who_comes_back_is_known_by_their_ticket() {
    let secure = Secure::serving().await;
    for version in [&TLS12, &TLS13] {
        let config = secure.authority.visitor(&[version], &["http/1.1"]);
        let mut kinds = Vec::new();
        for _ in 0..2 {
            let mut stream = shake(secure.address(), config.clone()).await.unwrap();
            kinds.push(stream.get_ref().1.handshake_kind().unwrap());
            let ask = format!("GET / HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n\r\n");
            stream.write_all(ask.as_bytes()).await.unwrap();
            stream.read_to_end(&mut Vec::new()).await.unwrap();
        }
        assert_eq!(kinds, [HandshakeKind::Full, HandshakeKind::Resumed], "{version:?}");
    }
}

/// A form is taken from this site and from no other, whatever a browser tells of where it comes
/// from; and with HTTP/2, where there is no Host.
#[tokio::test]
async fn forms_come_from_this_site_only() {
    let secure = Secure::serving().await;
    let mut two = Http2::new(&secure).await;
    let form = two.send(get("/contact")).await.into_body();
    let key = form.split_once("name=\"key\" value=\"").unwrap().1.split('"').next().unwrap();
    tokio::time::sleep(Duration::from_millis(3_100)).await;
    let text = written(key, "nora@example.com", "Hello over TLS");
    let own = format!("https://{NAME}");
    for (origin, expected) in [("https://evil.example", 403), ("null", 403), (&own, 200)] {
        let answer = two.send(post("/contact", origin, &text)).await;
        assert_eq!(answer.status(), expected, "{origin}: {}", answer.body());
    }
    let mut one = Http1::new(&secure, &secure.authority.modern(&["http/1.1"])).await;
    let text = written(key, "nora@example.com", "Hello again");
    assert_eq!(one.send(post("/contact", "https://evil.example", &text)).await.status(), 403);
}

#[tokio::test]
async fn cookies_travel_encrypted_only() {
    let secure = Secure::serving().await;
    let mut visitor = Http2::new(&secure).await;
    let form = format!("token={}", token(&secure));
    let joined = visitor.send(post("/desk/join", &format!("https://{NAME}"), &form)).await;
    assert_eq!(joined.status(), 303, "{}", joined.body());
    let cookie = header(&joined, "set-cookie");
    assert!(cookie.starts_with("__Host-") && cookie.ends_with("; Secure"), "{cookie}");
    let name = cookie.split(';').next().unwrap();
    let mut ask = get("/desk/join/account");
    ask.headers_mut().insert("cookie", name.parse().unwrap());
    assert_eq!(visitor.send(ask).await.status(), 200, "the cookie that came back is known");
}

/// A request for another host is refused over HTTP/2 as over HTTP/1.1.
#[tokio::test]
async fn other_hosts_are_refused() {
    let secure = Secure::serving().await;
    let mut two = Http2::new(&secure).await;
    let mut other = get("/");
    *other.uri_mut() = "https://evil.example/".parse().unwrap();
    assert_eq!(two.send(other).await.status(), 421);
    let mut both = get("/");
    both.headers_mut().insert("host", "evil.example".parse().unwrap());
    assert_eq!(two.send(both).await.status(), 421);
    let mut tunnel = get("/");
    *tunnel.method_mut() = "CONNECT".parse().unwrap();
    *tunnel.uri_mut() = format!("{NAME}:443").parse().unwrap();
    assert!(two.send(tunnel).await.status().is_client_error());
    assert_eq!(two.send(get("/")).await.status(), 200, "the connection goes on");
    assert!(!secure.program.log().contains("panicked"));
}

/// What a client that knows nothing newer than this version says first (RFC 5246, section 7.4.1).
fn hello(version: u8) -> Vec<u8> {
    let mut body = vec![3, version];
    body.extend([7; 32]);
    // No session, two suites of TLS 1.2, no compression; curves, points, signatures.
    body.extend([0, 0, 4, 0xc0, 0x2b, 0xc0, 0x2f, 1, 0]);
    body.extend([0, 24, 0, 10, 0, 6, 0, 4, 0, 29, 0, 23, 0, 11, 0, 2, 1, 0]);
    body.extend([0, 13, 0, 4, 0, 2, 4, 3]);
    let length =
        |bytes: usize| [u8::try_from(bytes >> 8).unwrap(), u8::try_from(bytes & 255).unwrap()];
    let mut message = vec![1, 0];
    message.extend(length(body.len()));
    message.extend(body);
    let mut record = vec![0x16, 3, 1];
    record.extend(length(message.len()));
    record.extend(message);
    record
}

#[tokio::test]
async fn old_versions_are_refused() {
    let secure = Secure::serving().await;
    // SSL 3.0 is the version 0, TLS 1.2 the version 3.
    for version in [0, 1, 2, 3] {
        let mut stream = connect(secure.address()).await.unwrap();
        stream.write_all(&hello(version)).await.unwrap();
        let mut answer = [0; 7];
        stream.read_exact(&mut answer).await.unwrap();
        // A fatal alert: that version is not spoken (RFC 8446, section 6.2).
        let refused = answer[0] == 0x15 && answer[5..] == [2, 70];
        assert_eq!(refused, version < 3, "{version}: {answer:?}");
        assert!(refused || answer[0] == 0x16, "{version}: {answer:?}");
    }
    let stranger = Authority::new().modern(&["h2"]);
    let refused = shake(secure.address(), stranger).await.unwrap_err();
    assert!(refused.to_string().contains("invalid peer certificate"), "{refused}");
}

/// Whoever is being served gets all of it; others are told to go, and then it ends.
#[tokio::test(flavor = "multi_thread")]
async fn it_ends_when_what_is_under_way_has_been_served() {
    let mut secure = Secure::new();
    std::fs::create_dir_all(secure.program.site.join("files")).unwrap();
    let large = vec![7; 8 << 20];
    std::fs::write(secure.program.site.join("files/large.bin"), &large).unwrap();
    secure.program.start().await;
    let mut idle = Http2::new(&secure).await;
    assert_eq!(idle.send(get("/")).await.status(), 200);
    let silent = connect(secure.address()).await.unwrap();
    let mut busy = Http2::with(&secure, 64 << 10).await;
    let response = busy.sender.send_request(get("/files/large.bin")).await.unwrap();
    secure.program.terminate();
    let told = tokio::time::timeout(Duration::from_secs(10), idle.connection).await;
    assert!(told.unwrap().unwrap().is_ok(), "who waits is told, not cut off");
    let body = http_body_util::BodyExt::collect(response.into_body()).await.unwrap().to_bytes();
    assert_eq!(body.len(), large.len());
    let ended = secure.program.ended(Duration::from_secs(15)).await;
    assert!(ended.success() && !secure.program.log().contains("were cut off"));
    drop(silent);
}
