//! What else is made from a document: DPV, the record of processing, the explanation.

use std::collections::BTreeMap;

use policy::{CHECK_POLICY, Meta, Status, dpv, explain, record};
use serde_json::Value;

use crate::sample::{interests, site};

const VERSION: Meta = Meta { number: 3, published_at: 1_741_064_767_000 };

fn status() -> BTreeMap<String, Status> {
    let status = |holds, failed_at| Status {
        holds,
        checked_at: 1_741_064_767_000,
        failed_at,
        note: String::new(),
    };
    BTreeMap::from([
        ("erasure".to_owned(), status(true, None)),
        ("sealed-at-rest".to_owned(), status(false, Some(1_741_064_767_000))),
        (CHECK_POLICY.to_owned(), status(true, None)),
    ])
}

/// Every datum × purpose, cookies, recipients, and measures with what was found of them.
#[test]
fn machines_read_every_use() {
    let document = site().with(interests()).compile();
    let found = dpv(&document, &status(), VERSION);
    let processes = found["dpv:hasProcess"].as_array().unwrap();
    assert_eq!(processes.len(), document.facts.uses().len());
    let field = processes
        .iter()
        .find(|process| {
            process["dpv:hasPersonalData"]["masses:datum"] == "inquiry_field.value#interests"
        })
        .unwrap();
    assert_eq!(field["dpv:hasLegalBasis"]["@id"], "eu-gdpr:A6-1-f");
    assert_eq!(field["dpv:hasNecessity"], "dpv:Optional");
    assert_eq!(field["dpv:hasStorageCondition"][0]["dpv:hasDuration"]["@value"], "P180D");
    assert_eq!(found["dct:issued"]["@value"], "2025-03-04T05:06:07Z");
    assert_eq!(found["masses:cookies"][0]["dpv:hasName"], "desk");
    let measures = found["dpv:hasTechnicalOrganisationalMeasure"].as_array().unwrap();
    let holds: Vec<&Value> = measures.iter().map(|measure| &measure["masses:holds"]).collect();
    assert_eq!(holds, [&Value::Bool(true), &Value::Bool(false)]);
}

/// Every `@id` that something points to is there, and every prefix is declared.
#[test]
fn the_json_for_machines_is_whole() {
    let document = site().with(interests()).compile();
    let found = dpv(&document, &status(), VERSION);
    let text = found.to_string();
    let context = found["@context"].as_object().unwrap();
    for (at, _) in text.match_indices("\"@id\":\"#") {
        let id: String = text[at + 7..].chars().take_while(|c| *c != '"').collect();
        let defined = format!("\"@id\":\"{id}\",");
        assert!(text.contains(&defined), "{id} is pointed to and not there");
    }
    for word in text.split('"').filter(|word| word.contains(':') && !word.contains(' ')) {
        let prefix = word.split(':').next().unwrap();
        let known = context.contains_key(prefix)
            || ["https", "http", "sha256", "urn", "2025-03-04T05", ""].contains(&prefix);
        assert!(known, "{word}");
    }
}

/// P30: no field (a)–(g) of the record is empty, and every processor has its contract.
#[test]
fn no_field_of_the_record_is_empty() {
    let document = site().with(interests()).compile();
    for lang in ["en", "de"] {
        let record = record(&document, lang);
        assert_eq!(record.rows.len(), document.facts.purposes.len());
        for row in &record.rows {
            assert_eq!(row.len(), record.headers.len());
            for (header, cell) in record.headers.iter().zip(row) {
                assert!(!cell.trim().is_empty(), "{header} is empty in {row:?}");
            }
            assert!(row[5].contains("AV-2026-04"), "{row:?}");
        }
    }
    for header in record(&document, "en").headers {
        for lang in ["en", "de"] {
            assert!(crate::words::keys(lang).contains(&format!("record-{header}")));
        }
    }
}

#[test]
fn the_record_has_the_team_and_the_transfers() {
    let document = site()
        .set("hosting.country", "US")
        .set("hosting.safeguard", "standard contractual clauses")
        .compile();
    let record = record(&document, "en");
    let team = record.rows.iter().find(|row| row[3].contains("work with the site")).unwrap();
    assert!(team[4].contains("e-mail address of a member of the team"));
    assert!(team[6].contains("the United States: standard contractual clauses"));
    insta::assert_snapshot!(
        "record_en",
        record.rows.iter().map(|row| row.join("\n")).collect::<Vec<_>>().join("\n\n")
    );
}

/// Every sentence with its switch, its mechanism and its last check.
#[test]
fn every_sentence_is_explained() {
    let document = site().set("server.tls", true).with(interests()).compile();
    for lang in ["en", "de"] {
        let all = explain(&document, lang, &status());
        assert!(all.len() > 30);
        for each in &all {
            assert!(!each.switch.is_empty() && !each.mechanism.is_empty(), "{each:?}");
        }
        let of = |id: &str| all.iter().find(|each| each.id == id).unwrap();
        assert!(!of("measure-sealed-at-rest").last_check.as_ref().unwrap().holds);
        assert!(of("who-runs").last_check.as_ref().unwrap().holds);
        assert!(of("who-runs").stated && of("no-automation").stated);
        let hosting = |each: &&policy::Explained| each.id.starts_with("ip-hosting-");
        assert!(all.iter().filter(hosting).all(|each| each.stated));
        assert!(!of("ip-log-short").stated && !of("measure-tls").stated && !of("data").stated);
        // A safeguard that was never checked has no check of something else to show.
        assert!(of("measure-tls").last_check.is_none());
        assert_eq!(of("ip-log-short").switch, "server.access_log = \"truncated\"");
        assert_eq!(of("ip-log-short").claims, ["C3"]);
    }
    assert!(explain(&document, "fr", &status()).is_empty());
}
