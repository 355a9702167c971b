//! The console and the inbox without a socket, on both engines: who may do what, and what an attacker gets.
#![cfg(test)]

mod acts;
mod attacks;
mod away;
mod bulk;
mod companies;
mod data_card;
mod doors;
mod drafts;
mod harness;
mod identity;
mod invitations;
mod kept;
mod languages;
mod letters;
mod lists;
mod log;
mod macros;
mod mail;
mod messenger;
mod names;
mod notices;
mod participants;
mod people;
mod refusals;
mod reviews;
mod search;
mod sign_in;
mod streams;
mod tags;
mod teammates;
mod teams;
mod tokens;
mod views;
mod workspace;
