//! Every command, as it is typed: without a server, and beside one that runs.

use std::fs;
use std::time::Duration;

use db::{Config, Db, Statement, binds};
use masses::ground::people::HandleKind;
use zip::ZipArchive;

use crate::program::Program;

#[test]
fn every_command_explains_itself() {
    let program = Program::demo();
    let all = "|new|serve|check|policy|policy show|policy diff|policy publish|policy record|\
        policy explain|person|person export|person erase|team|team invite|team list|\
        team disable|team reset|key|key show|key rotate|key confirm|key recover|journal|\
        journal verify";
    for command in all.split('|') {
        let words: Vec<&str> = command.split_whitespace().chain(["--help"]).collect();
        let help = program.run_bare(&words).good();
        let first = help.lines().next().unwrap_or_default();
        assert!(first.len() > 10 && help.contains("Usage: masses"), "{command}: {help}");
    }
    assert_eq!(program.run_bare(&["publsh"]).code, 2);
    assert!(!program.run_bare(&["--version"]).good().trim().is_empty());
}

/// Before the first start there is nothing to ask about, and no command makes it up.
#[test]
fn without_data_each_command_says_what_to_do_first() {
    // On a server it is the database that is asked for.
    let program = Program::on(None, |settings| settings);
    let all = "policy show|policy diff|policy publish|policy record|policy explain|\
        person export a@example.org|person erase a@example.org --yes|team invite|team list|\
        team disable a@example.org|team reset a@example.org|key show|key rotate|key confirm|\
        journal verify";
    for command in all.split('|') {
        let words: Vec<&str> = command.split_whitespace().collect();
        let why = program.run(&words).bad();
        assert!(why.contains("masses serve") && why.contains("--data"), "{command}: {why}");
        assert!(!program.data.exists(), "{command} made data");
        assert!(!program.config().exists(), "{command} made a key");
    }
}

#[tokio::test]
async fn the_demo_is_in_order_and_served() {
    let mut program = Program::demo();
    let told = program.run(&["check"]).good();
    assert!(told.contains("in order"), "{told}");
    assert!(!program.data.exists() && !program.config().exists(), "check started something");
    program.start().await;
    assert!(program.get("/").await.unwrap().body.contains("A website that keeps its word"));
    let printed = program.printed();
    assert!(printed.contains("/desk/join/") && printed.contains("Recovery code: "), "{printed}");
    program.stop().await;
    program.start().await;
    let again = program.printed();
    assert!(!again.contains("Recovery code:"), "the code is shown once: {again}");
    assert!(again.contains("masses key confirm") && again.contains("masses key rotate"), "{again}");
}

/// The policy: shown, compared, published only as it was looked at, explained.
#[tokio::test]
async fn the_policy_through_the_command_line() {
    let mut program = Program::serving().await;
    let key = program.key().await;
    assert_eq!(program.write(&key, "a@example.org", "Hello").await.unwrap().status, 200);
    let shown = program.run(&["policy", "show"]).good();
    assert!(shown.starts_with("Version 1 of ") && shown.contains("Masses, association"));
    let german = program.run(&["policy", "show", "--lang", "de"]).good();
    assert!(german.contains("Wer wir sind"), "{german:.300}");
    let none = program.run(&["policy", "show", "--lang", "fr"]).bad();
    assert!(none.contains("en, de"), "{none}");
    let same = program.run(&["policy", "diff"]).good();
    assert!(same.contains("Nothing would change"), "{same}");
    assert!(!program.run(&["policy", "publish"]).bad().is_empty());

    fs::create_dir_all(program.site.join("policy/en")).unwrap();
    fs::create_dir_all(program.site.join("policy/de")).unwrap();
    fs::write(program.site.join("policy/en/who.md"), "We are few.\n").unwrap();
    fs::write(program.site.join("policy/de/who.md"), "Wir sind wenige.\n").unwrap();
    let diff = program.run(&["policy", "diff"]).good();
    let hash = diff.split_once("--expect ").expect(&diff).1.trim().to_owned();
    let wrong = program.run(&["policy", "publish", "--expect", &"0".repeat(64)]).bad();
    assert!(!wrong.trim().is_empty());
    let asked = program.run_with(&["policy", "publish"], "no\n").bad();
    assert!(asked.contains("nothing was published"), "{asked}");
    let shown = program.run(&["policy", "show"]).good();
    assert!(shown.starts_with("Version 1 of "), "published what nobody looked at: {shown:.100}");
    let done = program.run(&["policy", "publish", "--expect", &hash]).good();
    assert!(done.contains("Version 2"), "{done}");
    seen(&program, "/privacy", "We are few.").await;
    seen(&program, "/de/privacy", "Wir sind wenige.").await;

    let record = program.run(&["policy", "record"]).good();
    let mut rows = csv::Reader::from_reader(record.trim_start_matches('\u{feff}').as_bytes());
    let all: Vec<_> = rows.records().map(Result::unwrap).collect();
    assert!(all.len() >= 5 && all.iter().all(|row| row.iter().all(|cell| !cell.is_empty())));
    program.stop().await;
    assert!(program.run(&["policy", "show"]).good().contains("We are few."));
}

