//! The one place that knows the databases. The rest of the program sees [`Db`], [`Tx`], [`Row`]
//! and [`Value`], and two ways in: [`Db::read`], on a pool of read-only connections, and
//! [`Db::write`], a closure that runs whole or not at all and is on the disk when it answers.
//!
//! SQL is written once, for SQLite and PostgreSQL alike, as registered [`Statement`]s with
//! parameters `$1` to `$n`; types are `text`, `bigint`, `boolean`, `bytea` and
//! `double precision`. What is different between the two databases is hidden here; what cannot
//! be hidden is refused on both, so that a room written against one runs on the other.
//!
//! While a SQLite database is open, nothing else in the same process may open its files: closing
//! them again would drop SQLite's locks.
//!
//! ```no_run
//! # async fn example() -> Result<(), db::Error> {
//! db::statements! {
//!     /// One page by its path.
//!     PAGE = "select title from page where path = $1";
//!     ADD = "insert into page (path, title) values ($1, $2)";
//! }
//! let db = db::Db::open(db::Config::at("/srv/site/data.db"))?;
//! db.migrate("pages", "-- step 1: pages\ncreate table page (path text primary key, title text);")
//!     .await?;
//! db.write::<_, db::Error>(|tx| {
//!     Box::pin(async move { tx.execute(&ADD, db::binds!["/about", "About us"]).await })
//! })
//! .await?;
//! let page = db.read_one(&PAGE, db::binds!["/about"]).await?;
//! # Ok(()) }
//! ```

mod claim;
mod config;
mod error;
mod handle;
mod lock;
mod postgres;
mod row;
mod schema;
mod server;
mod sqlite;
mod statement;
mod tx;
mod value;

pub use claim::Claim;
pub use config::{Config, Stats};
pub use error::{Error, Result};
pub use handle::Db;
pub use lock::Lock;
pub use row::Row;
pub use schema::{ColumnInfo, ForeignKey, SCHEMA_STEP, SCHEMA_STEP_COLUMNS, STATEMENTS};
pub use server::ServerConfig;
pub use statement::Statement;
pub use tx::{Bound, Tx, Work};
pub use value::Value;
