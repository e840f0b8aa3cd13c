//! From declarations to a text.

use inventory::{Category, Section};
use policy::{Form, Own};

use crate::sample::{INQUIRY, Site, interests, read, site};
use crate::words::keys;

fn errors(site: &Site) -> String {
    site.try_compile().expect_err("this does not compile").join("\n")
}

/// The document in both languages, as people read it. C1–C5, C7, C13, C14, C17–C22, C24, P16.
#[test]
fn the_sample_reads_well() {
    let document = site().with(interests()).compile();
    insta::assert_snapshot!("sample_en", read(&document, "en"));
    insta::assert_snapshot!("sample_de", read(&document, "de"));
}

/// Both languages have the same words with the same values in them.
#[test]
fn both_languages_have_the_same_keys() {
    assert_eq!(keys("en"), keys("de"));
}

/// Every sentence that may ever stand there has words, under whatever switch.
#[test]
fn every_sentence_has_words_in_both_languages() {
    for lang in ["en", "de"] {
        let keys = keys(lang);
        for sentence in policy::GENERAL {
            assert!(keys.contains(&format!("policy-{}", sentence.id)), "{} ({lang})", sentence.id);
        }
        for section in Section::ALL {
            assert!(keys.contains(&format!("policy-section-{}", section.key())));
        }
        for right in inventory::Basis::Consent
            .rights()
            .iter()
            .chain(inventory::Basis::LegitimateInterest.rights())
        {
            assert!(keys.contains(&format!("right-{}", right.key())));
        }
        for category in CATEGORIES {
            assert!(keys.contains(&format!("category-{}", category.key())));
        }
    }
}

const CATEGORIES: [Category; 12] = [
    Category::Name,
    Category::EmailAddress,
    Category::Communication,
    Category::Topic,
    Category::Preference,
    Category::Language,
    Category::Timestamp,
    Category::Identifier,
    Category::Authentication,
    Category::Activity,
    Category::NetworkAddress,
    Category::Special,
];

/// Words that are missing are an error that names them, never a hole in the text.
#[test]
fn missing_words_and_values_are_errors() {
    let mut site = site();
    site.languages.push("fr".to_owned());
    assert!(errors(&site).contains("words are missing: policy-who-runs (fr)"));
    let mut holed = self::site();
    holed.settings.remove("keys.keys_kept_days");
    let errors = errors(&holed);
    assert!(errors.contains("measure-erasure (de) asks for a value that is not there"), "{errors}");
}

#[test]
fn a_site_says_who_it_is_and_who_works_for_it() {
    let mut site = site();
    for name in ["organisation.legal_name", "organisation.authority.name", "hosting.contract"] {
        site.settings.remove(name);
    }
    let errors = errors(&site);
    for name in ["organisation.legal_name", "organisation.authority.name", "hosting.contract"] {
        assert!(errors.contains(&format!("{name} is missing")), "{errors}");
    }
}

#[test]
fn the_same_input_has_the_same_hash_whatever_the_order_of_the_rooms() {
    let document = site().with(interests()).compile();
    let mut turned = site().with(interests());
    turned.rooms.reverse();
    assert_eq!(document.hash(), turned.compile().hash());
    assert_eq!(document.hash().len(), 64);
    let json = serde_json::to_string(&document).unwrap();
    let read: policy::Document = serde_json::from_str(&json).unwrap();
    assert_eq!(read.hash(), document.hash());
    // What is kept of a published version is what was hashed.
    let kept: policy::Document = serde_json::from_str(&document.canonical()).unwrap();
    assert_eq!(kept.hash(), document.hash());
}

#[test]
fn the_hash_follows_what_is_said_and_not_how_it_is_checked() {
    let document = site().compile();
    assert_ne!(document.hash(), site().set("hosting.log_days", 8).compile().hash());
    let mut other = document.clone();
    for part in other.texts.values_mut().flat_map(|text| &mut text.sections) {
        for paragraph in &mut part.paragraphs {
            paragraph.mechanism.push_str(" (checked more often)");
            paragraph.switch.push_str(" and more");
        }
    }
    assert_eq!(document.hash(), other.hash());
}

