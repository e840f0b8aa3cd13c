//! Generations: how every process learns within a second that a cache is out of date.
//!
//! A cache has a name and a number in the database. Whoever changes what it was made from adds
//! one in the same transaction; every process looks once a second and calls who listens.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use db::{Db, Tx, binds};

use super::people::store;

/// What somebody does when a generation has changed.
type Listener =
    Arc<dyn Fn() -> Pin<Box<dyn Future<Output = Result<(), String>> + Send>> + Send + Sync>;

/// The generations as this process last saw them.
pub struct Generations {
    data: Db,
    seen: Mutex<BTreeMap<String, i64>>,
    listeners: Mutex<Vec<(&'static str, Listener)>>,
    at_every_look: Mutex<Vec<Listener>>,
}

impl Generations {
    /// Nothing seen yet.
    pub fn new(data: Db) -> Arc<Self> {
        Arc::new(Self {
            data,
            seen: Mutex::default(),
            listeners: Mutex::default(),
            at_every_look: Mutex::default(),
        })
    }

    /// Marks a cache as out of date, within the transaction that changes its source.
    pub async fn bump(tx: &mut Tx, name: &'static str) -> Result<(), db::Error> {
        tx.execute(&store::BUMP, binds![name]).await?;
        Ok(())
    }

    /// Calls `then` whenever the generation of that name has changed.
    pub fn listen<F, Fut>(&self, name: &'static str, then: F)
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<(), String>> + Send + 'static,
    {
        let listener: Listener = Arc::new(move || Box::pin(then()));
        self.listeners.lock().unwrap_or_else(PoisonError::into_inner).push((name, listener));
    }

    /// Calls `then` at every look, after those who listen to what has changed: for who keeps up
    /// with rows that say themselves when they changed.
    pub fn every_look<F, Fut>(&self, then: F)
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<(), String>> + Send + 'static,
    {
        let listener: Listener = Arc::new(move || Box::pin(then()));
        self.at_every_look.lock().unwrap_or_else(PoisonError::into_inner).push(listener);
    }

    /// Looks once, and calls who listens to what has changed. A listener that fails is called
    /// again at the next look.
    pub async fn look(&self) -> Result<(), db::Error> {
        let rows = self.data.read(&store::GENERATIONS, binds![]).await?;
        for row in rows {
            let (name, value) = (row.text("name")?, row.int("value")?);
            let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner).get(&name).copied();
            if seen == Some(value) {
                continue;
            }
            if self.call(&name).await {
                self.seen.lock().unwrap_or_else(PoisonError::into_inner).insert(name, value);
            }
        }
        let every = self.at_every_look.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for listener in every {
            if let Err(error) = listener().await {
                tracing::warn!(%error, "something could not keep up; it tries again");
            }
        }
        Ok(())
    }

    async fn call(&self, name: &str) -> bool {
        let due: Vec<Listener> = self
            .listeners
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
            .filter(|(of, _)| *of == name)
            .map(|(_, listener)| listener.clone())
            .collect();
        let mut good = true;
        for listener in due {
            if let Err(error) = listener().await {
                tracing::error!(generation = name, %error, "a cache could not be renewed");
                good = false;
            }
        }
        good
    }
}
