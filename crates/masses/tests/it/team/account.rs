//! What a member changes about how they come in.

use kit::web::RoleName;

use super::{
    HOUR, MINUTE, act, confirm, half_way, inside, is_in, knock, show_code, show_recovery, sign_in,
};
use crate::colleague::{PASSWORD, codes, secret};
use crate::site::{Colleague, Site};

const NEW: &str = "seven herons under a bridge";

type Fields = &'static [(&'static str, &'static str)];

/// What only somebody may do who gave password and code just now: method, path, fields.
fn guarded(member: &str) -> Vec<(&'static str, String, Fields)> {
    let of = |what: &str| format!("/desk/team/{member}/{what}");
    let own = |what: &str| format!("/desk/account{what}");
    vec![
        ("GET", own("/password"), &[]),
        ("POST", own("/password"), &[("password_again", PASSWORD), ("password", NEW)]),
        ("GET", own("/email"), &[]),
        ("POST", own("/email"), &[("email", "other@team.example")]),
        ("GET", own("/second-factor"), &[]),
        ("POST", own("/second-factor/new"), &[]),
        ("POST", own("/second-factor"), &[("code", "000000")]),
        ("POST", own("/codes"), &[]),
        ("POST", "/desk/team/invite".to_owned(), &[("role", "owner")]),
        ("POST", of("role"), &[("role", "owner")]),
        ("POST", of("enable"), &[]),
        ("POST", of("reset"), &[]),
        ("POST", of("remove"), &[]),
    ]
}

/// S23: before the way in is changed, one's own or another's, password and code are asked for
/// again a quarter of an hour after they were given; what was sent without them does nothing.
#[tokio::test]
async fn the_way_in_is_changed_only_by_who_has_just_signed_in() {
    let site = Site::demo().await;
    let who = site.colleague(RoleName::Owner).await;
    let other = site.colleague(RoleName::Reader).await;
    let before = super::listed(&site, &other.email).await;
    site.pass(15 * MINUTE);
    for (method, path, fields) in guarded(&before.id) {
        let reply = match method {
            "GET" => who.browser.get(&path).await,
            _ => who.browser.post(&path, fields).await,
        };
        let location = reply.header("location");
        assert!(location.starts_with("/desk/account/confirm?next=/desk/"), "{path}: {location}");
        assert_eq!(reply.status, 303, "{method} {path}");
    }
    let after = super::listed(&site, &other.email).await;
    assert_eq!((after.role, after.state), (before.role, before.state));
    assert!(!who.browser.get("/desk/team").await.body.contains("name=\"invitation\""));
    assert!(inside(&other.browser).await);
    // All is as it was: address, password, factor and recovery codes.
    assert!(inside(&sign_in(&site, &who).await).await);
    let browser = half_way(&site, &who, PASSWORD).await;
    assert!(is_in(&show_recovery(&browser, &who.codes[0]).await));
}

/// S23: both are asked for, both have to be right, and they hold for a quarter of an hour.
#[tokio::test]
async fn confirming_takes_password_and_code() {
    let site = Site::demo().await;
    let who = site.colleague(RoleName::Agent).await;
    site.pass(HOUR);
    let (page, code) = ("/desk/account/password", site.code(&who.secret));
    let asked = who.browser.get(page).await.header("location").to_owned();
    assert_eq!(who.browser.get(&asked).await.hidden("next"), page);
    let next = ("next", page);
    for (password, code) in [("another password", code.as_str()), (PASSWORD, "000000"), ("", "")] {
        let fields = [("password", password), ("code", code), next];
        let wrong = who.browser.post("/desk/account/confirm", &fields).await;
        assert_eq!(wrong.status, 422, "{password} {code}");
        assert_eq!(wrong.hidden("next"), page, "the way is lost");
        assert_eq!(who.browser.get(page).await.status, 303, "{password} {code}");
    }
    let fields = [("password", PASSWORD), ("code", code.as_str()), next];
    assert_eq!(who.browser.post("/desk/account/confirm", &fields).await.header("location"), page);
    site.pass(15 * MINUTE - 1);
    assert_eq!(who.browser.get(page).await.status, 200);
    site.pass(1);
    assert_eq!(who.browser.get(page).await.status, 303);
    // The other browsers are no fresher for it, and a recovery code does as well.
    let fields = [("password", PASSWORD), ("code", who.codes[0].as_str()), ("with", "recovery")];
    assert_eq!(who.browser.post("/desk/account/confirm", &fields).await.status, 303);
    assert_eq!(who.browser.get(page).await.status, 200);
}

