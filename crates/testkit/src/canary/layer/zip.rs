//! Deflated members of zip archives (office documents too); stored ones and names lie open.

use memchr::memmem;

use super::{Visit, inflate, u16_le};
use crate::canary::form::Layer;

const LOCAL_HEADER: &[u8] = b"PK\x03\x04";
const HEADER_BYTES: usize = 30;
const DEFLATED: usize = 8;

/// Visits each deflated member.
pub(super) fn each(bytes: &[u8], visit: Visit<'_>) {
    for at in memmem::find_iter(bytes, LOCAL_HEADER) {
        if let Some(data) = deflated(bytes, at) {
            visit(at, Layer::Zip, &inflate::raw(data));
        }
    }
}

fn deflated(bytes: &[u8], at: usize) -> Option<&[u8]> {
    let (method, name, extra) = (u16_le(bytes, at + 8)?, u16_le(bytes, at + 26)?, u16_le(bytes, at + 28)?);
    if method == DEFLATED { bytes.get(at + HEADER_BYTES + name + extra..) } else { None }
}
