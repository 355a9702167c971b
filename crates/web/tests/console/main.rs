//! The console without a socket, on both engines: who may set what, and what an attacker gets.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that finds less than it expects must fail"
)]

mod attacks;
mod harness;
mod teammates;
mod tokens;
mod workspace;
