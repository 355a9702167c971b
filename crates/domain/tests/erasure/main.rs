//! Erasing people, conversations and parts, on both engines: what ends, what stays, and what a crash changes: nothing.
#![cfg(test)]

mod carried;
mod crash;
mod erase;
mod fenced;
mod holds;
mod merge;
mod parts;
mod places;
mod restore;
mod scene;
mod shared;
mod suppression;
