//! The facts: what the present rooms do with personal data under these settings.

use std::collections::BTreeMap;

use inventory::{
    Audience, Category, Column, Datum, Days, End, Keep, Kind, Need, Origin, Purpose, Right, Table,
};

use super::{Present, reach};
use crate::facts::{TEAM, VISITORS};
use crate::{
    Controller, DataFact, Ending, Facts, Flat, Input, Instance, KeepFact, PurposeFact, Say,
};

/// The purposes that are in the policy, and whether something is still collected for them.
pub(super) type Purposes = BTreeMap<&'static str, (&'static Purpose, Option<Ending>)>;

pub(super) fn facts(
    input: &Input<'_>,
    rooms: &[Present<'_>],
    words: &dyn Say,
    errors: &mut Vec<String>,
) -> Facts {
    let purposes = purposes(rooms);
    check_instances(input, errors);
    check_log(input, errors);
    Facts {
        controller: controller(input, errors),
        purposes: purposes
            .values()
            .map(|(purpose, closed)| purpose_fact(purpose, closed))
            .collect(),
        data: data(input, rooms, &purposes, errors),
        cookies: reach::cookies(rooms),
        recipients: reach::recipients(input, rooms, &purposes, words, errors),
        measures: reach::measures(input, rooms),
        notice_days: notice_days(input, errors),
        switches: BTreeMap::new(),
    }
}

fn controller(input: &Input<'_>, errors: &mut Vec<String>) -> Controller {
    let mut need = |name: &str, why: &str| {
        let value = text(input, name);
        if value.is_empty() {
            errors.push(format!("{name} is missing: the policy has to say {why}"));
        }
        value
    };
    Controller {
        name: need("organisation.legal_name", "who runs the site"),
        address: need("organisation.address", "where that is"),
        email: need("organisation.email", "how to reach you"),
        phone: text(input, "organisation.phone"),
        data_protection_name: text(input, "organisation.data_protection.name"),
        data_protection_email: need(
            "organisation.data_protection.email",
            "whom to write to about data",
        ),
        authority: need("organisation.authority.name", "where people can complain"),
        authority_url: need("organisation.authority.url", "where people can complain"),
        url: need("site.url", "which site it covers"),
    }
}

fn notice_days(input: &Input<'_>, errors: &mut Vec<String>) -> i64 {
    match input.settings.get("policy.notice_days") {
        Some(Flat::Int(days)) if *days >= 0 => *days,
        _ => {
            errors.push(
                "policy.notice_days is missing: say how many days a change waits for what was \
                 collected earlier"
                    .to_owned(),
            );
            0
        }
    }
}

/// A setting as text; empty where there is none.
pub(super) fn text(input: &Input<'_>, name: &str) -> String {
    input.settings.get(name).map(Flat::text).unwrap_or_default()
}

fn purposes(rooms: &[Present<'_>]) -> Purposes {
    let mut found = Purposes::new();
    for present in rooms {
        for purpose in present.room.purposes {
            found.insert(purpose.id, (*purpose, present.closed()));
        }
    }
    found
}

fn purpose_fact(purpose: &Purpose, closed: &Option<Ending>) -> PurposeFact {
    PurposeFact {
        id: purpose.id.to_owned(),
        basis: purpose.basis.key().to_owned(),
        article: purpose.basis.article().to_owned(),
        law: purpose.basis.law().map(str::to_owned),
        dpv: purpose.dpv.to_owned(),
        basis_dpv: purpose.basis.dpv().to_owned(),
        rights: purpose.basis.rights().iter().map(|right| Right::key(*right).to_owned()).collect(),
        audience: audience(purpose.audience).to_owned(),
        closed: closed.clone(),
    }
}

pub(super) fn audience(audience: Audience) -> &'static str {
    match audience {
        Audience::Visitors => VISITORS,
        Audience::Team => TEAM,
    }
}

fn data(
    input: &Input<'_>,
    rooms: &[Present<'_>],
    purposes: &Purposes,
    errors: &mut Vec<String>,
) -> Vec<DataFact> {
    let mut rows = Vec::new();
    for present in rooms {
        for (table, column, datum) in present.room.data() {
            check_purposes(input, datum, errors);
            if datum.need != Need::Instance {
                rows.extend(uses(input, present, purposes, (table, column, datum), None));
                continue;
            }
            for instance in input.instances.iter().filter(|each| each.column == datum.id) {
                check_category(datum, instance, errors);
                let one = Some(instance);
                rows.extend(uses(input, present, purposes, (table, column, datum), one));
            }
        }
    }
    rows.sort_by(|a, b| (a.id(), &a.purpose).cmp(&(b.id(), &b.purpose)));
    rows
}

/// One row for each purpose that is in the policy.
fn uses(
    input: &Input<'_>,
    present: &Present<'_>,
    purposes: &Purposes,
    (table, column, datum): (&'static Table, &'static Column, &'static Datum),
    instance: Option<&Instance>,
) -> Vec<DataFact> {
    let mut rows = Vec::new();
    for each in datum.uses {
        let Some((purpose, ending)) = purposes.get(each.purpose.id) else { continue };
        let category = instance.map_or(datum.category, |instance| instance.category);
        let closed = instance.and_then(|instance| instance.closed.clone());
        rows.push(DataFact {
            datum: datum.id.to_owned(),
            instance: instance.map(|instance| instance.id.clone()),
            label: instance.map(|instance| instance.label.clone()).unwrap_or_default(),
            table: table.name.to_owned(),
            column: column.name.to_owned(),
            category: category.key().to_owned(),
            dpv: category.dpv().to_owned(),
            origin: origin(datum.origin).to_owned(),
            need: need(datum.need, instance).to_owned(),
            purpose: purpose.id.to_owned(),
            keep: keep(input, table, each.keep),
            sealed: column.kind.sealed(),
            audience: audience(purpose.audience).to_owned(),
            closed: closed.or_else(|| present.closed()).or_else(|| ending.clone()),
        });
    }
    rows
}

fn origin(origin: Origin) -> &'static str {
    match origin {
        Origin::Given => "given",
        Origin::Observed => "observed",
        Origin::Written => "written",
    }
}

fn need(need: Need, instance: Option<&Instance>) -> &'static str {
    match need {
        Need::Required => "required",
        Need::Optional => "optional",
        Need::Automatic => "automatic",
        Need::Instance if instance.is_some_and(|instance| instance.required) => "required",
        Need::Instance => "optional",
    }
}

/// The ends of a value, those of its row included when it has none of its own.
fn keep(input: &Input<'_>, table: &'static Table, keep: Keep) -> Vec<KeepFact> {
    let mut ends = match keep {
        Keep::Days { days, since } => vec![after(input, table.name, since, None, days)],
        Keep::Row => row_ends(input, table, 0),
    };
    ends.sort();
    ends.dedup();
    ends
}

fn row_ends(input: &Input<'_>, table: &'static Table, depth: usize) -> Vec<KeepFact> {
    let mut found = Vec::new();
    for end in table.ends {
        match end {
            End::After { days, since, only } => {
                found.push(after(input, table.name, since, only.map(|only| only.1), *days));
            }
            // A row that goes with another ends as that one ends.
            End::With { link } => {
                let to = match table.column(link).map(|column| column.kind) {
                    Some(Kind::Link(to)) if depth < 8 => to,
                    _ => continue,
                };
                let mut tables = input.rooms.iter().flat_map(|room| room.tables);
                if let Some(owner) = tables.find(|owner| owner.name == to) {
                    found.extend(row_ends(input, owner, depth + 1));
                }
            }
            End::LastOfPerson => {
                found.push(KeepFact { key: "keep-last-of-person".to_owned(), days: None });
            }
            End::Event(event) => found.push(KeepFact { key: format!("event-{event}"), days: None }),
        }
    }
    found
}

fn after(input: &Input<'_>, table: &str, since: &str, only: Option<&str>, days: Days) -> KeepFact {
    let number = |name: &str| match input.settings.get(name) {
        Some(Flat::Int(days)) => u32::try_from(*days).ok(),
        _ => None,
    };
    let mut key = format!("keep-after-{table}-{since}");
    if let Some(word) = only {
        key = format!("{key}-{word}");
    }
    KeepFact { key: crate::say::dashed(&key), days: Some(days.resolve(number)) }
}

/// Every purpose that a datum names has to be declared by one of the rooms.
fn check_purposes(input: &Input<'_>, datum: &Datum, errors: &mut Vec<String>) {
    for each in datum.uses {
        let id = each.purpose.id;
        let mut declared = input.rooms.iter().flat_map(|room| room.purposes);
        if !declared.any(|purpose| purpose.id == id) {
            errors.push(format!("{} is used for {id}, which no room declares", datum.id));
        }
    }
}

fn check_category(datum: &Datum, instance: &Instance, errors: &mut Vec<String>) {
    let consented = datum.uses.iter().all(|each| each.purpose.basis == inventory::Basis::Consent);
    if instance.category == Category::Special && !consented {
        errors.push(format!(
            "the field `{}` asks for a special category of data (GDPR art. 9), which needs \
             consent: leave it out or ask for something else",
            instance.id
        ));
    }
}

fn check_instances(input: &Input<'_>, errors: &mut Vec<String>) {
    let mut seen = std::collections::BTreeSet::new();
    for instance in input.instances {
        let id = format!("{}#{}", instance.column, instance.id);
        if !seen.insert(id.clone()) {
            errors.push(format!("{id} is there twice: give one of them another id"));
        }
        let mut data = input.rooms.iter().flat_map(|room| room.data());
        if !data.any(|(_, _, datum)| datum.id == instance.column && datum.need == Need::Instance) {
            errors.push(format!("{id} is an instance of a column that has none"));
        }
        for lang in input.languages {
            if !instance.label.contains_key(lang)
                && !instance.label.contains_key(&input.languages[0])
            {
                errors
                    .push(format!("{id} has no label in {lang}, nor in the site's first language"));
            }
        }
    }
}

/// The policy says what the logs keep; without one of these words it would be silent.
fn check_log(input: &Input<'_>, errors: &mut Vec<String>) {
    let addresses = text(input, "hosting.log_addresses");
    let logs = input.settings.get("hosting.log_days").is_some_and(Flat::is_on);
    if logs && !matches!(addresses.as_str(), "truncated" | "full" | "none") {
        errors.push(
            "hosting.log_addresses has to be \"truncated\", \"full\" or \"none\": the policy says \
             what the hosting provider's log keeps"
                .to_owned(),
        );
    }
    if !matches!(text(input, "server.access_log").as_str(), "truncated" | "full" | "off") {
        errors.push(
            "server.access_log has to be \"truncated\", \"full\" or \"off\": the policy says what \
             the log keeps"
                .to_owned(),
        );
    }
}
