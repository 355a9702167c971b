//! zstd frames.

use std::io::Read as _;

use memchr::memmem;
use ruzstd::decoding::StreamingDecoder;

use super::{MOST_UNPACKED, Visit};
use crate::canary::form::Layer;

const MAGIC: &[u8] = b"\x28\xb5\x2f\xfd";

/// Visits each frame.
pub(super) fn each(bytes: &[u8], visit: Visit<'_>) {
    for at in memmem::find_iter(bytes, MAGIC) {
        let Ok(decoder) = StreamingDecoder::new(bytes.get(at..).unwrap_or_default()) else { continue };
        let mut out = Vec::new();
        // An error leaves what was read before it.
        let _ = decoder.take(MOST_UNPACKED as u64).read_to_end(&mut out);
        visit(at, Layer::Zstd, &out);
    }
}
