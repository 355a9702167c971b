//! The whole product from outside: the real binary as a child process, real clients, real databases, real browsers.
#![expect(clippy::indexing_slicing, reason = "a test that finds less than it expects must fail")]

#[macro_use]
mod place;

mod canary;
mod cluster;
mod first_run;
mod kill;
mod load;
mod node;
mod refusals;
mod start;
mod truth;
