//! `docs/theming.md` says what is there: every token with its value, every template.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use masses::web::{look, templates};

use crate::program::Program;

const BEGIN: &str = "<!-- From here on written by a test, but for what each is. -->\n";
const END: &str = "<!-- Until here. -->";
const HEAD: &str = "| token | what it is | in `plain` | in the dark |\n|---|---|---|---|\n";

fn page() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/theming.md")
}

/// The table as it has to be, with what each token is as it stands there.
fn table(now: &str) -> String {
    let css = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/css");
    let read = |name: &str| fs::read_to_string(css.join(name)).unwrap();
    let [light, dark] = look::tokens(&(read("tokens.css") + &read("looks/plain.css")));
    let meanings: BTreeMap<&str, &str> = now
        .lines()
        .filter_map(|line| line.strip_prefix("| `--")?.split_once("` | "))
        .map(|(name, rest)| (name, rest.split(" |").next().unwrap_or_default()))
        .collect();
    let mut table = HEAD.to_owned();
    for (name, value) in &light {
        let meaning = meanings.get(name.as_str()).copied().unwrap_or_default();
        assert!(meaning.len() > 3, "docs/theming.md does not say what --{name} is");
        let night = match &dark[name] {
            same if same == value => String::new(),
            other => format!("`{other}`"),
        };
        table.push_str(&format!("| `--{name}` | {meaning} | `{value}` | {night} |\n"));
    }
    table
}

#[test]
fn every_token_is_documented() {
    let text = fs::read_to_string(page()).unwrap();
    let (before, rest) = text.split_once(BEGIN).unwrap();
    let (now, after) = rest.split_once(END).unwrap();
    let table = format!("\n{}\n", table(now));
    if std::env::var_os("MASSES_WRITE").is_some() {
        fs::write(page(), format!("{before}{BEGIN}{table}{END}{after}")).unwrap();
        return;
    }
    let why = "write it anew: MASSES_WRITE=1 cargo test -p masses --test it theming";
    assert_eq!(now, table, "docs/theming.md is not up to date; {why}");
}

#[test]
fn every_template_is_documented() {
    let text = fs::read_to_string(page()).unwrap();
    let named: BTreeSet<&str> =
        text.split('`').skip(1).step_by(2).filter(|word| word.ends_with(".html")).collect();
    let all = templates();
    let there: BTreeSet<&str> = all
        .iter()
        .map(|(name, _)| name.as_str())
        .filter(|name| !name.starts_with("policy/"))
        .collect();
    assert!(there.len() > 30);
    let missing: Vec<_> = there.difference(&named).collect();
    assert!(missing.is_empty(), "docs/theming.md does not name {missing:?}");
    let gone: Vec<_> =
        named.difference(&there).filter(|name| !name.starts_with("crates/")).collect();
    assert!(gone.is_empty(), "docs/theming.md names what is not there: {gone:?}");
}

/// What the document shows of a colour that is too pale is what is said of it.
#[test]
fn the_refusal_in_the_document_is_what_is_said() {
    let given = ["--name", "Hall", "--email", "hall@example.org", "--address", "Street 1, City"];
    let program = Program::new_site(&[given.as_slice(), &["--languages", "en"]].concat());
    let file = program.site.join("masses.toml");
    let settings = fs::read_to_string(&file).unwrap();
    // Where the data is on a server is one line more than what was written.
    let settings = settings
        .lines()
        .filter(|line| !line.starts_with("database ="))
        .collect::<Vec<_>>()
        .join("\n");
    fs::write(&file, settings.replace("# accent = \"#7a1f3d\"", "accent = \"#ff8800\"")).unwrap();
    let said = program.run(&["check"]).bad();
    let document = include_str!("../../../../docs/theming.md");
    let (_, shown) = document.split_once("\nerror: ").unwrap();
    let (shown, _) = shown.split_once("\n```").unwrap();
    for line in shown.lines().filter(|line| !line.contains("-->")) {
        assert!(said.contains(line), "{line} in\n{said}");
    }
    let (_, place) = shown.split_once("--> my-site/").unwrap();
    assert!(said.contains(&format!("/{}", place.lines().next().unwrap())), "{said}");
}
