//! A real Chromium, driven over `--remote-debugging-pipe` in raw JSON.
//!
//! It serves two ends: the tests, which walk through the site as a visitor and as the team would,
//! and `masses audit`, which shows from outside what a page stored, requested and asked for.
//! Typed clients of the DevTools protocol break with every Chromium; the few messages needed
//! here are written out by hand instead.
//!
//! ```no_run
//! # async fn show() -> browser::Result<()> {
//! use browser::{Browser, Options, SessionOptions};
//!
//! let browser = Browser::launch(Options::default()).await?;
//! let page = browser.session(SessionOptions { script: false, ..Default::default() }).await?;
//! page.goto("http://127.0.0.1:8080/contact").await?;
//! page.fill("#message", "Good morning").await?;
//! page.click_and_wait("button[type=submit]").await?;
//! assert!(page.cookies().await?.is_empty());
//! # Ok(()) }
//! ```
//!
//! A [`Browser`] is one process with a folder of its own; both end with it. A [`Page`] lives in a
//! browser context of its own, so that no two share a cookie. A page's record begins before its
//! first request: targets are held still until everything is being listened to, workers, frames
//! and the windows a page opens included.
//!
//! What cannot be seen this way: bare DNS look-ups and preconnects, which the protocol does not
//! report.

mod act;
mod browser;
mod complaint;
mod error;
mod inside;
mod keys;
mod listen;
mod look;
mod page;
mod picture;
mod process;
mod record;
mod setup;
mod storage;
mod wait;
mod wire;

pub use browser::{Browser, Options};
pub use error::{Error, Result};
pub use page::Page;
pub use record::{Download, Request, Response};
pub use setup::SessionOptions;
pub use storage::{Cookie, StorageItem, StorageKind};
