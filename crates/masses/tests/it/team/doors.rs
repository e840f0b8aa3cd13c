//! The door of the desk: what it tells strangers, and what lies in the files of those who are in.

use kit::web::{Limit, RoleName};

use super::{MINUTE, done, half_way, inside, invite, knock, listed, sign_in};
use crate::colleague::{PASSWORD, token};
use crate::site::{Colleague, Reply, Site, contains};

/// What a stranger can compare: the status, the headers, the page with nothing of what they typed.
fn seen(reply: &Reply, email: &str) -> String {
    assert!(!reply.body.contains(PASSWORD), "the password comes back");
    assert!(reply.body.contains(email), "the address is to be typed again");
    let mut headers = reply.headers.clone();
    for differs in ["date", "content-length"] {
        headers.remove(differs);
    }
    format!(
        "{}\n{headers:?}\n{:?}\n{}",
        reply.status,
        reply.cookies,
        reply.body.replace(email, "…")
    )
}

/// S30: whether an address is known, and how its member stands, cannot be told from outside: not
/// with a wrong password, and of those who may not come in not even with the right one.
#[tokio::test]
async fn the_door_does_not_tell_who_is_there() {
    let site = Site::demo().await;
    let owner = site.member(RoleName::Owner).await;
    let there = site.colleague(RoleName::Agent).await;
    let out = site.colleague(RoleName::Agent).await;
    done(&site, &owner, &out.email, "disable", &[]).await;
    site.pass(5 * MINUTE);
    let half = site.visitor();
    half.post("/desk/join", &[("token", token(&invite(&site, RoleName::Agent).await))]).await;
    let account = [("name", "Half"), ("email", "half@team.example"), ("password", PASSWORD)];
    assert_eq!(half.post("/desk/join/account", &account).await.status, 303);

    let mut answers = Vec::new();
    for (email, password) in [
        ("nobody@team.example", "some other password"),
        (there.email.as_str(), "some other password"),
        (out.email.as_str(), PASSWORD),
        ("half@team.example", PASSWORD),
    ] {
        site.pass(MINUTE);
        let reply = knock(&site.visitor(), email, password).await;
        assert_eq!(reply.status, 422, "{email}");
        answers.push((email, seen(&reply, email)));
    }
    for (email, answer) in &answers {
        assert_eq!(*answer, answers[0].1, "{email}");
    }
}

/// S30: nor from how soon somebody may try again.
#[tokio::test]
async fn being_slowed_down_does_not_tell_who_is_there() {
    let site = Site::demo().await;
    let there = site.colleague(RoleName::Agent).await;
    let mut answers = Vec::new();
    for email in ["nobody@team.example", there.email.as_str()] {
        for _ in 0..10 {
            site.pass(MINUTE);
            knock(&site.visitor(), email, "some other password").await;
        }
        let reply = knock(&site.visitor(), email, "some other password").await;
        assert_eq!(reply.status, 429);
        answers.push(seen(&reply, email));
    }
    assert_eq!(answers[0], answers[1]);
}

/// S22: a session that somebody put into the browser beforehand never becomes a member's.
#[tokio::test]
async fn signing_in_makes_a_new_session() {
    let site = Site::demo().await;
    let who = site.colleague(RoleName::Agent).await;
    let joined = who.browser.cookie("session").unwrap();
    let planted = "A".repeat(joined.len());
    let browser = half_way(&site, &who, PASSWORD).await;
    browser.keep("session", &planted);
    assert!(super::is_in(&super::show_code(&browser, &site.code(&who.secret)).await));
    let first = browser.cookie("session").unwrap();
    let second = sign_in(&site, &who).await.cookie("session").unwrap();
    let all = [&planted, &joined, &first, &second];
    for (index, token) in all.into_iter().enumerate() {
        // 128 bits in base64url are 22 characters; ours are 256.
        assert!(token.len() >= 43, "{token} is short");
        assert!(all[..index].iter().all(|other| *other != token), "{token} came twice");
    }
    let thief = site.visitor().header("cookie", &format!("session={planted}"));
    assert!(!inside(&thief).await, "the planted session is good");
    assert!(browser.cookie("step").is_none(), "the step is still there");
}

/// S22: whoever signs in where somebody is signed in already does not leave that session behind:
/// nobody sees it any more, and nobody would end it.
#[tokio::test]
async fn signing_in_ends_the_session_before_in_the_same_browser() {
    let site = Site::demo().await;
    let (who, other) =
        (site.colleague(RoleName::Agent).await, site.colleague(RoleName::Reader).await);
    for next in [&who, &other] {
        let browser = sign_in(&site, &who).await;
        let before = browser.cookie("session").unwrap();
        site.pass(MINUTE);
        assert_eq!(knock(&browser, &next.email, PASSWORD).await.status, 303);
        assert!(inside(&browser).await, "the password alone changes nothing");
        assert!(super::is_in(&super::show_code(&browser, &site.code(&next.secret)).await));
        assert_ne!(browser.cookie("session").unwrap(), before);
        let old = site.visitor().header("cookie", &format!("session={before}"));
        assert!(!inside(&old).await, "the session before is still good");
    }
    assert!(inside(&who.browser).await, "a session in another browser has ended");
}

