//! The rooms. None of them knows another.

pub mod inquiries;
pub mod pages;
pub mod policy;
pub mod team;
