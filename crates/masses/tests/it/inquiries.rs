//! The contact form and what comes of it, through HTTP.

use kit::web::RoleName;

use crate::site::{DAY, Site, contact, contains};

#[tokio::test]
pub async fn a_message_arrives_is_answered_and_waits_in_the_outbox() {
    let site = Site::demo().await;
    let thanks = site.write("nora@nachtigall.example", "May I join, please?").await;
    assert_eq!(thanks.status, 200, "{}", thanks.body);
    let reference = thanks.reference().to_owned();

    let agent = site.member(RoleName::Agent).await;
    let list = agent.get("/desk/inquiries").await;
    assert!(list.body.contains("Nora Nachtigall") && list.body.contains("May I join, please?"));
    let path = thread_path(&list.body);
    let thread = agent.get(&path).await;
    assert!(thread.body.contains(&reference) && thread.body.contains("nora@nachtigall.example"));

    let fields = [
        ("text", "Yes, gladly."),
        ("key", thread.hidden("key")),
        ("seen", thread.hidden("seen")),
        ("close", "on"),
    ];
    let answered = agent.post(&format!("{path}/answer"), &fields).await;
    assert_eq!(answered.status, 303, "{}", answered.body);
    let told = agent.get(answered.header("location")).await.body;
    assert!(told.contains("waits in the outbox until a mail server is set up."), "{told}");
    let again = agent.post(&format!("{path}/answer"), &fields).await;
    assert_eq!(again.status, 303, "the same answer twice is one answer: {}", again.body);
    let thread = agent.get(&path).await;
    assert_eq!(thread.body.matches("Yes, gladly.").count(), 1, "{}", thread.body);
    let closed = agent.get("/desk/inquiries?state=closed").await;
    assert!(closed.body.contains("Nora Nachtigall"));
    let mails = site.ground().mail.list(None, None, 50).await.unwrap();
    assert_eq!(mails.len(), 3, "acknowledgement, notification, answer");
}

fn thread_path(list: &str) -> String {
    let (_, rest) = list.split_once("class=\"list__link\" href=\"").expect("the list is empty");
    rest.split('"').next().unwrap().to_owned()
}

/// What is written from right to left stands so, in the form and in the inbox.
#[tokio::test]
async fn a_message_reads_in_the_direction_of_its_script() {
    let site = Site::demo().await;
    let form = site.visitor().get("/contact").await.body;
    let tag = |name: &str| {
        let (before, after) = form.split_once(&format!("name=\"{name}\"")).unwrap();
        let (start, _) = before.rsplit_once('<').map(|(_, tag)| (tag, ())).unwrap();
        format!("{start} {}", after.split('>').next().unwrap())
    };
    assert!(tag("name").contains("dir=\"auto\"") && tag("message").contains("dir=\"auto\""));
    assert!(tag("email").contains("dir=\"ltr\""), "an address is written from left to right");
    site.write("nora@nachtigall.example", "\u{634}\u{6a9}\u{631}\u{627}").await;
    let agent = site.member(RoleName::Agent).await;
    let list = agent.get("/desk/inquiries").await.body;
    assert!(list.contains("<bdi>\u{634}") && list.contains("<bdi>Nora Nachtigall</bdi>"), "{list}");
    let thread = agent.get(&thread_path(&list)).await.body;
    assert!(thread.contains("<div class=\"message__text\" dir=\"auto\">\u{634}"), "{thread}");
    assert!(thread.contains("<bdi>Nora Nachtigall</bdi>"), "{thread}");
}

/// Where the settings name no topic, the one that there is has words in each language.
#[tokio::test]
async fn the_one_topic_of_a_site_without_topics_has_words() {
    let site = Site::with(|settings| {
        let (before, rest) = settings.split_once("topics = [").unwrap();
        format!("{before}{}", rest.split_once("\n]").unwrap().1)
    })
    .await;
    let visitor = site.visitor();
    for (path, words) in [("/contact", "Something general"), ("/de/contact", "Etwas Allgemeines")] {
        let form = visitor.get(path).await;
        assert!(form.body.contains(&format!(">{words}</option>")), "{}", form.body);
        site.pass(60_000);
        let mut fields = contact(&form, "nora@nachtigall.example", "Hello");
        fields.retain(|(name, _)| *name != "topic");
        fields.push(("topic", "general"));
        assert_eq!(visitor.post(path, &fields).await.status, 200);
        let agent = site.member(RoleName::Agent).await;
        assert!(agent.get("/desk/inquiries").await.body.contains("Something general"));
    }
}

