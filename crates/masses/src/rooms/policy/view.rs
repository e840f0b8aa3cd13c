//! A version as the templates see it: sections, and in them texts, lists, tables, safeguards
//! with their live status, and the organisation's own words.

use std::collections::BTreeMap;

use kit::words::{Arg, Words};
use minijinja::Value;
use minijinja::value::Serde;
use policy::{Change, Difference, Document, Form, Paragraph, Sheet, Status, Text, What};
use serde::Serialize;

use super::own;
use crate::ground::gate::gather::Spoken;
use crate::ground::mail::inventory::RELAY;

/// One section.
#[derive(Debug, Serialize)]
pub(super) struct Section {
    /// Its anchor.
    pub key: String,
    pub heading: String,
    pub blocks: Vec<Block>,
}

/// What belongs together in a section. Texts and items are HTML, made by [`Page::linked`].
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(super) enum Block {
    Text { html: String },
    Apart { lead: String, html: String },
    Items { items: Vec<String> },
    Measures { items: Vec<Measure> },
    Table { caption: String, headers: Vec<String>, rows: Vec<Vec<Cell>> },
    Own { html: String },
}

/// A cell with the header above it, which a narrow screen shows beside it.
#[derive(Debug, Serialize)]
pub(super) struct Cell {
    pub label: String,
    pub text: String,
}

/// A safeguard and whether it holds now.
#[derive(Debug, Serialize)]
pub(super) struct Measure {
    pub text: String,
    /// `holds`, `fails`, or nothing where it was not checked.
    pub state: &'static str,
    pub status: String,
}

/// How a page is written.
pub(super) struct Page<'a> {
    pub words: &'a Words,
    pub lang: &'a str,
    /// The address of the site: links that leave it are marked.
    pub url: &'a str,
}

/// The text of a document in a language, or in its first one where that is missing, and in
/// which it is.
pub(super) fn text_of<'a>(document: &'a Document, lang: &'a str) -> Option<(&'a str, &'a Text)> {
    match document.texts.get(lang) {
        Some(text) => Some((lang, text)),
        None => document.texts.iter().next().map(|(lang, text)| (lang.as_str(), text)),
    }
}

