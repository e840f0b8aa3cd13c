//! An authority for certificates, a site that has one of it, and visitors who trust it.

use std::fs;
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::{http1, http2};
use hyper::{Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo};
use kit::clock::Clock;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore, SupportedProtocolVersion};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::client::connect;
use crate::program::Program;

/// The name of the site, whatever the port.
pub const NAME: &str = "example.org";
pub const DAY: i64 = 86_400_000;

/// Makes certificates that those who know it trust.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    root: CertificateDer<'static>,
    /// Its own certificate, as it stands behind those it makes.
    pub pem: String,
}

impl Authority {
    pub fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(DnType::CommonName, "An authority");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let root = params.self_signed(&key).unwrap();
        let (root, pem) = (root.der().clone(), root.pem());
        Self { issuer: Issuer::new(params, key), root, pem }
    }

    /// Certificate, with the authority's behind it, and key in PEM, valid from one day, counted from today, to another.
    pub fn make(&self, name: &str, from: i64, until: i64) -> (String, String) {
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        let day = |days: i64| {
            let since = Clock::system().now() + days * DAY;
            rcgen::date_time_ymd(1970, 1, 1) + Duration::from_millis(since.try_into().unwrap())
        };
        (params.not_before, params.not_after) = (day(from), day(until));
        let key = KeyPair::generate().unwrap();
        let own = params.signed_by(&key, &self.issuer).unwrap().pem();
        (format!("{own}{}", self.pem), key.serialize_pem())
    }

    /// Somebody who trusts it and speaks these protocols.
    pub fn visitor(
        &self,
        versions: &[&'static SupportedProtocolVersion],
        alpn: &[&str],
    ) -> Arc<ClientConfig> {
        let mut roots = RootCertStore::empty();
        roots.add(self.root.clone()).unwrap();
        let provider = Arc::new(aws_lc_rs::default_provider());
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(versions)
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = alpn.iter().map(|one| one.as_bytes().to_vec()).collect();
        Arc::new(config)
    }

    /// The same with whatever is newest.
    pub fn modern(&self, alpn: &[&str]) -> Arc<ClientConfig> {
        self.visitor(rustls::ALL_VERSIONS, alpn)
    }
}

/// The demo behind TLS, not started yet, with a certificate for ninety days.
pub struct Secure {
    pub program: Program,
    pub authority: Authority,
}

impl Secure {
    pub fn new() -> Self {
        let program = Program::with(|settings| {
            let url = "\"http://127.0.0.1:8080\"";
            assert!(settings.contains(url));
            let settings = settings.replace(url, &format!("\"https://{NAME}\""));
            format!(
                "{settings}\n[server]\naccess_log = \"full\"\n[server.tls]\n\
                 certificate = \"../tls/certificate.pem\"\nkey = \"../tls/key.pem\"\n\
                 redirect_listen = \"127.0.0.1:0\"\nacme_challenges = \"../acme\"\n"
            )
        });
        fs::create_dir(program.root().join("tls")).unwrap();
        fs::create_dir(program.root().join("acme")).unwrap();
        let secure = Self { program, authority: Authority::new() };
        let (certificate, key) = secure.authority.make(NAME, -1, 90);
        secure.put(&certificate, &key);
        secure
    }

    pub async fn serving() -> Self {
        let mut secure = Self::new();
        secure.program.start().await;
        secure
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.program.root().join("tls").join(name)
    }

    /// Puts a certificate in place as a tool for renewal does: one file after the other.
    pub fn put(&self, certificate: &str, key: &str) {
        for (name, text) in [("certificate.pem", certificate), ("key.pem", key)] {
            let new = self.file("new");
            fs::write(&new, text).unwrap();
            fs::set_permissions(&new, fs::Permissions::from_mode(0o600)).unwrap();
            fs::rename(&new, self.file(name)).unwrap();
        }
    }

    pub fn address(&self) -> SocketAddr {
        self.program.address()
    }

