//! The headers every answer carries, errors too (S11). Built once.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
    font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// What visitors would be asked for. Anything else takes a script of somebody else's, or a frame,
/// and there are none.
const PERMISSIONS: &str = "camera=(), geolocation=(), microphone=()";

/// What is for documents only. The first means nothing elsewhere; by the other, readers of a feed would
/// not see its pictures.
const DOCUMENTS: [HeaderName; 2] = [
    HeaderName::from_static("cross-origin-opener-policy"),
    HeaderName::from_static("cross-origin-resource-policy"),
];

/// The security headers. `secure`: the site is served over TLS.
pub fn security(secure: bool) -> Vec<(HeaderName, HeaderValue)> {
    let fixed = |name: HeaderName, value: &'static str| (name, HeaderValue::from_static(value));
    let mut all = vec![
        fixed(header::CONTENT_SECURITY_POLICY, CSP),
        fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        fixed(header::REFERRER_POLICY, "same-origin"),
        fixed(HeaderName::from_static("permissions-policy"), PERMISSIONS),
    ];
    all.extend(DOCUMENTS.map(|name| fixed(name, "same-origin")));
    if secure {
        all.push(fixed(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains"));
    }
    all
}

/// Whether a header is for what has this content type.
pub fn concerns(name: &HeaderName, content_type: &str) -> bool {
    !DOCUMENTS.contains(name) || content_type.starts_with("text/html")
}

/// Puts them on, and `no-store` where nobody said otherwise (S29).
pub(super) fn put(headers: &mut HeaderMap, all: &[(HeaderName, HeaderValue)]) {
    let kind = headers.get(header::CONTENT_TYPE).cloned();
    let kind = kind.as_ref().and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    for (name, value) in all {
        if !headers.contains_key(name) && concerns(name, kind) {
            headers.insert(name.clone(), value.clone());
        }
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}
