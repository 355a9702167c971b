//! Bundles of entries, as `tlog-tiles` serves them: 256 entries, each after its length in two bytes. A bundle is whole:
//! once the body of one of its entries has expired, the bundle is not served, and an export says which are gone.

use super::{TILE_WIDTH, Tile, TreeError};
use crate::MAX_ENTRY_BYTES;

/// Where the bundle is served: `tile/entries/<number>`, with `.p/<width>` if it is not full.
pub fn bundle_path(index: u64, width: u16) -> String {
    let mut path = "tile/entries/".to_owned();
    Tile { level: 0, index, width }.push_number(&mut path);
    path
}

/// The bundle of these entries, in their order.
pub fn write_bundle<'b>(entries: impl IntoIterator<Item = &'b [u8]>) -> Result<Vec<u8>, TreeError> {
    let mut out = Vec::new();
    for (place, entry) in entries.into_iter().enumerate() {
        let length = u16::try_from(entry.len()).map_err(|_| TreeError::BadForm)?;
        if place >= usize::from(TILE_WIDTH) {
            return Err(TreeError::BadForm);
        }
        out.extend(length.to_be_bytes());
        out.extend(entry);
    }
    Ok(out)
}

/// The entries of a bundle, each as its canonical bytes.
pub fn read_bundle(mut bytes: &[u8]) -> Result<Vec<&[u8]>, TreeError> {
    const { assert!(MAX_ENTRY_BYTES <= u16::MAX as usize) };
    let mut entries = Vec::new();
    while !bytes.is_empty() {
        let (length, rest) = bytes.split_first_chunk::<2>().ok_or(TreeError::BadForm)?;
        let (entry, rest) =
            rest.split_at_checked(usize::from(u16::from_be_bytes(*length))).ok_or(TreeError::BadForm)?;
        entries.push(entry);
        bytes = rest;
    }
    if entries.len() <= usize::from(TILE_WIDTH) { Ok(entries) } else { Err(TreeError::BadForm) }
}
