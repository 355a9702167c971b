//! The store against real engines: every test here runs on SQLite and on PostgreSQL.
#![cfg(test)]

mod changes;
mod concurrency;
mod events;
mod full_disk;
mod jobs;
mod leases;
mod log;
mod lost_connections;
mod numbers;
mod opening;
mod puncture;
mod register;
mod scene;
mod servers;
mod statements;
mod tls;
mod vault;
