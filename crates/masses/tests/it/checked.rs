//! What `masses check` says: what is wrong, where, and what to do.

use std::fs;

use crate::program::Program;

fn put(program: &Program, file: &str, text: &str) {
    let path = program.site.join(file);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, format!("+++\ntitle = \"A\"\n+++\n{text}\n")).unwrap();
}

/// A link to a part of a page has to find it there.
#[test]
fn links_to_parts_that_are_not_there_are_named() {
    let program = Program::demo();
    put(
        &program,
        "pages/a.md",
        "## Über uns\n\n[1](#über-uns) [2](#there) [3](/b#two) [4](b.md#no)",
    );
    put(
        &program,
        "pages/b.md",
        "Text[^1] <p id=\"two\">x</p>\n\n[5](/a#%C3%BCber-uns) [6](/privacy#x)\n\n[^1]: N",
    );
    let said = program.run(&["check"]).bad();
    for part in ["pages/a.md:6:", "called `there`", "called `no`", "2 things to mend"] {
        assert!(said.contains(part), "{part} in {said}");
    }
}

#[test]
fn pages_that_a_language_does_not_have_are_listed() {
    let program = Program::demo();
    put(&program, "pages/only.md", "Text");
    put(&program, "pages/nur.de.md", "Text");
    put(&program, "pages/both.md", "Text");
    put(&program, "pages/both.de.md", "Text");
    let said = program.run(&["check"]).good();
    let (_, list) = said.split_once("Not there in every language of the site:\n").expect(&said);
    let lines: Vec<&str> = list.lines().take_while(|line| line.starts_with("  ")).collect();
    assert_eq!(lines, ["  pages/nur.de.md  en", "  pages/only.md  de"]);
}

/// What is good and does not arrive: nothing leads there, it is no page, or no picture.
#[test]
fn what_does_not_arrive_is_named() {
    let program = Program::demo();
    put(&program, "pages/news/quiet.md", "No day");
    put(&program, "pages/one.md", "![Us](/files/our choir.jpg)\n\n[two](/two) [x](/files/HUT.svg)");
    put(&program, "pages/two.md.txt", "Text");
    for file in ["pages/two.md", "pages/three.md"] {
        let text = "+++\ntitle = \"A\"\norder = 9\nredirects = [\"/old\"]\n+++\n";
        fs::write(program.site.join(file), text).unwrap();
    }
    let ran = program.run(&["check"]);
    let lost = "In no menu and no list, and no page leads there:\n  \
        pages/news/quiet.md  /news/quiet  (it lies among the news and has no `date`)\n  pages/one.md  /one\n";
    assert!(ran.out.contains(lost), "{}", ran.out);
    let wrong = ran.bad();
    for part in [
        "write %20 for each: /files/our%20choir.jpg",
        "did you mean /files/hut.svg?",
        "pages/two.md.txt",
        "the name of a page ends with .md",
        "the address /old is already that of pages/three.md",
        "4 things to mend",
    ] {
        assert!(wrong.contains(part), "no {part} in {wrong}");
    }
}

/// A page whose file is there need not be written: it has a mistake, or is to wait.
#[test]
fn a_link_to_a_page_whose_file_is_there_says_so() {
    let program = Program::demo();
    let text =
        "[two](/two) [drei](/de/drei) [four](/four) [five](/five) [six](/six) [sechs](/de/six)";
    put(&program, "pages/one.md", text);
    fs::create_dir_all(program.site.join("pages/two")).unwrap();
    for (file, line) in [
        ("pages/two/index.md", "titel = \"A\""),
        ("pages/drei.de.md", "titel = \"A\""),
        ("pages/five.md", "title = \"A\"\ndraft = true"),
        ("pages/six.md", "titel = \"A\""),
    ] {
        fs::write(program.site.join(file), format!("+++\n{line}\n+++\n")).unwrap();
    }
    let said = program.run(&["check"]).bad();
    for (column, address, help) in [
        (1, "/two", "mend pages/two/index.md: something is wrong with it"),
        (13, "/de/drei", "mend pages/drei.de.md: something is wrong with it"),
        (30, "/four", "correct it, or write the page"),
        (44, "/five", "visitors do not get pages/five.md yet: it is a draft"),
        (58, "/six", "mend pages/six.md: something is wrong with it"),
        // The German page would have to be written.
        (70, "/de/six", "correct it, or write the page"),
    ] {
        let place = format!("--> pages/one.md:4:{column}\n");
        let all = said.split("error: ").filter(|block| block.contains(&place));
        let found = all.filter(|block| block.contains(help) && block.contains(address)).count();
        assert_eq!(found, 1, "{address} in\n{said}");
    }
}

#[test]
fn blocks_that_there_are_none_of_are_named() {
    let program = Program::demo();
    put(&program, "pages/a.md", "Text\n\n:::newsletter\n:::\n");
    let said = program.run(&["check"]).bad();
    assert!(said.contains("there is no block `newsletter`"), "{said}");
    assert!(said.contains("pages/a.md:6:1") && said.contains("latest-news"), "{said}");
}

