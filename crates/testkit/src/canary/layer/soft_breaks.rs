//! Quoted-printable text breaks long lines by an `=` at the line's end, in the middle of words.

use std::ops::Range;

use memchr::memmem;

use super::Visit;
use crate::canary::form::Layer;

/// So much text on both sides of a break is searched without it.
const AROUND_BYTES: usize = 4096;

/// Visits the text around soft line breaks with these taken out.
pub(super) fn each(bytes: &[u8], visit: Visit<'_>) {
    for line_break in [&b"=\r\n"[..], b"=\n"] {
        let breaks: Vec<usize> = memmem::find_iter(bytes, line_break).collect();
        for near in breaks.chunk_by(|a, b| b - a <= AROUND_BYTES) {
            let Some((first, last)) = near.first().zip(near.last()) else { continue };
            let region = first.saturating_sub(AROUND_BYTES)..bytes.len().min(last + AROUND_BYTES);
            visit(region.start, Layer::SoftBreaks, &without(bytes, &region, near, line_break.len()));
        }
    }
}

/// The region without the `len` bytes at each of the breaks.
fn without(bytes: &[u8], region: &Range<usize>, breaks: &[usize], len: usize) -> Vec<u8> {
    let starts = std::iter::once(region.start).chain(breaks.iter().map(|at| at + len));
    let ends = breaks.iter().copied().chain([region.end]);
    let parts: Vec<&[u8]> = starts.zip(ends).filter_map(|(start, end)| bytes.get(start..end)).collect();
    parts.concat()
}