/// Whoever starts it hears that another policy is in force than the one of what runs now.
#[tokio::test]
async fn a_start_tells_when_the_policy_in_force_is_another() {
    let mut program = Program::serving().await;
    let note = "The privacy policy in force";
    assert!(!program.printed().contains(note), "{}", program.printed());
    for (lang, text) in [("en", "We are few."), ("de", "Wir sind wenige.")] {
        fs::create_dir_all(program.site.join("policy").join(lang)).unwrap();
        fs::write(program.site.join("policy").join(lang).join("who.md"), text).unwrap();
    }
    program.stop().await;
    program.start().await;
    let printed = program.printed();
    assert!(printed.contains(note) && printed.contains("says something else"), "{printed}");
    let settings = fs::read_to_string(program.site.join("masses.toml")).unwrap();
    let line = settings.lines().find(|line| line.starts_with("country =")).unwrap();
    let number = 1 + settings.lines().position(|one| one == line).unwrap();
    let wrong = settings.replace(line, "country = \"XX\"");
    fs::write(program.site.join("masses.toml"), wrong).unwrap();
    program.stop().await;
    program.start().await;
    let printed = program.printed();
    assert!(printed.contains(note) && printed.contains("stays as it was"), "{printed}");
    assert!(printed.contains("XX"), "{printed}");
    assert!(printed.contains(&format!("masses.toml:{number}:11\n")), "{printed}");
    program.stop().await;
}

/// Each sentence with its switch, its mechanism and its last check, in both
/// languages.
#[tokio::test]
async fn every_sentence_of_the_policy_is_explained() {
    let program = Program::serving().await;
    for lang in ["en", "de"] {
        let mut said = program.run(&["policy", "explain", "--lang", lang]).good();
        for _ in 0..50 {
            if !said.contains("not checked yet") {
                break;
            }
            // The first check runs within a second after the start.
            tokio::time::sleep(Duration::from_millis(100)).await;
            said = program.run(&["policy", "explain", "--lang", lang]).good();
        }
        let sentences: Vec<&str> = said.split("\n\n").filter(|one| !one.is_empty()).collect();
        assert!(sentences.len() > 20, "{lang}: {}", sentences.len());
        // What only the organisation can know is not said to have been checked.
        let runs =
            sentences.iter().find(|one| one.contains("organisation.legal_name and")).unwrap();
        assert!(runs.contains("last check stated by the organisation: not checkable"), "{runs}");
        assert!(sentences.iter().any(|one| one.contains("last check held on ")), "{said}");
        for sentence in sentences {
            for label in ["\n  switch     ", "\n  mechanism  ", "\n  last check "] {
                let value = sentence.split_once(label).map(|(_, rest)| rest.lines().next());
                let value = value.flatten().unwrap_or_default().trim();
                assert!(!value.is_empty(), "{lang}: no{label}in\n{sentence}");
            }
            assert!(!sentence.contains("FAILED"), "{lang}: {sentence}");
            assert!(!sentence.contains("not checked yet"), "{lang}: {sentence}");
        }
    }
}

