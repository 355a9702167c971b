//! Long values in PostgreSQL's pages and log: compressed in place, or cut into chunks, compressed or not.

use std::ops::Range;

use super::{Visit, lz4, pglz, u32_le};
use crate::canary::form::Layer;

/// A chunk holds at most this many bytes, behind a header of four.
const CHUNK_BYTES: usize = 1996;
const MOST_CHUNKS: u32 = 8192;
/// A larger value would not be one of ours.
const LARGEST_BYTES: usize = 16 << 20;
/// Nothing packs better than some 270 bytes in four.
const BEST_RATIO: usize = 100;

/// A piece of memory that looks like a chunk: the value's number, the chunk's, where its bytes are.
type Chunk = (u32, u32, Range<usize>);

/// Visits each value that was compressed in place, then each that was cut into chunks.
pub(super) fn each(bytes: &[u8], visit: Visit<'_>) {
    let mut chunks: Vec<Chunk> = Vec::new();
    // The highest byte of a length is zero in all that is small enough: look for that one first.
    for highest in memchr::memchr_iter(0, bytes) {
        let Some(at) = highest.checked_sub(3) else { continue };
        let Some(header) = u32_le(bytes, at) else { continue };
        // Two low bits: 2 for a compressed value, 0 for a plain one; the rest is the length.
        match header & 3 {
            2 => in_place(bytes, at, visit),
            0 => chunks.extend(chunk(bytes, at, (header >> 2) as usize)),
            _ => {}
        }
    }
    chunks.sort_unstable_by_key(|(value, number, range)| (*value, *number, range.start));
    chunks.dedup_by_key(|(value, number, _)| (*value, *number));
    for stored in chunks.chunk_by(|a, b| a.0 == b.0) {
        joined(bytes, stored, visit);
    }
}

fn in_place(bytes: &[u8], at: usize, visit: Visit<'_>) {
    let Some(len) = u32_le(bytes, at).map(|header| (header >> 2) as usize) else { return };
    let Some(rest) = bytes.get(at + 4..).filter(|_| len > 8) else { return };
    unpack(rest.get(..len - 4).unwrap_or(rest), at, visit);
}

/// Unpacks what follows a word of two bits for the method and thirty for the size; true if there is something.
fn unpack(bytes: &[u8], offset: usize, visit: Visit<'_>) -> bool {
    let Some((method, size)) = packed(bytes, bytes.len()) else { return false };
    let data = bytes.get(4..).unwrap_or_default();
    if method == 0 {
        visit(offset, Layer::Pglz, &pglz::unpack(data, size));
    } else {
        let mut out = Vec::new();
        let _ = lz4::block(data, &mut out);
        visit(offset, Layer::Lz4, &out);
    }
    true
}

/// Method and unpacked size of a compressed value of `len` bytes, if they are plausible.
fn packed(bytes: &[u8], len: usize) -> Option<(u32, usize)> {
    let word = u32_le(bytes, 0)?;
    let (method, size) = (word >> 30, (word & 0x3fff_ffff) as usize);
    let plausible = method <= 1 && size <= LARGEST_BYTES && size > len && size / BEST_RATIO <= len;
    plausible.then_some((method, size))
}

/// What may be a chunk: behind two numbers and the length, and full, compressed, or not the first.
fn chunk(bytes: &[u8], at: usize, len: usize) -> Option<Chunk> {
    let full = CHUNK_BYTES + 4;
    if len <= 4 || len > full {
        return None;
    }
    let (value, number) = (u32_le(bytes, at.checked_sub(8)?)?, u32_le(bytes, at.checked_sub(4)?)?);
    let range = at + 4..(at + len).min(bytes.len());
    let data = bytes.get(range.clone())?;
    let fits = len == full || number > 0 || packed(data, data.len()).is_some();
    (value > 0 && number <= MOST_CHUNKS && fits).then_some((value, number, range))
}

/// Joins the chunks from the first on as far as they follow one another.
fn joined(bytes: &[u8], stored: &[Chunk], visit: Visit<'_>) {
    let in_a_row = stored.iter().zip(0..).take_while(|((_, number, _), expected)| number == expected);
    let ranges: Vec<Range<usize>> = in_a_row.map(|((_, _, range), _)| range.clone()).collect();
    let Some(offset) = ranges.first().map(|range| range.start) else { return };
    let parts: Vec<&[u8]> = ranges.iter().filter_map(|range| bytes.get(range.clone())).collect();
    let all = parts.concat();
    if !unpack(&all, offset, visit) && ranges.len() > 1 {
        visit(offset, Layer::Toast, &all);
    }
}
