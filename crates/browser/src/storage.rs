//! What is left on the visitor's device: cookies, and everything else a page can keep there.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::error::{Error, Result};
use crate::page::Page;

/// A cookie as the browser holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cookie {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// The host it belongs to; with a dot in front, hosts below it too.
    pub domain: String,
    /// The path it belongs to.
    pub path: String,
    /// When it ends, in milliseconds since 1970; none if with the session.
    pub expires: Option<i64>,
    /// Whether scripts are kept from it.
    pub http_only: bool,
    /// Whether it only travels encrypted.
    pub secure: bool,
    /// `Strict`, `Lax` or `None`; none if not said.
    pub same_site: Option<String>,
}

/// The kinds of storage besides cookies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StorageKind {
    /// `localStorage`
    Local,
    /// `sessionStorage`
    Session,
    /// A database of IndexedDB.
    IndexedDb,
    /// A cache of the Cache API.
    CacheStorage,
    /// A registered service worker.
    ServiceWorker,
}

/// One thing that a page keeps.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct StorageItem {
    /// Whose it is, as `scheme://host:port`.
    pub origin: String,
    /// Where it is kept.
    pub kind: StorageKind,
    /// Its key; the name of a database or a cache, the scope of a service worker.
    pub key: String,
    /// Its value, of local and session storage only.
    pub value: Option<String>,
}

impl Page {
    /// Every cookie of this session, for all hosts.
    pub async fn cookies(&self) -> Result<Vec<Cookie>> {
        let params = json!({ "browserContextId": self.context() });
        let answer = self.wire().call(None, "Storage.getCookies", params).await?;
        let cookies = answer["cookies"]
            .as_array()
            .ok_or(Error::Answer { method: "Storage.getCookies", missing: "cookies" })?;
        Ok(cookies.iter().map(cookie).collect())
    }

    /// Everything kept by other means than cookies, sorted, for every origin that this session
    /// has shown or run.
    pub async fn storage(&self) -> Result<Vec<StorageItem>> {
        let origins = self.with_record(|record| record.origins.clone());
        let mut items = BTreeSet::new();
        for origin in origins {
            self.databases(&origin, &mut items).await?;
            self.caches(&origin, &mut items).await?;
        }
        // What script keeps is followed from the first moment on: it is known for pages that are
        // long gone, of which Chromium would not answer.
        self.with_record(|record| {
            for ((origin, kind, key), value) in &record.stored {
                items.insert(item(origin, *kind, key, Some(value.clone())));
            }
            for scope in record.workers.values() {
                let origin = crate::record::origin(scope).unwrap_or(scope);
                items.insert(item(origin, StorageKind::ServiceWorker, scope, None));
            }
        });
        Ok(items.into_iter().collect())
    }

    async fn databases(&self, origin: &str, into: &mut BTreeSet<StorageItem>) -> Result<()> {
        let params = json!({ "securityOrigin": origin });
        let answer = self.command("IndexedDB.requestDatabaseNames", params).await;
        for name in known(answer)?["databaseNames"].as_array().into_iter().flatten() {
            let name = name.as_str().unwrap_or_default();
            into.insert(item(origin, StorageKind::IndexedDb, name, None));
        }
        Ok(())
    }

    async fn caches(&self, origin: &str, into: &mut BTreeSet<StorageItem>) -> Result<()> {
        let params = json!({ "securityOrigin": origin });
        let answer = self.command("CacheStorage.requestCacheNames", params).await;
        for cache in known(answer)?["caches"].as_array().into_iter().flatten() {
            let name = cache["cacheName"].as_str().unwrap_or_default();
            into.insert(item(origin, StorageKind::CacheStorage, name, None));
        }
        Ok(())
    }
}

/// Chromium refuses where an origin may not have such a storage at all: then there is none.
fn known(answer: Result<Value>) -> Result<Value> {
    match answer {
        Err(Error::Refused { .. }) => Ok(Value::Null),
        other => other,
    }
}

fn item(origin: &str, kind: StorageKind, key: &str, value: Option<String>) -> StorageItem {
    StorageItem { origin: origin.to_owned(), kind, key: key.to_owned(), value }
}

fn cookie(from: &Value) -> Cookie {
    let text = |name: &str| from[name].as_str().unwrap_or_default().to_owned();
    let ends = from["expires"].as_f64().filter(|_| from["session"] != true);
    Cookie {
        name: text("name"),
        value: text("value"),
        domain: text("domain"),
        path: text("path"),
        expires: ends.map(|seconds| (seconds * 1000.0) as i64),
        http_only: from["httpOnly"] == true,
        secure: from["secure"] == true,
        same_site: from["sameSite"].as_str().map(str::to_owned),
    }
}
