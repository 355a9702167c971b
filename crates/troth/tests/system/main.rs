//! The whole product from outside: the real binary as a child process, real clients, real databases, real browsers.
#![expect(clippy::indexing_slicing, reason = "a test that finds less than it expects must fail")]

#[macro_use]
mod place;

mod acceptance;
mod backup;
mod bad_input;
mod canary;
mod cluster;
mod dump;
mod edge;
mod erase;
mod first_run;
mod full_disk;
mod kill;
mod load;
mod node;
mod power;
mod python;
mod refusals;
mod shared_vault;
mod start;
mod tampering;
mod truth;
mod two_erasers;
mod two_servers;
mod vault;
mod witness;
