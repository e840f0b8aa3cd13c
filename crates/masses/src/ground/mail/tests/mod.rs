//! The outbox against a real database and a small SMTP server.

mod house;
mod silence;

use db::binds;
use house::{FOR, House, NOVEMBER, Server, document};

use super::*;
use crate::ground::jobs::{DAY, HOUR, MINUTE, Outcome};
use crate::ground::journal::{Act, Actor, Entry};
use crate::ground::people::{HandleKind, Refusing};

#[tokio::test]
async fn sends_with_the_right_headers() {
    let server = Server::start().await;
    let house = House::open(Some(server.port)).await;
    let (id, message_id) = house.put(Kind::Acknowledgement, "ada@example.org").await;
    house.put(Kind::Answer, "bob@example.org").await;
    assert!(house.mail.due(NOVEMBER).await.unwrap());
    assert_eq!(house.deliver().await, Outcome::Done);
    let got = server.got();
    assert_eq!(got.len(), 2);
    for header in [
        "From: Masses <hello@example.org>\n",
        "To: ada@example.org\n",
        &format!("Message-ID: {message_id}\n"),
        "In-Reply-To: <first@example.org>\n",
        "References: <first@example.org> <second@example.org>\n",
        "Auto-Submitted: auto-replied\n",
        "Content-Type: text/plain; charset=utf-8\n",
        "MIME-Version: 1.0\n",
        "Subject: Ihre Anfrage: =?utf-8?b?",
        "Date: Mon, 23 Nov 2026 21:58:04 +0000\n",
    ] {
        assert!(got[0].contains(header), "{header} in {}", got[0]);
    }
    assert!(!got[1].contains("Auto-Submitted"), "an answer was written by somebody");
    assert!(!got[0].contains("bob@"));
    let row = house.row(&id).await;
    assert_eq!((row.state, row.sent_at), (State::Sent, Some(NOVEMBER)));
    assert_eq!(house.mail.state_of(&message_id).await.unwrap(), Some("sent"));
    assert_eq!(house.mail.thread_of(&message_id).as_deref(), Some("0190-thread"));
    assert!(!house.mail.due(NOVEMBER + HOUR).await.unwrap());
    let raw = std::fs::read(house.folder.path().join("data.db-wal")).unwrap();
    let raw = String::from_utf8_lossy(&raw).into_owned();
    assert!(!raw.contains("ada@") && !raw.contains("Gott") && !raw.contains("Anfrage"));
}

/// F9.
#[tokio::test]
async fn tries_again_or_gives_up_as_the_server_says() {
    let server = Server::start().await;
    let house = House::open(Some(server.port)).await;
    server.answers("451 4.7.1 <ada@example.org> later, please");
    let (id, message_id) = house.put(Kind::Acknowledgement, "ada@example.org").await;
    house.deliver().await;
    let row = house.row(&id).await;
    assert_eq!((row.state, row.last_error.as_deref()), (State::Queued, Some("451 4.7.1")));
    assert!(row.due_at >= NOVEMBER + 45_000 && row.due_at <= NOVEMBER + 75_000);
    house.clock.advance(40_000);
    assert!(!house.mail.due(house.clock.now()).await.unwrap());

    server.answers("550 5.1.1 <ada@example.org> is not here");
    house.clock.advance(40_000);
    house.deliver().await;
    let row = house.row(&id).await;
    assert_eq!((row.state, row.last_error.as_deref()), (State::Failed, Some("550 5.1.1")));
    assert!(house.acts().await.contains(&"mail-failed".to_owned()));
    assert!(!house.mail.reaches("ADA@example.org ").await.unwrap());
    let (_, thanked) = house.put(Kind::Acknowledgement, "Ada@example.org").await;
    assert_eq!(thanked, "", "an address that there is not is not thanked");
    assert_eq!(house.mail.given_up(10).await.unwrap(), 1);
    assert_eq!(house.mail.queue_now().await.unwrap().failed, 1);

    server.answers("250 ok");
    let actor = Actor::Member("m1".to_owned());
    assert!(house.mail.retry(&id, actor, house.clock.now()).await.unwrap());
    house.deliver().await;
    assert_eq!(house.row(&id).await.state, State::Sent);
    assert!(server.got()[0].contains(&message_id), "the same Message-ID each time");
    assert!(house.mail.reaches("ada@example.org").await.unwrap());
}

#[tokio::test]
async fn five_days_of_no_are_enough() {
    let server = Server::start().await;
    let house = House::open(Some(server.port)).await;
    server.answers("452 full");
    let (id, _) = house.put(Kind::Answer, "ada@example.org").await;
    let mut tries = 0;
    while house.row(&id).await.state == State::Queued {
        house.deliver().await;
        house.clock.advance(u64::try_from(5 * MINUTE).unwrap());
        tries += 1;
    }
    assert!(tries >= 5 * 288, "{tries}");
    assert_eq!(house.row(&id).await.last_error.as_deref(), Some("452, given-up"));
    assert!(house.mail.reaches("ada@example.org").await.unwrap());
}

