//! HTTP: what browsers and API clients are answered, and nothing that decides or stores.

pub mod assets;
pub mod demo_site;
pub mod inbox;
pub mod messenger;
pub mod page;
pub mod words;
