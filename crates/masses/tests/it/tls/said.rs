//! What `masses check` and a start say of the settings for TLS.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::client::{NAME, Secure};

/// Writes a site's certificate wrong in some way.
type Spoil = fn(&Secure);

/// Each fault is said by line, and only what cannot be served keeps the program from starting.
#[tokio::test]
async fn what_is_wrong_is_said_where_it_stands() {
    let mut secure = Secure::new();
    secure.program.run(&["check"]).good();
    let settings = fs::read_to_string(secure.program.site.join("masses.toml")).unwrap();
    let line = |key: &str| {
        let (before, _) = settings.split_once(&format!("\n{key} = \"../tls/")).unwrap();
        format!("masses.toml:{}:", before.lines().count() + 1)
    };
    let cases: [(&str, bool, &str, Spoil); 8] = [
        ("certificate", true, "there is no file", |it| {
            fs::remove_file(it.file("certificate.pem")).unwrap();
        }),
        ("certificate", true, "holds no certificate in PEM", |it| {
            fs::write(it.file("certificate.pem"), "no certificate").unwrap();
        }),
        ("key", true, "holds no private key in PEM", |it| {
            fs::write(it.file("key.pem"), "no key").unwrap();
        }),
        ("key", true, "do not belong together", |it| {
            it.put(&it.authority.make(NAME, -1, 90).0, &it.authority.make(NAME, -1, 90).1);
        }),
        ("key", true, "chmod 600", |it| {
            let all = fs::Permissions::from_mode(0o644);
            fs::set_permissions(it.file("key.pem"), all).unwrap();
        }),
        ("certificate", false, "expired on", |it| put(it, NAME, -90, -1)),
        ("certificate", false, "is valid from", |it| put(it, NAME, 1, 90)),
        ("certificate", false, "is for other.example, and the site is `example.org`", |it| {
            put(it, "other.example", -1, 90);
        }),
    ];
    for (key, bars, expected, spoil) in cases {
        put(&secure, NAME, -1, 90);
        spoil(&secure);
        let said = secure.program.run(&["check"]).bad();
        assert!(said.contains(expected) && said.contains(&line(key)), "{expected}: {said}");
        assert!(said.contains("1 thing to mend"), "{said}");
        if bars {
            assert!(!secure.program.starts().await, "{expected}: it started");
            let log = secure.program.log();
            assert!(log.contains(expected) && log.contains(&line(key)), "{expected}: {log}");
        }
    }
    // What only may be a fault is said, and is none.
    put(&secure, NAME, -80, 10);
    let said = secure.program.run(&["check"]).good();
    assert!(said.contains("it is time to renew it") && !said.contains("stands alone"), "{said}");
    let (chain, key) = secure.authority.make(NAME, -1, 90);
    secure.put(&chain.replace(&secure.authority.pem, ""), &key);
    let said = secure.program.run(&["check"]).good();
    assert!(said.contains("stands alone") && said.contains("is in order"), "{said}");
    put(&secure, "other.example", -1, 90);
    // Browsers refuse what is there now. It is said, and what comes after it is served at once.
    secure.program.start().await;
    let said = secure.program.printed();
    assert!(said.contains("WARNING: browsers refuse this site"), "{said}");
    let shown = secure.authority.make(NAME, -1, 90);
    secure.put(&shown.0, &shown.1);
    super::renewed::until(async || secure.program.log().contains("is served from now on")).await;
    assert_eq!(secure.get("/").await.status(), 200);
}

fn put(secure: &Secure, name: &str, from: i64, until: i64) {
    let (certificate, key) = secure.authority.make(name, from, until);
    secure.put(&certificate, &key);
}

#[tokio::test]
async fn the_address_of_the_site_has_to_fit() {
    let secure = Secure::new();
    let file = secure.program.site.join("masses.toml");
    let settings = fs::read_to_string(&file).unwrap();
    let line = settings.split_once("\nurl = ").unwrap().0.lines().count() + 1;
    fs::write(&file, settings.replace("https://example.org", "http://example.org")).unwrap();
    let said = secure.program.run(&["check"]).bad();
    assert!(said.contains("begins with http://"), "{said}");
    assert!(said.contains(&format!("masses.toml:{line}:")), "{said}");
    fs::write(&file, settings.replace("../acme", "../none")).unwrap();
    let said = secure.program.run(&["check"]).bad();
    assert!(said.contains("there is no folder") && said.contains("acme_challenges"), "{said}");
}
