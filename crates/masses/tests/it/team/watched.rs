//! What is seen of the team's doings: mails that carry links, and the journal.

use kit::web::RoleName;
use masses::ground::mail::Kind;

use super::{
    MINUTE, SECOND, act, done, half_way, invite, knock, listed, show_code, show_recovery, sign_in,
};
use crate::colleague::{PASSWORD, token};
use crate::site::{Colleague, Reply, Site, Visitor};

/// A mail server that nobody runs: what is written waits in the outbox.
const SMTP: &str = "\n[mail.smtp]\nhost = \"127.0.0.1\"\nport = 9\ntls = \"none\"\n\
    provider = \"Example Post GmbH\"\ncountry = \"AT\"\n\
    contract = \"Data processing agreement of 1 March 2026\"\n";

/// The first link of the desk in a text, if there is one.
fn link_in(text: &str) -> Option<String> {
    let from = ["/desk/join/", "/desk/reset/"].iter().find_map(|start| text.find(start))?;
    let end = text[from..].find(|c: char| !c.is_ascii_alphanumeric() && !"-_/".contains(c));
    Some(text[from..][..end.unwrap_or(text.len() - from)].to_owned())
}

/// S28, S31: a link in a mail is for whoever the mail is for. The desk shows it only while nothing
/// sends mail, only to an owner who asks for it, and the journal says who did.
#[tokio::test]
async fn a_link_in_a_mail_is_masked() {
    let mut site = Site::with(|settings| settings + SMTP).await;
    let (mails, owner_session, privacy_session) = {
        let owner = site.member(RoleName::Owner).await;
        let who = site.colleague(RoleName::Privacy).await;
        let fields = [("role", "agent"), ("email", "ida@team.example")];
        let invited = owner.post("/desk/team/invite", &fields).await;
        assert_eq!(invited.header("location"), "/desk/team?done=team-invited");
        done(&site, &owner, &who.email, "reset", &[]).await;
        let all = site.ground().mail.list(None, None, 10).await.unwrap();
        let mails: Vec<String> = all
            .iter()
            .filter(|mail| matches!(mail.kind, Kind::Invitation | Kind::Reset))
            .map(|mail| mail.id.clone())
            .collect();
        assert_eq!(mails.len(), 2);
        for id in &mails {
            let page = owner.get(&format!("/desk/system/mail/{id}")).await;
            assert_masked(&page);
            assert!(!page.body.contains("/reveal"), "it is offered while a server is set");
            let shown = owner.post(&format!("/desk/system/mail/{id}/reveal"), &[]).await;
            assert_eq!(shown.status, 403);
            assert_eq!(link_in(&shown.body), None);
        }
        let session = |browser: &Visitor<'_>| browser.cookie("session").unwrap();
        (mails, session(&owner), session(&who.browser))
    };
    site.stop().await;
    site.edit(|settings| settings.replace(SMTP, ""));
    site.start().await;
    let (owner, privacy) = (site.visitor(), site.visitor());
    owner.keep("session", &owner_session);
    privacy.keep("session", &privacy_session);
    for (number, id) in mails.iter().enumerate() {
        let (path, reveal) =
            (format!("/desk/system/mail/{id}"), format!("/desk/system/mail/{id}/reveal"));
        assert_masked(&owner.get(&path).await);
        assert!(owner.get(&path).await.body.contains(&reveal), "it is not offered");
        assert_eq!(revealed(&owner).await, number, "looking at the page is noted");
        assert_eq!(privacy.get(&path).await.status, 403);
        assert_eq!(privacy.post(&reveal, &[]).await.status, 403);
        let shown = owner.post(&reveal, &[]).await;
        let link = link_in(&shown.body).expect("no link in the mail that is shown");
        assert_eq!(shown.header("cache-control"), "no-store");
        assert_eq!(revealed(&owner).await, number + 1, "it is not noted");
        assert_masked(&owner.get(&path).await);
        let exchange = if link.contains("join") { "/desk/join" } else { "/desk/reset" };
        let followed = site.visitor().post(exchange, &[("token", token(&link))]).await;
        assert_eq!(followed.status, 303, "the link is not the one");
    }
    assert_eq!(owner.post("/desk/system/mail/none/reveal", &[]).await.status, 404);
}

