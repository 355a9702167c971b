//! The form of a sealed value.

/// The clear beginning of a sealed value.
pub struct Header;

impl Header {
    /// Reads the header at the start of `bytes`.
    pub fn read(_bytes: &[u8]) -> Result<Self, ()> {
        Err(())
    }
}