/// C3: what is said about network addresses follows the settings.
#[test]
fn the_text_follows_the_log() {
    let text = |site: Site| read(&site.compile(), "en");
    let short = text(site());
    assert!(short.contains("first part of that address") && short.contains("14 days"));
    assert!(
        short.contains("Nordlicht Rechenzentrum GmbH, keeps a log of its own for 7 days, with the")
    );
    let full = text(site().set("server.access_log", "full").set("server.access_log_days", 1));
    assert!(full.contains("the whole address, so that") && full.contains("after one day"));
    let off = text(site().set("server.access_log", "off").set("hosting.log_days", 0));
    assert!(off.contains("We keep no log of visits.") && off.contains("keeps no log of your"));
    let hosted = |what| text(site().set("hosting.log_addresses", what));
    assert!(hosted("truncated").contains("for 7 days, with the first part of the address"));
    assert!(hosted("none").contains("for 7 days, without any address"));
}

/// C5: exactly the fields that the form asks for.
#[test]
fn an_optional_field_is_there_when_it_is_declared() {
    let without = site().compile();
    assert!(!read(&without, "en").contains("Interests"));
    assert!(without.facts.data.iter().all(|row| row.datum != "inquiry_field.value"));
    let with = site().with(interests()).compile();
    assert!(read(&with, "en").contains("The form has further fields: “Interests”."));
    assert!(read(&with, "de").contains("Ihre Antwort auf „Interessen“"));
    let uses = with.facts.uses();
    let field = ("inquiry_field.value#interests".to_owned(), "inquiries.answer".to_owned());
    assert!(uses.contains(&field));
}

/// A value that lies in a row of another row is kept as long as that one.
#[test]
fn a_row_that_goes_with_another_is_kept_as_long() {
    let document = site().with(interests()).compile();
    let keep = |datum: &str, purpose: &str| {
        let mut rows = document.facts.data.iter();
        let row = rows.find(|row| row.datum == datum && row.purpose == purpose).unwrap();
        row.keep.iter().map(|keep| (keep.key.as_str(), keep.days)).collect::<Vec<_>>()
    };
    let inquiry = vec![
        ("keep-after-inquiry-closed-at", Some(180)),
        ("keep-after-inquiry-opened-at-spam", Some(30)),
    ];
    assert_eq!(keep("inquiry_field.value", "inquiries.answer"), inquiry);
    assert_eq!(keep("inquiry.email", "inquiries.answer"), inquiry);
    assert_eq!(
        keep("inquiry.email", "inquiries.guard"),
        [("keep-after-inquiry-sent-at", Some(30))]
    );
    assert!(INQUIRY.ends.len() == 2);
}

#[test]
fn only_what_concerns_visitors_is_in_the_public_text() {
    let document = site().compile();
    for lang in ["en", "de"] {
        let text = read(&document, lang);
        assert!(!text.contains("member of the team") && !text.contains("Mitglieds"));
        assert!(!text.contains("| desk"), "the desk's cookie is the team's");
    }
    assert!(read(&document, "en").contains("This site sets no cookies when you visit it."));
    assert!(document.facts.data.iter().any(|row| row.datum == "member.email"));
    assert!(document.facts.cookies.iter().any(|cookie| cookie.name == "desk"));
}

#[test]
fn a_room_that_is_off_is_not_in_the_policy() {
    let document = site().set("inquiries.on", false).compile();
    assert!(document.facts.purposes.iter().all(|purpose| !purpose.id.starts_with("inquiries")));
    assert!(document.facts.data.iter().all(|row| !row.table.starts_with("inquiry")));
    assert!(!read(&document, "en").contains("contact form"));
}

