//! The program's own access log: one line a request, with only part of the address (C3).

use std::cell::RefCell;
use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{BufWriter, Write};
use std::net::IpAddr;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::time::Duration;

use axum::http::Method;

use super::truncate;
use crate::clock::day;

/// How long lines are gathered before they are written.
const MOMENT: Duration = Duration::from_millis(20);
/// A day, in milliseconds.
const DAY: i64 = 86_400_000;

/// How much of an address the log holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogAddress {
    /// Without its last part: IPv4 /24, IPv6 /48.
    Truncated,
    /// Whole. The policy says so.
    Full,
}

/// What the writer is told.
enum Order {
    /// A line for the log.
    Note(Line),
    /// Everything is to be on disk; whoever waits is told.
    Flush(SyncSender<()>),
}

/// One request, as it is noted. The door's pattern stands for the path, so that nothing
/// personal can be in it.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub at: i64,
    pub address: IpAddr,
    pub method: Method,
    pub door: &'static str,
    pub status: u16,
    pub bytes: u64,
    pub took: Duration,
}

/// Writes lines to a file a day, off the request's way. A full queue or disk drops lines and
/// counts them; it never holds up a visitor.
#[derive(Clone)]
pub struct AccessLog {
    send: SyncSender<Order>,
}

impl AccessLog {
    /// No log: requests are only counted.
    pub fn off() -> std::io::Result<Self> {
        Self::begin(Today::default())
    }

    /// A log in `folder`, one file for each day: `access-2026-11-23.log`.
    pub fn open(folder: &Path, address: LogAddress) -> std::io::Result<Self> {
        make(folder)?;
        Self::begin(Today { place: Some((folder.to_owned(), address)), ..Today::default() })
    }

    fn begin(today: Today) -> std::io::Result<Self> {
        let (send, receive) = sync_channel(8192);
        std::thread::Builder::new()
            .name("access-log".to_owned())
            .spawn(move || write(today, &receive))?;
        Ok(Self { send })
    }

    /// Deletes the files that are older than `days`.
    pub fn sweep(folder: &Path, now: i64, days: u32) -> std::io::Result<u32> {
        let oldest = format!("access-{}.log", day(now - i64::from(days) * 86_400_000));
        let mut gone = 0;
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with("access-") && name.ends_with(".log") && name < oldest {
                fs::remove_file(entry.path())?;
                gone += 1;
            }
        }
        Ok(gone)
    }

    pub(super) fn note(&self, line: Line) {
        // The thread that writes also counts: nothing of it is on the way of a visitor.
        if let Err(TrySendError::Full(Order::Note(line))) = self.send.try_send(Order::Note(line)) {
            count(&line);
            metrics::counter!("access_log_dropped_total").increment(1);
        }
    }

    /// Waits until what was noted is written: before the program ends.
    pub(super) fn flush(&self) {
        let (tell, told) = sync_channel(1);
        if self.send.send(Order::Flush(tell)).is_ok() {
            let _ = told.recv_timeout(Duration::from_secs(1));
        }
    }
}

/// Where lines go: the file of today, and what is not written to it yet.
#[derive(Default)]
struct Today {
    /// The folder, and how much of an address is noted; none where nothing is.
    place: Option<(PathBuf, LogAddress)>,
    open: Option<Open>,
    /// The last time and the last address that were written, as they are written.
    stamp: Written<i64>,
    address: Written<IpAddr>,
}

/// A value, and what it is written as.
type Written<T> = Option<(T, String)>;

struct Open {
    path: PathBuf,
    /// Days since 1970.
    day: i64,
    out: BufWriter<File>,
}

impl Today {
    /// Somebody may have cleared the folder away meanwhile: then the file is made anew.
    fn look(&mut self) {
        if self.open.as_ref().is_some_and(|open| !open.path.exists()) {
            self.open = None;
        }
    }

