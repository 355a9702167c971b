//! What a witness answers.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| activity_log::fuzzing::witness_answer(bytes));
