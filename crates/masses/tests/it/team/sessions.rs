//! Sessions: how long they last, and who ends them (S22).

use db::{Statement, binds};
use kit::web::RoleName;

use super::{HOUR, MINUTE, done, half_way, inside, is_in, listed, show_code, sign_in};
use crate::colleague::PASSWORD;
use crate::site::{Reply, Site, Visitor};

/// Another browser that has the same cookie, as a thief would.
fn copy<'a>(site: &'a Site, browser: &Visitor<'_>) -> Visitor<'a> {
    let session = browser.cookie("session").expect("no session to copy");
    site.visitor().header("cookie", &format!("session={session}"))
}

/// The ids of the sessions that the account page lists, and which of them is this one.
fn on_page(page: &Reply) -> (Vec<String>, usize) {
    assert_eq!(page.status, 200, "{}", page.body);
    let rows: Vec<&str> = page.body.split("name=\"session\" value=\"").collect();
    let ids = rows[1..].iter().map(|row| row.split('"').next().unwrap().to_owned()).collect();
    let here = rows.iter().position(|row| row.contains("this browser")).expect("none is here");
    (ids, here)
}

/// S22: eight hours without use end a session; use keeps it.
#[tokio::test]
async fn a_session_that_is_not_used_ends() {
    let site = Site::demo().await;
    let browser = site.member(RoleName::Agent).await;
    let thief = copy(&site, &browser);
    for _ in 0..3 {
        site.pass(8 * HOUR - 1);
        assert!(inside(&browser).await, "it ended while it was used");
    }
    site.pass(8 * HOUR);
    assert!(!inside(&browser).await && !inside(&thief).await, "it lasts unused");
}

/// S22: after seven days it ends, however often it is used.
#[tokio::test]
async fn a_session_ends_after_seven_days() {
    let site = Site::demo().await;
    let browser = site.member(RoleName::Agent).await;
    for _ in 0..27 {
        site.pass(6 * HOUR);
        assert!(inside(&browser).await);
    }
    site.pass(6 * HOUR - 1);
    assert!(inside(&browser).await, "it ended too soon");
    site.pass(1);
    assert!(!inside(&browser).await, "it lasts for ever");
}

/// S22: both ends are the organisation's to set.
#[tokio::test]
async fn the_ends_are_settings() {
    let team = "\n[team]\nsession_idle_hours = 1\nsession_absolute_days = 1\n";
    let site = Site::with(|settings| settings + team).await;
    let who = site.colleague(RoleName::Agent).await;
    site.pass(HOUR);
    assert!(!inside(&who.browser).await, "an hour unused");
    let browser = sign_in(&site, &who).await;
    for _ in 0..25 {
        site.pass(HOUR - MINUTE);
        inside(&browser).await;
    }
    assert!(!inside(&browser).await, "more than a day");
}

/// S22: signing out ends the session itself, not only the cookie. It works without a session too.
#[tokio::test]
async fn signing_out_ends_the_session() {
    let site = Site::demo().await;
    let who = site.colleague(RoleName::Agent).await;
    let (browser, other) = (sign_in(&site, &who).await, sign_in(&site, &who).await);
    let thief = copy(&site, &browser);
    assert!(inside(&thief).await, "the copy is no copy");
    for _ in 0..2 {
        let out = browser.post("/desk/sign-out", &[]).await;
        assert_eq!(out.header("location"), "/desk/sign-in?said=signed-out");
        assert!(browser.cookie("session").is_none(), "the cookie stays");
    }
    assert!(!inside(&thief).await, "the session lives on");
    assert!(inside(&other).await, "another browser is signed out");
}

/// S22: an owner ends all sessions of a member, who may sign in again.
#[tokio::test]
async fn an_owner_signs_somebody_out_everywhere() {
    let site = Site::demo().await;
    let owner = site.member(RoleName::Owner).await;
    let who = site.colleague(RoleName::Agent).await;
    let another = site.member(RoleName::Agent).await;
    let second = sign_in(&site, &who).await;
    assert!(owner.get("/desk/team").await.body.contains("now in 2 browsers"));
    done(&site, &owner, &who.email, "end-sessions", &[]).await;
    assert!(!inside(&who.browser).await && !inside(&second).await);
    assert!(inside(&owner).await && inside(&another).await, "somebody else is signed out");
    assert!(inside(&sign_in(&site, &who).await).await);
}

