//! Pictures and documents that the team puts beside the pages: what they may be called, whether
//! they are what they are called, and what is taken out of them.

mod arrive;
mod focus;
mod folder;
mod kind;
mod strip;

pub(super) use arrive::{Arrived, Fit, Unfit, remove};
pub(super) use focus::{Focuses, set_focus};
pub(super) use folder::{FileName, Listed, folders, listed};
