//! What is kept about those who work with the site, for them to read (GDPR art. 13). The policy
//! itself speaks to visitors; both are made of the same facts.

use std::collections::BTreeMap;

use super::generated::purpose_line;
use super::speak::Speaker;
use super::tables;
use crate::facts::TEAM;
use crate::{Facts, Flat, Say, Sheet};

/// Purposes, data and cookies that concern the team, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForTeam {
    /// What for, and on which basis.
    pub purposes: Vec<String>,
    /// What, and how long.
    pub data: Sheet,
    /// What a browser keeps.
    pub cookies: Sheet,
}

/// What the facts say about the team, in a language. The settings are there for the words that
/// ask for them.
pub fn for_team(
    facts: &Facts,
    settings: &BTreeMap<String, Flat>,
    words: &dyn Say,
    lang: &str,
) -> ForTeam {
    let speaker = Speaker::bare(lang, settings, words);
    let theirs = facts.purposes.iter().filter(|purpose| purpose.audience == TEAM);
    ForTeam {
        purposes: theirs.map(|purpose| purpose_line(&speaker, purpose)).collect(),
        data: tables::data(&speaker, &[], facts, TEAM),
        cookies: tables::cookies(&speaker, facts, TEAM),
    }
}
