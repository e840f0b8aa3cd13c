//! What a version changes.

use policy::{Difference, Document, Mark, Turn, What, difference};

use crate::sample::{interests, site};
use crate::words::words;

fn said(found: &Difference, lang: &str) -> Vec<String> {
    found.changes.iter().map(|change| change.say(lang, &words())).collect()
}

#[test]
fn the_same_differs_in_nothing() {
    let document = site().compile();
    let found = difference(&document, &document);
    assert!(found.is_empty() && !found.needs_notice());
}

#[test]
fn a_new_field_is_said_in_plain_words() {
    let (old, new) = (site().compile(), site().with(interests()).compile());
    let found = difference(&old, &new);
    assert!(found.needs_notice());
    let expected = "New for “answering what you write to us”: your answer to “Interests”.";
    assert_eq!(said(&found, "en"), [expected]);
    assert_eq!(
        said(&found, "de"),
        ["Neu hinzugekommen für „Ihre Nachricht beantworten“: Ihre Antwort auf „Interessen“."]
    );
    let change = &found.changes[0];
    assert_eq!((change.turn, change.what), (Turn::Added, What::Datum));
    assert_eq!(change.id, "inquiry_field.value#interests");
    // Nobody has given it yet, so nobody's earlier data is reached.
    assert!(found.reaches(&old.facts, &new.facts).is_empty());
    // Back again: nothing new, nothing to wait for.
    let back = difference(&new, &old);
    assert!(!back.needs_notice());
    assert_eq!(back.changes[0].turn, Turn::Removed);
}

/// What the organisation says in its own words is no fact, and is named all the same.
#[test]
fn the_organisations_own_paragraphs_are_named() {
    let own = |texts: &[(&str, &str)]| {
        let mut site = site();
        for (lang, markdown) in texts {
            let (lang, markdown) = ((*lang).to_owned(), (*markdown).to_owned());
            site.own.push(policy::Own { section: inventory::Section::Links, lang, markdown });
        }
        site.compile()
    };
    let (none, one) = (own(&[]), own(&[("en", "We link to friends."), ("de", "Freunde.")]));
    let other = own(&[("en", "We link to friends only."), ("de", "Freunde.")]);
    let heading =
        &one.texts["en"].sections.iter().find(|each| each.key == "links").unwrap().heading;
    for (old, new, turn) in
        [(&none, &one, "added"), (&one, &other, "changed"), (&other, &none, "removed")]
    {
        let found = difference(old, new);
        assert!(!found.needs_notice());
        let line = format!("The organisation’s own paragraph in “{heading}” was {turn}.");
        assert_eq!(said(&found, "en"), [line]);
        assert_eq!(said(&found, "de").len(), 1);
    }
}

#[test]
fn a_new_purpose_waits_and_reaches_what_is_there() {
    let old = without_guard();
    let new = site().compile();
    let found = difference(&old, &new);
    assert!(found.needs_notice());
    let said = said(&found, "en");
    assert!(
        said.contains(
            &"A new purpose: keeping spam and abuse away (our legitimate interest).".to_owned()
        ),
        "{said:?}"
    );
    assert!(found.reaches(&old.facts, &new.facts).contains("inquiry.email"));
}

#[test]
fn another_legal_basis_waits_and_reaches_what_serves_the_purpose() {
    let (old, mut new) = (site().compile(), site().compile());
    for purpose in new.facts.purposes.iter_mut().filter(|one| one.id == "inquiries.guard") {
        purpose.basis = "public-task".to_owned();
    }
    let found = difference(&old, &new);
    assert!(found.needs_notice());
    let reached = found.reaches(&old.facts, &new.facts);
    assert!(reached.contains("inquiry.email") && !reached.contains("inquiry.topic"), "{reached:?}");
}

fn without_guard() -> Document {
    let mut document = site().compile();
    document.facts.purposes.retain(|purpose| purpose.id != "inquiries.guard");
    document.facts.data.retain(|row| row.purpose != "inquiries.guard");
    document
}

#[test]
fn a_longer_time_is_said_with_both_times() {
    let (old, new) = (site().compile(), site().set("inquiries.keep_days", 365).compile());
    let found = difference(&old, &new);
    assert!(!found.needs_notice());
    assert!(found.changes.iter().all(|change| change.what == What::Keep));
    let expected = "Kept for a different time – your name. Now: one year after your inquiry was \
                    closed; spam: 30 days after it came. Before: 180 days";
    let lines = said(&found, "en");
    assert!(lines.iter().any(|line| line.contains(expected)), "{lines:?}");
}

