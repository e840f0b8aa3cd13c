//! The listener that only leads to https, and what an authority asks of it.

use std::fs;
use std::net::SocketAddr;

use tokio::io::AsyncWriteExt;

use super::client::{NAME, Secure};
use super::renewed::until;
use crate::client::{connect, raw};

/// Sends a request over plain HTTP; the head of what comes.
async fn ask(to: SocketAddr, line: &str, host: &str) -> String {
    let request = format!("{line} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    raw(to, request.as_bytes()).await
}

fn head<'a>(answer: &'a str, name: &str) -> &'a str {
    let line = answer.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")));
    line.unwrap_or_default()
}

#[tokio::test]
async fn plain_http_is_led_to_the_same_page_over_https() {
    let secure = Secure::serving().await;
    for (line, to) in [
        ("GET /", "https://example.org/"),
        ("GET /de/about?a=b&c=%20d", "https://example.org/de/about?a=b&c=%20d"),
        ("POST /contact", "https://example.org/contact"),
        ("GET //evil.example/x", "https://example.org//evil.example/x"),
        ("GET /\\evil.example", "https://example.org/\\evil.example"),
        ("GET http://example.org/a", "https://example.org/a"),
        ("OPTIONS *", "https://example.org/"),
    ] {
        for host in [NAME, "EXAMPLE.org:80", "example.org:8080"] {
            let answer = ask(secure.plain(), line, host).await;
            assert!(answer.starts_with("HTTP/1.1 308 "), "{line}: {answer}");
            assert_eq!(head(&answer, "location"), to, "{line}");
            assert_eq!(head(&answer, "x-content-type-options"), "nosniff");
            assert_eq!(head(&answer, "strict-transport-security"), "", "not over plain HTTP");
        }
    }
    for (line, host) in [
        ("GET /", "evil.example"),
        ("GET /", "example.org.evil.example"),
        ("GET /", "example.org@evil.example"),
        ("GET http://evil.example/", NAME),
        ("GET http://evil.example/", "evil.example"),
        ("CONNECT evil.example:443", NAME),
    ] {
        let answer = ask(secure.plain(), line, host).await;
        let refused = answer.starts_with("HTTP/1.1 421 ") || answer.starts_with("HTTP/1.1 400 ");
        assert!(refused && !answer.contains("https://evil"), "{line} {host}: {answer}");
    }
    // What is led on is in the log as well.
    let logs = secure.program.data.join("logs");
    until(async || fs::read_dir(&logs).is_ok_and(|mut all| all.next().is_some())).await;
}

/// An address of its own for plain HTTP is not needed to be understood: whoever forgets the s is
/// led on, and what is neither is let go.
#[tokio::test]
async fn plain_http_where_tls_is_spoken_is_led_on_too() {
    let secure = Secure::serving().await;
    let answer = ask(secure.address(), "GET /about?x", NAME).await;
    assert!(answer.starts_with("HTTP/1.1 308 "), "{answer}");
    assert_eq!(head(&answer, "location"), "https://example.org/about?x");
    let answer = ask(secure.address(), "GET /about", "evil.example").await;
    assert!(answer.starts_with("HTTP/1.1 421 "), "{answer}");
    let known = b"SSH-2.0-OpenSSH_9.6\r\n".as_slice();
    for bytes in [b"\x00\x00\x00".as_slice(), b"\xff", b"\x80\x2e\x01\x00\x02", b"hello", known] {
        let answer = raw(secure.address(), bytes).await;
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 400"), "{bytes:?}: {answer}");
    }
    let mut gone = connect(secure.address()).await.unwrap();
    gone.shutdown().await.unwrap();
    assert_eq!(secure.get("/").await.status(), 200);
    assert!(!secure.program.log().contains("panicked"));
}

#[tokio::test]
async fn proofs_for_an_authority_are_served_and_nothing_else() {
    let secure = Secure::serving().await;
    let folder = secure.program.root().join("acme/.well-known/acme-challenge");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("a-Token_1"), "a-Token_1.thumbprint").unwrap();
    for host in [NAME, "www.example.org"] {
        let answer = ask(secure.plain(), "GET /.well-known/acme-challenge/a-Token_1", host).await;
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
        assert!(answer.ends_with("\r\n\r\na-Token_1.thumbprint"), "{answer}");
        assert_eq!(head(&answer, "x-content-type-options"), "nosniff");
    }
    for path in [
        "",
        "none",
        "..",
        "../../../tls/key.pem",
        "..%2f..%2f..%2ftls%2fkey.pem",
        "%2e%2e/%2e%2e/%2e%2e/tls/key.pem",
        "a-Token_1/../../../../tls/key.pem",
        "/etc/passwd",
        "%00",
    ] {
        let line = format!("GET /.well-known/acme-challenge/{path}");
        let answer = ask(secure.plain(), &line, NAME).await;
        assert!(answer.starts_with("HTTP/1.1 404 "), "{path}: {answer}");
        assert!(!answer.contains("PRIVATE KEY") && !answer.contains("root:"), "{path}");
    }
}
