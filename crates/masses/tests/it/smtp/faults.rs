//! What happens when the server is down, busy, says no, or says nothing more.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use kit::web::RoleName;
use masses::ground::mail::{Kind, State};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::{NORA, outbox, send, site_with, to};
use crate::postfix::Postfix;
use crate::site::Site;

/// Long enough for every pause after a failure.
const A_WHILE: i64 = 15 * 60_000;

/// F9.
#[tokio::test(flavor = "multi_thread")]
async fn not_now_is_tried_again_and_never_is_shown() {
    let postfix = Postfix::start();
    let site = site_with(&postfix).await;
    postfix.refuse(&[
        ("busy", "450 4.2.0 greylisted, come back later"),
        ("full", "452 4.2.2 mailbox full"),
        ("gone", "550 5.1.1 nobody here by that name"),
    ]);
    for who in ["busy@a.example", "full@b.example", "gone@c.example", NORA] {
        assert_eq!(send(&site, "/contact", &[("email", who)]).await.status, 200);
    }
    site.work().await;
    assert_eq!(to(&postfix.mails(5).await, NORA).len(), 1, "others hold nobody up");
    let again = outbox(&site, State::Queued, Kind::Acknowledgement).await;
    let mut why: Vec<_> = again.iter().map(|mail| mail.last_error.as_deref().unwrap()).collect();
    why.sort_unstable();
    assert_eq!(why, ["450 4.2.0", "452 4.2.2"]);
    let failed = outbox(&site, State::Failed, Kind::Acknowledgement).await;
    let [failed] = &failed[..] else { panic!("{} failed", failed.len()) };
    assert_eq!(failed.last_error.as_deref(), Some("550 5.1.1"));

    let owner = site.member(RoleName::Owner).await;
    let list = owner.get("/desk/system?state=failed").await.body;
    assert!(list.contains("gone@c.example") && !list.contains("busy@a.example"), "{list}");
    let page = owner.get(&format!("/desk/system/mail/{}", failed.id)).await.body;
    assert!(page.contains("550 5.1.1") && page.contains("Not delivered"), "{page}");

    postfix.refuse(&[("gone", "550 5.1.1 nobody here by that name")]);
    site.work().await;
    assert_eq!(outbox(&site, State::Queued, Kind::Acknowledgement).await.len(), 2, "too early");
    site.pass(A_WHILE);
    site.work().await;
    let mails = postfix.mails(7).await;
    assert_eq!((to(&mails, "busy@a.example").len(), to(&mails, "full@b.example").len()), (1, 1));

    // No such address: nothing goes there by itself any more, and what is written is taken.
    assert_eq!(send(&site, "/contact", &[("email", "gone@c.example")]).await.status, 200);
    site.pass(A_WHILE);
    site.work().await;
    assert_eq!(outbox(&site, State::Failed, Kind::Acknowledgement).await.len(), 1);
    assert_eq!(to(&postfix.mails(8).await, "hello@example.org").len(), 5);
}

/// Refused for another reason than the address: failed, and acknowledged the next time.
#[tokio::test(flavor = "multi_thread")]
async fn only_a_wrong_address_is_suppressed() {
    let postfix = Postfix::start();
    let site = site_with(&postfix).await;
    postfix.refuse(&[("nora", "554 5.7.1 not like this")]);
    send(&site, "/contact", &[]).await;
    site.work().await;
    assert_eq!(outbox(&site, State::Failed, Kind::Acknowledgement).await.len(), 1);
    postfix.refuse(&[]);
    send(&site, "/contact", &[("message", "Once more")]).await;
    site.work().await;
    assert_eq!(to(&postfix.mails(3).await, NORA).len(), 1);
}

