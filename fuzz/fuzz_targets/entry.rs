//! Entries and facts from a store or log that somebody else wrote.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| activity_log::fuzzing::entry(bytes));
