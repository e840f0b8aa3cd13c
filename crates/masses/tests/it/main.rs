//! Every test of the whole program, in one binary.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod browser;
mod colleague;
mod commands;
mod cookies;
mod damage;
mod dependencies;
mod door;
mod doors;
mod erasure;
mod faults;
mod gate;
mod http;
mod imports;
mod inquiries;
mod inventory;
mod keys;
mod limits;
mod operation;
mod outbound;
mod pages;
mod policy;
mod postfix;
mod program;
mod rights;
mod sentinel;
mod sequence;
mod site;
mod smtp;
mod sources;
mod stores;
mod team;
mod templates;
mod told;
mod wire;
mod words;
