//! The process: finding Chromium, starting it with a pipe and a fresh folder, ending it with
//! certainty.

use std::env;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use command_fds::{CommandFdExt, FdMapping};
use tempfile::TempDir;
use tokio::net::unix::pipe;

use crate::browser::Options;
use crate::error::{Error, Result};

const NAMES: [&str; 5] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

/// No traffic, windows, bubbles or throttling of the browser's own; what a page does is untouched.
const FLAGS: [&str; 26] = [
    "--headless",
    "--remote-debugging-pipe",
    "--no-startup-window",
    "--no-first-run",
    "--no-default-browser-check",
    "--no-service-autorun",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-client-side-phishing-detection",
    "--disable-domain-reliability",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-breakpad",
    "--disable-dev-shm-usage",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--metrics-recording-only",
    "--password-store=basic",
    "--hide-scrollbars",
    "--mute-audio",
    "--force-color-profile=srgb",
    // The omnibox popups are pages of the browser's own that cost most of a session's start.
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup,\
     OmniboxPopupWebUI,Translate,MediaRouter,OptimizationHints,AutofillServerCommunication,\
     BackForwardCache,HttpsUpgrades",
];

/// A running Chromium and its folder. Dropping it kills the one and removes the other.
pub(crate) struct Process {
    child: Child,
    program: PathBuf,
    folder: Option<TempDir>,
}

/// Our two ends of the pipe.
pub(crate) struct Pipe {
    pub(crate) to: pipe::Sender,
    pub(crate) from: pipe::Receiver,
}

impl Process {
    pub(crate) fn start(options: &Options) -> Result<(Process, Pipe)> {
        let program = find(env::var_os("MASSES_CHROMIUM"), env::var_os("PATH"))?;
        start_program(&program, options).map_err(|error| Error::Start {
            program: program.display().to_string(),
            reason: error.to_string(),
            log: String::new(),
        })
    }

    pub(crate) fn program(&self) -> String {
        self.program.display().to_string()
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Where this browser keeps its files; it is gone after the drop.
    pub(crate) fn folder(&self) -> PathBuf {
        self.folder.as_ref().map(|folder| folder.path().to_owned()).unwrap_or_default()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself: then there is nothing to kill, and nothing else to do.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let Some(path) = self.folder.take().map(TempDir::keep) else { return };
        // Its helpers follow within moments and may still write into the folder.
        for _ in 0..20 {
            if fs::remove_dir_all(&path).is_ok() || !path.exists() {
                return;
            }
            thread::sleep(Duration::from_millis(25));
        }
    }
}

fn start_program(program: &Path, options: &Options) -> io::Result<(Process, Pipe)> {
    let folder = TempDir::with_prefix("masses-browser-")?;
    let log = File::create(log_path(folder.path()))?;
    let (theirs_in, ours_out) = io::pipe()?;
    let (ours_in, theirs_out) = io::pipe()?;
    let mut command = Command::new(program);
    command
        .args(arguments(folder.path(), options))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log);
    command
        .fd_mappings(vec![
            FdMapping { parent_fd: OwnedFd::from(theirs_in), child_fd: 3 },
            FdMapping { parent_fd: OwnedFd::from(theirs_out), child_fd: 4 },
        ])
        .map_err(io::Error::other)?;
    let pipe = Pipe {
        to: pipe::Sender::from_owned_fd(OwnedFd::from(ours_out))?,
        from: pipe::Receiver::from_owned_fd(OwnedFd::from(ours_in))?,
    };
    let child = command.spawn()?;
    // `command` holds their ends open; only without them does the end of Chromium reach us.
    drop(command);
    Ok((Process { child, program: program.to_owned(), folder: Some(folder) }, pipe))
}

fn arguments(folder: &Path, options: &Options) -> Vec<OsString> {
    let mut all: Vec<OsString> = FLAGS.iter().map(OsString::from).collect();
    let mut profile = OsString::from("--user-data-dir=");
    profile.push(folder.join("profile"));
    all.push(profile);
    let (width, height) = options.window;
    all.push(format!("--window-size={width},{height}").into());
    if is_root() {
        all.push("--no-sandbox".into());
    }
    all.extend(options.arguments.iter().map(OsString::from));
    all
}

/// Chromium refuses its sandbox to root. Whose process this is, `/proc` tells without `unsafe`.
fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|about| about.uid() == 0)
}

fn find(named: Option<OsString>, path: Option<OsString>) -> Result<PathBuf> {
    if let Some(named) = named.filter(|named| !named.is_empty()) {
        let path = PathBuf::from(named);
        return path.is_file().then_some(path.clone()).ok_or_else(|| Error::Missing {
            searched: format!("MASSES_CHROMIUM names {}, which is not a file", path.display()),
        });
    }
    let path = path.unwrap_or_default();
    NAMES
        .iter()
        .flat_map(|name| env::split_paths(&path).map(move |folder| folder.join(name)))
        .find(|candidate| candidate.is_file())
        .ok_or_else(|| Error::Missing {
            searched: format!("none of {} is in PATH", NAMES.join(", ")),
        })
}

fn log_path(folder: &Path) -> PathBuf {
    folder.join("stderr.log")
}

/// The last lines that Chromium wrote, for an error's text.
pub(crate) fn last_words(folder: &Path) -> String {
    let text = fs::read(log_path(folder)).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    // The missing message bus of a container is no news.
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.contains("dbus/") && !line.contains("unexpected operator"))
        .collect();
    let tail = lines[lines.len().saturating_sub(8)..].join("\n  ");
    if tail.is_empty() { tail } else { format!("; it wrote:\n  {tail}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_chromium_is_told_with_the_way_to_get_one() {
        let empty = TempDir::new().unwrap();
        let nowhere = find(None, Some(empty.path().into())).unwrap_err().to_string();
        assert!(nowhere.contains("apt-get install chromium"), "{nowhere}");
        let wrong = find(Some("/no/such/chromium".into()), None).unwrap_err().to_string();
        assert!(wrong.contains("/no/such/chromium, which is not a file"), "{wrong}");
        assert!(wrong.contains("MASSES_CHROMIUM"), "{wrong}");
        let named = empty.path().join("chromium");
        fs::write(&named, "").unwrap();
        assert_eq!(find(None, Some(empty.path().into())).unwrap(), named);
    }
}
