//! The console without a socket, on both engines: who may set what, and what an attacker gets.
#![cfg(test)]

mod attacks;
mod harness;
mod identity;
mod invitations;
mod letters;
mod mail;
mod messenger;
mod sign_in;
mod streams;
mod teammates;
mod tokens;
mod workspace;
