//! A name for each request, for the log, the answer's header and the error envelope.

use std::fmt;

use privacy::Random;

/// A random UUID (RFC 9562, version 4); a request extension, and `X-Request-Id` of the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RequestId(u128);

impl RequestId {
    /// Draws a new one.
    pub fn fresh(random: &Random) -> Self {
        let chance = u128::from_be_bytes(random.bytes());
        let version = chance & !(0xf << 76) | 0x4 << 76;
        Self(version & !(0x3 << 62) | 0x2 << 62)
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = |from: u32, bits: u32| self.0 >> from & ((1 << bits) - 1);
        write!(
            f,
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            part(96, 32),
            part(80, 16),
            part(64, 16),
            part(48, 16),
            part(0, 48)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_a_version_4_uuid() {
        let random = Random::seeded(7);
        for _ in 0..200 {
            let text = RequestId::fresh(&random).to_string();
            let lengths: Vec<usize> = text.split('-').map(str::len).collect();
            assert_eq!(lengths, [8, 4, 4, 4, 12], "{text}");
            assert_eq!(text.as_bytes()[14], b'4', "{text}");
            assert!(matches!(text.as_bytes()[19], b'8' | b'9' | b'a' | b'b'), "{text}");
        }
    }

    #[test]
    fn no_two_are_the_same() {
        let random = Random::system();
        assert_ne!(RequestId::fresh(&random), RequestId::fresh(&random));
    }
}