#[test]
fn a_room_that_is_off_and_still_holds_data_stays_until_it_is_empty() {
    let mut site = site().set("inquiries.on", false);
    site.leftovers.push(policy::Leftover {
        room: "inquiries".to_owned(),
        until_day: Some("2027-03-12".to_owned()),
    });
    let document = site.compile();
    let (en, de) = (read(&document, "en"), read(&document, "de"));
    assert!(en.contains("We no longer collect: your e-mail address"), "{en}");
    assert!(en.contains("The last of it goes at the latest on 12 March 2027."));
    assert!(de.contains("Der letzte Rest wird spätestens am 12. März 2027 gelöscht."));
    assert!(en.contains("Nothing new is collected for this."));
    assert!(!en.contains("When you write to us through the contact form"));
    assert!(
        document
            .facts
            .data
            .iter()
            .all(|row| row.closed.is_some() || row.table == "person" || row.table == "member")
    );
}

#[test]
fn a_field_that_is_off_and_still_holds_data_stays() {
    let mut gone = interests();
    gone.closed = Some(policy::Ending::default());
    let document = site().with(gone).compile();
    let text = read(&document, "en");
    assert!(text.contains("We no longer collect: your answer to “Interests”. What is still there"));
    assert!(!text.contains("The form has further fields"));
}

#[test]
fn data_outside_the_economic_area_needs_a_safeguard() {
    let abroad = site().set("hosting.country", "US");
    assert!(errors(&abroad).contains("hosting.safeguard"));
    let nowhere = site().set("hosting.country", "XX").set("hosting.safeguard", "a contract");
    assert!(errors(&nowhere).contains("hosting.country is \"XX\", and no country has that code"));
    let document = abroad.set("hosting.safeguard", "standard contractual clauses").compile();
    let text = read(&document, "en");
    assert!(text.contains("is in the United States, outside the European Economic Area"));
    assert!(text.contains("You can have a copy of it from privacy@masses.example."));
    assert!(!text.contains("All of this takes place within"));
    assert!(read(&site().compile(), "de").contains("innerhalb des Europäischen Wirtschaftsraums"));
}

/// C22: whoever runs the machine is named, without any room having to think of it.
#[test]
fn the_hosting_provider_is_always_named_unless_it_is_oneself() {
    let hosted = site().compile();
    assert_eq!(hosted.facts.recipients.len(), 1);
    assert_eq!(hosted.facts.recipients[0].id, "hosting");
    let own = site().set("hosting.provider", "Masses e. V.").compile();
    assert!(own.facts.recipients.is_empty());
    assert!(read(&own, "en").contains("The machine this site runs on is our own."));
    assert!(!read(&own, "en").contains("These help us run the site"));
}

#[test]
fn a_country_has_one_spelling() {
    for country in ["Germany", "deutschland", "DE", "de"] {
        let document = site().set("hosting.country", country).compile();
        assert_eq!(document.facts.recipients[0].country, "de");
    }
}

#[test]
fn a_law_is_cited_as_people_cite_it() {
    let cited = |law: &'static str, lang: &str| {
        let purpose = Box::leak(Box::new(inventory::Purpose {
            basis: inventory::Basis::LegalObligation(law),
            ..crate::sample::RIGHTS
        }));
        let purposes = Box::leak(Box::new([&*purpose]));
        let mut site = site();
        let room = inventory::Room { purposes, ..crate::sample::PEOPLE };
        site.rooms[1] = Box::leak(Box::new(room));
        read(&site.compile(), lang)
    };
    assert!(cited("GDPR art. 5(2), 17", "en").contains("in GDPR Articles 5(2) and 17 (GDPR"));
    assert!(cited("GDPR art. 5(2), 17", "de").contains("nämlich Art. 5 Abs. 2 und Art. 17 DSGVO"));
    assert!(cited("GDPR art. 15", "en").contains("in GDPR Article 15 (GDPR"));
    assert!(cited("BDSG § 38", "de").contains("nämlich BDSG § 38 ("));
}

/// GDPR art. 21(4): objection apart from the others; the authority is named.
#[test]
fn objection_stands_apart_and_complaint_names_the_authority() {
    let document = site().compile();
    let part = document.texts["en"].sections.iter().find(|part| part.key == "rights").unwrap();
    let kind = |id: &str| part.paragraphs.iter().find(|each| each.id == id).unwrap();
    assert_eq!(kind("right-objection").kind, Form::Apart);
    assert!(!kind("right-objection").text.contains("public task"));
    assert_eq!(kind("right-access").kind, Form::Item);
    assert!(kind("right-complaint").text.contains("Berliner Beauftragte"));
}

