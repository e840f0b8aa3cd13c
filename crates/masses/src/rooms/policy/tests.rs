//! The policy of the demo, compiled and rendered as it will be seen, without a house around it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use kit::render::Render;
use kit::settings::Settings;
use kit::words::Words;
use minijinja::{Value, context};
use policy::{Document, Form, Status};

use super::view::{Page, text_of};
use super::{feed, sheet};
use crate::ground::gate::Version;
use crate::ground::gate::gather::compile_static;
use crate::web::assets::Assets;
use crate::web::{templates, words};

struct Demo {
    words: Arc<Words>,
    render: Render,
    settings: Settings,
    site: PathBuf,
}

fn demo(variables: &[(&str, &str)]) -> Demo {
    let site = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo");
    let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let settings = Settings::load(&site, variables).unwrap();
    let words = Arc::new(words(&site, &settings).unwrap());
    let assets = Assets::load(&site, &settings, &[]).unwrap();
    let zone = settings.site.time_zone.clone();
    let render = Render::new(templates(), Arc::new(assets), words.clone(), zone).unwrap();
    Demo { words, render, settings, site }
}

impl Demo {
    fn compile(&self) -> Document {
        compile_static(&self.settings, &self.words, crate::ROOMS, &self.site)
            .unwrap_or_else(|error| panic!("{error}"))
    }

    fn page<'a>(&'a self, lang: &'a str) -> Page<'a> {
        Page { words: &self.words, lang, url: &self.settings.site.url }
    }

    fn render(&self, template: &str, lang: &str, page: Value) -> String {
        let frame = context! {
            lang, prefix => if lang == "en" { "" } else { "/de" }, dir => "ltr",
            org => context! { name => "Masses", legal_name => "Masses", email => "a@example.org" },
            site => context! { title => "Masses", url => "x", languages => vec!["en", "de"] },
            alternates => Vec::<Value>::new(), nav => Vec::<Value>::new(),
            footer => Vec::<Value>::new(), notices => Vec::<Value>::new(),
            member => context! { id => "1", name => "Ada", role => "owner",
                can => vec!["desk", "read", "publish", "journal"] },
            desk_nav => Vec::<Value>::new(), warnings => Vec::<Value>::new(), description => "",
        };
        let html = self.render.page(template, context! { ..page, ..frame }).unwrap();
        html.replace("&#x2f;", "/")
    }

    fn nothing_missed(&self) {
        assert_eq!(self.words.missed(), Vec::<String>::new());
    }
}

fn shown(version: u32) -> Value {
    context! { number => version, hash => "00ff", date => "1 May 2026", opens => "2 May 2026",
    published_at => 0 }
}

#[test]
fn the_demos_policy_is_whole() {
    let demo = demo(&[]);
    let document = demo.compile();
    assert_eq!(document.hash(), demo.compile().hash(), "compiling is repeatable");
    for lang in ["en", "de"] {
        let (found, text) = text_of(&document, lang).unwrap();
        assert_eq!(found, lang);
        assert!(text.sections.len() >= 9, "{}", text.sections.len());
    }
    let recipients: Vec<_> = document.facts.recipients.iter().map(|one| one.id.as_str()).collect();
    assert!(recipients.contains(&"hosting"), "{recipients:?}");
    let claims = |settings: &[(&str, &str)]| {
        let measures = self::demo(settings).compile().facts.measures;
        measures.iter().any(|one| one.id == "tls")
    };
    let secure = ("MASSES_SITE__URL", "https://example.org");
    let proxy = ("MASSES_SERVER__TRUSTED_PROXIES", "127.0.0.1");
    let certificate = ("MASSES_SERVER__TLS__CERTIFICATE", "/etc/masses/tls/certificate.pem");
    let key = ("MASSES_SERVER__TLS__KEY", "/etc/masses/tls/key.pem");
    assert!(claims(&[secure, proxy]) && claims(&[secure, certificate, key]));
    assert!(!claims(&[secure]), "an address encrypts nothing");
    assert!(!claims(&[]) && !claims(&[proxy]));
    demo.nothing_missed();
}

#[test]
fn a_safeguard_that_fails_is_struck_through() {
    let demo = demo(&[]);
    let document = demo.compile();
    let now = 1_795_471_084_123;
    let fails = Status { holds: false, checked_at: now, failed_at: Some(now), note: "x".into() };
    let holds = Status { holds: true, failed_at: None, note: String::new(), ..fails.clone() };
    let status = BTreeMap::from([("journal".to_owned(), fails), ("erasure".to_owned(), holds)]);
    for (lang, date) in [("en", "23 November 2026"), ("de", "23. November 2026")] {
        let (_, text) = text_of(&document, lang).unwrap();
        let page = demo.page(lang);
        let html = demo.render(
            "policy/privacy.html",
            lang,
            context! {
                title => "Privacy", version => shown(1), text_lang => lang,
                sections => page.sections(text, Some(&status)),
            },
        );
        assert_eq!(html.matches("measure--fails").count(), 1, "{html}");
        assert_eq!(html.matches("measure--holds").count(), 1, "{html}");
        assert!(html.contains(date), "{date} in {html}");
        assert!(html.contains("data-label=") && html.contains("id=\"cookies\""), "{html}");
        // GDPR art. 21(4): apart from everything else.
        let apart = "<div class=\"notice\"><p><strong>";
        assert_eq!(html.matches(apart).count(), 1, "{html}");
        let old = demo.render(
            "policy/version.html",
            lang,
            context! {
                title => "Version 1", version => shown(1), text_lang => lang, latest => false,
                changes => (), waiting => (), lines => (),
                sections => page.sections(text, None),
            },
        );
        assert!(!old.contains("measure__status"), "an old version says nothing about now");
    }
    demo.nothing_missed();
}

