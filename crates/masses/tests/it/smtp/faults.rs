//! What happens when the server is down, busy, says no, or says nothing more.

use kit::web::RoleName;
use masses::ground::mail::{Kind, State};

use super::line::{Line, Way};
use super::{NORA, outbox, send, site_with, to};
use crate::postfix::Postfix;

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
    assert_eq!(tried[0].last_error.as_deref(), Some("no-connection"));
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
    let line = Line::to(&postfix).await;
    let site = line.site(&postfix).await;
    line.goes(Way::Cut("."));
    send(&site, "/contact", &[]).await;
    site.work().await;
    line.goes(Way::Good);
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

/// F8: while a server says nothing more, at whichever step, whoever writes is answered; nothing is
/// given up, and everything goes out later.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_falls_silent_holds_up_nobody() {
    let postfix = Postfix::start();
    let mut taken = 0;
    for phase in ["connection", "greeting", "EHLO", "MAIL", "RCPT", "DATA", ".", "QUIT"] {
        let line = match phase {
            "connection" => Line::crowded(&postfix).await,
            _ => Line::to(&postfix).await,
        };
        let site = line.site(&postfix).await;
        line.goes(Way::Silent(phase));
        send(&site, "/contact", &[]).await;
        let writing = async {
            if phase != "QUIT" {
                line.is_silent().await;
            }
            for who in ["one@example.net", "two@example.net"] {
                let thanks = send(&site, "/contact", &[("email", who)]).await;
                assert!(!thanks.reference().is_empty(), "{phase}");
            }
            let queue = site.ground().mail.queue_now().await.unwrap();
            // Three acknowledgements and as many notifications, of which none is through.
            assert!(phase == "QUIT" || queue.waiting == 6, "{phase}: {queue:?}");
            line.goes(Way::Good);
        };
        tokio::join!(site.work(), writing);
        site.pass(A_WHILE);
        site.work().await;
        let queue = site.ground().mail.queue_now().await.unwrap();
        assert_eq!((queue.waiting, queue.failed), (0, 0), "{phase}");
        // One whose text was taken before the line was cut comes twice.
        taken += if phase == "." { 7 } else { 6 };
        postfix.mails(taken).await;
    }
}

/// F9: what the server says at each step: not now is tried again, never is shown, and what it
/// says before it has heard of a mail is no word about that mail.
#[tokio::test(flavor = "multi_thread")]
async fn each_recipient_stands_as_the_server_said() {
    let postfix = Postfix::start();
    let line = Line::to(&postfix).await;
    let site = line.site(&postfix).await;
    let newest = async || {
        let all = site.ground().mail.list(None, None, 100).await.unwrap();
        all.into_iter().find(|mail| mail.kind == Kind::Acknowledgement).unwrap()
    };
    let mut taken = 0;
    for (number, (phase, answer, state)) in [
        ("greeting", "421 4.3.2 not now", State::Queued),
        ("greeting", "554 5.7.1 nobody", State::Queued),
        ("EHLO", "451 4.3.0 later", State::Queued),
        ("EHLO", "554 5.5.1 no", State::Queued),
        ("MAIL", "451 4.7.1 later", State::Queued),
        ("MAIL", "550 5.7.1 not you", State::Failed),
        ("RCPT", "450 4.2.0 greylisted", State::Queued),
        ("RCPT", "550 5.7.1 not them", State::Failed),
        ("DATA", "451 4.3.0 later", State::Queued),
        ("DATA", "554 5.6.0 no", State::Failed),
        (".", "452 4.3.1 full", State::Queued),
        (".", "554 5.6.0 spam", State::Failed),
    ]
    .into_iter()
    .enumerate()
    {
        line.goes(Way::Says(phase, answer));
        let who = format!("n{number}@example.net");
        let thanks = send(&site, "/contact", &[("email", &who)]).await;
        assert!(!thanks.reference().is_empty());
        site.work().await;
        let mail = newest().await;
        let code = answer.splitn(3, ' ').take(2).collect::<Vec<_>>().join(" ");
        let found = (mail.state, mail.last_error.as_deref());
        assert_eq!(found, (state, Some(code.as_str())), "{phase}");
        line.goes(Way::Good);
        site.pass(A_WHILE);
        site.work().await;
        let later = if state == State::Queued { State::Sent } else { state };
        assert_eq!(newest().await.state, later, "{phase} {answer}");
        taken += if state == State::Queued { 2 } else { 0 };
        // None of these was about an address.
        assert!(site.ground().mail.reaches(&who).await.unwrap());
        postfix.mails(taken).await;
    }
}
