//! The policy for machines: JSON-LD in the terms of the W3C Data Privacy Vocabulary 2.1.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::facts::TEAM;
use crate::force::Meta;
use crate::say::dashed;
use crate::{
    Controller, CookieFact, DataFact, Document, KeepFact, MeasureFact, PurposeFact, RecipientFact,
    Status,
};

/// The document as JSON-LD; `status` is what the last check of each safeguard found. What DPV
/// has no word for (whether a safeguard holds now, how long a cookie lasts) has the prefix
/// `masses`.
pub fn dpv(document: &Document, status: &BTreeMap<String, Status>, version: Meta) -> Value {
    let facts = &document.facts;
    let processes: Vec<Value> = facts.data.iter().map(|row| process(document, row)).collect();
    let purposes = facts.purposes.iter().map(|purpose| purpose_node(document, purpose));
    let recipients = facts.recipients.iter().map(|each| recipient_node(document, each));
    let measures = facts.measures.iter().map(|each| measure_node(document, each, status));
    let cookies = facts.cookies.iter().map(|each| cookie_node(document, each));
    json!({
        "@context": {
            "dpv": "https://w3id.org/dpv#",
            "pd": "https://w3id.org/dpv/pd#",
            "tech": "https://w3id.org/dpv/tech#",
            "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
            "dct": "http://purl.org/dc/terms/",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
            "masses": "urn:masses:policy#",
        },
        "@id": format!("{}/privacy.json", facts.controller.url.trim_end_matches('/')),
        "@type": "dpv:PrivacyNotice",
        "dct:hasVersion": version.number.to_string(),
        "dct:identifier": format!("sha256:{}", document.hash()),
        "dct:issued": time(version.published_at),
        "dpv:hasDataController": controller_node(&facts.controller),
        "dpv:hasProcess": processes,
        "dpv:hasPurpose": purposes.collect::<Vec<_>>(),
        "dpv:hasRecipient": recipients.collect::<Vec<_>>(),
        "dpv:hasTechnicalOrganisationalMeasure": measures.collect::<Vec<_>>(),
        "masses:cookies": cookies.collect::<Vec<_>>(),
        "masses:noticeDays": facts.notice_days,
    })
}

fn controller_node(controller: &Controller) -> Value {
    json!({
        "@id": "#controller",
        "@type": "dpv:DataController",
        "dpv:hasName": controller.name,
        "dpv:hasAddress": controller.address,
        "dpv:hasContact": [controller.email, controller.data_protection_email],
        "dpv:hasAuthority": {
            "@type": "dpv:DataProtectionAuthority",
            "dpv:hasName": controller.authority,
            "dpv:hasContact": controller.authority_url,
        },
    })
}

/// One datum used for one purpose.
fn process(document: &Document, row: &DataFact) -> Value {
    let facts = &document.facts;
    let recipients: Vec<Value> = facts
        .recipients
        .iter()
        .filter(|each| each.purposes.is_empty() || each.purposes.contains(&row.purpose))
        .map(|each| link("recipient", &each.id))
        .collect();
    let purpose = facts.purpose(&row.purpose);
    json!({
        "@id": format!("#process-{}-{}", dashed(&row.id()), dashed(&row.purpose)),
        "@type": "dpv:Process",
        "dpv:hasPersonalData": {
            "@id": format!("#datum-{}", dashed(&row.id())),
            "@type": [row.dpv, source_type(&row.origin)],
            "dct:title": titles(document, &format!("datum-{}", dashed(&row.id()))),
            "masses:datum": row.id(),
        },
        "dpv:hasDataSubject": subject(&row.audience),
        "dpv:hasDataSource": source(&row.origin),
        "dpv:hasNecessity": necessity(&row.need),
        "dpv:hasPurpose": link("purpose", &row.purpose),
        "dpv:hasLegalBasis": purpose.map(|purpose| json!({ "@id": purpose.basis_dpv })),
        "dpv:hasProcessing": processing(row),
        "dpv:hasStorageCondition": row.keep.iter().map(|keep| storage(document, keep)).collect::<Vec<_>>(),
        "dpv:hasRecipient": recipients,
        "masses:sealed": row.sealed,
        "masses:collectedNow": row.closed.is_none(),
        "masses:lastOfItGoes": row.closed.as_ref().and_then(|closed| closed.until_day.clone()),
    })
}

fn link(kind: &str, id: &str) -> Value {
    json!({ "@id": format!("#{kind}-{}", dashed(id)) })
}

/// A name in every language.
fn titles(document: &Document, key: &str) -> Value {
    let titles = document
        .texts
        .iter()
        .map(|(lang, text)| json!({ "@language": lang, "@value": text.name(key) }));
    Value::Array(titles.collect())
}

fn source_type(origin: &str) -> &'static str {
    match origin {
        "given" => "dpv:ProvidedPersonalData",
        "observed" => "dpv:ObservedPersonalData",
        _ => "dpv:GeneratedPersonalData",
    }
}

fn source(origin: &str) -> &'static str {
    match origin {
        "given" | "observed" => "dpv:DataSubjectDataSource",
        _ => "dpv:DataControllerDataSource",
    }
}

