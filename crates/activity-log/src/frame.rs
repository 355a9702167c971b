//! Length-prefixed bytes, written and read back in exactly one way. Integers are big-endian.

use crate::EntryError;

/// Appends `lp(bytes)`: four bytes of length and the bytes.
pub(crate) fn lp(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend(u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes());
    out.extend(bytes);
}

/// Reads what was written, from the front.
pub(crate) struct Reader<'b>(&'b [u8]);

impl<'b> Reader<'b> {
    pub(crate) const fn new(bytes: &'b [u8]) -> Self {
        Self(bytes)
    }

    pub(crate) fn take(&mut self, count: usize) -> Result<&'b [u8], EntryError> {
        let (head, rest) =
            self.0.split_at_checked(count).ok_or(EntryError::NotCanonical("they end early"))?;
        self.0 = rest;
        Ok(head)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], EntryError> {
        self.take(N)?.try_into().map_err(|_| EntryError::NotCanonical("they end early"))
    }

    pub(crate) fn byte(&mut self) -> Result<u8, EntryError> {
        self.array().map(|[byte]| byte)
    }

    /// Bytes that stand after their length in four bytes.
    pub(crate) fn lp(&mut self) -> Result<&'b [u8], EntryError> {
        let length = u32::from_be_bytes(self.array()?);
        self.take(usize::try_from(length).unwrap_or(usize::MAX))
    }

    /// Text that stands after its length in four bytes.
    pub(crate) fn text(&mut self) -> Result<&'b str, EntryError> {
        text(self.lp()?)
    }

    /// Text that stands after its length in one byte.
    pub(crate) fn short_text(&mut self) -> Result<&'b str, EntryError> {
        let length = usize::from(self.byte()?);
        text(self.take(length)?)
    }

    /// Nothing may follow.
    pub(crate) const fn end(&self) -> Result<(), EntryError> {
        if self.0.is_empty() { Ok(()) } else { Err(EntryError::NotCanonical("they go on after the end")) }
    }
}

fn text(bytes: &[u8]) -> Result<&str, EntryError> {
    std::str::from_utf8(bytes).map_err(|_| EntryError::NotCanonical("a text is not UTF-8"))
}
