//! What follows from the facts: tables, and lists of purposes, recipients, safeguards, rights.

use inventory::{Right, Section};

use super::speak::{Speaker, capital, unique};
use super::{Present, tables};
use crate::facts::VISITORS;
use crate::input::describe;
use crate::say::dashed;
use crate::{Arg, Facts, Form, MeasureFact, Paragraph, PurposeFact, RecipientFact, claims};

/// What follows from the facts.
pub(super) fn generated(
    speaker: &Speaker<'_>,
    rooms: &[Present<'_>],
    facts: &Facts,
    section: Section,
) -> Vec<Paragraph> {
    match section {
        Section::What => data_table(speaker, rooms, facts),
        Section::Why => purposes(speaker, rooms, facts),
        Section::HowLong => leaving(speaker, facts),
        Section::Recipients => recipients(speaker, facts),
        Section::Safeguards => measures(speaker, facts),
        Section::Cookies => cookie_table(speaker, facts),
        Section::Rights => rights(speaker, facts, &LISTED),
        Section::Who | Section::Links | Section::Changes => Vec::new(),
    }
}

fn data_table(speaker: &Speaker<'_>, rooms: &[Present<'_>], facts: &Facts) -> Vec<Paragraph> {
    let table = tables::data(speaker, rooms, facts, VISITORS);
    if table.rows.is_empty() {
        return Vec::new();
    }
    vec![Paragraph {
        id: "data".to_owned(),
        kind: Form::Table,
        text: speaker.word("policy-data-caption"),
        table: Some(table),
        claims: vec!["C4".to_owned(), "C5".to_owned()],
        switch: "has.data".to_owned(),
        mechanism: "the declarations of the rooms; the database is compared with them column by \
                    column at every start, and the nightly sweep deletes by the same rows"
            .to_owned(),
        ..Paragraph::default()
    }]
}

fn purposes(speaker: &Speaker<'_>, rooms: &[Present<'_>], facts: &Facts) -> Vec<Paragraph> {
    let visitors = facts.purposes.iter().filter(|purpose| purpose.audience == VISITORS);
    // What we do for people first, what the law asks of us after it.
    let (duties, ours): (Vec<_>, Vec<_>) =
        visitors.partition(|purpose| purpose.basis == "legal-obligation");
    let text = |purpose: &PurposeFact| {
        let mut text = purpose_line(speaker, purpose);
        if purpose.closed.is_some() {
            text = format!("{text} {}", speaker.word("policy-purpose-closed"));
        }
        text
    };
    let switch = |id: &str| {
        let mut rooms = rooms.iter().map(|present| present.room);
        let room = rooms.find(|room| room.purposes.iter().any(|purpose| purpose.id == id));
        room.map(|room| describe(room.switch)).unwrap_or_default()
    };
    ours.into_iter()
        .chain(duties)
        .map(|purpose| Paragraph {
            id: format!("purpose-{}", dashed(&purpose.id)),
            kind: Form::Item,
            text: text(purpose),
            claims: claims(&purpose.id).iter().map(|claim| (*claim).to_owned()).collect(),
            switch: switch(&purpose.id),
            mechanism: "a value is opened only for a purpose that its table declares, that is in \
                        force for it, and that the person has not refused"
                .to_owned(),
            ..Paragraph::default()
        })
        .collect()
}

/// A purpose with its legal basis.
pub(super) fn purpose_line(speaker: &Speaker<'_>, purpose: &PurposeFact) -> String {
    let name = capital(&speaker.named("purpose", &purpose.id));
    let mut values = vec![("purpose", Arg::Text(name))];
    match purpose.basis.as_str() {
        "legitimate-interest" => {
            let key = format!("purpose-{}-interest", dashed(&purpose.id));
            values.push(("interest", Arg::Text(speaker.word(&key))));
        }
        "legal-obligation" | "public-task" => {
            let law = purpose.law.as_deref().unwrap_or_default();
            values.push(("law", Arg::Text(law_name(speaker, law))));
        }
        _ => {}
    }
    speaker.say(&format!("policy-purpose-{}", purpose.basis), &values)
}

