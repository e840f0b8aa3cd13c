//! The page of all settings follows the table.

use std::fmt::Write;

use super::*;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/settings.md");
const BEGIN: &str = "<!-- From here on written by a test. -->\n";
const END: &str = "<!-- Until here. -->\n";

/// All settings as tables, one for each section.
fn tables() -> String {
    let mut page = String::new();
    let mut section = None;
    for line in reference() {
        let (of, leaf) = line.name.rsplit_once('.').unwrap_or(("", line.name));
        if section != Some(of) {
            section = Some(of);
            match of {
                "" => page.push_str("\n### Before the first section\n\n"),
                of => write!(page, "\n### [{of}]\n\n").unwrap(),
            }
            page.push_str(
                "| setting | what it says | what may be written | if left out | variable |\n",
            );
            page.push_str("|---|---|---|---|---|\n");
        }
        let default = match line.default.as_str() {
            words @ ("required" | "none") => words.to_owned(),
            words if words.contains(' ') && !words.starts_with('[') => words.to_owned(),
            value => format!("`{value}`"),
        };
        let variable = line.variable.map_or("none".to_owned(), |name| format!("`{name}`"));
        let (meaning, kind) = (line.meaning, line.kind);
        writeln!(page, "| `{leaf}` | {meaning} | {kind} | {default} | {variable} |").unwrap();
    }
    page.push('\n');
    page
}

/// Run with `MASSES_WRITE=1` to write the page anew.
#[test]
fn the_page_of_settings_is_up_to_date() {
    let page = fs::read_to_string(PAGE).unwrap();
    let (before, rest) = page.split_once(BEGIN).expect("the page has its first mark");
    let (_, after) = rest.split_once(END).expect("the page has its second mark");
    let wanted = format!("{before}{BEGIN}{}{END}{after}", tables());
    if page == wanted {
        return;
    }
    if std::env::var_os("MASSES_WRITE").is_some() {
        fs::write(PAGE, wanted).unwrap();
        return;
    }
    panic!(
        "docs/settings.md differs from the table of settings. Write it anew with:\n  \
         MASSES_WRITE=1 cargo test -p kit page_of_settings"
    );
}

/// The examples on the page are settings that are accepted.
#[test]
fn the_examples_on_the_page_are_right() {
    let page = fs::read_to_string(PAGE).unwrap();
    let examples: Vec<&str> =
        page.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(examples.len() >= 4, "{} examples", examples.len());
    for example in examples {
        if let Err(problems) = parse(&format!("{GOOD}{example}"), &[]) {
            panic!("{example}\n{problems}");
        }
    }
}
