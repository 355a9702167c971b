//! Quoted-printable text breaks long lines by an `=` at the line's end, in the middle of words.

use std::ops::Range;

use memchr::memmem;

use super::Place;
use crate::canary::form::Layer;

/// So much text on both sides of a break is searched without it.
const AROUND_BYTES: usize = 4096;

/// Visits the text around soft line breaks with these taken out.
pub(super) fn each(bytes: &[u8], visit: &mut dyn FnMut(Place<'_>, Layer, &[u8])) {
    for line_break in [&b"=\r\n"[..], b"=\n"] {
        let breaks: Vec<usize> = memmem::find_iter(bytes, line_break).collect();
        for near in breaks.chunk_by(|a, b| b - a <= AROUND_BYTES) {
            let Some((first, last)) = near.first().zip(near.last()) else { continue };
            let region = first.saturating_sub(AROUND_BYTES)..bytes.len().min(last + AROUND_BYTES);
            let lines = Lines::of(&region, near, line_break.len());
            visit(&|at| lines.place(at), Layer::SoftBreaks, &lines.joined(bytes));
        }
    }
}

/// Where the text between breaks lies.
struct Lines(Vec<Range<usize>>);

impl Lines {
    /// The region without the `len` bytes at each of the breaks.
    fn of(region: &Range<usize>, breaks: &[usize], len: usize) -> Self {
        let starts = std::iter::once(region.start).chain(breaks.iter().map(|at| at + len));
        let ends = breaks.iter().copied().chain([region.end]);
        Self(starts.zip(ends).map(|(start, end)| start..end).collect())
    }

    fn joined(&self, bytes: &[u8]) -> Vec<u8> {
        let lines: Vec<&[u8]> = self.0.iter().filter_map(|line| bytes.get(line.clone())).collect();
        lines.concat()
    }

    /// Where the byte at an offset of the joined lines was; behind the last one for what is behind them.
    fn place(&self, mut at: usize) -> usize {
        for line in &self.0 {
            if at < line.len() {
                return line.start + at;
            }
            at -= line.len();
        }
        self.0.last().map_or(at, |line| line.end)
    }
}

#[cfg(test)]
mod tests {
    use super::Lines;

    #[test]
    fn a_byte_of_the_joined_lines_is_placed_where_it_was() {
        let bytes = b"...ab=\ncd=\n=\nef...";
        let lines = Lines::of(&(3..16), &[5, 9, 11], 2);
        let joined = lines.joined(bytes);
        assert_eq!(joined, b"abcdef.");
        for (at, byte) in joined.iter().enumerate() {
            assert_eq!(bytes[lines.place(at)], *byte, "{at}");
        }
        assert_eq!(lines.place(joined.len()), 16);
    }
}
