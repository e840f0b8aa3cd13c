//! Requests to a program that may be gone at any moment: what broke off is said, not lost.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper::body::Bytes;
use hyper_util::rt::TokioIo;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

use crate::http::Reply;

const FORM: &str = "application/x-www-form-urlencoded";

/// The connection broke before the whole answer was there.
pub type Broken = Box<dyn std::error::Error + Send + Sync>;

pub async fn get(to: SocketAddr, path: &str) -> Result<Reply, Broken> {
    ask(to, path, None, None).await
}

/// Somebody nobody has seen before writes through the form.
pub async fn write(to: SocketAddr, key: &str, email: &str, text: &str) -> Result<Reply, Broken> {
    ask(to, "/contact", None, Some(written(key, email, text))).await
}

/// A page, or what is sent with a form; of somebody who is signed in, perhaps.
pub async fn ask(
    to: SocketAddr,
    path: &str,
    session: Option<&str>,
    form: Option<String>,
) -> Result<Reply, Broken> {
    let mut request = Request::get(path).header("host", to.to_string());
    if let Some(session) = session {
        request = request.header("cookie", format!("session={session}"));
    }
    if form.is_some() {
        request = request.method("POST").header("content-type", FORM);
    }
    exchange(to, request.body(Full::new(Bytes::from(form.unwrap_or_default())))?).await
}

/// Fields as a browser sends them.
pub fn fields(fields: &[(&str, &str)]) -> String {
    let encode = |text| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let pairs = fields.iter().map(|(name, value)| format!("{name}={}", encode(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// The body of the contact form, filled.
pub fn written(key: &str, email: &str, text: &str) -> String {
    fields(&[
        ("key", key),
        ("name", ""),
        ("email", email),
        ("topic", "other"),
        ("message", text),
        ("website", ""),
        ("proof", ""),
    ])
}

/// A connection from an address of its own within this machine, so that no limit counts it with
/// another.
pub async fn connect(to: SocketAddr) -> Result<TcpStream, Broken> {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    let number = NEXT.fetch_add(1, Ordering::Relaxed).to_be_bytes();
    let socket = TcpSocket::new_v4()?;
    // Linux takes all of 127.0.0.0/8 for this machine; elsewhere it is its one address.
    let _ = socket.bind(SocketAddr::from((Ipv4Addr::new(127, 9, number[2], number[3]), 0)));
    Ok(socket.connect(to).await?)
}

async fn exchange(to: SocketAddr, request: Request<Full<Bytes>>) -> Result<Reply, Broken> {
    let stream = TokioIo::new(connect(to).await?);
    let (mut sender, connection) = hyper::client::conn::http1::handshake(stream).await?;
    tokio::spawn(connection);
    let response = sender.send_request(request).await?;
    let status = response.status().as_u16();
    let headers: BTreeMap<String, String> = response
        .headers()
        .iter()
        .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into()))
        .collect();
    let bytes = response.into_body().collect().await?.to_bytes().to_vec();
    let body = String::from_utf8_lossy(&bytes).into_owned();
    Ok(Reply { status, headers, cookies: Vec::new(), body, bytes })
}

/// Sends bytes as they are, and reads until the other side closes.
pub async fn raw(to: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = connect(to).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    let mut answer = Vec::new();
    // The other side may close while something of ours is still unread: then it breaks off.
    let reading = stream.read_to_end(&mut answer);
    let _ = tokio::time::timeout(Duration::from_secs(20), reading).await.expect("never closed");
    String::from_utf8_lossy(&answer).into_owned()
}
