//! LZ4: frames, and the blocks that PostgreSQL makes of values where it is told to.

use memchr::memmem;

use super::{MOST_UNPACKED, Visit, copy_back, u16_le, u32_le};
use crate::canary::form::Layer;

const MAGIC: &[u8] = b"\x04\x22\x4d\x18";
/// The high bit of a block's length says that it is not compressed.
const STORED: u32 = 1 << 31;
const SHORTEST_MATCH: usize = 4;

/// Visits each frame.
pub(super) fn each(bytes: &[u8], visit: Visit<'_>) {
    for at in memmem::find_iter(bytes, MAGIC) {
        let mut out = Vec::new();
        // A damaged frame leaves what came out before the damage.
        let _ = frame(bytes.get(at + MAGIC.len()..).unwrap_or_default(), &mut out);
        visit(at, Layer::Lz4, &out);
    }
}

/// Unpacks the blocks behind a frame's header; nothing where it is damaged.
fn frame(bytes: &[u8], out: &mut Vec<u8>) -> Option<()> {
    let flags = *bytes.first()?;
    let (block_sums, size, dictionary) = (flags & 0x10 != 0, flags & 0x08 != 0, flags & 0x01 != 0);
    let mut at = 3 + usize::from(size) * 8 + usize::from(dictionary) * 4;
    loop {
        let header = u32_le(bytes, at)?;
        let len = usize::try_from(header & !STORED).ok()?;
        if len == 0 || out.len() >= MOST_UNPACKED {
            return Some(());
        }
        let rest = bytes.get(at + 4..)?;
        let data = rest.get(..len).unwrap_or(rest);
        if header & STORED == 0 {
            block(data, out)?;
        } else {
            out.extend_from_slice(data);
        }
        at += 4 + len + usize::from(block_sums) * 4;
    }
}

/// Unpacks one block; nothing where it is damaged.
pub(super) fn block(bytes: &[u8], out: &mut Vec<u8>) -> Option<()> {
    let mut at = 0;
    while out.len() < MOST_UNPACKED {
        let token = usize::from(*bytes.get(at)?);
        at += 1;
        let literals = length(token >> 4, bytes, &mut at)?;
        let rest = bytes.get(at..)?;
        out.extend_from_slice(rest.get(..literals).unwrap_or(rest));
        at += literals;
        let back = u16_le(bytes, at)?;
        at += 2;
        let matched = length(token & 0xf, bytes, &mut at)? + SHORTEST_MATCH;
        copy_back(out, back, matched)?;
    }
    Some(())
}

/// Fifteen goes on in the bytes that follow, as long as they are 255.
fn length(nibble: usize, bytes: &[u8], at: &mut usize) -> Option<usize> {
    let mut len = nibble;
    let mut more = nibble == 15;
    while more {
        let byte = *bytes.get(*at)?;
        *at += 1;
        len += usize::from(byte);
        more = byte == u8::MAX;
    }
    Some(len)
}

#[cfg(test)]
mod tests {
    #[test]
    fn literals_and_overlapping_matches_are_unpacked() {
        let mut out = Vec::new();
        // Three literals, then nine bytes from three back, then the last literals.
        let ended = super::block(&[0x35, b'a', b'b', b'c', 3, 0, 0x20, b'x', b'y'], &mut out);
        assert_eq!(out, b"abcabcabcabcxy");
        assert_eq!(ended, None, "a block ends with its bytes, behind literals");
    }

    #[test]
    fn a_match_before_the_beginning_is_damage() {
        assert_eq!(super::block(&[0x10, b'a', 9, 0], &mut Vec::new()), None);
    }
}
