//! The shapes of single values: addresses, names, paths. Each answers with what is wrong.

use std::net::{IpAddr, SocketAddr};
use std::path::{Component, Path, PathBuf};

use crate::clock::Zone;
use crate::colour::Colour;
use crate::problem::nearest;

/// An e-mail address that can stand in a header as it is (S5).
pub fn email(text: &str) -> Result<(), String> {
    let example = "an e-mail address looks like hello@example.org";
    let Some((local, domain)) = text.rsplit_once('@') else {
        return Err(format!("it has no @; {example}"));
    };
    let forbidden = |c: char| c.is_whitespace() || c.is_control() || "<>()[],;:\\\"@".contains(c);
    if local.is_empty() || local.len() > 64 || text.len() > 254 {
        return Err(format!("the part before the @ is missing or too long; {example}"));
    }
    if let Some(character) = local.chars().find(|c| forbidden(*c)) {
        return Err(format!("{character:?} cannot stand in it; {example}"));
    }
    if local.starts_with('.') || local.ends_with('.') || local.contains("..") {
        return Err(format!("its dots are misplaced; {example}"));
    }
    host(domain).map_err(|reason| format!("after the @, {reason}"))
}

/// The name of a machine or its IP address.
pub(super) fn host(text: &str) -> Result<(), String> {
    if text.parse::<IpAddr>().is_ok() {
        return Ok(());
    }
    if !text.is_ascii() {
        return Err("write international names in their ASCII form (xn--…)".to_owned());
    }
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    if text.len() > 253 || !text.split('.').all(label) {
        return Err(format!("`{text}` is not the name of a machine"));
    }
    Ok(())
}

/// A link that people will follow.
pub(super) fn link(text: &str) -> Result<(), String> {
    split_url(text).map(|_| ())
}

/// The address of the site, without the slash at its end.
pub(super) fn origin(text: &str) -> Result<String, String> {
    let (scheme, authority, rest) = split_url(text)?;
    if !matches!(rest, "" | "/") {
        return Err(format!("the site has no path; write \"{scheme}://{authority}\""));
    }
    Ok(format!("{scheme}://{}", authority.to_ascii_lowercase()))
}

/// The embedded database, or the address of a server. The site's folder is shared and kept in
/// version control: a password in its settings would be in all copies.
pub(super) fn database(text: &str, in_file: bool) -> Result<String, String> {
    if text == "sqlite" {
        return Ok(text.to_owned());
    }
    let rest = text.strip_prefix("postgres://").or_else(|| text.strip_prefix("postgresql://"));
    let Some(rest) = rest else {
        return Err("it has to be \"sqlite\", the embedded database, or the address of a server: \
                    \"postgres://USER@HOST/DATABASE\""
            .to_owned());
    };
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let user = path.split_once('@').map_or("", |(user, _)| user);
    let password = user.contains(':') || query.split('&').any(|one| one.starts_with("password="));
    if password && in_file {
        return Err(format!(
            "a password has no place in the site's folder: put it into a file of its own, named by \
             database_password_file, or set {}",
            super::variable("database")
        ));
    }
    Ok(text.to_owned())
}

fn split_url(text: &str) -> Result<(&str, &str, &str), String> {
    let (scheme, rest) = text
        .split_once("://")
        .filter(|(scheme, _)| matches!(*scheme, "http" | "https"))
        .ok_or("it has to begin with https:// or http://")?;
    if text.chars().any(|c| c.is_whitespace() || c.is_control() || "<>\"\\".contains(c)) {
        return Err("it holds a blank or another character that cannot stand there".to_owned());
    }
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, rest) = rest.split_at(end);
    if authority.contains('@') {
        return Err("it must not hold a name or a password".to_owned());
    }
    let (name, port) = match authority.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((name, port)) => (name, port.strip_prefix(':').or((!port.is_empty()).then_some(""))),
        None => match authority.split_once(':') {
            Some((name, port)) => (name, Some(port)),
            None => (authority, None),
        },
    };
    if port.is_some_and(|port| port.parse::<u16>().map_or(true, |port| port == 0)) {
        return Err("its port is not a number from 1 to 65535".to_owned());
    }
    host(name)?;
    Ok((scheme, authority, rest))
}

/// An IP address and a port.
pub(super) fn listen(text: &str, here: bool) -> Result<(), String> {
    let address: SocketAddr = text.parse().map_err(|_| {
        "write an IP address and a port, such as 127.0.0.1:8080 or [::1]:8080".to_owned()
    })?;
    if here && !address.ip().is_loopback() {
        return Err("only this machine may reach it: use 127.0.0.1 or [::1]".to_owned());
    }
    Ok(())
}

/// An IP address or a network.
pub(super) fn network(text: &str) -> Result<(), String> {
    let wrong = || "write an IP address or a network, such as 10.0.0.1 or 10.0.0.0/8".to_owned();
    let (address, bits) = match text.split_once('/') {
        Some((address, bits)) => (address, Some(bits.parse::<u8>().map_err(|_| wrong())?)),
        None => (text, None),
    };
    let address: IpAddr = address.parse().map_err(|_| wrong())?;
    let most = if address.is_ipv4() { 32 } else { 128 };
    match bits {
        Some(0) => Err("this trusts the whole world".to_owned()),
        Some(bits) if bits > most => Err(format!("a network has at most {most} bits")),
        _ => Ok(()),
    }
}