fn subject(audience: &str) -> &'static str {
    if audience == TEAM { "dpv:Member" } else { "dpv:Visitor" }
}

fn necessity(need: &str) -> &'static str {
    match need {
        "required" => "dpv:Required",
        "optional" => "dpv:Optional",
        _ => "dpv:NotRequired",
    }
}

fn processing(row: &DataFact) -> Vec<&'static str> {
    let mut found = vec!["dpv:Store", "dpv:Use", "dpv:Erase"];
    if row.closed.is_none() {
        found.insert(0, "dpv:Collect");
    }
    found
}

fn storage(document: &Document, keep: &KeepFact) -> Value {
    let mut node = Map::new();
    node.insert("@type".to_owned(), json!("dpv:StorageCondition"));
    node.insert("dct:description".to_owned(), titles(document, &keep.name_key()));
    if let Some(days) = keep.days {
        let duration = json!({ "@type": "xsd:duration", "@value": format!("P{days}D") });
        node.insert("dpv:hasDuration".to_owned(), duration);
    }
    Value::Object(node)
}

fn purpose_node(document: &Document, purpose: &PurposeFact) -> Value {
    let key = format!("purpose-{}", dashed(&purpose.id));
    let rights: Vec<Value> = rights_of(&purpose.rights);
    json!({
        "@id": format!("#{key}"),
        "@type": ["dpv:Purpose", purpose.dpv],
        "dct:title": titles(document, &key),
        "dpv:hasLegalBasis": { "@id": purpose.basis_dpv },
        "dpv:hasApplicableLaw": purpose.law,
        "dpv:hasDataSubject": subject(&purpose.audience),
        "dpv:hasRight": rights,
    })
}

/// The DPV concepts of these rights.
fn rights_of(keys: &[String]) -> Vec<Value> {
    use inventory::Right::{
        Access, Complaint, Erasure, Objection, Portability, Rectification, Restriction, Withdrawal,
    };
    [Access, Rectification, Erasure, Restriction, Portability, Objection, Withdrawal, Complaint]
        .into_iter()
        .filter(|right| keys.iter().any(|key| key == right.key()))
        .map(|right| json!({ "@id": right.dpv() }))
        .collect()
}

fn recipient_node(document: &Document, recipient: &RecipientFact) -> Value {
    let key = format!("recipient-{}", dashed(&recipient.id));
    let kind = match recipient.role.as_str() {
        "processor" => "dpv:DataProcessor",
        _ => "dpv:DataController",
    };
    json!({
        "@id": format!("#{key}"),
        "@type": ["dpv:Recipient", kind],
        "dct:title": titles(document, &key),
        "dpv:hasName": recipient.provider,
        "dpv:hasCountry": recipient.country.to_uppercase(),
        "dpv:hasLegalMeasure": recipient.contract,
        "masses:transfer": recipient.transfer,
        "masses:safeguard": recipient.safeguard,
        "masses:purposes": recipient.purposes,
    })
}

fn measure_node(
    document: &Document,
    measure: &MeasureFact,
    status: &BTreeMap<String, Status>,
) -> Value {
    let key = format!("measure-{}", dashed(&measure.id));
    let status = status.get(&measure.id);
    json!({
        "@id": format!("#{key}"),
        "@type": ["dpv:TechnicalOrganisationalMeasure", measure.dpv],
        "dct:title": titles(document, &key),
        "masses:holds": status.map(|status| status.holds),
        "masses:checkedAt": status.map(|status| time(status.checked_at)),
        "masses:failedAt": status.and_then(|status| status.failed_at).map(time),
    })
}

fn cookie_node(document: &Document, cookie: &CookieFact) -> Value {
    json!({
        "@type": "tech:Cookie",
        "dpv:hasName": cookie.name,
        "dct:description": titles(document, &format!("cookie-{}", dashed(&cookie.name))),
        "dpv:hasNecessity": if cookie.need == "necessary" { "dpv:Required" } else { "dpv:Optional" },
        "dpv:hasPurpose": cookie.purpose.as_ref().map(|purpose| link("purpose", purpose)),
        "dpv:hasDataSubject": subject(&cookie.audience),
        "masses:seconds": cookie.seconds,
        "masses:path": cookie.path,
    })
}

/// A time in milliseconds since 1970, as `xsd:dateTime`.
fn time(ms: i64) -> Value {
    json!({ "@type": "xsd:dateTime", "@value": date_time(ms) })
}

fn date_time(ms: i64) -> String {
    let (day, second) = (ms.div_euclid(86_400_000), ms.rem_euclid(86_400_000) / 1_000);
    let (year, month, day) = civil(day);
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// The date of a day counted from 1970-01-01: years are taken to begin in March, so that the
/// leap day comes last and months follow a pattern of 153 days in five.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::date_time;

    #[test]
    fn times_are_written_as_dates() {
        assert_eq!(date_time(0), "1970-01-01T00:00:00Z");
        assert_eq!(date_time(951_782_400_000), "2000-02-29T00:00:00Z");
        assert_eq!(date_time(1_741_064_767_999), "2025-03-04T05:06:07Z");
        assert_eq!(date_time(-1), "1969-12-31T23:59:59Z");
    }
}
