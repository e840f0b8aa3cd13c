//! Addresses of pages: from the names of their files, and as they stand in links.

use super::front::known_languages;

/// First parts of addresses that belong to other parts of the program.
pub const TAKEN: [&str; 7] =
    ["assets", "contact", "desk", "files", "privacy", "search", "your-data"];

/// What stands before every path in a language: nothing in the first one.
pub fn prefix(lang: &str, languages: &[String]) -> String {
    if languages.first().is_some_and(|first| first == lang) {
        String::new()
    } else {
        format!("/{lang}")
    }
}

/// A path as it stands in a link.
pub fn href(prefix: &str, path: &str) -> String {
    if path == "/" && !prefix.is_empty() {
        prefix.to_owned()
    } else {
        format!("{prefix}{}", encode(path))
    }
}

/// A path with everything encoded that an address cannot hold (RFC 3986, section 2.1).
pub fn encode(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// The parts of a path, each decoded once; none if it is not a plain path: a part that is empty,
/// hidden, or would lead out.
pub fn parts(path: &str) -> Option<Vec<String>> {
    let rest = path.strip_prefix('/')?;
    if rest.is_empty() {
        return Some(Vec::new());
    }
    rest.split('/').map(part).collect()
}

fn part(raw: &str) -> Option<String> {
    let text = percent_encoding::percent_decode_str(raw).decode_utf8().ok()?;
    let plain = !text.is_empty()
        && !text.starts_with('.')
        && !text.chars().any(|c| matches!(c, '/' | '\\' | ':') || c.is_control());
    plain.then(|| text.into_owned())
}

/// The path of a file below `pages/`, and the language its name says. The error: what is wrong
/// with the name, and what to do.
pub fn address(
    file: &str,
    languages: &[String],
) -> Result<(String, Option<String>), (String, String)> {
    let name = file.strip_suffix(".md").unwrap_or(file);
    let (folder, last) = name.rsplit_once('/').map_or(("", name), |(folder, last)| (folder, last));
    let (stem, lang) = match last.rsplit_once('.') {
        Some((stem, lang)) if languages.iter().any(|one| one == lang) => {
            (stem, Some(lang.to_owned()))
        }
        Some((_, lang)) => {
            return Err((
                format!("this site has no language `{lang}`"),
                known_languages(languages),
            ));
        }
        None => (last, None),
    };
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    if stem != "index" {
        parts.push(stem);
    }
    for part in &parts {
        if part.is_empty() || !part.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_') {
            let message = format!("`{part}` cannot be part of an address");
            return Err((message, "rename it: letters, digits, - and _ only".to_owned()));
        }
    }
    if let Some(first) = parts.first() {
        if languages.iter().any(|lang| lang == first) {
            let message =
                format!("`{first}` is a language and cannot be the name of a page or folder");
            return Err((
                message,
                format!("the language goes into the name of the file: about.{first}.md"),
            ));
        }
        if TAKEN.contains(first) {
            let message = format!("the address /{first} belongs to another part of the site");
            return Err((message, "choose another name for the file or folder".to_owned()));
        }
    }
    Ok((format!("/{}", parts.join("/")), lang))
}

/// A text as a part of an address: small letters and digits, everything else a dash.
pub fn slug(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn languages() -> Vec<String> {
        vec!["en".to_owned(), "de".to_owned()]
    }

    #[test]
    fn files_become_addresses() {
        for (file, path, lang) in [
            ("index.md", "/", None),
            ("index.de.md", "/", Some("de")),
            ("about.md", "/about", None),
            ("about.de.md", "/about", Some("de")),
            ("team/index.md", "/team", None),
            ("team/index.de.md", "/team", Some("de")),
            ("team/board_1.en.md", "/team/board_1", Some("en")),
            ("über-uns.de.md", "/über-uns", Some("de")),
        ] {
            let expected = (path.to_owned(), lang.map(str::to_owned));
            assert_eq!(address(file, &languages()), Ok(expected), "{file}");
        }
    }

    #[test]
    fn names_that_cannot_be_addresses_are_refused() {
        for (file, part) in [
            ("about.fr.md", "no language `fr`"),
            ("version.2.md", "no language `2`"),
            ("a b.md", "`a b`"),
            ("a.b.de.md", "`a.b`"),
            ("de/about.md", "`de` is a language"),
            ("desk/x.md", "/desk belongs"),
            ("contact.de.md", "/contact belongs"),
            (".md", "`` cannot"),
            ("a%2f/x.md", "`a%2f`"),
        ] {
            let (message, help) = address(file, &languages()).unwrap_err();
            assert!(message.contains(part) && !help.is_empty(), "{file}: {message}");
        }
    }

    #[test]
    fn links_are_encoded_and_carry_the_language() {
        assert_eq!(href("", "/"), "/");
        assert_eq!(href("/de", "/"), "/de");
        assert_eq!(href("/de", "/über-uns"), "/de/%C3%BCber-uns");
        assert_eq!(prefix("en", &languages()), "");
        assert_eq!(prefix("de", &languages()), "/de");
    }
    /// No path leads out of its folder, encoded or not.
    #[test]
    fn only_plain_paths_have_parts() {
        assert_eq!(parts("/"), Some(vec![]));
        assert_eq!(parts("/a/%C3%BC%20b.png"), Some(vec!["a".into(), "ü b.png".into()]));
        assert_eq!(parts("/%2525"), Some(vec!["%25".into()]));
        for bad in [
            "",
            "a",
            "//",
            "/a//b",
            "/a/",
            "/..",
            "/../x",
            "/a/../b",
            "/%2e%2e/x",
            "/%2E%2e%2fx",
            "/a%2fb",
            "/a%5cb",
            "/..\\x",
            "/.git/config",
            "/a/.htaccess",
            "/%00",
            "/a%0d%0ab",
            "/%ff",
            "/c:x",
            "/%c0%ae",
        ] {
            assert_eq!(parts(bad), None, "{bad}");
        }
    }

    #[test]
    fn tags_become_parts_of_addresses() {
        let all = ["Members", "Über uns!", " a / b ", "!", "C++ & Rust"].map(slug);
        assert_eq!(all, ["members", "über-uns", "a-b", "", "c-rust"]);
    }
}
