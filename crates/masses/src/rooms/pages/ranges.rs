//! How files are sent: whole, in part (RFC 9110, section 14), or not at all where nothing has
//! changed. With parts, a film can be wound, and a download that broke off goes on.

use std::io::SeekFrom;
use std::ops::RangeInclusive;

use axum::body::{Body, Bytes};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt};

use super::files::Manner;
use crate::web::assets::unchanged;

/// A drawing may use its own styles and nothing else.
pub const DRAWING: HeaderValue =
    HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; sandbox");
/// How much of a file is read at a time.
const PIECE: u64 = 64 * 1024;

/// What whoever asks wants of a file, and has of it.
#[derive(Debug, Default)]
pub struct Wanted {
    if_none_match: Option<String>,
    /// `Range`, where it counts: parts are for GET only (section 14.2).
    range: Option<String>,
    if_range: Option<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for Wanted {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        let text = |name: HeaderName| {
            // One that is there twice or cannot be read says nothing.
            let mut all = parts.headers.get_all(name).iter();
            let one = all.next().filter(|_| all.next().is_none());
            one.and_then(|value| value.to_str().ok()).map(str::to_owned)
        };
        let get = parts.method == Method::GET;
        Ok(Self {
            if_none_match: text(header::IF_NONE_MATCH),
            range: text(header::RANGE).filter(|_| get),
            if_range: text(header::IF_RANGE),
        })
    }
}

impl Wanted {
    /// Whether no part of it is asked for.
    pub fn whole(&self) -> bool {
        self.range.is_none()
    }
}

/// A file as it is offered.
pub struct Offer {
    /// The file, open at its beginning.
    pub file: File,
    /// How long it is.
    pub length: u64,
    /// Its tag, quotes included.
    pub etag: String,
    /// How long browsers may keep it.
    pub cache: HeaderValue,
    /// How it is shown.
    pub manner: Manner,
}

impl Offer {
    /// The answer.
    pub fn answer(self, wanted: &Wanted) -> Response {
        let mut response = match self.part(wanted) {
            None => StatusCode::NOT_MODIFIED.into_response(),
            Some(Part::Nowhere) => {
                let length = HeaderValue::try_from(format!("bytes */{}", self.length));
                let length = length.unwrap_or(HeaderValue::from_static("bytes */*"));
                let status = StatusCode::RANGE_NOT_SATISFIABLE;
                return (status, [(header::CONTENT_RANGE, length)]).into_response();
            }
            Some(Part::Whole) => body(self.file, 0, self.length),
            Some(Part::Bytes(bytes)) => {
                let (first, last) = bytes.into_inner();
                let mut response = body(self.file, first, last - first + 1);
                *response.status_mut() = StatusCode::PARTIAL_CONTENT;
                let range = format!("bytes {first}-{last}/{}", self.length);
                if let Ok(range) = HeaderValue::try_from(range) {
                    response.headers_mut().insert(header::CONTENT_RANGE, range);
                }
                response
            }
        };
        if response.status() != StatusCode::NOT_MODIFIED {
            show(self.manner, response.headers_mut());
        }
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, self.cache);
        if let Ok(etag) = HeaderValue::from_str(&self.etag) {
            headers.insert(header::ETAG, etag);
        }
        response
    }

    /// Which part is sent; nothing where nothing has changed, which counts first (section 13.2.2).
    fn part(&self, wanted: &Wanted) -> Option<Part> {
        if unchanged(wanted.if_none_match.as_deref(), &self.etag) {
            return None;
        }
        // The rest of something else is of no use: then all of it is sent. A time says too little.
        let same = wanted.if_range.as_ref().is_none_or(|tag| *tag == self.etag);
        let range = wanted.range.as_deref().filter(|_| same);
        Some(range.map_or(Part::Whole, |range| Part::of(range, self.length)))
    }
}

/// A part of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Whole,
    Bytes(RangeInclusive<u64>),
    /// None of it is there.
    Nowhere,
}

impl Part {
    /// Reads `Range`. What is no range, or several, is none: then all of it is sent (section 14.2).
    fn of(range: &str, length: u64) -> Self {
        let Some((unit, set)) = range.split_once('=') else { return Self::Whole };
        let mut all = set.split(',').map(str::trim).filter(|one| !one.is_empty());
        let one = match (unit.trim().eq_ignore_ascii_case("bytes"), all.next(), all.next()) {
            (true, Some(one), None) => one,
            _ => return Self::Whole,
        };
        let Some((first, last)) = one.split_once('-') else { return Self::Whole };
        match (number(first), number(last)) {
            (Some(Some(first)), Some(Some(last))) if last < first => Self::Whole,
            (Some(Some(first)), Some(last)) => match length.checked_sub(1) {
                Some(end) if first <= end => Self::Bytes(first..=last.unwrap_or(end).min(end)),
                _ => Self::Nowhere,
            },
            (Some(None), Some(Some(last))) => match length.min(last) {
                0 => Self::Nowhere,
                last => Self::Bytes(length - last..=length - 1),
            },
            _ => Self::Whole,
        }
    }
}

