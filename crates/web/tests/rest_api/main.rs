//! The REST API on both engines: the router is called as the listener would call it.
#![cfg(test)]

mod activity_logs;
mod admins;
mod attachments;
mod bad_input;
mod becoming;
mod changed;
mod companies;
mod contacts;
mod conversations;
mod customers;
mod desk;
mod erasures;
mod events;
mod full_disk;
mod harness;
mod holds;
mod identity;
mod labels;
mod messages;
mod own_data;
mod paging;
mod random;
mod rates;
mod search;
mod secure_mode_secrets;
mod seed;
mod tenancy;
mod threads;
mod versions;
mod visitors;