/// Two browsers of a member, the first of which is fresh; the second is to be signed out.
async fn two<'a>(site: &'a Site, who: &Colleague<'_>) -> crate::site::Visitor<'a> {
    let other = sign_in(site, who).await;
    confirm(site, &who.browser, who).await;
    other
}

#[tokio::test]
async fn a_new_password_replaces_the_old_one() {
    let site = Site::demo().await;
    let who = site.colleague(RoleName::Agent).await;
    let other = two(&site, &who).await;
    let path = "/desk/account/password";
    let fields = [("password_again", "not the present one"), ("password", NEW)];
    let wrong = who.browser.post(path, &fields).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("not your present password"), "{}", wrong.body);
    assert!(!wrong.body.contains(NEW), "the password stands in the page");
    let fields = [("password_again", PASSWORD), ("password", NEW)];
    let done = who.browser.post(path, &fields).await;
    assert_eq!(done.header("location"), "/desk/account?done=account-password");
    assert!(inside(&who.browser).await && !inside(&other).await);
    site.pass(MINUTE);
    assert_eq!(knock(&site.visitor(), &who.email, PASSWORD).await.status, 422);
    let browser = half_way(&site, &who, NEW).await;
    assert!(is_in(&show_code(&browser, &site.code(&who.secret)).await));
}

#[tokio::test]
async fn a_new_address_replaces_the_old_one() {
    let site = Site::demo().await;
    let mut who = site.colleague(RoleName::Agent).await;
    let colleague = site.colleague(RoleName::Agent).await;
    let other = two(&site, &who).await;
    let path = "/desk/account/email";
    for (email, what) in [(colleague.email.as_str(), "has this address"), ("x", "complete address")]
    {
        let taken = who.browser.post(path, &[("email", email)]).await;
        assert_eq!(taken.status, 422, "{email}");
        assert!(taken.body.contains(what), "{}", taken.body);
    }
    let new = "moved@team.example".to_owned();
    let done = who.browser.post(path, &[("email", &new)]).await;
    assert_eq!(done.header("location"), "/desk/account?done=account-email");
    assert!(inside(&who.browser).await && !inside(&other).await);
    assert!(who.browser.get("/desk/account").await.body.contains(&new));
    site.pass(MINUTE);
    assert_eq!(knock(&site.visitor(), &who.email, PASSWORD).await.status, 422, "the old address");
    who.email = new;
    assert!(inside(&sign_in(&site, &who).await).await, "the new address");
    let browser = half_way(&site, &who, PASSWORD).await;
    assert!(is_in(&show_recovery(&browser, &who.codes[0]).await), "the codes came along");
}

#[tokio::test]
async fn a_new_second_factor_replaces_the_old_one_once_it_is_confirmed() {
    let site = Site::demo().await;
    let mut who = site.colleague(RoleName::Agent).await;
    let other = two(&site, &who).await;
    let path = "/desk/account/second-factor";
    assert_eq!(who.browser.post(&format!("{path}/new"), &[]).await.header("location"), path);
    let new = secret(&who.browser.get(path).await.body);
    assert_ne!(new, who.secret);
    let third = sign_in(&site, &who).await;
    assert!(inside(&third).await, "the old one is gone too soon");
    let old = site.code(&who.secret);
    assert_eq!(
        who.browser.post(path, &[("code", &old)]).await.status,
        422,
        "a code of the old one"
    );
    let code = site.code(&new);
    let done = who.browser.post(path, &[("code", &code)]).await;
    assert_eq!(done.header("location"), "/desk/account?done=account-factor");
    assert!(inside(&who.browser).await && !inside(&other).await && !inside(&third).await);

    let browser = half_way(&site, &who, PASSWORD).await;
    assert_eq!(show_code(&browser, &site.code(&who.secret)).await.status, 422, "the old one");
    who.secret = new;
    assert!(is_in(&show_code(&browser, &site.code(&who.secret)).await));
}

