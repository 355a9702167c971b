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

/// Tells where in the bytes around it something at an offset inside a layer is.
pub(super) type Place<'p> = &'p dyn Fn(usize) -> usize;

/// Visits everything that is packed inside the bytes, which are a file's or a layer's first ones if `at_start`.
pub(super) fn each(bytes: &[u8], at_start: bool, visit: &mut dyn FnMut(Place<'_>, Layer, &[u8])) {
    soft_breaks::each(bytes, visit);
    let mut long_enough = |offset: usize, layer: Layer, inner: &[u8]| {
        if inner.len() >= FEWEST_UNPACKED {
            visit(&|_| offset, layer, inner);
        }
    };
    if at_start {
        long_enough(0, Layer::Deflate, &inflate::raw(bytes));
    }
    inflate::each(bytes, &mut long_enough);
    zip::each(bytes, &mut long_enough);
    zstd::each(bytes, &mut long_enough);
    lz4::each(bytes, &mut long_enough);
    toast::each(bytes, &mut long_enough);
    text_run::each(bytes, &mut long_enough);
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