#[test]
fn a_change_is_said_in_words_and_by_line() {
    let (before, after) = (demo(&[]), demo(&[("MASSES_INQUIRIES__KEEP_DAYS", "30")]));
    let difference = policy::difference(&before.compile(), &after.compile());
    let page = after.page("de");
    let changes = page.changes(&difference, false);
    // All that is kept differently in the same way is one change for whoever reads it.
    assert_eq!(changes.len(), 1, "{changes:#?}");
    assert!(changes[0].contains("Ihr Name; "), "{changes:#?}");
    let html = after.render(
        "policy/version.html",
        "de",
        context! {
            title => "Fassung 2", version => shown(2), text_lang => "de", latest => true,
            changes, waiting => page.waiting(&difference), lines => page.lines(&difference),
            sections => Vec::<Value>::new(),
        },
    );
    assert!(html.contains("diff__changed"), "{html}");
    assert!(html.contains("</del>") && html.contains("</ins>"), "the words are not marked: {html}");
    let list = context! { changes => page.changes(&difference, true), ..shown(2) };
    let html = after.render(
        "policy/versions.html",
        "de",
        context! {
            title => "Alle", versions => vec![list, context! { changes => (), ..shown(1) }],
        },
    );
    assert!(html.contains("/de/privacy/versions/2"), "{html}");
    after.nothing_missed();
}

#[test]
fn the_desks_pages_render() {
    let (before, after) = (demo(&[]), demo(&[("MASSES_INQUIRIES__KEEP_DAYS", "30")]));
    let (old, new) = (before.compile(), after.compile());
    let difference = policy::difference(&old, &new);
    let page = after.page("en");
    for (first, replaces, waits) in
        [(true, false, false), (false, true, false), (false, false, true), (false, false, false)]
    {
        let draft = context! {
            hash => "abc", number => 2, first, replaces, waits, days => 30, opens => "1 May",
            changes => page.compared(&difference), waiting => vec!["x"], team => false,
            lines => page.lines(&difference), reaches => vec!["your name"],
        };
        let html = after.render(
            "policy/desk.html",
            "en",
            context! {
                title => "Privacy", version => shown(1), versions => 1, noticed => shown(1), draft,
                examples => vec!["hosting.provider"], broken => (), problem => "x", failing => vec![vec!["a", "b", "c"]],
            },
        );
        assert!(html.contains("name=\"seen\" value=\"abc\""), "{html}");
    }
    let html = after.render(
        "policy/desk.html",
        "en",
        context! {
            title => "Privacy", version => shown(1), versions => 1, noticed => (), draft => (),
            examples => Vec::<&str>::new(), broken => (), problem => (), failing => Vec::<Value>::new(),
        },
    );
    assert!(html.contains("class=\"empty\""), "{html}");
    let status = BTreeMap::new();
    let sentences: Vec<Value> = policy::explain(&new, "en", &status)
        .iter()
        .map(|one| super::desk::explained(one, &page))
        .collect();
    assert!(sentences.len() > 20);
    let sections = vec![context! { heading => "x", sentences }];
    after.render("policy/explain.html", "en", context! { title => "x", sections });
    let record = policy::record(&new, "en");
    let file = sheet::csv(&record.headers, &record.rows).unwrap();
    assert!(!file.is_empty() && record.rows.iter().flatten().all(|cell| !cell.is_empty()));
    let html = after.render(
        "policy/record.html",
        "en",
        context! {
            title => "x", headers => record.headers, rows => record.rows,
        },
    );
    assert!(html.contains("record.csv"), "{html}");
    // Articles as each language cites them.
    let said = |lang: &str| policy::record(&new, lang).rows.concat().join("\n");
    let (english, german) = (said("en"), said("de"));
    assert!(english.contains("(GDPR Article 6(1)(c); GDPR Articles 5(2) and 17)"), "{english}");
    assert!(german.contains("Buchst. c DSGVO; Art. 5 Abs. 2 und Art. 17 DSGVO)"), "{german}");
    assert!(german.contains("Buchst. f DSGVO): Wer uns schreibt"), "{german}");
    assert!(!german.contains("GDPR"), "{german}");
    after.nothing_missed();
}

#[test]
fn the_feed_is_well_formed() {
    let demo = demo(&[]);
    let document = Arc::new(demo.compile());
    let version = Version {
        number: 1,
        hash: document.hash(),
        published_at: 1_795_471_084_123,
        opens_at: 0,
        document,
    };
    let page = demo.page("en");
    let head = feed::Head {
        title: "A & <B>".to_owned(),
        author: "Masses",
        own: "https://example.org/privacy/versions.atom".to_owned(),
        page: "https://example.org/privacy/versions".to_owned(),
    };
    let href = "https://example.org/privacy/versions/1".to_owned();
    let out = feed::atom(&head, &[feed::Item { version: &version, difference: None, href }], &page);
    assert!(out.contains("<title>A &amp; &lt;B&gt;</title>"), "{out}");
    assert!(out.contains("<updated>2026-11-23T21:58:04.123Z</updated>"), "{out}");
    assert!(out.contains("&lt;li&gt;The first version.&lt;/li&gt;"), "{out}");
    assert_eq!(out.matches("<entry>").count(), out.matches("</entry>").count());
}

#[test]
fn a_policy_has_no_paragraph_of_an_unknown_kind() {
    let document = demo(&[]).compile();
    let paragraphs = document.texts.values().flat_map(|text| &text.sections);
    for paragraph in paragraphs.flat_map(|section| &section.paragraphs) {
        assert_eq!(paragraph.kind == Form::Table, paragraph.table.is_some(), "{}", paragraph.id);
    }
}
