//! The fields of a request's head, however they are kept.

use axum::http::{HeaderMap, HeaderName, HeaderValue};

/// The fields of a head (RFC 9110, section 6.3).
pub trait Fields {
    /// The values of one of them, in their order.
    fn all<'a>(&'a self, name: HeaderName) -> impl Iterator<Item = &'a [u8]> + use<'a, Self>;

    /// Whether it is there.
    fn has(&self, name: HeaderName) -> bool {
        self.all(name).next().is_some()
    }
}

impl Fields for HeaderMap {
    fn all<'a>(&'a self, name: HeaderName) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        self.get_all(name).iter().map(HeaderValue::as_bytes)
    }
}

/// As they came over the wire.
impl<'h> Fields for [httparse::Header<'h>] {
    fn all<'a>(&'a self, name: HeaderName) -> impl Iterator<Item = &'a [u8]> + use<'a, 'h> {
        let of_name =
            move |field: &&httparse::Header<'_>| name.as_str().eq_ignore_ascii_case(field.name);
        self.iter().filter(of_name).map(|field| field.value)
    }
}

/// A value as text; none where it has anything but what can be seen of ASCII, and blanks.
pub(super) fn text(value: &[u8]) -> Option<&str> {
    let plain = value.iter().all(|byte| matches!(byte, b'\t' | b' '..=b'~'));
    plain.then(|| std::str::from_utf8(value).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use axum::http::header;

    use super::*;

    fn ends<F: Fields + ?Sized>(fields: &F) -> Vec<Vec<u8>> {
        fields.all(header::HOST).map(<[u8]>::to_vec).collect()
    }

    #[test]
    fn they_are_the_same_however_they_are_kept() {
        let field = |name, value| httparse::Header { name, value };
        let raw = [field("HOST", b"a"), field("accept", b"*/*"), field("Host", b"\xff")];
        let mut map = HeaderMap::new();
        for field in &raw {
            let name = HeaderName::from_bytes(field.name.as_bytes()).unwrap();
            map.append(name, HeaderValue::from_bytes(field.value).unwrap());
        }
        assert_eq!(ends(&map), [b"a".to_vec(), b"\xff".to_vec()]);
        assert_eq!(ends(&map), ends(raw.as_slice()));
        assert!(raw.as_slice().has(header::ACCEPT) && !raw.as_slice().has(header::COOKIE));
    }

    #[test]
    fn text_is_what_can_be_seen() {
        assert_eq!(text(b"br;q=1,\tgzip"), Some("br;q=1,\tgzip"));
        for odd in [b"\xc3\xa4".as_slice(), b"\0", b"a\x7f", b"\r"] {
            assert_eq!(text(odd), None);
        }
    }
}
