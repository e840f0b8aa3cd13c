//! The journal against a real database, and against somebody who changes it.

use db::{Config, Db, Statement, binds};
use tempfile::TempDir;

use super::*;

const NOVEMBER: i64 = 1_795_471_084_123;
const MONTH: i64 = 30 * DAY;

async fn fresh() -> (Journal, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let data = Db::open(Config::at(folder.path().join("data.db"))).unwrap();
    data.migrate("journal", include_str!("schema.sql")).await.unwrap();
    data.prepare_all(store::STATEMENTS).await.unwrap();
    (Journal::new(data), folder)
}

fn entry(act: Act, now: i64) -> Entry {
    Entry::new(Actor::Member("m1".to_owned()), act, now).person("p1").object("o1")
}

async fn note(journal: &Journal, entry: Entry) {
    let done = journal.data.write::<_, db::Error>(|tx| Box::pin(Journal::note(tx, entry))).await;
    done.unwrap();
}

/// Three blocks of two entries each.
async fn filled() -> (Journal, TempDir) {
    let (journal, folder) = fresh().await;
    for block in 0..3 {
        let now = NOVEMBER + block * 1000;
        note(&journal, entry(Act::Exported, now).number("rows", 3).word("kind", "zip")).await;
        note(&journal, Entry::new(Actor::System, Act::Swept, now)).await;
        assert!(!journal.seal(now).await.unwrap());
    }
    (journal, folder)
}

async fn tamper(journal: &Journal, sql: &str) {
    let statement = Statement::generated("tamper", sql.to_owned());
    let work = journal.data.write::<_, db::Error>(move |tx| {
        Box::pin(async move { tx.execute(&statement, binds![]).await })
    });
    assert!(work.await.unwrap() > 0, "{sql}");
}

