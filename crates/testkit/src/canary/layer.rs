//! Finds what is packed inside bytes (compressed, archived, encoded) and unpacks it to be searched in turn.

mod inflate;
mod lz4;
mod pglz;
mod soft_breaks;
mod text_run;
mod toast;
mod zip;
mod zstd;

use super::form::Layer;

/// No single stream is unpacked further than this many bytes.
const MOST_UNPACKED: usize = 64 << 20;
/// Less than this holds no value.
const FEWEST_UNPACKED: usize = super::SHORTEST_BYTES;

/// Receives offset, kind and unpacked bytes of a thing found inside.
type Visit<'v> = &'v mut dyn FnMut(usize, Layer, &[u8]);

/// Visits everything that is packed inside the bytes.
pub(super) fn each(bytes: &[u8], visit: &mut dyn FnMut(usize, Layer, &[u8])) {
    let mut long_enough = |offset: usize, layer: Layer, inner: &[u8]| {
        if inner.len() >= FEWEST_UNPACKED {
            visit(offset, layer, inner);
        }
    };
    inflate::each(bytes, &mut long_enough);
    zip::each(bytes, &mut long_enough);
    zstd::each(bytes, &mut long_enough);
    lz4::each(bytes, &mut long_enough);
    toast::each(bytes, &mut long_enough);
    text_run::each(bytes, &mut long_enough);
    soft_breaks::each(bytes, &mut long_enough);
}

fn u32_le(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn u16_le(bytes: &[u8], at: usize) -> Option<usize> {
    Some(usize::from(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?)))
}

/// Repeats `len` bytes that start `back` bytes before the end; nothing if there is no such place.
fn copy_back(out: &mut Vec<u8>, back: usize, len: usize) -> Option<()> {
    let start = out.len().checked_sub(back).filter(|_| back > 0)?;
    for at in start..start + len {
        let byte = *out.get(at)?;
        out.push(byte);
    }
    Some(())
}
