//! Content codings: how what is sent may be packed (RFC 9110, sections 8.4.1 and 12.5.3).

use axum::http::{HeaderValue, header};

use super::fields::{Fields, text};

/// A way of packing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    /// Brotli (RFC 7932).
    Brotli,
    /// Gzip (RFC 1952).
    Gzip,
}

impl Coding {
    /// All of them, the smallest first.
    pub const ALL: [Coding; 2] = [Coding::Brotli, Coding::Gzip];

    /// As it stands in `Content-Encoding`.
    pub const fn token(self) -> &'static str {
        match self {
            Coding::Brotli => "br",
            Coding::Gzip => "gzip",
        }
    }

    /// The same as the value of a header.
    pub const fn value(self) -> HeaderValue {
        HeaderValue::from_static(self.token())
    }
}

/// What whoever asks has already, and can unpack.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// `If-None-Match`.
    pub if_none_match: Option<&'a str>,
    /// From `Accept-Encoding`.
    pub codings: Codings,
}

impl<'a> Asked<'a> {
    /// Reads it.
    pub fn of<F: Fields + ?Sized>(fields: &'a F) -> Self {
        let if_none_match = fields.all(header::IF_NONE_MATCH).next().and_then(text);
        Self { if_none_match, codings: Codings::of(fields) }
    }
}

/// The codings that whoever asks can unpack, what they like best first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Codings([Option<Coding>; 2]);

impl Codings {
    /// Reads `Accept-Encoding`. Without that header nothing is packed, though it would be allowed:
    /// who does not say what they can unpack is seldom a browser.
    pub fn of<F: Fields + ?Sized>(fields: &F) -> Self {
        let asked = fields.all(header::ACCEPT_ENCODING);
        let asked = asked.filter_map(text).flat_map(|all| all.split(','));
        let (mut named, mut any, mut plain) = ([None; 2], None, None);
        for (token, weight) in asked.filter_map(weighed) {
            let place = Coding::ALL.iter().position(|one| token.eq_ignore_ascii_case(one.token()));
            match (place, token) {
                (Some(place), _) => named[place] = Some(weight),
                (None, "x-gzip") => named[1] = Some(weight),
                (None, "*") => any = Some(weight),
                (None, "identity") => plain = Some(weight),
                _ => {}
            }
        }
        let weights = named.map(|weight| weight.or(any).unwrap_or(0));
        let least = plain.unwrap_or(0).max(1);
        let [first, second] = [0, 1].map(|at| (weights[at] >= least).then_some(Coding::ALL[at]));
        Self(if weights[1] > weights[0] { [second, first] } else { [first, second] })
    }

    /// One after the other.
    pub fn iter(self) -> impl Iterator<Item = Coding> {
        self.0.into_iter().flatten()
    }
}

/// A coding and its weight in thousandths; one of a wrong form is not there.
fn weighed(one: &str) -> Option<(&str, u16)> {
    let (token, parameters) = one.split_once(';').unwrap_or((one, "q=1"));
    let (name, weight) = parameters.split_once('=')?;
    let weight: f32 = weight.trim().parse().ok()?;
    let valid = name.trim().eq_ignore_ascii_case("q") && (0.0..=1.0).contains(&weight);
    valid.then_some((token.trim(), (weight * 1000.0) as u16))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;

    use super::*;

    fn of(values: &[&'static str]) -> Vec<&'static str> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(header::ACCEPT_ENCODING, HeaderValue::from_static(value));
        }
        Codings::of(&headers).iter().map(Coding::token).collect()
    }

    #[test]
    fn what_is_liked_best_comes_first() {
        assert_eq!(of(&["gzip, deflate, br, zstd"]), ["br", "gzip"]);
        assert_eq!(of(&["gzip", "br"]), ["br", "gzip"]);
        assert_eq!(of(&["br;q=0.5, GZIP;q=0.8"]), ["gzip", "br"]);
        assert_eq!(of(&["gzip;q=1.0, *;q=0.5"]), ["gzip", "br"]);
        assert_eq!(of(&["*"]), ["br", "gzip"]);
        assert_eq!(of(&["x-gzip"]), ["gzip"]);
        assert_eq!(of(&["br ; q = 0.001"]), ["br"]);
    }

    #[test]
    fn what_is_not_wanted_does_not_come() {
        for none in [
            "",
            "identity",
            "deflate, zstd",
            "br;q=0, gzip;q=0",
            "br;q=0, gzip;q=0, *",
            "gzip;q=2",
            "gzip;q=-1",
            "gzip;q=nan",
            "gzip;q",
            "gzip;level=9",
            "identity;q=1, gzip;q=0.5, br;q=0.5",
        ] {
            assert_eq!(of(&[none]), Vec::<&str>::new(), "{none}");
        }
        assert_eq!(of(&[]), Vec::<&str>::new());
        assert_eq!(of(&["*, br;q=0"]), ["gzip"]);
    }
}
