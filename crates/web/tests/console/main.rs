//! The console and the inbox without a socket, on both engines: who may do what, and what an attacker gets.
#![cfg(test)]

mod acts;
mod attacks;
mod bulk;
mod drafts;
mod harness;
mod invitations;
mod lists;
mod macros;
mod mail;
mod people;
mod search;
mod teammates;
mod tokens;
mod workspace;