/// A number of a range: nothing if it is left out; the first nothing if it is no number. One that
/// is too large lies behind every file.
fn number(text: &str) -> Option<Option<u64>> {
    match text.bytes().all(|byte| byte.is_ascii_digit()) {
        true if text.is_empty() => Some(None),
        true => Some(Some(text.parse().unwrap_or(u64::MAX))),
        false => None,
    }
}

/// So many bytes of a file.
fn body(file: File, first: u64, length: u64) -> Response {
    let begun = first == 0;
    let pieces = stream::unfold((file, begun, length), move |(mut file, begun, left)| async move {
        if left == 0 {
            return None;
        }
        if !begun && let Err(error) = file.seek(SeekFrom::Start(first)).await {
            return Some((Err(error), (file, true, 0)));
        }
        let mut piece = vec![0; usize::try_from(left.min(PIECE)).unwrap_or(0)];
        match file.read(&mut piece).await {
            Ok(0) => None,
            Ok(count) => {
                piece.truncate(count);
                let left = left.saturating_sub(count as u64);
                Some((Ok(Bytes::from(piece)), (file, true, left)))
            }
            Err(error) => Some((Err(error), (file, true, 0))),
        }
    });
    let mut response = Body::from_stream(pieces).into_response();
    response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    response
}

fn show(manner: Manner, headers: &mut HeaderMap) {
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(manner.content_type));
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if !manner.shown {
        headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment"));
    }
    if manner.content_type == "image/svg+xml" {
        headers.insert(header::CONTENT_SECURITY_POLICY, DRAWING);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ranges_are_read_as_the_standard_says() {
        for (range, length, expected) in [
            ("bytes=0-499", 10_000, Part::Bytes(0..=499)),
            ("bytes=500-999", 10_000, Part::Bytes(500..=999)),
            ("bytes=-500", 10_000, Part::Bytes(9500..=9999)),
            ("bytes=9500-", 10_000, Part::Bytes(9500..=9999)),
            ("bytes=0-0", 10_000, Part::Bytes(0..=0)),
            ("bytes=-1", 10_000, Part::Bytes(9999..=9999)),
            ("BYTES= 5-6 ", 10, Part::Bytes(5..=6)),
            ("bytes=,5-6,", 10, Part::Bytes(5..=6)),
            ("bytes=0-99999999999999999999999", 10, Part::Bytes(0..=9)),
            ("bytes=-99999999999999999999999", 10, Part::Bytes(0..=9)),
            ("bytes=9-20", 10, Part::Bytes(9..=9)),
            ("bytes=10-", 10, Part::Nowhere),
            ("bytes=10-20", 10, Part::Nowhere),
            ("bytes=99999999999999999999999-", 10, Part::Nowhere),
            ("bytes=-0", 10, Part::Nowhere),
            ("bytes=0-", 0, Part::Nowhere),
            ("bytes=-5", 0, Part::Nowhere),
            ("bytes=0-1,3-4", 10, Part::Whole),
            ("bytes=6-5", 10, Part::Whole),
            ("bytes=-", 10, Part::Whole),
            ("bytes=", 10, Part::Whole),
            ("bytes", 10, Part::Whole),
            ("bytes=a-b", 10, Part::Whole),
            ("bytes=+1-2", 10, Part::Whole),
            ("bytes=1--2", 10, Part::Whole),
            ("bytes=1", 10, Part::Whole),
            ("lines=0-1", 10, Part::Whole),
            ("", 10, Part::Whole),
        ] {
            assert_eq!(Part::of(range, length), expected, "{range} of {length}");
        }
    }

    proptest! {
        /// Whatever is asked for, what is sent is there.
        #[test]
        fn a_part_is_never_more_than_there_is(range in "bytes=[-0-9, ]{0,20}", length in 0u64..50) {
            if let Part::Bytes(bytes) = Part::of(&range, length) {
                prop_assert!(bytes.start() <= bytes.end() && *bytes.end() < length);
            }
        }
    }
}
