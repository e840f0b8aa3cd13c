//! Invitations: who joins by them, and how often.

use kit::web::RoleName;
use masses::rooms::team;

use super::{MINUTE, inside, invite, link, listed};
use crate::colleague::{PASSWORD, code, secret, token};
use crate::site::{Colleague, DAY, Reply, Site, Visitor};

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
    let late = accept(&site.visitor(), &first).await;
    assert_eq!(late.status, 410, "the first owner's, a day later");
    assert!(late.body.contains("masses team invite --owner"), "{}", late.body);
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
    // On the device with the app nobody can scan its own screen.
    let page = browser.get(factor).await.body;
    let open = page.split_once("href=\"otpauth:").expect("no address for the app").1;
    let open = open.split('"').next().unwrap();
    assert!(open.contains(&secret(&page)) && open.contains("ida"), "{open}");
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

/// S20, S31: while nobody runs the desk, the last link makes the first owner, and no other. Once
/// somebody does, nothing that was made before lets another owner in: no link, and no step of
/// somebody who is on the way.
#[tokio::test]
async fn one_link_makes_the_first_owner() {
    let site = Site::demo().await;
    let early = invite(&site, RoleName::Owner).await;
    let slow = site.visitor();
    assert_eq!(accept(&slow, &early).await.status, 303);
    let agent = invite(&site, RoleName::Agent).await;
    let (former, last) =
        (invite(&site, RoleName::Owner).await, invite(&site, RoleName::Owner).await);
    assert_eq!(accept(&site.visitor(), &former).await.status, 410, "the link before the last");
    assert_eq!(give(&slow, "slow@team.example").await.status, 303, "somebody is put out of it");
    let owner = site.visitor();
    let owner = Colleague::join(owner, &last, "Olga", "o@team.example", site.clock.now()).await;
    assert_eq!(slow.get("/desk/join/second-factor").await.status, 410, "still on the way");
    // An owner's own invitations stay beside each other, and so do those to other roles.
    let mut links = vec![agent];
    for _ in 0..2 {
        site.pass(MINUTE);
        links.push(invite(&site, RoleName::Owner).await);
    }
    for path in links {
        assert_eq!(accept(&site.visitor(), &path).await.status, 303);
    }
    assert!(inside(&owner.browser).await);
}

/// Whoever types the address of somebody who is just joining takes nothing away from them. When
/// that one's step is over, the address is free.
#[tokio::test]
async fn the_address_of_somebody_who_is_joining_is_taken() {
    let site = Site::demo().await;
    let (ida, other) = (site.visitor(), site.visitor());
    accept(&ida, &invite(&site, RoleName::Owner).await).await;
    accept(&other, &invite(&site, RoleName::Reader).await).await;
    assert_eq!(give(&ida, "ida@team.example").await.status, 303);
    let refused = give(&other, "IDA@team.example").await;
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert!(refused.body.contains("joining with this address"), "{}", refused.body);
    assert_eq!(listed(&site, "ida@team.example").await.role, "owner");
    let secret = secret(&ida.get("/desk/join/second-factor").await.body);
    let code = code(&secret, site.clock.now());
    let joined = ida.post("/desk/join/second-factor", &[("code", &code)]).await;
    assert_eq!(joined.status, 200, "{}", joined.body);

    accept(&ida, &invite(&site, RoleName::Agent).await).await;
    assert_eq!(give(&ida, "eva@team.example").await.status, 303);
    site.pass(60 * MINUTE);
    let eva = site.visitor();
    accept(&eva, &invite(&site, RoleName::Reader).await).await;
    assert_eq!(give(&eva, "eva@team.example").await.status, 303, "an hour later it is free");
    assert_eq!(listed(&site, "eva@team.example").await.role, "reader");
}

/// A password that is refused a few times keeps nobody from joining.
#[tokio::test]
async fn correcting_a_password_is_no_attack() {
    let site = Site::demo().await;
    let browser = site.visitor();
    accept(&browser, &invite(&site, RoleName::Agent).await).await;
    for number in 0..20 {
        let fields = [("name", "Ida"), ("email", "ida@team.example"), ("password", "short")];
        let refused = browser.post("/desk/join/account", &fields).await;
        assert_eq!(refused.status, 422, "try {number}");
    }
    assert_eq!(give(&browser, "ida@team.example").await.status, 303);
}
