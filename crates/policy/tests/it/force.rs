//! What is in force, for which row, and since when.

use policy::{Closed, Facts, Force, Meta, Published, force};

use crate::sample::{Site, interests, site};

const DAY: i64 = 86_400_000;
const FIELD: &str = "inquiry_field.value#interests";
const ANSWER: &str = "inquiries.answer";

/// Versions published on these days.
fn published(versions: &[(i64, Site)]) -> Force {
    let facts: Vec<Facts> = versions.iter().map(|(_, site)| site.compile().facts).collect();
    let all: Vec<Published<'_>> = versions
        .iter()
        .zip(&facts)
        .enumerate()
        .map(|(number, ((day, _), facts))| {
            let number = u32::try_from(number).unwrap() + 1;
            version(number, *day, facts)
        })
        .collect();
    force(&all)
}

/// A version of a day, with a notice period of thirty.
fn version(number: u32, day: i64, facts: &Facts) -> Published<'_> {
    let published_at = day * DAY;
    Published { meta: Meta { number, published_at }, opens_at: published_at + 30 * DAY, facts }
}

#[test]
fn nothing_is_in_force_before_the_first_version() {
    let force = published(&[]);
    assert!(matches!(force.allows("inquiry.email", ANSWER, 0, 0), Err(Closed::NotInForce { .. })));
    assert!(!force.collects("inquiry.email") && !force.purpose(ANSWER));
    assert!(force.recipient("hosting", 0, 0).is_err());
}

#[test]
fn the_first_version_opens_everything_at_once() {
    let force = published(&[(100, site())]);
    assert_eq!(force.allows("inquiry.email", ANSWER, 0, 100 * DAY), Ok(()));
    assert_eq!(force.allows("inquiry.email", ANSWER, 101 * DAY, 101 * DAY), Ok(()));
    assert!(force.collects("inquiry.email") && force.purpose(ANSWER));
    assert_eq!(force.recipient("hosting", 0, 0), Ok(()));
}

#[test]
fn what_no_version_names_is_off() {
    let force = published(&[(0, site().set("inquiries.on", false))]);
    assert!(!force.purpose(ANSWER) && !force.collects("inquiry.email"));
    let closed = force.allows("inquiry.email", ANSWER, DAY, DAY).unwrap_err();
    assert!(closed.to_string().contains("inquiry.email for inquiries.answer"));
    assert!(!published(&[(0, site())]).collects(FIELD));
}

#[test]
fn a_new_use_opens_for_older_rows_when_the_notice_period_is_over() {
    let with = || site().with(interests());
    let force = published(&[(0, site()), (100, with())]);
    // Collected under the new version: at once.
    assert_eq!(force.allows(FIELD, ANSWER, 100 * DAY, 100 * DAY), Ok(()));
    // Collected earlier: 30 days later, to the millisecond.
    let opens_at = 130 * DAY;
    let waiting = force.allows(FIELD, ANSWER, 99 * DAY, opens_at - 1);
    assert!(matches!(waiting, Err(Closed::Waiting { opens_at: at, .. }) if at == opens_at));
    assert_eq!(force.allows(FIELD, ANSWER, 99 * DAY, opens_at), Ok(()));
    // What was there before is not touched.
    assert_eq!(force.allows("inquiry.email", ANSWER, 0, 100 * DAY), Ok(()));
    assert!(force.collects(FIELD));
}

#[test]
fn the_latest_unbroken_run_counts() {
    let with = || site().with(interests());
    let versions = [(0, with()), (50, site()), (100, with()), (110, with())];
    let force = published(&versions);
    let waiting = force.allows(FIELD, ANSWER, 10 * DAY, 110 * DAY);
    assert!(matches!(waiting, Err(Closed::Waiting { opens_at, .. }) if opens_at == 130 * DAY));
    assert_eq!(force.allows(FIELD, ANSWER, 105 * DAY, 110 * DAY), Ok(()));
}

