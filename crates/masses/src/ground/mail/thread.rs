//! Message-IDs that say to which conversation an answer belongs, and that nobody can make up.

use vault::{Secret32, mac, same};

/// How much of the keyed hash stands in the id, in hexadecimal digits.
const MAC: usize = 16;
/// Stands for no conversation.
const NONE: &str = "0";

/// The Message-ID of a mail: `<id.thread.mac@domain>`. None where an id has other characters
/// than ours.
pub(super) fn message_id(
    key: &Secret32,
    id: &str,
    thread: Option<&str>,
    domain: &str,
) -> Option<String> {
    let thread = thread.unwrap_or(NONE);
    if !plain(id) || !plain(thread) {
        return None;
    }
    Some(format!("<{id}.{thread}.{}@{domain}>", proof(key, id, thread)))
}

/// To which conversation a Message-ID of ours belongs. None for one that is not ours, or that
/// belongs to none. Its domain does not matter: it may have changed since.
pub(super) fn thread_of(key: &Secret32, message_id: &str) -> Option<String> {
    let inner = message_id.trim().trim_start_matches('<').trim_end_matches('>');
    let (local, _) = inner.rsplit_once('@')?;
    // Some servers on the way write them in capitals.
    let local = local.to_ascii_lowercase();
    let mut parts = local.split('.');
    let (id, thread, given) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || !plain(id) || !plain(thread) {
        return None;
    }
    let good = same(given.as_bytes(), proof(key, id, thread).as_bytes());
    (good && thread != NONE).then(|| thread.to_owned())
}

fn proof(key: &Secret32, id: &str, thread: &str) -> String {
    let mut text = vault::hex(&mac(key.expose(), format!("message-id\0{id}\0{thread}").as_bytes()));
    text.truncate(MAC);
    text
}

fn plain(id: &str) -> bool {
    let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !id.is_empty() && id.len() <= 64 && id.chars().all(good)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> Secret32 {
        Secret32::new([byte; 32])
    }

    #[test]
    fn only_our_own_lead_to_a_conversation() {
        let made = message_id(&key(1), "0190-a", Some("0190-t"), "example.org").unwrap();
        assert!(made.starts_with("<0190-a.0190-t.") && made.ends_with("@example.org>"), "{made}");
        assert_eq!(thread_of(&key(1), &made).as_deref(), Some("0190-t"));
        assert_eq!(thread_of(&key(1), &made.to_uppercase()).as_deref(), Some("0190-t"));
        assert_eq!(
            thread_of(&key(1), &made.replace("example.org", "elsewhere.net")).as_deref(),
            Some("0190-t")
        );
        assert_eq!(thread_of(&key(2), &made), None);
        assert_eq!(thread_of(&key(1), &made.replace("0190-t", "0190-u")), None);
        assert_eq!(thread_of(&key(1), &made.replace("0190-a", "0190-b")), None);
        for other in ["", "<>", "<a@b>", "<a.b@c>", "<a.b.c.d@e>", "<a.b.@c>", "@", "<ä.b.c@d>"] {
            assert_eq!(thread_of(&key(1), other), None, "{other}");
        }
    }

    #[test]
    fn no_conversation_is_none() {
        let made = message_id(&key(1), "a", None, "example.org").unwrap();
        assert_eq!(thread_of(&key(1), &made), None);
        for wrong in ["a b", "a>", "a.b", "A", "", "a\r\nBcc: x"] {
            assert_eq!(message_id(&key(1), wrong, None, "example.org"), None);
            assert_eq!(message_id(&key(1), "a", Some(wrong), "example.org"), None);
        }
    }
}
