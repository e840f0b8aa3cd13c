//! Cookies, only those that are declared (RFC 6265bis).

use axum::http::{HeaderMap, HeaderValue, header};
use inventory::{Cookie, Lifetime};

/// The cookies a browser sent.
#[derive(Debug, Clone, Default)]
pub struct Jar {
    pairs: Vec<(String, String)>,
    secure: bool,
}

impl Jar {
    /// Reads the `Cookie` headers. `secure`: the site is served over TLS, so that names carry
    /// the `__Host-` prefix.
    pub fn read(headers: &HeaderMap, secure: bool) -> Self {
        let pairs = headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|line| line.split(';'))
            .filter_map(|part| part.trim().split_once('='))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        Self { pairs, secure }
    }

    /// The value of a declared cookie.
    pub fn get(&self, cookie: &Cookie) -> Option<&str> {
        let name = name(cookie, self.secure);
        self.pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str())
    }

    /// Names that nobody declared, at most twenty.
    pub(super) fn unknown<'a>(
        &'a self,
        declared: &'a [&'static Cookie],
    ) -> impl Iterator<Item = &'a str> {
        self.pairs
            .iter()
            .map(|(key, _)| key.as_str())
            .filter(move |key| !declared.iter().any(|cookie| name(cookie, self.secure) == **key))
            .take(20)
    }
}

/// A declared cookie with a value, ready to be sent.
#[derive(Debug, Clone)]
pub struct SetCookie {
    cookie: &'static Cookie,
    value: String,
    forget: bool,
}

impl SetCookie {
    /// Sets it. The value has to be of the cookie alphabet; ours are base64url tokens.
    pub fn new(cookie: &'static Cookie, value: impl Into<String>) -> Self {
        Self { cookie, value: value.into(), forget: false }
    }

    /// Takes it back.
    pub fn forget(cookie: &'static Cookie) -> Self {
        Self { cookie, value: String::new(), forget: true }
    }

    /// Puts it on a response.
    pub fn put(&self, headers: &mut HeaderMap, secure: bool) {
        let mut line = format!(
            "{}={}; Path={}; HttpOnly; SameSite=Lax",
            name(self.cookie, secure),
            self.value,
            path(self.cookie, secure)
        );
        match (self.forget, self.cookie.lifetime) {
            (true, _) => line.push_str("; Max-Age=0"),
            (false, Lifetime::Seconds(seconds)) => line.push_str(&format!("; Max-Age={seconds}")),
            (false, Lifetime::Session) => {}
        }
        if secure {
            line.push_str("; Secure");
        }
        match HeaderValue::from_str(&line) {
            Ok(value) => {
                headers.append(header::SET_COOKIE, value);
            }
            Err(_) => {
                tracing::error!(cookie = self.cookie.name, "a cookie's value is not sendable");
            }
        }
    }
}

/// The line that makes a browser forget a cookie we do not know.
pub fn expired(name: &str) -> Option<HeaderValue> {
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.!~".contains(c));
    if !plain || name.is_empty() || name.len() > 128 {
        return None;
    }
    let secure = if name.starts_with("__") { "; Secure" } else { "" };
    HeaderValue::from_str(&format!("{name}=; Path=/; Max-Age=0{secure}")).ok()
}

/// Whether every cookie a response sets is declared; the name of the first that is not.
pub(super) fn undeclared(
    headers: &HeaderMap,
    declared: &[&'static Cookie],
    secure: bool,
) -> Option<String> {
    headers.get_all(header::SET_COOKIE).iter().find_map(|value| {
        let line = String::from_utf8_lossy(value.as_bytes()).into_owned();
        let set = line.split('=').next().unwrap_or_default().trim().to_owned();
        let known = declared.iter().any(|cookie| name(cookie, secure) == set);
        (!known).then_some(set)
    })
}

fn name(cookie: &Cookie, secure: bool) -> String {
    if secure { format!("__Host-{}", cookie.name) } else { cookie.name.to_owned() }
}

/// `__Host-` demands the path `/`; without TLS the declared, narrower path serves.
fn path(cookie: &Cookie, secure: bool) -> &'static str {
    if secure { "/" } else { cookie.path }
}
