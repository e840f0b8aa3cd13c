//! The team: signing in and staying signed in, joining and coming back, what members change about
//! themselves, and what owners do about them.

mod account;
mod beside;
mod codes;
mod doors;
mod invitations;
mod owners;
mod passwords;
mod resets;
mod sessions;
mod watched;

use kit::web::RoleName;
use masses::rooms::team;

use crate::colleague::PASSWORD;
use crate::site::{Colleague, Reply, Site, Visitor};

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;

/// Address and password, from this browser.
async fn knock(browser: &Visitor<'_>, email: &str, password: &str) -> Reply {
    browser.post("/desk/sign-in", &[("email", email), ("password", password)]).await
}

/// A browser in which the password was right and the code is next. Before that, time enough has
/// passed for no limit to count, and for the app to show another code.
async fn half_way<'a>(site: &'a Site, who: &Colleague<'_>, password: &str) -> Visitor<'a> {
    site.pass(MINUTE);
    let browser = site.visitor();
    let on = knock(&browser, &who.email, password).await;
    assert_eq!(on.status, 303, "{}", on.body);
    assert_eq!(on.header("location"), "/desk/sign-in/second");
    browser
}

async fn show_code(browser: &Visitor<'_>, code: &str) -> Reply {
    browser.post("/desk/sign-in/second", &[("code", code)]).await
}

async fn show_recovery(browser: &Visitor<'_>, code: &str) -> Reply {
    browser.post("/desk/sign-in/second", &[("code", code), ("with", "recovery")]).await
}

/// Another browser in which somebody is signed in.
async fn sign_in<'a>(site: &'a Site, who: &Colleague<'_>) -> Visitor<'a> {
    let browser = half_way(site, who, PASSWORD).await;
    let on = show_code(&browser, &site.code(&who.secret)).await;
    assert!(is_in(&on), "{}: {}", on.status, on.body);
    browser
}

/// Whether this answer leads into the desk.
fn is_in(reply: &Reply) -> bool {
    reply.status == 303 && reply.header("location") == "/desk/inquiries"
}

/// Whether this answer leads back to where signing in begins.
fn is_back(reply: &Reply) -> bool {
    reply.status == 303 && reply.header("location").starts_with("/desk/sign-in?")
}

/// Whether somebody is signed in in this browser.
async fn inside(browser: &Visitor<'_>) -> bool {
    let page = browser.get("/desk/inquiries").await;
    assert!(page.status == 200 || is_back(&page), "{}: {}", page.status, page.body);
    page.status == 200
}

/// Password and code once more, where they are not fresh.
async fn confirm(site: &Site, browser: &Visitor<'_>, who: &Colleague<'_>) {
    site.pass(MINUTE);
    let code = site.code(&who.secret);
    let fields = [("password", PASSWORD), ("code", code.as_str())];
    let done = browser.post("/desk/account/confirm", &fields).await;
    assert_eq!((done.status, done.header("location")), (303, "/desk/account"), "{}", done.body);
}

/// How the team has somebody in its list.
async fn listed(site: &Site, email: &str) -> team::Colleague {
    let all = team::list(site.ground()).await.unwrap();
    let found = all.into_iter().find(|one| one.email == email);
    found.unwrap_or_else(|| panic!("nobody is {email}"))
}

/// What an owner does about somebody: the last part of its path.
pub async fn act(
    site: &Site,
    owner: &Visitor<'_>,
    who: &str,
    what: &str,
    fields: &[(&str, &str)],
) -> Reply {
    let id = listed(site, who).await.id;
    owner.post(&format!("/desk/team/{id}/{what}"), fields).await
}

/// The same, and it went well.
async fn done(
    site: &Site,
    owner: &Visitor<'_>,
    who: &str,
    what: &str,
    fields: &[(&str, &str)],
) -> Reply {
    let reply = act(site, owner, who, what, fields).await;
    let location = reply.header("location");
    assert!(location.starts_with("/desk/team?done="), "{what}: {} {}", reply.status, reply.body);
    reply
}

/// The path of the link that a page of the desk shows this once.
fn link(page: &Reply) -> String {
    assert_eq!(page.status, 200, "{}", page.body);
    let (_, rest) = page.body.split_once("<code class=\"secret\">").expect("no link on the page");
    let link = rest.split('<').next().unwrap();
    let from = link.find("/desk/").expect("no link of the desk");
    link[from..].to_owned()
}

async fn invite(site: &Site, role: RoleName) -> String {
    team::invite(site.ground(), role, site.clock.now()).await.unwrap()
}
