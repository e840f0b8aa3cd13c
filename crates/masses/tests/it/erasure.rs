//! Export and erasure over the whole inventory: every declared place, one invented person.

use std::fs;

use db::{Statement, Value, binds};
use inventory::{Column, Kind, OnErase, Table};
use kit::web::RoleName;
use masses::ROOMS;
use masses::ground::journal::Actor;
use masses::ground::people::{HandleKind, People};
use vault::{MasterKeys, Place};

use crate::site::{DAY, MORNING, Site, contains, files};

/// Every table that holds something about people, parents before children.
fn tables() -> Vec<&'static Table> {
    ROOMS
        .iter()
        .flat_map(|room| room.inventory.tables.iter().copied())
        .filter(|table| table.person().is_some() && table.name != "person")
        .collect()
}

/// The unique string planted in one sealed column.
fn planted(table: &Table, column: &Column) -> String {
    format!("sentinel-{}-{}-quince", table.name, column.name)
}

/// Makes a row for a person in every table of the inventory, with a unique string in every
/// sealed column: the text, and whether it is a means to sign in, which no export may have.
async fn fill(site: &Site, person: &str) -> Vec<(String, bool)> {
    let ground = site.ground().clone();
    let key = site.ground().people.keys().key(person).await.unwrap().unwrap();
    let mut all = Vec::new();
    let mut writes = Vec::new();
    for table in tables() {
        let row = format!("row-of-{}", table.name);
        let mut values: Vec<Value> = Vec::new();
        for column in table.columns {
            let value = match &column.kind {
                Kind::Key if column.name == "at" => Value::Int(MORNING),
                Kind::Key => Value::from(row.as_str()),
                Kind::Person => Value::from(person),
                Kind::Link(to) if tables().iter().any(|one| one.name == *to) => {
                    Value::from(format!("row-of-{to}"))
                }
                Kind::Time => Value::Int(MORNING),
                Kind::State(words) => Value::from(words[0]),
                Kind::Sealed(_) => {
                    let text = planted(table, column);
                    let place = Place { table: table.name, column: column.name, person, row: &row };
                    let category = column.kind.datum().unwrap().category;
                    all.push((text.clone(), category == inventory::Category::Authentication));
                    Value::from(key.seal(&place, text.as_bytes(), &ground.chance))
                }
                Kind::Open(datum) if datum.category == inventory::Category::Timestamp => {
                    Value::Int(MORNING)
                }
                _ => Value::Null,
            };
            values.push(value);
        }
        writes.push((table, values));
    }
    let columns = ground.data.schema().await.unwrap();
    let id = person.to_owned();
    ground
        .data
        .write::<_, db::Error>(move |tx| {
            Box::pin(async move {
                People::add(tx, &id, MORNING).await.map_err(|e| db::Error::Bug(e.to_string()))?;
                for (table, mut values) in writes {
                    for (column, value) in table.columns.iter().zip(values.iter_mut()) {
                        let found = columns
                            .iter()
                            .find(|one| one.table == table.name && one.column == column.name)
                            .unwrap();
                        fill_plain(value, &found.kind, found.nullable);
                    }
                    let names: Vec<_> = table.columns.iter().map(|column| column.name).collect();
                    let places: Vec<_> = (1..=names.len()).map(|n| format!("${n}")).collect();
                    let sql = format!(
                        "insert into {} ({}) values ({})",
                        table.name,
                        names.join(", "),
                        places.join(", ")
                    );
                    let added = tx.execute(&Statement::generated("test::fill", sql), values).await;
                    added.map_err(|error| db::Error::Bug(format!("{}: {error}", table.name)))?;
                }
                Ok(())
            })
        })
        .await
        .unwrap();
    all
}

/// Something harmless for a column that may not be empty.
fn fill_plain(value: &mut Value, kind: &str, nullable: bool) {
    if *value == Value::Null && !nullable {
        *value = match kind {
            "bigint" => Value::Int(1),
            "boolean" => Value::Bool(false),
            "bytea" => Value::from(b"digest".to_vec()),
            _ => Value::from("plain"),
        };
    }
}

