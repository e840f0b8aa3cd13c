//! Invitations: who joins by them, and how often.

use kit::web::RoleName;
use masses::rooms::team;

use super::{MINUTE, inside, invite, link, listed};
use crate::colleague::{PASSWORD, code, secret, token};
use crate::site::{DAY, Reply, Site, Visitor};

async fn accept(browser: &Visitor<'_>, link: &str) -> Reply {
    browser.post("/desk/join", &[("token", token(link))]).await
}

async fn give(browser: &Visitor<'_>, email: &str) -> Reply {
    let fields = [("name", "Ida"), ("email", email), ("password", PASSWORD)];
    browser.post("/desk/join/account", &fields).await
}

/// S31: it works once, for seven days; the first owner's for one.
#[tokio::test]
async fn an_invitation_works_once_and_ends() {
    let site = Site::demo().await;
    let first = invite(&site, RoleName::Owner).await;
    site.pass(DAY);
    assert_eq!(accept(&site.visitor(), &first).await.status, 410, "the first owner's, a day later");
    site.member(RoleName::Owner).await;
    let (used, late) = (invite(&site, RoleName::Agent).await, invite(&site, RoleName::Agent).await);
    for _ in 0..3 {
        assert_eq!(site.visitor().get(&used).await.status, 200, "looking at it is not using it");
    }
    site.pass(7 * DAY - 1);
    let browser = site.visitor();
    assert_eq!(accept(&browser, &used).await.status, 303);
    assert_eq!(accept(&site.visitor(), &used).await.status, 410, "a second time");
    assert_eq!(give(&browser, "ida@team.example").await.status, 303, "the first is not disturbed");
    site.pass(1);
    assert_eq!(accept(&site.visitor(), &late).await.status, 410, "after seven days");
    let made_up = format!("/desk/join/{}", "A".repeat(43));
    assert_eq!(accept(&site.visitor(), &made_up).await.status, 410);
}

/// S31: an owner sees who has not come yet, and takes an invitation back.
#[tokio::test]
async fn an_invitation_is_withdrawn() {
    let site = Site::demo().await;
    let owner = site.member(RoleName::Owner).await;
    let asked = owner.post("/desk/team/invite", &[("role", "privacy")]).await;
    let path = link(&asked);
    let page = owner.get("/desk/team").await;
    assert!(!page.body.contains(token(&path)), "the link is shown a second time");
    let taken = [("invitation", page.hidden("invitation"))];
    let back = owner.post("/desk/team/withdraw", &taken).await;
    assert_eq!(back.header("location"), "/desk/team?done=team-withdrawn");
    assert_eq!(accept(&site.visitor(), &path).await.status, 410);
    assert!(!owner.get("/desk/team").await.body.contains("name=\"invitation\""));
    assert_eq!(owner.post("/desk/team/withdraw", &taken).await.status, 409, "a second time");
}

/// S8, S24: with one invitation one joins, in the role it is for: whether two open the link at
/// the same moment, or one browser's step is in two.
#[tokio::test(flavor = "multi_thread")]
async fn one_of_two_joins_by_one_invitation() {
    let site = Site::demo().await;
    for round in 0..3 {
        site.pass(5 * MINUTE);
        let path = invite(&site, RoleName::Reader).await;
        let (one, other) = (site.visitor(), site.visitor());
        let both = tokio::join!(accept(&one, &path), accept(&other, &path));
        let mut statuses = [both.0.status, both.1.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 410], "accepting");
        let (won, lost) = if both.0.status == 303 { (one, other) } else { (other, one) };
        assert_eq!(lost.get("/desk/join/account").await.status, 410);

        let twin = site.visitor();
        twin.keep("step", &won.cookie("step").unwrap());
        let emails = [format!("one-{round}@team.example"), format!("two-{round}@team.example")];
        let both = tokio::join!(give(&won, &emails[0]), give(&twin, &emails[1]));
        let went = [&both.0, &both.1].into_iter().filter(|reply| reply.status == 303).count();
        // The slower of the two may be led to where the step is by now: in the same account.
        let all = team::list(site.ground()).await.unwrap();
        let there = all.iter().filter(|one| emails.contains(&one.email)).count();
        assert_eq!(there, 1, "{went} went on, {there} accounts");

        let secret = secret(&won.get("/desk/join/second-factor").await.body);
        let code = code(&secret, site.clock.now());
        let fields = [("code", code.as_str())];
        let path = "/desk/join/second-factor";
        let both = tokio::join!(won.post(path, &fields), twin.post(path, &fields));
        let joined = [&both.0, &both.1].into_iter().filter(|reply| reply.status == 200).count();
        assert_eq!(joined, 1, "{} and {}", both.0.status, both.1.status);
        assert_ne!(inside(&won).await, inside(&twin).await);
        let all = team::list(site.ground()).await.unwrap();
        assert_eq!(all.len(), round + 1);
        assert!(all.iter().all(|one| (one.role, one.state) == ("reader", "active")));
    }
}

/// S8: no page of joining can be skipped, and none of them is the desk.
#[tokio::test]
async fn joining_skips_no_page() {
    let site = Site::demo().await;
    let browser = site.visitor();
    let factor = "/desk/join/second-factor";
    assert_eq!(give(&browser, "ida@team.example").await.status, 410, "without an invitation");
    assert_eq!(browser.post(factor, &[("code", "000000")]).await.status, 410);
    let path = invite(&site, RoleName::Agent).await;
    let reset = browser.post("/desk/reset", &[("token", token(&path))]).await;
    assert_eq!(reset.status, 410, "an invitation is no reset");
    accept(&browser, &path).await;
    let skipped = browser.post(factor, &[("code", "000000")]).await;
    assert_eq!(skipped.header("location"), "/desk/join/account");
    assert_eq!(give(&browser, "ida@team.example").await.status, 303);
    assert!(!inside(&browser).await, "without a second factor");
    assert_eq!(listed(&site, "ida@team.example").await.state, "invited");
    // Going back in the browser leads on to where the step is, and makes no second account.
    let back = give(&browser, "eva@team.example").await;
    assert_eq!(back.header("location"), factor);
    assert_eq!(team::list(site.ground()).await.unwrap().len(), 1);
    site.pass(MINUTE);
    assert_eq!(super::knock(&browser, "ida@team.example", PASSWORD).await.status, 422);
}

/// Nobody becomes a colleague by typing their address, or loses their account to it.
#[tokio::test]
async fn the_address_of_a_colleague_is_taken() {
    let site = Site::demo().await;
    let who = site.colleague(RoleName::Owner).await;
    let browser = site.visitor();
    accept(&browser, &invite(&site, RoleName::Reader).await).await;
    let upper = who.email.to_uppercase();
    for email in [who.email.as_str(), upper.as_str()] {
        let taken = give(&browser, email).await;
        assert_eq!(taken.status, 422, "{email}");
        assert!(taken.body.contains("has this address already"), "{}", taken.body);
    }
    assert_eq!(listed(&site, &who.email).await.role, "owner");
    assert!(inside(&who.browser).await);
    assert_eq!(give(&browser, "ida@team.example").await.status, 303, "with their own it goes on");
}
