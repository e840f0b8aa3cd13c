//! Every statement of the program, prepared on the real schema.

use std::collections::BTreeSet;

use db::{Config, Db, Row, ServerConfig, Statement, Value};
use masses::ROOMS;
use masses::ground::people::KEYS_SCHEMA;
use masses::ground::people::store::keys as sql;
use tempfile::TempDir;

use crate::server;

/// The same two databases on each engine, empty: the data's and the keys', with the name under
/// which a server knows them.
struct Engine {
    data: Db,
    keys: Db,
    _folder: Option<TempDir>,
}

impl Engine {
    async fn embedded() -> Self {
        let folder = TempDir::new().unwrap();
        let open = |name| Db::open(Config::at(folder.path().join(name))).unwrap();
        let (data, keys) = (open("data.sqlite"), open("keys.sqlite"));
        Self::with(data, keys, Some(folder)).await
    }

    async fn server(url: &str) -> Self {
        let open = |schema| Db::connect(ServerConfig::at(url, schema)).unwrap();
        Self::with(open("masses"), open("masses_keys"), None).await
    }

    async fn with(data: Db, keys: Db, folder: Option<TempDir>) -> Self {
        for room in ROOMS {
            data.migrate(room.inventory.name, room.schema).await.unwrap();
        }
        keys.migrate("keys", KEYS_SCHEMA).await.unwrap();
        Self { data, keys, _folder: folder }
    }
}

#[tokio::test]
async fn every_statement_is_understood() {
    let url = server::CLUSTER.database().unwrap();
    for engine in [Engine::embedded().await, Engine::server(&url).await] {
        let mut names = BTreeSet::new();
        let all = ROOMS.iter().flat_map(|room| room.statements.iter().copied());
        for statements in all {
            engine.data.prepare_all(statements).await.unwrap();
            for statement in statements {
                assert!(names.insert(statement.name), "{} stands twice", statement.name);
            }
        }
        assert!(names.len() > 60, "only {} statements were seen", names.len());
        engine.keys.prepare_all(sql::STATEMENTS).await.unwrap();
        for statement in sql::STATEMENTS {
            assert!(names.insert(statement.name), "{} stands twice", statement.name);
        }
    }
}

/// What a statement did: how many rows it changed or what it answered, or how it failed.
#[derive(Debug, PartialEq)]
enum Did {
    Changed(u64),
    Answered(Vec<Vec<(String, Value)>>),
    Failed(db::Error),
}

/// Runs a statement, and keeps what it did.
async fn run_on(db: &Db, statement: &'static Statement, binds: Vec<Value>) -> Did {
    let reads = statement.sql.starts_with("select") || statement.sql.contains("returning");
    let work = db.write::<_, db::Error>(move |tx| {
        Box::pin(async move {
            Ok(match reads {
                true => Did::Answered(tx.read(statement, binds).await?.iter().map(plain).collect()),
                false => Did::Changed(tx.execute(statement, binds).await?),
            })
        })
    });
    work.await.unwrap_or_else(Did::Failed)
}

/// A row with its columns; what is computed to be true or false is a number on one engine.
fn plain(row: &Row) -> Vec<(String, Value)> {
    let value = |column: &String| match row.value(column).unwrap() {
        Value::Bool(yes) => Value::Int((*yes).into()),
        other => other.clone(),
    };
    row.columns().iter().map(|column| (column.clone(), value(column))).collect()
}

/// Something for each parameter of a statement: always the same for the same type, so that what
/// one statement has put in is what the next one looks for.
fn filling(statement: &Statement, database: &str, schema: &str) -> Vec<Value> {
    let asked = format!(
        "set search_path to {schema}; prepare asked as {}; \
         select array_to_string(parameter_types, ',') from pg_prepared_statements \
         where name = 'asked'",
        statement.sql
    );
    let types = server::CLUSTER.sql(database, &asked).unwrap();
    let types = types.split(',').filter(|kind| !kind.is_empty());
    types
        .map(|kind| match kind {
            "text" => Value::from("x"),
            "bigint" => Value::Int(1),
            "boolean" => Value::Bool(false),
            "bytea" => Value::from(b"x".to_vec()),
            other => panic!("{}: a parameter of type {other}", statement.name),
        })
        .collect()
}

