//! What people may ask for beside export and erasure: correction, restriction, objection; and
//! that whoever of the team looks at what is held leaves an entry in the journal.

use kit::web::RoleName;
use masses::ground::journal::Noted;
use masses::ground::people::HandleKind;

use crate::http::Visitor;
use crate::postfix::Postfix;
use crate::site::{DAY, Site, contact};

const NORA: &str = "nora@nachtigall.example";

/// An optional field that a site adds to its form.
const FIELD: &str = "\n[[inquiries.fields]]\nid = \"interests\"\nkind = \"line\"\n\
    category = \"preference\"\nlabel = { en = \"Your interests\", de = \"Ihre Interessen\" }\n";

/// The path of the newest inquiry.
async fn newest(member: &Visitor<'_>) -> String {
    let list = member.get("/desk/inquiries").await;
    let rest = list.body.split("class=\"list__link\" href=\"").nth(1).expect("an empty inbox");
    rest.split('"').next().unwrap().to_owned()
}

/// Where a person's panel sends its forms.
async fn panel(member: &Visitor<'_>, inquiry: &str) -> String {
    let page = member.get(inquiry).await;
    let (_, rest) = page.body.split_once("/desk/people/").expect("no panel");
    format!("/desk/people/{}", rest.split('/').next().unwrap())
}

async fn entries(site: &Site, act: &str) -> Vec<Noted> {
    let all = site.ground().journal.page(None, None, 500).await.unwrap();
    all.into_iter().filter(|entry| entry.act == act).collect()
}

/// C13: each time somebody handles personal data it is noted: whatever page shows it.
#[tokio::test]
async fn whoever_looks_is_noted() {
    let site = Site::demo().await;
    for email in [NORA, "other@example.org"] {
        site.write(email, "A question").await;
        site.pass(60_000);
    }
    let agent = site.member(RoleName::Agent).await;
    assert_eq!(entries(&site, "read").await.len(), 0);
    let inquiry = newest(&agent).await;
    assert_eq!(entries(&site, "read").await.len(), 2, "the list shows both");
    agent.get(&inquiry).await;
    agent.get(&format!("{inquiry}/correct")).await;
    agent.get("/desk/inquiries").await;
    assert_eq!(entries(&site, "read").await.len(), 2, "once a day for each person");
    site.pass(DAY);
    let owner = site.member(RoleName::Owner).await;
    for path in ["/desk/system", "/desk/policy/record.csv"] {
        assert_eq!(owner.get(path).await.status, 200, "{path}");
    }
    let by_owner = entries(&site, "read").await.len() - 2;
    // The two who were written to, and the mailbox of the organisation.
    assert_eq!(by_owner, 3, "the list of mails shows all of them");
    assert_eq!(entries(&site, "record-exported").await.len(), 1);
}

/// What the sweep takes is noted too.
#[tokio::test]
async fn the_sweep_is_noted() {
    let site = Site::with(|settings| settings.replace("keep_days = 365", "open_days = 3")).await;
    site.write(NORA, "A question").await;
    for _ in 0..4 {
        site.ground().care.sweep(site.clock.now()).await.unwrap().unwrap();
        site.pass(2 * DAY);
    }
    let swept = entries(&site, "swept").await;
    assert!(!swept.is_empty() && swept.iter().all(|entry| entry.person.is_none()), "{swept:?}");
    let detail = swept.iter().filter_map(|entry| entry.detail.as_deref()).collect::<String>();
    assert!(detail.contains("\"inquiry\""), "{detail}");
}

