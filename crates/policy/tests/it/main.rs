//! The policy of a small sample site, in both languages, with the real words.

#![allow(clippy::expect_used, clippy::unwrap_used)]

mod compile;
mod difference;
mod documents;
mod force;
mod leftovers;
mod sample;
mod words;
