//! A new password by a link: what it does, and what it leaves as it was.

use kit::web::RoleName;
use masses::rooms::team;

use super::{
    HOUR, MINUTE, act, done, half_way, inside, is_in, knock, link, show_code, show_recovery,
    sign_in,
};
use crate::colleague::{PASSWORD, codes, secret, token};
use crate::site::{Colleague, DAY, Reply, Site, Visitor};

const NEW: &str = "seven herons under a bridge";

/// A link for this member.
async fn ask(site: &Site, who: &Colleague<'_>, second_factor: bool) -> String {
    team::reset(site.ground(), &who.email, second_factor, site.clock.now()).await.unwrap()
}

async fn follow(browser: &Visitor<'_>, link: &str) -> Reply {
    assert_eq!(browser.get(link).await.status, 200);
    browser.post("/desk/reset", &[("token", token(link))]).await
}

async fn choose(browser: &Visitor<'_>, password: &str) -> Reply {
    browser.post("/desk/reset/password", &[("password", password)]).await
}

/// S21: a new password is no way past the second factor. The old one is dead, and so is every
/// session.
#[tokio::test]
async fn a_reset_does_not_bypass_the_second_factor() {
    let site = Site::demo().await;
    let owner = site.member(RoleName::Owner).await;
    let who = site.colleague(RoleName::Agent).await;
    let path = link(&act(&site, &owner, &who.email, "reset", &[]).await);
    let browser = site.visitor();
    assert_eq!(follow(&browser, &path).await.header("location"), "/desk/reset/password");
    assert!(inside(&who.browser).await, "the link alone ends sessions");
    let on = choose(&browser, NEW).await;
    assert_eq!(on.header("location"), "/desk/sign-in?said=password");
    assert!(browser.cookie("session").is_none() && browser.cookie("step").is_none());
    assert!(!inside(&browser).await, "the reset has signed somebody in");
    assert!(!inside(&who.browser).await, "a session from before lives on");

    site.pass(MINUTE);
    assert_eq!(knock(&browser, &who.email, PASSWORD).await.status, 422, "the old password");
    let browser = half_way(&site, &who, NEW).await;
    assert!(!inside(&browser).await, "the new password alone is enough");
    assert_eq!(show_code(&browser, "000000").await.status, 422);
    assert!(is_in(&show_code(&browser, &site.code(&who.secret)).await));
    let another = half_way(&site, &who, NEW).await;
    assert!(is_in(&show_recovery(&another, &who.codes[0]).await), "the codes stay too");
}

/// S31: a link works once, for a day, and only the last one that was made.
#[tokio::test]
async fn a_link_for_a_new_password_works_once_for_a_day() {
    let site = Site::demo().await;
    let who = site.colleague(RoleName::Agent).await;
    site.pass(HOUR);
    let former = ask(&site, &who, false).await;
    let last = ask(&site, &who, false).await;
    assert_eq!(follow(&site.visitor(), &former).await.status, 410, "it was replaced");
    // To look at it is not to use it: mail programs do.
    for _ in 0..3 {
        assert_eq!(site.visitor().get(&last).await.status, 200);
    }
    site.pass(DAY - 1);
    assert_eq!(follow(&site.visitor(), &last).await.status, 303, "within its day");
    assert_eq!(follow(&site.visitor(), &last).await.status, 410, "a second time");
    let late = ask(&site, &who, false).await;
    site.pass(DAY);
    assert_eq!(follow(&site.visitor(), &late).await.status, 410, "after its day");
    // And of what was begun, each page within the hour, and once.
    let slow = site.visitor();
    let link = ask(&site, &who, false).await;
    assert_eq!(follow(&slow, &link).await.status, 303);
    site.pass(HOUR);
    assert_eq!(choose(&slow, NEW).await.status, 410);
    assert!(is_in(
        &show_code(&half_way(&site, &who, PASSWORD).await, &site.code(&who.secret)).await
    ));
}

/// S31: a link is for one thing, and a step leads to its own next page only.
#[tokio::test]
async fn a_link_is_good_for_its_own_purpose_only() {
    let site = Site::demo().await;
    let who = site.colleague(RoleName::Agent).await;
    let path = ask(&site, &who, false).await;
    let browser = site.visitor();
    let joined = browser.post("/desk/join", &[("token", token(&path))]).await;
    assert_eq!(joined.status, 410, "it is taken for an invitation");
    assert_eq!(choose(&browser, NEW).await.status, 410, "without a link");
    let half = half_way(&site, &who, PASSWORD).await;
    assert_eq!(choose(&half, NEW).await.status, 410, "with the step of a sign-in");
    assert_eq!(follow(&browser, &path).await.status, 303);
    let code = site.code(&who.secret);
    let skipped = browser.post("/desk/join/second-factor", &[("code", &code)]).await;
    assert_eq!(skipped.status, 410, "the password was skipped");
    assert!(!is_in(&show_code(&browser, &code).await), "the step signs somebody in");
}

