//! Sealed values from a store that somebody else wrote.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| privacy::keys::fuzzing::sealed_header(bytes));
