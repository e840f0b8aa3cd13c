//! The looks: what is in them, that everybody can read them, and the rules of the style sheets.

mod sides;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use kit::colour::Colour;
use kit::settings::{KEYS, Kind, Settings};
use masses::web::assets::Assets;
use masses::web::look::{self, Tokens};

use crate::site::Site;

/// Which text stands on which ground, anywhere. Text needs 4.5 (WCAG 2.2, 1.4.3).
const TEXTS: [(&str, &str); 11] = [
    ("ink", "paper shade field accent-shade good-shade warn-shade bad-shade"),
    ("quiet", "paper shade field accent-shade"),
    ("accent", "paper shade field accent-shade"),
    ("accent-deep", "paper shade field accent-shade"),
    ("on-accent", "accent accent-deep"),
    ("good", "paper shade accent-shade good-shade"),
    ("warn", "paper shade warn-shade"),
    ("bad", "paper shade field bad-shade"),
    ("paper", "bad ink"),
    ("head-ink", "head-paper"),
    ("foot-ink", "foot-paper"),
];

/// What is seen and not read: edges of fields, marks, the outline of what has the focus. These need
/// 3 (1.4.11).
const SIGNS: [(&str, &str); 6] = [
    ("edge", "paper shade field"),
    ("accent", "paper shade field accent-shade head-paper"),
    ("foot-ink", "foot-paper"),
    ("good", "good-shade paper"),
    ("warn", "warn-shade paper"),
    ("bad", "bad-shade paper field"),
];

/// Lines between things that are told apart without them.
const ORNAMENTS: [&str; 1] = ["line"];

/// Colours that an organisation may have, dark enough for text.
const ACCENTS: [&str; 7] = ["#0a5c49", "#7a1f3d", "#000", "#0000ff", "#b3261e", "#5b4b00", "#666"];

fn css() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/css")
}

