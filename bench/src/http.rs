//! A visitor's end of HTTP/1.1 with one connection kept open: little more than what is needed to
//! send a form and to see the answer, so that the load costs the machine as little as possible.

use std::net::SocketAddr;

use anyhow::{Context, Result, bail, ensure};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// One connection.
pub struct Client {
    address: SocketAddr,
    stream: TcpStream,
    read: Vec<u8>,
    /// Cookies, as a browser would send them back.
    pub cookies: Vec<(String, String)>,
}

/// An answer.
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The body.
    pub body: String,
}

/// An answer byte by byte.
pub struct Whole {
    /// Names in small letters, and values.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Whole {
    /// A header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name)?;
        Some(&found.1)
    }
}

impl Client {
    /// Connects.
    pub async fn connect(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { address, stream, read: Vec::with_capacity(32 * 1024), cookies: Vec::new() })
    }

    /// Fetches a page.
    pub async fn get(&mut self, path: &str) -> Result<Reply> {
        let head = self.head("GET", path, "");
        self.exchange(head.as_bytes()).await
    }

    /// Fetches whatever is there. `more`: lines of the head.
    pub async fn whole(&mut self, path: &str, more: &str) -> Result<Whole> {
        let head = self.head("GET", path, more);
        self.exchange(head.as_bytes()).await?;
        let end = self.read.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or_default();
        let head = String::from_utf8_lossy(&self.read[..end]);
        let pairs = head.lines().skip(1).filter_map(|line| line.split_once(": "));
        let headers = pairs.map(|(name, value)| (name.to_lowercase(), value.to_owned()));
        Ok(Whole { headers: headers.collect(), body: self.read[end + 4..].to_vec() })
    }

    /// Sends a form. `from`: the address of the visitor, as a proxy would say it.
    pub async fn post(&mut self, path: &str, form: &str, from: &str) -> Result<Reply> {
        let origin = format!("Origin: http://{}\r\n", self.address);
        let forwarded =
            if from.is_empty() { String::new() } else { format!("X-Forwarded-For: {from}\r\n") };
        let more = format!(
            "{origin}{forwarded}Content-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {}\r\n",
            form.len()
        );
        let mut request = self.head("POST", path, &more);
        request.push_str(form);
        self.exchange(request.as_bytes()).await
    }

    fn head(&self, method: &str, path: &str, more: &str) -> String {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let cookies = match cookies.is_empty() {
            true => String::new(),
            false => format!("Cookie: {}\r\n", cookies.join("; ")),
        };
        format!("{method} {path} HTTP/1.1\r\nHost: {}\r\n{cookies}{more}\r\n", self.address)
    }

    async fn exchange(&mut self, request: &[u8]) -> Result<Reply> {
        self.stream.write_all(request).await?;
        self.read.clear();
        let end = loop {
            self.more().await?;
            if let Some(end) = self.read.windows(4).position(|four| four == b"\r\n\r\n") {
                break end + 4;
            }
        };
        let head = String::from_utf8_lossy(&self.read[..end]).into_owned();
        let status = head.split(' ').nth(1).and_then(|text| text.parse().ok());
        let status = status.context("no status")?;
        let mut length = 0;
        for line in head.lines().skip(1) {
            let Some((name, value)) = line.split_once(": ") else { continue };
            if name.eq_ignore_ascii_case("content-length") {
                length = value.parse()?;
            } else if name.eq_ignore_ascii_case("set-cookie") {
                self.keep(value);
            } else if name.eq_ignore_ascii_case("transfer-encoding") {
                bail!("an answer without a length");
            }
        }
        while self.read.len() < end + length {
            self.more().await?;
        }
        ensure!(self.read.len() == end + length, "more than one answer");
        Ok(Reply { status, body: String::from_utf8_lossy(&self.read[end..]).into_owned() })
    }

    async fn more(&mut self) -> Result<()> {
        let taken = self.stream.read_buf(&mut self.read).await?;
        ensure!(taken > 0, "the connection was closed");
        Ok(())
    }

    fn keep(&mut self, line: &str) {
        let pair = line.split(';').next().unwrap_or_default();
        let Some((name, value)) = pair.split_once('=') else { return };
        self.cookies.retain(|(known, _)| known != name);
        if !value.is_empty() {
            self.cookies.push((name.to_owned(), value.to_owned()));
        }
    }
}
