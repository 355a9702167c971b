//! Root records, as they are inside their seal.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| privacy::keys::fuzzing::root_record(bytes));
