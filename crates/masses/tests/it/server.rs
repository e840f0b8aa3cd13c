//! The main journeys once more, with the data on a PostgreSQL server.
//!
//! With `MASSES_TEST_DATABASE=postgres` every test keeps its data there.

use std::cell::Cell;
use std::sync::LazyLock;

use cluster::{Cluster, Setup};

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
fn on_server(test: fn()) {
    WANTED.set(true);
    test();
}