/// F10: a clock that jumped over some days is no reason to give up what was tried once.
#[tokio::test]
async fn days_in_which_nobody_tried_are_no_reason_to_give_up() {
    let server = Server::start().await;
    let house = House::open(Some(server.port)).await;
    server.answers("452 full");
    let (id, _) = house.put(Kind::Answer, "ada@example.org").await;
    house.deliver().await;
    house.clock.advance(u64::try_from(30 * DAY).unwrap());
    let mut tries = 1;
    while house.row(&id).await.state == State::Queued {
        assert!(house.mail.due(house.clock.now()).await.unwrap());
        house.deliver().await;
        tries += 1;
        house.clock.advance(u64::try_from(5 * HOUR).unwrap());
    }
    assert_eq!((tries, house.row(&id).await.attempts), (8, 8));
}

/// F8.
#[tokio::test]
async fn a_server_that_is_down_uses_up_no_attempts() {
    let server = Server::start().await;
    let house = House::open(Some(server.port)).await;
    let (first, _) = house.put(Kind::Answer, "ada@example.org").await;
    let (second, _) = house.put(Kind::Answer, "bob@example.org").await;
    server.answers("421 closing");
    assert_eq!(house.deliver().await, Outcome::Done);
    assert_eq!((house.row(&first).await.attempts, house.row(&second).await.attempts), (1, 0));
    assert!(!house.mail.due(house.clock.now()).await.unwrap());
    house.clock.advance(15_000);
    server.answers("250 ok");
    assert!(house.mail.due(house.clock.now()).await.unwrap());
    house.deliver().await;
    assert_eq!(house.row(&second).await.state, State::Sent);
    house.clock.advance(75_000);
    house.deliver().await;
    assert_eq!(house.row(&first).await.state, State::Sent);
}

/// F4: this process went away after it took the mail.
#[tokio::test]
async fn what_was_being_sent_is_sent_again() {
    let server = Server::start().await;
    let house = House::open(Some(server.port)).await;
    let (id, message_id) = house.put(Kind::Answer, "ada@example.org").await;
    let take = house.data.write::<_, db::Error>(|tx| {
        let binds = binds![NOVEMBER, NOVEMBER + 5 * MINUTE, NOVEMBER + DAY];
        Box::pin(async move { tx.read_one(&store::TAKE, binds).await })
    });
    assert!(take.await.unwrap().is_some());
    house.deliver().await;
    assert_eq!(server.got().len(), 0);
    house.clock.advance(u64::try_from(5 * MINUTE).unwrap());
    house.deliver().await;
    assert!(server.got()[0].contains(&message_id));
    assert_eq!(house.row(&id).await.state, State::Sent);
}

/// F10: what was written while the clock was a year ahead does not wait for a year, and what was
/// being handed over then is handed over.
#[tokio::test]
async fn a_clock_that_was_ahead_holds_up_no_mail() {
    let server = Server::start().await;
    let house = House::open(Some(server.port)).await;
    house.clock.set(NOVEMBER + 365 * DAY);
    let (waits, _) = house.put(Kind::Answer, "ada@example.org").await;
    let (taken, _) = house.put(Kind::Answer, "bob@example.org").await;
    server.answers("452 full");
    house.deliver().await;
    house.clock.set(NOVEMBER);
    server.answers("250 ok");
    assert!(house.mail.due(NOVEMBER).await.unwrap(), "they wait for a year");
    house.deliver().await;
    for id in [waits, taken] {
        assert_eq!(house.row(&id).await.state, State::Sent);
    }
}

/// P21, P28: what a mail is for has to be in force, and the person must not have said no.
#[tokio::test]
async fn who_says_no_gets_no_mail() {
    let server = Server::start().await;
    let house = House::open(Some(server.port)).await;
    let (id, _) = house.put(Kind::Answer, "ada@example.org").await;
    let person = house.row(&id).await.person;
    let work = house.data.write::<_, people::Error>(move |tx| {
        Box::pin(async move {
            let how = Refusing::Objected;
            People::refuse(tx, "r1".to_owned(), &person, FOR, how, NOVEMBER).await
        })
    });
    work.await.unwrap();
    let gone = house.data.write::<_, people::Error>(|tx| {
        let how = Refusing::Restricted;
        Box::pin(People::refuse(tx, "r2".to_owned(), "gone", FOR, how, NOVEMBER))
    });
    assert!(matches!(gone.await, Err(people::Error::Erased)));
    house.people.reload().await.unwrap();
    house.deliver().await;
    assert!(house.mail.find(&id).await.unwrap().is_none() && server.got().is_empty());
    assert_eq!(house.acts().await[0], "mail-dropped");
}

#[tokio::test]
async fn erased_people_get_no_mail() {
    let server = Server::start().await;
    let house = House::open(Some(server.port)).await;
    let (id, _) = house.put(Kind::Answer, "ada@example.org").await;
    let person = house.row(&id).await.person;
    house.people.keys().shred(std::slice::from_ref(&person)).await.unwrap();
    house.deliver().await;
    assert!(house.mail.find(&id).await.unwrap().is_none() && server.got().is_empty());
}

