//! The sentinel: a unique string in every declared place, for one invented person. It is in the
//! export and readable nowhere on disk, and an erasure takes it everywhere.

use std::fs;
use std::path::Path;

use db::{ColumnInfo, Statement, Value, binds};
use inventory::{Column, Kind, OnErase, Table};
use masses::ROOMS;
use masses::ground::journal::Actor;
use masses::ground::people::{self, HandleKind, People};
use vault::Place;

use crate::server;
use crate::site::{DAY, MORNING, Site, contains, files};

/// Every table that holds something about people, parents before children.
fn tables() -> Vec<&'static Table> {
    ROOMS
        .iter()
        .flat_map(|room| room.inventory.tables.iter().copied())
        .filter(|table| table.person().is_some() && table.name != "person")
        .collect()
}

/// The same, and those that their rows cannot be without.
fn all_tables(schema: &[ColumnInfo]) -> Vec<&'static Table> {
    let mine = tables();
    let needs = |table: &Table, column: &Column| {
        let is_it = |one: &&ColumnInfo| one.table == table.name && one.column == column.name;
        schema.iter().find(is_it).is_some_and(|one| !one.nullable)
    };
    let wanted = |name: &str| {
        mine.iter().any(|table| {
            let to = |column: &&Column| matches!(&column.kind, Kind::Link(to) if *to == name);
            table.columns.iter().filter(to).any(|column| needs(table, column))
        })
    };
    let all = ROOMS.iter().flat_map(|room| room.inventory.tables.iter().copied());
    all.filter(|table| table.name != "person" && (table.person().is_some() || wanted(table.name)))
        .collect()
}

/// The unique string planted in one column.
struct Planted {
    text: String,
    /// `table.column`.
    place: String,
    sealed: bool,
    /// The table's rows go with the person.
    goes: bool,
}

impl Planted {
    fn new(table: &Table, column: &Column) -> Self {
        Self {
            text: format!("sentinel-{}-{}-quince", table.name, column.name),
            place: format!("{}.{}", table.name, column.name),
            sealed: column.kind.sealed(),
            goes: table.erase == OnErase::Delete,
        }
    }
}

/// What no export has: the means to sign in, and which member of the team handled the data.
const WITHHELD: [&str; 5] = [
    "member.password",
    "member.totp",
    "member.totp_next",
    "journal_entry.actor",
    "inquiry_message.author",
];

