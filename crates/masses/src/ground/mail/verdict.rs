//! What an answer of the mail server, or none, means for a mail (F8, F9).

use kit::outbound::{Failure, Phase, Why};
use lettre::address::Envelope;

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

/// After the reason why a mail was not sent the last time.
pub(super) const GIVEN_UP: &str = "given up";

/// What a server takes no mail to.
const NO_SUCH: &str = "the server takes no such address";

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
                Self::Failed(NO_SUCH.to_owned(), false)
            }
            Why::Silent => Self::Down(silent(phase).to_owned()),
            Why::Lacks => Self::Down("the server lacks something we need".to_owned()),
            Why::NotSmtp => Self::Down("not an answer of SMTP".to_owned()),
            Why::Tls => Self::Down("TLS failed".to_owned()),
            Why::Unreachable => Self::Down("no connection".to_owned()),
        }
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

fn silent(phase: Phase) -> &'static str {
    match phase {
        Phase::Connect => "no answer to the connection",
        Phase::Greeting => "no greeting",
        Phase::StartTls => "no answer after STARTTLS",
        Phase::Auth => "no answer after AUTH",
        Phase::Mail => "no answer after MAIL",
        Phase::Rcpt => "no answer after RCPT",
        Phase::Data => "no answer after DATA",
        Phase::Text => "no answer after the text",
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
