//! The program's own access log: one line a request, with only part of the address (C3).

use std::fs::{self, File, OpenOptions};
use std::io::{BufWriter, Write};
use std::net::IpAddr;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

use axum::http::Method;

use super::truncate;
use crate::clock::day;

/// How long lines are gathered before they are written.
const MOMENT: Duration = Duration::from_millis(20);

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
    send: Option<SyncSender<Order>>,
}

impl AccessLog {
    /// No log.
    pub fn off() -> Self {
        Self { send: None }
    }

    /// A log in `folder`, one file for each day: `access-2026-11-23.log`.
    pub fn open(folder: &Path, address: LogAddress) -> std::io::Result<Self> {
        make(folder)?;
        let (send, receive) = sync_channel(8192);
        let folder = folder.to_owned();
        std::thread::Builder::new()
            .name("access-log".to_owned())
            .spawn(move || write(&folder, address, &receive))?;
        Ok(Self { send: Some(send) })
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
        let status = line.status.to_string();
        metrics::counter!("http_requests_total", "door" => line.door, "status" => status)
            .increment(1);
        metrics::histogram!("http_request_seconds").record(line.took.as_secs_f64());
        if let Some(send) = &self.send
            && send.try_send(Order::Note(line)).is_err()
        {
            metrics::counter!("access_log_dropped_total").increment(1);
        }
    }

    /// Waits until what was noted is written: before the program ends.
    pub(super) fn flush(&self) {
        let (tell, told) = sync_channel(1);
        if let Some(send) = &self.send
            && send.send(Order::Flush(tell)).is_ok()
        {
            let _ = told.recv_timeout(Duration::from_secs(1));
        }
    }
}

/// The file of today, and what is not written to it yet.
#[derive(Default)]
struct Today(Option<(PathBuf, BufWriter<File>)>);

impl Today {
    /// Somebody may have cleared the folder away meanwhile: then the file is made anew.
    fn look(&mut self) {
        if self.0.as_ref().is_some_and(|(open, _)| !open.exists()) {
            self.0 = None;
        }
    }

    fn line(&mut self, folder: &Path, line: &Line, address: LogAddress) -> std::io::Result<()> {
        let path = folder.join(format!("access-{}.log", day(line.at)));
        if self.0.as_ref().is_none_or(|(open, _)| *open != path) {
            make(folder)?;
            let file = OpenOptions::new().create(true).append(true).mode(0o600).open(&path)?;
            self.0 = Some((path, BufWriter::new(file)));
        }
        match &mut self.0 {
            Some((_, out)) => writeln!(out, "{}", text(line, address)),
            None => Ok(()),
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.0.as_mut().map_or(Ok(()), |(_, out)| out.flush())
    }
}

fn make(folder: &Path) -> std::io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

fn write(folder: &Path, address: LogAddress, orders: &Receiver<Order>) {
    let mut today = Today::default();
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
                Order::Note(line) => done = done.and(today.line(folder, &line, address)),
                Order::Flush(tell) => waiting.push(tell),
            }
        }
        done = done.and(today.flush());
        for tell in waiting {
            let _ = tell.send(());
        }
        if let Err(error) = &done {
            metrics::counter!("access_log_dropped_total").increment(1);
            today = Today::default();
            if !failing {
                tracing::warn!(%error, "the access log cannot be written; lines are lost");
            }
        }
        failing = done.is_err();
    }
}

fn text(line: &Line, address: LogAddress) -> String {
    let address = match address {
        LogAddress::Truncated => truncate(line.address),
        LogAddress::Full => line.address,
    };
    format!(
        "{} {address} {} {} {} {}B {}us",
        crate::clock::stamp(line.at),
        line.method,
        line.door,
        line.status,
        line.bytes,
        line.took.as_micros()
    )
}
