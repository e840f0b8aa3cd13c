//! The policy as plain text, for the command line.

use policy::{Difference, Document, Form, Paragraph, Part};

use super::{Error, in_words, sheet, statuses};
use crate::ground::Ground;
use crate::ground::gate::gather;

/// The version in force, to be read in a terminal.
pub fn text(ground: &Ground, lang: &str) -> String {
    let current = ground.gate.current();
    let Some(version) = current.version() else {
        return "No version is in force yet.\n".to_owned();
    };
    let day = kit::clock::day(version.published_at);
    let mut out = format!("Version {} of {day}\n{}\n", version.number, version.hash);
    for part in parts(&version.document, lang) {
        out.push_str(&format!("\n# {}\n", part.heading));
        for paragraph in &part.paragraphs {
            out.push_str(&format!("\n{}\n", plain(paragraph)));
        }
    }
    out
}

/// What a difference changes, in words.
pub fn describe(
    ground: &Ground,
    document: &Document,
    difference: &Difference,
    lang: &str,
) -> String {
    let changes = in_words(difference.changes.iter(), &ground.words, lang);
    let mut lines: Vec<String> = changes.iter().map(|change| format!("- {change}")).collect();
    if difference.needs_notice() {
        lines.push(format!(
            "What is new opens for what was collected before after {} days; until then a notice \
             stands on every page. As long as nobody has given any data, it replaces the version \
             in force instead, at once.",
            ground.gate.current().notice_days(document)
        ));
    }
    if lines.is_empty() {
        lines.push("Only the wording changes.".to_owned());
    }
    lines.join("\n") + "\n"
}

/// The record of processing (GDPR art. 30) of the version in force, as CSV.
pub async fn record_csv(ground: &Ground, lang: &str) -> Result<String, Error> {
    let record = match ground.gate.current().version() {
        Some(version) => policy::record(&version.document, lang),
        None => policy::record(&gather::compile(ground).await?, lang),
    };
    let say = |header: &String| ground.words.say(lang, &format!("record-{header}"), &[]);
    let headers: Vec<String> = record.headers.iter().map(say).collect();
    let bytes = sheet::csv(&headers, &record.rows).unwrap_or_default();
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Each sentence with its switch, its mechanism and its last check.
pub async fn explained(ground: &Ground, lang: &str) -> Result<String, Error> {
    let status = statuses(ground).await?;
    let mut out = String::new();
    for one in super::explain(ground, lang, &status).await? {
        let check = match &one.last_check {
            Some(status) if one.stated && status.holds => {
                "stated by the organisation: not checkable (source: settings)".to_owned()
            }
            Some(status) if status.holds => {
                format!("held on {}", kit::clock::stamp(status.checked_at))
            }
            Some(status) => format!(
                "FAILED since {}: {}",
                kit::clock::stamp(status.failed_at.unwrap_or(status.checked_at)),
                status.note
            ),
            None => "not checked yet".to_owned(),
        };
        let claims = if one.claims.is_empty() {
            String::new()
        } else {
            format!(" [{}]", one.claims.join(", "))
        };
        out.push_str(&format!(
            "{}{claims}\n  switch     {}\n  mechanism  {}\n  last check {check}\n\n",
            one.sentence, one.switch, one.mechanism
        ));
    }
    Ok(out)
}

fn parts<'a>(document: &'a Document, lang: &str) -> &'a [Part] {
    let text = document.texts.get(lang).or_else(|| document.texts.values().next());
    text.map_or(&[], |text| &text.sections)
}

fn plain(paragraph: &Paragraph) -> String {
    match (&paragraph.kind, &paragraph.table) {
        (Form::Table, Some(table)) => {
            let mut lines = vec![paragraph.text.clone()];
            for row in &table.rows {
                lines.push(String::new());
                for (header, cell) in table.headers.iter().zip(row) {
                    lines.push(format!("  {header}: {cell}"));
                }
            }
            lines.join("\n").trim_start_matches('\n').to_owned()
        }
        (Form::Item, _) => format!("- {}", paragraph.text),
        _ => paragraph.text.clone(),
    }
}