    fn line(&mut self, line: &Line) -> std::io::Result<()> {
        let Some((folder, address)) = &self.place else { return Ok(()) };
        let today = line.at.div_euclid(DAY);
        if self.open.as_ref().is_none_or(|open| open.day != today) {
            make(folder)?;
            let path = folder.join(format!("access-{}.log", day(line.at)));
            let file = OpenOptions::new().create(true).append(true).mode(0o600).open(&path)?;
            self.open = Some(Open { path, day: today, out: BufWriter::new(file) });
        }
        let Some(open) = &mut self.open else { return Ok(()) };
        let address = match address {
            LogAddress::Truncated => truncate(line.address),
            LogAddress::Full => line.address,
        };
        let [mut status, mut bytes, mut took] = [itoa::Buffer::new(); 3];
        // Put together by hand: with formatting, this thread would work half as much as those that
        // answer.
        let parts = [
            written(&mut self.stamp, line.at, crate::clock::stamp),
            " ",
            written(&mut self.address, address, |address| address.to_string()),
            " ",
            named(&line.method),
            " ",
            line.door,
            " ",
            status.format(line.status),
            " ",
            bytes.format(if line.method == Method::HEAD { 0 } else { line.bytes }),
            "B ",
            took.format(line.took.as_micros()),
            "us\n",
        ];
        parts.iter().try_for_each(|part| open.out.write_all(part.as_bytes()))
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.open.as_mut().map_or(Ok(()), |open| open.out.flush())
    }
}

/// A value as it is written, made anew where the last one was another.
fn written<T: Copy + PartialEq>(
    last: &mut Written<T>,
    value: T,
    write: impl FnOnce(T) -> String,
) -> &str {
    if last.as_ref().is_none_or(|(known, _)| *known != value) {
        *last = None;
    }
    &last.get_or_insert_with(|| (value, write(value))).1
}

/// A method as it is noted. Strangers can call theirs anything, at any length.
fn named(method: &Method) -> &str {
    let known = [
        Method::CONNECT,
        Method::DELETE,
        Method::GET,
        Method::HEAD,
        Method::OPTIONS,
        Method::PATCH,
        Method::POST,
        Method::PUT,
        Method::TRACE,
    ];
    if known.contains(method) { method.as_str() } else { "OTHER" }
}

fn make(folder: &Path) -> std::io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

fn write(mut today: Today, orders: &Receiver<Order>) {
    let mut failing = false;
    while let Ok(first) = orders.recv() {
        // What comes within a moment is written together: this thread is not woken for each line.
        if matches!(first, Order::Note(_)) {
            std::thread::sleep(MOMENT);
        }
        today.look();
        let (mut done, mut waiting) = (Ok(()), Vec::new());
        for order in std::iter::once(first).chain(orders.try_iter()) {
            match order {
                Order::Note(line) => {
                    count(&line);
                    done = done.and(today.line(&line));
                }
                Order::Flush(tell) => waiting.push(tell),
            }
        }
        done = done.and(today.flush());
        for tell in waiting {
            let _ = tell.send(());
        }
        if let Err(error) = &done {
            metrics::counter!("access_log_dropped_total").increment(1);
            today.open = None;
            if !failing {
                tracing::warn!(%error, "the access log cannot be written; lines are lost");
            }
        }
        failing = done.is_err();
    }
}

thread_local! {
    /// What counts a door and a status: looking one up by its labels takes longer than counting.
    static COUNTERS: RefCell<HashMap<(&'static str, u16), metrics::Counter>> = RefCell::default();
    static SECONDS: metrics::Histogram = metrics::histogram!("http_request_seconds");
}

fn count(line: &Line) {
    COUNTERS.with_borrow_mut(|all| {
        let new = || {
            let status = line.status.to_string();
            metrics::counter!("http_requests_total", "door" => line.door, "status" => status)
        };
        all.entry((line.door, line.status)).or_insert_with(new).increment(1);
    });
    SECONDS.with(|seconds| seconds.record(line.took.as_secs_f64()));
}
