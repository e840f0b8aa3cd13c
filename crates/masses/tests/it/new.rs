//! A new site, from the questions to its pages.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use scraper::{Html, Selector};
use tempfile::TempDir;

use crate::http::Reply;
use crate::program::Program;

const NAME: &str = "Chor Nord";
const GIVEN: [&str; 6] = [
    "--name",
    NAME,
    "--email",
    "chor@nord.example",
    "--address",
    "Am Kai 3, 20457 Hamburg, Deutschland",
];
/// Every page of a new site.
const PAGES: [&str; 7] =
    ["/", "/about", "/news", "/news/moved-in", "/imprint", "/contact", "/privacy"];

/// What stands on a page, without the elements it stands in.
fn shown(reply: &Reply) -> String {
    let page = Html::parse_document(&reply.body);
    let body = page.select(&Selector::parse("body").unwrap()).next().unwrap();
    body.text().collect()
}

/// The address of a page in a language: `/de` is the first of the German ones.
fn address(prefix: &str, path: &str) -> String {
    if path == "/" && !prefix.is_empty() { prefix.to_owned() } else { format!("{prefix}{path}") }
}

/// Whoever writes a site in Dublin reads times as clocks in Dublin show them.
#[test]
fn times_are_those_of_the_machine() {
    let root = TempDir::new().unwrap();
    for (asked, zone) in
        [("Europe/Dublin", "Europe/Dublin"), ("Nowhere/Atoll", "UTC"), ("UTC", "UTC")]
    {
        let site = root.path().join(asked.replace('/', "-"));
        let mut command = Command::new(env!("CARGO_BIN_EXE_masses"));
        let ran = command.arg("new").arg(&site).env("TZ", asked).output().unwrap();
        let said = String::from_utf8(ran.stdout).unwrap();
        assert!(said.contains(&format!("Times are those of {zone};")), "{asked}: {said}");
        let settings = fs::read_to_string(site.join("masses.toml")).unwrap();
        assert!(settings.contains(&format!("\ntime_zone = \"{zone}\" ")), "{asked}: {settings}");
    }
}

/// Each choice of languages has every page in each of them, and in no other.
#[tokio::test]
async fn every_page_is_there_in_each_language() {
    for (choice, first, other, both) in [
        ("en", "en", "de", false),
        ("de", "de", "en", false),
        ("both", "en", "de", true),
        ("de, en", "de", "en", true),
    ] {
        let mut program = Program::new_site(&[&GIVEN[..], &["--languages", choice]].concat());
        program.start().await;
        for (prefix, lang, has) in [("", first, true), (&*format!("/{other}"), other, both)] {
            for path in PAGES {
                let at = address(prefix, path);
                let reply = program.get(&at).await.unwrap();
                assert_eq!(reply.status, if has { 200 } else { 404 }, "{choice}: {at}");
                assert!(shown(&reply).contains(NAME), "{choice}: {at}: {}", reply.body);
                let html = format!("<html lang=\"{}\"", if has { lang } else { first });
                assert!(reply.body.contains(&html), "{choice}: {at}: {}", reply.body);
            }
        }
        for file in ["/files/home.svg", "/files/group.svg", "/files/hut.svg", "/news/feed.xml"] {
            assert_eq!(program.get(file).await.unwrap().status, 200, "{choice}: {file}");
        }
        let home = program.get("/").await.unwrap().body;
        let news = if first == "de" { "Wir sind eingezogen" } else { "We have moved in" };
        assert!(home.contains(news) && home.contains("<time datetime=\"20"), "{home}");
        assert!(home.contains("href=\"/imprint\"") && home.contains("href=\"/contact\""), "{home}");
        let policy = shown(&program.get("/privacy").await.unwrap());
        let runs = "Chor Nord, Am Kai 3, 20457 Hamburg, Deutschland";
        assert!(policy.contains(runs) && policy.contains("chor@nord.example"), "{policy}");
        program.stop().await;
    }
}