/// A colour; as it is written everywhere.
pub(super) fn colour(text: &str) -> Result<String, String> {
    let wrong = || "write # and six hexadecimal digits, such as #0a5c49".to_owned();
    Colour::parse(text).map(|colour| colour.to_string()).ok_or_else(wrong)
}

/// The name of a time zone in the tz database.
pub(super) fn time_zone(text: &str) -> Result<(), String> {
    if Zone::named(text).is_some() {
        return Ok(());
    }
    let names: Vec<String> = Zone::names().collect();
    Err(match nearest(text, names.iter().map(String::as_str)) {
        Some(best) => format!("did you mean \"{best}\"?"),
        None => "there is no such time zone; write \"UTC\", \"Europe/Dublin\" or such".to_owned(),
    })
}

/// A folder inside the site.
pub(super) fn site_path(text: &str) -> Result<(), String> {
    let inside = Path::new(text).components().all(|part| matches!(part, Component::Normal(_)));
    if inside { Ok(()) } else { Err("it has to be inside the site's folder".to_owned()) }
}

/// A file or folder anywhere; from the site's folder on where it is not a whole path.
pub(super) fn path(folder: &Path, text: &str) -> Result<PathBuf, String> {
    if text.starts_with('~') {
        return Err("write the whole path: `~` is not understood here".to_owned());
    }
    Ok(plain(&std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned()).join(text)))
}

/// A file outside the site's folder, where no copy and no web server takes it along (S26).
pub(super) fn secret_path(folder: &Path, text: &str) -> Result<PathBuf, String> {
    let path = path(folder, text)?;
    let folder = plain(&std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned()));
    if path.starts_with(&folder) {
        return Err("a secret has to lie outside the site's folder".to_owned());
    }
    Ok(path)
}

/// Without `.` and `..`, as far as the text alone tells.
fn plain(path: &Path) -> PathBuf {
    path.components().fold(PathBuf::new(), |mut out, part| {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            other => out.push(other),
        }
        out
    })
}

/// An identifier that organisations give: small letters, digits, `_` and `-`.
pub(super) fn id(text: &str) -> Result<(), String> {
    let good = text.len() <= 40
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-".contains(c));
    if good {
        Ok(())
    } else {
        Err("an id has small letters, digits, `_` and `-`, and begins with a letter".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn e_mail_addresses() {
        for good in
            ["a@b.org", "first.last+tag@mail.example.org", "grüße@example.org", "a@localhost"]
        {
            assert_eq!(email(good), Ok(()), "{good}");
        }
        for bad in [
            "",
            "a",
            "@b.org",
            "a@",
            "a b@c.org",
            "a@b..org",
            "a@b.org\r\nBcc: c@d.org",
            "a\0@b.org",
            "A <a@b.org>",
            "a,b@c.org",
            ".a@b.org",
            "a@-b.org",
            "a@bücher.de",
            "a@b@c.org",
        ] {
            assert!(email(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn addresses_of_sites() {
        for (good, kept) in [
            ("https://example.org", "https://example.org"),
            ("http://localhost:8080/", "http://localhost:8080"),
            ("https://Example.ORG", "https://example.org"),
            ("http://[::1]:80", "http://[::1]:80"),
        ] {
            assert_eq!(origin(good).as_deref(), Ok(kept));
        }
        for bad in [
            "example.org",
            "ftp://example.org",
            "https://",
            "https://a b",
            "https://u:p@b.org",
            "https://b.org/path",
            "https://b.org?x",
            "https://b.org:0",
            "https://b.org:x",
            "https://b_c.org",
            "javascript://x",
            "https://[::1]x",
        ] {
            assert!(origin(bad).is_err(), "{bad}");
        }
        assert_eq!(link("https://example.org/a?b#c"), Ok(()));
        assert!(link("https://example.org/<x>").is_err());
    }

    #[test]
    fn addresses_of_machines() {
        assert!(listen("0.0.0.0:80", false).is_ok() && listen("[::1]:80", true).is_ok());
        assert!(listen("0.0.0.0:80", true).is_err() && listen("localhost:80", false).is_err());
        for good in ["10.0.0.1", "10.0.0.0/8", "::1", "fd00::/8"] {
            assert_eq!(network(good), Ok(()), "{good}");
        }
        for bad in ["", "10.0.0", "10.0.0.0/33", "10.0.0.0/", "0.0.0.0/0", "a.example.org"] {
            assert!(network(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn secrets_lie_outside() {
        let site = Path::new("/srv/site");
        assert_eq!(secret_path(site, "/etc/k"), Ok(PathBuf::from("/etc/k")));
        assert_eq!(secret_path(site, "../k"), Ok(PathBuf::from("/srv/k")));
        for bad in ["k", "./k", "/srv/site/a/k", "/srv/x/../site/k", "~/k"] {
            assert!(secret_path(site, bad).is_err(), "{bad}");
        }
        assert!(site_path("policy/own").is_ok());
        assert!(site_path("../policy").is_err() && site_path("/policy").is_err());
    }
}
