//! One Chromium, and the sessions opened in it.

use std::fmt;
use std::fs;
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;

use crate::error::{Error, Result};
use crate::listen::Listener;
use crate::page::Page;
use crate::process::{Process, last_words};
use crate::setup::{self, SessionOptions};
use crate::wire::{self, Wire};

/// How a Chromium is started.
#[derive(Debug, Clone)]
pub struct Options {
    /// Width and height of the window in CSS pixels.
    pub window: (u32, u32),
    /// How long anything is waited for at most.
    pub deadline: Duration,
    /// More arguments for Chromium's command line.
    pub arguments: Vec<String>,
}

impl Default for Options {
    fn default() -> Self {
        Options { window: (1280, 900), deadline: Duration::from_secs(10), arguments: Vec::new() }
    }
}

/// A running Chromium with a profile of its own. Dropping it kills the process and removes its
/// folder; the pages opened in it then answer that Chromium has ended.
pub struct Browser {
    wire: Arc<Wire>,
    listener: Arc<Listener>,
    version: String,
    // Last, so that everything else is let go of first.
    process: Process,
}

impl Browser {
    /// Starts a Chromium and waits until it answers.
    pub async fn launch(options: Options) -> Result<Browser> {
        let (process, pipe) = Process::start(&options)?;
        let folder = process.folder();
        let (wire, incoming) = Wire::new(pipe, folder.clone(), options.deadline);
        let listener = Arc::new(Listener::new(wire.clone()));
        let (reading, hearing) = (wire.clone(), listener.clone());
        tokio::spawn(async move {
            let ears = hearing.clone();
            wire::read(incoming, reading, move |event| ears.take(event)).await;
            hearing.wake();
        });
        // A cold start from a slow disk takes far longer than anything that follows.
        let patience = options.deadline.max(Duration::from_secs(30));
        let about = wire.call_within(None, "Browser.getVersion", json!({}), patience).await;
        let about = about.map_err(|error| Error::Start {
            program: process.program(),
            reason: match error {
                Error::Ended { .. } => "it ended at once".to_owned(),
                other => other.to_string(),
            },
            log: last_words(&folder),
        })?;
        listener.set_user_agent(about["userAgent"].as_str().unwrap_or_default());
        wire.call(None, "Target.setAutoAttach", setup::attach_all()).await?;
        let version = about["product"].as_str().unwrap_or_default().to_owned();
        Ok(Browser { wire, listener, version, process })
    }

    /// Opens an empty page in a fresh context: no cookies, no storage, nothing shared.
    pub async fn session(&self, options: SessionOptions) -> Result<Page> {
        let made = self
            .wire
            .call(None, "Target.createBrowserContext", json!({ "disposeOnDetach": true }))
            .await?;
        let context = made["browserContextId"].as_str().ok_or(Error::Answer {
            method: "Target.createBrowserContext",
            missing: "browserContextId",
        })?;
        let downloads = self.process.folder().join("downloads").join(context);
        fs::create_dir_all(&downloads)
            .map_err(|source| Error::File { path: downloads.clone(), source })?;
        let params = json!({
            "behavior": "allowAndName", "browserContextId": context,
            "downloadPath": downloads, "eventsEnabled": true,
        });
        self.wire.call(None, "Browser.setDownloadBehavior", params).await?;
        self.listener.open(context, options, downloads);
        Page::open(self.wire.clone(), self.listener.clone(), context.to_owned()).await
    }

    /// Name and version, as in `Chrome/156.0.8078.79`.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The number of the process.
    pub fn process_id(&self) -> u32 {
        self.process.id()
    }
}

impl fmt::Debug for Browser {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Browser({}, process {})", self.version, self.process.id())
    }
}
