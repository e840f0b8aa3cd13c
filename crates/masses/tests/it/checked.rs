//! What `masses check` says of the pages.

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

#[test]
fn blocks_that_there_are_none_of_are_named() {
    let program = Program::demo();
    put(&program, "pages/a.md", "Text\n\n:::newsletter\n:::\n");
    let said = program.run(&["check"]).bad();
    assert!(said.contains("there is no block `newsletter`"), "{said}");
    assert!(said.contains("pages/a.md:6:1") && said.contains("latest-news"), "{said}");
}
