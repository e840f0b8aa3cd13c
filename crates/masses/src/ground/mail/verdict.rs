//! What an answer of the mail server, or none, means for a mail (F8, F9).

use kit::outbound::{Failure, Phase, Why};
use lettre::address::Envelope;

use super::Reason;

/// What the server says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Sent,
    /// Not this one, not now.
    Again(String),
    /// Not this one, ever. Whether there is no such address.
    Failed(String, bool),
    /// None at all, for now.
    Down(String),
}

impl Verdict {
    /// Of a mail. Of what the server says only numbers are kept: its text may have the address in
    /// it.
    pub(super) fn of(handed: Result<(), Failure>, envelope: &Envelope) -> Self {
        let Err(Failure { phase, why }) = handed else { return Self::Sent };
        match why {
            // Whoever takes nobody's mail has not refused this one.
            Why::Refused(code, text) if !phase.has_a_mail() => Self::Down(numbers(code, &text)),
            Why::Refused(code, text) => Self::refused(code, &text),
            Why::Lacks if phase.has_a_mail() && !is_ascii(envelope) => {
                Self::Failed(Reason::Characters.word().to_owned(), false)
            }
            Why::Silent => Self::down(silent(phase)),
            Why::Lacks => Self::down(Reason::Lacks),
            Why::NotSmtp => Self::down(Reason::NotSmtp),
            Why::Tls => Self::down(Reason::NoTls),
            Why::Unreachable => Self::down(Reason::NoConnection),
        }
    }

    fn down(reason: Reason) -> Self {
        Self::Down(reason.word().to_owned())
    }

    fn refused(code: u16, text: &str) -> Self {
        let why = numbers(code, text);
        match code {
            // The server is closing, or does not take us: no fault of this mail.
            421 | 432 | 454 | 530 | 534 | 535 | 538 => Self::Down(why),
            500.. => {
                // 5.1.7 and 5.1.8 are about the sender.
                let no_such = status(text).is_some_and(|status| {
                    status.starts_with("5.1.") && !["5.1.7", "5.1.8"].contains(&status)
                });
                Self::Failed(why, no_such)
            }
            _ => Self::Again(why),
        }
    }
}

fn is_ascii(envelope: &Envelope) -> bool {
    envelope.to().iter().all(|to| to.to_string().is_ascii())
}

fn silent(phase: Phase) -> Reason {
    match phase {
        Phase::Connect => Reason::SilentConnect,
        Phase::Greeting => Reason::SilentGreeting,
        Phase::StartTls => Reason::SilentStartTls,
        Phase::Auth => Reason::SilentAuth,
        Phase::Mail => Reason::SilentMail,
        Phase::Rcpt => Reason::SilentRcpt,
        Phase::Data => Reason::SilentData,
        Phase::Text => Reason::SilentText,
    }
}

fn numbers(code: u16, text: &str) -> String {
    match status(text) {
        Some(status) => format!("{code} {status}"),
        None => code.to_string(),
    }
}

/// The enhanced status code (RFC 3463): `5.1.1`.
fn status(text: &str) -> Option<&str> {
    text.split_whitespace().find(|word| is_status(word))
}

fn is_status(word: &str) -> bool {
    let parts: Vec<&str> = word.split('.').collect();
    let number = |part: &&str| {
        (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    parts.len() == 3 && ["2", "4", "5"].contains(&parts[0]) && parts.iter().all(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_can_be_told() {
        let words = kit::words::Words::new(crate::web::built_in_words()).unwrap();
        for reason in Reason::ALL {
            let key = format!("mail-why-{}", reason.word());
            assert!(words.has("en", &key), "{key} is not there");
        }
    }

    /// F9.
    #[test]
    fn judges_by_the_numbers_and_keeps_no_text() {
        let again = |why: &str| Verdict::Again(why.to_owned());
        let failed = |why: &str, suppress| Verdict::Failed(why.to_owned(), suppress);
        let reply = |code, text: &str| Verdict::refused(code, text);
        assert_eq!(
            reply(550, "permanent error (550): 5.1.1 <ada@example.org> unknown"),
            failed("550 5.1.1", true)
        );
        assert_eq!(reply(554, "permanent error (554): 5.7.1 spam"), failed("554 5.7.1", false));
        assert_eq!(reply(550, "permanent error (550): no 1.2.3.4 here"), failed("550", false));
        assert_eq!(reply(451, "transient error (451): 4.7.1 later"), again("451 4.7.1"));
        assert_eq!(reply(452, "transient error (452): full"), again("452"));
        assert_eq!(reply(535, "5.7.8 no"), Verdict::Down("535 5.7.8".to_owned()));
        assert_eq!(reply(421, "bye"), Verdict::Down("421".to_owned()));
    }
}