#[test]
fn without_the_instance_the_strictest_counts() {
    let mut second = interests();
    second.id = "city".to_owned();
    let force =
        published(&[(0, site().with(interests())), (100, site().with(interests()).with(second))]);
    assert_eq!(force.allows(FIELD, ANSWER, 0, 101 * DAY), Ok(()));
    assert!(force.allows("inquiry_field.value", ANSWER, 0, 101 * DAY).is_err());
    assert_eq!(force.allows("inquiry_field.value", ANSWER, 0, 130 * DAY), Ok(()));
    assert!(force.collects("inquiry_field.value"));
    assert!(force.allows("inquiry_field", ANSWER, 0, 130 * DAY).is_err());
}

#[test]
fn what_is_closed_is_not_written_and_still_read() {
    let mut gone = interests();
    gone.closed = Some(policy::Ending::default());
    let force = published(&[(0, site().with(interests())), (100, site().with(gone))]);
    assert!(!force.collects(FIELD) && !force.collects("inquiry_field.value"));
    assert_eq!(force.allows(FIELD, ANSWER, 50 * DAY, 101 * DAY), Ok(()));

    let mut off = site().set("inquiries.on", false);
    off.leftovers.push(policy::Leftover { room: "inquiries".to_owned(), until_day: None });
    let force = published(&[(0, site()), (100, off)]);
    assert!(!force.purpose(ANSWER) && !force.collects("inquiry.email"));
    assert_eq!(force.allows("inquiry.email", ANSWER, 50 * DAY, 101 * DAY), Ok(()));
}

#[test]
fn a_recipient_may_be_replaced_in_the_same_role_and_country() {
    let replaced = || site().set("hosting.provider", "Südlicht GmbH");
    let force = published(&[(0, site()), (100, replaced())]);
    assert_eq!(force.recipient("hosting", 0, 100 * DAY), Ok(()));
    let moved = replaced().set("hosting.country", "FR");
    let force = published(&[(0, site()), (100, replaced()), (200, moved)]);
    let waiting = force.recipient("hosting", 150 * DAY, 200 * DAY);
    assert!(matches!(waiting, Err(Closed::Waiting { opens_at, .. }) if opens_at == 230 * DAY));
    assert_eq!(force.recipient("hosting", 150 * DAY, 230 * DAY), Ok(()));
    assert_eq!(force.recipient("hosting", 200 * DAY, 200 * DAY), Ok(()));
}

#[test]
fn a_new_recipient_waits() {
    let with = site()
        .set("mail.smtp.provider", "Postbote eG")
        .set("mail.smtp.country", "AT")
        .set("mail.smtp.contract", "AV-7");
    let force = published(&[(0, site()), (100, with)]);
    assert!(force.recipient("mail-relay", 99 * DAY, 129 * DAY).is_err());
    assert_eq!(force.recipient("mail-relay", 99 * DAY, 130 * DAY), Ok(()));
    assert_eq!(force.recipient("mail-relay", 100 * DAY, 100 * DAY), Ok(()));
}

/// P22: another basis is another purpose for what was collected under the first.
#[test]
fn another_basis_starts_anew() {
    let first = site().compile().facts;
    let mut second = first.clone();
    for purpose in &mut second.purposes {
        if purpose.id == ANSWER {
            purpose.basis = "consent".to_owned();
        }
    }
    let force = force(&[version(1, 0, &first), version(2, 100, &second)]);
    assert!(force.allows("inquiry.email", ANSWER, 0, 129 * DAY).is_err());
    assert_eq!(force.allows("inquiry.email", "people.rights", 0, 101 * DAY), Ok(()));
}

#[test]
fn the_order_of_the_versions_does_not_matter() {
    let (one, two) = (site().compile().facts, site().with(interests()).compile().facts);
    let (first, second) = (version(1, 0, &one), version(2, 100, &two));
    assert_eq!(force(&[first, second]), force(&[second, first]));
}