/// A law as people cite it in this language: `GDPR art. 5(2), 17`.
pub(super) fn law_name(speaker: &Speaker<'_>, law: &str) -> String {
    let Some(articles) = law.strip_prefix("GDPR art. ") else { return law.to_owned() };
    let mut cited = articles.split(", ").map(|article| article_name(speaker, article));
    let first = cited.next().unwrap_or_default();
    let all = cited.fold(first, |first, second| {
        let both = [("first", Arg::Text(first)), ("second", Arg::Text(second))];
        speaker.say("policy-law-and", &both)
    });
    let many = articles.contains(['–', ',']);
    let key = if many { "policy-law-gdpr-many" } else { "policy-law-gdpr" };
    speaker.say(key, &[("article", Arg::Text(all))])
}

/// `5(2)`.
fn article_name(speaker: &Speaker<'_>, article: &str) -> String {
    let parts = article.strip_suffix(')').and_then(|article| article.split_once('('));
    let Some((article, paragraph)) = parts else { return article.to_owned() };
    let values = [("article", Arg::from(article)), ("paragraph", Arg::from(paragraph))];
    speaker.say("policy-law-paragraph", &values)
}

/// What is no longer collected and not gone yet.
fn leaving(speaker: &Speaker<'_>, facts: &Facts) -> Vec<Paragraph> {
    let rows = facts.data.iter().filter(|row| row.audience == VISITORS);
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    for row in rows {
        let Some(ending) = &row.closed else { continue };
        let when = tables::closing(speaker, ending);
        let name = speaker.datum(row);
        match groups.iter_mut().find(|(known, _)| *known == when) {
            Some((_, names)) => names.push(name),
            None => groups.push((when, vec![name])),
        }
    }
    let paragraph = |(number, (when, names)): (usize, (String, Vec<String>))| Paragraph {
        id: format!("leaving-{}", number + 1),
        text: speaker.say(
            "policy-leaving",
            &[("data", Arg::Text(unique(names).join(", "))), ("when", Arg::Text(capital(&when)))],
        ),
        switch: "switched off, with data still there".to_owned(),
        mechanism: "what is off is not written any more; the nightly sweep deletes the rest, and \
                    this sentence goes when nothing is left"
            .to_owned(),
        ..Paragraph::default()
    };
    groups.into_iter().enumerate().map(paragraph).collect()
}

fn recipients(speaker: &Speaker<'_>, facts: &Facts) -> Vec<Paragraph> {
    let mut found = Vec::new();
    for recipient in facts.recipients.iter().filter(|each| each.audience == VISITORS) {
        found.push(recipient_line(speaker, recipient));
    }
    for recipient in facts.recipients.iter().filter(|each| each.audience == VISITORS) {
        if recipient.transfer {
            found.push(transfer_line(speaker, recipient));
        }
    }
    found
}

fn recipient_line(speaker: &Speaker<'_>, recipient: &RecipientFact) -> Paragraph {
    let reach = match recipient.outbound {
        true => "; the program connects only to hosts of declared recipients",
        false => "",
    };
    Paragraph {
        id: format!("recipient-{}", dashed(&recipient.id)),
        kind: Form::Item,
        text: speaker.say(
            &format!("policy-recipient-{}", recipient.role),
            &[
                ("recipient", Arg::Text(capital(&speaker.named("recipient", &recipient.id)))),
                ("provider", Arg::Text(recipient.provider.clone())),
                ("country", Arg::Text(speaker.country(&recipient.country))),
                ("contract", Arg::Text(recipient.contract.clone())),
            ],
        ),
        claims: vec!["C22".to_owned()],
        switch: "has.recipients".to_owned(),
        mechanism: format!("named in the settings with country and contract{reach}"),
        ..Paragraph::default()
    }
}

