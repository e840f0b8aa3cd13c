//! What a handler gives back: a response, or a refusal that the shell turns into a page.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// The result of every handler.
pub type Answer = Result<Response, Refusal>;

/// Why a request was not served. The visitor sees a page in the site's look with the words
/// `refusal-<key>-title` and `refusal-<key>-text`; what was typed is kept on it.
#[derive(Debug, Clone)]
pub enum Refusal {
    /// There is nothing here.
    NotFound,
    /// The request is not one this program understands; the reason is for the log.
    Bad(String),
    /// The method is not allowed here.
    Method,
    /// It came from another site.
    CrossOrigin,
    /// Somebody is signed in, but may not do this.
    Forbidden,
    /// Nobody is signed in.
    SignIn,
    /// Too often; again after this many seconds.
    TooMany(u64),
    /// Larger than allowed.
    TooLarge,
    /// The body did not arrive in time.
    Timeout,
    /// Of a type that is not taken.
    MediaType,
    /// The Host is not one of ours.
    Misdirected,
    /// Not possible right now; again after this many seconds. Nothing was stored.
    Busy(u64),
    /// A defect or a failing part; the reason is for the log, never for the visitor.
    Internal(String),
}

impl Refusal {
    /// The HTTP status (RFC 9110, section 15).
    pub const fn status(&self) -> StatusCode {
        match self {
            Refusal::NotFound => StatusCode::NOT_FOUND,
            Refusal::Bad(_) => StatusCode::BAD_REQUEST,
            Refusal::Method => StatusCode::METHOD_NOT_ALLOWED,
            Refusal::CrossOrigin | Refusal::Forbidden => StatusCode::FORBIDDEN,
            Refusal::SignIn => StatusCode::UNAUTHORIZED,
            Refusal::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Refusal::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Refusal::Timeout => StatusCode::REQUEST_TIMEOUT,
            Refusal::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Refusal::Misdirected => StatusCode::MISDIRECTED_REQUEST,
            Refusal::Busy(_) => StatusCode::SERVICE_UNAVAILABLE,
            Refusal::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The key of its words.
    pub const fn key(&self) -> &'static str {
        match self {
            Refusal::NotFound => "not-found",
            Refusal::Bad(_) => "bad",
            Refusal::Method => "method",
            Refusal::CrossOrigin => "cross-origin",
            Refusal::Forbidden => "forbidden",
            Refusal::SignIn => "sign-in",
            Refusal::TooMany(_) => "too-many",
            Refusal::TooLarge => "too-large",
            Refusal::Timeout => "timeout",
            Refusal::MediaType => "media-type",
            Refusal::Misdirected => "misdirected",
            Refusal::Busy(_) => "busy",
            Refusal::Internal(_) => "internal",
        }
    }

    /// One of each, for tests that render them all.
    pub fn all() -> Vec<Refusal> {
        vec![
            Refusal::NotFound,
            Refusal::Bad(String::new()),
            Refusal::Method,
            Refusal::CrossOrigin,
            Refusal::Forbidden,
            Refusal::SignIn,
            Refusal::TooMany(60),
            Refusal::TooLarge,
            Refusal::Timeout,
            Refusal::MediaType,
            Refusal::Misdirected,
            Refusal::Busy(5),
            Refusal::Internal(String::new()),
        ]
    }

    /// After how many seconds it makes sense to try again (RFC 9110, section 10.2.3).
    pub const fn retry_after(&self) -> Option<u64> {
        match self {
            Refusal::TooMany(seconds) | Refusal::Busy(seconds) => Some(*seconds),
            _ => None,
        }
    }

    /// The bare response, for the shell to fill with a page.
    pub(super) fn bare(self) -> Response {
        let mut response = self.status().into_response();
        if let Some(seconds) = self.retry_after() {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(self);
        response
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        self.bare()
    }
}

impl From<db::Error> for Refusal {
    fn from(error: db::Error) -> Self {
        match error {
            error if error.retryable() => Refusal::Busy(5),
            // Nobody types one: an address or a hidden field was made up.
            error @ db::Error::Nul => Refusal::Bad(error.to_string()),
            error => Refusal::Internal(error.to_string()),
        }
    }
}

/// A page.
pub fn html(body: String) -> Response {
    html_status(StatusCode::OK, body)
}

/// A page with a status of its own.
pub fn html_status(status: StatusCode, body: String) -> Response {
    (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], body).into_response()
}

/// On to another page of this site, with GET (RFC 9110, section 15.4.4). A target that could
/// lead elsewhere leads home instead.
pub fn redirect(target: &str) -> Response {
    let target = if stays_here(target) { target } else { "/" };
    let location = HeaderValue::from_str(target).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response()
}

/// Whether a path stays on this site: one slash, no second slash or backslash behind it, no
/// control characters.
fn stays_here(target: &str) -> bool {
    target.starts_with('/')
        && !target.starts_with("//")
        && !target.contains('\\')
        && !target.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// S14: redirects stay on the site.
    #[test]
    fn redirects_stay_on_the_site() {
        for bad in
            ["//evil.example", "/\\evil.example", "https://evil.example", "", "/a\r\nX: y", "\\x"]
        {
            assert_eq!(redirect(bad).headers()[header::LOCATION], "/", "{bad:?}");
        }
        assert_eq!(
            redirect("/desk/inquiries?state=open").headers()[header::LOCATION],
            "/desk/inquiries?state=open"
        );
    }
}
