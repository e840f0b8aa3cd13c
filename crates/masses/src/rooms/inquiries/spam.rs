//! Suspicion: signs of a machine, none of which needs anybody else (no third party is asked).
//!
//! A suspicious message is never thrown away and never thanked for falsely: it waits for
//! somebody of the team to look at it, and the page says so.

/// Faster than this, nobody has read the form.
const FAST_MS: i64 = 3_000;
/// More links than this are unusual in an inquiry.
const LINKS: usize = 2;

/// What is known about how a message was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signs<'a> {
    /// The field that people do not see was filled.
    pub trapped: bool,
    /// Between making the form and sending it, in milliseconds.
    pub took_ms: i64,
    /// The proof of work, done by the browser where there is script.
    pub proof: Proof,
    /// What was written.
    pub text: &'a str,
}

/// The state of the proof of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// None came: there is no script.
    Absent,
    /// It is right.
    Good,
    /// It is wrong.
    Bad,
}

/// The checks a message failed, as words: empty for one that is above suspicion.
pub fn suspicion(signs: Signs<'_>) -> Vec<&'static str> {
    let mut found = Vec::new();
    if signs.trapped {
        found.push("trap");
    }
    if signs.proof == Proof::Bad {
        found.push("proof");
    }
    // Work that was really done speaks for a person behind a hasty or link-rich message.
    if signs.proof != Proof::Good {
        if signs.took_ms < FAST_MS {
            found.push("fast");
        }
        let lower = signs.text.to_lowercase();
        if lower.matches("http://").count() + lower.matches("https://").count() > LINKS {
            found.push("links");
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALM: Signs<'_> =
        Signs { trapped: false, took_ms: 20_000, proof: Proof::Absent, text: "Hello" };

    #[test]
    fn a_calm_message_without_script_is_above_suspicion() {
        assert!(suspicion(CALM).is_empty());
    }

    #[test]
    fn each_sign_counts() {
        assert_eq!(suspicion(Signs { trapped: true, ..CALM }), ["trap"]);
        assert_eq!(suspicion(Signs { took_ms: 500, ..CALM }), ["fast"]);
        assert_eq!(suspicion(Signs { proof: Proof::Bad, ..CALM }), ["proof"]);
        let text = "https://a.example HTTPS://b.example http://c.example";
        assert_eq!(suspicion(Signs { text, ..CALM }), ["links"]);
    }

    #[test]
    fn work_excuses_haste_and_links_but_no_trap() {
        let text = "https://a.example https://b.example https://c.example";
        let signs = Signs { took_ms: 500, proof: Proof::Good, text, ..CALM };
        assert!(suspicion(signs).is_empty());
        assert_eq!(suspicion(Signs { trapped: true, ..signs }), ["trap"]);
    }
}