async fn broken(journal: &Journal, head: Option<&Head>) -> (i64, Why) {
    match journal.verify(head).await {
        Err(Error::Broken(broken)) => (broken.block, broken.why),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn seals_and_verifies() {
    let (journal, _folder) = filled().await;
    note(&journal, entry(Act::Erased, NOVEMBER + 9_000)).await;
    let found = journal.verify(None).await.unwrap();
    assert_eq!((found.blocks, found.entries, found.unsealed), (3, 6, 1));
    let head = found.head.unwrap();
    assert_eq!((head.number, journal.head().await.unwrap()), (3, Some(head.clone())));
    assert!(journal.verify(Some(&head)).await.is_ok());
    let commits = journal.data.stats().commits;
    journal.seal(NOVEMBER + 10_000).await.unwrap();
    assert!(!journal.seal(NOVEMBER + 11_000).await.unwrap());
    assert_eq!(journal.data.stats().commits, commits + 1, "nothing to seal, nothing written");
    assert!(journal.verify(Some(&head)).await.is_ok());
}

/// F16.
#[tokio::test]
async fn every_change_is_found_in_its_block() {
    let changed = [
        ("update journal_entry set act = 'read' where block = 2 and act = 'swept'", 2),
        ("update journal_entry set person_id = 'p2' where block = 3 and person_id = 'p1'", 3),
        ("update journal_entry set detail = null where block = 1 and detail is not null", 1),
        ("update journal_entry set object = '' where block = 2 and object is null", 2),
        ("update journal_entry set at = at + 1 where block = 1", 1),
        ("update journal_block set sealed_at = 1 where number = 2", 2),
        ("update journal_block set hash = prev where number = 3", 3),
        ("update journal_block set month = '2026-10' where number = 1", 1),
    ];
    for (sql, block) in changed {
        let (journal, _folder) = filled().await;
        tamper(&journal, sql).await;
        assert_eq!(broken(&journal, None).await, (block, Why::Changed), "{sql}");
    }
    let (journal, _folder) = filled().await;
    tamper(&journal, "delete from journal_entry where block = 2 and act = 'swept'").await;
    assert_eq!(broken(&journal, None).await, (2, Why::Missing { found: 1, sealed: 2 }));
    let (journal, _folder) = filled().await;
    tamper(
        &journal,
        "insert into journal_entry (id, at, actor_kind, act, block)
         values ('x', 1795471084123, 'system', 'swept', 3)",
    )
    .await;
    assert_eq!(broken(&journal, None).await, (3, Why::Added { found: 3, sealed: 2 }));
}

/// F16: entries moved between blocks, blocks taken out, the end cut off, all rewritten.
#[tokio::test]
async fn a_chain_that_was_rebuilt_is_found() {
    let (journal, _folder) = filled().await;
    tamper(&journal, "update journal_entry set block = 3 where block = 2 and act = 'swept'").await;
    assert_eq!(broken(&journal, None).await.0, 2);

    let (journal, _folder) = filled().await;
    tamper(&journal, "delete from journal_entry where block = 2").await;
    tamper(&journal, "delete from journal_block where number = 2").await;
    assert_eq!(broken(&journal, None).await, (2, Why::Gone));

    let (journal, _folder) = filled().await;
    let head = journal.head().await.unwrap().unwrap();
    tamper(&journal, "delete from journal_entry where block = 3").await;
    tamper(&journal, "delete from journal_block where number = 3").await;
    assert!(journal.verify(None).await.is_ok(), "without a head nobody can tell");
    assert_eq!(broken(&journal, Some(&head)).await, (3, Why::CutOff { last: 2 }));

    let (journal, _folder) = filled().await;
    tamper(&journal, "update journal_entry set block = null where block = 3").await;
    tamper(&journal, "delete from journal_block where number = 3").await;
    tamper(&journal, "delete from journal_entry where block is null and act = 'swept'").await;
    journal.seal(NOVEMBER + 2000).await.unwrap();
    assert!(journal.verify(None).await.is_ok());
    assert!(matches!(broken(&journal, Some(&head)).await, (3, Why::Rewritten { .. })));
}

#[tokio::test]
async fn months_do_not_share_a_block_and_go_whole() {
    let (journal, _folder) = fresh().await;
    note(&journal, entry(Act::Exported, NOVEMBER - MONTH)).await;
    note(&journal, entry(Act::Exported, NOVEMBER)).await;
    journal.seal(NOVEMBER).await.unwrap();
    // Somebody's clock was ten years ahead for a moment.
    note(&journal, entry(Act::Exported, NOVEMBER + 120 * MONTH)).await;
    journal.seal(NOVEMBER + 1000).await.unwrap();
    let first = journal.head().await.unwrap().unwrap();
    assert_eq!(first.number, 3);
    note(&journal, entry(Act::Read, NOVEMBER + MONTH)).await;
    journal.seal(NOVEMBER + MONTH).await.unwrap();

    assert_eq!(journal.expire(NOVEMBER + 12 * MONTH - 40 * DAY, 12).await.unwrap(), None);
    let gone = journal.expire(NOVEMBER + 12 * MONTH, 12).await.unwrap().unwrap();
    assert_eq!(gone.number, 1);
    let later = NOVEMBER + 14 * MONTH;
    assert_eq!(journal.expire(later, 12).await.unwrap().unwrap().number, 4);
    journal.seal(later).await.unwrap();
    let found = journal.verify(None).await.unwrap();
    assert_eq!((found.blocks, found.entries), (2, 2), "the notes that months expired");
    assert_eq!(broken(&journal, Some(&first)).await, (3, Why::Expired));

    tamper(&journal, "update journal_cut set hash = 'x'").await;
    assert_eq!(broken(&journal, None).await, (4, Why::Beheaded));
}

#[tokio::test]
async fn reading_is_noted_once_a_day() {
    let (journal, _folder) = fresh().await;
    // A second process has nothing of the first's memory.
    let beside = Journal::new(journal.data.clone());
    for (journal, member, persons, at) in [
        (&journal, "m1", vec!["p1"], NOVEMBER),
        (&journal, "m1", vec!["p1", "p2", "p1"], NOVEMBER + 1000),
        (&beside, "m1", vec!["p1", "p2"], NOVEMBER + 2000),
        (&journal, "m2", vec!["p1"], NOVEMBER),
        (&journal, "m1", vec!["p1"], NOVEMBER + DAY),
        (&journal, "m1", vec![], NOVEMBER + DAY),
    ] {
        let seen = persons.into_iter().map(|one| (one.to_owned(), "o1".to_owned())).collect();
        journal.note_readings(member, seen, at).await.unwrap();
    }
    let noted = journal.page(None, None, 50).await.unwrap();
    let who: Vec<_> = noted.iter().map(|one| (one.actor.member(), one.person.as_deref())).collect();
    let (m1, m2, p1, p2) = (Some("m1"), Some("m2"), Some("p1"), Some("p2"));
    let mut wanted = vec![(m1, p1), (m1, p1), (m1, p2), (m2, p1)];
    let mut found = who.clone();
    wanted.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, wanted);
}

#[tokio::test]
async fn pages_go_back_by_key() {
    let (journal, _folder) = fresh().await;
    for at in 0..5 {
        note(&journal, entry(Act::Exported, NOVEMBER + at)).await;
        // Twice the same in the same millisecond is twice.
        note(&journal, Entry::new(Actor::System, Act::Swept, NOVEMBER + at)).await;
        note(&journal, Entry::new(Actor::System, Act::Swept, NOVEMBER + at)).await;
    }
    let first = journal.page(None, None, 10).await.unwrap();
    let second = journal.page(Some(&first[9].id), None, 10).await.unwrap();
    assert_eq!((first.len(), second.len()), (10, 5));
    assert!(first.iter().chain(&second).is_sorted_by(|one, next| one.id > next.id));
    let of_one = journal.page(None, Some("p1"), 10).await.unwrap();
    assert_eq!(of_one.len(), 5);
    assert_eq!((of_one[0].at, of_one[0].act.as_str()), (NOVEMBER + 4, "exported"));
    assert_eq!(of_one[0].actor, Actor::Member("m1".to_owned()));
}

/// What the independent script in `docs` says: whether all is sound, and what it prints.
fn script(folder: &TempDir, head: Option<&str>) -> (bool, String) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/journal_verify.py");
    let mut python = std::process::Command::new("python3");
    python.arg(script).arg(folder.path().join("data.db")).args(head);
    let output = python.output().expect("there is no python3: run ./test, which installs it");
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The script reads every sign there may be, and lists what is not yet sealed.
#[tokio::test]
async fn the_documented_script_agrees() {
    let (journal, folder) = filled().await;
    note(&journal, Entry::new(Actor::Command, Act::KeyRotated, NOVEMBER + 5000)).await;
    let odd = "update journal_entry set object = char(9) || 'é' || char(10) || char(92) || char(13)
               where block is null";
    tamper(&journal, odd).await;
    journal.seal(NOVEMBER + 5000).await.unwrap();
    note(&journal, entry(Act::Erased, NOVEMBER + 9_000)).await;
    let head = journal.head().await.unwrap().unwrap().to_string();
    let (good, said) = script(&folder, Some(&head));
    assert!(good && said.contains("4 blocks") && said.contains("not yet sealed: "), "{said}");
    assert!(said.contains(&head), "{said}");
    let lines = include_str!("../../../../../docs/journal_verify.py").lines().count();
    assert!(lines <= 60, "{lines} lines are not read in one go");
}

/// F16: each way of tampering, and the first bad block that both name. The head was kept
/// elsewhere; with `None` nobody who has it is needed.
const TAMPERED: &[(&str, &[&str], i64)] = &[
    ("edited", &["update journal_entry set act = 'read' where block = 2"], 2),
    ("deleted", &["delete from journal_entry where block = 2 and act = 'swept'"], 2),
    (
        "inserted",
        &["insert into journal_entry (id, at, actor_kind, act, block)
            values ('x', 1795471084123, 'system', 'swept', 3)"],
        3,
    ),
    (
        "reordered",
        &[
            "update journal_entry set id = 'x' || id where block = 1 and act = 'swept'",
            "update journal_entry set id = 'a' || id where block = 1 and act <> 'swept'",
        ],
        1,
    ),
    (
        "renumbered",
        &[
            "update journal_block set number = -number where number in (2, 3)",
            "update journal_block set number = 5 + number where number < 0",
        ],
        2,
    ),
    ("moved", &["update journal_entry set block = 3 where block = 2 and act = 'swept'"], 2),
    ("block changed", &["update journal_block set sealed_at = 1 where number = 2"], 2),
    ("link changed", &["update journal_block set prev = hash where number = 2"], 2),
    ("hash changed", &["update journal_block set hash = prev where number = 1"], 1),
    (
        "taken out of the middle",
        &[
            "delete from journal_entry where block = 2",
            "delete from journal_block where number = 2",
        ],
        2,
    ),
    (
        "beginning cut off",
        &[
            "delete from journal_entry where block = 1",
            "delete from journal_block where number = 1",
        ],
        1,
    ),
    (
        "beginning cut off, and called expired",
        &[
            "insert into journal_cut (number, hash, cut_at)
                select number, hash, sealed_at from journal_block where number = 1",
            "delete from journal_entry where block = 1",
            "delete from journal_block where number = 1",
        ],
        1,
    ),
    ("end cut off, entries left", &["delete from journal_block where number = 3"], 3),
    (
        "end cut off",
        &[
            "delete from journal_entry where block = 3",
            "delete from journal_block where number = 3",
        ],
        3,
    ),
    (
        "rebuilt from there on",
        &[
            "delete from journal_block where number = 3",
            "delete from journal_entry where block = 3 and act = 'swept'",
            "update journal_entry set block = null where block = 3",
        ],
        3,
    ),
    ("put aside", &["update journal_entry set block = 9 where block is null"], 9),
];

/// Somebody who does not use the program, and whom no foreign key stops.
fn behind(folder: &TempDir, changes: &[&str]) {
    let change = "import sqlite3, sys\nwith sqlite3.connect(sys.argv[1]) as db:\n    \
                  for sql in sys.argv[2:]: assert db.execute(sql).rowcount > 0, sql";
    let mut python = std::process::Command::new("python3");
    python.args(["-c", change]).arg(folder.path().join("data.db")).args(changes);
    let done = python.output().expect("there is no python3: run ./test, which installs it");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

/// F16: the program and the script find each of them, in the same block.
#[tokio::test]
async fn the_program_and_the_script_find_the_same_tampering() {
    for (what, changes, block) in TAMPERED {
        let (journal, folder) = filled().await;
        let head = journal.head().await.unwrap().unwrap();
        note(&journal, entry(Act::Erased, NOVEMBER + 9_000)).await;
        behind(&folder, changes);
        if what.starts_with("rebuilt") {
            journal.seal(NOVEMBER + 2000).await.unwrap();
        }
        assert_eq!(broken(&journal, Some(&head)).await.0, *block, "{what}");
        let (good, said) = script(&folder, Some(&head.to_string()));
        let named = said.contains(&format!("block {block} is the first bad one"));
        assert!(!good && named, "{what}: {said}");
        // Only what happened to the end is not seen without the head.
        let needs_head = ["end cut off", "rebuilt from there on"].contains(what);
        if needs_head {
            assert!(script(&folder, None).0, "{what}");
        }
        assert_eq!(journal.verify(None).await.is_ok(), needs_head, "{what}");
    }
}
