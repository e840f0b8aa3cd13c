//! Plain HTTP beside TLS: it leads to https, and serves nothing but the proofs by which an
//! authority for certificates knows the site (RFC 8555, section 8.3).

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::body::{Body, HttpBody};
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

use super::log::Line;
use super::serve::{Accepted, http1, unread};
use super::{Hosts, Jar, Refusal, Shell};

/// Where an authority asks for a proof.
const CHALLENGES: &str = "/.well-known/acme-challenge/";
/// A proof is much shorter.
const LONGEST: u64 = 16 * 1024;

/// Leads to https.
pub(super) struct Redirect {
    hosts: Hosts,
    url: String,
    challenges: Option<PathBuf>,
    shell: Arc<Shell>,
}

impl Redirect {
    /// `url`: where to. `challenges`: the webroot of an ACME client.
    pub(super) fn new(
        hosts: Hosts,
        url: &str,
        challenges: Option<PathBuf>,
        shell: Arc<Shell>,
    ) -> Self {
        Self { hosts, url: url.trim_end_matches('/').to_owned(), challenges, shell }
    }

    pub(super) async fn connection(self: Arc<Self>, accepted: Accepted) {
        let peer = accepted.peer;
        let answer = move |request: axum::http::Request<hyper::body::Incoming>| {
            let redirect = self.clone();
            async move { redirect.serve(peer, request.map(Body::new)).await }
        };
        http1(unread(accepted.stream), accepted.guest, answer).await;
        drop(accepted.held);
    }

    /// One request, with everything around it that the shell does for others.
    async fn serve(&self, peer: IpAddr, request: Request) -> Response {
        let config = self.shell.config();
        let started = config.clock.tick();
        let (parts, body) = request.into_parts();
        let method = parts.method.clone();
        let jar = Jar::read(&parts.headers, config.secure);
        let (door, response) = self.answer(&parts).await;
        let (inbound, request) = self.shell.inbound(peer, Request::from_parts(parts, body));
        let mut response = self.shell.finish(&inbound, &jar, response).await;
        // RFC 6797, section 7.2: not over plain HTTP, where anybody could have put it there.
        response.headers_mut().remove(header::STRICT_TRANSPORT_SECURITY);
        config.log.note(Line {
            at: config.clock.now(),
            address: self.shell.visitor_address(&inbound, request.headers()),
            method,
            door,
            status: response.status().as_u16(),
            bytes: response.body().size_hint().exact().unwrap_or(0),
            took: config.clock.tick().saturating_sub(started),
        });
        response
    }

    async fn answer(&self, asked: &Parts) -> (&'static str, Response) {
        // An authority may ask by a name that only the certificate has.
        if let Some(token) = asked.uri.path().strip_prefix(CHALLENGES)
            && let Some(folder) = &self.challenges
        {
            return (CHALLENGES, proof(folder, token, &asked.method).await);
        }
        if !self.hosts.accepts(&asked.headers, asked.uri.authority().map(|one| one.as_str())) {
            return ("-", Refusal::Misdirected.into_response());
        }
        let to = HeaderValue::from_str(&target(&self.url, &asked.uri));
        let to = to.or_else(|_| HeaderValue::from_str(&self.url));
        match to {
            Ok(to) => {
                ("-", (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, to)]).into_response())
            }
            Err(error) => ("-", Refusal::Internal(error.to_string()).into_response()),
        }
    }
}

/// The same page over https.
fn target(url: &str, asked: &Uri) -> String {
    match asked.path_and_query().map(|path| path.as_str()) {
        // Else it could become part of the host's name.
        Some(path) if path.starts_with('/') => format!("{url}{path}"),
        _ => format!("{url}/"),
    }
}

/// A proof, where an ACME client has put it. Its name is a token, so no path leads out of the
/// folder; and a link is not followed.
async fn proof(webroot: &Path, token: &str, method: &Method) -> Response {
    if !matches!(*method, Method::GET | Method::HEAD) {
        return Refusal::Method.into_response();
    }
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if token.is_empty() || token.len() > 128 || !token.bytes().all(plain) {
        return Refusal::NotFound.into_response();
    }
    let file = webroot.join(&CHALLENGES[1..]).join(token);
    let is_one = tokio::fs::symlink_metadata(&file)
        .await
        .is_ok_and(|one| one.is_file() && one.len() <= LONGEST);
    match tokio::fs::read(&file).await {
        Ok(bytes) if is_one => {
            ([(header::CONTENT_TYPE, "application/octet-stream")], bytes).into_response()
        }
        _ => Refusal::NotFound.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_leads_to_the_same_page_and_nowhere_else() {
        let to = |asked: &'static str| target("https://example.org", &Uri::from_static(asked));
        for (asked, expected) in [
            ("/", "https://example.org/"),
            ("/a/b?c=d&e", "https://example.org/a/b?c=d&e"),
            ("//evil.example/x", "https://example.org//evil.example/x"),
            ("http://evil.example/x", "https://example.org/x"),
            ("http://evil.example", "https://example.org/"),
            ("*", "https://example.org/"),
            ("evil.example:443", "https://example.org/"),
            ("/@evil.example", "https://example.org/@evil.example"),
        ] {
            assert_eq!(to(asked), expected, "{asked}");
        }
    }

    #[tokio::test]
    async fn a_proof_is_a_file_in_the_folder_and_nothing_else() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("acme/.well-known/acme-challenge");
        std::fs::create_dir_all(folder.join("folder")).unwrap();
        std::fs::write(folder.join("token-1_A"), "proof").unwrap();
        std::fs::write(folder.join("large"), vec![b'x'; 20_000]).unwrap();
        std::fs::write(home.path().join("secret"), "secret").unwrap();
        std::os::unix::fs::symlink(home.path().join("secret"), folder.join("link")).unwrap();
        let root = home.path().join("acme");
        let status = async |token: &str, method: Method| {
            proof(&root, token, &method).await.status().as_u16()
        };
        assert_eq!(status("token-1_A", Method::GET).await, 200);
        assert_eq!(status("token-1_A", Method::POST).await, 405);
        for bad in [
            "",
            "none",
            "folder",
            "link",
            "large",
            "..",
            "../../../secret",
            "%2e%2e/secret",
            "..%2f..%2fsecret",
            "token-1_A/",
            "token-1_A/.",
            "token-1_A\0",
            "/etc/passwd",
            "a".repeat(5000).as_str(),
        ] {
            assert_eq!(status(bad, Method::GET).await, 404, "{bad:.40}");
        }
    }
}
