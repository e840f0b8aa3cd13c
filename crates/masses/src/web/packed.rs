//! What is sent again and again: hashed, and packed once at the highest level.

use std::io::Write;
use std::sync::OnceLock;

use axum::body::Bytes;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use kit::web::{Coding, Codings, Visit};

use super::assets::{tag_of, unchanged};

/// What is smaller is sent as it is, in bytes: it fits into one packet either way.
const SMALL: usize = 1_000;
/// Brotli's highest level, and the logarithms of its windows (RFC 7932, section 9.1).
const LEVEL: i32 = 11;
const WINDOWS: std::ops::RangeInclusive<i32> = 10..=22;

/// What whoever asks has already, and can unpack.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// `If-None-Match`.
    pub if_none_match: Option<&'a str>,
    /// From `Accept-Encoding`.
    pub codings: Codings,
}

impl<'a> Asked<'a> {
    /// What a visitor asks for.
    pub fn of(visit: &'a Visit) -> Self {
        Self { if_none_match: visit.if_none_match.as_deref(), codings: visit.codings }
    }
}

/// A content in every coding.
#[derive(Debug)]
pub struct Packed {
    kind: HeaderValue,
    tag: String,
    plain: Form,
    /// In the order of [`Coding::ALL`]; none where it would not be smaller.
    small: OnceLock<[Option<Form>; 2]>,
}

/// A content as it is sent.
#[derive(Debug)]
struct Form {
    body: Bytes,
    etag: HeaderValue,
}

impl Packed {
    /// As it is: [`pack`](Self::pack) takes its time.
    pub fn new(kind: &'static str, body: impl Into<Bytes>) -> Self {
        let body = body.into();
        let tag = tag_of(&body);
        let plain = Form { etag: etag(&tag, ""), body };
        Self { kind: HeaderValue::from_static(kind), tag, plain, small: OnceLock::new() }
    }

    /// What names the content, in any coding.
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// The content.
    pub fn body(&self) -> &Bytes {
        &self.plain.body
    }

    /// Whether nothing is left to pack.
    pub fn is_packed(&self) -> bool {
        self.small.get().is_some()
    }

    /// Packs it, if it is not. A page takes some milliseconds.
    pub fn pack(&self) {
        self.small.get_or_init(|| Coding::ALL.map(|coding| self.packed(coding)));
    }

    fn packed(&self, coding: Coding) -> Option<Form> {
        if self.plain.body.len() < SMALL {
            return None;
        }
        let body = pack(coding, &self.plain.body).ok()?;
        let smaller = body.len() < self.plain.body.len();
        let etag = etag(&self.tag, coding.token());
        smaller.then(|| Form { etag, body: body.into() })
    }

    /// The answer, to be kept as `cache` says: the content in the best coding there is, or that
    /// whoever asks has it already.
    pub fn answer(&self, asked: Asked<'_>, cache: &HeaderValue) -> Response {
        let small = self.small.get();
        let of = |coding: Coding| small.and_then(|small| small[coding as usize].as_ref());
        let best = asked.codings.iter().find_map(|coding| Some((coding, of(coding)?)));
        let form = best.map_or(&self.plain, |(_, form)| form);
        let has = [Some(&self.plain), of(Coding::Brotli), of(Coding::Gzip)]
            .into_iter()
            .flatten()
            .find(|form| unchanged(asked.if_none_match, form.etag.to_str().unwrap_or_default()));
        let mut response = match has {
            Some(_) => StatusCode::NOT_MODIFIED.into_response(),
            None => form.body.clone().into_response(),
        };
        let headers = response.headers_mut();
        let mut put = |name: HeaderName, value: &HeaderValue| headers.insert(name, value.clone());
        put(header::CACHE_CONTROL, cache);
        put(header::VARY, &HeaderValue::from_name(header::ACCEPT_ENCODING));
        put(header::ETAG, &has.unwrap_or(form).etag);
        if has.is_none() {
            put(header::CONTENT_TYPE, &self.kind);
            if let Some((coding, _)) = best {
                put(header::CONTENT_ENCODING, &coding.value());
            }
        }
        response
    }
}

fn pack(coding: Coding, body: &[u8]) -> std::io::Result<Vec<u8>> {
    match coding {
        Coding::Brotli => {
            let parameters = brotli::enc::BrotliEncoderParams {
                quality: LEVEL,
                lgwin: window(body.len()),
                size_hint: body.len(),
                ..Default::default()
            };
            let mut packed = Vec::new();
            brotli::BrotliCompress(&mut &*body, &mut packed, &parameters)?;
            Ok(packed)
        }
        Coding::Gzip => {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
            encoder.write_all(body)?;
            encoder.finish()
        }
    }
}

/// The smallest window that holds a content of this length. The largest would be as good, and take
/// 32 MB.
fn window(length: usize) -> i32 {
    // 16 bytes of a window are its own.
    WINDOWS.clone().find(|log| length + 16 <= 1 << log).unwrap_or(*WINDOWS.end())
}

/// A strong tag (RFC 9110, section 8.8.3): each coding has its own.
fn etag(tag: &str, coding: &str) -> HeaderValue {
    let dash = if coding.is_empty() { "" } else { "-" };
    HeaderValue::try_from(format!("\"{tag}{dash}{coding}\""))
        .unwrap_or(HeaderValue::from_static("\"\""))
}

#[cfg(test)]
mod tests {
    use super::window;

    #[test]
    fn a_window_holds_its_content() {
        let all = [0, 1_008, 1_009, 5_000, 4_194_288, 4_194_289, 100_000_000].map(window);
        assert_eq!(all, [10, 10, 11, 13, 22, 22, 22]);
    }
}
