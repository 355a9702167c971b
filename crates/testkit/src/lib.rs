//! For tests only: what it takes to run the product for real and to look for what must not be there.

pub mod archive;
pub mod canary;
pub mod client;
pub mod engines;
pub mod identity;
pub mod look;
pub mod mail;
pub mod port;
pub mod powerloss;
pub mod running;
pub mod world;
