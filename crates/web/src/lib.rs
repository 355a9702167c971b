//! HTTP: what browsers and API clients are answered, and nothing that decides or stores.

pub mod app;
pub mod assets;
pub mod edge;
pub mod files;
pub mod inbox;
pub mod messenger;
pub mod page;
pub mod rest_api;
pub mod words;

pub use app::App;
