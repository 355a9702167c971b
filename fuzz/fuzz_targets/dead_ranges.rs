//! Ranges of what was destroyed.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| privacy::keys::fuzzing::dead_ranges(bytes));
