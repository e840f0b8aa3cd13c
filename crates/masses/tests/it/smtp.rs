//! Mail through a real server: what arrives, and with which headers.

mod faults;
pub mod line;

use kit::web::RoleName;
use masses::ground::journal::Actor;
use masses::ground::mail::{Kind, Listed, State};
use masses::rooms::policy;

use crate::postfix::{Mail, Postfix};
use crate::site::{Reply, Site, Visitor, contact};

const NORA: &str = "nora@nachtigall.example";
/// What breaks mail that was put together carelessly: an SMTP conversation that seems to end,
/// lines that look like headers or mailboxes, a line longer than SMTP allows, signs of all kinds.
const TRICKY: &str = "Grüße aus Überlingen, 🐦!\n.\n..\n.leading\nMAIL FROM:<evil@example.net>\n\
    From the start\nBcc: evil@example.net\n\tindented\n> quoted\n\nLine\nend";

async fn site_with(postfix: &Postfix) -> Site {
    Site::with(|settings| settings + &postfix.settings()).await
}

/// Somebody writes through the form at this path, calmly, and these fields differ.
async fn send(site: &Site, path: &str, fields: &[(&str, &str)]) -> Reply {
    let visitor = site.visitor();
    let form = visitor.get(path).await;
    site.pass(40_000);
    let mut filled = contact(&form, NORA, "Hello there");
    for field in &mut filled {
        if let Some((_, value)) = fields.iter().find(|(name, _)| *name == field.0) {
            field.1 = value;
        }
    }
    visitor.post(path, &filled).await
}

/// The path of the newest thread.
async fn thread(agent: &Visitor<'_>) -> String {
    let list = agent.get("/desk/inquiries").await.body;
    let (_, rest) = list.split_once("class=\"list__link\" href=\"").expect("the list is empty");
    rest.split('"').next().unwrap().to_owned()
}

async fn answer(site: &Site, agent: &Visitor<'_>, path: &str, text: &str) {
    let page = agent.get(path).await;
    let fields = [("text", text), ("key", page.hidden("key")), ("seen", page.hidden("seen"))];
    site.pass(1_000);
    let answered = agent.post(&format!("{path}/answer"), &fields).await;
    assert_eq!(answered.status, 303, "{}", answered.body);
    site.work().await;
}

async fn outbox(site: &Site, state: State, kind: Kind) -> Vec<Listed> {
    let all = site.ground().mail.list(Some(state), None, 100).await.unwrap();
    all.into_iter().filter(|mail| mail.kind == kind).collect()
}

/// What is true of every mail: one sender, one recipient, who is the one it was delivered to, and
/// nothing that goes to anybody else (S5).
fn check_frame(mail: &Mail, to: &str) {
    assert_eq!(mail.header("From"), "Masses <hello@example.org>");
    assert_eq!(mail.header("Return-Path"), "<hello@example.org>");
    assert_eq!((mail.header("To").as_str(), mail.envelope_to().as_str()), (to, to), "{mail:?}");
    for name in ["Cc", "Bcc", "Reply-To", "Sender", "X-Mailer", "User-Agent"] {
        assert!(mail.headers(name).is_empty(), "{name} in {mail:?}");
    }
    assert_eq!(mail.header("MIME-Version"), "1.0");
    assert_eq!(mail.header("Content-Type"), "text/plain; charset=utf-8");
    let id = mail.header("Message-ID");
    assert!(id.starts_with('<') && id.ends_with("@example.org>"), "{id}");
    assert!(mail.raw.lines().all(|line| line.len() <= 998), "a line too long for SMTP: {mail:?}");
    mail.header("Date");
}