/// Beside the form stands how long it is kept, in whole years where it is.
#[tokio::test]
async fn the_form_says_how_long_a_message_is_kept() {
    let site = Site::demo().await;
    for (path, words) in [
        ("/contact", "one year after your inquiry was closed, at the latest 3 years after it came"),
        ("/de/contact", "ein Jahr nach Abschluss Ihrer Anfrage gelöscht, spätestens 3 Jahre"),
    ] {
        let page = site.visitor().get(path).await.body;
        assert!(page.contains(words) && page.contains("30 "), "{page}");
    }
}

/// F2, F12: the same form twice is one message; other content is another.
#[tokio::test]
async fn sending_twice_is_sending_once() {
    let site = Site::demo().await;
    let visitor = site.visitor();
    let form = visitor.get("/contact").await;
    site.pass(20_000);
    let first = visitor.post("/contact", &contact(&form, "a@example.org", "Hello there")).await;
    let second = visitor.post("/contact", &contact(&form, "a@example.org", "Hello there")).await;
    assert_eq!(first.reference(), second.reference());
    let other = visitor.post("/contact", &contact(&form, "a@example.org", "Hello again")).await;
    assert_ne!(first.reference(), other.reference());
    let agent = site.member(RoleName::Agent).await;
    let list = agent.get("/desk/inquiries").await;
    assert_eq!(list.body.matches("class=\"list__link\"").count(), 2);
}

