//! Deflate in its three wrappings; of a damaged or cut stream, what came out before the damage.

use flate2::{Decompress, FlushDecompress, Status};
use memchr::memmem;

use super::{MOST_UNPACKED, Visit, u16_le};
use crate::canary::form::Layer;

const GZIP: &[u8] = b"\x1f\x8b\x08";
const GZIP_HEADER_BYTES: usize = 10;
/// Bits of a gzip header's flags: a checksum, extra fields, a name, a comment.
const CHECKED: u8 = 0x02;
const EXTRA: u8 = 0x04;
const NAMED: u8 = 0x08;
const COMMENTED: u8 = 0x10;
const ZLIB: u8 = 0x78;
/// Second bytes of zlib streams with the usual window.
const ZLIB_LEVELS: [u8; 4] = [0x01, 0x5e, 0x9c, 0xda];

/// Visits gzip and zlib streams.
pub(super) fn each(bytes: &[u8], visit: Visit<'_>) {
    for at in memmem::find_iter(bytes, GZIP) {
        if let Some(stream) = bytes.get(at..).and_then(behind_gzip_header) {
            visit(at, Layer::Gzip, &raw(stream));
        }
    }
    for at in memchr::memchr_iter(ZLIB, bytes) {
        let rest = bytes.get(at..).unwrap_or_default();
        if rest.get(1).is_some_and(|level| ZLIB_LEVELS.contains(level)) {
            visit(at, Layer::Zlib, &raw(rest.get(2..).unwrap_or_default()));
        }
    }
}

/// Inflates a raw deflate stream.
pub(super) fn raw(bytes: &[u8]) -> Vec<u8> {
    let mut inflater = Decompress::new(false);
    let mut out = Vec::new();
    let mut step = [0; 4096];
    while out.len() < MOST_UNPACKED {
        let (read, written) = (inflater.total_in(), inflater.total_out());
        let rest = usize::try_from(read).ok().and_then(|read| bytes.get(read..)).unwrap_or_default();
        let status = inflater.decompress(rest, &mut step, FlushDecompress::None);
        // Even an error may have let something out.
        let count = usize::try_from(inflater.total_out() - written).unwrap_or_default();
        out.extend_from_slice(step.get(..count).unwrap_or_default());
        let moved = count > 0 || inflater.total_in() > read;
        if !moved || !matches!(status, Ok(Status::Ok | Status::BufError)) {
            break;
        }
    }
    out
}

fn behind_gzip_header(bytes: &[u8]) -> Option<&[u8]> {
    let flags = *bytes.get(3)?;
    let mut at = GZIP_HEADER_BYTES;
    if flags & EXTRA != 0 {
        at += 2 + u16_le(bytes, at)?;
    }
    for flag in [NAMED, COMMENTED] {
        if flags & flag != 0 {
            at += 1 + memchr::memchr(0, bytes.get(at..)?)?;
        }
    }
    bytes.get(at + if flags & CHECKED == 0 { 0 } else { 2 }..)
}