fn looks() -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(css().join("looks"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .map(|name| name.strip_suffix(".css").unwrap().to_owned())
        .collect();
    names.sort();
    names
}

fn text(file: &str) -> String {
    fs::read_to_string(css().join(file)).unwrap()
}

/// The style sheets that are put together, without the looks: name and text without comments.
fn sheets() -> Vec<(String, String)> {
    let mut all = Vec::new();
    for entry in fs::read_dir(css()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if name.ends_with(".css") {
            all.push((name.clone(), look::plain(&text(&name))));
        }
    }
    assert!(all.len() > 15);
    all
}

fn settings(lines: &str) -> Settings {
    let demo = crate::site::demo_folder();
    let text = fs::read_to_string(demo.join("masses.toml")).unwrap();
    let text = text.replace("[site]\n", &format!("[site]\n{lines}\n"));
    Settings::parse("masses.toml", &text, &demo, []).unwrap()
}

/// Every look as it is sent, light and dark, with a name for errors; with accents of others too.
fn worn() -> Vec<(String, Tokens)> {
    let mut all = Vec::new();
    for name in looks() {
        let look = format!("{}{}", text("tokens.css"), text(&format!("looks/{name}.css")));
        let mut add = |name: &str, css: &str| {
            let [light, dark] = look::tokens(css);
            all.extend([(name.to_owned(), light), (format!("{name}, dark"), dark)]);
        };
        add(&name, &look);
        for accent in ACCENTS {
            let settings = settings(&format!("look = \"{name}\"\naccent = \"{accent}\""));
            let own = look::accent(&settings, &look).unwrap();
            assert!(own.contains("--accent:"), "{own}");
            // What comes later counts: the light of the accent after that of the look.
            let (light, dark) = own.split_once("@media").unwrap();
            let (day, night) = look.split_once("@media").unwrap();
            add(&format!("{name} in {accent}"), &format!("{day}{light}@media{night}{dark}"));
        }
    }
    all
}

fn colour(tokens: &Tokens, name: &str) -> Colour {
    look::colour(tokens, name).unwrap_or_else(|| panic!("`{name}` is no colour"))
}

/// The setting, the files, and what each has.
#[test]
fn every_look_has_every_token() {
    let key = KEYS.iter().find(|key| key.name == "site.look").unwrap();
    let Kind::Word(words) = key.kind else { panic!("{:?}", key.kind) };
    let mut words = words.to_vec();
    words.sort_unstable();
    assert_eq!(words, looks());
    let names = |name: &str| -> [BTreeSet<String>; 2] {
        look::tokens(&text(&format!("looks/{name}.css"))).map(|all| all.into_keys().collect())
    };
    let plain = names("plain");
    assert!(plain[0].len() > 30, "{plain:?}");
    for name in looks() {
        assert_eq!(names(&name), plain, "{name}");
        let css = text(&format!("looks/{name}.css"));
        assert!(css.len() < 3_500, "{name} is {} bytes long", css.len());
    }
}

#[test]
fn everybody_can_read_every_look() {
    let worn = worn();
    assert_eq!(worn.len(), looks().len() * 2 * (1 + ACCENTS.len()));
    let mut wrong = Vec::new();
    for (name, tokens) in &worn {
        let texts = TEXTS.iter().map(|pair| (pair, look::READABLE));
        let signs = SIGNS.iter().map(|pair| (pair, 3.0));
        for ((fore, grounds), least) in texts.chain(signs) {
            for ground in grounds.split(' ') {
                let ratio = colour(tokens, fore).contrast(colour(tokens, ground));
                if ratio < least {
                    wrong.push(format!("{name}: {fore} on {ground} is {ratio:.2}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// One rule: its selectors and its declarations.
fn rules(css: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut rules = Vec::new();
    for part in css.split('}') {
        let Some((selectors, body)) = part.rsplit_once('{') else { continue };
        let selectors = selectors.rsplit('{').next().unwrap_or_default();
        let declarations = body
            .split(';')
            .filter_map(|one| one.split_once(':'))
            .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()));
        rules.push((selectors.trim().to_owned(), declarations.collect()));
    }
    rules
}

fn named(value: &str) -> Vec<String> {
    let parts = value.split("var(--").skip(1);
    parts.map(|rest| rest.split([')', ',']).next().unwrap_or_default().to_owned()).collect()
}

/// The table above holds every colour that text or a sign has anywhere, and whatever one rule puts
/// on top of each other.
#[test]
fn every_pair_of_colours_is_compared() {
    let pairs: BTreeMap<&str, &str> = TEXTS.into_iter().collect();
    let known = |name: &str| pairs.contains_key(name);
    let sign = |name: &str| {
        known(name) || ORNAMENTS.contains(&name) || SIGNS.iter().any(|(one, _)| *one == name)
    };
    let [tokens, _] = look::tokens(&format!("{}{}", text("tokens.css"), text("looks/plain.css")));
    let is_colour = |name: &String| look::colour(&tokens, name).is_some();
    let mut seen = 0;
    for (file, css) in sheets() {
        for (selectors, declarations) in rules(&css) {
            let get = |names: &[&str]| -> Vec<String> {
                let found = declarations.iter().filter(|(name, _)| names.contains(&name.as_str()));
                found.flat_map(|(_, value)| named(value)).filter(is_colour).collect()
            };
            let (fore, ground) = (get(&["color"]), get(&["background"]));
            for one in &fore {
                seen += 1;
                assert!(known(one), "{file}: {selectors}: {one} is not in the table");
                for under in &ground {
                    let there = pairs[one.as_str()].split(' ').any(|ground| ground == under);
                    assert!(there, "{file}: {selectors}: {one} on {under} is not in the table");
                }
            }
            for (name, value) in &declarations {
                let edge = name.starts_with("border") || name.starts_with("outline");
                if edge
                    || ["fill", "stroke", "box-shadow", "text-decoration-color"].contains(&&**name)
                {
                    for one in named(value).iter().filter(|one| is_colour(one)) {
                        assert!(sign(one), "{file}: {selectors}: {one} is not in the table");
                    }
                }
            }
        }
    }
    assert!(seen > 60, "only {seen} colours were seen");
}

/// Colours, sizes and typefaces come from the tokens: all that are named are there, and no sheet has
/// a colour of its own, but for paper, and the QR code that a camera reads.
#[test]
fn style_sheets_use_tokens_that_are_there() {
    let [tokens, _] = look::tokens(&format!("{}{}", text("tokens.css"), text("looks/plain.css")));
    let mut used = BTreeSet::new();
    let mut all = sheets();
    all.extend(looks().into_iter().map(|name| {
        let css = look::plain(&text(&format!("looks/{name}.css")));
        (name, css)
    }));
    for (file, css) in &all {
        for name in named(css) {
            let own = css.contains(&format!("--{name}:"));
            assert!(own || tokens.contains_key(&name), "{file} uses --{name}, which is nowhere");
            used.insert(name);
        }
    }
    for (file, css) in sheets().iter().filter(|(file, _)| file != "print.css") {
        let own = css.split('#').skip(1).filter_map(|rest| {
            let digits: String = rest.chars().take_while(char::is_ascii_hexdigit).collect();
            [3, 4, 6, 8].contains(&digits.len()).then_some(digits)
        });
        let own: Vec<_> = own.filter(|digits| digits != "0000").collect();
        let good = if file == "account.css" { vec!["fff", "000"] } else { Vec::new() };
        assert_eq!(own, good, "{file}");
    }
    let idle: Vec<_> = tokens.keys().filter(|name| !used.contains(*name)).collect();
    assert!(idle.is_empty(), "tokens that nothing uses: {idle:?}");
}

/// What every visitor waits for: in each look the whole style sheet is small.
#[tokio::test]
async fn the_style_sheet_is_small() {
    for name in looks() {
        let site = tempfile::tempdir().unwrap();
        let lines = format!("look = \"{name}\"\naccent = \"#7a1f3d\"");
        let assets = Assets::load(site.path(), &settings(&lines), &[]).unwrap();
        let css = sent(&assets, "site.css");
        let small = packed(css.as_bytes());
        println!("{name}: site.css is {} bytes, {small} packed", css.len());
        assert!(small <= 6_500, "{name}: site.css is {small} bytes when packed");
        assert!(!css.contains("/*") && !css.contains("\n\n"), "{css}");
        assert!(css.contains("--accent:#7a1f3d"), "the accent is not in it");
    }
}

fn sent(assets: &Assets, name: &str) -> String {
    use kit::web::{Asked, Prepared};
    let address = assets.map()[name].clone();
    let headers = axum::http::HeaderMap::new();
    let ready = assets.find(&address, Asked::of(&headers)).unwrap();
    String::from_utf8(ready.body.to_vec()).unwrap()
}

fn packed(body: &[u8]) -> usize {
    let mut packed = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, ..Default::default() };
    brotli::BrotliCompress(&mut &*body, &mut packed, &parameters).unwrap();
    packed.len()
}

/// An accent that nobody could read is refused, with its line, its ratio, and one that would do.
#[test]
fn a_pale_accent_is_refused_with_one_that_would_do() {
    for look in looks() {
        for pale in ["#7fd1ae", "#ffe600", "#ffffff", "#ff8800", "#00a0ff"] {
            let settings = settings(&format!("look = \"{look}\"\naccent = \"{pale}\""));
            let css = text(&format!("looks/{look}.css"));
            let said = look::accent(&settings, &css).unwrap_err().to_string();
            let [light, _] = look::tokens(&css);
            let grounds = ["paper", "shade"].map(|name| colour(&light, name));
            assert!(said.contains("masses.toml:") && said.contains(pale), "{said}");
            assert!(said.contains(" to 1, and text needs 4.5"), "{said}");
            let near = said.split("would do: ").nth(1).unwrap().trim();
            let near = Colour::parse(near).unwrap_or_else(|| panic!("{said}"));
            assert!(grounds.iter().all(|one| near.contrast(*one) >= 4.5), "{said}");
            // And it is taken.
            let taken = self::settings(&format!("look = \"{look}\"\naccent = \"{near}\""));
            assert!(look::accent(&taken, &css).is_ok(), "{pale}: {near}");
        }
    }
}

/// The whole way: the setting, the start, the style sheet that visitors get.
#[tokio::test]
async fn a_site_wears_the_look_that_its_settings_choose() {
    let site = Site::with(|settings| {
        settings.replace("[site]\n", "[site]\nlook = \"magazine\"\naccent = \"#005a9c\"\n")
    })
    .await;
    let home = site.visitor().get("/").await;
    let address = home.body.split("rel=\"stylesheet\" href=\"").nth(1).unwrap();
    let css = site.visitor().get(address.split('"').next().unwrap()).await.body;
    assert!(css.contains("--accent:#005a9c") && css.contains("Superclarendon"), "{css:.900}");
    assert!(!css.contains("99px"), "another look is in it as well");
}