/// What is left is what nobody was asked, each with its line; the rest is in order.
#[test]
fn check_says_what_is_still_to_be_filled_in() {
    let program = Program::new_site(&[&GIVEN[..], &["--languages", "both"]].concat());
    let said = program.run(&["check"]).good();
    assert!(said.contains("Everything else is in order."), "{said}");
    let list: Vec<&str> =
        said.lines().skip(1).take_while(|line| line.starts_with("  ")).map(str::trim).collect();
    for place in &list {
        let (file, line) = place.split_whitespace().next().unwrap().split_once(':').unwrap();
        let text = fs::read_to_string(program.site.join(file)).unwrap();
        let line = text.lines().nth(line.parse::<usize>().unwrap() - 1).unwrap();
        let left = ["TODO", "xample", "country"].iter().any(|part| line.contains(part));
        assert!(left, "{place}: {line}");
    }
    for (start, what) in [
        ("masses.toml:", "TODO: phone"),
        ("masses.toml:", "organisation.authority.name and organisation.authority.url are examples"),
        ("masses.toml:", "hosting.provider is an example"),
        ("masses.toml:", "TODO: country"),
        ("masses.toml:", "hosting.contract is an example"),
        ("pages/index.md:", "TODO: "),
        ("pages/about.de.md:", "TODO: "),
        ("pages/imprint.de.md:", "TODO: "),
    ] {
        let named = |line: &&&str| line.starts_with(start) && line.contains(what);
        assert_eq!(list.iter().filter(named).count(), 1, "{start} {what}: {said}");
    }
    assert_eq!(list.len(), 11, "{said}");
    // None of it is seen by those who visit the site, and all of it can be done.
    for entry in list {
        let (file, _) = entry.split_once(':').unwrap();
        let file = program.site.join(file);
        let text = fs::read_to_string(&file).unwrap();
        let done = text.lines().filter(|line| !line.contains("TODO")).collect::<Vec<_>>();
        fs::write(&file, done.join("\n").replace("xample", "rdinary")).unwrap();
    }
    let said = program.run(&["check"]).good();
    assert!(said.contains("Everything is in order."), "{said}");
}

/// However odd it is, a name is shown as it is written.
#[tokio::test]
async fn odd_names_are_shown_as_they_are() {
    let long = "Verein zur Förderung ".repeat(9) + "e. V.";
    let endless = "Ä".repeat(200);
    for name in [
        "1. FC *Nord* & \"\"\" +++ <b>'s [x](y) {{ name }} \\",
        "# <script>alert(1)</script>",
        &long,
        &endless,
    ] {
        let given = ["--name", name, "--email", "a_b+c@nord.example", "--languages", "both"];
        let address_given = ["--address", "1. \"Stiege\"\n*Hof* <1>\nÖsterreich"];
        let mut program = Program::new_site(&[&given[..], &address_given].concat());
        let said = program.run(&["check"]).good();
        assert!(said.contains("Everything else is in order."), "{said}");
        program.start().await;
        for (path, prefix) in PAGES.iter().flat_map(|path| [(path, ""), (path, "/de")]) {
            let at = address(prefix, path);
            let reply = program.get(&at).await.unwrap();
            assert!(reply.status == 200 && shown(&reply).contains(name), "{at}: {name}");
            let tags = ["<script>alert", "<b>'s", "<em>Nord"];
            assert!(!tags.iter().any(|tag| reply.body.contains(tag)), "{at}: {}", reply.body);
        }
        let imprint = shown(&program.get("/imprint").await.unwrap());
        assert!(imprint.contains("\n1. \"Stiege\"\n*Hof* <1>\nÖsterreich"), "{imprint}");
        assert!(imprint.contains("a_b+c@nord.example"), "{imprint}");
        program.stop().await;
    }
}

/// Without a terminal nobody is asked: what was not given is an example, and that is said.
#[test]
fn without_a_terminal_examples_are_taken() {
    let program = Program::new_site(&["--email", "chor@nord.example"]);
    let said = program.run_bare(&["new", "other", "--email", "chor@nord.example"]).good();
    assert!(said.contains("Nobody gave --name and --address: these are examples"), "{said}");
    assert!(said.contains("organisation.name is an example") && said.contains(" more"), "{said}");
    let checked = program.run(&["check"]).good();
    for what in [
        "organisation.name is an example",
        "organisation.address is an example",
        "pages/index.md:9  `Example Association` is an example",
        "pages/imprint.md:8  `Examplestrasse` is an example",
    ] {
        assert!(checked.contains(what), "{what}: {checked}");
    }
    assert!(!checked.contains("organisation.email is"), "{checked}");
}

#[test]
fn what_cannot_be_is_refused_and_nothing_is_written() {
    let program = Program::new_site(&[]);
    let before = names(program.root());
    for (told, why) in [
        (&["new", "x", "--email", "nobody"][..], "--email is not right: it has no @"),
        (&["new", "x", "--name", "\u{7}"], "--name is not right"),
        (&["new", "x", "--name", "+++"], "--name is not right"),
        (&["new", "x", "--address", "Vienna"], "the country is missing"),
        (&["new", "x", "--languages", "fr"], "write en, de or both"),
        (&["new", "site"], "site is not empty: name a new folder"),
        (&["new", "site/masses.toml"], "is no folder"),
        (&["new", "site/masses.toml/x"], "is no folder"),
    ] {
        let said = program.run_bare(told).bad();
        assert!(said.contains(why), "{why}: {said}");
        assert_eq!(names(program.root()), before, "{told:?}");
    }
    // Where the folder is there, it stays the one it is.
    fs::create_dir(program.root().join("empty")).unwrap();
    program.run_bare(&["new", "empty"]).good();
    let whole = names(&program.site);
    assert_eq!(names(&program.root().join("empty")), whole);
    assert_eq!(whole, [".gitignore", "files", "masses.toml", "pages"]);
}