/// Every statement runs on both engines, on the same rows, and does the same.
#[tokio::test]
async fn every_statement_does_the_same_on_both() {
    let url = server::CLUSTER.database().unwrap();
    let (embedded, server) = (Engine::embedded().await, Engine::server(&url).await);
    let of_rooms = ROOMS.iter().flat_map(|room| room.statements.iter().copied()).flatten();
    let of_keys = sql::STATEMENTS.iter().map(|one| (*one, true));
    let mut all: Vec<(&'static Statement, bool)> = of_rooms.map(|one| (*one, false)).collect();
    all.extend(of_keys);
    let rank = |statement: &Statement| {
        ["insert", "select", "update", "delete"]
            .iter()
            .position(|word| statement.sql.starts_with(word))
            .unwrap_or_else(|| panic!("{} begins otherwise", statement.name))
    };
    all.sort_by_key(|(statement, _)| rank(statement));
    let (mut good, mut some) = (0, 0);
    for (statement, of_keys) in all {
        let schema = if of_keys { "masses_keys" } else { "masses" };
        let binds = filling(statement, server::name_of(&url), schema);
        let one = if of_keys { &embedded.keys } else { &embedded.data };
        let two = if of_keys { &server.keys } else { &server.data };
        let (one, two) =
            (run_on(one, statement, binds.clone()).await, run_on(two, statement, binds).await);
        assert_eq!(one, two, "{}", statement.name);
        good += usize::from(!matches!(one, Did::Failed(_)));
        some += usize::from(match one {
            Did::Changed(rows) => rows > 0,
            Did::Answered(rows) => !rows.is_empty(),
            Did::Failed(error) => {
                let expected = error.is_unique() || error == db::Error::ForeignKey;
                assert!(expected, "{}: {error}", statement.name);
                false
            }
        });
    }
    assert!(good > 150 && some > 80, "{good} went well, {some} had something to do");
}

/// Every statement of the keys' database in an order in which it can run: what it is given, and
/// how many rows it changes or answers.
fn run() -> Vec<(&'static Statement, Vec<Value>, u64)> {
    let b = |text: &str| Value::from(text.as_bytes().to_vec());
    vec![
        (&sql::RING_ADD, vec!["forms".into(), b("ring"), 1.into()], 1),
        (&sql::RING_ADD, vec!["forms".into(), b("another"), 1.into()], 0),
        (&sql::RING, vec!["forms".into()], 1),
        (&sql::RING, vec!["mail".into()], 0),
        (&sql::MASTER, vec![b("m1"), 1.into()], 1),
        (&sql::MASTER, vec![b("m2"), 1.into()], 1),
        (&sql::IN_USE, vec![b("m1")], 0),
        (&sql::IN_USE, vec![b("m2")], 1),
        (&sql::MASTER_MOVE, vec![b("m3"), b("m1")], 0),
        (&sql::MASTER_MOVE, vec![b("m3"), b("m2")], 1),
        (&sql::RING_ALL, vec![], 1),
        (&sql::RING_WRAP, vec!["forms".into(), b("anew"), b("another")], 0),
        (&sql::RING_WRAP, vec!["forms".into(), b("anew"), b("ring")], 1),
        (&sql::KEY_ADD, vec!["p1".into(), b("key"), 5.into()], 1),
        (&sql::KEY_ADD, vec!["p2".into(), b("key"), 9.into()], 1),
        (&sql::KEY, vec!["p1".into()], 1),
        (&sql::KEY_SOME, vec!["".into()], 2),
        (&sql::KEY_SOME, vec!["p1".into()], 1),
        (&sql::KEY_WRAP, vec!["p1".into(), b("anew"), b("wrong")], 0),
        (&sql::KEY_WRAP, vec!["p1".into(), b("anew"), b("key")], 1),
        (&sql::KEY_OLD, vec![6.into(), "".into()], 1),
        (&sql::KEY_OLD, vec![6.into(), "p1".into()], 0),
        (&sql::KEY_COUNT, vec![], 1),
        (&sql::HANDLE_ADD, vec![b("digest"), "p1".into(), "address".into()], 1),
        (&sql::FIND, vec![b("digest")], 1),
        (&sql::IS_FOUND, vec!["p1".into(), "address".into()], 1),
        (&sql::IS_FOUND, vec!["p1".into(), "team".into()], 0),
        (&sql::HANDLE_ADD, vec![b("other"), "p1".into(), "address".into()], 1),
        (&sql::HANDLE_ADD, vec![b("of the team"), "p1".into(), "team".into()], 1),
        (&sql::HANDLE_ONLY, vec![b("digest"), "p1".into(), "address".into()], 1),
        (&sql::HANDLE_GONE, vec![b("of the team"), "p2".into()], 0),
        (&sql::HANDLE_GONE, vec![b("of the team"), "p1".into()], 1),
        (&sql::ANY, vec![], 1),
        (&sql::KEY_GONE, vec!["p1".into()], 1),
        (&sql::KEY, vec!["p1".into()], 0),
        // With the key goes all by which somebody was found.
        (&sql::FIND, vec![b("digest")], 0),
    ]
}

#[tokio::test]
async fn the_statements_of_the_keys_do_what_they_say() {
    let url = server::CLUSTER.database().unwrap();
    keys_do_what_they_say(&Engine::embedded().await.keys).await;
    keys_do_what_they_say(&Engine::server(&url).await.keys).await;
}

async fn keys_do_what_they_say(keys: &Db) {
    let mut seen = BTreeSet::new();
    for (number, (statement, binds, expected)) in run().into_iter().enumerate() {
        seen.insert(statement.name);
        let found = if statement.sql.starts_with("select") {
            keys.read(statement, binds).await.unwrap().len() as u64
        } else {
            let changed = keys.write::<_, db::Error>(move |tx| {
                Box::pin(async move { tx.execute(statement, binds).await })
            });
            changed.await.unwrap()
        };
        assert_eq!(found, expected, "{} ({number})", statement.name);
    }
    let all: BTreeSet<_> = sql::STATEMENTS.iter().map(|statement| statement.name).collect();
    assert_eq!(seen, all, "a statement was not run");
}

/// What refers to another row is found by an index: else each deletion there looks through the
/// whole table here.
#[tokio::test]
async fn every_reference_has_an_index() {
    let Engine { data, keys, .. } = &Engine::embedded().await;
    for db in [data, keys] {
        assert_eq!(without_index(db).await, Vec::<String>::new());
    }
    let bare = "-- step 1: bare\ncreate table one (id text primary key);
        create table two (id text primary key, one_id text references one (id));";
    keys.migrate("bare", bare).await.unwrap();
    assert_eq!(without_index(keys).await, ["two.one_id"]);
}

async fn without_index(db: &Db) -> Vec<String> {
    let sql = "select m.name || '.' || f.\"from\" as place
        from sqlite_master m join pragma_foreign_key_list(m.name) f
        where m.type = 'table' and not exists (
            select 1 from pragma_index_list(m.name) l join pragma_index_info(l.name) i
            where i.seqno = 0 and i.name = f.\"from\")
        order by place";
    let rows =
        db.read(&Statement::generated("without_index", sql.to_owned()), vec![]).await.unwrap();
    rows.iter().map(|row| row.text("place").unwrap()).collect()
}

/// What would run on one database only.
#[test]
fn statements_are_for_both_databases() {
    let not_portable = [
        "now()",
        "current_timestamp",
        "autoincrement",
        "serial",
        "interval",
        "returning *",
        "insert or ",
        "ifnull",
        "datetime(",
        "strftime",
        "::",
        "group_concat",
        "rowid",
    ];
    let of_rooms = ROOMS.iter().map(|room| (room.inventory.name, room.schema, room.statements));
    let keys: &[&[&Statement]] = &[sql::STATEMENTS];
    for (name, schema, statements) in of_rooms.chain([("keys", KEYS_SCHEMA, keys)]) {
        let schema = schema.to_lowercase();
        for word in not_portable {
            assert!(!schema.contains(word), "the schema of {name} has {word}");
        }
        for statement in statements.iter().flat_map(|list| list.iter()) {
            let sql = statement.sql.to_lowercase();
            for word in not_portable {
                assert!(!sql.contains(word), "{} has {word}", statement.name);
            }
        }
    }
}
