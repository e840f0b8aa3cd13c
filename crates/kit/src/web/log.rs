//! The program's own access log: one line a request, with only part of the address (C3).

use std::fs::{self, File, OpenOptions};
use std::io::{BufWriter, Write};
use std::net::IpAddr;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::Duration;

use axum::http::Method;

use super::truncate;
use crate::clock::day;

/// How much of an address the log holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogAddress {
    /// Without its last part: IPv4 /24, IPv6 /48.
    Truncated,
    /// Whole. The policy says so.
    Full,
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
    send: Option<SyncSender<Line>>,
}

impl AccessLog {
    /// No log.
    pub fn off() -> Self {
        Self { send: None }
    }

    /// A log in `folder`, one file for each day: `access-2026-11-23.log`.
    pub fn open(folder: &Path, address: LogAddress) -> std::io::Result<Self> {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
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
            && send.try_send(line).is_err()
        {
            metrics::counter!("access_log_dropped_total").increment(1);
        }
    }
}

fn write(folder: &Path, address: LogAddress, lines: &Receiver<Line>) {
    let mut file: Option<(PathBuf, BufWriter<File>)> = None;
    loop {
        match lines.recv_timeout(Duration::from_secs(1)) {
            Ok(line) => {
                let path = folder.join(format!("access-{}.log", day(line.at)));
                if file.as_ref().is_none_or(|(open, _)| *open != path) {
                    let opened =
                        OpenOptions::new().create(true).append(true).mode(0o600).open(&path);
                    file = opened.ok().map(|opened| (path, BufWriter::new(opened)));
                }
                let Some((_, out)) = &mut file else { continue };
                if writeln!(out, "{}", text(&line, address)).is_err() {
                    metrics::counter!("access_log_dropped_total").increment(1);
                    file = None;
                }
            }
            Err(RecvTimeoutError::Timeout) => {
                if let Some((_, out)) = &mut file
                    && out.flush().is_err()
                {
                    file = None;
                }
            }
            Err(RecvTimeoutError::Disconnected) => return,
        }
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
