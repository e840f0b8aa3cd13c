//! What can go wrong, said so that a failed test explains itself.

use std::path::PathBuf;

/// A result of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why the browser did not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No Chromium on this machine.
    #[error(
        "there is no Chromium here: {searched}. Install it (Debian and Ubuntu: `apt-get install \
         chromium`, Fedora: `dnf install chromium`, macOS: `brew install --cask chromium`) or set \
         MASSES_CHROMIUM to the path of a Chromium or Chrome"
    )]
    Missing {
        /// Where it was looked for.
        searched: String,
    },
    /// Chromium was found, but did not come up.
    #[error("{program} did not start: {reason}{log}")]
    Start {
        /// The program that was started.
        program: String,
        /// What happened.
        reason: String,
        /// The last lines it wrote, or nothing.
        log: String,
    },
    /// Chromium was there and is gone.
    #[error("Chromium has ended while {during} was under way; start a new one{log}")]
    Ended {
        /// What was asked of it.
        during: String,
        /// The last lines it wrote, or nothing.
        log: String,
    },
    /// The page's own process crashed, or its target was closed.
    #[error("the page is gone while {during} was under way ({how}); it was {page}")]
    PageGone {
        /// What was asked of it.
        during: String,
        /// Crashed or closed.
        how: &'static str,
        /// Its address.
        page: String,
    },
    /// Something did not happen in time.
    #[error("waited {seconds} s for {what}; {last}; the page was {page}")]
    Waited {
        /// What was awaited.
        what: String,
        /// How long, in seconds.
        seconds: f32,
        /// What was the case instead.
        last: String,
        /// Address and title of the page.
        page: String,
    },
    /// A page could not be loaded at all.
    #[error("{url} could not be loaded: {reason}; is the server up and the address right?")]
    Navigation {
        /// The address.
        url: String,
        /// Chromium's name for the failure.
        reason: String,
    },
    /// An element cannot take what was asked of it.
    #[error("{what} cannot be done: {reason}; the page was {page}")]
    Element {
        /// The act and its selector.
        what: String,
        /// Why not.
        reason: String,
        /// Address and title of the page.
        page: String,
    },
    /// A script handed to [`crate::Page::eval`] threw.
    #[error("the script threw {text}; it began {script:?}")]
    Script {
        /// What it threw.
        text: String,
        /// Its beginning.
        script: String,
    },
    /// Chromium refused a command.
    #[error("Chromium refused {method}: {message}")]
    Refused {
        /// The command of the DevTools protocol.
        method: String,
        /// Its reason.
        message: String,
    },
    /// Chromium answered in a shape that was not expected; it may be too old or too new.
    #[error("Chromium answered {method} without {missing}; is this version of it supported?")]
    Answer {
        /// The command of the DevTools protocol.
        method: &'static str,
        /// What was looked for in the answer.
        missing: &'static str,
    },
    /// A key name that is not known.
    #[error(
        "there is no key {0:?}; known are a single character, Tab, Enter, Escape, Space, ArrowUp …, Home, End, PageUp, PageDown, Backspace, Delete, with Shift+, Control+, Alt+, Meta+ before them"
    )]
    Key(String),
    /// A file could not be written.
    #[error("{path} could not be written: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: std::io::Error,
    },
}