#[test]
fn a_recipient_replaced_in_place_is_announced_and_does_not_wait() {
    let old = site().compile();
    let replaced = site().set("hosting.provider", "Südlicht GmbH");
    let found = difference(&old, &replaced.clone().compile());
    assert!(!found.needs_notice());
    assert!(said(&found, "de")[0].contains("Südlicht GmbH, Deutschland ("));
    let moved = difference(&old, &replaced.set("hosting.country", "FR").compile());
    assert!(moved.needs_notice());
    assert!(moved.reaches(&old.facts, &old.facts).contains("inquiry.email"));
}

#[test]
fn a_change_for_the_team_alone_puts_no_notice_on_the_site() {
    let mut old = site().compile();
    old.facts.data.retain(|row| row.audience != "team");
    old.facts.purposes.retain(|purpose| purpose.audience != "team");
    let found = difference(&old, &site().compile());
    assert!(!found.changes.is_empty() && !found.needs_notice());
    assert!(found.changes.iter().all(|change| change.team));
}

#[test]
fn closing_and_reopening_are_said() {
    let mut gone = interests();
    gone.closed = Some(policy::Ending::default());
    let (open, closed) = (site().with(interests()).compile(), site().with(gone).compile());
    let found = difference(&open, &closed);
    assert_eq!(said(&found, "en"), ["No longer collected: your answer to “Interests”."]);
    assert!(!found.needs_notice());
    let back = difference(&closed, &open);
    assert_eq!(said(&back, "en"), ["Collected again: your answer to “Interests”."]);
}

#[test]
fn the_text_is_compared_line_by_line_in_each_language() {
    let (old, new) = (site().compile(), site().set("hosting.log_days", 3).compile());
    let found = difference(&old, &new);
    assert_eq!(said(&found, "en"), ["The wording has changed."]);
    for lang in ["en", "de"] {
        let marked: Vec<_> =
            found.texts[lang].iter().filter(|line| line.mark != Mark::Same).collect();
        assert_eq!(marked.len(), 2, "{marked:?}");
        assert!(marked[0].text.contains('7') && marked[1].text.contains('3'));
    }
}

/// A difference stays readable when the program no longer has the words.
#[test]
fn a_difference_carries_its_names() {
    let found = difference(&site().with(interests()).compile(), &Document::default());
    let json = serde_json::to_string(&found).unwrap();
    let read: Difference = serde_json::from_str(&json).unwrap();
    assert_eq!(read, found);
    assert!(said(&read, "de").iter().any(|line| line.contains("Ihre Nachricht beantworten")));
    assert!(read.changes.iter().all(|change| change.turn != Turn::Added));
}

/// Every kind of change has words.
#[test]
fn every_change_can_be_said() {
    let rich = site()
        .with(interests())
        .set("mail.smtp.provider", "Postbote eG")
        .set("mail.smtp.country", "AT")
        .set("mail.smtp.contract", "AV-7")
        .set("server.tls", true)
        .set("policy.notice_days", 14)
        .set("organisation.address", "Anderswo 1")
        .compile();
    let mut odd = rich.clone();
    odd.facts.purposes[0].basis = "consent".to_owned();
    odd.facts.data[0].need = "required".to_owned();
    odd.facts.data[0].category = "name".to_owned();
    odd.facts.cookies[0].seconds = None;
    for (old, new) in [
        (&Document::default(), &rich),
        (&rich, &Document::default()),
        (&rich, &site().compile()),
        (&rich, &odd),
    ] {
        for lang in ["en", "de"] {
            for line in said(&difference(old, new), lang) {
                assert!(!line.contains("{$") && !line.is_empty(), "{line}");
            }
        }
    }
    assert!(difference(&rich, &odd).needs_notice(), "another basis waits");
    let mut other = rich.clone();
    let field = other.facts.data.iter_mut().find(|row| row.instance.is_some()).unwrap();
    field.need = "required".to_owned();
    let lines = said(&difference(&rich, &other), "de").join("\n");
    let expected = "jetzt Interessen und Vorlieben; muss angegeben werden; kommt von Ihnen; \
                    verschlüsselt gespeichert; Interessen, vorher";
    assert!(lines.contains(expected), "{lines}");
}
