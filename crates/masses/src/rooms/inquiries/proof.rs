//! Proof of work in the ALTCHA protocol: the visitor's browser computes for a second, nobody
//! else is asked. Each challenge belongs to one form key, and lives as long as that.

use std::collections::BTreeMap;

use altcha::{
    Challenge, CreateChallengeOptions, Payload, VerifySolutionOptions, create_challenge,
    verify_solution,
};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::spam::Proof;

/// Rounds of PBKDF2 for each try.
const COST: u32 = 2_000;
/// How many tries it takes: at least so many, and at most as many more. The number is drawn
/// beforehand, so that nobody is unlucky and waits for long.
const TRIES: u32 = 64;
/// What the challenge carries the form key as.
const KEY: &str = "form";
/// A payload is no longer than this.
const PAYLOAD: usize = 4096;

/// Makes a challenge for a form key. `draw`: a random number.
pub fn challenge(key: &str, secret: &[u8; 32], draw: u8) -> Option<Challenge> {
    let data = BTreeMap::from([(KEY.to_owned(), serde_json::Value::from(key))]);
    create_challenge(CreateChallengeOptions {
        algorithm: "PBKDF2/SHA-256".to_owned(),
        cost: COST,
        counter: Some(TRIES + u32::from(draw) % TRIES),
        data: Some(data),
        hmac_signature_secret: Some(vault::hex(secret)),
        hmac_key_signature_secret: Some(of_solution(secret)),
        ..CreateChallengeOptions::default()
    })
    .ok()
}

/// What a payload that came with a form is worth.
pub fn check(payload: &str, key: &str, secret: &[u8; 32]) -> Proof {
    if payload.is_empty() {
        return Proof::Absent;
    }
    if payload.len() > PAYLOAD {
        return Proof::Bad;
    }
    let decoded = STANDARD.decode(payload).ok();
    let Some(payload) = decoded.and_then(|json| serde_json::from_slice::<Payload>(&json).ok())
    else {
        return Proof::Bad;
    };
    let parameters = &payload.challenge.parameters;
    let carries = parameters.data.as_ref().and_then(|data| data.get(KEY));
    // The parameters are signed, but looked at first: no work is done for a stranger's.
    if carries.and_then(|key| key.as_str()) != Some(key) || parameters.cost != COST {
        return Proof::Bad;
    }
    let options = VerifySolutionOptions {
        hmac_key_signature_secret: Some(of_solution(secret)),
        ..VerifySolutionOptions::new(&payload.challenge, &payload.solution, vault::hex(secret))
    };
    match verify_solution(options) {
        Ok(result) if result.verified => Proof::Good,
        _ => Proof::Bad,
    }
}

/// The secret under which a challenge carries a MAC of its solution: whoever checks one computes
/// a MAC, and not the work again.
fn of_solution(secret: &[u8; 32]) -> String {
    vault::hex(&vault::mac(secret, b"solution"))
}

#[cfg(test)]
mod tests {
    use altcha::{SolveChallengeOptions, solve_challenge};

    use super::*;

    #[test]
    fn a_solved_challenge_is_good_for_its_key_only() {
        let secret = [3; 32];
        let challenge = challenge("key-1", &secret, 200).unwrap();
        let solution = solve_challenge(SolveChallengeOptions::new(&challenge)).unwrap().unwrap();
        let payload = Payload { challenge, solution };
        let text = STANDARD.encode(serde_json::to_string(&payload).unwrap());
        assert_eq!(check(&text, "key-1", &secret), Proof::Good);
        assert_eq!(check(&text, "key-2", &secret), Proof::Bad);
        assert_eq!(check(&text, "key-1", &[4; 32]), Proof::Bad);
        // The part that is not in the challenge has to be right as well.
        let mut guessed: Payload =
            serde_json::from_slice(&STANDARD.decode(&text).unwrap()).unwrap();
        let last = if guessed.solution.derived_key.ends_with('0') { "1" } else { "0" };
        guessed.solution.derived_key.replace_range(63.., last);
        assert_eq!(guessed.challenge.parameters.key_prefix.len(), 32);
        assert!(guessed.challenge.parameters.key_signature.is_some());
        let guessed = STANDARD.encode(serde_json::to_string(&guessed).unwrap());
        assert_eq!(check(&guessed, "key-1", &secret), Proof::Bad);
        assert_eq!(check("nonsense", "key-1", &secret), Proof::Bad);
        assert_eq!(check("", "key-1", &secret), Proof::Absent);
    }
}
