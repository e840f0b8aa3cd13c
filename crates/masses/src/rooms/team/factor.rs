//! The second factor: six digits that change every half minute (RFC 6238).

use kit::chance::Chance;
use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};
use totp_rs::{Algorithm, Builder, Secret, Totp};

/// Seconds for which one code is shown.
const STEP: i64 = 30;
/// How many codes before and after the present one are taken: clocks differ.
const SKEW: i64 = 1;

/// What makes a member's codes.
pub(super) struct Factor {
    totp: Totp,
    secret: String,
}

impl Factor {
    /// From a secret as it is stored, in base32. None if it is no such secret.
    pub(super) fn new(secret: &str, account: &str, issuer: &str) -> Option<Self> {
        // A colon would end the issuer's part of the address inside the QR code.
        let plain = |text: &str| text.replace(':', " ");
        let totp = Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_step_duration(STEP.unsigned_abs())
            .with_secret(Secret::try_from_base32(secret).ok()?)
            .with_account_name(plain(account))
            .with_issuer(Some(plain(issuer)))
            .build()
            .ok()?;
        Some(Self { totp, secret: secret.to_owned() })
    }

    /// A new secret: 160 bits, in base32.
    pub(super) fn secret(chance: &Chance) -> String {
        Secret::from(chance.bytes::<20>()).to_base32()
    }

    /// The step a code belongs to, if it is one of the present ones and later than the last
    /// that was used: a code works once.
    pub(super) fn check(&self, code: &str, now: i64, last: Option<i64>) -> Option<i64> {
        let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        let present = now.div_euclid(1_000 * STEP);
        (present - SKEW..=present + SKEW)
            .filter(|step| *step >= 0 && last.is_none_or(|last| *step > last))
            .find(|step| {
                let right = self.totp.generate((step * STEP).unsigned_abs()).to_string();
                vault::same(right.as_bytes(), code.as_bytes())
            })
    }

    /// The secret for typing it in: in groups of four.
    pub(super) fn to_type(&self) -> String {
        let letters: Vec<char> = self.secret.chars().collect();
        letters.chunks(4).map(|four| four.iter().collect()).collect::<Vec<String>>().join(" ")
    }

    /// The secret as an address that an app on the same device opens.
    pub(super) fn to_open(&self) -> Option<String> {
        self.totp.to_url().ok()
    }

    /// The secret for a camera: an SVG image, without the prologue that HTML does not want.
    pub(super) fn to_scan(&self) -> Option<String> {
        let code = QrCode::with_error_correction_level(self.to_open()?, EcLevel::M).ok()?;
        let image = code.render::<svg::Color<'_>>().min_dimensions(232, 232).build();
        image.find("<svg").map(|start| image[start..].to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// "12345678901234567890", the secret of RFC 6238, appendix B.
    const RFC: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    fn factor() -> Factor {
        Factor::new(RFC, "anna@example.org", "Masses: association").unwrap()
    }

    #[test]
    fn codes_are_those_of_the_rfc() {
        assert_eq!(factor().check("287082", 59_000, None), Some(1));
        assert_eq!(factor().check("081804", 1_111_111_109_000, None), Some(37_037_036));
        assert_eq!(factor().check(" 081 804 ", 1_111_111_109_000, None), Some(37_037_036));
    }

    #[test]
    fn one_step_before_and_after_is_taken_and_no_more() {
        let middle = 1_111_111_109_000;
        for (shift, taken) in [(-60, false), (-30, true), (0, true), (30, true), (60, false)] {
            let found = factor().check("081804", middle + shift * 1_000, None);
            assert_eq!(found.is_some(), taken, "{shift} seconds");
        }
    }

    /// S21: a code works once, and so do all before it.
    #[test]
    fn a_code_works_once() {
        let now = 1_111_111_109_000;
        assert_eq!(factor().check("081804", now, Some(37_037_035)), Some(37_037_036));
        assert_eq!(factor().check("081804", now, Some(37_037_036)), None);
        assert_eq!(factor().check("081804", now, Some(37_037_037)), None);
    }

    #[test]
    fn nonsense_is_no_code() {
        for code in ["", "0", "+81804", "0818040", "081804\0", "٠٨١٨٠٤", "abcdef"] {
            assert_eq!(factor().check(code, 1_111_111_109_000, None), None, "{code:?}");
        }
        assert_eq!(factor().check("287082", -59_000, None), None);
        assert!(Factor::new("not base32!", "a", "b").is_none());
        assert!(Factor::new("GEZDGNBV", "a", "b").is_none(), "shorter than 128 bits");
    }

    #[test]
    fn a_new_secret_can_be_scanned_and_typed() {
        let secret = Factor::secret(&Chance::seeded(1));
        assert_eq!(secret.len(), 32);
        let factor = Factor::new(&secret, "anna@example.org", "Masses").unwrap();
        assert_eq!(factor.to_type().replace(' ', ""), secret);
        let image = factor.to_scan().unwrap();
        assert!(image.starts_with("<svg") && image.ends_with("</svg>"));
        assert!(!image.contains("style") && !image.contains("script"));
    }
}
