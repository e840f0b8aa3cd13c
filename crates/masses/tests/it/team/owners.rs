//! What owners do about the team: roles, keeping out and letting in, and that one of them is left.

use kit::web::RoleName;
use masses::rooms::team;

use super::{act, done, half_way, inside, invite, listed, sign_in};
use crate::colleague::PASSWORD;
use crate::site::{Colleague, Site};

/// S24: a role counts from the moment it is given, in sessions that are there already.
#[tokio::test]
async fn a_role_takes_effect_at_once() {
    let site = Site::demo().await;
    let owner = site.member(RoleName::Owner).await;
    let who = site.colleague(RoleName::Reader).await;
    let other = sign_in(&site, &who).await;
    for (role, journal, manage) in
        [("privacy", 200, 403), ("owner", 200, 200), ("agent", 403, 403), ("reader", 403, 403)]
    {
        done(&site, &owner, &who.email, "role", &[("role", role)]).await;
        for browser in [&who.browser, &other] {
            assert!(inside(browser).await, "{role} is signed out");
            let status = browser.get("/desk/journal").await.status;
            assert_eq!(status, journal, "the journal for {role}");
            assert_eq!(browser.get("/desk/team").await.status, manage, "the team for {role}");
            let invited = browser.post("/desk/team/invite", &[("role", "reader")]).await.status;
            assert_eq!(invited, manage, "inviting by {role}");
        }
        assert_eq!(listed(&site, &who.email).await.role, role);
    }
    let wrong = act(&site, &owner, &who.email, "role", &[("role", "king")]).await;
    assert_eq!(wrong.status, 400);
}

/// The last active owner can neither be disabled nor demoted: not by themselves, not from the
/// command line, and not while the other owner is out.
#[tokio::test]
async fn the_last_owner_stays() {
    let site = Site::demo().await;
    let owner = site.colleague(RoleName::Owner).await;
    let second = site.colleague(RoleName::Owner).await;
    done(&site, &owner.browser, &second.email, "disable", &[]).await;
    for (what, fields) in [("disable", &[][..]), ("role", &[("role", "agent")][..])] {
        let refused = act(&site, &owner.browser, &owner.email, what, fields).await;
        assert_eq!(refused.status, 409, "{what}");
        assert!(refused.body.contains("last active owner"), "{what}: {}", refused.body);
    }
    assert!(team::disable(site.ground(), &owner.email, site.clock.now()).await.is_err());
    let still = listed(&site, &owner.email).await;
    assert_eq!((still.role, still.state), ("owner", "active"));
    assert!(inside(&owner.browser).await, "signed out all the same");

    done(&site, &owner.browser, &second.email, "enable", &[]).await;
    done(&site, &owner.browser, &owner.email, "role", &[("role", "reader")]).await;
    assert_eq!(owner.browser.get("/desk/team").await.status, 403);
}

/// S8: two owners who get rid of each other at the same moment: one of them is left.
#[tokio::test(flavor = "multi_thread")]
async fn of_two_owners_one_is_left() {
    for (what, fields) in [("role", &[("role", "agent")][..]), ("disable", &[])] {
        let site = Site::demo().await;
        let one = site.colleague(RoleName::Owner).await;
        let two = site.colleague(RoleName::Owner).await;
        let mut paths = Vec::new();
        for email in [&two.email, &one.email] {
            paths.push(format!("/desk/team/{}/{what}", listed(&site, email).await.id));
        }
        let both =
            tokio::join!(one.browser.post(&paths[0], fields), two.browser.post(&paths[1], fields));
        let all = team::list(site.ground()).await.unwrap();
        let left = all.iter().filter(|who| (who.role, who.state) == ("owner", "active")).count();
        assert_eq!(left, 1, "{what}: {} and {}", both.0.status, both.1.status);
        let went = [&both.0, &both.1].into_iter().filter(|reply| reply.status == 303).count();
        assert_eq!(went, 1, "{what}: {} and {}", both.0.status, both.1.status);
    }
}

/// Whoever is removed is gone from the list and from the door; first they have to be out.
#[tokio::test]
async fn who_is_removed_is_gone() {
    let site = Site::demo().await;
    let owner = site.member(RoleName::Owner).await;
    let who = site.colleague(RoleName::Agent).await;
    let id = listed(&site, &who.email).await.id;
    assert_eq!(act(&site, &owner, &who.email, "remove", &[]).await.status, 409, "still active");
    assert!(inside(&who.browser).await);
    done(&site, &owner, &who.email, "disable", &[]).await;
    done(&site, &owner, &who.email, "remove", &[]).await;
    let left = team::list(site.ground()).await.unwrap();
    assert!(left.iter().all(|one| one.email != who.email));
    assert_eq!(owner.post(&format!("/desk/team/{id}/enable"), &[]).await.status, 404);
    site.pass(60_000);
    assert_eq!(super::knock(&site.visitor(), &who.email, PASSWORD).await.status, 422);
    assert!(!inside(&who.browser).await);
    // The address is free again, for the same or another person.
    let path = invite(&site, RoleName::Reader).await;
    let now = site.clock.now();
    let anew = Colleague::join(site.visitor(), &path, "Anew", &who.email, now).await;
    assert!(inside(&anew.browser).await);
    assert_eq!(listed(&site, &who.email).await.role, "reader");
    half_way(&site, &anew, PASSWORD).await;
}
