//! What may be spam: the team learns that it waits, and nobody is filled with mails about it.

use kit::web::RoleName;
use masses::ground::mail::{Kind, Listed};

use crate::http::Visitor;
use crate::site::{DAY, Site, contact};

/// A machine fills the form.
async fn spam(site: &Site, text: &str) {
    let visitor = site.visitor();
    let form = visitor.get("/contact").await;
    site.pass(60_000);
    let mut fields = contact(&form, "bot@example.org", text);
    fields.retain(|(name, _)| *name != "website");
    fields.push(("website", "http://spam.example"));
    assert_eq!(visitor.post("/contact", &fields).await.status, 200);
}

async fn notes(site: &Site) -> Vec<Listed> {
    let mut mails = site.ground().mail.list(None, None, 500).await.unwrap();
    mails.retain(|mail| mail.kind == Kind::Notification && mail.purpose == "inquiries.guard");
    mails
}

/// How many wait, as the desk's menu shows it.
async fn counted(agent: &Visitor<'_>) -> bool {
    let page = agent.get("/desk/account").await.body;
    let (_, link) = page.split_once("/desk/inquiries\"").unwrap();
    link.split("</a>").next().unwrap().contains("count")
}

/// The page says that somebody will look at it: so somebody has to know.
#[tokio::test]
async fn what_may_be_spam_is_told_once_a_day_until_somebody_looks() {
    let site = Site::demo().await;
    let agent = site.member(RoleName::Agent).await;
    assert!(!counted(&agent).await);
    for number in 0..3 {
        spam(&site, &format!("Buy the thing {number}")).await;
        site.work().await;
    }
    let told = notes(&site).await;
    assert_eq!(told.len(), 1, "one mail a day and mailbox");
    let mail = site.ground().mail.open(&told[0], site.clock.now()).await.unwrap();
    assert_eq!(mail.to, "hello@example.org");
    let body = mail.body.unwrap();
    assert!(body.contains("/desk/inquiries?state=spam"), "{body}");
    for personal in ["bot@", "Nora", "Nachtigall", "thing"] {
        assert!(!body.contains(personal) && !mail.subject.contains(personal), "{body}");
    }
    assert!(counted(&agent).await, "the menu does not show that something waits");

    site.pass(DAY + 3_600_000);
    site.work().await;
    let told = notes(&site).await;
    assert_eq!(told.len(), 2, "nobody has looked yet");
    let mail = site.ground().mail.open(&told[0], site.clock.now()).await.unwrap();
    assert_eq!(mail.subject, "3 messages wait for a look");

    let agent = site.member(RoleName::Agent).await;
    assert!(agent.get("/desk/inquiries?state=spam").await.body.contains("Buy the thing 2"));
    assert!(!counted(&agent).await, "somebody has looked");
    site.pass(2 * DAY);
    site.work().await;
    assert_eq!(notes(&site).await.len(), 2, "somebody has looked");
}
