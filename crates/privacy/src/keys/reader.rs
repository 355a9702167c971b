//! Reads untrusted bytes from the front. Whatever is not in the one canonical form is `None`.

/// The bytes that are left.
pub(super) struct Reader<'b>(&'b [u8]);

impl<'b> Reader<'b> {
    pub(super) const fn new(bytes: &'b [u8]) -> Self {
        Self(bytes)
    }

    pub(super) fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let (head, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(head)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*head)
    }

    pub(super) fn byte(&mut self) -> Option<u8> {
        self.array().map(|[byte]| byte)
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_be_bytes)
    }

    pub(super) fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_be_bytes)
    }

    /// A minimal LEB128 number below 2^`bits`.
    pub(super) fn varint(&mut self, bits: u32) -> Option<u64> {
        let mut value = 0_u64;
        for shift in (0..bits).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                let minimal = byte != 0 || shift == 0;
                return (minimal && value >> bits == 0).then_some(value);
            }
        }
        None
    }

    pub(super) const fn left(&self) -> usize {
        self.0.len()
    }

    /// What is left, unread.
    #[cfg(any(test, feature = "fuzzing"))]
    pub(super) const fn rest(&self) -> &'b [u8] {
        self.0
    }

    /// Nothing may follow.
    pub(super) fn end(&self) -> Option<()> {
        self.0.is_empty().then_some(())
    }
}

/// Appends a number as minimal LEB128.
pub(super) fn write_varint(out: &mut Vec<u8>, mut value: u64) {
    while value > 0x7f {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push((value & 0x7f) as u8);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_number_has_one_form() {
        for bad in [&[0x80, 0x00][..], &[0xff, 0x80, 0x00], &[0x80], &[], &[0x80, 0x80, 0x04]] {
            assert_eq!(Reader::new(bad).varint(16), None, "{bad:02x?}");
        }
        assert_eq!(Reader::new(&[0xff, 0xff, 0x03]).varint(16), Some(65_535));
        assert_eq!(Reader::new(&[0xff, 0xff, 0xff, 0xff, 0xff, 0x3f]).varint(40), None);
    }

    proptest! {
        #[test]
        fn numbers_round_trip(value in 0_u64..1 << 40) {
            let mut bytes = Vec::new();
            write_varint(&mut bytes, value);
            let mut from = Reader::new(&bytes);
            prop_assert_eq!(from.varint(40), Some(value));
            prop_assert_eq!(from.end(), Some(()));
        }

        #[test]
        fn whatever_is_read_is_written_the_same(bytes in proptest::collection::vec(any::<u8>(), 0..8)) {
            let mut from = Reader::new(&bytes);
            if let Some(value) = from.varint(40) {
                let mut again = Vec::new();
                write_varint(&mut again, value);
                prop_assert_eq!(&again[..], &bytes[..bytes.len() - from.left()]);
            }
        }
    }
}
