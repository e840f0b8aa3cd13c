//! Jobs under leases, on a clock that is moved by hand.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use db::Config;
use kit::clock::Clock;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use super::*;

const NOVEMBER: i64 = 1_795_471_084_123;

async fn fresh() -> (Db, Clock, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let data = Db::open(Config::at(folder.path().join("data.db"))).unwrap();
    data.migrate("jobs", include_str!("schema.sql")).await.unwrap();
    data.prepare_all(store::STATEMENTS).await.unwrap();
    (data, Clock::manual(NOVEMBER), folder)
}

/// A job that counts its runs and ends them as told.
fn counting(every: i64, end: fn(usize) -> Result<Outcome, String>) -> (Job, Arc<AtomicUsize>) {
    let runs = Arc::new(AtomicUsize::new(0));
    let count = runs.clone();
    let job = Job::new("count", every, move || {
        let run = count.fetch_add(1, Ordering::SeqCst);
        async move { end(run) }
    });
    (job, runs)
}

#[tokio::test]
async fn a_job_runs_when_it_is_due_and_once() {
    let (data, clock, _folder) = fresh().await;
    let (job, runs) = counting(MINUTE, |_| Ok(Outcome::Done));
    let one = Runner::new(data.clone(), clock.clone(), "one", vec![job.clone()]);
    let two = Runner::new(data.clone(), clock.clone(), "two", vec![job]);
    assert_eq!(one.run_due_once().await.unwrap() + two.run_due_once().await.unwrap(), 1);
    // At the whole minute, 55.877 seconds later.
    clock.advance(55_876);
    assert_eq!(one.run_due_once().await.unwrap(), 0);
    clock.advance(1);
    assert_eq!(two.run_due_once().await.unwrap() + one.run_due_once().await.unwrap(), 1);
    assert_eq!(runs.load(Ordering::SeqCst), 2);
    let state = &states(&data).await.unwrap()[0];
    assert_eq!((state.holder.as_deref(), state.ended_at), (None, Some(NOVEMBER + 55_877)));
}

#[tokio::test]
async fn more_is_done_at_once() {
    let (data, clock, _folder) = fresh().await;
    let (job, runs) = counting(DAY, |run| Ok(Outcome::again_if(run < 4)));
    let runner = Runner::new(data, clock, "one", vec![job]);
    assert_eq!(runner.run_due_once().await.unwrap(), 5);
    assert_eq!(runs.load(Ordering::SeqCst), 5);
}

#[tokio::test]
async fn a_job_that_fails_backs_off_and_is_seen() {
    let (data, clock, _folder) = fresh().await;
    let (job, runs) = counting(SECOND, |run| match run {
        0 => Err("no room for ada@example.org here".to_owned()),
        1 => panic!("as a test"),
        _ => Ok(Outcome::Done),
    });
    let runner = Runner::new(data.clone(), clock.clone(), "one", vec![job]);
    runner.run_due_once().await.unwrap();
    let state = states(&data).await.unwrap().remove(0);
    assert_eq!((state.failures, state.error.as_deref()), (1, Some("no room for … here")));
    clock.advance(999);
    assert_eq!(runner.run_due_once().await.unwrap(), 0);
    clock.advance(1);
    runner.run_due_once().await.unwrap();
    assert_eq!(states(&data).await.unwrap()[0].failures, 2);
    clock.advance(1_999);
    assert_eq!(runner.run_due_once().await.unwrap(), 0);
    clock.advance(1);
    runner.run_due_once().await.unwrap();
    let state = states(&data).await.unwrap().remove(0);
    assert_eq!((state.failures, state.error, runs.load(Ordering::SeqCst)), (0, None, 3));
    assert_eq!(runner::back_off(0), SECOND);
    assert_eq!(runner::back_off(40), HOUR);
}

/// F10: a clock that was ahead for a while does not stop jobs for as long.
#[tokio::test]
async fn a_clock_that_was_set_back_stops_no_job() {
    let (data, clock, _folder) = fresh().await;
    let (job, _) = counting(DAY, |_| Ok(Outcome::Done));
    let runner = Runner::new(data, clock.clone(), "one", vec![job]);
    clock.set(NOVEMBER + 3_650 * DAY);
    assert_eq!(runner.run_due_once().await.unwrap(), 1);
    clock.set(NOVEMBER);
    assert_eq!(runner.run_due_once().await.unwrap(), 1);
    assert_eq!(runner.run_due_once().await.unwrap(), 0);
}

