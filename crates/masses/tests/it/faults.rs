//! What goes wrong outside of the program, and that nothing acknowledged is lost by it.

use std::fs;
use std::io::Write;
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use db::{Config, Db, Statement, binds};
use kit::web::RoleName;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::task::JoinSet;

use crate::crash::joined;
use crate::crash::ledger::{Ledger, Message};
use crate::crash::load::{Figures, keep_writing};
use crate::program::{Program, ask, connect, written};
use crate::site::{Site, contact};

/// F13: one server on one folder; the second names who has it. Commands work beside.
#[tokio::test]
async fn a_second_server_is_refused() {
    let mut program = Program::serving().await;
    let why = program.run(&["serve", "--listen", "127.0.0.1:0"]).bad();
    let holder = format!("process {} (masses serve on 127.0.0.1:0)", program.pid());
    assert!(why.contains(&holder) && why.contains("serve.lock"), "{why}");
    assert_eq!(program.get("/health/ready").await.unwrap().status, 200);
    program.run(&["journal", "verify"]).good();
    program.kill();
    program.start().await;
    program.stop().await;
}

/// F20: without its master key it does not start, and makes none.
#[tokio::test]
async fn it_does_not_start_without_its_key() {
    let mut program = Program::serving().await;
    program.stop().await;
    let folder = program.config().join("masses");
    let file = fs::read_dir(&folder).unwrap().next().unwrap().unwrap().path();
    let key = fs::read(&file).unwrap();
    let id = program.run(&["key", "show"]).good();
    let id = id.split_once("key        ").unwrap().1.lines().next().unwrap().to_owned();
    fs::remove_file(&file).unwrap();
    for command in [&["serve", "--listen", "127.0.0.1:0"][..], &["team", "list"], &["key", "show"]]
    {
        let why = program.run(command).bad();
        assert!(why.contains(file.to_str().unwrap()) && why.contains("key recover"), "{why}");
        assert!(!file.exists(), "{command:?} made a key beside data");
    }
    let other = Program::serving().await;
    let others = fs::read_dir(other.config().join("masses")).unwrap().next().unwrap().unwrap();
    fs::copy(others.path(), &file).unwrap();
    let why = program.run(&["serve", "--listen", "127.0.0.1:0"]).bad();
    assert!(why.contains(&id), "the key that is missing ({id}) is not named: {why}");
    fs::write(&file, &key[..key.len() / 2]).unwrap();
    program.run(&["serve", "--listen", "127.0.0.1:0"]).bad();
    fs::write(&file, key).unwrap();
    program.start().await;
}

/// F21: told to stop under load, it answers what it has begun, and leaves one whole file.
#[tokio::test(flavor = "multi_thread")]
async fn told_to_stop_it_answers_what_it_has_begun() {
    let mut program = Program::serving().await;
    let key = program.key().await;
    let mut senders = JoinSet::new();
    for sender in 0..4 {
        senders.spawn(keep_writing(program.address(), key.clone(), format!("s{sender}")));
    }
    let mut ledger = Ledger::default();
    // These have sent their headers and half of what they write.
    let mut begun = Vec::new();
    for number in 0..8 {
        let body = written(&key, &format!("half{number}@example.org"), &format!("Half {number}"));
        let head = format!(
            "POST /contact HTTP/1.1\r\nHost: {}\r\nContent-Length: {}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\n\r\n{}",
            program.address(),
            body.len(),
            &body[..body.len() / 2]
        );
        let mut stream = connect(program.address()).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        begun.push((stream, body[body.len() / 2..].to_owned(), number));
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    program.terminate();
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(connect(program.address()).await.is_err(), "it still accepts");
    for (mut stream, rest, number) in begun {
        stream.write_all(rest.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 200 OK"), "half {number}: {answer:.200}");
        let reference = answer.split_once("<strong>").unwrap().1.split('<').next().unwrap();
        let (email, text) = (format!("half{number}@example.org"), format!("Half {number}"));
        ledger.note(Message { reference: Some(reference.to_owned()), ..Message::new(email, text) });
    }
    let status = program.ended(Duration::from_secs(15)).await;
    assert!(status.success(), "{status}: {}", program.log());
    for file in ["data.sqlite-wal", "keys/keys.sqlite-wal"] {
        let left = fs::metadata(program.data.join(file)).map_or(0, |file| file.len());
        assert_eq!(left, 0, "{file} was left behind");
    }
    // Whoever got no answer may send again; whoever got one is in.
    program.start().await;
    for (messages, _) in senders.join_all().await {
        for message in messages {
            let email = message.email.clone();
            ledger.note(message);
            ledger.settle(&program, &key, &email, &mut Figures::default()).await;
        }
    }
    program.stop().await;
    ledger.compare(&program).await;
}

/// A small disk of its own, gone at the end.
pub struct Disk<'a>(&'a Path);

impl<'a> Disk<'a> {
    pub fn mount(path: &'a Path) -> Self {
        fs::create_dir_all(path).unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=4m,mode=700", "tmpfs"]).arg(path);
        let done = mount.status().is_ok_and(|status| status.success());
        assert!(done, "a small disk cannot be mounted: run ./test as root");
        Self(path)
    }
}

impl Drop for Disk<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0).status();
    }
}

