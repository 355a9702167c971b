//! Deflate in its three wrappings; of a damaged or cut stream, what came out before the damage.

use std::io::Read;

use flate2::bufread::{DeflateDecoder, GzDecoder, ZlibDecoder};
use memchr::memmem;

use super::{MOST_UNPACKED, Visit};
use crate::canary::form::Layer;

const GZIP: &[u8] = b"\x1f\x8b\x08";
/// Second bytes of zlib streams with the usual window.
const ZLIB_LEVELS: [u8; 4] = [0x01, 0x5e, 0x9c, 0xda];

/// Visits gzip and zlib streams anywhere, and raw deflate at the start.
pub(super) fn each(bytes: &[u8], visit: Visit<'_>) {
    visit(0, Layer::Deflate, &raw(bytes));
    for at in memmem::find_iter(bytes, GZIP) {
        let rest = bytes.get(at..).unwrap_or_default();
        visit(at, Layer::Gzip, &all(GzDecoder::new(rest)));
    }
    for at in memchr::memchr_iter(0x78, bytes) {
        let rest = bytes.get(at..).unwrap_or_default();
        if rest.get(1).is_some_and(|level| ZLIB_LEVELS.contains(level)) {
            visit(at, Layer::Zlib, &all(ZlibDecoder::new(rest)));
        }
    }
}

/// Inflates a raw deflate stream.
pub(super) fn raw(bytes: &[u8]) -> Vec<u8> {
    all(DeflateDecoder::new(bytes))
}

/// Reads small steps, so that little is lost where an error ends it.
fn all(mut decoder: impl Read) -> Vec<u8> {
    let mut out = Vec::new();
    let mut step = [0; 1024];
    while out.len() < MOST_UNPACKED {
        match decoder.read(&mut step) {
            Ok(0) | Err(_) => break,
            Ok(count) => out.extend_from_slice(step.get(..count).unwrap_or_default()),
        }
    }
    out
}
