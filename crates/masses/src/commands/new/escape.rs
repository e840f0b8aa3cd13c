//! Puts an answer into a file so that it means itself there, whatever is in it.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What is written otherwise in a link to an address.
const LINK: AsciiSet = NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'@');

/// Inside a TOML text between double quotes (TOML 1.0, “String”).
pub fn toml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}

/// In a line of Markdown, at its beginning too. What means nothing stays as it is, because people
/// go on writing in these files.
pub fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    for (at, c) in text.char_indices() {
        let means = match c {
            '\\' | '`' | '*' | '_' | '[' | '<' | '~' => true,
            '&' => text[at + 1..].starts_with(|next: char| next.is_alphanumeric() || next == '#'),
            // A list, a heading, a block, a quotation.
            '.' | ')' => at == digits && at > 0,
            '#' | '+' | '-' | '=' | ':' | '>' => at == 0,
            _ => false,
        };
        if means {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// An e-mail address that can be followed, in Markdown.
pub fn email(address: &str) -> String {
    // What can stand between the angle brackets (CommonMark 0.31, “Autolinks”).
    let plain = |c: char| c.is_ascii_alphanumeric() || "@.!#$%&'*+/=?^_`{|}~-".contains(c);
    if address.chars().all(plain) {
        return format!("<{address}>");
    }
    let link = utf8_percent_encode(address, &LINK);
    format!("[{}](mailto:{link})", markdown(address))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_nothing_stays_as_it_is() {
        for plain in ["Chor Nord e. V.", "Müller & Söhne", "A-Z (3) + 1", "“Us”: all of us!"]
        {
            assert_eq!((markdown(plain), toml(plain)), (plain.to_owned(), plain.to_owned()));
        }
    }

    #[test]
    fn what_means_something_is_taken_by_its_letters() {
        assert_eq!(
            markdown("1. FC *Nord* [x](y) <b> &amp;"),
            r"1\. FC \*Nord\* \[x](y) \<b> \&amp;"
        );
        assert_eq!(markdown("+++"), r"\+++");
        assert_eq!(toml("\"\"\"\n\\"), r#"\"\"\"\u000A\\"#);
    }

    #[test]
    fn every_address_can_be_followed() {
        assert_eq!(email("hello+a@example.org"), "<hello+a@example.org>");
        let umlaut = "[grüße@example.org](mailto:gr%C3%BC%C3%9Fe@example.org)";
        assert_eq!(email("grüße@example.org"), umlaut);
    }
}
