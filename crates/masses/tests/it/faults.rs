//! What goes wrong outside of the program, and that nothing acknowledged is lost by it.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use db::{Config, Db, Statement, binds};
use kit::web::RoleName;
use masses::ground::people::HandleKind;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::task::JoinSet;

use crate::program::{Program, connect, write, written};
use crate::site::{MORNING, Site, contact};

/// What was sent: address and text, and the reference that came back.
type Sent = (String, String, Option<String>);

/// Somebody new writes, again and again, until the other side is gone; the last may have got no
/// answer.
async fn keep_writing(program: std::net::SocketAddr, key: String, who: String) -> Vec<Sent> {
    let mut sent = Vec::new();
    for number in 0..500 {
        let (email, text) = (format!("{who}-{number}@example.org"), format!("Text {who}-{number}"));
        let reply = write(program, &key, &email, &text).await;
        let reference = match &reply {
            Ok(reply) if reply.status == 200 => Some(reply.reference().to_owned()),
            Ok(reply) => panic!("{}: {}", reply.status, reply.body),
            Err(_) => None,
        };
        let gone = reference.is_none();
        sent.push((email, text, reference));
        if gone {
            break;
        }
    }
    sent
}

/// Everything thanked for is there exactly once, with its mail; nothing else is; the journal and
/// the files are whole.
async fn all_there_once(program: &Program, sent: &[Sent]) {
    let house = program.house().await;
    let ground = &house.ground;
    ground.data.integrity().await.unwrap();
    ground.people.keys().db().integrity().await.unwrap();
    let journal = ground.journal.verify(None).await.unwrap();
    assert!(journal.entries + journal.unsealed >= sent.len() as i64);
    for (email, text, reference) in sent {
        let person = ground.people.keys().find(HandleKind::Address, email).await.unwrap();
        let export = ground.care.export(&person.expect(email), MORNING).await.unwrap();
        let values = |table: &str, column: &str| -> Vec<String> {
            let rows =
                export.tables.iter().filter(|one| one.name == table).flat_map(|one| &one.rows);
            let values = rows.flat_map(|row| &row.0).filter(|value| value.column == column);
            values.map(|value| value.value.clone()).collect()
        };
        assert_eq!(values("inquiry_message", "body"), std::slice::from_ref(text), "{email}");
        assert_eq!(values("inquiry", "email"), std::slice::from_ref(email));
        assert_eq!(
            values("outbox", "recipient"),
            std::slice::from_ref(email),
            "the mail to {email}"
        );
        let mail = values("outbox", "body");
        assert!(mail.len() == 1 && mail[0].contains(reference.as_ref().unwrap()), "{mail:?}");
    }
    let count = Statement::generated("test::count", "select count(*) as n from inquiry".to_owned());
    let count = ground.data.read_one(&count, binds![]).await.unwrap().unwrap().int("n").unwrap();
    assert_eq!(count, sent.len() as i64, "more or fewer than were thanked for");
    ground.data.close().await.unwrap();
    ground.people.keys().db().close().await.unwrap();
}

/// F1, F2, F3, F12: killed at any moment under load, nothing that was thanked for is lost, and
/// sending again what got no answer makes it one.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_thanked_for_survives_being_killed() {
    let mut program = Program::serving().await;
    let key = program.key().await;
    let mut sent: Vec<Sent> = Vec::new();
    let chance = kit::chance::Chance::system();
    let mut unanswered = 0;
    for round in 0..20 {
        let mut senders = JoinSet::new();
        for sender in 0..4 {
            let who = format!("r{round}s{sender}");
            senders.spawn(keep_writing(program.address(), key.clone(), who));
        }
        let mut byte = [0];
        chance.fill(&mut byte);
        tokio::time::sleep(Duration::from_millis(10 + u64::from(byte[0]) / 2)).await;
        program.kill();
        let fresh = senders.join_all().await.concat();
        program.start().await;
        for (email, text, reference) in fresh {
            let again = program.write(&key, &email, &text).await.unwrap();
            assert_eq!(again.status, 200, "{}", again.body);
            unanswered += usize::from(reference.is_none());
            let same = reference.as_ref().is_none_or(|one| one == again.reference());
            assert!(same, "{email} was told {reference:?}, then {}", again.reference());
            sent.push((email, text, Some(again.reference().to_owned())));
        }
    }
    assert!(unanswered > 10 && sent.len() > 100, "{} sent, {unanswered} cut off", sent.len());
    program.kill();
    all_there_once(&program, &sent).await;
}

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
    let mut sent = Vec::new();
    for (mut stream, rest, number) in begun {
        stream.write_all(rest.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 200 OK"), "half {number}: {answer:.200}");
        let reference = answer.split_once("<strong>").unwrap().1.split('<').next().unwrap();
        let (email, text) = (format!("half{number}@example.org"), format!("Half {number}"));
        sent.push((email, text, Some(reference.to_owned())));
    }
    let status = program.ended(Duration::from_secs(15)).await;
    assert!(status.success(), "{status}: {}", program.log());
    for file in ["data.sqlite-wal", "keys/keys.sqlite-wal"] {
        let left = fs::metadata(program.data.join(file)).map_or(0, |file| file.len());
        assert_eq!(left, 0, "{file} was left behind");
    }
    // Whoever got no answer may send again; whoever got one is in.
    program.start().await;
    for (email, text, reference) in senders.join_all().await.concat() {
        let again = program.write(&key, &email, &text).await.unwrap();
        assert!(reference.is_none_or(|one| one == again.reference()), "{email}");
        sent.push((email, text, Some(again.reference().to_owned())));
    }
    program.stop().await;
    all_there_once(&program, &sent).await;
}