/// S8: two who follow one link at the same moment: one goes on.
#[tokio::test(flavor = "multi_thread")]
async fn a_link_for_a_new_password_is_followed_by_one_of_two() {
    let site = Site::demo().await;
    let who = site.colleague(RoleName::Agent).await;
    for _ in 0..3 {
        site.pass(2 * MINUTE);
        let path = ask(&site, &who, false).await;
        let (one, other) = (site.visitor(), site.visitor());
        let both = tokio::join!(follow(&one, &path), follow(&other, &path));
        let mut statuses = [both.0.status, both.1.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 410]);
    }
}

/// S21: with a lost telephone the second factor is set up anew: its old codes are dead, the old
/// recovery codes too, and without a code of the new one there is no session.
#[tokio::test]
async fn a_reset_with_the_second_factor_replaces_it() {
    let site = Site::demo().await;
    let owner = site.member(RoleName::Owner).await;
    let who = site.colleague(RoleName::Agent).await;
    let fields = [("second_factor", "on")];
    let path = link(&act(&site, &owner, &who.email, "reset", &fields).await);
    let browser = site.visitor();
    assert_eq!(follow(&browser, &path).await.status, 303);
    assert_eq!(choose(&browser, NEW).await.header("location"), "/desk/join/second-factor");
    assert!(!inside(&browser).await);
    let new = secret(&browser.get("/desk/join/second-factor").await.body);
    assert_ne!(new, who.secret);
    site.pass(MINUTE);
    let old = site.code(&who.secret);
    let wrong = browser.post("/desk/join/second-factor", &[("code", &old)]).await;
    assert_eq!(wrong.status, 422);
    assert!(!inside(&browser).await);
    let code = site.code(&new);
    let right = browser.post("/desk/join/second-factor", &[("code", &code)]).await;
    assert_eq!(right.status, 200, "{}", right.body);
    assert!(inside(&browser).await);

    let again = half_way(&site, &who, NEW).await;
    assert_eq!(show_code(&again, &site.code(&who.secret)).await.status, 422, "the old factor");
    assert_eq!(show_recovery(&again, &who.codes[0]).await.status, 422, "an old recovery code");
    assert!(is_in(&show_recovery(&again, &codes(&right)[0]).await));
}

/// A sign-in that was begun with the old password does not end with the new one in force: whoever
/// knows the old one is kept out from that moment on.
#[tokio::test]
async fn a_new_password_ends_what_was_begun_with_the_old_one() {
    let site = Site::demo().await;
    let who = site.colleague(RoleName::Agent).await;
    let browser = site.visitor();
    assert_eq!(follow(&browser, &ask(&site, &who, false).await).await.status, 303);
    let stolen = half_way(&site, &who, PASSWORD).await;
    assert_eq!(choose(&browser, NEW).await.status, 303);
    assert!(!is_in(&show_code(&stolen, &site.code(&who.secret)).await), "by a reset");

    // The same where the member changes it themselves.
    let inside_of = half_way(&site, &who, NEW).await;
    assert!(is_in(&show_code(&inside_of, &site.code(&who.secret)).await));
    let stolen = half_way(&site, &who, NEW).await;
    let fields = [("password_again", NEW), ("password", "four quiet lanterns at dusk")];
    assert_eq!(inside_of.post("/desk/account/password", &fields).await.status, 303);
    assert!(!is_in(&show_code(&stolen, &site.code(&who.secret)).await), "in the account");
}

/// Whoever is disabled gets no link, and one they had is void.
#[tokio::test]
async fn who_is_disabled_cannot_come_back_by_a_link() {
    let site = Site::demo().await;
    let owner = site.member(RoleName::Owner).await;
    let who = site.colleague(RoleName::Agent).await;
    let before = ask(&site, &who, true).await;
    let (browser, begun) = (site.visitor(), ask(&site, &who, true).await);
    assert_eq!(follow(&browser, &before).await.status, 410);
    assert_eq!(follow(&browser, &begun).await.status, 303);
    done(&site, &owner, &who.email, "disable", &[]).await;
    assert_eq!(choose(&browser, NEW).await.status, 410, "halfway");
    let refused = act(&site, &owner, &who.email, "reset", &[]).await;
    assert_eq!(refused.status, 409);
    assert!(refused.body.contains("Enable it first"), "{}", refused.body);
    assert!(team::reset(site.ground(), &who.email, false, site.clock.now()).await.is_err());
    done(&site, &owner, &who.email, "enable", &[]).await;
    assert_eq!(choose(&browser, NEW).await.status, 410, "halfway, and enabled again");
    assert!(inside(&sign_in(&site, &who).await).await, "the password is still theirs");
}