/// Runs the command on a terminal, where this is typed.
fn typed(folder: &Path, typing: &str) -> (i32, String) {
    let file = folder.join("typing");
    fs::write(&file, typing).unwrap();
    let new = format!("{} new site", env!("CARGO_BIN_EXE_masses"));
    let output = Command::new("script")
        .args(["--quiet", "--return", "--command", &new, "/dev/null"])
        .current_dir(folder)
        .env_clear()
        .stdin(fs::File::open(file).unwrap())
        .output()
        .unwrap_or_else(|error| panic!("{error}: ./test installs what is missing"));
    let said = String::from_utf8_lossy(&output.stdout).replace('\r', "");
    (output.status.code().unwrap(), said)
}

#[test]
fn on_a_terminal_whoever_mistypes_is_asked_again() {
    let root = TempDir::new().unwrap();
    let typing = "Chor Nord\nnobody\nchor@nord.example\nKai 3, 20457 Hamburg\n\
        Kai 3, 20457 Hamburg, Germany\nde\n";
    let (code, said) = typed(root.path(), typing);
    assert_eq!(code, 0, "{said}");
    for part in ["1. What", "2. Which", "Not yet: it has no @", "3. What", "Not yet: at its end"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(said.contains("The site of Chor Nord is in site."), "{said}");
    assert!(!said.contains("these are examples"), "{said}");
    let imprint = fs::read_to_string(root.path().join("site/pages/imprint.md")).unwrap();
    assert!(imprint.contains("<chor@nord.example>") && imprint.contains("Impressum"), "{imprint}");
}

/// Whoever changes their mind at a question leaves nothing behind: Ctrl-C, and Ctrl-D.
#[test]
fn on_a_terminal_one_can_leave() {
    for leave in ["\u{3}", "\u{4}"] {
        let root = TempDir::new().unwrap();
        let (code, said) = typed(root.path(), &format!("Chor Nord\nchor@nord.example\n{leave}"));
        assert_ne!(code, 0, "{said}");
        assert_eq!(names(root.path()), ["typing"], "{said}");
    }
}

/// The names in a folder.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let name = |entry: fs::DirEntry| entry.file_name().into_string().unwrap();
    let mut names: Vec<String> = entries.map(|entry| name(entry.unwrap())).collect();
    names.sort();
    names
}

/// Writes a new site while this is done to the command.
fn under(folder: &Path, injected: &[&str]) -> Output {
    let output = Command::new("strace")
        .args(["-f", "-o", "/dev/null"])
        .args(injected.iter().flat_map(|one| ["-e", one]))
        .args(["--", env!("CARGO_BIN_EXE_masses"), "new", "site"])
        .args(GIVEN)
        .current_dir(folder)
        .env_clear()
        .output();
    output.unwrap_or_else(|error| panic!("{error}: ./test installs what is missing"))
}

/// F5: whichever file the disk has no place for any more.
#[test]
fn a_full_disk_leaves_nothing() {
    for there in [false, true] {
        let root = TempDir::new().unwrap();
        if there {
            fs::create_dir(root.path().join("site")).unwrap();
        }
        let before = if there { vec!["site"] } else { vec![] };
        let mut failed = 0;
        loop {
            let full = format!("inject=fsync:error=ENOSPC:when={}", failed + 1);
            let output = under(root.path(), &[&full]);
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            if output.status.success() {
                break;
            }
            failed += 1;
            assert!(said.contains("there is no new site: No space left"), "{said}");
            assert_eq!(names(root.path()), before, "{said}");
            assert!(!there || names(&root.path().join("site")).is_empty(), "{said}");
        }
        assert_eq!(failed, 10, "so many files a new site has");
        assert_eq!(names(root.path()), ["site"]);
    }
}

/// Ctrl-C in the middle of writing takes away what was begun; whatever ends it leaves no half site.
#[test]
fn whoever_stops_it_has_nothing_half_written() {
    for (signal, at) in
        [("SIGINT", 1), ("SIGTERM", 5), ("SIGINT", 9), ("SIGKILL", 1), ("SIGKILL", 9)]
    {
        let root = TempDir::new().unwrap();
        let stop = format!("inject=fsync:signal={signal}:when={at}");
        // Slow enough that it is heard before the last file.
        let output = under(root.path(), &[&stop, "inject=openat:delay_enter=20000"]);
        assert!(!output.status.success());
        let left = names(root.path());
        if signal == "SIGKILL" {
            assert!(!left.contains(&"site".to_owned()), "{left:?}");
            assert!(under(root.path(), &[]).status.success());
            continue;
        }
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains("stopped: nothing was written"), "{signal}: {said}");
        assert!(left.is_empty(), "{signal}: {left:?}");
    }
}
