//! The REST API on both engines: the router is called as the listener would call it.
#![cfg(test)]

mod activity_logs;
mod admins;
mod attachments;
mod bad_input;
mod contacts;
mod conversations;
mod erasures;
mod full_disk;
mod harness;
mod holds;
mod paging;
mod random;
mod rates;
mod seed;
mod tenancy;
