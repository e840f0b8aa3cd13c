//! A mail as it goes over the wire: its headers and its text.

use std::time::{Duration, SystemTime};

use kit::settings::Settings;
use lettre::Address;
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue, MIME_VERSION_1_0};
use lettre::message::{Mailbox, Message};

use super::{Error, Kind};

/// The longest header-bound value, in bytes: what is longer was not typed by anybody.
const LONGEST: usize = 2_000;

/// Everything that stands in a mail. All of it is plain text.
pub(super) struct Letter<'a> {
    pub to: &'a str,
    pub subject: &'a str,
    pub body: &'a str,
    pub kind: Kind,
    pub message_id: &'a str,
    pub in_reply_to: Option<&'a str>,
    pub references: Option<&'a str>,
    /// When it was written, in milliseconds since 1970.
    pub at: i64,
}

/// RFC 3834: whoever answers by machine does not answer this.
#[derive(Clone)]
struct AutoSubmitted(String);

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self(text.to_owned()))
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), self.0.clone())
    }
}

/// Refuses what cannot stand in a header (S5), before anything is stored.
pub(super) fn check(
    to: &str,
    subject: &str,
    in_reply_to: Option<&str>,
    references: Option<&str>,
) -> Result<(), Error> {
    for (name, value) in [
        ("recipient", Some(to)),
        ("subject", Some(subject)),
        ("in-reply-to", in_reply_to),
        ("references", references),
    ] {
        let Some(value) = value else { continue };
        if value.chars().any(char::is_control) {
            return Err(Error::Header(name));
        }
        if value.len() > LONGEST && name != "references" {
            return Err(Error::Header(name));
        }
    }
    for ids in [in_reply_to, references].into_iter().flatten() {
        let is_id = |id: &str| id.starts_with('<') && id.ends_with('>') && id.is_ascii();
        if !ids.split(' ').all(is_id) {
            return Err(Error::Header("message-id"));
        }
    }
    to.parse::<Address>().map(drop).map_err(|_| Error::Address)
}

/// The mail, ready to be sent to exactly one address.
pub(super) fn message(settings: &Settings, letter: &Letter<'_>) -> Result<Message, Error> {
    check(letter.to, letter.subject, letter.in_reply_to, letter.references)?;
    let own = |text: &str| text.parse::<Address>().map_err(|_| Error::Sender);
    let name: String =
        settings.organisation.name.chars().filter(|letter| !letter.is_control()).collect();
    let to = letter.to.parse::<Address>().map_err(|_| Error::Address)?;
    let at = Duration::from_millis(u64::try_from(letter.at).unwrap_or(0));
    let mut message = Message::builder()
        .from(Mailbox::new(Some(name), own(&settings.mail.from)?))
        .to(Mailbox::new(None, to))
        .subject(letter.subject)
        .date(SystemTime::UNIX_EPOCH + at)
        .message_id(Some(letter.message_id.to_owned()))
        .header(MIME_VERSION_1_0)
        .header(ContentType::TEXT_PLAIN);
    if let Some(reply_to) = &settings.mail.reply_to {
        message = message.reply_to(Mailbox::new(None, own(reply_to)?));
    }
    if let Some(id) = letter.in_reply_to {
        message = message.in_reply_to(id.to_owned());
    }
    if let Some(ids) = letter.references {
        message = message.references(shortened(ids));
    }
    if let Some(word) = letter.kind.auto_submitted() {
        message = message.header(AutoSubmitted(word.to_owned()));
    }
    message.body(clean(letter.body)).map_err(|_| Error::Message)
}

/// The text of a mail: lines end in one way, and no other control characters are in it.
fn clean(body: &str) -> String {
    let lines = body.replace("\r\n", "\n").replace('\r', "\n");
    lines.chars().filter(|c| !c.is_control() || *c == '\n' || *c == '\t').collect()
}

/// The first and the last of a long conversation (RFC 5322, section 3.6.4, lets us shorten).
fn shortened(ids: &str) -> String {
    let all: Vec<&str> = ids.split(' ').collect();
    match all.as_slice() {
        [first, .., _] if all.len() > 12 => {
            format!("{first} {}", all[all.len() - 11..].join(" "))
        }
        _ => ids.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// S5.
    #[test]
    fn what_would_break_a_header_is_refused() {
        assert!(check("ada@example.org", "Größe", Some("<a@b>"), Some("<a@b> <c@d>")).is_ok());
        for bad in ["a\r\nBcc: x@y.org", "a\nb", "a\rb", "a\0b", "a\u{85}b"] {
            assert!(matches!(check("ada@example.org", bad, None, None), Err(Error::Header(_))));
            assert!(check(&format!("ada@example.org{bad}"), "s", None, None).is_err());
            assert!(check("ada@example.org", "s", Some(bad), None).is_err());
            assert!(check("ada@example.org", "s", None, Some(bad)).is_err());
        }
        for two in ["a@example.org, b@example.org", "A <a@example.org>", "a@b@c", "", "@", "a"] {
            assert!(matches!(check(two, "s", None, None), Err(Error::Address)), "{two}");
        }
        assert!(check("ada@example.org", "s", Some("no id"), None).is_err());
    }

    #[test]
    fn bodies_are_lines_of_text() {
        assert_eq!(clean("a\r\nb\rc\n\0d\te\u{7}"), "a\nb\nc\nd\te");
    }

    #[test]
    fn long_conversations_keep_their_first_and_last() {
        let ids: Vec<String> = (0..30).map(|number| format!("<{number}@x>")).collect();
        let short = shortened(&ids.join(" "));
        assert!(short.starts_with("<0@x> <19@x>") && short.ends_with("<29@x>"), "{short}");
        assert_eq!(shortened("<a@x> <b@x>"), "<a@x> <b@x>");
    }
}
