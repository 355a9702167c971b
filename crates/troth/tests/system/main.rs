//! The whole product from outside: the real binary as a child process, real clients, real databases, real browsers.

#[macro_use]
mod place;

mod first_run;
mod kill;
mod load;
mod node;
mod refusals;
mod start;
mod truth;