fn assert_masked(page: &Reply) {
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(page.body.contains("its text is not shown"), "{}", page.body);
    assert_eq!(link_in(&page.body), None, "{}", page.body);
}

/// How often the journal says that somebody looked at a secret link.
async fn revealed(owner: &Visitor<'_>) -> usize {
    let journal = owner.get("/desk/journal").await.body;
    journal.matches("Looked at a mail with a secret link").count()
}

/// The lines of the journal's page, oldest first: who, what and how, on whom.
fn lines(page: &Reply) -> Vec<(String, String)> {
    let cell = |row: &str, label: &str| {
        let (_, rest) = row.split_once(&format!("<td data-label=\"{label}\">")).expect(label);
        let mut text = String::new();
        for part in rest.split("</td>").next().unwrap().split('<') {
            let part = part.split_once('>').map_or(part, |(_, text)| text);
            text.push_str(part);
        }
        text.trim().to_owned()
    };
    let rows: Vec<&str> = page.body.split("<tr><th scope=\"row\">").skip(1).collect();
    rows.iter().rev().map(|row| (cell(row, "Who"), cell(row, "What"))).collect()
}

/// Compares lines with what is expected, one moment after the other. What one act writes at the
/// same millisecond has no order of its own.
fn assert_said(found: &[(&str, &str)], expected: &[&[(&str, &str)]]) {
    let mut left = found;
    for moment in expected {
        assert!(left.len() >= moment.len(), "{moment:?} is missing in {found:#?}");
        let (now, later) = left.split_at(moment.len());
        let (mut now, mut moment) = (now.to_vec(), moment.to_vec());
        now.sort_unstable();
        moment.sort_unstable();
        assert_eq!(now, moment, "in {found:#?}");
        left = later;
    }
    assert_eq!(left, [], "besides");
}

/// Everything a team does in an afternoon.
async fn busy(site: &Site, owner: &Visitor<'_>) -> (String, String) {
    let link = invite(site, RoleName::Reader).await;
    site.pass(SECOND);
    let (email, now) = ("ida@team.example", site.clock.now());
    let who = Colleague::join(site.visitor(), &link, "Ida Immergrün", email, now).await;
    let browser = half_way(site, &who, PASSWORD).await;
    show_code(&browser, "000000").await;
    site.pass(SECOND);
    show_recovery(&browser, &who.codes[0]).await;
    site.pass(SECOND);
    browser.post("/desk/sign-out", &[]).await;
    for email in [email, "nobody@team.example"] {
        site.pass(SECOND);
        knock(&site.visitor(), email, "not the password").await;
    }
    site.pass(SECOND);
    owner.post("/desk/team/invite", &[("role", "agent")]).await;
    for what in ["role", "end-sessions", "disable", "enable"] {
        site.pass(SECOND);
        let fields = [("role", "privacy")];
        done(site, owner, email, what, &fields).await;
    }
    site.pass(SECOND);
    act(site, owner, email, "reset", &[]).await;
    (listed(site, email).await.id, who.email)
}

