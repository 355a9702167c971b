//! Tokens that say who somebody is, from somebody who would like to be somebody else.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| privacy::identity::fuzzing::identity_token(bytes));
