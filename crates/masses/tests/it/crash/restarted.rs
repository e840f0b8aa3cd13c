//! What a process that was killed had begun, and the next one finds.

use masses::ground::jobs;
use masses::ground::mail::{Listed, State};

use super::ledger::close;
use crate::postfix::Postfix;
use crate::program::Program;
use crate::server;
use crate::smtp::line::{Line, Way};

const NORA: &str = "nora@nachtigall.example";

/// A program on this database that is killed while it waits for the mail server's answer.
async fn killed(
    database: Option<String>,
    postfix: &Postfix,
    line: &Line,
    at: &'static str,
) -> Program {
    let mut program = Program::on(database, |settings| settings + &line.settings(postfix));
    program.start().await;
    let key = program.key().await;
    line.goes(Way::Silent(at));
    program.write(&key, NORA, "A question").await.unwrap();
    line.is_silent().await;
    program.kill();
    line.goes(Way::Good);
    program
}

/// F3, F4: where nobody else can be at it, what was begun is taken up at once. It would be a minute
/// until the job's lease runs out, and ten until the mail's do; this waits for half a one.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_being_handed_over_goes_out_at_once() {
    let postfix = Postfix::start();
    let mut taken = 0;
    for (at, more) in [("RCPT", 2), (".", 3)] {
        let line = Line::to(&postfix).await;
        let mut program = killed(None, &postfix, &line, at).await;
        program.start().await;
        taken += more;
        let mails = postfix.mails(taken).await;
        let mut ids: Vec<_> = mails.iter().map(|mail| mail.header("Message-ID")).collect();
        ids.sort_unstable();
        ids.dedup();
        // The one whose text was taken already came twice, as the same.
        assert_eq!(ids.len(), if at == "RCPT" { 2 } else { 4 }, "{at}: {mails:#?}");
    }
}

/// On a server another node may be at it: what was begun stays with whoever began it, until the
/// leases run out.
#[tokio::test(flavor = "multi_thread")]
async fn on_a_server_leases_run_out() {
    let postfix = Postfix::start();
    let line = Line::to(&postfix).await;
    let url = server::CLUSTER.database().unwrap();
    let mut program = killed(Some(url), &postfix, &line, "RCPT").await;
    let before = begun(&program).await;
    assert!(before.0.is_some() && before.1.len() == 1, "{before:?}");
    program.start().await;
    assert_eq!(begun(&program).await, before);
}

/// Who has the lease of the job that hands over mails, and the mails that are being handed over.
async fn begun(program: &Program) -> (Option<String>, Vec<String>) {
    let house = program.house().await;
    let jobs = jobs::states(&house.ground.data).await.unwrap();
    let holder = jobs.into_iter().find(|job| job.name == "mail").unwrap().holder;
    let mails = house.ground.mail.list(Some(State::Sending), None, 10).await.unwrap();
    let mails = mails.into_iter().map(|Listed { id, .. }| id).collect();
    close(house).await;
    (holder, mails)
}
