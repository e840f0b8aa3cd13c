//! The seventh of the checks: what the demo's policy says is committed, so that a change of
//! processing is visible in review.

use kit::settings::Settings;
use masses::ROOMS;
use masses::ground::gate::gather;
use masses::web::words;
use policy::{Document, Form};

fn demo() -> Document {
    let site = crate::site::demo_folder();
    let none: [(String, String); 0] = [];
    let settings = Settings::load(&site, none).unwrap_or_else(|problems| panic!("{problems}"));
    let words = words(&site, &settings).unwrap_or_else(|problems| panic!("{problems}"));
    gather::compile_static(&settings, &words, ROOMS, &site)
        .unwrap_or_else(|error| panic!("{error}"))
}

fn text(document: &Document, lang: &str) -> String {
    let mut out = String::new();
    for part in &document.texts[lang].sections {
        out.push_str(&format!("\n# {}\n", part.heading));
        for paragraph in &part.paragraphs {
            match &paragraph.kind {
                Form::Item => out.push_str(&format!("- {}\n", paragraph.text)),
                _ => out.push_str(&format!("{}\n", paragraph.text)),
            }
            for row in paragraph.table.iter().flat_map(|table| &table.rows) {
                out.push_str(&format!("  | {} |\n", row.join(" | ")));
            }
        }
    }
    out
}

#[test]
fn what_the_demo_says_in_english() {
    insta::assert_snapshot!(text(&demo(), "en"));
}

#[test]
fn what_the_demo_says_in_german() {
    insta::assert_snapshot!(text(&demo(), "de"));
}

/// The same input gives the same version, everywhere and always.
#[test]
fn the_hash_is_that_of_the_content() {
    assert_eq!(demo().hash(), demo().hash());
}

/// P30: no field of the record of processing is empty.
#[test]
fn the_record_of_processing_is_whole() {
    for lang in ["en", "de"] {
        let record = policy::record(&demo(), lang);
        assert!(record.rows.len() > 3, "{lang}: {:?}", record.rows);
        for row in &record.rows {
            for (header, cell) in record.headers.iter().zip(row) {
                assert!(!cell.trim().is_empty(), "{lang}: {header} is empty in {row:?}");
            }
        }
    }
}
