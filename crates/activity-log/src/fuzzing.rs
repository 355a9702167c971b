//! What must hold for any bytes at all. The fuzz target of `fuzz/` and the property tests run the same body; built
//! only for them.

use crate::{Entry, Facts};

/// An entry is read in one way or refused; so are facts.
///
/// # Panics
/// Where that does not hold.
pub fn entry(bytes: &[u8]) {
    if let Ok(read) = Entry::from_canonical_bytes(bytes) {
        assert_eq!(read.canonical_bytes().as_deref(), Ok(bytes), "two forms of one entry");
    }
    if let Ok(read) = Facts::from_bytes(bytes) {
        assert_eq!(read.to_bytes().as_deref(), Ok(bytes), "two forms of the same facts");
    }
}
