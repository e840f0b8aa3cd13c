//! The facts about what leaves the database: cookies, recipients, and the safeguards.

use std::collections::BTreeMap;

use inventory::{Audience, Cookie, CookieNeed, Lifetime, Measure, Recipient, Role};

use super::Present;
use super::collect::{Purposes, audience, text};
use crate::facts::{TEAM, VISITORS};
use crate::input::is_on;
use crate::{CookieFact, HOSTING, Input, MeasureFact, RecipientFact, Say, country};

/// The cookies of the rooms that are on; a room that is leaving sets none any more.
pub(super) fn cookies(rooms: &[Present<'_>]) -> Vec<CookieFact> {
    let on = rooms.iter().filter(|present| present.leaving.is_none());
    let mut found: Vec<CookieFact> =
        on.flat_map(|present| present.room.cookies).map(|cookie| cookie_fact(cookie)).collect();
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found.dedup();
    found
}

fn cookie_fact(cookie: &Cookie) -> CookieFact {
    let (need, purpose) = match cookie.need {
        CookieNeed::Necessary => ("necessary", None),
        CookieNeed::Consent(purpose) => ("consent", Some(purpose.id.to_owned())),
    };
    CookieFact {
        name: cookie.name.to_owned(),
        need: need.to_owned(),
        purpose,
        seconds: match cookie.lifetime {
            Lifetime::Session => None,
            Lifetime::Seconds(seconds) => Some(seconds),
        },
        path: cookie.path.to_owned(),
        audience: audience(cookie.audience).to_owned(),
    }
}

/// The safeguards that are claimed.
pub(super) fn measures(input: &Input<'_>, rooms: &[Present<'_>]) -> Vec<MeasureFact> {
    let mut found: Vec<MeasureFact> = rooms
        .iter()
        .flat_map(|present| present.room.measures)
        .filter(|measure| is_on(measure.switch, input.settings))
        .map(|measure| measure_fact(measure))
        .collect();
    found.sort_by(|a, b| a.id.cmp(&b.id));
    found.dedup_by(|a, b| a.id == b.id);
    found
}

fn measure_fact(measure: &Measure) -> MeasureFact {
    MeasureFact {
        id: measure.id.to_owned(),
        dpv: measure.dpv.to_owned(),
        mechanism: one_line(measure.mechanism),
    }
}

/// A mechanism as one line, however it was broken in the source.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Who else gets data; one entry for each id, whatever number of rooms name it.
pub(super) fn recipients(
    input: &Input<'_>,
    rooms: &[Present<'_>],
    purposes: &Purposes,
    words: &dyn Say,
    errors: &mut Vec<String>,
) -> Vec<RecipientFact> {
    let mut found: BTreeMap<&str, RecipientFact> = BTreeMap::new();
    let declared = rooms.iter().flat_map(|present| present.room.recipients).copied();
    for recipient in declared.chain([&HOSTING]) {
        if !is_on(recipient.switch, input.settings) || is_self(input, recipient) {
            continue;
        }
        let served: Vec<String> = recipient
            .purposes
            .iter()
            .filter(|purpose| purposes.contains_key(purpose.id))
            .map(|purpose| purpose.id.to_owned())
            .collect();
        if served.is_empty() && !recipient.purposes.is_empty() {
            continue;
        }
        let fact = recipient_fact(input, recipient, served, purposes, words, errors);
        match found.get_mut(recipient.id) {
            Some(known) => merge(known, fact),
            None => {
                found.insert(recipient.id, fact);
            }
        }
    }
    found.into_values().collect()
}

/// What the organisation does itself, no recipient does for it.
pub(super) fn is_self(input: &Input<'_>, recipient: &Recipient) -> bool {
    let provider = text(input, &format!("{}.provider", recipient.settings));
    let own = ["organisation.legal_name", "organisation.name"];
    !provider.is_empty() && own.iter().any(|name| text(input, name) == provider)
}

fn recipient_fact(
    input: &Input<'_>,
    recipient: &Recipient,
    mut served: Vec<String>,
    purposes: &Purposes,
    words: &dyn Say,
    errors: &mut Vec<String>,
) -> RecipientFact {
    let mut need = |what: &str, why: &str| {
        let value = text(input, &format!("{}.{what}", recipient.settings));
        if value.is_empty() {
            errors.push(format!("{}.{what} is missing: {why}", recipient.settings));
        }
        value
    };
    let provider = need("provider", "the policy names everybody who handles data for you");
    let given = need("country", "the policy says where data is handled");
    let contract = need("contract", "a processor works under a contract (GDPR art. 28(3))");
    let country = country::code(&given, input.languages, words);
    let transfer = !given.is_empty() && country::is_outside(&country);
    let safeguard = text(input, &format!("{}.safeguard", recipient.settings));
    if country::is_nowhere(&country) {
        errors.push(format!(
            "{}.country is \"{given}\", and no country has that code (ISO 3166-1): correct it",
            recipient.settings
        ));
    } else if transfer && safeguard.is_empty() {
        errors.push(format!(
            "{0}.country is \"{given}\", which is not known to be in the European Economic Area: \
             say in {0}.safeguard what protects the data there (GDPR art. 46), or correct \
             the country",
            recipient.settings
        ));
    }
    served.sort();
    served.dedup();
    RecipientFact {
        id: recipient.id.to_owned(),
        role: match recipient.role {
            Role::Processor => "processor".to_owned(),
            Role::Controller => "controller".to_owned(),
        },
        provider,
        country,
        contract,
        transfer,
        safeguard: Some(safeguard).filter(|text| transfer && !text.is_empty()),
        audience: recipient_audience(&served, purposes).to_owned(),
        purposes: served,
        outbound: recipient.outbound,
    }
}

/// Whoever serves a purpose that concerns visitors, or all purposes, concerns them.
fn recipient_audience(served: &[String], purposes: &Purposes) -> &'static str {
    let visitors = |id: &String| {
        purposes.get(id.as_str()).is_some_and(|(each, _)| each.audience == Audience::Visitors)
    };
    if served.is_empty() || served.iter().any(visitors) { VISITORS } else { TEAM }
}

fn merge(known: &mut RecipientFact, more: RecipientFact) {
    if known.purposes.is_empty() || more.purposes.is_empty() {
        known.purposes.clear();
    } else {
        known.purposes.extend(more.purposes);
        known.purposes.sort();
        known.purposes.dedup();
    }
    known.outbound |= more.outbound;
    if more.audience == VISITORS {
        known.audience = more.audience;
    }
}
