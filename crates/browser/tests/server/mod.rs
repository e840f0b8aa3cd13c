//! A web server of a few lines, so that the tests need nothing but Chromium.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// What arrived.
#[derive(Debug, Clone)]
pub struct Arrived {
    pub method: String,
    pub path: String,
    pub headers: HashMap<String, String>,
    pub body: String,
}

/// A server on a free port; it ends with the test.
pub struct Server {
    pub port: u16,
    arrived: Arc<Mutex<Vec<Arrived>>>,
}

impl Server {
    pub fn start() -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let arrived = Arc::new(Mutex::new(Vec::new()));
        let list = arrived.clone();
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let list = list.clone();
                thread::spawn(move || serve(stream, &list));
            }
        });
        Server { port, arrived }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// The first arrival at a path.
    pub fn arrived(&self, path: &str) -> Option<Arrived> {
        self.arrived.lock().unwrap().iter().find(|one| one.path == path).cloned()
    }
}

fn serve(stream: TcpStream, list: &Mutex<Vec<Arrived>>) {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    if reader.read_line(&mut line).unwrap_or(0) == 0 {
        return;
    }
    let mut words = line.split_whitespace().map(str::to_owned);
    let (Some(method), Some(path)) = (words.next(), words.next()) else { return };
    let mut headers = HashMap::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 || line.trim().is_empty() {
            break;
        }
        let (name, value) = line.split_once(':').unwrap();
        headers.insert(name.to_lowercase(), value.trim().to_owned());
    }
    let length = headers.get("content-length").map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let body = String::from_utf8(body).unwrap();
    let arrived = Arrived { method, path, headers, body };
    let answer = answer(&arrived);
    list.lock().unwrap().push(arrived);
    // The browser may have gone away meanwhile.
    let _ = reader.get_mut().write_all(answer.as_bytes());
}

fn answer(arrived: &Arrived) -> String {
    let host = arrived.headers.get("host").cloned().unwrap_or_default();
    let port = host.rsplit(':').next().unwrap_or_default();
    let page = |name: &str| {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pages");
        std::fs::read_to_string(format!("{folder}/{name}")).unwrap().replace("PORT", port)
    };
    match (arrived.method.as_str(), arrived.path.as_str()) {
        ("POST", "/send") => {
            thread::sleep(Duration::from_millis(150));
            let set = "Set-Cookie: seen=1; Path=/; HttpOnly; SameSite=Lax; Max-Age=3600\r\n\
                       Set-Cookie: second=2; Path=/\r\nLocation: /hop\r\n";
            with("303 See Other", set, "")
        }
        ("POST", "/quiet") => {
            thread::sleep(Duration::from_millis(150));
            with("200 OK", "Content-Type: text/plain\r\n", "kept")
        }
        (_, "/hop") => with("302 Found", "Location: /thanks\r\n", ""),
        (_, "/empty") => with("404 Not Found", "", ""),
        (_, "/nothing") => with("204 No Content", "", ""),
        (_, "/broken") => html("500 Internal Server Error", "", "<title>Broken</title>broken"),
        (_, "/slow") => {
            thread::sleep(Duration::from_millis(400));
            html("200 OK", "", "<title>Slow</title><h1>Slow</h1>")
        }
        (_, "/strict") => {
            let policy = "Content-Security-Policy: default-src 'none'; form-action 'none'\r\n";
            html("200 OK", policy, &page("strict.html"))
        }
        (_, "/file") => {
            let kind = "Content-Type: text/csv\r\n\
                        Content-Disposition: attachment; filename=people.csv\r\n";
            with("200 OK", kind, "name\nAda\n")
        }
        (_, "/worker.js") => {
            with("200 OK", "Content-Type: text/javascript\r\n", &page("worker.js"))
        }
        (_, "/form.js") => with("200 OK", "Content-Type: text/javascript\r\n", &page("form.js")),
        (_, "/store.js") => with("200 OK", "Content-Type: text/javascript\r\n", &page("store.js")),
        (_, "/") => html("200 OK", "", "<title>Home</title><h1>Home</h1><a href=/slow>slow</a>"),
        (_, "/form") => html("200 OK", "", &page("form.html")),
        (_, "/keys") => html("200 OK", "", &page("keys.html")),
        (_, "/look") => html("200 OK", "", &page("look.html")),
        (_, "/store") => html("200 OK", "", &page("store.html")),
        (_, "/trouble") => html("200 OK", "", &page("trouble.html")),
        (_, "/thanks") => html("200 OK", "", "<title>Thanks</title><h1>Thank you</h1>"),
        (_, "/framed") => html("200 OK", "", "<title>Framed</title>framed"),
        _ => html("404 Not Found", "", "<title>Not here</title><h1>Not here</h1>"),
    }
}

fn html(status: &str, headers: &str, body: &str) -> String {
    with(status, &format!("{headers}Content-Type: text/html; charset=utf-8\r\n"), body)
}

fn with(status: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
}
