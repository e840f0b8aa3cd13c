//! `/desk/system`: what the program does by itself, and what keeps it from doing it.

use kit::web::RoleName;
use masses::ground::people::HandleKind;

use crate::site::Site;

const NORA: &str = "nora@nachtigall.example";

/// The demo with a mail server at a port where nobody listens.
pub async fn with_deaf_server() -> (Site, u16) {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let smtp = format!(
        "\n[mail.smtp]\nhost = \"127.0.0.1\"\nport = {port}\ntls = \"none\"\n\
         provider = \"Example Post GmbH\"\ncountry = \"AT\"\ncontract = \"of 1 March 2026\"\n"
    );
    (Site::with(|settings| settings + &smtp).await, port)
}

/// P28: whoever wants nothing of theirs used is not read in the outbox either, and the page is
/// there all the same.
#[tokio::test]
async fn a_mail_of_somebody_who_said_no_is_listed_and_not_read() {
    let site = Site::demo().await;
    site.write(NORA, "A question").await;
    let ground = site.ground();
    let nora = ground.people.keys().find(HandleKind::Address, NORA).await.unwrap().unwrap();
    let mails = ground.mail.list(None, None, 10).await.unwrap();
    let mail = mails.iter().find(|mail| mail.person == nora).unwrap();
    let path = format!("/desk/system/mail/{}", mail.id);
    let owner = site.member(RoleName::Owner).await;
    assert!(owner.get(&path).await.body.contains(NORA));
    for (act, purpose, shown) in [
        ("restrict", "", "(restricted)"),
        ("object", "inquiries.answer", "(not shown: they have objected)"),
        ("object", "mail.deliver", "(not shown: they have objected)"),
    ] {
        let act = format!("/desk/people/{nora}/{act}");
        let said = [("step", "no"), ("purpose", purpose)];
        assert_eq!(owner.post(&act, &said).await.status, 303);
        for path in ["/desk/system", &path] {
            let page = owner.get(path).await;
            assert_eq!(page.status, 200, "{path} {purpose}");
            assert!(page.body.contains(shown) && !page.body.contains(NORA), "{}", page.body);
        }
        let lift = [("step", "lift"), ("purpose", purpose)];
        assert_eq!(owner.post(&act, &lift).await.status, 303);
        assert!(owner.get(&path).await.body.contains(NORA));
    }
}

/// F8: mails that wait say why, since when and for which server.
#[tokio::test]
async fn the_desk_says_that_the_mail_server_cannot_be_reached() {
    let (site, port) = with_deaf_server().await;
    let owner = site.member(RoleName::Owner).await;
    let down = "The mail server cannot be reached or used.";
    assert!(!owner.get("/desk/system").await.body.contains(down));
    site.write(NORA, "A question").await;
    site.work().await;
    let page = owner.get("/desk/system").await.body;
    assert!(page.contains(down), "{page}");
    let reason = format!("127.0.0.1:{port} – no connection – since 2 March 2026");
    assert!(page.contains(&reason) && page.contains("the next try is on 2 March"), "{page}");
    assert!(page.contains("</span> no connection</span>"), "the row does not say why: {page}");
}

/// F8: what does not stop the site is said by its health all the same, without a name.
#[tokio::test]
async fn health_says_what_to_look_at() {
    let (site, port) = with_deaf_server().await;
    let ready = async || {
        let health = site.visitor().get("/health/ready").await;
        assert_eq!(health.status, 200, "{}", health.body);
        health.body
    };
    site.work().await;
    assert!(ready().await.contains("\"attention\":[]"));
    site.write(NORA, "A question").await;
    site.work().await;
    site.pass(60_000);
    let health = ready().await;
    assert!(health.contains("mail: some cannot be handed over"), "{health}");
    assert!(health.contains("\"mail_queue_age_seconds\":60"), "{health}");
    assert!(!health.contains(&port.to_string()) && !health.contains(NORA), "{health}");

    // A job that really fails: where its folder was, there is a file.
    let logs = site.data().join("logs");
    std::fs::remove_dir_all(&logs).unwrap();
    std::fs::write(&logs, "no folder").unwrap();
    site.pass(crate::site::DAY);
    site.work().await;
    let health = ready().await;
    assert!(health.contains("job access-log: failed"), "{health}");
    let page = site.member(RoleName::Owner).await.get("/desk/system").await.body;
    assert!(page.contains("failed once") || page.contains("failed 1"), "{page}");
}

/// A time that is over is no time at which a job runs next.
#[tokio::test]
async fn a_job_says_when_it_runs_next() {
    let site = Site::demo().await;
    let owner = site.member(RoleName::Owner).await;
    site.work().await;
    site.pass(60_000);
    let page = owner.get("/desk/system").await.body;
    let row = |job: &str| {
        let (_, row) = page.split_once(&format!("title=\"{job}\"")).unwrap();
        row.split("</tr>").next().unwrap().to_owned()
    };
    let mail = row("mail");
    assert!(mail.contains("not yet") && mail.contains("when there is something to do"), "{mail}");
    assert!(!mail.contains("good"), "{mail}");
    let sweep = row("sweep");
    assert!(sweep.contains("good") && !sweep.contains("something to do"), "{sweep}");
}