/// A secret that was shown and never confirmed is not worth anything, and another replaces it.
#[tokio::test]
async fn the_code_that_confirmed_a_new_factor_is_used_up() {
    let site = Site::demo().await;
    let who = site.colleague(RoleName::Agent).await;
    let path = "/desk/account/second-factor";
    who.browser.post(&format!("{path}/new"), &[]).await;
    let former = secret(&who.browser.get(path).await.body);
    who.browser.post(&format!("{path}/new"), &[]).await;
    let new = secret(&who.browser.get(path).await.body);
    assert_eq!(who.browser.post(path, &[("code", &site.code(&former))]).await.status, 422);
    let code = site.code(&new);
    assert_eq!(who.browser.post(path, &[("code", &code)]).await.status, 303);
    let browser = site.visitor();
    assert_eq!(knock(&browser, &who.email, PASSWORD).await.status, 303);
    assert_eq!(show_code(&browser, &code).await.status, 422, "a code works once");
}

#[tokio::test]
async fn new_recovery_codes_replace_the_old_ones() {
    let site = Site::demo().await;
    let who = site.colleague(RoleName::Agent).await;
    let other = two(&site, &who).await;
    let new = codes(&who.browser.post("/desk/account/codes", &[]).await);
    assert_eq!(new.len(), 10);
    assert!(new.iter().all(|code| !who.codes.contains(code)));
    assert!(inside(&who.browser).await && !inside(&other).await);
    assert!(!who.browser.get("/desk/account").await.body.contains(&new[0]), "shown twice");
    let browser = half_way(&site, &who, PASSWORD).await;
    assert_eq!(show_recovery(&browser, &who.codes[0]).await.status, 422);
    assert!(is_in(&show_recovery(&browser, &new[0]).await));
}

/// S28: what is sent when the session is over comes back, but never what lets somebody in.
#[tokio::test]
async fn secrets_do_not_come_back_when_the_session_is_over() {
    let site = Site::demo().await;
    let owner = site.member(RoleName::Owner).await;
    let who = site.colleague(RoleName::Agent).await;
    act(&site, &owner, &who.email, "end-sessions", &[]).await;
    let kept = who.browser.post("/desk/account/name", &[("name", "Ida Immergrün")]).await;
    assert_eq!(kept.status, 401);
    assert!(kept.body.contains("Ida Immergrün"), "{}", kept.body);
    let fields = [("password_again", PASSWORD), ("password", NEW), ("code", "123456")];
    for path in ["/desk/account/password", "/desk/account/confirm"] {
        let lost = who.browser.post(path, &fields).await;
        assert_eq!(lost.status, 401);
        for (name, value) in fields {
            assert!(!lost.body.contains(value), "{path}: {name} is in the page");
        }
    }
}

/// Article 13: who joins reads first what is kept about them, what for and how long, and finds it
/// in their account again. Every datum and cookie of the team that is declared is in it.
#[tokio::test]
async fn a_member_reads_what_is_kept_about_them() {
    let site = Site::demo().await;
    let link = super::invite(&site, RoleName::Agent).await;
    let join = site.visitor().get(&link).await;
    let who = site.colleague(RoleName::Agent).await;
    let account = who.browser.get("/desk/account").await;
    let current = site.ground().gate.current();
    let facts = &current.version().unwrap().document.facts;
    let of_team: Vec<_> = facts.data.iter().filter(|row| row.audience == "team").collect();
    assert!(of_team.iter().any(|row| row.datum == "member.email"), "{of_team:?}");
    for page in [&join, &account] {
        let (_, kept) = page.body.split_once("What is kept about you").expect(&page.body);
        for row in &of_team {
            let key = format!("datum-{}", row.datum.replace(['.', '_'], "-"));
            let name = site.ground().words.say("en", &key, &[]);
            assert!(kept.contains(&name[1..]), "{name}: {kept}");
        }
        for part in ["session", "step", "7 days", "until the account is removed", "/privacy"] {
            assert!(kept.to_lowercase().contains(part), "{part}: {kept}");
        }
        assert!(!kept.contains("{$") && !kept.contains("datum-"), "{kept}");
    }
    let german = who.browser.get("/de/desk/account").await;
    assert!(german.body.contains("Was über Sie gespeichert wird"), "{}", german.body);
}
