//! Consistency proofs, RFC 6962 section 2.1.2 and RFC 9162 section 2.1.4: the larger tree continues the smaller one.

use super::node::{Span, split, tiles_of};
use super::{Hash, ReadTiles, Tile, TreeError, empty_root, node_hash};

/// The hashes that lead to both roots.
pub type ConsistencyProof = Vec<Hash>;

/// The tiles that the proof is made of, so that they can be fetched first.
pub fn consistency_tiles(old: u64, new: u64) -> Result<Vec<Tile>, TreeError> {
    Ok(tiles_of(&spans(old, new)?, new))
}

/// The proof that the tree of `new` leaves continues the one of `old` leaves.
pub fn prove_consistency<R: ReadTiles + ?Sized>(
    old: u64,
    new: u64,
    from: &R,
) -> Result<ConsistencyProof, TreeError> {
    spans(old, new)?.into_iter().map(|span| span.hash(from, new)).collect()
}

/// Checks that the tree of size and root `new` continues the one of size and root `old`.
pub fn verify_consistency(old: (u64, Hash), new: (u64, Hash), proof: &[Hash]) -> Result<(), TreeError> {
    let ((old_size, old_root), (new_size, new_root)) = (old, new);
    if old_size > new_size {
        return Err(TreeError::OutOfRange);
    }
    if old_size == 0 || old_size == new_size {
        let same = if old_size == 0 { old_root == empty_root() } else { old_root == new_root };
        return match (proof.is_empty(), same) {
            (false, _) => Err(TreeError::ProofLength),
            (true, false) => Err(TreeError::ProofFails),
            (true, true) => Ok(()),
        };
    }
    let roots = both_roots(old, new_size, proof)?;
    if roots == (old_root, new_root) { Ok(()) } else { Err(TreeError::ProofFails) }
}

/// The roots of both trees to which the proof leads; both sizes are positive and differ.
fn both_roots(old: (u64, Hash), new_size: u64, proof: &[Hash]) -> Result<(Hash, Hash), TreeError> {
    let (old_size, old_root) = old;
    let up = (old_size - 1).trailing_ones();
    let (mut at, mut last) = ((old_size - 1) >> up, (new_size - 1) >> up);
    // An old tree that is perfect is itself the first node, and stands in no proof.
    let mut proof = proof.iter();
    let first =
        if old_size.is_power_of_two() { old_root } else { *proof.next().ok_or(TreeError::ProofLength)? };
    let (mut small, mut large) = (first, first);
    for sibling in proof {
        if last == 0 {
            return Err(TreeError::ProofLength);
        }
        if at & 1 == 1 || at == last {
            (small, large) = (node_hash(sibling, &small), node_hash(sibling, &large));
            let up = if at & 1 == 1 { 0 } else { at.trailing_zeros() };
            (at, last) = (at.checked_shr(up).unwrap_or(0), last.checked_shr(up).unwrap_or(0));
        } else {
            large = node_hash(&large, sibling);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    if last == 0 { Ok((small, large)) } else { Err(TreeError::ProofLength) }
}

/// The proof's parts, as spans of leaves, in its order.
fn spans(old: u64, new: u64) -> Result<Vec<Span>, TreeError> {
    if old > new {
        return Err(TreeError::OutOfRange);
    }
    if old == 0 || old == new {
        return Ok(Vec::new());
    }
    let (mut start, mut end) = (0, new);
    let mut down = Vec::new();
    while old != end {
        let middle = start + split(end - start);
        if old <= middle {
            down.push(Span { start: middle, end });
            end = middle;
        } else {
            down.push(Span { start, end: middle });
            start = middle;
        }
    }
    if start > 0 {
        down.push(Span { start, end });
    }
    down.reverse();
    Ok(down)
}