impl Page<'_> {
    /// The sections. `status`: what the last checks of the safeguards found, on the page of what
    /// is in force; none on the page of an old version, which says nothing about now.
    pub fn sections(&self, text: &Text, status: Option<&BTreeMap<String, Status>>) -> Value {
        let section = |part: &policy::Part| Section {
            key: part.key.clone(),
            heading: part.heading.clone(),
            blocks: self.blocks(&part.paragraphs, status),
        };
        Value::from(Serde(text.sections.iter().map(section).collect::<Vec<_>>()))
    }

    fn blocks(
        &self,
        paragraphs: &[Paragraph],
        status: Option<&BTreeMap<String, Status>>,
    ) -> Vec<Block> {
        let mut blocks: Vec<Block> = Vec::new();
        for paragraph in paragraphs {
            let text = paragraph.text.clone();
            match (paragraph.kind, &paragraph.measure, status) {
                (Form::Item, Some(id), Some(status)) => {
                    let one = self.measure(text, status.get(id));
                    match blocks.last_mut() {
                        Some(Block::Measures { items }) => items.push(one),
                        _ => blocks.push(Block::Measures { items: vec![one] }),
                    }
                }
                (Form::Item, ..) => match blocks.last_mut() {
                    Some(Block::Items { items }) => items.push(self.linked(&text)),
                    _ => blocks.push(Block::Items { items: vec![self.linked(&text)] }),
                },
                (Form::Table, ..) => {
                    blocks.extend(paragraph.table.as_ref().map(|one| table(text, one)))
                }
                // Its first sentence says what it is about.
                (Form::Apart, ..) => {
                    let (lead, rest) = text.split_at(text.find(". ").map_or(0, |at| at + 1));
                    let (lead, html) = (self.linked(lead), self.linked(rest));
                    blocks.push(Block::Apart { lead, html });
                }
                (Form::Own, ..) => blocks.push(Block::Own { html: own::html(&text, self) }),
                (Form::Sentence, ..) => blocks.push(Block::Text { html: self.linked(&text) }),
            }
        }
        blocks
    }

    /// A sentence as HTML: everything in it escaped, addresses of mailboxes and sites as links,
    /// the blanks within a telephone number as such that no line ends at.
    fn linked(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len() + 100);
        let mut number = false;
        for (at, word) in text.split(' ').enumerate() {
            let more = word.starts_with(|letter: char| letter.is_ascii_digit());
            if at > 0 {
                out.push(if number && more { '\u{a0}' } else { ' ' });
            }
            number = word.starts_with('+') || (number && more);
            let bare = word.trim_end_matches(['.', ',', ';', ':', ')']);
            let rest = word.strip_prefix(bare).unwrap_or_default();
            out.push_str(&self.link(bare));
            out.push_str(&own::escape(rest));
        }
        out
    }

    /// A word as HTML, as a link where it is an address.
    fn link(&self, word: &str) -> String {
        let text = own::escape(word);
        let plain = |part: &str, more: &str| {
            let fits = |letter: char| letter.is_ascii_alphanumeric() || more.contains(letter);
            !part.is_empty() && part.chars().all(fits)
        };
        match (word.split_once('@'), word.strip_prefix("https://")) {
            (Some((name, host)), _) if plain(name, ".-_+") && plain(host, ".-") => {
                format!("<a href=\"mailto:{text}\">{text}</a>")
            }
            (_, Some(rest)) if plain(rest, ".-_~/:?=%#") => {
                if word.trim_end_matches('/') == self.url.trim_end_matches('/') {
                    return format!("<a href=\"{text}\">{text}</a>");
                }
                let mark = own::escape(&self.say("link-external", &[]));
                format!(
                    "<a href=\"{text}\" class=\"external\" rel=\"noopener noreferrer\">{text}\
                     <span class=\"aloud\"> {mark}</span></a>"
                )
            }
            _ => text,
        }
    }

    fn measure(&self, text: String, status: Option<&Status>) -> Measure {
        let on = |ms: i64| [("date", Arg::Text(self.day(ms)))];
        let (state, status) = match status {
            Some(status) if status.holds => {
                ("holds", self.say("policy-measure-holds", &on(status.checked_at)))
            }
            Some(status) => {
                let since = status.failed_at.unwrap_or(status.checked_at);
                ("fails", self.say("policy-measure-fails", &on(since)))
            }
            None => ("", self.say("policy-measure-unchecked", &[])),
        };
        Measure { text, state, status }
    }

    /// A day in words.
    pub fn day(&self, ms: i64) -> String {
        let day = kit::clock::day(ms);
        let parts: Vec<&str> = day.rsplitn(3, '-').collect();
        let [day_of_month, month, year] = parts.as_slice() else { return day };
        let number = |text: &str| text.parse().unwrap_or_default();
        let args = [
            ("day", Arg::Int(number(day_of_month))),
            ("month", Arg::Int(number(month))),
            ("year", Arg::Text((*year).to_owned())),
        ];
        self.say("policy-day", &args)
    }

    /// The changes in words: those that visitors read, or all.
    pub fn changes(&self, difference: &Difference, team: bool) -> Vec<String> {
        let told = difference.changes.iter().filter(|change| team || !change.team);
        in_words(told, self.words, self.lang)
    }

    /// The changes that wait for the notice period, in words.
    pub fn waiting(&self, difference: &Difference) -> Vec<String> {
        let waiting = difference.changes.iter().filter(|change| change.waits && !change.team);
        in_words(waiting, self.words, self.lang)
    }

    /// From when on a version holds for what was given earlier, in words: all that waits does so
    /// until the notice period is over, but for the way that mails take. `whole` and `mails`: the
    /// keys of the words for each.
    pub fn since_when(
        &self,
        difference: &Difference,
        opens_at: i64,
        (whole, mails): (&str, &str),
    ) -> String {
        let waiting = difference.changes.iter().filter(|change| change.waits && !change.team);
        let (relay, other): (Vec<_>, Vec<_>) = waiting.partition(|change| change.id == RELAY.id);
        let mut said = Vec::new();
        if !other.is_empty() {
            said.push(self.say(whole, &[("date", Arg::Text(self.day(opens_at)))]));
        }
        if !relay.is_empty() {
            said.push(self.say(mails, &[]));
        }
        said.join(" ")
    }

    pub fn say(&self, key: &str, args: &[(&str, Arg)]) -> String {
        self.words.say(self.lang, key, args)
    }
}