/// S22: whoever is disabled is out at once: everywhere, halfway through signing in, and for new
/// tries. Enabled again, they sign in anew; what they had does not come back.
#[tokio::test]
async fn who_is_disabled_is_out_at_once_until_enabled() {
    let site = Site::demo().await;
    let owner = site.member(RoleName::Owner).await;
    let who = site.colleague(RoleName::Agent).await;
    let half = half_way(&site, &who, PASSWORD).await;
    let thief = copy(&site, &who.browser);
    done(&site, &owner, &who.email, "disable", &[]).await;
    assert!(!inside(&who.browser).await && !inside(&thief).await);
    let answer = who.browser.post("/desk/account/name", &[("name", "Still here")]).await;
    assert_eq!(answer.status, 401);
    assert!(!is_in(&show_code(&half, &site.code(&who.secret)).await), "the step leads in");
    site.pass(MINUTE);
    assert_eq!(super::knock(&site.visitor(), &who.email, PASSWORD).await.status, 422);

    done(&site, &owner, &who.email, "enable", &[]).await;
    assert!(!inside(&thief).await, "the session is back");
    assert!(!is_in(&show_code(&half, &site.code(&who.secret)).await), "the step is back");
    assert!(inside(&sign_in(&site, &who).await).await);
}

/// S22: a member sees where they are signed in, ends one of two, and then all others.
#[tokio::test]
async fn a_member_ends_one_of_two_sessions() {
    let site = Site::demo().await;
    let who = site.colleague(RoleName::Agent).await;
    let other = sign_in(&site, &who).await;
    let (ids, here) = on_page(&who.browser.get("/desk/account").await);
    assert_eq!(ids.len(), 2);
    let (seen, there) = on_page(&other.get("/desk/account").await);
    assert_ne!(ids[here], seen[there], "both are the same session");
    let session = who.browser.cookie("session").unwrap();
    assert!(ids.iter().all(|id| *id != session), "the page has the token itself");

    let end = [("session", seen[there].as_str())];
    let ended = who.browser.post("/desk/account/sessions/end", &end).await;
    assert_eq!(ended.header("location"), "/desk/account?done=session-ended");
    assert!(inside(&who.browser).await && !inside(&other).await);
    assert_eq!(on_page(&who.browser.get("/desk/account").await).0.len(), 1);

    let (one, two) = (sign_in(&site, &who).await, sign_in(&site, &who).await);
    who.browser.post("/desk/account/sessions/end-others", &[]).await;
    assert!(inside(&who.browser).await && !inside(&one).await && !inside(&two).await);
    let own = [("session", ids[here].as_str())];
    let ended = who.browser.post("/desk/account/sessions/end", &own).await;
    assert_eq!(ended.header("location"), "/desk/sign-in?said=signed-out");
    assert!(!inside(&who.browser).await && who.browser.cookie("session").is_none());
}

/// S24: nobody ends a session of somebody else.
#[tokio::test]
async fn nobody_ends_a_session_of_somebody_else() {
    let site = Site::demo().await;
    let (who, other) = (site.colleague(RoleName::Agent).await, site.member(RoleName::Owner).await);
    let (ids, here) = on_page(&who.browser.get("/desk/account").await);
    let end = [("session", ids[here].as_str())];
    other.post("/desk/account/sessions/end", &end).await;
    other.post("/desk/account/sessions/end-others", &[]).await;
    assert!(inside(&who.browser).await);
}

/// A session that is over does not count, and is not shown, while nobody has tried to use it.
#[tokio::test]
async fn sessions_that_are_over_are_not_shown() {
    let site = Site::demo().await;
    let who = site.colleague(RoleName::Agent).await;
    let browser = sign_in(&site, &who).await;
    site.pass(5 * HOUR);
    assert_eq!(on_page(&browser.get("/desk/account").await).0.len(), 2);
    site.pass(5 * HOUR);
    assert_eq!(on_page(&browser.get("/desk/account").await).0.len(), 1);
    assert_eq!(listed(&site, &who.email).await.sessions, 1);
}

/// F5: where the end of a session cannot be stored, the browser forgets it all the same: nobody
/// stays signed in on a machine that others use. It says what is left to do.
#[tokio::test]
async fn signing_out_takes_the_cookie_back_whatever_fails() {
    let site = Site::demo().await;
    let who = site.colleague(RoleName::Agent).await;
    let kept = who.browser.cookie("session").unwrap();
    for broken in [
        "create table kept (session text primary key references member_session (id))",
        "insert into kept (session) select id from member_session",
    ] {
        let broken = Statement::generated("test::broken", broken.to_owned());
        let work = site.ground().data.write::<_, db::Error>(move |tx| {
            Box::pin(async move { tx.execute(&broken, binds![]).await })
        });
        work.await.unwrap();
    }
    let out = who.browser.post("/desk/sign-out", &[]).await;
    assert!(out.status >= 500, "{}", out.status);
    assert!(out.body.contains("in this browser only"), "{}", out.body);
    assert_eq!(who.browser.cookie("session"), None, "the cookie is still there");
    assert!(!inside(&who.browser).await);
    who.browser.keep("session", &kept);
    let account = who.browser.get("/desk/account").await;
    assert_eq!(account.status, 200, "the session was said to be in the list");
}
