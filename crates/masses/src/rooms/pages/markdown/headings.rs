//! Headings with an id each, so that links can lead to them.

use std::collections::HashSet;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use comrak::Anchorizer;
use comrak::adapters::{HeadingAdapter, HeadingMeta};
use comrak::nodes::Sourcepos;

use super::clean::{SHELL_IDS, own_id};

/// How deep a table of contents goes.
const DEEPEST: u8 = 3;

/// A section of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 2 or 3.
    pub level: u8,
    /// What a link to it names.
    pub id: String,
    /// What it is called, without formatting.
    pub title: String,
}

/// Makes the ids, and keeps what belongs into a table of contents.
pub struct Headings(Mutex<(Anchorizer, Vec<Heading>)>);

impl Headings {
    /// Knows the ids that are taken.
    pub fn new() -> Self {
        let mut ids = Anchorizer::new();
        for taken in SHELL_IDS {
            let _ = ids.anchorize(taken);
        }
        Self(Mutex::new((ids, Vec::new())))
    }

    /// The sections that were seen.
    pub fn contents(self) -> Vec<Heading> {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner).1
    }
}

impl HeadingAdapter for Headings {
    fn enter(
        &self,
        out: &mut dyn fmt::Write,
        heading: &HeadingMeta,
        _: Option<Sourcepos>,
    ) -> fmt::Result {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let id = kept.0.anchorize(&heading.content);
        if !own_id(&id) {
            return write!(out, "<h{}>", heading.level);
        }
        write!(out, "<h{} id=\"{id}\">", heading.level)?;
        if (2..=DEEPEST).contains(&heading.level) {
            let title = heading.content.clone();
            kept.1.push(Heading { level: heading.level, id, title });
        }
        Ok(())
    }

    fn exit(&self, out: &mut dyn fmt::Write, heading: &HeadingMeta) -> fmt::Result {
        writeln!(out, "</h{}>", heading.level)
    }
}

/// Every id in HTML that ammonia has written.
pub fn ids(html: &str) -> HashSet<String> {
    let marked = html.split(" id=\"").skip(1);
    marked.filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}
