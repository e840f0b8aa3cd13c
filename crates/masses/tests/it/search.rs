//! Search in the inbox: what is found, what is not, and how soon a change is seen.

mod keeping;
mod measure;

use kit::slots::IndexState;
use kit::web::RoleName;
use masses::ground::Ground;
use masses::ground::people::HandleKind;

use crate::program::Program;
use crate::site::{Reply, Site, Visitor, contact, contains, files};

const FIELD: &str = r#"
[[inquiries.fields]]
id = "size"
label = { en = "Your size", de = "Ihre Größe" }
kind = "choice"
options = [
  { id = "s", en = "Tiny", de = "Winzig" },
  { id = "l", en = "Enormous", de = "Riesig" },
]
category = "preference"
"#;

fn index(ground: &Ground) -> IndexState {
    ground.slots.indexes()[0]
}

/// Until everything that is there has been read.
pub async fn read(site: &Site) {
    for _ in 0..10_000 {
        site.work().await;
        if index(site.ground()).ready {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
    }
    panic!("never read: {:?}", index(site.ground()));
}

async fn write(site: &Site, name: &str, email: &str, topic: &str, text: &str) -> String {
    let visitor = site.visitor();
    let form = visitor.get("/contact").await;
    site.pass(60_000);
    let mut fields = contact(&form, email, text);
    (fields[0].1, fields[2].1) = (name, topic);
    if form.body.contains("field_size") {
        fields.push(("field_size", "l"));
    }
    visitor.post("/contact", &fields).await.reference().to_owned()
}

async fn ask(agent: &Visitor<'_>, words: &str) -> Reply {
    ask_in(agent, words, "open").await
}

async fn ask_in(agent: &Visitor<'_>, words: &str, state: &str) -> Reply {
    agent.post("/desk/inquiries/search", &[("q", words), ("state", state)]).await
}

/// Who is on a page of what was found, from the top.
fn who(page: &Reply) -> Vec<String> {
    let (_, main) = page.body.split_once("<main").unwrap();
    let rows = main.split("class=\"list__who\"><bdi>").skip(1);
    rows.map(|row| row.split('<').next().unwrap().to_owned()).collect()
}

async fn found(agent: &Visitor<'_>, words: &str) -> Vec<String> {
    let page = ask(agent, words).await;
    assert_eq!(page.status, 200, "{words}: {}", page.body);
    who(&page)
}

fn path(list: &Reply) -> String {
    let (_, rest) = list.body.split_once("class=\"list__link\" href=\"").expect("nothing found");
    rest.split('"').next().unwrap().to_owned()
}

async fn person(site: &Site, email: &str) -> String {
    site.ground().people.keys().find(HandleKind::Address, email).await.unwrap().unwrap()
}

async fn answer(agent: &Visitor<'_>, path: &str, text: &str) {
    let thread = agent.get(path).await;
    let fields = [("text", text), ("key", thread.hidden("key")), ("seen", thread.hidden("seen"))];
    assert_eq!(agent.post(&format!("{path}/answer"), &fields).await.status, 303);
}

#[tokio::test]
async fn an_inquiry_is_found_by_everything_in_it() {
    let site = Site::with(|settings| format!("{settings}\n{FIELD}")).await;
    let text = "Am Dienstag steht der Graureiher im Schilf.";
    let one = write(&site, "Zoë Müller", "z.mueller@vogelwarte.example", "help", text).await;
    write(&site, "Other", "other@example.org", "membership", "May we join on Tuesday?").await;
    let agent = site.member(RoleName::Agent).await;
    let list = agent.get("/desk/inquiries").await;
    answer(
        &agent,
        list.body.rsplit("list__link\" href=\"").next().unwrap().split('"').next().unwrap(),
        "Bring your Fernglas along.",
    )
    .await;
    read(&site).await;

    let zoe = ["Zoë Müller"];
    for words in [
        "Graureiher",
        "graureiher",
        "grau",
        "grau steh",
        "steh grau",
        "SCHILF",
        "schilf dienst",
        "steht im dienstag",
        "zoe",
        "Zoë",
        "Müller",
        "mueller",
        "muller",
        "mül",
        "MUELL",
        "z.mueller@vogelwarte.example",
        "Z.Mueller@Vogelwarte.example",
        "z.mueller",
        "vogelwarte.example",
        "@vogelwarte.example",
        "vogelw",
        "fernglas",
        "fernglas graureiher",
        "  graureiher ,  schilf! ",
    ] {
        assert_eq!(found(&agent, words).await, zoe, "{words}");
    }
    assert_eq!(found(&agent, &one).await, zoe);
    assert_eq!(found(&agent, &one.to_lowercase()).await, zoe);
    assert_eq!(found(&agent, &one.replace('-', "")).await, zoe);
    // The topic and what was chosen, in each language; on both of them.
    for words in ["enormous", "riesig"] {
        assert_eq!(found(&agent, words).await, ["Other", "Zoë Müller"], "{words}");
    }
    for words in ["member", "mitglied"] {
        assert_eq!(found(&agent, words).await, ["Other"], "{words}");
    }
    for words in ["rau", "graureiher tuesday", "reiher grau", "mueller@vogelwarte.example", "tiny"]
    {
        assert_eq!(found(&agent, words).await, Vec::<String>::new(), "{words}");
    }
}

/// Each state has its own; the tabs say where there is more.
#[tokio::test]
async fn states_are_kept_apart_and_counted() {
    let site = Site::demo().await;
    for name in ["One", "Two", "Three"] {
        let email = format!("{name}@example.org").to_lowercase();
        write(&site, name, &email, "help", "About the heron").await;
    }
    let agent = site.member(RoleName::Agent).await;
    read(&site).await;
    let three = path(&ask(&agent, "three").await);
    assert_eq!(agent.post(&format!("{three}/step"), &[("step", "close")]).await.status, 303);
    // At once it is not among the open; within a second it is counted where it is.
    assert_eq!(found(&agent, "heron").await, ["Two", "One"]);
    site.work().await;
    assert_eq!(found(&agent, "heron").await, ["Two", "One"]);
    let closed = ask_in(&agent, "heron", "closed").await;
    assert_eq!(who(&closed), ["Three"]);
    assert!(closed.body.contains("value=\"open\">Open <span class=\"count\">2</span>"));
    let none = ask_in(&agent, "heron", "spam").await;
    assert!(none.body.contains("There are 3 in other states"), "{}", none.body);
    assert_eq!(who(&ask_in(&agent, "heron", "nonsense").await), ["Two", "One"]);
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_repetition() {
    let site = Site::demo().await;
    for number in 0..53 {
        write(&site, &format!("Writer {number:02}"), "w@example.org", "help", "heron").await;
    }
    let agent = site.member(RoleName::Agent).await;
    read(&site).await;
    let first = ask(&agent, "heron").await;
    let (_, rest) = first.body.split_once("name=\"before\" value=\"").unwrap();
    let before = rest.split('"').next().unwrap();
    // One more comes meanwhile, and does not move the second page.
    write(&site, "Late", "late@example.org", "help", "heron").await;
    site.work().await;
    let next = [("q", "heron"), ("state", "open"), ("before", before)];
    let second = agent.post("/desk/inquiries/search", &next).await;
    assert!(!second.body.contains("name=\"before\""), "{}", second.body);
    let mut all = who(&first);
    assert_eq!(all.len(), 50);
    all.extend(who(&second));
    let newest_first: Vec<_> = (0..53).rev().map(|number| format!("Writer {number:02}")).collect();
    assert_eq!(all, newest_first);
    assert!(ask(&agent, "heron").await.body.contains("54 found"));
    let odd = [("q", "heron"), ("state", "open"), ("before", "' or 1")];
    assert_eq!(who(&agent.post("/desk/inquiries/search", &odd).await)[0], "Late");
}

#[tokio::test]
async fn what_cannot_be_searched_is_said() {
    let site = Site::demo().await;
    let agent = site.member(RoleName::Reader).await;
    read(&site).await;
    let empty = ask(&agent, "   ").await;
    assert_eq!((empty.status, empty.header("location")), (303, "/desk/inquiries?state=open"));
    for (words, said) in [("?!", "There is no word in that"), (&"a".repeat(201), "200 characters")]
    {
        let page = ask(&agent, words).await;
        assert_eq!(page.status, 422);
        assert!(page.body.contains(said) && page.body.contains(&format!("value=\"{words}\"")));
    }
    for words in ["<b>x</b>", "\"quoted\"", "' or 1=1 --", "\u{202e}abc", "a\u{0}b", "%%% _ \\"] {
        let page = ask(&agent, words).await;
        assert!(page.status == 200 || page.status == 422, "{words:?}: {}", page.status);
        assert!(!page.body.contains("<b>x</b>"));
    }
    let page = ask(&agent, "nothing").await;
    assert!(
        page.body.contains("Nothing found") && page.body.contains("“nothing”"),
        "{}",
        page.body
    );
    assert_eq!(page.header("cache-control"), "no-store");
    // By the address alone nobody looks for anything.
    let alone = agent.get("/desk/inquiries/search?q=nora").await;
    assert_eq!((alone.status, alone.header("location")), (303, "/desk/inquiries"));
}

/// Whose inquiries are shown is noted, as in the inbox; what was looked for is not.
#[tokio::test]
async fn showing_what_was_found_is_noted_as_reading() {
    let site = Site::demo().await;
    write(&site, "Nora", "nora@example.org", "help", "heron").await;
    write(&site, "Karl", "karl@example.org", "help", "other").await;
    let agent = site.member(RoleName::Agent).await;
    read(&site).await;
    let noted = async |email: &str| {
        let id = person(&site, email).await;
        let page = site.ground().journal.page(None, Some(&id), 50).await.unwrap();
        page.iter().filter(|entry| entry.act == "read").count()
    };
    assert_eq!(noted("nora@example.org").await, 0);
    ask(&agent, "heron").await;
    ask(&agent, "heron").await;
    assert_eq!((noted("nora@example.org").await, noted("karl@example.org").await), (1, 0));
}

/// S28: what is looked for stands in no file and no log, nor what was read to find it; the page
/// holds it in a form, not in a link.
#[tokio::test]
async fn nothing_that_is_looked_for_is_written_anywhere() {
    let mut program = Program::serving().await;
    let link = program.run(&["team", "invite", "--role", "agent"]).good();
    let link = link.trim().strip_prefix("http://127.0.0.1:8080").unwrap().to_owned();
    let now = kit::clock::Clock::system().now();
    let agent = crate::colleague::Colleague::join(
        program.visitor(),
        &link,
        "Test",
        "agent@team.example",
        now,
    );
    let agent = agent.await.browser;
    let visitor = program.visitor();
    let form = visitor.get("/contact").await;
    let fields = contact(&form, "nora@nachtigall.example", "The pelargonium blooms");
    assert_eq!(visitor.post("/contact", &fields).await.status, 200);
    // Sent in haste, so it waits among suspected spam.
    let mut page = ask_in(&agent, "pelargonium Zwetschkenknödel", "spam").await;
    for _ in 0..200 {
        page = ask_in(&agent, "pelargonium", "spam").await;
        if !who(&page).is_empty() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(who(&page), ["Nora Nachtigall"], "{}", page.body);
    assert!(!page.body.contains("q=") && page.body.contains("name=\"q\" type=\"search\""));
    for words in ["Zwetschkenknödel", "nora@nachtigall.example", "?!Zwetschkenknödel"] {
        ask_in(&agent, words, "spam").await;
    }
    let long = "Zwetschkenknoedel ".repeat(20);
    assert_eq!(ask(&agent, &long).await.status, 422);
    let stranger = program.visitor();
    assert_eq!(ask(&stranger, "Zwetschkenknoedel").await.status, 401);
    drop((agent, visitor, stranger));
    program.stop().await;
    assert!(program.log().contains("stopping"));
    let all = files(program.root());
    let logged = |(path, bytes): &(std::path::PathBuf, Vec<u8>)| {
        path.to_string_lossy().contains("access-") && contains(bytes, "/desk/inquiries/search")
    };
    assert!(all.iter().any(logged), "the access log does not have the search");
    for (path, bytes) in all {
        for text in ["pelargonium", "Zwetschken", "zwetschken", "nachtigall", "%C3%B6del"] {
            assert!(!contains(&bytes, text), "{text} stands in {}", path.display());
        }
    }
}