/// F8: whoever writes notices nothing, the team sees that mails wait, and they go later.
#[tokio::test(flavor = "multi_thread")]
async fn while_the_server_is_down_mails_wait() {
    let mut postfix = Postfix::start();
    let mut site = site_with(&postfix).await;
    postfix.down();
    let thanks = send(&site, "/contact", &[]).await;
    assert!(!thanks.reference().is_empty());
    site.work().await;
    assert_eq!(site.ground().mail.queue_now().await.unwrap().waiting, 2);
    let owner = site.member(RoleName::Owner).await;
    let system = owner.get("/desk/system").await.body;
    assert!(system.contains("nora@nachtigall.example") && system.contains(">Waiting<"), "{system}");
    drop(owner);
    // Neither a failure nor a restart loses one, and there is no hammering meanwhile.
    for _ in 0..20 {
        site.pass(60_000);
        site.work().await;
    }
    let tried = outbox(&site, State::Queued, Kind::Acknowledgement).await;
    assert!(tried[0].attempts < 12, "{} attempts in twenty minutes", tried[0].attempts);
    assert_eq!(tried[0].last_error.as_deref(), Some("no connection"));
    site.restart().await;
    postfix.up();
    site.pass(6 * 60 * 60_000);
    site.work().await;
    let mails = postfix.mails(2).await;
    assert_eq!(to(&mails, NORA).len(), 1);
    assert_eq!(site.ground().mail.queue_now().await.unwrap().waiting, 0);
}

/// F9: a server that greets nobody has refused no mail: all of them wait.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_turns_everybody_away_has_refused_no_mail() {
    let postfix = Postfix::start();
    let site = site_with(&postfix).await;
    send(&site, "/contact", &[]).await;
    postfix.turn_away(true);
    site.work().await;
    let queue = site.ground().mail.queue_now().await.unwrap();
    assert_eq!((queue.waiting, queue.failed), (2, 0));
    let tried = outbox(&site, State::Queued, Kind::Acknowledgement).await;
    assert!(
        tried[0].last_error.as_deref().unwrap().starts_with("554"),
        "{:?}",
        tried[0].last_error
    );
    postfix.turn_away(false);
    for _ in 0..3 {
        site.pass(10 * 60_000);
        site.work().await;
    }
    assert_eq!(postfix.mails(2).await.len(), 2);
}

/// F4: the server took it, and its word of that got lost. Perhaps twice, never lost, and the
/// same Message-ID both times.
#[tokio::test(flavor = "multi_thread")]
async fn a_mail_sent_again_is_the_same_mail() {
    let postfix = Postfix::start();
    let line = Line::to(postfix.port).await;
    let site = Site::with(|settings| {
        settings + &postfix.settings().replace(&postfix.port.to_string(), &line.port.to_string())
    })
    .await;
    line.cut.store(true, Ordering::SeqCst);
    send(&site, "/contact", &[]).await;
    site.work().await;
    line.cut.store(false, Ordering::SeqCst);
    site.pass(A_WHILE);
    site.work().await;
    let queue = site.ground().mail.queue_now().await.unwrap();
    assert_eq!((queue.waiting, queue.failed), (0, 0));
    let mails = postfix.mails(3).await;
    let mut twice: Vec<_> = mails.iter().map(|mail| mail.header("Message-ID")).collect();
    twice.sort_unstable();
    twice.dedup();
    assert_eq!(twice.len(), 2, "one of the two came twice, as the same: {mails:#?}");
}

/// A line to the server which can be cut just when the server says that it has taken a mail.
struct Line {
    port: u16,
    cut: Arc<AtomicBool>,
}

impl Line {
    async fn to(server: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let line = Self { port: listener.local_addr().unwrap().port(), cut: Arc::default() };
        let cut = line.cut.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(carry(client, server, cut.clone()));
            }
        });
        line
    }
}

#[allow(clippy::disallowed_methods, reason = "the test's own line")]
async fn carry(client: TcpStream, server: u16, cut: Arc<AtomicBool>) {
    let server = TcpStream::connect(("127.0.0.1", server)).await.unwrap();
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let up = tokio::spawn(async move { tokio::io::copy(&mut from_client, &mut to_server).await });
    let mut bytes = [0; 4096];
    while let Ok(read @ 1..) = from_server.read(&mut bytes).await {
        let said = String::from_utf8_lossy(&bytes[..read]).into_owned();
        if cut.load(Ordering::SeqCst) && said.contains("queued as") {
            break;
        }
        if to_client.write_all(&bytes[..read]).await.is_err() {
            break;
        }
    }
    up.abort();
}
