//! What every room needs and that holds no data.

pub mod chance;
pub mod clock;
pub mod colour;
pub mod feed;
pub mod forms;
pub mod outbound;
pub mod problem;
pub mod render;
pub mod search;
pub mod settings;
pub mod slots;
pub mod web;
pub mod words;