/// S32: whoever did something, the journal says so, in order: refused sign-ins too. It names
/// nobody who is not of the team, and verifies.
#[tokio::test]
async fn the_journal_has_what_was_done() {
    let site = Site::demo().await;
    let owner = site.colleague(RoleName::Owner).await;
    let privacy = site.member(RoleName::Privacy).await;
    site.pass(SECOND);
    let (id, email) = busy(&site, &owner.browser).await;
    let page = privacy.get("/desk/journal").await;
    let said = lines(&page);
    let found: Vec<(&str, &str)> = said
        .iter()
        .map(|(who, what)| (who.as_str(), what.as_str()))
        .skip_while(|(_, what)| *what != "Invited somebody to the team role: reader")
        .collect();
    let (ida, eva, visitor) = ("Ida Immergrün", "Test owner", "A visitor");
    let by_command = "At the command line";
    let expected: &[&[(&str, &str)]] = &[
        &[(by_command, "Invited somebody to the team role: reader")],
        &[(ida, "Joined the team role: reader"), (ida, "Signed in")],
        &[(visitor, "A sign-in was refused why: code")],
        &[(ida, "Signed in"), (ida, "Signed in with a recovery code")],
        &[(ida, "Signed out")],
        &[(visitor, "A sign-in was refused why: password")],
        &[(visitor, "A sign-in was refused why: password")],
        &[(eva, "Invited somebody to the team role: agent")],
        &[(eva, "Changed a role from: reader, to: privacy")],
        &[(eva, "Ended a session")],
        &[(eva, "Disabled an account")],
        &[(eva, "Enabled an account")],
        &[(eva, "Reset somebody’s way in what: password")],
    ];
    assert_said(&found, expected);
    for personal in [email.as_str(), "nobody@team.example", "not the password"] {
        assert!(!page.body.contains(personal), "{personal} stands in the journal");
    }

    let of_ida = lines(&privacy.get(&format!("/desk/journal?member={id}")).await);
    assert_eq!(of_ida.len(), 5);
    assert!(of_ida.iter().all(|(who, _)| who == ida), "{of_ida:?}");
    let person = listed(&site, &owner.email).await.person;
    let about_owner = lines(&privacy.get(&format!("/desk/journal?person={person}")).await);
    let mut about_owner: Vec<&str> = about_owner.iter().map(|(_, what)| what.as_str()).collect();
    about_owner.sort_unstable();
    assert_eq!(about_owner, ["Joined the team role: owner", "Signed in"]);

    for sealed in [false, true] {
        let verified = privacy.post("/desk/journal/verify", &[]).await;
        assert!(verified.body.contains("The journal is sound."), "{}", verified.body);
        let none_left = verified.body.contains("; 0 are not sealed yet");
        assert_eq!(none_left, sealed, "{}", verified.body);
        site.pass(10 * MINUTE);
        site.work().await;
    }
}

/// S32: what a member changes about their own way in is there too.
#[tokio::test]
async fn the_journal_has_what_members_change() {
    let site = Site::demo().await;
    let who = site.colleague(RoleName::Owner).await;
    let other = sign_in(&site, &who).await;
    let before = lines(&other.get("/desk/journal").await).len();
    let password = [("password_again", PASSWORD), ("password", "seven herons under a bridge")];
    let email = [("email", "moved@team.example")];
    let name = [("name", "Ida Immergrün")];
    for (what, fields) in [
        ("password", &password[..]),
        ("email", &email),
        ("codes", &[]),
        ("name", &name),
        ("second-factor/new", &[]),
    ] {
        site.pass(SECOND);
        other.post(&format!("/desk/account/{what}"), fields).await;
    }
    let page = other.get("/desk/account/second-factor").await;
    let code = site.code(&crate::site::secret(&page.body));
    assert_eq!(other.post("/desk/account/second-factor", &[("code", &code)]).await.status, 303);
    let said = lines(&other.get("/desk/journal").await);
    let acts: Vec<&str> = said[before..].iter().map(|(_, what)| what.as_str()).collect();
    assert_eq!(
        acts,
        [
            "Changed a password",
            "Corrected somebody’s data what: address",
            "Changed a second factor what: recovery-codes",
            "Corrected somebody’s data what: name",
            "Changed a second factor",
        ]
    );
    assert!(said[before..].iter().all(|(who, _)| who == "Ida Immergrün"), "{said:?}");
}