/// F5: on a full disk nobody is thanked, what was typed comes back, reading works, whoever looks
/// is told what to do, and making room is all that it needs. What the program prints and its
/// access log lie on the same disk.
#[tokio::test]
async fn a_full_disk_loses_nothing_and_is_left_without_a_restart() {
    let mut program = Program::demo();
    let data = program.data.clone();
    let _disk = Disk::mount(&data);
    for printed in ["out", "err"] {
        std::os::unix::fs::symlink(data.join(printed), program.root().join(printed)).unwrap();
    }
    program.start().await;
    let (key, session) = (program.key().await, joined(&program).await);
    let mut ledger = Ledger::default();
    let mut filler = fs::File::create(data.join("filler")).unwrap();
    while filler.write_all(&[0; 4096]).is_ok() {}
    drop(filler);
    let system =
        async || ask(program.address(), "/desk/system", Some(&session), None).await.unwrap();
    // What there is in the log moves into the database's file, and so room is found once more,
    // again and again: it is full for good only after a while.
    let (mut number, mut refused, mut said) = (0, Vec::new(), 0);
    while said < 5 {
        number += 1;
        assert!(number < 500, "the disk is not full, or nobody says so");
        let message = Message::new(format!("p{number}@example.org"), format!("Kept <{number}>"));
        let reply = program.write(&key, &message.email, &message.text).await.unwrap();
        if reply.status == 200 {
            let reference = Some(reply.reference().to_owned());
            ledger.note(Message { reference, ..message });
            continue;
        }
        assert_eq!(reply.status, 503, "{}", reply.body);
        assert!(!reply.header("retry-after").is_empty());
        assert!(reply.body.contains(&format!("Kept &lt;{number}&gt;")), "{}", reply.body);
        assert!(reply.body.contains(&message.email), "{}", reply.body);
        refused.push(message.email.clone());
        ledger.note(message);
        for path in ["/", "/de/about", "/privacy", "/contact", "/health/live"] {
            assert_eq!(program.get(path).await.unwrap().status, 200, "{path}");
        }
        let health = program.get("/health/ready").await.unwrap();
        let desk = system().await;
        assert_eq!(desk.status, 200, "{}", desk.body);
        let told = health.status == 503
            && health.body.contains("disk is full; make room")
            && desk.body.contains("The disk is full")
            && desk.body.contains("Make room");
        said += usize::from(told);
    }

    fs::remove_file(data.join("filler")).unwrap();
    for email in refused {
        ledger.settle(&program, &key, &email, &mut Figures::default()).await;
    }
    assert_eq!(program.get("/health/ready").await.unwrap().status, 200);
    let desk = system().await;
    assert!(!desk.body.contains("The disk is full"), "{}", desk.body);
    let logged = || {
        let logs = fs::read_dir(data.join("logs")).unwrap();
        logs.map(|log| log.unwrap().metadata().unwrap().len()).sum::<u64>()
    };
    let before = logged();
    for _ in 0..100 {
        program.get("/").await.unwrap();
        tokio::time::sleep(Duration::from_millis(50)).await;
        if logged() > before {
            break;
        }
    }
    assert!(logged() > before, "the access log does not go on");
    program.stop().await;
    ledger.compare(&program).await;
}

