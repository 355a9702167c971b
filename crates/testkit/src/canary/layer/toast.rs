//! Long values in PostgreSQL's pages and log: compressed in place, or cut into chunks, compressed or not.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Visit, lz4, pglz, u32_le};
use crate::canary::form::Layer;

/// A chunk holds at most this many bytes, behind a header of four.
const CHUNK_BYTES: usize = 1996;
const MOST_CHUNKS: u32 = 1 << 15;
/// A larger value would not be one of ours.
const LARGEST_BYTES: usize = 16 << 20;
/// Nothing packs better than some 270 bytes in four.
const BEST_RATIO: usize = 100;

/// The chunks of each stored value, by its number and theirs.
type Chunks = BTreeMap<u32, BTreeMap<u32, Range<usize>>>;

/// Visits each value that was compressed in place, then each that was cut into chunks.
pub(super) fn each(bytes: &[u8], visit: Visit<'_>) {
    let mut chunks = Chunks::new();
    for (at, header) in bytes.windows(8).enumerate() {
        // Two low bits: 2 for a compressed value, 0 for a plain one; the rest is the length.
        let [first, _, third, fourth, ..] = *header else { continue };
        match first & 3 {
            2 if fourth == 0 => in_place(bytes, at, visit),
            0 if third == 0 && fourth == 0 => chunk(bytes, at, &mut chunks),
            _ => {}
        }
    }
    for stored in chunks.values() {
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
    let Some((word, data)) = u32_le(bytes, 0).zip(bytes.get(4..)) else { return false };
    let size = (word & 0x3fff_ffff) as usize;
    if size > LARGEST_BYTES || size <= data.len() || size / BEST_RATIO > data.len() {
        return false;
    }
    match word >> 30 {
        0 => visit(offset, Layer::Pglz, &pglz::unpack(data, size)),
        1 => {
            let mut out = Vec::new();
            let _ = lz4::block(data, &mut out);
            visit(offset, Layer::Lz4, &out);
        }
        _ => return false,
    }
    true
}

/// Notes what may be a chunk: the value's number, the chunk's, and a plain value of at most a chunk's length.
fn chunk(bytes: &[u8], at: usize, chunks: &mut Chunks) {
    let number = |back: usize| at.checked_sub(back).and_then(|at| u32_le(bytes, at));
    let Some((value, chunk)) = number(8).zip(number(4)) else { return };
    let len = u32_le(bytes, at).map_or(0, |header| (header >> 2) as usize);
    if value == 0 || chunk > MOST_CHUNKS || len <= 4 || len > CHUNK_BYTES + 4 {
        return;
    }
    let range = at + 4..(at + len).min(bytes.len());
    chunks.entry(value).or_default().insert(chunk, range);
}

/// Joins the chunks from the first on as far as they follow one another.
fn joined(bytes: &[u8], stored: &BTreeMap<u32, Range<usize>>, visit: Visit<'_>) {
    let in_a_row = stored.iter().zip(0..).take_while(|((number, _), expected)| *number == expected);
    let ranges: Vec<&Range<usize>> = in_a_row.map(|((_, range), _)| range).collect();
    let Some(offset) = ranges.first().map(|range| range.start) else { return };
    let parts: Vec<&[u8]> = ranges.iter().filter_map(|range| bytes.get((*range).clone())).collect();
    let all = parts.concat();
    if !unpack(&all, offset, visit) && ranges.len() > 1 {
        visit(offset, Layer::Toast, &all);
    }
}
