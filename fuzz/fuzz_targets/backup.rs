//! Backups that somebody else wrote: headers, names, manifests, descriptions.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| backup::fuzzing::backup(bytes));
