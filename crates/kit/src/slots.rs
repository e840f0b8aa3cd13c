//! Slots: what one room shows inside another, without either knowing the other.
//!
//! A room offers a place by name; other rooms fill it when the house is opened.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};

use serde::Serialize;

use crate::web::{Member, Refusal};

/// A link in a menu.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub struct Link {
    /// Where it leads, with the language.
    pub href: String,
    /// What it says.
    pub title: String,
    /// Where it stands among the others: smaller is earlier.
    #[serde(skip)]
    pub order: i64,
    /// How much waits behind it; 0 shows nothing.
    pub count: i64,
}

impl Link {
    /// Beyond this nobody counts: it is many.
    pub const MANY: i64 = 1_000;

    /// A count as it is shown: nothing where there is nothing.
    pub fn shown(count: i64) -> String {
        match count {
            ..=0 => String::new(),
            Self::MANY.. => format!("{}+", Self::MANY - 1),
            _ => count.to_string(),
        }
    }
}

/// One line of a person's panel in the desk: what another room knows about them.
#[derive(Debug, Clone, Serialize)]
pub struct PanelPart {
    /// The heading.
    pub title: String,
    /// The part, rendered and escaped.
    pub html: String,
}

/// The answer of something asynchronous.
pub type Later<'a, T> = Pin<Box<dyn Future<Output = Result<T, Refusal>> + Send + 'a>>;

/// Gives the links of a public menu in a language.
pub type MenuPart = Arc<dyn Fn(&str) -> Vec<Link> + Send + Sync>;
/// Gives the links of the desk's menu that a member may follow.
pub type DeskPart = Arc<dyn for<'a> Fn(&'a Member, &'a str) -> Later<'a, Vec<Link>> + Send + Sync>;
/// Gives what stands as a warning over every page of the desk.
pub type WarningPart =
    Arc<dyn for<'a> Fn(&'a Member, &'a str) -> Later<'a, Vec<String>> + Send + Sync>;
/// Gives notices that stand on every public page, rendered and escaped.
pub type NoticePart = Arc<dyn Fn(&str) -> Vec<String> + Send + Sync>;
/// Gives the parts of a person's panel.
pub type PersonPart =
    Arc<dyn for<'a> Fn(&'a Member, &'a str, &'a str) -> Later<'a, Vec<PanelPart>> + Send + Sync>;
/// Gives the names of those who work with the desk, each under the person they are.
pub type NamesPart =
    Arc<dyn for<'a> Fn(&'a str) -> Later<'a, BTreeMap<String, String>> + Send + Sync>;

/// Finds out whether a safeguard that an inventory declares holds right now.
#[derive(Clone)]
pub struct MeasurePart {
    /// The id of the measure.
    pub id: &'static str,
    /// Looks. The inner error says what is wrong, for the operator; the outer one, that it could
    /// not be found out.
    pub check: MeasureCheck,
}

/// How a safeguard is checked.
pub type MeasureCheck = Arc<dyn Fn() -> Later<'static, Result<(), String>> + Send + Sync>;

/// How an index stands that a room keeps in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IndexState {
    /// Of what: its words are `index-<name>`.
    pub name: &'static str,
    /// Everything has been read into it. What changes later is in it within a second.
    pub ready: bool,
    /// How much has been read.
    pub percent: usize,
    /// How many documents are in it.
    pub documents: usize,
    /// How many words.
    pub terms: usize,
    /// How much memory it takes, reckoned from its parts.
    pub bytes: usize,
    /// How long reading took, in milliseconds.
    pub build_ms: u64,
}

/// Gives how an index stands.
pub type IndexPart = Arc<dyn Fn() -> IndexState + Send + Sync>;

/// Every slot of the house.
#[derive(Default)]
pub struct Slots {
    filled: OnceLock<Filled>,
}

/// What fills the slots.
#[derive(Default, Clone)]
pub struct Filled {
    /// The menu of the public site.
    pub menu: Vec<MenuPart>,
    /// The footer of the public site.
    pub footer: Vec<MenuPart>,
    /// Notices on every public page.
    pub notices: Vec<NoticePart>,
    /// The menu of the desk.
    pub desk: Vec<DeskPart>,
    /// Warnings in the desk.
    pub warnings: Vec<WarningPart>,
    /// A person's panel in the desk: language and person's id.
    pub person: Vec<PersonPart>,
    /// The names of those who work with the desk.
    pub names: Vec<NamesPart>,
    /// How safeguards are checked.
    pub measures: Vec<MeasurePart>,
    /// Indexes in memory.
    pub indexes: Vec<IndexPart>,
}

