//! Where somebody goes on after signing in: to the page they wanted, if it is one of the desk.

/// The longest address that is taken along.
const LONGEST: usize = 500;

/// Where the desk begins.
pub(super) const HOME: &str = "/desk/inquiries";

/// The page of the desk somebody wanted; none if it is no such page (S14: no other site, no
/// control characters, nothing a browser might read as another site).
pub(super) fn wanted<'a>(next: Option<&'a str>, languages: &[String]) -> Option<&'a str> {
    let next = next.filter(|next| next.len() <= LONGEST && next.starts_with("/"))?;
    if next.contains("//") || next.contains('\\') || next.chars().any(|c| c.is_control()) {
        return None;
    }
    let path = next.split(['?', '#']).next().unwrap_or_default();
    let plain = languages
        .iter()
        .find_map(|lang| path.strip_prefix('/')?.strip_prefix(lang.as_str()))
        .filter(|rest| rest.starts_with('/'))
        .unwrap_or(path);
    let of_desk = plain == "/desk" || plain.starts_with("/desk/");
    let door = ["/desk/sign-", "/desk/join", "/desk/reset", "/desk/account/confirm"];
    let climbs = plain.split('/').any(|part| matches!(part, "." | ".."));
    (of_desk && !climbs && !door.iter().any(|door| plain.starts_with(door))).then_some(next)
}

/// An address with where to go on, and how.
pub(super) fn with(path: &str, next: Option<&str>) -> String {
    match next {
        Some(next) => format!("{path}?next={}", encoded(next)),
        None => path.to_owned(),
    }
}

/// For a query: everything but letters, digits and a few marks is written in hexadecimal
/// (RFC 3986, section 2).
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(next: &str) -> Option<&str> {
        wanted(Some(next), &["en".to_owned(), "de".to_owned()])
    }

    /// S14: only pages of the desk, in every language.
    #[test]
    fn only_pages_of_the_desk() {
        for good in ["/desk", "/desk/inquiries/0190?x=1", "/de/desk/team", "/desk/account"] {
            assert_eq!(of(good), Some(good));
        }
        for bad in [
            "",
            "desk",
            "//evil.example/desk",
            "/\\evil.example",
            "/desk\\x",
            "https://evil.example/desk",
            "/desk//evil.example",
            "/desk\r\nX: y",
            "/deskevil",
            "/fr/desk",
            "/dedesk",
            "/contact",
            "/desk/../contact",
            "/desk/sign-in",
            "/de/desk/sign-out",
            "/desk/join/x",
        ] {
            assert_eq!(of(bad), None, "{bad:?}");
        }
        assert_eq!(of(&format!("/desk/{}", "x".repeat(500))), None);
        assert_eq!(wanted(None, &[]), None);
    }

    #[test]
    fn goes_along_in_a_query() {
        let address = with("/desk/sign-in", Some("/desk/inquiries?state=open&x=ä"));
        assert_eq!(address, "/desk/sign-in?next=/desk/inquiries%3Fstate%3Dopen%26x%3D%C3%A4");
        assert_eq!(with("/desk/sign-in", None), "/desk/sign-in");
    }
}