/// The fourth of the checks (P25, P27): none of it is readable on disk, the export has each,
/// and after the erasure none can be opened, nor from an older copy once the keys' time is over.
#[tokio::test]
async fn the_sentinel_is_sealed_exported_and_erased() {
    let mut site = Site::demo().await;
    let keys = site.ground().people.keys();
    let person =
        keys.find_or_make(HandleKind::Address, "quince@sentinel.example", MORNING).await.unwrap();
    let all = fill(&site, &person).await;
    assert!(all.len() >= 8, "only {} sealed places", all.len());

    let export = site.ground().care.export(&person, MORNING).await.unwrap().json();
    for (text, secret) in &all {
        assert_eq!(export.contains(text.as_str()), !secret, "{text} in the export");
    }
    for table in tables() {
        assert!(export.contains(&format!("\"{}\"", table.name)), "{} is missing", table.name);
    }
    assert_unreadable(&site, &all);

    site.stop().await;
    let backup = site.folder.parent().unwrap().join("backup");
    fs::create_dir_all(&backup).unwrap();
    fs::copy(site.data().join("data.sqlite"), backup.join("data.sqlite")).unwrap();
    let before = fs::read(backup.join("data.sqlite")).unwrap();
    site.start().await;

    let erased = site.ground().care.erase(&person, Actor::System, MORNING + DAY).await.unwrap();
    assert!(erased.rows as usize >= all.len() / 4);
    for table in tables() {
        let column = table.person().unwrap();
        let sql = format!("select * from {} where {column} = $1", table.name);
        let rows = site
            .ground()
            .data
            .read(&Statement::generated("test::left", sql), binds![person.clone()])
            .await
            .unwrap();
        match table.erase {
            OnErase::Delete => assert!(rows.is_empty(), "{} still has rows", table.name),
            OnErase::Blank | OnErase::Keep(_) => {
                for row in rows {
                    for column in table.columns.iter().filter(|column| column.kind.sealed()) {
                        assert_eq!(row.opt_bytes(column.name).unwrap(), None, "{}", table.name);
                    }
                }
            }
        }
    }
    assert!(site.ground().people.keys().key(&person).await.unwrap().is_none(), "the key is there");
    let again = site.ground().people.keys();
    let found = again.find(HandleKind::Address, "quince@sentinel.example").await.unwrap();
    assert_eq!(found, None, "the address still leads somewhere");
    // Nor does any copy of the key lie in what the database writes ahead.
    let wal = fs::read(site.data().join("keys/keys.sqlite-wal")).unwrap_or_default();
    assert!(!contains(&wal, &person), "the key is still in the log");
    assert_unreadable(&site, &all);

    // An older copy of the data beside today's keys opens nothing: the key is gone.
    site.stop().await;
    fs::write(site.data().join("data.sqlite"), before).unwrap();
    for end in ["-wal", "-shm"] {
        let _ = fs::remove_file(site.data().join(format!("data.sqlite{end}")));
    }
    site.start().await;
    let restored = site.ground().care.export(&person, MORNING + DAY).await;
    assert!(restored.is_err(), "a restored copy can be opened: {restored:?}");
}

fn assert_unreadable(site: &Site, texts: &[(String, bool)]) {
    for (path, bytes) in files(site.folder.parent().unwrap()) {
        for (text, _) in texts {
            assert!(!contains(&bytes, text), "{text} is readable in {}", path.display());
        }
        assert!(!contains(&bytes, "quince@sentinel.example"), "{}", path.display());
    }
}

