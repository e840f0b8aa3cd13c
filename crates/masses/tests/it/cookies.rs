//! The fifth of the checks, seen from outside: whatever cookie any door sets is declared, and is
//! what its declaration says (P11, S10).

use std::collections::{BTreeMap, BTreeSet};

use inventory::{Cookie, Lifetime};
use kit::web::RoleName;
use masses::ROOMS;

use crate::colleague::{Colleague, PASSWORD};
use crate::http::Reply;
use crate::site::{Site, Visitor};

fn declared() -> impl Iterator<Item = &'static Cookie> {
    ROOMS.iter().flat_map(|room| room.inventory.cookies.iter().copied())
}

/// What is wrong with a `Set-Cookie` line, held against its declaration.
fn wrong(line: &str, secure: bool) -> Vec<String> {
    let mut parts = line.split(';').map(str::trim);
    let (name, value) = parts.next().unwrap().split_once('=').unwrap();
    let attributes: BTreeMap<String, &str> = parts
        .map(|part| part.split_once('=').unwrap_or((part, "")))
        .map(|(name, value)| (name.to_ascii_lowercase(), value))
        .collect();
    let has = |name: &str| attributes.contains_key(name);
    let prefixed = name.strip_prefix("__Host-");
    let known = declared().find(|cookie| cookie.name == prefixed.unwrap_or(name));
    let Some(cookie) = known else { return vec![format!("{name} is not declared")] };
    let mut found = Vec::new();
    let mut say = |good: bool, what: &str| {
        if !good {
            found.push(format!("{name}: {what}"));
        }
    };
    say(prefixed.is_some() == secure, "the prefix");
    say(has("secure") == secure, "Secure");
    say(has("httponly"), "HttpOnly");
    say(matches!(attributes.get("samesite"), Some(&("Lax" | "Strict"))), "SameSite");
    let path = if secure { "/" } else { cookie.path };
    say(attributes.get("path") == Some(&path), "the path");
    let age = attributes.get("max-age").map(|age| age.parse::<u32>().unwrap());
    say(
        match (cookie.lifetime, age) {
            (_, Some(0)) => value.is_empty(),
            (Lifetime::Seconds(most), Some(age)) => age <= most && value.len() >= 22,
            (Lifetime::Session, None) => value.len() >= 22,
            _ => false,
        },
        "how long it lasts",
    );
    let all = ["secure", "httponly", "samesite", "path", "max-age"];
    say(attributes.keys().all(|one| all.contains(&one.as_str())), "it says more than it should");
    found
}

#[test]
fn what_is_wrong_with_a_cookie_is_seen() {
    let token = "0123456789abcdef0123456789";
    let good = format!("session={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age=604800");
    assert_eq!(wrong(&good, false), Vec::<String>::new());
    let host = format!("__Host-{good}; Secure");
    assert_eq!(wrong(&host, true), Vec::<String>::new());
    for (line, secure) in [
        (good.replace("session", "tracker"), false),
        (good.replace("604800", "604801"), false),
        (good.replace("; Max-Age=604800", ""), false),
        (good.replace("Path=/", "Path=/desk"), false),
        (good.replace("; HttpOnly", ""), false),
        (good.replace("Lax", "None"), false),
        (format!("{good}; Domain=example.org"), false),
        (good.clone(), true),
        (host.replace("; Secure", ""), true),
        (host.replace("__Host-", ""), true),
    ] {
        assert!(!wrong(&line, secure).is_empty(), "{line}");
    }
}

/// Every page there is, in every language.
async fn crawl(site: &Site, visitor: &Visitor<'_>) -> Vec<(String, Reply)> {
    let mut seen = Vec::new();
    for door in site.doors().iter().filter(|door| door.method == "GET") {
        let path = door.path.replace("{*path}", "about").replace("{number}", "1");
        let path = path.replace(['{', '}'], "");
        for prefix in ["", "/de"] {
            let path = format!("{prefix}{path}");
            let reply = visitor.get(&path).await;
            assert!(reply.status < 500, "{path}: {} {}", reply.status, reply.body);
            seen.push((path, reply));
        }
    }
    seen.push(("/no/such/page".to_owned(), visitor.get("/no/such/page").await));
    assert!(seen.len() > 60, "only {} pages were seen", seen.len());
    seen
}

/// Out, in with a wrong password, in with the right one and a wrong code, and in.
async fn out_and_in(site: &Site, member: &Colleague<'_>) -> Vec<(String, Reply)> {
    let (visitor, mut seen) = (&member.browser, Vec::new());
    site.pass(120_000);
    let code = site.code(&member.secret);
    let email = member.email.as_str();
    for (path, fields, status) in [
        ("/desk/sign-out", vec![], 303),
        ("/desk/sign-in", vec![("email", email), ("password", "not that one, no")], 422),
        ("/desk/sign-in", vec![("email", email), ("password", PASSWORD)], 303),
        ("/desk/sign-in/second", vec![("code", "000000")], 422),
        ("/desk/sign-in/second", vec![("code", code.as_str())], 303),
    ] {
        let reply = visitor.post(path, &fields).await;
        assert_eq!(reply.status, status, "{path}: {}", reply.body);
        seen.push((path.to_owned(), reply));
        // Whoever was wrong once has to wait a little.
        site.pass(5_000);
    }
    assert_eq!(visitor.get("/desk/inquiries").await.status, 200, "nobody is signed in");
    seen
}

/// What is true of a site under this address: all its cookies, and who gets any.
async fn every_cookie_is_what_it_says(url: &str, host: Option<&str>) {
    let secure = url.starts_with("https://");
    let site = Site::with(|text| text.replace("http://127.0.0.1:8080", url)).await;
    let somebody = || match host {
        Some(host) => site.visitor().header("host", host),
        None => site.visitor(),
    };
    let visitor = somebody();
    let mut seen = crawl(&site, &visitor).await;
    let form = visitor.get("/contact").await;
    site.pass(20_000);
    let fields = crate::site::contact(&form, "nora@nachtigall.example", "Hello");
    assert_eq!(visitor.post("/contact", &fields).await.status, 200);
    assert_eq!(visitor.was_set(), [], "a visitor got a cookie");

    let owner = site.joined(somebody(), RoleName::Owner).await;
    seen.extend(crawl(&site, &owner.browser).await);
    seen.extend(out_and_in(&site, &owner).await);
    let mut names = BTreeSet::new();
    for (what, line) in owner.browser.was_set() {
        assert_eq!(wrong(&line, secure), Vec::<String>::new(), "{what}: {line}");
        names.insert(line.split('=').next().unwrap().replace("__Host-", ""));
    }
    let all: BTreeSet<String> = declared().map(|cookie| cookie.name.to_owned()).collect();
    assert_eq!(names, all, "a cookie that is declared was never seen");
    seen.push(("421".to_owned(), site.visitor().header("host", "evil.example").get("/").await));
    for (path, reply) in seen {
        let hsts = reply.header("strict-transport-security");
        assert_eq!(hsts.starts_with("max-age=31536000"), secure, "{path}: `{hsts}`");
    }
}

#[tokio::test]
async fn every_cookie_is_declared_and_as_declared() {
    every_cookie_is_what_it_says("http://127.0.0.1:8080", None).await;
}

/// S10, S11: over TLS cookies are bound to this host and to TLS, and browsers are told to stay
/// there.
#[tokio::test]
async fn over_tls_cookies_are_bound_to_host_and_tls() {
    every_cookie_is_what_it_says("https://example.org", Some("example.org")).await;
}
