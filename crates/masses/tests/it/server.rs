//! The main journeys once more, with the data on a PostgreSQL server; and what only happens there.
//!
//! With `MASSES_TEST_DATABASE=postgres` every test keeps its data there; those about the embedded
//! database's own files and locks fail then.

mod nodes;
mod outage;
mod together;

use std::cell::Cell;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use cluster::{Cluster, Setup};
use masses::{House, OpenError};

use crate::site::{Site, files};

pub static CLUSTER: LazyLock<Cluster> =
    LazyLock::new(|| Cluster::start(&Setup::default()).unwrap());

thread_local! {
    static WANTED: Cell<bool> = const { Cell::new(false) };
}

/// The address of a new database, for a test that keeps its data on a server.
pub fn database() -> Option<String> {
    let all = std::env::var_os("MASSES_TEST_DATABASE").is_some_and(|value| value == "postgres");
    (all || WANTED.get()).then(|| CLUSTER.database().unwrap())
}

/// Runs a test that keeps its data on a server.
fn on_server<T>(test: impl FnOnce() -> T) -> T {
    WANTED.set(true);
    test()
}

/// Tests that run here too.
macro_rules! also {
    ($($name:ident = $test:path;)*) => {$(
        #[test]
        fn $name() {
            on_server($test);
        }
    )*};
}

also! {
    a_message_arrives_and_is_answered =
        crate::inquiries::a_message_arrives_is_answered_and_waits_in_the_outbox;
    sending_twice_at_once_is_sending_once = crate::inquiries::sending_twice_at_once_is_sending_once;
    nobody_is_answered_twice = crate::inquiries::nobody_is_answered_twice;
    nothing_personal_is_readable_on_disk = crate::inquiries::nothing_personal_is_readable_on_disk;
    a_person_is_exported_and_erased = crate::erasure::a_person_is_exported_and_erased_from_the_desk;
    a_start_finishes_an_interrupted_erasure =
        crate::erasure::a_start_finishes_an_interrupted_erasure;
    the_sweep_takes_what_is_over = crate::erasure::the_sweep_takes_what_is_over;
    a_correction_reaches_every_place = crate::rights::a_correction_reaches_every_place;
    what_is_restricted_is_left_alone = crate::rights::what_is_restricted_is_left_alone;
    older_rows_wait_for_the_notice_period = crate::gate::older_rows_wait_for_the_notice_period;
    a_mailbox_gets_so_many_mails_a_week = crate::limits::a_mailbox_gets_so_many_mails_a_week;
    rotation_leaves_everything_readable = crate::keys::rotation_leaves_everything_readable;
    pages_are_written_and_nothing_is_lost =
        crate::editor::whoever_is_slower_loses_nothing_and_overwrites_nothing;
    who_made_a_version_goes_with_them = crate::editor::kept::who_made_a_version_goes_with_them;
    the_sentinel = crate::sentinel::the_sentinel_is_sealed_exported_and_erased;
    what_was_acknowledged_survives_being_killed =
        crate::crash::killed::what_was_acknowledged_survives_being_killed;
    nobody_is_told_twice_or_left_out =
        crate::told::interrupted_in_the_middle_nobody_is_told_twice_or_left_out;
}

/// The name of the database at this address.
pub fn name_of(url: &str) -> &str {
    url.rsplit_once('/').unwrap().1
}

/// The files in which the server keeps a database, and its log of what it is about to write.
pub fn files_of(url: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let name = name_of(url);
    CLUSTER.sql("postgres", "checkpoint").unwrap();
    let sql = format!("select oid from pg_database where datname = '{name}'");
    let oid = CLUSTER.sql("postgres", &sql).unwrap();
    let mut all = files(&CLUSTER.data().join("base").join(oid));
    all.extend(files(&CLUSTER.data().join("pg_wal")));
    all
}

/// Copies a schema into a file.
pub fn dump(url: &str, schema: &str, file: &Path) {
    let mut dump = CLUSTER.client("pg_dump", name_of(url));
    done(dump.args(["-n", schema]).stdout(File::create(file).unwrap()));
}

/// Puts a copy of a schema in place of what is there.
pub fn load(url: &str, schema: &str, file: &Path) {
    let name = name_of(url);
    CLUSTER.sql(name, &format!("drop schema {schema} cascade")).unwrap();
    let mut psql = CLUSTER.client("psql", name);
    done(psql.args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-o", "/dev/null", "-f"]).arg(file));
}

/// Copies the journal's tables into a folder, as the documentation says.
pub fn journal_of(url: &str, folder: &Path) -> PathBuf {
    std::fs::create_dir_all(folder).unwrap();
    let doc = include_str!("../../../../docs/journal.md");
    let (_, rest) = doc.split_once("<<'SQL'\n").unwrap();
    let (copying, _) = rest.split_once("SQL\n").unwrap();
    let mut psql = Command::new(CLUSTER.programs().join("psql"));
    let strict = ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", url];
    let mut psql = psql.args(strict).current_dir(folder).stdin(Stdio::piped()).spawn().unwrap();
    psql.stdin.take().unwrap().write_all(copying.as_bytes()).unwrap();
    assert!(psql.wait().unwrap().success(), "{copying}");
    folder.to_owned()
}

fn done(command: &mut Command) {
    assert!(command.status().unwrap().success(), "{command:?}");
}

/// F20: the keys without the data, or the other way about, are worth nothing: nothing is made
/// beside what is left.
#[tokio::test]
async fn one_schema_without_the_other_stops_the_start() {
    let mut site = on_server(Site::demo).await;
    site.write("nora@nachtigall.example", "Something to lose").await;
    site.stop().await;
    let url = site.database.clone().unwrap();
    let sql = |sql: String| CLUSTER.sql(name_of(&url), &sql).unwrap();
    for (gone, there) in [("masses", "masses_keys"), ("masses_keys", "masses")] {
        sql(format!("alter schema {gone} rename to aside"));
        match House::open(site.options()).await.map(drop) {
            Err(OpenError::Half { gone: named, there: left }) => {
                assert_eq!(named, format!("the schema {gone}"));
                assert_eq!(left, format!("the schema {there}"));
            }
            other => panic!("{:?}", other.map_err(|error| error.to_string())),
        }
        let made = format!("select count(*) from pg_namespace where nspname = '{gone}'");
        assert_eq!(sql(made), "0", "{gone} was made anew");
        sql(format!("alter schema aside rename to {gone}"));
    }
    site.start().await;
}