/// S10: the cookies are out of reach for scripts and other sites, and end by themselves.
#[tokio::test]
async fn the_cookies_are_out_of_reach() {
    let site = Site::demo().await;
    let who = site.colleague(RoleName::Agent).await;
    site.pass(MINUTE);
    let browser = site.visitor();
    let step = knock(&browser, &who.email, PASSWORD).await;
    let session = super::show_code(&browser, &site.code(&who.secret)).await;
    for (reply, start, age) in [(step, "step=", 3_600), (session, "session=", 7 * 86_400)] {
        let line = reply.cookies.iter().find(|line| line.starts_with(start)).expect(start);
        let rest = line.split_once(';').unwrap().1;
        assert_eq!(rest, format!(" Path=/; HttpOnly; SameSite=Lax; Max-Age={age}"));
        assert_eq!(reply.header("cache-control"), "no-store");
    }
}

/// S22, S26, S31: nothing with which somebody could come in lies in the files in clear: no token
/// of a link, a step or a session, no password, no secret of a second factor, no recovery code.
#[tokio::test]
async fn nothing_that_lets_somebody_in_lies_in_the_files() {
    let site = Site::demo().await;
    let who: Colleague<'_> = site.colleague(RoleName::Owner).await;
    let link = invite(&site, RoleName::Agent).await;
    let half = half_way(&site, &who, PASSWORD).await;
    let reset = super::link(&super::act(&site, &who.browser, &who.email, "reset", &[]).await);
    let (session, step) = (who.browser.cookie("session").unwrap(), half.cookie("step").unwrap());
    let mut secret = vec![PASSWORD, &who.secret, &session, &step, token(&link), token(&reset)];
    secret.extend(who.codes.iter().map(String::as_str));
    secret.extend([who.email.as_str(), "Test owner"]);
    let all = site.everything();
    for text in &secret {
        let plain = text.replace('-', "");
        for (path, bytes) in &all {
            let found = contains(bytes, text) || (text.len() == 9 && contains(bytes, &plain));
            assert!(!found, "{text} lies in {}", path.display());
        }
    }
    // The files do have the session: by its hash, and by the id of its member.
    let digest = vault::hex(&vault::hash(session.as_bytes()));
    let id = listed(&site, &who.email).await.id;
    for there in [digest, id] {
        assert!(all.iter().any(|(_, bytes)| contains(bytes, &there)), "{there} is nowhere");
    }
}

/// Whoever is signed in stays at the desk when a page is not theirs or not there, and is told
/// that it may have been erased. Everybody else sees the site.
#[tokio::test]
async fn a_refusal_at_the_desk_keeps_its_look() {
    let site = Site::demo().await;
    let reader = site.member(RoleName::Reader).await;
    for (path, status, words) in [
        ("/desk/journal", 403, "Your role does not include it"),
        ("/desk/nothing", 404, "It was erased"),
        ("/desk/inquiries/0190a0a0", 404, "It was erased"),
        ("/de/desk/nothing", 404, "Es wurde gelöscht"),
    ] {
        let page = reader.get(path).await;
        assert_eq!(page.status, status, "{path}");
        let prefix = path.split("/desk").next().unwrap();
        let back = format!("<a class=\"button button--quiet\" href=\"{prefix}/desk\">");
        for part in ["desk-nav", "Test reader", words, &back] {
            assert!(page.body.contains(part), "{path}: {part}: {}", page.body);
        }
        assert!(!page.body.contains("above"), "{path}: {}", page.body);
    }
    let page = site.visitor().get("/desk/nothing").await;
    assert!(page.status == 404 && !page.body.contains("desk-nav"), "{}", page.body);
    let page = reader.get("/nothing").await;
    assert!(page.status == 404 && !page.body.contains("desk-nav"), "{}", page.body);
}

/// What was typed into a form that came too often is there, with the name of its field. It is not
/// offered to be sent again where a part of it is never shown, and not spoken of where nothing is.
#[tokio::test]
async fn a_refused_form_says_what_is_left_of_it() {
    let site = Site::demo().await;
    let browser = site.visitor();
    let fields = [("email", "ida@team.example"), ("password", PASSWORD), ("next", "/desk/team")];
    for _ in 0..Limit::SIGN_IN.burst {
        assert_eq!(browser.post("/desk/sign-in", &fields).await.status, 422);
    }
    let page = browser.post("/desk/sign-in", &fields).await;
    assert_eq!(page.status, 429);
    assert!(page.body.contains("<label for=\"kept-1\">E-mail address</label>"), "{}", page.body);
    assert!(page.body.contains("value=\"ida@team.example\""), "{}", page.body);
    for part in [PASSWORD, "Send again", "part 1"] {
        assert!(!page.body.contains(part), "{part}: {}", page.body);
    }
    let mut page = browser.post("/desk/join", &[("token", "x")]).await;
    for _ in 0..Limit::JOIN.burst {
        page = browser.post("/desk/join", &[("token", "x")]).await;
    }
    assert_eq!(page.status, 429);
    assert!(!page.body.contains("What you wrote") && !page.body.contains("<form"), "{}", page.body);
    let text = "The heron stands in the reeds";
    let fields = [("name", "Nora"), ("message", text), ("topic", "other"), ("key", "k")];
    for _ in 0..=Limit::FORM.burst {
        page = browser.post("/contact", &fields).await;
    }
    assert_eq!(page.status, 429);
    for part in [">Name</label>", ">Message</label>", text, "value=\"Nora\"", "Send again"] {
        assert!(page.body.contains(part), "{part}: {}", page.body);
    }
}
