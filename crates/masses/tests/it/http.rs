//! A small HTTP client for the tests: somebody with a browser, who keeps cookies.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Mutex;

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::{Request, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

const FORM: &str = "application/x-www-form-urlencoded";

/// Where the program can be reached now: another place after each start.
pub trait Served: Sync {
    fn address(&self) -> SocketAddr;
}

pub struct Visitor<'a> {
    site: &'a dyn Served,
    cookies: Mutex<BTreeMap<String, String>>,
    set: Mutex<Vec<(String, String)>>,
    headers: Vec<(&'static str, String)>,
}

impl<'a> Visitor<'a> {
    pub fn new(site: &'a dyn Served) -> Self {
        let (cookies, set) = (Mutex::default(), Mutex::default());
        Self { site, cookies, set, headers: Vec::new() }
    }
}

impl Visitor<'_> {
    /// Every cookie that was ever set, as it was sent, with the request that set it.
    pub fn was_set(&self) -> Vec<(String, String)> {
        self.set.lock().unwrap().clone()
    }

    /// A header that goes with every request.
    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// The value of a cookie that the browser keeps.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().unwrap().get(name).cloned()
    }

    /// Puts a cookie into the browser, as somebody else might.
    pub fn keep(&self, name: &str, value: &str) {
        self.cookies.lock().unwrap().insert(name.to_owned(), value.to_owned());
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send("GET", path, None).await
    }

    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let body: Vec<String> = fields
            .iter()
            .map(|(key, value)| format!("{}={}", encode(key), encode(value)))
            .collect();
        self.send("POST", path, Some(body.join("&"))).await
    }

    pub async fn send(&self, method: &str, path: &str, body: Option<String>) -> Reply {
        let body = body.map(|body| (FORM.to_owned(), Bytes::from(body)));
        self.carry(method, path, body).await
    }

    /// Sends a file with a form, as a browser does (RFC 7578).
    pub async fn upload(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        (name, content): (&str, &[u8]),
    ) -> Reply {
        let line = "----WebKitFormBoundaryx0y1z2";
        let mut body = Vec::new();
        for (name, value) in fields {
            let part = format!(
                "--{line}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
            body.extend(part.into_bytes());
        }
        let head = format!(
            "--{line}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
            Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend(head.into_bytes());
        body.extend_from_slice(content);
        body.extend(format!("\r\n--{line}--\r\n").into_bytes());
        let kind = format!("multipart/form-data; boundary={line}");
        self.carry("POST", path, Some((kind, Bytes::from(body)))).await
    }

    async fn carry(&self, method: &str, path: &str, body: Option<(String, Bytes)>) -> Reply {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", self.site.address().to_string());
        let body = body.map(|(kind, body)| {
            request = std::mem::take(&mut request).header("content-type", kind);
            body
        });
        let cookies: Vec<String> = self
            .cookies
            .lock()
            .unwrap()
            .iter()
            .map(|(key, value)| format!("{key}={value}"))
            .collect();
        if !cookies.is_empty() {
            request = request.header("cookie", cookies.join("; "));
        }
        for (name, value) in &self.headers {
            if let Some(headers) = request.headers_mut() {
                headers.remove(*name);
            }
            request = request.header(*name, value);
        }
        let request = request.body(Full::new(body.unwrap_or_default())).unwrap();
        let reply = exchange(self.site.address(), request).await;
        let mut kept = self.cookies.lock().unwrap();
        for line in &reply.cookies {
            self.set.lock().unwrap().push((format!("{method} {path}"), line.clone()));
            let (pair, rest) = line.split_once(';').unwrap_or((line, ""));
            let (name, value) = pair.split_once('=').unwrap();
            if rest.contains("Max-Age=0") {
                kept.remove(name);
            } else {
                kept.insert(name.to_owned(), value.to_owned());
            }
        }
        drop(kept);
        reply
    }
}

/// One answer.
#[derive(Debug, Clone)]
pub struct Reply {
    pub status: u16,
    pub headers: BTreeMap<String, String>,
    pub cookies: Vec<String>,
    pub body: String,
    pub bytes: Vec<u8>,
}

impl Reply {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// The value of a hidden field.
    pub fn hidden(&self, name: &str) -> &str {
        let mark = format!("name=\"{name}\" value=\"");
        match self.body.split_once(&mark) {
            Some((_, rest)) => rest.split('"').next().unwrap(),
            None => panic!("no hidden field {name} in\n{}", self.body),
        }
    }

    /// The reference that a thank-you shows.
    pub fn reference(&self) -> &str {
        match self.body.split_once("<strong>") {
            Some((_, rest)) if self.status == 200 => rest.split('<').next().unwrap(),
            _ => panic!("no reference in {}\n{}", self.status, self.body),
        }
    }
}

#[allow(clippy::disallowed_methods, reason = "the test's own client")]
async fn exchange(address: SocketAddr, request: Request<Full<Bytes>>) -> Reply {
    let stream = TcpStream::connect(address).await.unwrap();
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let response = sender.send_request(request).await.unwrap();
    let status: StatusCode = response.status();
    let mut headers = BTreeMap::new();
    let mut cookies = Vec::new();
    for (name, value) in response.headers() {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        if name == "set-cookie" {
            cookies.push(value);
        } else {
            headers.insert(name.to_string(), value);
        }
    }
    let bytes = response.into_body().collect().await.unwrap().to_bytes().to_vec();
    let body = String::from_utf8_lossy(&bytes).into_owned();
    Reply { status: status.as_u16(), headers, cookies, body, bytes }
}

fn encode(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}
