//! One version's whole content: the facts, and their text in every language.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Facts, canonical};

/// A compiled policy.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// What is done with personal data.
    pub facts: Facts,
    /// The same in words, by language.
    pub texts: BTreeMap<String, Text>,
}

/// The policy in one language.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Text {
    /// The sections in the order in which they are printed; none is empty.
    pub sections: Vec<Part>,
    /// The names that this version has for what is in the facts, by key of the words
    /// (`purpose-inquiries-answer`), so that an old version can be read when the program's words
    /// have changed. Those of the team's data are here too.
    pub names: BTreeMap<String, String>,
}

/// A section as printed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// The section's key, also its anchor on the page.
    pub key: String,
    /// Its heading.
    pub heading: String,
    /// What it says.
    pub paragraphs: Vec<Paragraph>,
}

/// One statement of the policy.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Paragraph {
    /// Its id; unique in the document.
    pub id: String,
    /// How it is printed.
    pub kind: Form,
    /// What it says: plain text without any markup, for [`Form::Own`] Markdown, for
    /// [`Form::Table`] the caption.
    pub text: String,
    /// The table, for [`Form::Table`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<Sheet>,
    /// The safeguard it claims: the page shows beside it whether that holds now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<String>,
    /// The numbers of the claims it makes. Not part of the hash.
    #[serde(default)]
    pub claims: Vec<String>,
    /// Under which switch it stands here. Not part of the hash.
    #[serde(default)]
    pub switch: String,
    /// What makes it true. Not part of the hash.
    #[serde(default)]
    pub mechanism: String,
}

/// How a paragraph is printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// A paragraph of its own.
    #[default]
    Sentence,
    /// One entry of a list; neighbours of this kind are one list.
    Item,
    /// A table with a caption.
    Table,
    /// A paragraph that stands apart from all others, so that nobody overlooks it.
    Apart,
    /// The organisation's own words, in Markdown.
    Own,
}

/// A table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// The headers of its columns.
    pub headers: Vec<String>,
    /// Its rows; each has as many cells as there are headers.
    pub rows: Vec<Vec<String>>,
}

impl Document {
    /// The document as the hash sees it: JSON with sorted keys and without white space. What is
    /// only there to explain (claims, switches, mechanisms) is left out, so that a new wording
    /// for operators makes no new version.
    pub fn canonical(&self) -> String {
        let mut value = serde_json::to_value(self).unwrap_or_default();
        canonical::strip(&mut value, &["claims", "switch", "switches", "mechanism"]);
        canonical::write(&value)
    }

    /// The SHA-256 of [`Document::canonical`], in hexadecimal.
    pub fn hash(&self) -> String {
        canonical::sha256(&self.canonical())
    }
}

impl Text {
    /// The name under a key of the words, or the key itself.
    pub fn name<'a>(&'a self, key: &'a str) -> &'a str {
        self.names.get(key).map_or(key, String::as_str)
    }

    /// The text as lines, as the differences between versions see it.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for section in &self.sections {
            lines.push(section.heading.clone());
            for paragraph in &section.paragraphs {
                lines.extend(paragraph.lines());
            }
        }
        lines
    }
}

impl Paragraph {
    fn lines(&self) -> Vec<String> {
        let mut lines: Vec<String> = self.text.lines().map(str::to_owned).collect();
        for row in self.table.iter().flat_map(|table| &table.rows) {
            lines.push(row.join(" · "));
        }
        lines
    }
}
