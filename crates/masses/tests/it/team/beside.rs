//! The team through the command line, beside a program that serves them.

use std::fs;

use kit::clock::Clock;
use zip::ZipArchive;

use super::{inside, is_in, knock, show_code};
use crate::colleague::{Colleague, PASSWORD, code, secret, token};
use crate::program::Program;

const NEW: &str = "seven herons under a bridge";

/// The path of the link that a command printed.
fn path(printed: &str) -> String {
    let path = printed.trim().strip_prefix("http://127.0.0.1:8080");
    path.expect("no link of the site").to_owned()
}

async fn join<'a>(program: &'a Program, role: &str, email: &str) -> Colleague<'a> {
    let link = path(&program.run(&["team", "invite", "--role", role]).good());
    let now = Clock::system().now();
    Colleague::join(program.visitor(), &link, &format!("Test {role}"), email, now).await
}

/// A team of two: listed, one of them reset, with and without the second factor, and disabled;
/// each is true at once for the program that serves.
#[tokio::test]
async fn a_team_is_listed_reset_and_disabled() {
    let program = Program::serving().await;
    join(&program, "owner", "eva@team.example").await;
    let ida = join(&program, "agent", "ida@team.example").await;
    let list = program.run(&["team", "list"]).good();
    let lines: Vec<Vec<&str>> = list.lines().map(|one| one.split_whitespace().collect()).collect();
    let owner = ["owner", "active", "Test", "owner", "<eva@team.example>"];
    let agent = ["agent", "active", "Test", "agent", "<ida@team.example>"];
    assert_eq!(lines, [owner, agent]);

    let why = program.run(&["team", "disable", "eva@team.example"]).bad();
    assert!(why.contains("last active owner"), "{why}");

    // The address is found however it is typed.
    let first = path(&program.run(&["team", "reset", "Ida@Team.example"]).good());
    let factor = ["team", "reset", "ida@team.example", "--second-factor"];
    let last = path(&program.run(&factor).good());
    let browser = program.visitor();
    assert_eq!(browser.post("/desk/reset", &[("token", token(&first))]).await.status, 410);
    assert!(inside(&ida.browser).await);
    assert_eq!(browser.post("/desk/reset", &[("token", token(&last))]).await.status, 303);
    let on = browser.post("/desk/reset/password", &[("password", NEW)]).await;
    assert_eq!(on.header("location"), "/desk/join/second-factor");
    assert!(!inside(&ida.browser).await && !inside(&browser).await);
    let new = secret(&browser.get("/desk/join/second-factor").await.body);
    let now = code(&new, Clock::system().now());
    let joined = browser.post("/desk/join/second-factor", &[("code", &now)]).await;
    assert_eq!(joined.status, 200, "{}", joined.body);
    assert!(inside(&browser).await);
    assert_eq!(knock(&browser, "ida@team.example", PASSWORD).await.status, 422);

    let said = program.run(&["team", "disable", "ida@team.example"]).good();
    assert!(said.contains("ida@team.example can no longer sign in"), "{said}");
    assert!(!inside(&browser).await, "the session lives on");
    assert_eq!(knock(&browser, "ida@team.example", NEW).await.status, 422);
    assert!(!is_in(&show_code(&browser, &now).await));
    assert!(program.run(&["team", "list"]).good().contains("agent      disabled  Test agent"));
    let why = program.run(&["team", "reset", "ida@team.example"]).bad();
    assert!(why.contains("this member is disabled"), "{why}");
    assert_eq!(program.run(&["team", "disable", "ida@team.example"]).code, 1);
    program.run(&["journal", "verify"]).good();

    // S28: what was printed for the terminal is in no log.
    let logged = program.log() + &program.printed();
    for secret in [token(&last), "eva@team.example", "ida@team.example", NEW, PASSWORD] {
        assert!(!logged.contains(secret), "{secret} is logged");
    }
}

/// Article 15 for the team: a member gets what is held about them, without what would let
/// somebody in, and together with what they wrote as a visitor.
#[tokio::test]
async fn a_member_is_exported_with_what_they_wrote() {
    let program = Program::serving().await;
    let email = "olga@organisation.example";
    let who = join(&program, "owner", email).await;
    let text = "The heron stands in the reeds";
    for wrote in [false, true] {
        if wrote {
            let key = program.key().await;
            assert_eq!(program.write(&key, email, text).await.unwrap().status, 200);
        }
        let file = program.root().join(format!("olga-{wrote}.zip"));
        program.run(&["person", "export", email, "-o", file.to_str().unwrap()]).good();
        let mut zip = ZipArchive::new(fs::File::open(&file).unwrap()).unwrap();
        let json = std::io::read_to_string(zip.by_name("data.json").unwrap()).unwrap();
        for part in ["Test owner", email, "member_session", "signed_in_at"] {
            assert!(json.contains(part), "{part}: {json}");
        }
        for part in ["argon2", &who.secret, "totp\"", "password"] {
            assert!(!json.contains(part), "{part}: {json}");
        }
        assert_eq!(json.contains(text), wrote, "{json}");
    }
    let page = who.browser.get("/desk/journal").await;
    assert!(page.body.contains("Exported"), "{}", page.body);
}

/// Where the site's own address leads to another port, the start says what does not work.
#[tokio::test]
async fn an_address_that_leads_elsewhere_is_warned_of() {
    let mut program = Program::serving().await;
    let here = format!("http://{}", program.address());
    let printed = program.printed();
    let warning = printed.find("WARNING").expect(&printed);
    assert!(warning < printed.find("/desk/join/").unwrap(), "{printed}");
    for part in [format!("url = \"{here}\""), format!("MASSES_SITE__URL={here}")] {
        assert!(printed.contains(&part), "{part}: {printed}");
    }
    program.stop().await;
}