fn transfer_line(speaker: &Speaker<'_>, recipient: &RecipientFact) -> Paragraph {
    let safeguard = recipient.safeguard.clone().unwrap_or_default();
    Paragraph {
        id: format!("transfer-{}", dashed(&recipient.id)),
        text: speaker.say(
            "policy-transfer",
            &[
                ("provider", Arg::Text(recipient.provider.clone())),
                ("country", Arg::Text(speaker.country(&recipient.country))),
                ("safeguard", Arg::Text(safeguard)),
            ],
        ),
        claims: vec!["C22".to_owned()],
        switch: "has.transfers".to_owned(),
        mechanism: "the country and the safeguard named in the settings; requests for a copy of \
                    it reach organisation.data_protection.email"
            .to_owned(),
        ..Paragraph::default()
    }
}

fn measures(speaker: &Speaker<'_>, facts: &Facts) -> Vec<Paragraph> {
    let paragraph = |measure: &MeasureFact| Paragraph {
        id: format!("measure-{}", dashed(&measure.id)),
        kind: Form::Item,
        text: speaker.named("measure", &measure.id),
        measure: Some(measure.id.clone()),
        claims: vec!["C13".to_owned()],
        switch: "has.measures".to_owned(),
        mechanism: measure.mechanism.clone(),
        ..Paragraph::default()
    };
    facts.measures.iter().map(paragraph).collect()
}

fn cookie_table(speaker: &Speaker<'_>, facts: &Facts) -> Vec<Paragraph> {
    let table = tables::cookies(speaker, facts, VISITORS);
    if table.rows.is_empty() {
        return Vec::new();
    }
    vec![Paragraph {
        id: "cookies".to_owned(),
        kind: Form::Table,
        text: speaker.word("policy-cookie-caption"),
        table: Some(table),
        claims: vec!["C14".to_owned()],
        switch: "has.cookies".to_owned(),
        mechanism: "only declared cookies leave the program; unknown ones that a browser sends \
                    back are expired"
            .to_owned(),
        ..Paragraph::default()
    }]
}

/// The rights in the order of the list.
const LISTED: [Right; 6] = [
    Right::Access,
    Right::Rectification,
    Right::Erasure,
    Right::Restriction,
    Right::Portability,
    Right::Withdrawal,
];

/// The rights that are no list: objection stands apart from all other information (GDPR
/// art. 21(4)), and the authority comes last.
pub(super) const APART: [Right; 2] = [Right::Objection, Right::Complaint];

/// Those of these rights that follow from the bases in use.
pub(super) fn rights(speaker: &Speaker<'_>, facts: &Facts, these: &[Right]) -> Vec<Paragraph> {
    let visitors = facts.purposes.iter().filter(|purpose| purpose.audience == VISITORS);
    let public_task = visitors.clone().any(|purpose| purpose.basis == "public-task");
    let used: Vec<&str> =
        visitors.flat_map(|purpose| &purpose.rights).map(String::as_str).collect();
    // Network addresses are handled on every site, as a legitimate interest.
    let always = inventory::Basis::LegitimateInterest.rights();
    these
        .iter()
        .filter(|right| used.contains(&right.key()) || always.contains(right))
        .map(|right| (right, format!("right-{}", right.key())))
        .map(|(right, key)| Paragraph {
            id: key.clone(),
            kind: match right {
                Right::Objection => Form::Apart,
                Right::Complaint => Form::Sentence,
                _ => Form::Item,
            },
            text: speaker.word(match right {
                Right::Objection if public_task => "right-objection-task",
                _ => &key,
            }),
            claims: vec!["C21".to_owned()],
            switch: "always".to_owned(),
            mechanism: right_mechanism(*right).to_owned(),
            ..Paragraph::default()
        })
        .collect()
}

fn right_mechanism(right: Right) -> &'static str {
    match right {
        Right::Access | Right::Portability => {
            "Export beside each person in the desk: generated from the declarations"
        }
        Right::Erasure => "Erase beside each person in the desk: rows and key go at once",
        Right::Rectification => "Correct beside each person in the desk: every row of theirs",
        Right::Restriction => {
            "Restrict beside each person in the desk: the one door then opens nothing of theirs, \
             but for their rights"
        }
        Right::Objection | Right::Withdrawal => {
            "a refusal of that purpose is kept with the person; the one door then opens nothing \
             for it"
        }
        Right::Complaint => "organisation.authority; a site without it does not start",
    }
}
