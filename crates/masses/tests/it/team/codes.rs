//! Codes: of the second factor, for recovery, and guessing at either.

use kit::web::RoleName;

use super::{HOUR, MINUTE, SECOND, half_way, inside, is_back, is_in, show_code, show_recovery};
use crate::colleague::{PASSWORD, code};
use crate::site::{Site, Visitor};

/// S21: whoever looks over a shoulder comes too late.
#[tokio::test]
async fn a_code_works_once() {
    let site = Site::demo().await;
    let who = site.colleague(RoleName::Agent).await;
    let (first, second) =
        (half_way(&site, &who, PASSWORD).await, half_way(&site, &who, PASSWORD).await);
    let now = site.code(&who.secret);
    assert!(is_in(&show_code(&first, &now).await));
    let again = show_code(&second, &now).await;
    assert_eq!(again.status, 422);
    assert!(again.body.contains("was used before"), "{}", again.body);
    assert!(!again.body.contains(&now), "the code stands in the page");
    // Nor is it good for anything else.
    let fields = [("password", PASSWORD), ("code", now.as_str())];
    assert_eq!(first.post("/desk/account/confirm", &fields).await.status, 422);
    // Neither is the one before it, which was not used but is older.
    let before = code(&who.secret, site.clock.now() - 30 * SECOND);
    assert_eq!(show_code(&second, &before).await.status, 422);
    assert!(!inside(&second).await);
    assert!(is_in(&show_code(&second, &code(&who.secret, site.clock.now() + 30 * SECOND)).await));
}

/// S8, S21: the same code in two browsers at the same moment lets one in, and no more.
#[tokio::test(flavor = "multi_thread")]
async fn a_code_works_once_however_close_two_are() {
    let site = Site::demo().await;
    let who = site.colleague(RoleName::Agent).await;
    for round in 0..5 {
        let one = half_way(&site, &who, PASSWORD).await;
        let other = half_way(&site, &who, PASSWORD).await;
        let (now, recovery) = (site.code(&who.secret), who.codes[round].as_str());
        let both = match round % 2 {
            0 => tokio::join!(show_code(&one, &now), show_code(&other, &now)),
            _ => tokio::join!(show_recovery(&one, recovery), show_recovery(&other, recovery)),
        };
        let entered = [&both.0, &both.1].into_iter().filter(|reply| is_in(reply)).count();
        assert_eq!(entered, 1, "round {round}: {} and {}", both.0.status, both.1.status);
        assert_ne!(inside(&one).await, inside(&other).await);
    }
}

/// S21: clocks differ by half a minute; more than that is not taken.
#[tokio::test]
async fn codes_of_other_times_are_refused() {
    let site = Site::demo().await;
    let who = site.colleague(RoleName::Agent).await;
    site.pass(HOUR);
    for (shift, taken) in
        [(-90, false), (-60, false), (60, false), (90, false), (-30, true), (0, true), (30, true)]
    {
        let browser = half_way(&site, &who, PASSWORD).await;
        let code = code(&who.secret, site.clock.now() + shift * SECOND);
        assert_eq!(is_in(&show_code(&browser, &code).await), taken, "{shift} seconds");
        // A code that was taken makes those before it void: the next begin far behind it.
        site.pass(MINUTE);
    }
}

/// S21: a recovery code is typed as people type, works once, and is of its owner only.
#[tokio::test]
async fn a_recovery_code_works_once() {
    let site = Site::demo().await;
    let who = site.colleague(RoleName::Agent).await;
    let other = site.colleague(RoleName::Agent).await;
    assert_eq!(who.codes.len(), 10);
    let browser = half_way(&site, &who, PASSWORD).await;
    assert_eq!(show_recovery(&browser, &other.codes[0]).await.status, 422, "another's code");
    assert_eq!(show_code(&browser, &who.codes[3]).await.status, 422, "it is no code of the app");
    let typed = who.codes[3].to_lowercase().replace('-', "  ");
    assert!(is_in(&show_recovery(&browser, &typed).await));
    assert!(browser.get("/desk/account").await.body.contains("9 left"));

    let again = half_way(&site, &who, PASSWORD).await;
    assert_eq!(show_recovery(&again, &who.codes[3]).await.status, 422, "a second time");
    let fields = [("password", PASSWORD), ("code", who.codes[3].as_str()), ("with", "recovery")];
    assert_eq!(browser.post("/desk/account/confirm", &fields).await.status, 422);
    assert!(is_in(&show_recovery(&again, &who.codes[4]).await), "the others still work");
}

/// S8: neither kind of code opens anything without the password, nor with another's step.
#[tokio::test]
async fn a_code_without_a_password_opens_nothing() {
    let site = Site::demo().await;
    let who = site.colleague(RoleName::Owner).await;
    let other = site.colleague(RoleName::Reader).await;
    let nobody = site.visitor();
    assert!(is_back(&nobody.get("/desk/sign-in/second").await));
    site.pass(MINUTE);
    assert!(is_back(&show_code(&nobody, &site.code(&who.secret)).await));
    assert!(is_back(&show_recovery(&nobody, &who.codes[0]).await));
    let others = half_way(&site, &other, PASSWORD).await;
    assert_eq!(show_code(&others, &site.code(&who.secret)).await.status, 422);
    // Nor a quarter of an hour after the password.
    site.pass(15 * MINUTE);
    assert!(is_back(&show_code(&others, &site.code(&other.secret)).await));
    assert!(!inside(&others).await && !inside(&nobody).await);
}