/// Settings, front matter, the organisation's own words, templates: where, what, what to do.
#[test]
fn check_names_file_line_column_and_help() {
    let program = Program::demo();
    let settings = fs::read_to_string(program.site.join("masses.toml")).unwrap();
    let page = fs::read_to_string(program.site.join("pages/about.md")).unwrap();
    let line = |text: &str, start: &str| {
        1 + text.lines().position(|line| line.starts_with(start)).unwrap()
    };
    let (title, days) = (line(&settings, "title ="), line(&settings, "notice_days"));
    let order = line(&page, "order");
    let wrong = [
        (
            "masses.toml",
            settings.replace("\ntitle =", "\ntitel ="),
            format!("masses.toml:{title}:1"),
            "did you mean `title`?",
        ),
        (
            "masses.toml",
            settings.replace("notice_days = 30", "notice_days = \"many\""),
            format!("masses.toml:{days}:15"),
            "notice_days = 30",
        ),
        (
            "masses.toml",
            settings.replace("legal_name =", "# legal_name ="),
            "masses.toml:4:1".to_owned(),
            "legal_name =",
        ),
        (
            "pages/about.md",
            page.replace("order =", "ordre ="),
            format!("pages/about.md:{order}:1"),
            "did you mean `order`?",
        ),
        (
            "pages/about.md",
            format!("{page}\n[a](/nowhere)\n"),
            "pages/about.md".to_owned(),
            "correct it, or write the page",
        ),
        ("pages/about.md", page.replacen("+++", "", 1), "pages/about.md:1:1".to_owned(), "+++"),
        (
            "policy/en/who.md",
            "We are few.\n\nRing us: TODO.\n".to_owned(),
            "policy/en/who.md:3:10".to_owned(),
            "write what applies",
        ),
        (
            "policy/de/who.md",
            "Wir sind [Firma eintragen].\n".to_owned(),
            "policy/de/who.md:1:10".to_owned(),
            "write what applies",
        ),
        (
            "theme/policy/privacy.html",
            "mine".to_owned(),
            "theme/policy/privacy.html:1:1".to_owned(),
            "theme/tokens.css",
        ),
        (
            "theme/inquiries/contact.html",
            "{% extends \"web/site.html\" %}".to_owned(),
            "theme/inquiries/contact.html:1:1".to_owned(),
            "{% include \"inquiries/notice.html\" %}",
        ),
    ];
    for (file, text, place, help) in wrong {
        let said = checked(&program, file, &text);
        assert!(said.contains(&place) && said.contains("help: "), "{place}: {said}");
        assert!(said.contains(help), "{help}: {said}");
    }
    program.run(&["check"]).good();
}

/// C19: whoever runs the site sees where it leads.
#[test]
fn check_lists_the_links_to_other_sites() {
    let program = Program::demo();
    let text = "+++\ntitle = \"About\"\n+++\n\nSee [them](https://choir.example/a) or\n\
        <https://other.example>, [us](/contact).\n\n[Again](https://choir.example/a)\n";
    fs::write(program.site.join("pages/about.md"), text).unwrap();
    let said = program.run(&["check"]).good();
    let (_, list) = said.split_once("Links to other sites:\n").expect("no list");
    // The other pages of the demo lead elsewhere too.
    let list: Vec<_> = list
        .lines()
        .map(str::trim)
        .take_while(|line| line.contains("://"))
        .filter(|line| line.starts_with("pages/about.md"))
        .collect();
    assert_eq!(
        list,
        [
            "pages/about.md:5  https://choir.example/a",
            "pages/about.md:6  https://other.example",
            "pages/about.md:8  https://choir.example/a",
        ]
    );
}

/// The same for templates of the site's own, whose mistakes another program finds.
#[test]
fn check_names_the_place_in_a_template() {
    let program = Program::demo();
    for (text, line) in [
        ("{% extends \"web/site.html\" %}\n{% block main %}{{ title }\n{% endblock %}\n", 2),
        ("{% extends \"web/nothing.html\" %}\n", 1),
        ("{% extends \"web/site.html\" %}\n{% block main %}\n{{ nothing }}\n{% endblock %}\n", 3),
        ("{% extends \"web/site.html\" %}\n{% if title %}{{ title|nosuch }}{% endif %}\n", 2),
    ] {
        let said = checked(&program, "theme/pages/page.html", text);
        assert!(said.contains(&format!("theme/pages/page.html:{line}:")), "{text}: {said}");
        assert!(said.contains("help: "), "{said}");
    }
}

/// What `check` complains of with this text in a file, which is then put back.
fn checked(program: &Program, file: &str, text: &str) -> String {
    let path = program.site.join(file);
    let before = fs::read(&path).ok();
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, text).unwrap();
    let said = program.run(&["check"]);
    match before {
        Some(before) => fs::write(&path, before).unwrap(),
        None => fs::remove_file(&path).unwrap(),
    }
    assert_eq!(said.code, 1, "{file}: {text:.200}\n{}", said.out);
    said.err
}

/// Nobody finds out from a search engine's silence that the site's address has another port than the
/// program.
#[test]
fn an_address_that_leads_elsewhere_is_told() {
    let program = Program::new_site(&[]);
    let file = program.site.join("masses.toml");
    let settings = fs::read_to_string(&file).unwrap();
    assert!(!program.run(&["check"]).good().contains("lead nowhere"));
    for (listen, told) in [("127.0.0.1:9090", true), ("0.0.0.0:8080", false)] {
        let moved =
            settings.replace("listen = \"127.0.0.1:8080\"", &format!("listen = \"{listen}\""));
        assert_ne!(moved, settings);
        fs::write(&file, moved).unwrap();
        let said = program.run(&["check"]).good();
        let port = "[site] is http://127.0.0.1:8080, and the program will listen on port 9090";
        assert_eq!(said.contains(port), told, "{said}");
    }
}