impl Filled {
    /// Everything of both.
    #[must_use]
    pub fn with(mut self, other: Filled) -> Self {
        self.add(other);
        self
    }

    /// Takes in everything of another.
    pub fn add(&mut self, mut other: Filled) {
        self.menu.append(&mut other.menu);
        self.footer.append(&mut other.footer);
        self.notices.append(&mut other.notices);
        self.desk.append(&mut other.desk);
        self.warnings.append(&mut other.warnings);
        self.person.append(&mut other.person);
        self.names.append(&mut other.names);
        self.measures.append(&mut other.measures);
        self.indexes.append(&mut other.indexes);
    }
}

impl Slots {
    /// Fills them, once, when the house is opened.
    pub fn fill(&self, filled: Filled) {
        if self.filled.set(filled).is_err() {
            tracing::error!("the slots were filled a second time");
        }
    }

    /// The public menu in a language.
    pub fn menu(&self, lang: &str) -> Vec<Link> {
        self.links(lang, |filled| &filled.menu)
    }

    /// The public footer in a language.
    pub fn footer(&self, lang: &str) -> Vec<Link> {
        self.links(lang, |filled| &filled.footer)
    }

    /// The notices on every public page.
    pub fn notices(&self, lang: &str) -> Vec<String> {
        let Some(filled) = self.filled.get() else { return Vec::new() };
        filled.notices.iter().flat_map(|part| part(lang)).collect()
    }

    /// The desk's menu for a member.
    pub async fn desk(&self, member: &Member, lang: &str) -> Result<Vec<Link>, Refusal> {
        let mut all = Vec::new();
        for part in self.filled.get().map(|filled| &filled.desk).into_iter().flatten() {
            all.extend(part(member, lang).await?);
        }
        all.sort_by_key(|link| link.order);
        Ok(all)
    }

    /// The desk's warnings for a member.
    pub async fn warnings(&self, member: &Member, lang: &str) -> Result<Vec<String>, Refusal> {
        let mut all = Vec::new();
        for part in self.filled.get().map(|filled| &filled.warnings).into_iter().flatten() {
            all.extend(part(member, lang).await?);
        }
        Ok(all)
    }

    /// The parts of a person's panel.
    pub async fn person(
        &self,
        member: &Member,
        lang: &str,
        person: &str,
    ) -> Result<Vec<PanelPart>, Refusal> {
        let mut all = Vec::new();
        for part in self.filled.get().map(|filled| &filled.person).into_iter().flatten() {
            all.extend(part(member, lang, person).await?);
        }
        Ok(all)
    }

    /// The names of those who work with the desk, each under the person they are. Whoever has left
    /// is not among them.
    pub async fn names(&self, lang: &str) -> Result<BTreeMap<String, String>, Refusal> {
        let mut all = BTreeMap::new();
        for part in self.filled.get().map(|filled| &filled.names).into_iter().flatten() {
            all.extend(part(lang).await?);
        }
        Ok(all)
    }

    /// How every index stands.
    pub fn indexes(&self) -> Vec<IndexState> {
        let filled = self.filled.get().map(|filled| &filled.indexes);
        filled.into_iter().flatten().map(|part| part()).collect()
    }

    /// How safeguards are checked.
    pub fn measures(&self) -> &[MeasurePart] {
        self.filled.get().map_or(&[], |filled| filled.measures.as_slice())
    }

    fn links(&self, lang: &str, pick: impl Fn(&Filled) -> &Vec<MenuPart>) -> Vec<Link> {
        let Some(filled) = self.filled.get() else { return Vec::new() };
        let mut all: Vec<Link> = pick(filled).iter().flat_map(|part| part(lang)).collect();
        all.sort_by_key(|link| link.order);
        all
    }
}

#[cfg(test)]
mod tests {
    use super::Link;

    #[test]
    fn many_is_not_counted() {
        let shown = [-1, 0, 1, 999, 1_000, 100_000].map(Link::shown);
        assert_eq!(shown, ["", "", "1", "999", "999+", "999+"]);
    }
}
