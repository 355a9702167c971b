//! Bundles of entries that somebody else wrote.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| activity_log::fuzzing::bundle(bytes));
