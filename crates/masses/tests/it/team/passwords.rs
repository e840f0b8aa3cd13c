//! Which passwords are taken (S19), wherever one is chosen.

use kit::web::RoleName;
use masses::rooms::team;

use super::invite;
use crate::colleague::{PASSWORD, token};
use crate::site::{Reply, Site};

/// What is typed into fields for a new password: the password, and what is said of it.
fn refused() -> Vec<(String, &'static str)> {
    vec![
        (String::new(), "please fill this in"),
        ("vk3Qz9wLr2T".to_owned(), "at least 12 characters"),
        // Eleven characters that are twenty-two bytes.
        ("äöüßéèñçøåł".to_owned(), "at least 12 characters"),
        ("x7 Kd-".repeat(21) + "abc", "128 characters at most"),
        ("password1234".to_owned(), "among the first passwords"),
        ("qwertyuiop12".to_owned(), "among the first passwords"),
        ("masses2026masses".to_owned(), "among the first passwords"),
        ("IdaImmergruen".to_owned(), "among the first passwords"),
    ]
}

/// Twelve are enough, and all that counts is that they are hard to guess: no composition rules.
fn taken() -> [String; 3] {
    ["brolzbachquq".to_owned(), "x7 Kd-".repeat(21) + "ab", "vier stille Grüße".to_owned()]
}

fn assert_refused(reply: &Reply, password: &str, why: &str) {
    assert_eq!(reply.status, 422, "{password}");
    assert!(reply.body.contains(why), "{password}: not `{why}` in {}", reply.body);
    let shown = !password.is_empty() && reply.body.contains(password);
    assert!(!shown, "{password} stands in the page");
}

/// S19: who joins; everything else they typed comes back, the password does not.
#[tokio::test]
async fn who_joins_chooses_a_good_one() {
    let site = Site::demo().await;
    for (number, good) in taken().into_iter().enumerate() {
        let browser = site.visitor();
        let path = invite(&site, RoleName::Agent).await;
        browser.post("/desk/join", &[("token", token(&path))]).await;
        let email = format!("{number}@idaimmergruen.example");
        let typed = [("name", "Ida Immergrün"), ("email", email.as_str())];
        for (password, why) in refused() {
            site.pass(30_000);
            let fields = [typed[0], typed[1], ("password", password.as_str())];
            let reply = browser.post("/desk/join/account", &fields).await;
            assert_refused(&reply, &password, why);
            for typed in ["value=\"Ida Immergrün\"", &format!("value=\"{email}\"")] {
                assert!(reply.body.contains(typed), "{typed} has to be typed again");
            }
        }
        site.pass(30_000);
        let fields = [typed[0], typed[1], ("password", good.as_str())];
        let on = browser.post("/desk/join/account", &fields).await;
        assert_eq!(on.status, 303, "{good}: {}", on.body);
    }
}

/// S19: who comes back by a link, and who changes their own.
#[tokio::test]
async fn who_changes_theirs_chooses_a_good_one() {
    let site = Site::demo().await;
    let who = site.colleague(RoleName::Agent).await;
    let browser = site.visitor();
    let path = team::reset(site.ground(), &who.email, false, site.clock.now()).await.unwrap();
    browser.post("/desk/reset", &[("token", token(&path))]).await;
    let mut bad = refused();
    bad.retain(|(password, _)| !password.starts_with("Ida"));
    bad.push((who.email.clone(), "among the first passwords"));
    for (password, why) in &bad {
        let account = [("password_again", PASSWORD), ("password", password.as_str())];
        let account = who.browser.post("/desk/account/password", &account).await;
        let reset = browser.post("/desk/reset/password", &[("password", password)]).await;
        assert!(!account.body.contains(PASSWORD), "the present one stands in the page");
        // The address stands in the account's page anyway: for the password manager.
        if *password != who.email {
            assert_refused(&account, password, why);
        }
        assert_eq!(account.status, 422);
        assert_refused(&reset, password, why);
        site.pass(30_000);
    }
    let [one, other, _] = taken();
    let fields = [("password_again", PASSWORD), ("password", one.as_str())];
    let account = who.browser.post("/desk/account/password", &fields).await;
    assert_eq!(account.header("location"), "/desk/account?done=account-password");
    let reset = browser.post("/desk/reset/password", &[("password", &other)]).await;
    assert_eq!(reset.header("location"), "/desk/sign-in?said=password");
    site.pass(30_000);
    assert_eq!(super::knock(&site.visitor(), &who.email, &other).await.status, 303);
}
