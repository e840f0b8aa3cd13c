//! A mail server that says nothing more, and connections to it.

use std::sync::Arc;
use std::time::Duration;

use kit::outbound::Deadlines;

use super::house::{House, Server};
use super::*;
use crate::ground::jobs::{MINUTE, Outcome};

/// F8: a server that says nothing more, at whichever step, is given up after a while, and the team
/// is told at which.
#[tokio::test]
async fn a_server_that_falls_silent_is_given_up() {
    let server = Server::start().await;
    let mut house = House::open(Some(server.port)).await;
    house.mail.deadlines = Deadlines::all(Duration::from_millis(300));
    for (step, why) in [
        ("greeting", "silent-greeting"),
        ("EHLO", "silent-greeting"),
        ("MAIL", "silent-mail"),
        ("RCPT", "silent-rcpt"),
        ("DATA", "silent-data"),
        (".", "silent-text"),
    ] {
        server.falls_silent_at(step);
        let (id, _) = house.put(Kind::Answer, "ada@example.org").await;
        assert_eq!(house.deliver().await, Outcome::Done);
        let row = house.row(&id).await;
        assert_eq!((row.state, row.last_error.as_deref()), (State::Queued, Some(why)), "{step}");
        let trouble = house.mail.trouble(house.clock.now()).await.unwrap().unwrap();
        assert_eq!((trouble.down, trouble.why.as_str()), (true, why), "{step}");
        server.falls_silent_at("");
        house.clock.advance(u64::try_from(15 * MINUTE).unwrap());
        house.deliver().await;
        assert_eq!(house.row(&id).await.state, State::Sent, "{step}");
    }
}

/// F8: each step has a deadline of its own: it is given up by that, however long others may take.
#[tokio::test]
async fn each_step_has_a_deadline_of_its_own() {
    let server = Server::start().await;
    let mut house = House::open(Some(server.port)).await;
    let long = Deadlines::all(Duration::from_secs(300));
    let short = Duration::from_millis(300);
    for (step, deadlines) in [
        ("greeting", Deadlines { connect: short, greeting: short, ..long }),
        ("MAIL", Deadlines { mail: short, ..long }),
        ("RCPT", Deadlines { rcpt: short, ..long }),
        ("DATA", Deadlines { data: short, ..long }),
        (".", Deadlines { text: short, ..long }),
    ] {
        house.mail.deadlines = deadlines;
        server.falls_silent_at(step);
        let (id, _) = house.put(Kind::Answer, "ada@example.org").await;
        let by_its_own = tokio::time::timeout(long.mail / 2, house.deliver()).await;
        assert_eq!(by_its_own.ok(), Some(Outcome::Done), "another's deadline counts at {step}");
        assert_eq!(house.row(&id).await.state, State::Queued, "{step}");
        server.falls_silent_at("");
        house.clock.advance(u64::try_from(15 * MINUTE).unwrap());
        house.deliver().await;
    }
}

/// One connection serves a whole run, and a leave that the server does not answer keeps nobody.
#[tokio::test]
async fn one_connection_serves_a_run() {
    let server = Server::start().await;
    let mut house = House::open(Some(server.port)).await;
    house.mail.deadlines.quit = Duration::from_millis(300);
    server.falls_silent_at("QUIT");
    for who in ["ada@example.org", "bob@example.org", "cem@example.org"] {
        house.put(Kind::Answer, who).await;
    }
    assert_eq!(house.deliver().await, Outcome::Done);
    assert_eq!((server.got().len(), server.connections()), (3, 1));
    // Whoever says no to a mail is asked about the next over a new one.
    server.answers("550 5.7.1 no");
    for who in ["ada@example.org", "bob@example.org"] {
        house.put(Kind::Answer, who).await;
    }
    assert_eq!(house.deliver().await, Outcome::Done);
    assert_eq!((house.mail.given_up(10).await.unwrap(), server.connections()), (2, 3));
}

/// F4: whoever asked for a run has to stop, and the server has just taken a mail: that is noted,
/// and no further one is taken up.
#[tokio::test]
async fn a_mail_in_hand_is_brought_to_its_end() {
    let server = Server::start().await;
    let house = House::open(Some(server.port)).await;
    let (first, _) = house.put(Kind::Answer, "ada@example.org").await;
    let (second, _) = house.put(Kind::Answer, "bob@example.org").await;
    let House { mail, clock, folder: _folder, .. } = house;
    let mail = Arc::new(mail);
    let hesitating = server.hesitates().await;
    let run = mail.clone().deliver_whole(clock);
    let mut taken = Vec::new();
    tokio::select! {
        done = run => panic!("{done:?}"),
        () = async {
            while taken.is_empty() {
                tokio::time::sleep(Duration::from_millis(10)).await;
                taken = server.got();
            }
        } => {}
    }
    let rest = tokio::spawn(async move {
        mail.at_rest().await;
        mail
    });
    tokio::time::sleep(Duration::from_millis(50)).await;
    drop(hesitating);
    let mail = rest.await.unwrap();
    let state = async |id: &str| mail.find(id).await.unwrap().unwrap().state;
    assert_eq!((state(&first).await, state(&second).await), (State::Sent, State::Queued));
}
