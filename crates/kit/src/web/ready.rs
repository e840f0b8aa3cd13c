//! Answers that are complete, kept so that nothing is left to do when somebody asks.

use std::sync::Arc;

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};

use super::Asked;

/// Keeps answers that are the same for everybody.
pub trait Prepared: Send + Sync {
    /// The door behind which the same answer would be found, for the log.
    fn door(&self) -> &'static str;

    /// The answer to GET for a path as it came, with its language; none where it takes more than
    /// that to answer.
    fn find(&self, path: &str, asked: Asked<'_>) -> Option<Ready>;
}

/// The head of all answers of a kind: status and fields, but for the tag, the length and the date.
#[derive(Debug)]
pub struct Head {
    status: StatusCode,
    fields: HeaderMap,
    /// The same as it is sent (RFC 9112, section 4).
    lines: Vec<u8>,
}

impl Head {
    /// What is sent with it has a tag of its own, and no body if it says that nothing has changed.
    pub fn new(status: StatusCode, fields: HeaderMap) -> Arc<Self> {
        let mut lines = format!("HTTP/1.1 {status}\r\n").into_bytes();
        for (name, value) in &fields {
            lines.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
        }
        Arc::new(Self { status, fields, lines })
    }
}

/// An answer that is complete.
#[derive(Debug, Clone)]
pub struct Ready {
    /// What it shares with others.
    pub head: Arc<Head>,
    /// The entity tag, with its quotes.
    pub etag: HeaderValue,
    /// Empty where nothing has changed.
    pub body: Bytes,
}

impl Ready {
    /// The status.
    pub fn status(&self) -> StatusCode {
        self.head.status
    }

    /// As a response.
    pub fn response<B: From<Bytes>>(self) -> Response<B> {
        let mut response = Response::new(B::from(self.body));
        *response.status_mut() = self.head.status;
        *response.headers_mut() = self.head.fields.clone();
        response.headers_mut().insert(header::ETAG, self.etag);
        response
    }

    /// Its head as it is sent over HTTP/1.1, down to the empty line. `date`: RFC 9110, section
    /// 5.6.7.
    pub(super) fn write_head(&self, date: &str, out: &mut Vec<u8>) {
        for part in [&self.head.lines, b"etag: ".as_slice(), self.etag.as_bytes()] {
            out.extend_from_slice(part);
        }
        if self.head.status != StatusCode::NOT_MODIFIED {
            out.extend_from_slice(b"\r\ncontent-length: ");
            out.extend_from_slice(itoa::Buffer::new().format(self.body.len()).as_bytes());
        }
        for part in ["\r\ndate: ", date, "\r\n\r\n"] {
            out.extend_from_slice(part.as_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_written_whole() {
        let fields = HeaderMap::from_iter([(header::VARY, HeaderValue::from_static("x"))]);
        let body = Bytes::from_static(b"12345");
        let mut ready = Ready {
            head: Head::new(StatusCode::OK, fields.clone()),
            etag: HeaderValue::from_static("\"t\""),
            body,
        };
        let written = |ready: &Ready| {
            let mut out = Vec::new();
            ready.write_head("today", &mut out);
            String::from_utf8(out).unwrap()
        };
        assert_eq!(
            written(&ready),
            "HTTP/1.1 200 OK\r\nvary: x\r\netag: \"t\"\r\ncontent-length: 5\r\ndate: today\r\n\r\n"
        );
        ready.head = Head::new(StatusCode::NOT_MODIFIED, fields);
        assert_eq!(
            written(&ready),
            "HTTP/1.1 304 Not Modified\r\nvary: x\r\netag: \"t\"\r\ndate: today\r\n\r\n"
        );
    }
}
