//! PostgreSQL's own compression of long values: groups of eight, each item a literal or a match, one bit saying which.

use super::{MOST_UNPACKED, copy_back};

const SHORTEST_MATCH: usize = 3;
/// A match of this length goes on in a third byte.
const EXTENDED: usize = 18;

/// Unpacks at most `raw_size` bytes; what came out so far, where the stream is cut or damaged.
pub(super) fn unpack(bytes: &[u8], raw_size: usize) -> Vec<u8> {
    let mut out = Vec::new();
    let _ = groups(bytes, raw_size.min(MOST_UNPACKED), &mut out);
    out.truncate(raw_size);
    out
}

fn groups(bytes: &[u8], raw_size: usize, out: &mut Vec<u8>) -> Option<()> {
    let mut source = bytes.iter().map(|&byte| usize::from(byte));
    while out.len() < raw_size {
        let control = source.next()?;
        for bit in 0..8 {
            if out.len() >= raw_size {
                break;
            }
            if control >> bit & 1 == 0 {
                out.push(u8::try_from(source.next()?).ok()?);
                continue;
            }
            let (high, low) = (source.next()?, source.next()?);
            let (back, mut len) = ((high & 0xf0) << 4 | low, (high & 0x0f) + SHORTEST_MATCH);
            if len == EXTENDED {
                len += source.next()?;
            }
            copy_back(out, back, len)?;
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::unpack;

    #[test]
    fn literals_and_matches_are_unpacked() {
        // Four literals, then a match of six bytes, four back, then a literal.
        let stream = [0b0001_0000, b'a', b'b', b'c', b'd', 0x03, 0x04, b'!'];
        assert_eq!(unpack(&stream, 11), b"abcdabcdab!");
    }

    #[test]
    fn a_long_match_reads_its_third_byte() {
        let stream = [0b0000_0010, b'x', 0x0f, 0x01, 22, b'y'];
        assert_eq!(unpack(&stream, 42), [&[b'x'; 41][..], b"y"].concat());
    }

    #[test]
    fn a_cut_stream_gives_what_it_holds() {
        assert_eq!(unpack(&[0, b'a', b'b'], 100), b"ab");
    }
}
