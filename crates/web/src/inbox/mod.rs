//! The teammates' inbox.

pub mod view;
