//! The body of a form: bounded, in time, decoded once.

use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use percent_encoding::percent_decode;

use super::Refusal;

/// What may be carried through a door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taking {
    /// A form.
    Form,
    /// A form with a whole page of the site in it.
    Page,
    /// Files, as an [`Upload`](super::Upload).
    Files,
}

impl Taking {
    /// How large it may be, in bytes.
    pub const fn bytes(self) -> usize {
        match self {
            // A message of the longest kind in any script, each character of which may take
            // twelve, and the other fields.
            Taking::Form => 512 * 1024,
            // The largest page there may be, three bytes for each.
            Taking::Page => 7 * 1024 * 1024,
            Taking::Files => 20 * 1024 * 1024,
        }
    }

    /// How long it may take to arrive.
    const fn deadline(self) -> Duration {
        match self {
            Taking::Form => Duration::from_secs(10),
            Taking::Page | Taking::Files => Duration::from_secs(120),
        }
    }
}

/// More fields than this is no form.
const FIELDS: usize = 500;

/// The fields of a form in the order in which they came: name and value.
#[derive(Debug, Clone, Default)]
pub struct Pairs(pub Vec<(String, String)>);

impl Pairs {
    /// The first value of that name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Every value of that name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// Reads a form, if it is not too large and comes in time.
pub(super) async fn read_form(
    headers: &HeaderMap,
    body: Body,
    taking: Taking,
) -> Result<Pairs, Refusal> {
    let limit = taking.bytes();
    let announced = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.parse::<u64>().ok());
    if announced.is_some_and(|length| length > limit as u64) {
        return Err(Refusal::TooLarge);
    }
    let collected = tokio::time::timeout(taking.deadline(), Limited::new(body, limit).collect())
        .await
        .map_err(|_| Refusal::Timeout)?;
    let bytes = collected
        .map_err(|error| match error.downcast_ref::<LengthLimitError>() {
            Some(_) => Refusal::TooLarge,
            None => Refusal::Bad(format!("the body broke off: {error}")),
        })?
        .to_bytes();
    if bytes.is_empty() {
        return Ok(Pairs::default());
    }
    if !is_form(headers) {
        return Err(Refusal::MediaType);
    }
    decode(&bytes)
}

/// Decodes `application/x-www-form-urlencoded` (URL standard, section 5), once and strictly:
/// text that is not UTF-8 is refused, never replaced.
pub fn decode(bytes: &[u8]) -> Result<Pairs, Refusal> {
    let mut pairs = Vec::new();
    for part in bytes.split(|&byte| byte == b'&').filter(|part| !part.is_empty()) {
        let (name, value) = match part.iter().position(|&byte| byte == b'=') {
            Some(at) => (&part[..at], &part[at + 1..]),
            None => (part, &part[..0]),
        };
        if pairs.len() == FIELDS {
            return Err(Refusal::TooLarge);
        }
        pairs.push((text(name)?, text(value)?));
    }
    Ok(Pairs(pairs))
}

fn is_form(headers: &HeaderMap) -> bool {
    let Some(kind) = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()) else {
        return false;
    };
    let mut parts = kind.split(';').map(|part| part.trim().to_ascii_lowercase());
    parts.next().as_deref() == Some("application/x-www-form-urlencoded")
        && parts.all(|part| {
            part.strip_prefix("charset=").is_none_or(|set| set.trim_matches('"') == "utf-8")
        })
}

fn text(part: &[u8]) -> Result<String, Refusal> {
    let spaced: Vec<u8> = part.iter().map(|&byte| if byte == b'+' { b' ' } else { byte }).collect();
    percent_decode(&spaced)
        .decode_utf8()
        .map(|text| text.into_owned())
        .map_err(|_| Refusal::Bad("the form is not UTF-8".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_once_and_strictly() {
        let pairs = decode(b"a=1+2&b=%C3%A4%2525&a=3&c").unwrap();
        assert_eq!(pairs.get("a"), Some("1 2"));
        assert_eq!(pairs.get("b"), Some("\u{e4}%25"));
        assert_eq!(pairs.all("a").collect::<Vec<_>>(), ["1 2", "3"]);
        assert_eq!(pairs.get("c"), Some(""));
        assert!(decode(b"a=%FF").is_err());
    }
}
