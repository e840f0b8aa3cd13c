//! The site behind a real nginx, with the configuration that `docs/proxy.md` gives.

use std::collections::BTreeMap;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

use super::client::{Answer, Authority, Http1, NAME, get, header, post, shake};
use crate::client::{connect, raw, written};
use crate::program::Program;

const PAGE: &str = include_str!("../../../../../docs/proxy.md");

/// The only block of the page in that language.
fn block(language: &str) -> &'static str {
    let begin = format!("```{language}\n");
    let mut blocks = PAGE.split(&begin).skip(1);
    let block = blocks.next().unwrap().split("```").next().unwrap();
    assert!(blocks.next().is_none(), "there are two of them");
    block
}

/// Puts something else in place of what has to be there.
fn instead(text: &str, changes: &[(&str, &str)]) -> String {
    changes.iter().fold(text.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from} is not in\n{text}");
        text.replace(from, to)
    })
}

/// An address that is free now.
fn free() -> SocketAddr {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap()
}

/// nginx, in a folder of its own.
struct Nginx {
    child: Child,
    folder: TempDir,
    authority: Authority,
    tls: SocketAddr,
    plain: SocketAddr,
}

impl Nginx {
    async fn before(program: &Program) -> Self {
        let (folder, authority) = (TempDir::new().unwrap(), Authority::new());
        let at = |name: &str| folder.path().join(name).display().to_string();
        let (certificate, key) = authority.make(NAME, -1, 30);
        fs::write(at("certificate.pem"), certificate).unwrap();
        fs::write(at("key.pem"), key).unwrap();
        let (tls, plain) = (free(), free());
        let site = instead(
            block("nginx"),
            &[
                // A machine need not have IPv6.
                ("    listen [::]:80;\n", ""),
                ("    listen [::]:443 ssl http2;\n", ""),
                ("listen 80;", &format!("listen {plain};")),
                ("listen 443 ssl", &format!("listen {tls} ssl")),
                ("server 127.0.0.1:8080;", &format!("server {};", program.address())),
                ("/etc/letsencrypt/live/example.org/fullchain.pem", &at("certificate.pem")),
                ("/etc/letsencrypt/live/example.org/privkey.pem", &at("key.pem")),
                ("/var/lib/acme", &at("acme")),
            ],
        );
        fs::write(at("site.conf"), site).unwrap();
        fs::write(at("nginx.conf"), around(folder.path())).unwrap();
        let child = Command::new("nginx")
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
            .args(["-p", &at(""), "-c", &at("nginx.conf"), "-e", &at("error.log")])
            .stdin(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("{error}: ./test installs what is missing"));
        let mut nginx = Self { child, folder, authority, tls, plain };
        nginx.started().await;
        nginx
    }

    async fn started(&mut self) {
        for _ in 0..500 {
            if connect(self.tls).await.is_ok() {
                return;
            }
            assert!(self.child.try_wait().unwrap().is_none(), "{}", self.log());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("it does not start: {}", self.log());
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("error.log")).unwrap_or_default()
    }

    async fn visitor(&self, alpn: &str) -> Http1 {
        Http1::to(self.tls, &self.authority.modern(&[alpn])).await
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // Its helpers end with it when it is asked to end, not when it is killed.
        let _ = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        let _ = self.child.wait();
    }
}

/// What stands around the configuration of one site, in a folder of its own; as Debian has it
/// where that makes a difference.
fn around(folder: &Path) -> String {
    let root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
    let user = if root { "user root;\n" } else { "" };
    let folder = folder.display();
    let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|name| format!("    {name}_temp_path {folder}/{name};\n"))
        .concat();
    format!(
        "{user}daemon off;\npid {folder}/pid;\nworker_processes 1;\n\
         events {{ worker_connections 256; }}\n\
         http {{\n{temporary}    gzip on;\n    access_log {folder}/access.log;\n\
         \x20   include {folder}/site.conf;\n}}\n"
    )
}

/// The demo with the settings that the page gives.
async fn program() -> Program {
    let mut program = Program::with(|settings| {
        let given = block("toml");
        assert!(given.contains(&format!("url = \"https://{NAME}\"")), "{given}");
        assert!(given.contains("trusted_proxies = [\"127.0.0.1\"]"), "{given}");
        let settings = instead(
            &settings,
            &[
                ("http://127.0.0.1:8080", &format!("https://{NAME}")),
                ("log_days = 7 ", "log_days = 0 "),
                ("log_addresses = \"truncated\"", "log_addresses = \"none\""),
            ],
        );
        let more = "trusted_proxies = [\"127.0.0.1\"]\naccess_log = \"full\"\n";
        format!("{settings}\n[server]\n{more}")
    });
    program.start().await;
    program.run(&["check"]).good();
    program
}

