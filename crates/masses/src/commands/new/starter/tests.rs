use std::path::Path;

use kit::settings::Settings;
use proptest::prelude::*;
use scraper::{Html, Selector};

use super::*;

const DAY: &str = "2026-11-26";

const ODD: [&str; 20] = [
    "\"Us\" & 'Them'",
    "Grüße aus Čakovec",
    "\"\"\"",
    "a\"\"\"\nb",
    "'''",
    "<b>bold</b>",
    "</p><script>x()</script>",
    "*",
    "**Stars** and _lines_",
    "+++",
    "--- a",
    "# 1",
    "1. FC Nord",
    "2) Turm",
    ":::contact",
    "[x](https://x.example) ![y](/z.png)",
    "`code` ~~gone~~ | a | b |",
    "back\\slash\\",
    "{{ name }} {% if %} {# a #}",
    "&amp; &#65; &copy",
];

fn answers(name: &str, languages: &[&'static str]) -> Answers {
    Answers {
        name: name.to_owned(),
        email: "a+b_c*d@nord.example".to_owned(),
        address: vec!["1. Stiege \"links\"".into(), name.to_owned(), "Österreich".into()],
        languages: languages.to_vec(),
        examples: vec![],
    }
}

fn zone() -> Zone {
    Zone::named("Europe/Dublin").unwrap()
}

fn text(files: &[File], path: &str) -> String {
    let file = files.iter().find(|file| file.path == path).expect(path);
    String::from_utf8(file.content.clone()).unwrap()
}

/// The settings mean what was answered, and so do the pages.
fn whole(answers: &Answers) {
    let files = files(answers, DAY, &zone()).unwrap();
    let none: [(String, String); 0] = [];
    let toml = text(&files, "masses.toml");
    let settings = Settings::parse("masses.toml", &toml, Path::new("."), none)
        .unwrap_or_else(|problems| panic!("{problems}\n{toml}"));
    assert_eq!(settings.site.time_zone, zone());
    let of = &settings.organisation;
    assert_eq!(
        (&of.name, &of.legal_name, &settings.site.title),
        (&answers.name, &answers.name, &answers.name)
    );
    assert_eq!((&of.email, &settings.mail.from), (&answers.email, &answers.email));
    assert_eq!(of.address, answers.address.join(", "));
    assert_eq!(settings.site.languages, answers.languages);
    for file in files.iter().filter(|file| file.path.ends_with(".md")) {
        let page = text(&files, &file.path);
        let (front, body) = page.strip_prefix("+++\n").unwrap().split_once("\n+++\n").unwrap();
        let front: toml::Table = front.parse().unwrap_or_else(|error| panic!("{error}\n{page}"));
        let description = front["description"].as_str().unwrap();
        let mut options = comrak::Options::default();
        options.extension.table = true;
        options.extension.strikethrough = true;
        options.extension.autolink = true;
        options.extension.tasklist = true;
        options.extension.footnotes = true;
        options.extension.block_directive = true;
        options.render.r#unsafe = true;
        let html = Html::parse_fragment(&comrak::markdown_to_html(body, &options));
        let shown: String = html.root_element().text().collect();
        let here = shown.contains(&answers.name) || description.contains(&answers.name);
        let silent = file.path.starts_with("pages/news/index");
        assert!(here || silent, "{}: {shown}\n{page}", file.path);
        if file.path.starts_with("pages/imprint") {
            let first = html.select(&Selector::parse("p").unwrap()).next().unwrap();
            let lines: String = first.text().collect();
            let expected = [std::slice::from_ref(&answers.name), &answers.address].concat();
            assert_eq!(lines, expected.join("\n"), "{page}");
            let mail = html.select(&Selector::parse("a[href^='mailto:']").unwrap()).next().unwrap();
            assert_eq!(mail.text().collect::<String>(), answers.email);
        }
    }
}

#[test]
fn whatever_the_name_the_files_mean_it() {
    for name in ODD
        .map(|name| name.replace('\n', " "))
        .iter()
        .chain([&"lang ".repeat(40).trim().to_owned()])
    {
        whole(&answers(name, &["en", "de"]));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn any_name_is_itself(name in "[ -~äß“„]{0,30}[a-z0-9]") {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        whole(&answers(&name, &["de"]));
    }
}

/// Each language has the same pages, and the first has no language in the names of its files.
#[test]
fn every_choice_of_languages_has_its_files() {
    let paths = |languages: &[&'static str]| {
        let files = files(&answers("Nord", languages), DAY, &zone()).unwrap();
        assert_eq!(files.last().unwrap().path, "masses.toml");
        files.into_iter().map(|file| file.path).collect::<std::collections::BTreeSet<_>>()
    };
    let (english, german) = (paths(&["en"]), paths(&["de"]));
    assert_eq!(english, german);
    assert!(english.iter().all(|path| !path.contains(".en.") && !path.contains(".de.")));
    for path in ["pages/index.md", "pages/news/moved-in.md", "files/home.svg", ".gitignore"] {
        assert!(english.contains(path), "{path}");
    }
    let both = paths(&["de", "en"]);
    let more: Vec<_> = both.difference(&german).collect();
    let pages = german.iter().filter(|path| path.ends_with(".md")).count();
    assert!(more.len() == pages && more.iter().all(|path| path.ends_with(".en.md")), "{more:?}");
    let news =
        text(&files(&answers("Nord", &["en"]), DAY, &zone()).unwrap(), "pages/news/moved-in.md");
    assert!(news.contains(&format!("\ndate = {DAY}\n")), "{news}");
}
