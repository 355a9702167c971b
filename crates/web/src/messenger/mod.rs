//! The messenger on customers' sites.

pub mod view;