fn to<'a>(mails: &'a [Mail], address: &str) -> Vec<&'a Mail> {
    mails.iter().filter(|mail| mail.envelope_to() == address).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_acknowledged_without_telling_others_what_it_says() {
    let postfix = Postfix::start();
    let site = Site::with(|settings| {
        let topic = "de = \"Fördermitgliedschaft für Überzeugte, Größere und Übermütige\"";
        settings.replace("de = \"Mitgliedschaft\"", topic) + &postfix.settings()
    })
    .await;
    let thanks = send(&site, "/de/contact", &[("message", TRICKY)]).await;
    let reference = thanks.reference().to_owned();
    site.work().await;
    let mails = postfix.mails(2).await;
    let agent = site.member(RoleName::Agent).await;
    let path = thread(&agent).await;

    let [ack] = to(&mails, NORA)[..] else { panic!("{mails:#?}") };
    check_frame(ack, NORA);
    assert_eq!(ack.header("Auto-Submitted"), "auto-replied");
    assert_eq!(ack.subject(), format!("Ihre Nachricht ist angekommen [{reference}]"));
    assert!(ack.text().contains("Fördermitgliedschaft für Überzeugte"), "{ack:?}");
    // Whoever types another's address cannot send them a text of their own through the site.
    for typed in ["Grüße", "Überlingen", ".leading"] {
        assert!(!ack.text().contains(typed), "{typed} in the acknowledgement: {ack:?}");
    }
    assert!(ack.headers("In-Reply-To").is_empty() && ack.headers("References").is_empty());
    let inquiry = path.rsplit('/').next();
    assert_eq!(site.ground().mail.thread_of(&ack.header("Message-ID")).as_deref(), inquiry);

    let [note] = to(&mails, "hello@example.org")[..] else { panic!("{mails:#?}") };
    check_frame(note, "hello@example.org");
    assert_eq!(note.header("Auto-Submitted"), "auto-generated");
    assert_eq!(note.subject(), "A new inquiry: Membership");
    assert!(note.text().contains(&path), "no link to the desk: {note:?}");
    for personal in [NORA, "Nora", "Nachtigall", "nachtigall", "Grüße", "Line", &reference] {
        let shown = format!("{}\n{}\n{}", note.raw, note.subject(), note.text());
        assert!(!shown.contains(personal), "{personal} in the notification: {note:?}");
    }
    assert_eq!(site.ground().mail.thread_of(&note.header("Message-ID")), None);
    assert_ne!(ack.header("Message-ID"), note.header("Message-ID"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_arrives_as_it_was_typed() {
    let postfix = Postfix::start();
    let site = Site::with(|settings| {
        let topic = "de = \"Fördermitgliedschaft für Überzeugte, Größere und Übermütige\"";
        settings.replace("de = \"Mitgliedschaft\"", topic) + &postfix.settings()
    })
    .await;
    let thanks = send(&site, "/de/contact", &[("message", TRICKY)]).await;
    let reference = thanks.reference().to_owned();
    let agent = site.member(RoleName::Agent).await;
    let path = thread(&agent).await;
    let text =
        format!("{TRICKY}\n\n{}\nÜber uns: http://127.0.0.1:8080/de/about", "lang ".repeat(400));
    answer(&site, &agent, &path, &text).await;
    let mails = postfix.mails(3).await;
    let all = to(&mails, NORA);
    let first = all.iter().find(|mail| mail.headers("Auto-Submitted").is_empty()).unwrap();
    check_frame(first, NORA);
    let topic = "Fördermitgliedschaft für Überzeugte, Größere und Übermütige";
    assert_eq!(first.subject(), format!("Re: {topic} [{reference}]"));
    let (typed, rest) =
        first.text().split_once("\n\nAm ").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    assert_eq!(typed, text.trim_end());
    let quoted: Vec<String> =
        TRICKY.lines().map(|line| format!("> {line}").trim_end().to_owned()).collect();
    assert_eq!(rest.trim_end().split_once(":\n").unwrap().1, quoted.join("\n"));
    let inquiry = path.rsplit('/').next();
    assert_eq!(site.ground().mail.thread_of(&first.header("Message-ID")).as_deref(), inquiry);
    assert!(
        agent.get(&path).await.body.contains(">Sent<"),
        "the desk does not say that it is sent"
    );

    answer(&site, &agent, &path, "One thing more.").await;
    let mails = postfix.mails(4).await;
    let second = mails.iter().find(|mail| mail.text().starts_with("One thing more.")).unwrap();
    check_frame(second, NORA);
    assert_eq!(second.header("In-Reply-To"), first.header("Message-ID"));
    assert!(second.header("References").ends_with(&first.header("Message-ID")), "{second:?}");
    assert_ne!(second.header("Message-ID"), first.header("Message-ID"));
}

/// Whoever reads mail by conversations sees one: the answer refers to the acknowledgement.
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_stands_in_one_conversation_with_the_acknowledgement() {
    let postfix = Postfix::start();
    let site = site_with(&postfix).await;
    send(&site, "/contact", &[]).await;
    let agent = site.member(RoleName::Agent).await;
    answer(&site, &agent, &thread(&agent).await, "Gladly.").await;
    let mails = postfix.mails(3).await;
    let ack = mails.iter().find(|mail| mail.headers("Auto-Submitted") == ["auto-replied"]).unwrap();
    let answer = mails.iter().find(|mail| mail.headers("Auto-Submitted").is_empty()).unwrap();
    assert_eq!(answer.headers("In-Reply-To"), [ack.header("Message-ID")], "{answer:?}");
    assert_eq!(answer.headers("References"), [ack.header("Message-ID")], "{answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn suspected_spam_gets_no_mail() {
    let postfix = Postfix::start();
    let site = site_with(&postfix).await;
    let held = send(&site, "/contact", &[("website", "http://spam.example")]).await;
    assert!(held.body.contains("No confirmation mail was sent"), "{}", held.body);
    site.work().await;
    assert_eq!(send(&site, "/contact", &[("email", "other@example.net")]).await.status, 200);
    site.work().await;
    // The team is told that something waits, and of the other message, which is acknowledged.
    let mails = postfix.mails(3).await;
    assert!(to(&mails, NORA).is_empty(), "{mails:#?}");
}

/// S5: nobody writes a header or a recipient through a form.
#[tokio::test(flavor = "multi_thread")]
async fn injected_headers_arrive_nowhere() {
    let postfix = Postfix::start();
    let site = site_with(&postfix).await;
    let evil = "evil@example.net";
    let addresses = [
        "nora@nachtigall.example\r\nBcc: evil@example.net",
        "nora@nachtigall.example\nRCPT TO:<evil@example.net>",
        "nora@nachtigall.example%0d%0aBcc:evil@example.net\r\n",
        "nora@nachtigall.example,evil@example.net",
        "nora@nachtigall.example evil@example.net",
        "<evil@example.net>nora@nachtigall.example",
        "\"nora@nachtigall.example\" <evil@example.net>",
        "nora@nachtigall.example>\r\nRCPT TO:<evil@example.net",
        "nora@nachtigall.example\u{2028}Bcc: evil@example.net",
        "nora@nachtigall.example\u{85}Bcc: evil@example.net",
        "\"nora\r\nBcc: evil@example.net\"@nachtigall.example",
        "@evil.example:nora@nachtigall.example",
    ];
    for address in addresses {
        let reply = send(&site, "/contact", &[("email", address)]).await;
        assert_eq!(reply.status, 422, "{address:?} was taken");
    }
    let reply = send(&site, "/contact", &[("topic", "membership\r\nBcc: evil@example.net")]).await;
    assert_eq!(reply.status, 422);
    let reply = send(&site, "/contact", &[("name", "Nora\r\nBcc: evil@example.net")]).await;
    assert_eq!(reply.status, 422);
    site.work().await;
    // What is no header may hold anything, and stays text.
    let text = "\r\n.\r\nMAIL FROM:<hello@example.org>\r\nRCPT TO:<evil@example.net>\r\nDATA\r\n\
                Bcc: evil@example.net\n\n.\n\rBcc: evil@example.net\r.\rQUIT";
    assert_eq!(send(&site, "/contact", &[("message", text)]).await.status, 200);
    site.work().await;
    let agent = site.member(RoleName::Agent).await;
    answer(&site, &agent, &thread(&agent).await, text).await;
    let mails = postfix.mails(3).await;
    assert!(to(&mails, evil).is_empty(), "{mails:#?}");
    assert_eq!(to(&mails, NORA).len(), 2);
    for mail in &mails {
        check_frame(mail, &mail.envelope_to());
    }
}

/// What waits for the policy to name the mail server goes out when it does.
#[tokio::test(flavor = "multi_thread")]
async fn a_mail_that_waits_for_the_policy_goes_with_it() {
    let postfix = Postfix::start();
    let mut site = Site::demo().await;
    let with = postfix.settings();
    site.edit(|settings| settings + &with);
    site.restart().await;
    send(&site, "/contact", &[]).await;
    site.work().await;
    let waiting = outbox(&site, State::Queued, Kind::Acknowledgement).await;
    assert_eq!(waiting[0].last_error.as_deref(), Some("unnamed"));
    policy::publish(site.ground(), None, Actor::Command).await.unwrap();
    site.ground().generations.look().await.unwrap();
    site.pass(2_000);
    site.work().await;
    assert_eq!(to(&postfix.mails(2).await, NORA).len(), 1);
}