/// From the desk: the export has everything, the erasure says what stays.
#[tokio::test]
async fn a_person_is_exported_and_erased_from_the_desk() {
    let site = Site::demo().await;
    site.write("nora@nachtigall.example", "Please forget me later").await;
    let agent = site.member(RoleName::Agent).await;
    let list = agent.get("/desk/inquiries").await;
    let path = list.body.split("class=\"list__link\" href=\"").nth(1).unwrap();
    let thread = agent.get(path.split('"').next().unwrap()).await;
    let person = thread.body.split("/desk/people/").nth(1).unwrap();
    let person = person.split('/').next().unwrap().to_owned();

    let export = agent.post(&format!("/desk/people/{person}/export"), &[]).await;
    assert_eq!(export.header("content-type"), "application/zip");
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(export.bytes)).unwrap();
    for name in ["data.html", "data.json"] {
        let text = std::io::read_to_string(zip.by_name(name).unwrap()).unwrap();
        assert!(text.contains("Please forget me later"), "{name}: {text}");
        assert!(text.contains("nora@nachtigall.example"), "{name}");
    }

    let erased = agent.post(&format!("/desk/people/{person}/erase"), &[]).await;
    assert_eq!(erased.status, 200, "{}", erased.body);
    assert!(!agent.get("/desk/inquiries").await.body.contains("Nora"));
    let mails = site.ground().mail.list(None, None, 50).await.unwrap();
    assert!(mails.iter().all(|mail| mail.person != person), "a mail to them is still there");
    let again = agent.post(&format!("/desk/people/{person}/erase"), &[]).await;
    assert_eq!(again.status, 404);

    // Whoever writes again is somebody new.
    let thanks = site.write("nora@nachtigall.example", "Hello again").await;
    assert_eq!(thanks.status, 200);
    let list = agent.get("/desk/inquiries").await;
    assert!(list.body.contains("Hello again") && !list.body.contains("forget me"));
}

/// P28: what is restricted is kept and opened for nothing but the person's rights.
#[tokio::test]
async fn a_restricted_person_is_kept_and_not_used() {
    let site = Site::demo().await;
    site.write("nora@nachtigall.example", "Leave this alone").await;
    let agent = site.member(RoleName::Agent).await;
    let list = agent.get("/desk/inquiries").await;
    let path = list.body.split("class=\"list__link\" href=\"").nth(1).unwrap();
    let path = path.split('"').next().unwrap().to_owned();
    let thread = agent.get(&path).await;
    let person = thread.body.split("/desk/people/").nth(1).unwrap();
    let person = person.split('/').next().unwrap().to_owned();
    let restrict = format!("/desk/people/{person}/restrict");
    assert_eq!(agent.post(&restrict, &[("step", "restrict"), ("next", &path)]).await.status, 303);
    for page in [agent.get(&path).await, agent.get("/desk/inquiries").await] {
        assert_eq!(page.status, 200);
        assert!(!page.body.contains("Leave this alone") && !page.body.contains("Nora"));
    }
    let export = site.ground().care.export(&person, site.clock.now()).await.unwrap().json();
    assert!(export.contains("Leave this alone"), "their rights are restricted too");
    agent.post(&restrict, &[("step", "lift"), ("next", &path)]).await;
    assert!(agent.get(&path).await.body.contains("Leave this alone"));
}

/// P26: a correction reaches every place, and never gives anybody somebody else's messages.
#[tokio::test]
async fn a_correction_reaches_every_inquiry_and_nobody_else() {
    let site = Site::demo().await;
    site.write("nora@nachtigal.example", "With a typing error").await;
    site.pass(60_000);
    site.write("nora@nachtigal.example", "And once more").await;
    site.pass(60_000);
    site.write("other@example.org", "Somebody else").await;
    let agent = site.member(RoleName::Agent).await;
    let list = agent.get("/desk/inquiries").await;
    let last = list.body.split("class=\"list__link\" href=\"").last().unwrap();
    let path = format!("{}/correct", last.split('"').next().unwrap());
    let form = agent.get(&path).await;
    assert!(form.body.contains("value=\"nora@nachtigal.example\""), "{}", form.body);
    for (email, status) in
        [("nobody", 422), ("other@example.org", 409), ("nora@nachtigall.example", 303)]
    {
        let fields = [("name", "Nora Neu"), ("email", email)];
        assert_eq!(agent.post(&path, &fields).await.status, status, "{email}");
    }
    let list = agent.get("/desk/inquiries").await;
    assert_eq!(list.body.matches("Nora Neu").count(), 2, "{}", list.body);
    let keys = site.ground().people.keys();
    let one = keys.find(HandleKind::Address, "nora@nachtigall.example").await.unwrap().unwrap();
    let export = site.ground().care.export(&one, site.clock.now()).await.unwrap().json();
    assert!(export.contains("With a typing error") && export.contains("And once more"));
    assert!(!export.contains("Somebody else") && !export.contains("other@example.org"));
}