#[tokio::test]
async fn a_lease_is_respected_until_it_runs_out() {
    let (data, clock, _folder) = fresh().await;
    let (job, _) = counting(SECOND, |_| Ok(Outcome::Done));
    let lost = Job::new("count", SECOND, std::future::pending);
    let one = Runner::new(data.clone(), clock.clone(), "one", vec![lost]);
    let two = Runner::new(data, clock.clone(), "two", vec![job]);
    // A process that goes away in the middle.
    let gone = tokio::time::timeout(Duration::from_millis(200), one.run_due_once()).await;
    assert!(gone.is_err());
    clock.advance(59_999);
    assert_eq!(two.run_due_once().await.unwrap(), 0);
    clock.advance(1);
    assert_eq!(two.run_due_once().await.unwrap(), 1);
}

#[tokio::test]
async fn an_idle_program_writes_nothing() {
    let (data, clock, _folder) = fresh().await;
    let wanted = Arc::new(AtomicBool::new(false));
    let asked = wanted.clone();
    let (job, runs) = counting(SECOND, |_| Ok(Outcome::Done));
    let job = job.only_if(move || {
        let wanted = asked.load(Ordering::SeqCst);
        async move { Ok(wanted) }
    });
    let runner = Runner::new(data.clone(), clock.clone(), "one", vec![job]);
    runner.run_due_once().await.unwrap();
    let commits = data.stats().commits;
    clock.advance(5_000);
    assert_eq!(runner.run_due_once().await.unwrap(), 0);
    assert_eq!(data.stats().commits, commits);
    wanted.store(true, Ordering::SeqCst);
    assert_eq!(runner.run_due_once().await.unwrap(), 1);
    assert_eq!(runs.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn runs_side_by_side_and_stops_cleanly() {
    let (data, _, _folder) = fresh().await;
    let ran = Arc::new(Mutex::new(Vec::new()));
    let (slow, quick) = (ran.clone(), ran.clone());
    let jobs = vec![
        Job::new("slow", SECOND, move || {
            let ran = slow.clone();
            async move {
                tokio::time::sleep(Duration::from_millis(1_500)).await;
                ran.lock().unwrap().push("slow");
                Ok(Outcome::Done)
            }
        }),
        Job::new("quick", SECOND, move || {
            quick.lock().unwrap().push("quick");
            async { Ok(Outcome::Done) }
        }),
    ];
    let runner = Arc::new(Runner::new(data.clone(), Clock::system(), "one", jobs));
    let stop = CancellationToken::new();
    let task = tokio::spawn(runner.run(stop.clone()));
    tokio::time::sleep(Duration::from_millis(1_200)).await;
    stop.cancel();
    task.await.unwrap();
    let ran = ran.lock().unwrap().clone();
    assert!(ran.starts_with(&["quick"]) && ran.ends_with(&["slow"]), "{ran:?}");
    assert!(states(&data).await.unwrap().iter().all(|job| job.holder.is_none()));
}

/// F5, F7: a job that cannot even be taken is not tried without end.
#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_cannot_be_taken_rests() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = Config::at(folder.path().join("data.db"));
    config.busy = Duration::from_millis(5);
    let data = Db::open(config).unwrap();
    data.migrate("jobs", include_str!("schema.sql")).await.unwrap();
    let asked = Arc::new(AtomicUsize::new(0));
    let (count, (job, runs)) = (asked.clone(), counting(SECOND, |_| Ok(Outcome::Done)));
    let job = job.only_if(move || {
        count.fetch_add(1, Ordering::SeqCst);
        async { Ok(true) }
    });
    let clock = Clock::manual(NOVEMBER);
    let runner = Arc::new(Runner::new(data.clone(), clock.clone(), "one", vec![job]));
    assert_eq!(runner.run_due_once().await.unwrap(), 1);

    // Somebody else writes and does not end.
    let other = Db::open(Config::at(folder.path().join("data.db"))).unwrap();
    let (release, held) = std::sync::mpsc::channel::<()>();
    let held = Arc::new(Mutex::new(held));
    let (begun, begins) = std::sync::mpsc::channel();
    let holding = tokio::spawn(async move {
        let work = other.write::<_, db::Error>(move |tx| {
            Box::pin(async move {
                tx.execute(&store::RELEASE, binds!["nobody"]).await?;
                let _ = (begun.send(()), held.lock().unwrap().recv());
                Ok(())
            })
        });
        work.await.unwrap();
    });
    tokio::task::spawn_blocking(move || begins.recv()).await.unwrap().unwrap();
    clock.advance(2_000);
    let stop = CancellationToken::new();
    let task = tokio::spawn(runner.run(stop.clone()));
    tokio::time::sleep(Duration::from_secs(3)).await;
    let looks = asked.load(Ordering::SeqCst);
    // Without a rest it is some hundred times.
    assert!(looks < 60, "looked for work {looks} times");
    assert_eq!(runs.load(Ordering::SeqCst), 1);
    release.send(()).unwrap();
    holding.await.unwrap();
    while runs.load(Ordering::SeqCst) == 1 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    stop.cancel();
    task.await.unwrap();
}