/// P26: a correction reaches the mails that wait, and what was filled into added fields; and the
/// old address leads to nobody, whoever it belongs to.
#[tokio::test]
pub async fn a_correction_reaches_every_place() {
    let site = Site::with(|settings| settings + FIELD).await;
    let visitor = site.visitor();
    let form = visitor.get("/contact").await;
    site.pass(20_000);
    let mut fields = contact(&form, "nora@nachtigal.example", "With a typing error");
    fields.push(("field_interests", "Owls"));
    visitor.post("/contact", &fields).await;
    let agent = site.member(RoleName::Agent).await;
    let inquiry = newest(&agent).await;
    let form = agent.get(&format!("{inquiry}/correct")).await;
    assert!(form.body.contains("value=\"Owls\""), "{}", form.body);
    let right = [("name", "Nora N."), ("email", NORA), ("field_interests", "Nightingales")];
    assert_eq!(agent.post(&format!("{inquiry}/correct"), &right).await.status, 303);

    let ground = site.ground();
    let keys = ground.people.keys();
    assert_eq!(keys.find(HandleKind::Address, "nora@nachtigal.example").await.unwrap(), None);
    let nora = keys.find(HandleKind::Address, NORA).await.unwrap().unwrap();
    let export = ground.care.export(&nora, site.clock.now()).await.unwrap().json();
    assert!(!export.contains("nachtigal.example") && !export.contains("Owls"), "{export}");
    assert!(export.contains("Nightingales"), "{export}");
    let waiting =
        |one: &masses::ground::care::ExportValue| one.column == "recipient" && one.value == NORA;
    let export = ground.care.export(&nora, site.clock.now()).await.unwrap();
    let values = export.tables.iter().flat_map(|table| &table.rows).flat_map(|row| &row.0);
    assert_eq!(values.filter(|one| waiting(one)).count(), 1, "{}", export.json());

    site.pass(60_000);
    site.write("nora@nachtigal.example", "I am somebody else").await;
    let other = keys.find(HandleKind::Address, "nora@nachtigal.example").await.unwrap().unwrap();
    assert_ne!(other, nora);
    let export = ground.care.export(&nora, site.clock.now()).await.unwrap().json();
    assert!(!export.contains("I am somebody else"));
    let emptied = [("name", ""), ("email", NORA), ("field_interests", "")];
    assert_eq!(agent.post(&format!("{inquiry}/correct"), &emptied).await.status, 303);
    let export = ground.care.export(&nora, site.clock.now()).await.unwrap().json();
    assert!(!export.contains("Nightingales") && !export.contains("Nora N."), "{export}");
}

/// P28: what is restricted is kept, and nothing else is done with it: it is not shown, not
/// answered, not mailed, not swept. It can be set right, which is mostly why it is restricted.
#[tokio::test(flavor = "multi_thread")]
pub async fn what_is_restricted_is_left_alone() {
    let postfix = Postfix::start();
    let site = Site::with(|settings| {
        settings.replace("keep_days = 365", "open_days = 9\nnotify = []") + &postfix.settings()
    })
    .await;
    site.write("nora@nachtigal.example", "A quarrel").await;
    let agent = site.member(RoleName::Agent).await;
    let inquiry = newest(&agent).await;
    let thread = agent.get(&inquiry).await;
    let person = panel(&agent, &inquiry).await;
    let restrict = [("step", "restrict"), ("next", inquiry.as_str())];
    assert_eq!(agent.post(&format!("{person}/restrict"), &restrict).await.status, 303);

    let shown = agent.get(&inquiry).await.body;
    assert!(!shown.contains("A quarrel") && shown.contains("restricted at their request"));
    let answer = [("text", "No"), ("key", thread.hidden("key")), ("seen", thread.hidden("seen"))];
    let refused = agent.post(&format!("{inquiry}/answer"), &answer).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("this person has said no to it"), "{}", refused.body);
    site.work().await;
    let mails = |list: &str| list.matches("Acknowledgement").count();
    let owner = site.member(RoleName::Owner).await;
    assert_eq!(mails(&owner.get("/desk/system?state=held").await.body), 1);
    for _ in 0..5 {
        site.pass(3 * DAY);
        site.ground().care.sweep(site.clock.now()).await.unwrap().unwrap();
    }
    let agent = site.member(RoleName::Agent).await;
    assert_eq!(agent.get(&inquiry).await.status, 200, "restricted data was swept");

    let right = [("name", "Nora"), ("email", NORA)];
    assert_eq!(agent.post(&format!("{inquiry}/correct"), &right).await.status, 303);
    let lift = [("step", "lift"), ("next", inquiry.as_str())];
    assert_eq!(agent.post(&format!("{person}/restrict"), &lift).await.status, 303);
    assert!(agent.get(&inquiry).await.body.contains("A quarrel"));
    site.work().await;
    let mails = postfix.mails(1).await;
    assert_eq!(mails[0].envelope_to(), NORA, "what was held goes to the corrected address");
    site.ground().care.sweep(site.clock.now()).await.unwrap().unwrap();
    assert_eq!(agent.get(&inquiry).await.status, 404, "its time was over");
}