/// What has reached its end goes, and with the last of it the person and the key.
#[tokio::test]
async fn the_sweep_takes_what_is_over() {
    let site = Site::demo().await;
    site.write("nora@nachtigall.example", "A question").await;
    let agent = site.member(RoleName::Agent).await;
    let list = agent.get("/desk/inquiries").await;
    let path = list.body.split("class=\"list__link\" href=\"").nth(1).unwrap();
    let path = path.split('"').next().unwrap().to_owned();
    agent.post(&format!("{path}/step"), &[("step", "close")]).await;
    let keys = site.ground().people.keys();
    let person = keys.find(HandleKind::Address, "nora@nachtigall.example").await.unwrap().unwrap();
    for week in 0..60 {
        site.pass(6 * DAY);
        let swept = site.ground().care.sweep(site.clock.now()).await.unwrap();
        assert!(swept.is_ok(), "the sweep waits in week {week}");
        let there = keys.key(&person).await.unwrap().is_some();
        let days = (week + 1) * 6;
        assert_eq!(there, days <= 366, "after {days} days");
    }
}

/// F10: a clock that jumped makes the sweep wait until somebody has looked.
#[tokio::test]
async fn the_sweep_waits_when_the_clock_jumped() {
    let site = Site::demo().await;
    site.write("nora@nachtigall.example", "A question").await;
    let ground = site.ground();
    assert!(ground.care.sweep(site.clock.now()).await.unwrap().is_ok());
    for jump in [4000 * DAY, -4000 * DAY] {
        site.clock.set(MORNING + jump);
        assert!(ground.care.sweep(site.clock.now()).await.unwrap().is_err(), "{jump}");
        site.clock.set(MORNING + DAY);
        assert!(ground.care.sweep(site.clock.now()).await.unwrap().is_err(), "still held");
        ground.care.confirm_clock(site.clock.now()).await.unwrap();
        assert!(ground.care.sweep(site.clock.now()).await.unwrap().is_ok());
    }
    assert!(
        ground
            .people
            .keys()
            .find(HandleKind::Address, "nora@nachtigall.example")
            .await
            .unwrap()
            .is_some()
    );
}

/// An erasure that was interrupted between the rows and the key is finished by the next start.
#[tokio::test]
async fn a_start_finishes_an_interrupted_erasure() {
    let mut site = Site::demo().await;
    site.write("nora@nachtigall.example", "A question").await;
    let ground = site.ground().clone();
    let keys = ground.people.keys();
    let person = keys.find(HandleKind::Address, "nora@nachtigall.example").await.unwrap().unwrap();
    let id = person.clone();
    ground
        .data
        .write::<_, db::Error>(move |tx| {
            Box::pin(async move {
                let mark = masses::ground::care::store::STATEMENTS
                    .iter()
                    .find(|one| one.name.ends_with("::BEGIN"))
                    .unwrap();
                tx.execute(mark, binds!["half", id, MORNING]).await
            })
        })
        .await
        .unwrap();
    assert!(keys.key(&person).await.unwrap().is_some());
    drop(ground);
    site.restart().await;
    let keys = site.ground().people.keys();
    assert!(keys.key(&person).await.unwrap().is_none(), "the key survived the start");
}

/// The master keys print as ids only.
#[test]
fn keys_do_not_print() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("config/master.key");
    let keys = MasterKeys::create(&path, &kit::chance::Chance::seeded(1)).unwrap();
    let secret = fs::read_to_string(&path).unwrap();
    let secret = secret.lines().last().unwrap().split(' ').next_back().unwrap().to_owned();
    assert!(!format!("{keys:?}").contains(&secret));
}