/// Two at the same moment, with the same key.
#[tokio::test(flavor = "multi_thread")]
pub async fn sending_twice_at_once_is_sending_once() {
    let site = Site::demo().await;
    let visitor = site.visitor();
    let form = visitor.get("/contact").await;
    site.pass(20_000);
    let fields = contact(&form, "a@example.org", "Hello there");
    let (one, two, three) = tokio::join!(
        visitor.post("/contact", &fields),
        visitor.post("/contact", &fields),
        visitor.post("/contact", &fields)
    );
    assert_eq!(one.reference(), two.reference());
    assert_eq!(one.reference(), three.reference());
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_the_field_and_nothing_is_lost() {
    let site = Site::demo().await;
    let visitor = site.visitor();
    let form = visitor.get("/contact").await;
    site.pass(20_000);
    let long = "x".repeat(20_001);
    let bad = [
        (("email", ""), "please fill this in"),
        (("email", "nobody"), "please enter a complete address"),
        (("email", "a@example.org\r\nBcc: b@example.org"), "invisible characters"),
        (("name", "No\u{0}ra"), "invisible characters"),
        (("topic", "gossip"), "please choose one of these"),
        // A sentence after a question, not a colon.
        (("topic", ""), ">What is it about? Please choose one of these</a>"),
        (("email", ""), ">Your e-mail address: please fill this in</a>"),
        (("message", ""), "please fill this in"),
        (("message", long.as_str()), "at most"),
    ];
    for ((name, value), expected) in bad {
        let mut fields = contact(&form, "nora@example.org", "Kept & <safe>");
        for field in &mut fields {
            if field.0 == name {
                field.1 = value;
            }
        }
        let reply = visitor.post("/contact", &fields).await;
        assert_eq!(reply.status, 422, "{name}={value:.40}");
        assert!(reply.body.contains(expected), "{name}={value:.40}\n{}", reply.body);
        let kept = name == "message" || reply.body.contains("Kept &amp; &lt;safe&gt;");
        assert!(kept, "what was typed is lost: {}", reply.body);
    }
}

#[tokio::test]
async fn a_forged_or_old_key_keeps_the_text() {
    let site = Site::demo().await;
    let visitor = site.visitor();
    let form = visitor.get("/contact").await;
    site.pass(2 * DAY);
    let old = visitor.post("/contact", &contact(&form, "a@example.org", "A long letter")).await;
    assert_eq!(old.status, 422);
    assert!(old.body.contains("A long letter") && old.body.contains("open for a long time"));
    site.pass(20_000);
    let again = visitor.post("/contact", &contact(&old, "a@example.org", "A long letter")).await;
    assert_eq!(again.status, 200, "the new key in that page is good");
    let mut forged = contact(&old, "a@example.org", "A forged letter");
    for field in &mut forged {
        if field.0 == "key" {
            field.1 = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        }
    }
    let forged = visitor.post("/contact", &forged).await;
    assert_eq!(forged.status, 422);
    assert!(forged.body.contains("A forged letter"));
}

#[tokio::test]
async fn a_suspicious_message_is_held_and_gets_no_mail() {
    let site = Site::demo().await;
    let visitor = site.visitor();
    let form = visitor.get("/contact").await;
    let mut fields = contact(&form, "bot@example.org", "Buy this");
    for field in &mut fields {
        if field.0 == "website" {
            field.1 = "http://spam.example";
        }
    }
    let held = visitor.post("/contact", &fields).await;
    assert_eq!(held.status, 200);
    assert!(held.body.contains("No confirmation mail was sent"), "{}", held.body);
    assert!(site.ground().mail.list(None, None, 50).await.unwrap().is_empty());
    let agent = site.member(RoleName::Agent).await;
    assert!(!agent.get("/desk/inquiries").await.body.contains("bot@example.org"));
    let spam = agent.get("/desk/inquiries?state=spam").await;
    assert!(spam.body.contains("Nora Nachtigall") && spam.body.contains("Filled a hidden field"));
    let path = thread_path(&spam.body);
    let moved = agent.post(&format!("{path}/step"), &[("step", "not-spam")]).await;
    assert_eq!(moved.status, 303);
    assert!(agent.get("/desk/inquiries").await.body.contains("Nora Nachtigall"));
}

/// S8: of two agents who answer at once, one is told.
#[tokio::test]
pub async fn nobody_is_answered_twice() {
    let site = Site::demo().await;
    site.write("nora@nachtigall.example", "A question").await;
    let (one, two) = (site.member(RoleName::Agent).await, site.member(RoleName::Agent).await);
    let path = thread_path(&one.get("/desk/inquiries").await.body);
    let (first, second) = (one.get(&path).await, two.get(&path).await);
    // All of it within one millisecond.
    let answer = |page: &crate::site::Reply, text: &'static str| {
        vec![
            ("text".to_owned(), text.to_owned()),
            ("key".to_owned(), page.hidden("key").to_owned()),
            ("seen".to_owned(), page.hidden("seen").to_owned()),
        ]
    };
    let fields = answer(&first, "From one");
    let fields: Vec<_> = fields.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    assert_eq!(one.post(&format!("{path}/answer"), &fields).await.status, 303);
    let fields = answer(&second, "From two");
    let fields: Vec<_> = fields.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    let told = two.post(&format!("{path}/answer"), &fields).await;
    assert_eq!(told.status, 422);
    assert!(told.body.contains("From two") && told.body.contains("meanwhile"), "{}", told.body);
}

/// Nothing of what somebody wrote is readable in any file, while the desk shows it.
#[tokio::test]
pub async fn nothing_personal_is_readable_on_disk() {
    let mut site = Site::demo().await;
    site.write("nora@nachtigall.example", "The heron stands in the reeds").await;
    let agent = site.member(RoleName::Agent).await;
    let list = agent.get("/desk/inquiries").await;
    let thread = agent.get(&thread_path(&list.body)).await;
    let planted = ["nora@nachtigall.example", "Nora Nachtigall", "The heron stands in the reeds"];
    for text in planted {
        assert!(thread.body.contains(text), "the desk does not show {text}");
    }
    drop(agent);
    site.work().await;
    for round in 0..2 {
        let all = site.everything();
        let id = thread_path(&list.body).rsplit('/').next().unwrap().to_owned();
        assert!(all.iter().any(|(_, bytes)| contains(bytes, &id)), "the data is elsewhere");
        for (path, bytes) in all {
            for text in planted {
                assert!(!contains(&bytes, text), "{text} stands in {} ({round})", path.display());
            }
        }
        site.stop().await;
    }
}