/// A small disk of its own, gone at the end.
struct Disk<'a>(&'a Path);

impl<'a> Disk<'a> {
    fn mount(path: &'a Path) -> Self {
        fs::create_dir_all(path).unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=2m,mode=700", "tmpfs"]).arg(path);
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

/// F5: on a full disk nobody is thanked, what was typed comes back, reading works, and making
/// room is all that it needs.
#[tokio::test]
async fn a_full_disk_loses_nothing_and_is_left_without_a_restart() {
    let mut program = Program::demo();
    let data = program.data.clone();
    let _disk = Disk::mount(&data);
    program.start().await;
    let key = program.key().await;
    let mut sent = Vec::new();
    let mut filler = fs::File::create(data.join("filler")).unwrap();
    while filler.write_all(&[0; 4096]).is_ok() {}
    drop(filler);
    let mut refused = None;
    for number in 0..300 {
        let (email, text) = (format!("p{number}@example.org"), format!("Kept <{number}>"));
        let reply = program.write(&key, &email, &text).await.unwrap();
        if reply.status != 200 {
            refused = Some((reply, email, text, number));
            break;
        }
        sent.push((email, text, Some(reply.reference().to_owned())));
    }
    let (reply, email, text, number) = refused.expect("the disk is not full");
    assert_eq!(reply.status, 503, "{}", reply.body);
    assert!(!reply.header("retry-after").is_empty());
    assert!(reply.body.contains(&format!("Kept &lt;{number}&gt;")), "{}", reply.body);
    assert!(reply.body.contains(&email), "{}", reply.body);
    for path in ["/", "/de/about", "/privacy", "/contact", "/health/live"] {
        assert_eq!(program.get(path).await.unwrap().status, 200, "{path}");
    }
    let health = program.get("/health/ready").await.unwrap();
    assert_eq!(health.status, 503, "{}", health.body);
    assert!(health.body.contains("disk is full"), "{}", health.body);

    fs::remove_file(data.join("filler")).unwrap();
    let again = program.write(&key, &email, &text).await.unwrap();
    assert_eq!(again.status, 200, "{}", program.log());
    sent.push((email, text, Some(again.reference().to_owned())));
    assert_eq!(program.get("/health/ready").await.unwrap().status, 200);
    program.stop().await;
    all_there_once(&program, &sent).await;
}

/// F7: while another holds the database, the wait is bounded, and what was typed comes back.
#[tokio::test(flavor = "multi_thread")]
async fn a_locked_database_is_waited_for_and_given_up() {
    let site = Site::demo().await;
    let form = site.visitor().get("/contact").await;
    site.pass(20_000);
    let other = Db::open(Config::at(site.data().join("data.sqlite"))).unwrap();
    let (release, held) = std::sync::mpsc::channel::<()>();
    let held = Arc::new(Mutex::new(held));
    let (locked, mut begun) = tokio::sync::mpsc::channel(1);
    let holding = tokio::spawn(async move {
        let done: Result<(), db::Error> = other
            .write(move |tx| {
                Box::pin(async move {
                    let sql = "update generation set value = value".to_owned();
                    tx.execute(&Statement::generated("test::hold", sql), binds![]).await?;
                    let _ = locked.try_send(());
                    let _ = held.lock().unwrap().recv();
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