/// Changes in words. What happens to several data in the same way is said once, with all their
/// names.
pub fn in_words<'a>(
    changes: impl Iterator<Item = &'a Change>,
    words: &Words,
    lang: &str,
) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for change in merged(changes, lang) {
        let said = change.say(lang, &Spoken(words));
        if !found.contains(&said) {
            found.push(said);
        }
    }
    found
}

/// The changes; those of several data that happen in the same way are one, with all their names.
pub(super) fn merged<'a>(changes: impl Iterator<Item = &'a Change>, lang: &str) -> Vec<Change> {
    let mut merged: Vec<Change> = Vec::new();
    for change in changes {
        match merged.iter_mut().find(|known| alike(known, change, lang)) {
            Some(known) => add_name(known, change, lang),
            None => merged.push(change.clone()),
        }
    }
    merged
}

/// Whether two changes of data differ in nothing but the name of the datum.
fn alike(one: &Change, other: &Change, lang: &str) -> bool {
    let rest = |change: &Change| {
        let mut values = change.values.get(lang).cloned().unwrap_or_default();
        values.remove("name").map(|_| values)
    };
    matches!(one.what, What::Datum | What::Keep)
        && (one.what, one.turn, &one.key, one.waits)
            == (other.what, other.turn, &other.key, other.waits)
        && rest(one).is_some()
        && rest(one) == rest(other)
}

fn add_name(known: &mut Change, change: &Change, lang: &str) {
    let more = change.values.get(lang).and_then(|values| values.get("name"));
    let name = known.values.get_mut(lang).and_then(|values| values.get_mut("name"));
    if let (Some(name), Some(more)) = (name, more)
        && !name.split("; ").any(|one| one == more)
    {
        name.push_str("; ");
        name.push_str(more);
    }
}

fn table(caption: String, sheet: &Sheet) -> Block {
    let cells = |row: &Vec<String>| {
        row.iter()
            .zip(&sheet.headers)
            .map(|(text, label)| Cell { label: label.clone(), text: text.clone() })
            .collect()
    };
    Block::Table {
        caption,
        headers: sheet.headers.clone(),
        rows: sheet.rows.iter().map(cells).collect(),
    }
}

/// The name under which a version has a datum.
pub(super) fn datum_key(id: &str) -> String {
    format!("datum-{}", id.replace(['.', '_', '#'], "-"))
}

#[cfg(test)]
mod tests {
    use kit::words::WordFile;

    use super::*;

    fn linked(text: &str) -> String {
        let file = WordFile {
            lang: "en".into(),
            name: "x.ftl".into(),
            text: "link-external = (another site)\n".into(),
        };
        let words = Words::new([file]).unwrap_or_else(|problems| panic!("{problems}"));
        Page { words: &words, lang: "en", url: "https://example.org" }.linked(text)
    }

    #[test]
    fn addresses_are_links() {
        assert_eq!(
            linked("Write to hello@example.org."),
            "Write to <a href=\"mailto:hello@example.org\">hello@example.org</a>."
        );
        assert_eq!(
            linked("on https://example.org, here"),
            "on <a href=\"https://example.org\">https://example.org</a>, here"
        );
        let away = linked("Ours is X, https://www.dsb.gv.at.");
        assert!(away.contains("<a href=\"https://www.dsb.gv.at\" class=\"external\""), "{away}");
        assert!(away.ends_with("</a>."), "{away}");
    }

    #[test]
    fn everything_else_is_text() {
        for bad in [
            "<b>x</b>",
            "javascript:alert(1)",
            "https://x\"onclick=alert(1)",
            "\"<script>@example.org",
            "a@b@c",
            "http://example.org",
            "https://",
            "@",
        ] {
            let shown = linked(bad);
            assert!(!shown.contains("<a"), "{bad}: {shown}");
            assert!(!shown.contains(['<', '"']), "{bad}: {shown}");
        }
    }

    #[test]
    fn a_telephone_number_stays_in_one_line() {
        assert_eq!(linked("at +43 1 000 00 00."), "at +43\u{a0}1\u{a0}000\u{a0}00\u{a0}00.");
        assert_eq!(linked("after 30 days, 1 time"), "after 30 days, 1 time");
    }
}