/// A public task is named in the right to object only where there is one.
#[test]
fn objection_names_the_bases_in_use() {
    let purpose = Box::leak(Box::new(inventory::Purpose {
        basis: inventory::Basis::PublicTask("§ 1 ExampleG"),
        ..crate::sample::RIGHTS
    }));
    let purposes = Box::leak(Box::new([&*purpose]));
    let mut site = site();
    site.rooms[1] = Box::leak(Box::new(inventory::Room { purposes, ..crate::sample::PEOPLE }));
    let document = site.compile();
    assert!(read(&document, "en").contains("legitimate interest or on a public task"));
    assert!(read(&document, "de").contains("Interesse oder eine öffentliche Aufgabe"));
}

/// Whole years are said as years.
#[test]
fn long_times_are_said_in_years() {
    assert_eq!(policy::span(0), ("days", 0));
    assert_eq!(policy::span(364), ("days", 364));
    assert_eq!(policy::span(365), ("years", 1));
    assert_eq!(policy::span(1095), ("years", 3));
    let document = site().set("inquiries.keep_days", 730).compile();
    assert!(read(&document, "en").contains("2 years after your inquiry was closed"));
    assert!(read(&document, "de").contains("2 Jahre, nachdem Ihre Anfrage"));
    let document = site().set("inquiries.keep_days", 365).compile();
    assert!(read(&document, "en").contains("| One year after your inquiry was closed"));
    assert!(read(&document, "de").contains("| Ein Jahr, nachdem Ihre Anfrage"));
}

/// C24: an own paragraph is marked, and nothing is left over in it.
#[test]
fn own_paragraphs_are_marked_and_checked() {
    let mut site = site();
    let own = |markdown: &str| Own {
        section: Section::Why,
        lang: "en".to_owned(),
        markdown: markdown.to_owned(),
    };
    site.own.push(own("We also *read* every letter aloud."));
    let document = site.compile();
    let parts = &document.texts["en"].sections;
    let paragraphs = parts.iter().flat_map(|part| &part.paragraphs);
    let mine: Vec<_> = paragraphs.filter(|each| each.kind == Form::Own).collect();
    assert_eq!(mine.len(), 1);
    assert_eq!(mine[0].id, "own-why-1");
    site.own.push(own("Fine.\n\nAsk [insert name]."));
    assert!(errors(&site).contains("own paragraph in section `why` (en):3:5"));
}

#[test]
fn special_categories_need_consent() {
    let mut field = interests();
    field.category = Category::Special;
    assert!(errors(&site().with(field)).contains("art. 9"));
}

#[test]
fn instances_are_checked() {
    assert!(errors(&site().with(interests()).with(interests())).contains("is there twice"));
    let mut lost = interests();
    lost.column = "inquiry.name".to_owned();
    assert!(errors(&site().with(lost)).contains("column that has none"));
    let mut silent = interests();
    silent.label.clear();
    assert!(errors(&site().with(silent)).contains("has no label"));
}

/// A setting with an unknown value leaves no sentence about the log: that would be a silence.
#[test]
fn the_access_log_has_to_be_stated() {
    assert!(errors(&site().set("server.access_log", "sometimes")).contains("server.access_log"));
    let mut silent = site();
    silent.settings.remove("server.access_log");
    assert!(errors(&silent).contains("server.access_log"));
}

#[test]
fn every_paragraph_says_what_stands_behind_it() {
    let document = site().with(interests()).compile();
    for part in &document.texts["de"].sections {
        for paragraph in &part.paragraphs {
            assert!(!paragraph.text.is_empty() && !paragraph.mechanism.is_empty());
            assert!(!paragraph.switch.is_empty(), "{}", paragraph.id);
            assert!(!paragraph.mechanism.contains("  "), "{}", paragraph.mechanism);
        }
    }
    let flat = &document.facts.switches;
    assert_eq!(flat["server.access_log"], "truncated");
}
