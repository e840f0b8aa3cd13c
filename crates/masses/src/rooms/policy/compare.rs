//! What changed, for the eye: each change with what was before and what comes, and the text line by
//! line, with the words that are different.

use kit::render::escape;
use minijinja::value::{Serde, Value};
use policy::{Difference, Mark, Turn};
use serde::Serialize;
use similar::{ChangeTag, TextDiff};

use super::view::{Page, merged};
use crate::ground::gate::gather::Spoken;

/// How much two lines have in common, from 0 to 1, so that one is the other with a few words changed.
const KIN: f32 = 0.5;

/// A change as the team sees it.
#[derive(Debug, Serialize)]
struct Shown {
    /// `added`, `removed` or `changed`.
    turn: &'static str,
    /// What that is called.
    label: String,
    /// The whole of it, or what the rest is about.
    text: String,
    /// What is concerned, where that is several.
    names: Vec<String>,
    before: Option<String>,
    after: Option<String>,
}

/// One line of a difference.
#[derive(Debug, Serialize)]
struct Line {
    /// `added`, `removed`, `changed` or `same`.
    mark: &'static str,
    /// The mark for those who hear the page.
    aloud: String,
    html: String,
}

impl Page<'_> {
    /// All changes, those that only the team reads too.
    pub fn compared(&self, difference: &Difference) -> Value {
        let mut shown: Vec<Shown> = Vec::new();
        for change in merged(difference.changes.iter(), self.lang) {
            let values = change.values.get(self.lang);
            let value = |name: &str| values.and_then(|values| values.get(name)).cloned();
            let turn = match change.turn {
                Turn::Added => "added",
                Turn::Removed => "removed",
                _ => "changed",
            };
            let mut one = Shown {
                turn,
                label: self.say(&format!("privacy-turn-{turn}"), &[]),
                text: change.say(self.lang, &Spoken(self.words)),
                names: Vec::new(),
                before: None,
                after: None,
            };
            // Where it is known what was and what comes, these stand beside each other.
            if let (Some(about), Some(before), Some(after)) =
                (about(&change.key), value("before"), value("after"))
            {
                let mut names: Vec<String> = value("name")
                    .iter()
                    .flat_map(|all| all.split("; "))
                    .map(str::to_owned)
                    .collect();
                let name = if names.len() == 1 { names.pop() } else { None };
                let about = self.say(&format!("privacy-about-{about}"), &[]);
                one.text = name.map_or(about.clone(), |name| format!("{about}: {name}"));
                (one.names, one.before, one.after) = (names, Some(before), Some(after));
            }
            if !shown.iter().any(|known| (&known.text, &known.names) == (&one.text, &one.names)) {
                shown.push(one);
            }
        }
        Value::from(Serde(shown))
    }

    /// The text line by line: what changed, with a line before and after each change.
    pub fn lines(&self, difference: &Difference) -> Value {
        let lines = difference.texts.get(self.lang).map_or(&[][..], Vec::as_slice);
        let changed = |at: usize| lines.get(at).is_some_and(|line| line.mark != Mark::Same);
        let near =
            |at: usize| changed(at) || changed(at + 1) || at.checked_sub(1).is_some_and(changed);
        let (mut found, mut skipped, mut at) = (Vec::new(), false, 0);
        while let Some(line) = lines.get(at) {
            if !near(at) {
                (skipped, at) = (true, at + 1);
                continue;
            }
            if std::mem::take(&mut skipped) && !found.is_empty() {
                found.push(Line { mark: "same", aloud: String::new(), html: "…".to_owned() });
            }
            // As many lines that went as came in their place: each became the one across from it.
            let run = |at: usize, mark: Mark| {
                lines[at..].iter().take_while(|one| one.mark == mark).count()
            };
            let gone = run(at, Mark::Removed);
            if gone > 0 && gone == run(at + gone, Mark::Added) {
                for before in at..at + gone {
                    self.pair(&lines[before], &lines[before + gone], &mut found);
                }
                at += 2 * gone;
                continue;
            }
            found.push(self.line(line));
            at += 1;
        }
        Value::from(Serde(found))
    }

    fn pair(&self, before: &policy::Line, after: &policy::Line, found: &mut Vec<Line>) {
        match self.words_of(&before.text, &after.text) {
            Some(html) => {
                let aloud = self.say("privacy-line-changed", &[]);
                found.push(Line { mark: "changed", aloud, html });
            }
            None => found.extend([self.line(before), self.line(after)]),
        }
    }

    fn line(&self, line: &policy::Line) -> Line {
        let (mark, aloud) = match line.mark {
            Mark::Added => ("added", self.say("privacy-line-added", &[])),
            Mark::Removed => ("removed", self.say("privacy-line-removed", &[])),
            Mark::Same => ("same", String::new()),
        };
        Line { mark, aloud, html: escape(&line.text) }
    }

    /// One line with the words that went and those that came; nothing where hardly any stayed.
    fn words_of(&self, before: &str, after: &str) -> Option<String> {
        let difference = TextDiff::from_words(before, after);
        if difference.ratio() < KIN {
            return None;
        }
        let mut html = String::new();
        // What went at one place comes together, then what came there.
        for part in difference.ops() {
            for (element, word, tag) in [
                ("", "", ChangeTag::Equal),
                ("del", "privacy-line-removed", ChangeTag::Delete),
                ("ins", "privacy-line-added", ChangeTag::Insert),
            ] {
                let words = difference.iter_changes(part).filter(|one| one.tag() == tag);
                let text = escape(&words.map(|one| one.value()).collect::<String>());
                if text.is_empty() || element.is_empty() {
                    html.push_str(&text);
                    continue;
                }
                let aloud = escape(&self.say(word, &[]));
                html.push_str(&format!(
                    "<{element}><span class=\"aloud\">{aloud} </span>{text}</{element}>"
                ));
            }
        }
        Some(html)
    }
}

/// What a change is about: `keep` of `change-keep-changed`.
fn about(key: &str) -> Option<&str> {
    key.strip_prefix("change-")?.strip_suffix("-changed")
}
