//! Pages of a frontier, as they are inside their seal.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| privacy::keys::fuzzing::page(bytes));