/// Waits until a page says something: what a command did is seen within two seconds.
async fn seen(program: &Program, path: &str, text: &str) {
    for _ in 0..40 {
        if program.get(path).await.unwrap().body.contains(text) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{path} does not say `{text}` after two seconds");
}

/// A person's rights from the command line, while the server runs and has them in its memory.
#[tokio::test]
async fn a_person_is_exported_and_erased_beside_the_server() {
    let mut program = Program::serving().await;
    let key = program.key().await;
    let text = "The heron stands in the reeds";
    let thanks = program.write(&key, "nora@nachtigall.example", text).await.unwrap();
    let reference = thanks.reference().to_owned();
    for command in ["export", "erase"] {
        let why = program.run(&["person", command, "nobody@example.org"]).bad();
        assert!(why.contains("nothing is held about nobody@example.org"), "{why}");
    }
    let file = program.root().join("nora.zip");
    let export = ["person", "export", "Nora@Nachtigall.example", "-o", file.to_str().unwrap()];
    let said = program.run(&export).good();
    assert!(!said.contains("Nora") && !said.contains(text), "{said}");
    let mut zip = ZipArchive::new(fs::File::open(&file).unwrap()).unwrap();
    for name in ["data.html", "data.json"] {
        let inside = std::io::read_to_string(zip.by_name(name).unwrap()).unwrap();
        assert!(inside.contains(text) && inside.contains("nora@nachtigall.example"), "{name}");
    }

    // S28: nothing else prints her, and nothing logs her.
    let all = "policy show|policy diff|policy record|policy explain|team list|key show|\
        journal verify|check";
    let said = all.split('|').map(|one| program.run(&one.split(' ').collect::<Vec<_>>()).good());
    let printed = said.collect::<String>() + &program.printed() + &program.log();
    for personal in ["nachtigall", "heron", &reference] {
        assert!(!printed.contains(personal), "{personal} in {printed}");
    }

    let house = program.house().await;
    let keys = house.ground.people.keys();
    let person = keys.find(HandleKind::Address, "nora@nachtigall.example").await.unwrap().unwrap();
    assert!(keys.key(&person).await.unwrap().is_some());
    let no = program.run_with(&["person", "erase", "nora@nachtigall.example"], "no\n").bad();
    assert!(no.contains("nothing was erased"), "{no}");
    let done = program.run_with(&["person", "erase", "nora@nachtigall.example"], "yes\n").good();
    assert!(done.contains("key") && !done.contains(text) && !done.contains("nora"), "{done}");
    assert!(program.run(&export).bad().contains("nothing is held"));
    // What looks once a second, as the running server does, has forgotten her key.
    house.ground.generations.look().await.unwrap();
    assert!(keys.key(&person).await.unwrap().is_none(), "her key is still in memory");
    let anew = program.write(&key, "nora@nachtigall.example", text).await.unwrap();
    assert_ne!(anew.reference(), reference, "the erased message is still known");
    program.exported("nora@nachtigall.example");
    program.run(&["journal", "verify"]).good();
    program.stop().await;
    program.run(&["person", "erase", "nora@nachtigall.example", "--yes"]).good();
}

#[tokio::test]
async fn the_team_through_the_command_line() {
    let program = Program::serving().await;
    assert!(program.run(&["team", "list"]).good().contains("Nobody yet"));
    for args in [&["team", "invite", "--owner"][..], &["team", "invite", "--role", "privacy"]] {
        let link = program.run(args).good();
        let path = link.trim().strip_prefix("http://127.0.0.1:8080").expect("no link of the site");
        let page = program.get(path).await.unwrap();
        assert_eq!(page.status, 200, "{}", page.body);
        assert!(path.rsplit('/').next().unwrap().len() >= 43, "a token below 256 bits");
    }
    assert_eq!(program.run(&["team", "invite", "--role", "king"]).code, 2);
    // An owner's link is made for nobody who asked for another.
    let both = program.run(&["team", "invite", "--owner", "--role", "reader"]);
    assert!(both.code == 2 && both.out.is_empty(), "{}", both.out);
    let said = program.run(&["team", "invite", "--role", "reader"]);
    assert!(said.err.contains("as reader") && said.err.contains("until"), "{}", said.err);
    let listed = program.run(&["team", "list"]).good();
    let open: Vec<&str> = listed.lines().filter(|line| line.contains("open link")).collect();
    for role in ["owner", "privacy", "reader"] {
        let lines = open.iter().filter(|line| line.starts_with(role) && line.contains("until"));
        assert_eq!(lines.count(), 1, "{role}: {listed}");
    }
    for args in [
        &["team", "disable", "nobody@example.org"][..],
        &["team", "reset", "nobody@example.org"],
        &["team", "reset", "nobody@example.org", "--second-factor"],
    ] {
        let why = program.run(args).bad();
        assert!(why.contains("nobody on the team has this address"), "{why}");
    }
}

/// F16: whoever changes the database while nobody looks is found out, by block.
#[tokio::test]
async fn a_journal_that_was_tampered_with_is_named_by_its_block() {
    // Whoever tampers has the file.
    let mut program = Program::on(None, |settings| settings);
    program.start().await;
    let key = program.key().await;
    assert_eq!(program.write(&key, "a@example.org", "Hello").await.unwrap().status, 200);
    let mut whole = program.run(&["journal", "verify"]).good();
    for _ in 0..60 {
        if whole.contains(" 0 not sealed yet") && !whole.contains("in 1 blocks") {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
        whole = program.run(&["journal", "verify"]).good();
    }
    let head = whole.split_once("head ").expect(&whole).1.trim().to_owned();
    program.run(&["journal", "verify", "--head", &head]).good();
    let other = format!("{}:{}", head.split(':').next().unwrap(), "0".repeat(64));
    assert!(program.run(&["journal", "verify", "--head", &other]).bad().contains("rewritten"));
    assert_eq!(program.run(&["journal", "verify", "--head", "x"]).code, 2);
    program.stop().await;
    for (sql, expected) in [
        ("update journal_entry set act = 'inquiry-closed' where block = 2", "was changed"),
        ("delete from journal_entry where block = 1", "some are missing"),
    ] {
        let db = Db::open(Config::at(program.data.join("data.sqlite"))).unwrap();
        let statement = Statement::generated("test::tamper", sql.to_owned());
        let changed = db
            .write::<_, db::Error>(move |tx| {
                Box::pin(async move { tx.execute(&statement, binds![]).await })
            })
            .await;
        assert!(changed.unwrap() > 0, "{sql}");
        db.close().await.unwrap();
        let err = program.run(&["journal", "verify"]).bad();
        let block = sql.rsplit(' ').next().unwrap();
        assert!(err.contains(&format!("block {block} ")), "{sql}: {err}");
        assert!(err.contains(expected), "{sql}: {err}");
    }
}
