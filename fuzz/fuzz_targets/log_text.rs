//! Notes, checkpoints, proofs, receipts and lines of a log that somebody else wrote.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = std::str::from_utf8(bytes) {
        activity_log::fuzzing::text(text);
    }
});
