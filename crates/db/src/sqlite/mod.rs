//! SQLite: one thread that writes, a pool of connections that read.

mod errors;
mod file;
mod inspect;
mod job;
mod readers;
mod run;
mod writer;
mod writing;

use crate::{
    ColumnInfo, Config, Error, ForeignKey, Result, Row, Statement, Stats, Tx, Value, Work,
};
use readers::Readers;
use writer::Writer;
pub(crate) use writing::Writing;

/// An open SQLite database.
#[derive(Debug)]
pub(crate) struct Sqlite {
    readers: Readers,
    writer: Writer,
}

impl Sqlite {
    pub(crate) fn open(config: Config) -> Result<Self> {
        file::make(&config.path)?;
        let writer = Writer::start(&config)?;
        Ok(Self { readers: Readers::new(config), writer })
    }

    pub(crate) async fn read(&self, statement: Statement, binds: Vec<Value>) -> Result<Vec<Row>> {
        self.readers.with(move |connection| run::read(connection, &statement, &binds)).await
    }

    pub(crate) async fn write<T, E>(
        &self,
        work: impl for<'t> FnOnce(&'t mut Tx) -> Work<'t, T, E> + Clone + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.writer.write(work).await
    }

    pub(crate) async fn schema(&self) -> Result<Vec<ColumnInfo>> {
        self.readers.with(inspect::schema).await
    }

    pub(crate) async fn foreign_keys(&self) -> Result<Vec<ForeignKey>> {
        self.readers.with(inspect::foreign_keys).await
    }

    pub(crate) async fn prepare_all(&self, statements: Vec<Statement>) -> Result<()> {
        self.readers.with(move |connection| inspect::prepare_all(connection, &statements)).await
    }

    pub(crate) async fn integrity(&self) -> Result<()> {
        self.readers.with(inspect::integrity).await
    }

    pub(crate) async fn checkpoint(&self) -> Result<()> {
        self.writer.checkpoint().await
    }

    pub(crate) async fn close(&self) -> Result<()> {
        // Readers first: only the last connection can fold the log into the file.
        self.readers.close().await;
        self.writer.close().await
    }

    pub(crate) fn stats(&self) -> Stats {
        let mut stats = self.writer.stats();
        stats.turned_away += self.readers.turned_away();
        stats
    }
}