/// Every header is there once; nothing that the proxy adds stands beside what is there.
fn once(answer: &Answer) {
    let mut counts = BTreeMap::<&str, usize>::new();
    for name in answer.headers().keys() {
        *counts.entry(name.as_str()).or_default() += answer.headers().get_all(name).iter().count();
    }
    let twice: Vec<_> = counts.iter().filter(|(_, count)| **count > 1).collect();
    assert!(twice.is_empty(), "{twice:?}");
    for name in ["strict-transport-security", "content-security-policy", "referrer-policy"] {
        assert!(counts.contains_key(name), "{name} is missing in {counts:?}");
    }
}

#[tokio::test]
async fn pages_and_forms_come_through_as_they_are() {
    let program = program().await;
    let nginx = Nginx::before(&program).await;
    let mut visitor = nginx.visitor("http/1.1").await;
    for path in ["/", "/de/about", "/contact", "/desk/sign-in"] {
        let mut ask = get(path);
        ask.headers_mut().insert("accept-encoding", "gzip".parse().unwrap());
        let answer = visitor.send(ask).await;
        assert_eq!(answer.status(), 200, "{path}");
        once(&answer);
        let packed = header(&answer, "content-encoding") == "gzip";
        assert!(!packed || path != "/desk/sign-in", "the proxy packs pages of the desk");
    }
    let feed = visitor.send(get("/privacy/versions.atom")).await.into_body();
    assert!(feed.contains("\"https://example.org/privacy"), "{feed}");
    assert!(!feed.contains("http://127.") && !feed.contains("http://example.org"), "{feed}");
    let form = visitor.send(get("/contact")).await.into_body();
    let key = form.split_once("name=\"key\" value=\"").unwrap().1.split('"').next().unwrap();
    // By then, Masses has closed the connection on which nothing came.
    tokio::time::sleep(Duration::from_secs(11)).await;
    let own = format!("https://{NAME}");
    for (origin, expected) in [(own.as_str(), 200), ("https://evil.example", 403)] {
        let text = written(key, "nora@example.com", "Hello through a proxy");
        let answer = visitor.send(post("/contact", origin, &text)).await;
        assert_eq!(answer.status(), expected, "{origin}: {}", answer.body());
        once(&answer);
    }
    let policy = visitor.send(get("/privacy.json")).await.into_body();
    assert!(policy.contains("\"#measure-tls\""), "it does not say that this is encrypted");
}

#[tokio::test]
async fn visitors_are_told_apart_and_cannot_choose_who_they_are() {
    let program = program().await;
    let nginx = Nginx::before(&program).await;
    let mut ask = get("/about");
    ask.headers_mut().insert("x-forwarded-for", "203.0.113.9".parse().unwrap());
    assert_eq!(nginx.visitor("http/1.1").await.send(ask).await.status(), 200);
    let log = async || {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let files = fs::read_dir(program.data.join("logs")).unwrap();
        files.map(|file| fs::read_to_string(file.unwrap().path()).unwrap()).collect::<String>()
    };
    let mut lines = log().await;
    for _ in 0..50 {
        if lines.contains(" 127.9.") {
            break;
        }
        lines = log().await;
    }
    // The addresses of this test's visitors begin so.
    assert!(lines.contains(" 127.9.") && !lines.contains("203.0.113.9"), "{lines}");
    assert_eq!(fs::read_to_string(nginx.folder.path().join("access.log")).unwrap(), "");
}

#[tokio::test]
async fn plain_http_and_other_names_are_led_or_refused() {
    let program = program().await;
    let nginx = Nginx::before(&program).await;
    let ask = format!("GET /about?x HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n\r\n");
    let answer = raw(nginx.plain, ask.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 308 "), "{answer}");
    assert!(answer.contains("\r\nLocation: https://example.org/about?x\r\n"), "{answer}");
    let proofs = nginx.folder.path().join("acme/.well-known/acme-challenge");
    fs::create_dir_all(&proofs).unwrap();
    fs::write(proofs.join("token"), "proof").unwrap();
    let ask = ask.replace("/about?x", "/.well-known/acme-challenge/token");
    assert!(raw(nginx.plain, ask.as_bytes()).await.ends_with("\r\n\r\nproof"));
    let shaken = shake(nginx.tls, nginx.authority.modern(&["h2", "http/1.1"])).await.unwrap();
    assert_eq!(shaken.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
    let mut visitor = nginx.visitor("http/1.1").await;
    let refused = visitor.named("evil.example", get("/")).await;
    assert_eq!(refused.status(), 421);
}