/// Makes a row for a person in every table of the inventory, with a unique string in every
/// declared column of text, sealed or open.
async fn fill(site: &Site, person: &str) -> Vec<Planted> {
    let ground = site.ground().clone();
    let columns = ground.data.schema().await.unwrap();
    let linked = all_tables(&columns);
    let key = site.ground().people.keys().key(person).await.unwrap().unwrap();
    let mut all = Vec::new();
    let mut writes = Vec::new();
    for table in linked.iter().copied() {
        let row = format!("row-of-{}", table.name);
        let mut values: Vec<Value> = Vec::new();
        for column in table.columns {
            let value = match &column.kind {
                Kind::Key if column.name == "at" => Value::Int(MORNING),
                Kind::Key => Value::from(row.as_str()),
                Kind::Person => Value::from(person),
                Kind::Link(to) if linked.iter().any(|one| one.name == *to) => {
                    Value::from(format!("row-of-{to}"))
                }
                Kind::Time => Value::Int(MORNING),
                Kind::State(words) => Value::from(words[0]),
                Kind::Sealed(_) => {
                    let planted = Planted::new(table, column);
                    let place = Place { table: table.name, column: column.name, person, row: &row };
                    let sealed = key.seal(&place, planted.text.as_bytes(), &ground.chance);
                    all.push(planted);
                    Value::from(sealed)
                }
                Kind::Open(datum) if datum.category == inventory::Category::Timestamp => {
                    Value::Int(MORNING)
                }
                Kind::Open(_) => {
                    let planted = Planted::new(table, column);
                    all.push(planted);
                    Value::from(all.last().unwrap().text.as_str())
                }
                _ => Value::Null,
            };
            values.push(value);
        }
        writes.push((table, values));
    }
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
pub async fn the_sentinel_is_sealed_exported_and_erased() {
    let mut site = Site::demo().await;
    let keys = site.ground().people.keys();
    let person =
        keys.find_or_make(HandleKind::Address, "quince@sentinel.example", MORNING).await.unwrap();
    let all = fill(&site, &person).await;
    let sealed = all.iter().filter(|one| one.sealed).count();
    assert!(sealed >= 12 && all.len() >= sealed + 4, "only {sealed} of {}", all.len());

    let export = site.ground().care.export(&person, MORNING).await.unwrap().json();
    for Planted { text, place, .. } in &all {
        let withheld = WITHHELD.contains(&place.as_str());
        assert_eq!(export.contains(text.as_str()), !withheld, "{place} in the export");
    }
    for table in tables() {
        assert!(export.contains(&format!("\"{}\"", table.name)), "{} is missing", table.name);
    }
    assert_unreadable(&site, &all);

    site.stop().await;
    let backup = site.folder.parent().unwrap().join("backup");
    fs::create_dir_all(&backup).unwrap();
    for part in [DATA, KEYS] {
        match &site.database {
            None => drop(fs::copy(site.data().join(part.file), backup.join(part.schema)).unwrap()),
            Some(url) => server::dump(url, part.schema, &backup.join(part.schema)),
        }
    }
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

    // Nor is what lay open: neither in a free page nor in a log. (A server clears its free pages
    // when it gets to it.)
    for (path, bytes) in files(&site.data()) {
        for Planted { text, .. } in all.iter().filter(|one| one.goes) {
            assert!(!contains(&bytes, text), "{text} is still in {}", path.display());
        }
    }

    // An older copy of the data beside today's keys opens nothing: the key is gone.
    restore(&mut site, &backup, DATA).await;
    let restored = site.ground().care.export(&person, MORNING + DAY).await;
    assert!(matches!(restored, Err(people::Error::Erased)), "not for want of a key: {restored:?}");
    // With a copy of the keys from before the erasure it is all there again: that is why copies
    // of the keys expire.
    restore(&mut site, &backup, KEYS).await;
    let restored = site.ground().care.export(&person, MORNING + DAY).await.unwrap().json();
    for Planted { text, place, .. } in &all {
        let withheld = WITHHELD.contains(&place.as_str());
        assert_eq!(restored.contains(text.as_str()), !withheld, "{place} in what was restored");
    }
}

/// One of the two databases: its file, or its schema on a server.
#[derive(Clone, Copy)]
struct Part {
    file: &'static str,
    schema: &'static str,
}

const DATA: Part = Part { file: "data.sqlite", schema: "masses" };
const KEYS: Part = Part { file: "keys/keys.sqlite", schema: "masses_keys" };

/// Puts one part of a backup in place of today's.
async fn restore(site: &mut Site, backup: &Path, part: Part) {
    site.stop().await;
    let kept = backup.join(part.schema);
    if let Some(url) = &site.database {
        server::load(url, part.schema, &kept);
    } else {
        fs::copy(kept, site.data().join(part.file)).unwrap();
        for end in ["-wal", "-shm"] {
            let _ = fs::remove_file(site.data().join(format!("{}{end}", part.file)));
        }
    }
    site.start().await;
}

fn assert_unreadable(site: &Site, all: &[Planted]) {
    for (path, bytes) in site.everything() {
        for Planted { text, .. } in all.iter().filter(|one| one.sealed) {
            assert!(!contains(&bytes, text), "{text} is readable in {}", path.display());
        }
        assert!(!contains(&bytes, "quince@sentinel.example"), "{}", path.display());
    }
}
