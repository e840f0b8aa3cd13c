//! Whatever happens to the program, its disk and its mail server: what was acknowledged is there
//! exactly once, and nothing that is half done is ever shown.

mod disk;
pub mod killed;
pub mod ledger;
pub mod load;
mod restarted;
mod syncs;

use std::env;
use std::str::FromStr;

use crate::colleague::Colleague;
use crate::program::Program;

/// For a longer look by hand: `MASSES_ROUNDS=200`, `MASSES_SYNCS=all`.
pub fn asked<T: FromStr>(variable: &str, otherwise: T) -> T {
    let Ok(value) = env::var(variable) else { return otherwise };
    value.parse().unwrap_or_else(|_| panic!("{variable} is not a number"))
}

/// Somebody of the team joins; the cookie of their session, which outlives the process.
pub async fn joined(program: &Program) -> String {
    let link = program.run(&["team", "invite", "--role", "owner"]).good();
    let (_, path) = link.trim().split_once("://").unwrap();
    let path = &path[path.find('/').unwrap()..];
    let (email, now) = ("owner@team.example", kit::clock::Clock::system().now());
    let owner = Colleague::join(program.visitor(), path, "Olga", email, now).await;
    owner.browser.cookie("session").unwrap()
}
