//! The connections that read: opened when needed, kept, handed to one read at a time.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::file;
use crate::{Config, Error, Result};

#[derive(Debug)]
pub(crate) struct Readers {
    config: Arc<Config>,
    /// One permit for each read that may run.
    slots: Arc<Semaphore>,
    /// One permit for each read that may wait or run.
    places: Semaphore,
    idle: Arc<Mutex<Vec<Connection>>>,
    turned_away: AtomicU64,
}

impl Readers {
    pub(crate) fn new(config: Config) -> Self {
        let readers = config.readers.max(1);
        Self {
            slots: Arc::new(Semaphore::new(readers)),
            places: Semaphore::new(readers + config.queue),
            idle: Arc::default(),
            turned_away: AtomicU64::new(0),
            config: Arc::new(config),
        }
    }

    /// Runs something on a connection, on a thread where it may block.
    pub(crate) async fn with<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let runtime = Handle::try_current().map_err(|_| {
            Error::Bug("a read outside the runtime; within a write use `tx.read`".into())
        })?;
        let (_place, slot) = self.slot().await?;
        let (config, idle) = (Arc::clone(&self.config), Arc::clone(&self.idle));
        runtime
            .spawn_blocking(move || {
                let kept = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
                let connection = match kept {
                    Some(connection) => connection,
                    None => file::open_reader(&config)?,
                };
                let answer = work(&connection);
                // One that saw damage may hold a spoilt page in its cache.
                let spoilt = matches!(answer, Err(Error::Corrupt(_) | Error::Io(_)));
                if !spoilt && !slot.semaphore().is_closed() {
                    idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
                }
                drop(slot);
                answer
            })
            .await
            .map_err(|_| Error::Panicked)?
    }

    /// Waits for a free slot, within bounds.
    async fn slot(&self) -> Result<(tokio::sync::SemaphorePermit<'_>, OwnedSemaphorePermit)> {
        if self.slots.is_closed() {
            return Err(Error::Closed);
        }
        let Ok(place) = self.places.try_acquire() else { return Err(self.turn_away()) };
        match timeout(self.config.busy, Arc::clone(&self.slots).acquire_owned()).await {
            Ok(Ok(slot)) => Ok((place, slot)),
            Ok(Err(_)) => Err(Error::Closed),
            Err(_) => Err(self.turn_away()),
        }
    }

    fn turn_away(&self) -> Error {
        self.turned_away.fetch_add(1, Ordering::Relaxed);
        Error::Busy
    }

    pub(crate) fn turned_away(&self) -> u64 {
        self.turned_away.load(Ordering::Relaxed)
    }

    /// Waits for the reads in progress, within bounds, and closes every connection.
    pub(crate) async fn close(&self) {
        let all = u32::try_from(self.config.readers.max(1)).unwrap_or(u32::MAX);
        let held = timeout(self.config.busy, self.slots.acquire_many(all)).await;
        self.slots.close();
        drop(held);
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