    /// Where plain HTTP is led from.
    pub fn plain(&self) -> SocketAddr {
        let said = self.program.said_after("leads     from http://").unwrap();
        said.trim_end_matches('/').parse().unwrap()
    }

    /// Whose certificate is shown to somebody who comes for the first time, by its number.
    pub async fn shown(&self) -> Vec<u8> {
        let stream = shake(self.address(), self.authority.modern(&["h2"])).await.unwrap();
        stream.get_ref().1.peer_certificates().unwrap()[0].to_vec()
    }

    /// A page over HTTP/1.1, asked for by somebody new.
    pub async fn get(&self, path: &str) -> Answer {
        let mut visitor = Http1::new(self, &self.authority.modern(&["http/1.1"])).await;
        visitor.send(get(path)).await
    }
}

/// Shakes hands.
pub async fn shake(
    to: SocketAddr,
    config: Arc<ClientConfig>,
) -> Result<TlsStream<TcpStream>, std::io::Error> {
    let stream = connect(to).await.unwrap();
    TlsConnector::from(config).connect(ServerName::try_from(NAME).unwrap(), stream).await
}

pub type Sent = Request<Full<Bytes>>;

/// An answer, all of it.
pub type Answer = Response<String>;

/// A request for a page.
pub fn get(path: &str) -> Sent {
    Request::get(format!("https://{NAME}{path}")).body(Full::default()).unwrap()
}

/// A form, sent by a browser that names the site it comes from.
pub fn post(path: &str, origin: &str, form: &str) -> Sent {
    Request::post(format!("https://{NAME}{path}"))
        .header("content-type", "application/x-www-form-urlencoded")
        .header("origin", origin)
        .body(Full::from(form.to_owned()))
        .unwrap()
}

pub async fn whole(response: Response<Incoming>) -> Answer {
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    Response::from_parts(parts, String::from_utf8_lossy(&bytes).into_owned())
}

/// The value of a header, empty where there is none.
pub fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

/// A connection over HTTP/1.1.
pub struct Http1(http1::SendRequest<Full<Bytes>>);

impl Http1 {
    pub async fn new(secure: &Secure, config: &Arc<ClientConfig>) -> Self {
        Self::to(secure.address(), config).await
    }

    /// The same to whatever serves the site there.
    pub async fn to(to: SocketAddr, config: &Arc<ClientConfig>) -> Self {
        let stream = shake(to, config.clone()).await.unwrap();
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        Self(sender)
    }

    pub async fn send(&mut self, request: Sent) -> Answer {
        self.named(NAME, request).await
    }

    /// The same with another Host.
    pub async fn named(&mut self, host: &str, request: Sent) -> Answer {
        let (mut parts, body) = request.into_parts();
        parts.headers.insert("host", host.parse().unwrap());
        parts.uri = parts.uri.path_and_query().unwrap().as_str().parse().unwrap();
        self.0.ready().await.unwrap();
        whole(self.0.send_request(Request::from_parts(parts, body)).await.unwrap()).await
    }
}

/// A connection over HTTP/2.
pub struct Http2 {
    pub sender: http2::SendRequest<Full<Bytes>>,
    pub connection: tokio::task::JoinHandle<Result<(), hyper::Error>>,
}

impl Http2 {
    pub async fn new(secure: &Secure) -> Self {
        Self::with(secure, 1 << 20).await
    }

    /// One that lets so much of each answer come before it is read.
    pub async fn with(secure: &Secure, window: u32) -> Self {
        let stream = shake(secure.address(), secure.authority.modern(&["h2"])).await.unwrap();
        let mut builder = http2::Builder::new(TokioExecutor::new());
        builder.initial_stream_window_size(window);
        let (sender, connection) = builder.handshake(TokioIo::new(stream)).await.unwrap();
        Self { sender, connection: tokio::spawn(connection) }
    }

    pub async fn send(&mut self, request: Sent) -> Answer {
        self.sender.ready().await.unwrap();
        whole(self.sender.send_request(request).await.unwrap()).await
    }
}