#[tokio::test]
async fn a_relay_that_no_version_names_gets_nothing() {
    let server = Server::start().await;
    let house = House::with(Some(server.port), false).await;
    let (id, _) = house.put(Kind::Answer, "ada@example.org").await;
    house.deliver().await;
    let row = house.row(&id).await;
    assert_eq!((row.state, row.attempts, server.got().len()), (State::Queued, 0, 0));
    let entry = Entry::new(Actor::System, Act::PolicyPublished, NOVEMBER);
    house
        .gate
        .publish(
            document(true),
            None,
            vec![db::Statement::new("test", "select 1 as n")],
            NOVEMBER,
            entry,
        )
        .await
        .unwrap();
    house.clock.advance(u64::try_from(15 * MINUTE).unwrap());
    house.deliver().await;
    assert_eq!(house.row(&id).await.state, State::Sent);
}

/// S9.
#[tokio::test]
async fn nobody_is_bombed_with_acknowledgements() {
    let house = House::open(None).await;
    for _ in 0..8 {
        house.put(Kind::Acknowledgement, "ada@example.org").await;
    }
    assert_eq!(house.mail.list(None, None, 50).await.unwrap().len(), 5);
    assert_eq!(house.put(Kind::Acknowledgement, "Ada@Example.org").await.1, "");
    assert_ne!(house.put(Kind::Acknowledgement, "bob@example.org").await.1, "");
    house.put(Kind::Answer, "ada@example.org").await;
    for _ in 0..10 {
        house.clock.advance(u64::try_from(DAY / 2).unwrap());
        for _ in 0..8 {
            house.put(Kind::Acknowledgement, "ada@example.org").await;
        }
    }
    assert_eq!(house.mail.list(None, None, 100).await.unwrap().len(), 20 + 1 + 1);
}

#[tokio::test]
async fn without_a_server_the_desk_shows_what_waits() {
    let house = House::open(None).await;
    let (id, _) = house.put(Kind::Invitation, "ada@example.org").await;
    assert!(!house.mail.due(NOVEMBER).await.unwrap());
    assert_eq!(house.deliver().await, Outcome::Done);
    let row = house.row(&id).await;
    let shown = house.mail.open(&row, NOVEMBER).await.unwrap();
    assert_eq!((shown.to.as_str(), shown.body), ("ada@example.org", None));
    let actor = Actor::Member("m1".to_owned());
    let shown = house.mail.reveal(&id, actor.clone(), NOVEMBER).await.unwrap().unwrap();
    assert!(shown.body.unwrap().contains("ein Punkt"));
    assert_eq!(house.acts().await[0], "mail-revealed");
    let queued = house.mail.list(Some(State::Queued), None, 10).await.unwrap();
    assert_eq!((queued.len(), house.mail.queue_now().await.unwrap().waiting), (1, 1));

    let server = Server::start().await;
    let house = House::open(Some(server.port)).await;
    let (id, _) = house.put(Kind::Invitation, "ada@example.org").await;
    assert!(matches!(house.mail.reveal(&id, actor, NOVEMBER).await, Err(Error::NotShown)));
}

/// S5.
#[tokio::test]
async fn what_would_break_a_header_is_not_stored() {
    let house = House::open(None).await;
    let keys = house.people.keys();
    let person = keys.find_or_make(HandleKind::Address, "a@example.org", NOVEMBER).await.unwrap();
    let sealer = house.people.sealer(&person).await.unwrap();
    let good = house.draft(Kind::Answer, &person, "a@example.org");
    let bad = [
        Draft { subject: "a\r\nBcc: b@example.org".to_owned(), ..good.clone() },
        Draft { to: "a@example.org\nBcc: b@example.org".to_owned(), ..good.clone() },
        Draft { to: "a@example.org, b@example.org".to_owned(), ..good.clone() },
        Draft { in_reply_to: Some("<a@b>\r\nX: y".to_owned()), ..good.clone() },
        Draft { references: Some("<a@b>\0".to_owned()), ..good.clone() },
        Draft { thread: Some("a@b".to_owned()), ..good.clone() },
        Draft { person: "somebody else".to_owned(), ..good.clone() },
    ];
    for draft in bad {
        assert!(house.mail.prepare(&sealer, draft, NOVEMBER).await.is_err());
    }
    assert!(house.mail.prepare(&sealer, good, NOVEMBER).await.is_ok());
}

/// What the form takes as an address has to be one for the mail, too.
#[test]
fn addresses_of_the_form_can_be_written_to() {
    for address in [
        "ada@example.org",
        "a.b+c_d@sub.example.co.uk",
        "o'neil@example.org",
        "x@xn--mnchen-3ya.example",
        "!#$%&'*+-/=?^_`{|}~@a-b.example",
        "1@2.example",
    ] {
        assert!(kit::forms::is_email(address), "{address}");
        assert!(letter::check(address, "s", None, None).is_ok(), "{address}");
    }
}