/// P28, art. 21: an objection to a purpose closes everything for it at once, and for nothing
/// else; only what rests on an interest can be objected to.
#[tokio::test]
async fn an_objection_stops_its_purpose() {
    let site = Site::demo().await;
    site.write(NORA, "Do not read this").await;
    let agent = site.member(RoleName::Agent).await;
    let inquiry = newest(&agent).await;
    let person = panel(&agent, &inquiry).await;
    let object = format!("{person}/object");
    for purpose in ["", "people.rights", "journal.account", "inquiries.team", "nonsense"] {
        let wrong = [("purpose", purpose), ("step", "object")];
        assert_eq!(agent.post(&object, &wrong).await.status, 400, "{purpose}");
    }
    let away = [("purpose", "inquiries.guard"), ("step", "object"), ("next", "//evil.example")];
    let led = agent.post(&object, &away).await;
    assert_eq!(led.header("location"), "/desk/inquiries?done=person-objected");
    assert!(agent.get(&inquiry).await.body.contains("Do not read this"), "another purpose");

    let said = [("purpose", "inquiries.answer"), ("step", "object"), ("next", inquiry.as_str())];
    assert_eq!(agent.post(&object, &said).await.status, 303);
    for path in [inquiry.as_str(), "/desk/inquiries"] {
        let shown = agent.get(path).await.body;
        assert!(!shown.contains("Do not read this") && !shown.contains(NORA), "{shown}");
    }
    let export = agent.post(&format!("{person}/export"), &[]).await;
    assert_eq!(export.status, 200);
    let noted = entries(&site, "refused").await;
    assert!(noted.iter().any(|one| one.detail.as_ref().unwrap().contains("inquiries.answer")));
    let back = [("purpose", "inquiries.answer"), ("step", "lift"), ("next", inquiry.as_str())];
    assert_eq!(agent.post(&object, &back).await.status, 303);
    assert!(agent.get(&inquiry).await.body.contains("Do not read this"));
}

/// P25: the export is for people to read: labels, topics, languages and times in words.
#[tokio::test]
async fn an_export_reads_well() {
    let site = Site::with(|settings| settings + FIELD).await;
    for (path, email) in [("/contact", NORA), ("/de/contact", "nora@de.example")] {
        let visitor = site.visitor();
        let form = visitor.get(path).await;
        let mut fields = contact(&form, email, "A <b>hasty</b> question");
        fields.push(("field_interests", "Owls"));
        visitor.post(path, &fields).await;
    }
    let ground = site.ground();
    for (email, words) in [
        (
            NORA,
            [
                "Membership",
                "English",
                "Sent very fast",
                "Your answer to “Your interests”",
                "A message came in",
                "Who wrote it",
                "2 March 2026, 10:00 CET",
                "Your reference",
            ],
        ),
        (
            "nora@de.example",
            [
                "Mitgliedschaft",
                "Deutsch",
                "Sehr schnell gesendet",
                "Ihre Antwort auf „Ihre Interessen“",
                "Nachricht",
                "Von Ihnen",
                "2. März 2026, 10:00 CET",
                "Ihr Zeichen",
            ],
        ),
    ] {
        let person = ground.people.keys().find(HandleKind::Address, email).await.unwrap();
        let export = ground.care.export(&person.unwrap(), site.clock.now()).await.unwrap();
        // In the language they wrote in, whoever asks for it.
        let zip = export.zip(ground, "en").await.unwrap();
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(zip)).unwrap();
        let page = std::io::read_to_string(zip.by_name("data.html").unwrap()).unwrap();
        for word in words {
            assert!(page.contains(word), "{word} in {page}");
        }
        assert!(page.contains("A &lt;b&gt;hasty&lt;/b&gt; question"), "{page}");
        for raw in ["inquiry-received", "membership", "[datum", "$label", "policy_version"] {
            assert!(!page.contains(raw), "{raw} in {page}");
        }
        let data = std::io::read_to_string(zip.by_name("data.json").unwrap()).unwrap();
        for column in ["reference", "suspicion", "field", "topic"] {
            assert!(data.contains(&format!("\"column\": \"{column}\"")), "{column} in {data}");
        }
    }
}
