//! HTTP: what browsers and API clients are answered, and nothing that decides or stores.

pub mod assets;
pub mod inbox;
pub mod messenger;
pub mod page;
pub mod words;
