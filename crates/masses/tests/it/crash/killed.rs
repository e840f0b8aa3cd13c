//! `kill -9` at any moment, while people write, the team works and mails are handed over.

use std::time::Duration;

use super::ledger::{Ledger, close, delivered, leases_run_out, pages_are_whole, proved};
use super::load::{Figures, Load};
use super::{asked, joined};
use crate::postfix::Postfix;
use crate::program::Program;

/// F1, F2, F3, F4, F12: nothing that was thanked for is lost, nothing is there twice, and sending
/// again what got no answer makes it one. Each mail is at the server, under its own Message-ID.
#[tokio::test(flavor = "multi_thread")]
pub async fn what_was_acknowledged_survives_being_killed() {
    let rounds = asked("MASSES_ROUNDS", 20);
    let postfix = Postfix::start();
    let mut program = Program::with(|settings| settings + &postfix.settings());
    program.start().await;
    let (key, session) = (program.key().await, joined(&program).await);
    let (mut ledger, mut figures) = (Ledger::default(), Figures::default());
    let chance = kit::chance::Chance::system();
    for round in 0..rounds {
        let load = Load::begin(program.address(), &key, &session, round);
        let [byte] = chance.bytes::<1>();
        tokio::time::sleep(Duration::from_millis(20 + 2 * u64::from(byte))).await;
        program.kill();
        program.start().await;
        let fresh = load.settle(&program, &key, &session, &mut ledger, &mut figures).await;
        pages_are_whole(&program, &session).await;
        let fresh: Vec<_> = fresh.iter().map(|email| &ledger.0[email]).collect();
        let house = program.house().await;
        ledger.compare_these(&house, &fresh).await;
        if program.database.is_some() {
            leases_run_out(&house).await;
        }
        close(house).await;
        if round % 5 == 4 {
            proved(&program);
        }
    }
    program.kill();
    ledger.compare(&program).await;
    let delivered = delivered(&program, &postfix).await;
    println!("{rounds} rounds: {figures:?}, {delivered:?}");
    assert!(figures.messages > 5 * rounds && figures.cut_off > rounds / 2, "{figures:?}");
    assert!(figures.answers > 0 && figures.erasures > 0 && figures.sent_twice > 0, "{figures:?}");
    assert!(delivered.mails > figures.messages / 2, "{delivered:?}");
    // F4: only what was being handed over at that moment comes twice, and only who wrote before
    // they were erased got a mail.
    assert!(delivered.repeated <= 2 * rounds, "{delivered:?}");
    assert!(delivered.erased <= 2 * figures.erasures, "{delivered:?}");
}
