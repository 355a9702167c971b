//! Inclusion proofs, RFC 6962 section 2.1.1 and RFC 9162 section 2.1.3: this leaf is in the tree of that root.

use super::node::{Span, split, tiles_of};
use super::{Hash, ReadTiles, Tile, TreeError, node_hash};

/// The hashes from the leaf's sibling up to the root's child.
pub type InclusionProof = Vec<Hash>;

/// The tiles that the proof is made of, so that they can be fetched first.
pub fn inclusion_tiles(index: u64, size: u64) -> Result<Vec<Tile>, TreeError> {
    Ok(tiles_of(&path(index, size)?, size))
}

/// The proof that the leaf `index` is in the tree of `size` leaves.
pub fn prove_inclusion<R: ReadTiles + ?Sized>(
    index: u64,
    size: u64,
    from: &R,
) -> Result<InclusionProof, TreeError> {
    path(index, size)?.into_iter().map(|span| span.hash(from, size)).collect()
}

/// Checks that a leaf is in the tree of that root.
pub fn verify_inclusion(
    leaf: Hash,
    index: u64,
    size: u64,
    root: Hash,
    proof: &[Hash],
) -> Result<(), TreeError> {
    let found = root_from_inclusion(leaf, index, size, proof)?;
    if found == root { Ok(()) } else { Err(TreeError::ProofFails) }
}

/// The root to which the proof leads from this leaf.
pub fn root_from_inclusion(leaf: Hash, index: u64, size: u64, proof: &[Hash]) -> Result<Hash, TreeError> {
    if index >= size {
        return Err(TreeError::OutOfRange);
    }
    let (mut at, mut last, mut hash) = (index, size - 1, leaf);
    for sibling in proof {
        if last == 0 {
            return Err(TreeError::ProofLength);
        }
        if at & 1 == 1 || at == last {
            hash = node_hash(sibling, &hash);
            let up = if at & 1 == 1 { 0 } else { at.trailing_zeros() };
            (at, last) = (at.checked_shr(up).unwrap_or(0), last.checked_shr(up).unwrap_or(0));
        } else {
            hash = node_hash(&hash, sibling);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    if last == 0 { Ok(hash) } else { Err(TreeError::ProofLength) }
}

/// The siblings on the way from the leaf up, as spans of leaves.
fn path(index: u64, size: u64) -> Result<Vec<Span>, TreeError> {
    if index >= size {
        return Err(TreeError::OutOfRange);
    }
    let (mut start, mut end) = (0, size);
    let mut down = Vec::new();
    while end - start > 1 {
        let middle = start + split(end - start);
        if index < middle {
            down.push(Span { start: middle, end });
            end = middle;
        } else {
            down.push(Span { start, end: middle });
            start = middle;
        }
    }
    down.reverse();
    Ok(down)
}
