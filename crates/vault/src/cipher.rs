//! The one cipher: AES-256-GCM-SIV (RFC 8452).

use aws_lc_rs::aead::{AES_256_GCM_SIV, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

use crate::{Entropy, Secret32};

/// How much longer a sealed text is than its plain text: nonce and tag.
pub(crate) const OVERHEAD: usize = NONCE_LEN + 16;

/// Appends `nonce ‖ ciphertext ‖ tag` to `out`.
pub(crate) fn seal(
    out: &mut Vec<u8>,
    key: &Secret32,
    aad: &[u8],
    plain: &[u8],
    entropy: &dyn Entropy,
) {
    let mut nonce = [0; NONCE_LEN];
    entropy.fill(&mut nonce);
    let mut text = Vec::with_capacity(plain.len() + 16);
    text.extend_from_slice(plain);
    let nonce_used = Nonce::assume_unique_for_key(nonce);
    let sealed = less_safe(key).seal_in_place_append_tag(nonce_used, Aad::from(aad), &mut text);
    if sealed.is_err() {
        // It fails only beyond 64 GiB or without memory: storing anything would be a lie.
        unreachable!("AES-256-GCM-SIV could not seal {} bytes", plain.len());
    }
    out.extend_from_slice(&nonce);
    out.append(&mut text);
}

/// Opens `nonce ‖ ciphertext ‖ tag`; nothing if a bit of it, of the key or of `aad` differs.
pub(crate) fn open(key: &Secret32, aad: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    if sealed.len() < OVERHEAD {
        return None;
    }
    let (nonce, text) = sealed.split_at(NONCE_LEN);
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let mut text = text.to_vec();
    let length = less_safe(key).open_in_place(nonce, Aad::from(aad), &mut text).ok()?.len();
    text.truncate(length);
    Some(text)
}

fn less_safe(key: &Secret32) -> LessSafeKey {
    match UnboundKey::new(&AES_256_GCM_SIV, key.expose()) {
        Ok(key) => LessSafeKey::new(key),
        // The length is right by its type; only a lack of memory is left.
        Err(_) => unreachable!("a key of 32 bytes is a key of AES-256-GCM-SIV"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives exactly these bytes.
    struct Fixed([u8; 12]);

    impl Entropy for Fixed {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.copy_from_slice(&self.0);
        }
    }

    /// S25: it is what it says. Vectors of RFC 8452, appendix C.2.
    #[test]
    fn known_answers_of_rfc_8452() {
        let mut key = [0; 32];
        key[0] = 1;
        let key = Secret32::new(key);
        let mut nonce = [0; 12];
        nonce[0] = 3;
        let cases: [(&[u8], &[u8], &str); 4] = [
            (b"", b"", "07f5f4169bbf55a8400cd47ea6fd400f"),
            (&[1, 0, 0, 0, 0, 0, 0, 0], b"", "c2ef328e5c71c83b843122130f7364b761e0b97427e3df28"),
            (
                &[1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
                b"",
                "9aab2aeb3faa0a34aea8e2b18ca50da9ae6559e48fd10f6e5c9ca17e",
            ),
            (&[2, 0, 0, 0, 0, 0, 0, 0], &[1], "1de22967237a813291213f267e3b452f02d01ae33e4ec854"),
        ];
        for (plain, aad, expected) in cases {
            let mut out = Vec::new();
            seal(&mut out, &key, aad, plain, &Fixed(nonce));
            assert_eq!(out[..12], nonce);
            assert_eq!(crate::hex(&out[12..]), expected);
            assert_eq!(open(&key, aad, &out).as_deref(), Some(plain));
        }
    }

    #[test]
    fn too_short_is_no_panic() {
        let key = Secret32::new([7; 32]);
        for length in 0..OVERHEAD {
            assert_eq!(open(&key, b"", &vec![0; length]), None);
        }
    }
}