/// F5: where nothing of the log can be written, everything else goes on, to its end.
#[tokio::test]
async fn a_log_that_cannot_be_written_harms_nothing() {
    let mut program = Program::demo();
    let log = program.root().join("err");
    std::os::unix::fs::symlink("/dev/full", &log).unwrap();
    program.start().await;
    fs::remove_file(&log).unwrap();
    fs::write(&log, "").unwrap();
    let key = program.key().await;
    assert_eq!(program.write(&key, "a@example.org", "Hello").await.unwrap().status, 200);
    // Stopping, it says so.
    program.stop().await;
}

/// F5: where standard output cannot be written, the site runs all the same, and says in its log how
/// to come by what nobody saw; a command says that it was not heard, and fails.
#[tokio::test]
async fn an_output_that_cannot_be_written_harms_nothing() {
    let mut program = Program::demo();
    let out = program.root().join("out");
    std::os::unix::fs::symlink("/dev/full", &out).unwrap();
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    program.start_at(address).await;
    fs::remove_file(&out).unwrap();
    let log = program.log();
    for said in [&address.to_string(), "masses team invite --owner", "masses key rotate"] {
        assert!(log.contains(said), "{said} is not in {log}");
    }
    assert!(!log.contains("/join"), "a way in is in the log: {log}");
    let key = program.key().await;
    assert_eq!(program.write(&key, "a@example.org", "Hello").await.unwrap().status, 200);
    for command in [
        &["key", "show"][..],
        &["key", "rotate"],
        &["team", "list"],
        &["team", "invite"],
        &["journal", "verify"],
        &["policy", "diff"],
        &["person", "erase", "a@example.org", "--yes"],
        &["check"],
    ] {
        let complaint = program.run_unheard(command).bad();
        assert!(complaint.contains("standard output cannot be written"), "{complaint}");
    }
    program.stop().await;
}

/// F7: while another holds the database, the wait is bounded, and what was typed comes back.
#[tokio::test(flavor = "multi_thread")]
async fn a_locked_database_is_waited_for_and_given_up() {
    tokio::join!(
        locked("data.sqlite", "update generation set value = value"),
        locked("keys/keys.sqlite", "update keyring set wrapped = wrapped"),
    );
}

async fn locked(file: &str, changes: &str) {
    let site = Site::demo().await;
    let form = site.visitor().get("/contact").await;
    site.pass(20_000);
    let other = Db::open(Config::at(site.data().join(file))).unwrap();
    let changes = Statement::generated("test::hold", changes.to_owned());
    let (release, held) = std::sync::mpsc::channel::<()>();
    let held = Arc::new(Mutex::new(held));
    let (locked, mut begun) = tokio::sync::mpsc::channel(1);
    let holding = tokio::spawn(async move {
        let done: Result<(), db::Error> = other
            .write(move |tx| {
                Box::pin(async move {
                    tx.execute(&changes, binds![]).await?;
                    let _ = (locked.try_send(()), held.lock().unwrap().recv());
                    Ok(())
                })
            })
            .await;
        done.unwrap();
        other.close().await.unwrap();
    });
    begun.recv().await.unwrap();
    let fields = contact(&form, "a@example.org", "Kept while <locked>");
    let busy = site.visitor().post("/contact", &fields).await;
    assert_eq!(busy.status, 503, "{}", busy.body);
    assert!(!busy.header("retry-after").is_empty());
    assert!(busy.body.contains("Kept while &lt;locked&gt;"), "{}", busy.body);
    for path in ["/", "/privacy", "/contact"] {
        assert_eq!(site.visitor().get(path).await.status, 200, "{path}");
    }
    release.send(()).unwrap();
    holding.await.unwrap();
    let done = site.visitor().post("/contact", &fields).await;
    assert_eq!(done.status, 200, "{}", done.body);
    let agent = site.member(RoleName::Agent).await;
    let list = agent.get("/desk/inquiries").await;
    assert_eq!(list.body.matches("class=\"list__link\"").count(), 1, "{}", list.body);
}
