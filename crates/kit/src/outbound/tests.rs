//! Against a small server that falls silent, and is heard out step by step.

use std::time::Duration;

use inventory::{Recipient, Role, Switch};
use lettre::address::Envelope;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

use super::*;

const fn recipient(outbound: bool) -> Recipient {
    Recipient {
        id: "test",
        role: Role::Processor,
        settings: "mail",
        switch: Switch::Always,
        purposes: &[],
        outbound,
    }
}
static DECLARED: Recipient = recipient(true);
static HOSTING: Recipient = recipient(false);

fn relay(host: &str, port: u16, protection: Protection) -> Relay {
    Relay { host: host.to_owned(), port, protection, credentials: None, hello: None }
}

#[test]
fn only_to_declared_recipients_and_protected() {
    let way = |recipient, host, protection| {
        smtp(recipient, &relay(host, 25, protection), Deadlines::USUAL).map(drop)
    };
    assert!(way(&DECLARED, "127.0.0.1", Protection::None).is_ok());
    assert!(way(&DECLARED, "mail.example.org", Protection::Tls).is_ok());
    assert!(matches!(
        way(&DECLARED, "mail.example.org", Protection::None),
        Err(Error::Unprotected(_))
    ));
    assert!(matches!(way(&HOSTING, "127.0.0.1", Protection::None), Err(Error::Undeclared("test"))));
}

/// A server that gives these answers, one to the connection and one to each line, and then none.
async fn server(answers: &'static [&'static str]) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).split(b'\n');
        for answer in answers {
            write.write_all(answer.as_bytes()).await.unwrap();
            let _ = lines.next_segment().await;
        }
        // Until the other side goes away.
        while let Ok(Some(_)) = lines.next_segment().await {}
    });
    port
}

async fn fails(relay: Relay) -> (Phase, Why) {
    let deadlines = Deadlines::all(Duration::from_millis(300));
    let to = vec!["ada@example.org".parse().unwrap()];
    let envelope = Envelope::new(Some("us@example.org".parse().unwrap()), to).unwrap();
    let mut smtp = smtp(&DECLARED, &relay, deadlines).unwrap();
    let failure = smtp.hand_over(&envelope, b"Subject: test\r\n\r\ntest").await.unwrap_err();
    (failure.phase, failure.why)
}

const HELLO: &str = "250-test\r\n250-AUTH PLAIN LOGIN\r\n250 STARTTLS\r\n";

const PLAIN: &str = "250 test\r\n";
const NO_TLS: &str = "this is no TLS, whatever it is, but long enough to look like some of it\r\n";

/// F8, with TLS and a password.
#[tokio::test]
async fn a_server_that_falls_silent_is_given_up_at_each_step() {
    for (protection, answers, phase) in [
        (Protection::Tls, &[][..], Phase::Greeting),
        (Protection::StartTls, &[], Phase::Greeting),
        (Protection::StartTls, &["220 test\r\n"], Phase::Greeting),
        (Protection::StartTls, &["220 test\r\n", HELLO], Phase::StartTls),
        (Protection::StartTls, &["220 test\r\n", HELLO, "220 go\r\n"], Phase::StartTls),
        (Protection::None, &["220 test\r\n", HELLO], Phase::Auth),
        (Protection::None, &["220 test\r\n", HELLO, "235 in\r\n"], Phase::Mail),
    ] {
        let mut relay = relay("127.0.0.1", server(answers).await, protection);
        relay.credentials = Some(("us".to_owned(), "secret".to_owned()));
        let (found, why) = fails(relay).await;
        assert!(found == phase && matches!(why, Why::Silent), "{found:?} {why:?}, not {phase:?}");
    }
}

/// S27: without TLS, where that is demanded, there is no mail; and what went wrong is told apart.
#[tokio::test]
async fn what_is_no_tls_and_no_smtp_is_told_apart() {
    for (protection, answers, phase, wanted) in [
        (Protection::Tls, &[NO_TLS][..], Phase::Greeting, "Tls"),
        (
            Protection::StartTls,
            &["220 test\r\n", HELLO, "454 not now\r\n", "221 bye\r\n"],
            Phase::StartTls,
            "Refused(454",
        ),
        (
            Protection::StartTls,
            &["220 test\r\n", HELLO, "220 go\r\n", NO_TLS],
            Phase::StartTls,
            "Tls",
        ),
        (Protection::StartTls, &["220 test\r\n", PLAIN], Phase::StartTls, "Lacks"),
        (Protection::None, &["HTTP/1.1 400 Bad Request\r\n"], Phase::Greeting, "NotSmtp"),
        (Protection::None, &["554 nobody\r\n"], Phase::Greeting, "Refused(554"),
        (Protection::None, &["220 test\r\n", PLAIN, "550 no\r\n"], Phase::Mail, "Refused(550"),
    ] {
        let relay = relay("127.0.0.1", server(answers).await, protection);
        let (found, why) = fails(relay).await;
        let why = format!("{why:?}");
        assert!(
            found == phase && why.starts_with(wanted),
            "{found:?} {why}, not {phase:?} {wanted}"
        );
    }
    // Nobody is there.
    let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let (phase, why) = fails(relay("127.0.0.1", port, Protection::None)).await;
    assert!(phase == Phase::Connect && matches!(why, Why::Unreachable), "{phase:?} {why:?}");
}

/// S27: a server whose certificate no trusted authority vouches for is handed nothing.
#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_refused() {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = rustls::pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let config = rustls::ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let served = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut session = rustls::ServerConnection::new(config.into()).unwrap();
        let shaken = session.complete_io(&mut stream);
        shaken.is_ok() && !session.is_handshaking()
    });
    let mut way = relay("127.0.0.1", port, Protection::Tls);
    "localhost".clone_into(&mut way.host);
    let (phase, why) = fails(way).await;
    assert!(phase == Phase::Greeting && matches!(why, Why::Tls), "{phase:?} {why:?}");
    assert!(!served.join().unwrap(), "they came to terms");
}

/// F9: a server that speaks without end, and never ends a line, is not listened to for ever.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_speaks_without_end_is_left() {
    for first in ["", "220-", "220 test\r\n"] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            stream.write_all(first.as_bytes()).await.unwrap();
            let (flood, mut said) = (vec![b'2'; 64 * 1024], 0);
            while stream.write_all(&flood).await.is_ok() {
                said += flood.len();
            }
            said
        });
        let (phase, why) = fails(relay("127.0.0.1", port, Protection::None)).await;
        assert!(phase == Phase::Greeting && matches!(why, Why::NotSmtp), "{phase:?} {why:?}");
        // Most of it lies in the buffers of the system.
        let said = heard.await.unwrap();
        assert!(said < 16 * 1024 * 1024, "{said} bytes were listened to");
    }
}
