//! What is kept about those who work with the desk (GDPR art. 13): made of the version in force,
//! so that it says what the program does, and nothing that somebody wrote by hand.

use kit::web::Visit;
use minijinja::{Value, context};
use policy::Sheet;

use super::Team;
use crate::ground::gate::gather::{Spoken, flat};

impl Team {
    /// For `team/kept.html`.
    pub(super) fn kept(&self, visit: &Visit) -> Option<Value> {
        let ground = &self.ground;
        let current = ground.gate.current();
        let facts = &current.version()?.document.facts;
        let found =
            policy::for_team(facts, &flat(&ground.settings), &Spoken(&ground.words), &visit.lang);
        Some(context! {
            purposes => found.purposes,
            tables => [
                table(self.say(visit, "kept-data"), found.data),
                table(self.say(visit, "kept-cookies"), found.cookies),
            ],
        })
    }
}

fn table(caption: String, sheet: Sheet) -> Value {
    context! { caption, headers => sheet.headers, rows => sheet.rows }
}