/// S9: five codes, then the password is asked for again; the step is over, not the account.
#[tokio::test]
async fn five_codes_may_be_tried_with_one_password() {
    let site = Site::demo().await;
    let who = site.colleague(RoleName::Agent).await;
    let browser = half_way(&site, &who, PASSWORD).await;
    for number in 0..5 {
        assert_eq!(show_code(&browser, "000000").await.status, 422, "try {number}");
        site.pass(30 * SECOND);
    }
    let sixth = show_code(&browser, &site.code(&who.secret)).await;
    assert!(is_back(&sixth), "the sixth is looked at: {}", sixth.status);
    let anew = half_way(&site, &who, PASSWORD).await;
    assert!(is_in(&show_code(&anew, &site.code(&who.secret)).await));
}

/// One more try that goes wrong, when the limit of the network does not count.
async fn fail(site: &Site, browser: &Visitor<'_>, email: &str) -> u16 {
    site.pass(30 * SECOND);
    super::knock(browser, email, "not the password at all").await.status
}

/// S9, S30: after ten failures each try waits longer, even the right one, for those who are
/// there as for those who are not; time heals, and so does who comes from elsewhere.
#[tokio::test]
async fn guessing_at_an_account_gets_slower_and_time_heals() {
    let site =
        Site::with(|settings| settings + "\n[server]\ntrusted_proxies = [\"127.0.0.1\"]\n").await;
    let who = site.colleague(RoleName::Owner).await;
    site.pass(HOUR);
    for email in ["nobody@team.example", who.email.as_str()] {
        let bad = site.visitor().header("x-forwarded-for", "192.0.2.1");
        for number in 0..10 {
            assert_eq!(fail(&site, &bad, email).await, 422, "failure {number}");
        }
        let soon = super::knock(&bad, email, PASSWORD).await;
        assert_eq!((soon.status, soon.header("retry-after")), (429, "2"), "{email}");
        assert!(soon.body.contains("Please wait 2 seconds"), "{}", soon.body);
        site.pass(2 * SECOND);
        assert_eq!(super::knock(&bad, email, "not the password").await.status, 422);
        let soon = super::knock(&bad, email, PASSWORD).await;
        assert_eq!((soon.status, soon.header("retry-after")), (429, "4"), "{email}");
    }
    let elsewhere = site.visitor().header("x-forwarded-for", "198.51.100.7");
    assert_eq!(super::knock(&elsewhere, &who.email, PASSWORD).await.status, 303);
    let here = site.visitor().header("x-forwarded-for", "192.0.2.1");
    assert_eq!(super::knock(&here, &who.email, PASSWORD).await.status, 429);
    site.pass(4 * SECOND);
    assert_eq!(super::knock(&here, &who.email, PASSWORD).await.status, 303, "the time is over");

    // All is forgotten after a quarter of an hour.
    site.pass(15 * MINUTE);
    for number in 0..10 {
        assert_eq!(fail(&site, &here, &who.email).await, 422, "failure {number} anew");
    }
    // And at once by whoever proves who they are.
    site.pass(30 * SECOND);
    assert_eq!(super::knock(&here, &who.email, PASSWORD).await.status, 303);
    assert!(is_in(&show_code(&here, &site.code(&who.secret)).await));
    assert_eq!(fail(&site, &here, &who.email).await, 422);
    assert_eq!(super::knock(&here, &who.email, PASSWORD).await.status, 303, "failures count on");
}

/// S9: the same for codes: at the door and at a desk that somebody left open.
#[tokio::test]
async fn guessing_at_codes_gets_slower() {
    let site = Site::demo().await;
    let who = site.colleague(RoleName::Owner).await;
    let wrong = [("password", PASSWORD), ("code", "000000")];
    for number in 0..5 {
        let tried = who.browser.post("/desk/account/confirm", &wrong).await;
        assert_eq!(tried.status, 422, "{number}");
    }
    let browser = half_way(&site, &who, PASSWORD).await;
    for number in 0..5 {
        assert_eq!(show_code(&browser, "000000").await.status, 422, "{number}");
        site.pass(SECOND);
    }
    let again = half_way(&site, &who, PASSWORD).await;
    assert_eq!(show_code(&again, "000000").await.status, 422);
    let now = site.code(&who.secret);
    let soon = show_code(&again, &now).await;
    assert_eq!((soon.status, soon.header("retry-after")), (429, "4"));
    let right = [("password", PASSWORD), ("code", now.as_str())];
    let soon = who.browser.post("/desk/account/confirm", &right).await;
    assert_eq!((soon.status, soon.header("retry-after")), (429, "4"));
    site.pass(4 * SECOND);
    assert!(is_in(&show_code(&again, &site.code(&who.secret)).await));
}
