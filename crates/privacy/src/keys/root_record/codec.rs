//! The record's plain bytes, in one canonical form:
//!
//! `01 || workspace 10 || region 2 || u64 generation || u64 chain n || chain hash 32 || varint trees || tree* ||
//! varint index keys || (u32 id || key 32)* || link key 32`,
//! `tree = u32 number || varint leases of each of 4 kinds || page`. Trees stand in the order in which they were opened.

use std::sync::Arc;

use zeroize::Zeroizing;

use super::{Chain, Dealt, IndexKey, LEASES, RootError, RootRecord};
use crate::ids::{Raw, Workspace, WorkspaceCode};
use crate::keys::kdf::Key;
use crate::keys::leaf::LeafKind;
use crate::keys::page::Page;
use crate::keys::place::Place;
use crate::keys::reader::{Reader, write_varint};
use crate::keys::workspace_keys::Tree;
use crate::{Id, Region};

const VERSION: u8 = 1;
/// The fewest bytes of a tree and of an index key.
const SMALLEST_TREE: usize = 9;
const INDEX_KEY: usize = 36;

impl RootRecord {
    /// The canonical bytes.
    pub(in crate::keys) fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        // Room for all of it at once: a buffer that grows leaves its old contents behind.
        let nodes: usize = self.trees.iter().map(|dealt| dealt.tree.page.items().len()).sum();
        let room = 128 + 32 * self.trees.len() + 64 * nodes + INDEX_KEY * self.index_keys.len();
        let mut out = Zeroizing::new(Vec::with_capacity(room));
        out.push(VERSION);
        out.extend_from_slice(self.workspace.raw().as_str().as_bytes());
        out.extend_from_slice(self.region.code().as_bytes());
        out.extend_from_slice(&self.generation.to_be_bytes());
        out.extend_from_slice(&self.chain.n.to_be_bytes());
        out.extend_from_slice(&self.chain.hash);
        write_varint(&mut out, self.trees.len() as u64);
        for Dealt { tree, leases } in &self.trees {
            out.extend_from_slice(&tree.number.to_be_bytes());
            for taken in leases {
                write_varint(&mut out, *taken);
            }
            tree.page.write(&mut out);
        }
        write_varint(&mut out, self.index_keys.len() as u64);
        for IndexKey { id, key } in &self.index_keys {
            out.extend_from_slice(&id.to_be_bytes());
            out.extend_from_slice(&key[..]);
        }
        out.extend_from_slice(&self.link_key[..]);
        out
    }

    /// Reads canonical bytes; refuses any others. The pages below the first ones are still to be read.
    pub(in crate::keys) fn from_bytes(bytes: &[u8]) -> Result<Self, RootError> {
        match bytes.first() {
            Some(&VERSION) => {}
            Some(_) => return Err(RootError::UnknownVersion),
            None => return Err(RootError::NotCanonical),
        }
        Self::read(bytes).ok_or(RootError::NotCanonical)
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let mut from = Reader::new(bytes);
        from.byte()?;
        let code = from.array::<10>()?;
        let workspace: Id<Workspace> = Id::of(WorkspaceCode::read(std::str::from_utf8(&code).ok()?)?);
        let region = Region::of_code(std::str::from_utf8(&from.array::<2>()?).ok()?)?;
        let generation = from.u64()?;
        let chain = Chain { n: from.u64()?, hash: from.array()? };
        let trees = many(&mut from, SMALLEST_TREE, read_tree)?;
        let index_keys = many(&mut from, INDEX_KEY, |from| {
            Some(IndexKey { id: from.u32()?, key: Key::new(from.array()?) })
        })?;
        let link_key = Key::new(from.array()?);
        from.end()?;
        let record = Self { workspace, region, generation, chain, trees, index_keys, link_key };
        record.is_sound().then_some(record)
    }

    /// What must hold beyond the form: the region is the id's, the generation fits the store's BIGINT, and there are
    /// trees and index keys, each once.
    fn is_sound(&self) -> bool {
        let mut trees: Vec<u32> = self.trees.iter().map(|dealt| dealt.tree.number).collect();
        trees.sort_unstable();
        let trees_once = trees.first() > Some(&0) && trees.is_sorted_by(|a, b| a < b);
        let ids_rise = self.index_keys.is_sorted_by(|a, b| a.id < b.id) && !self.index_keys.is_empty();
        let counted = self.generation > 0 && i64::try_from(self.generation).is_ok();
        self.workspace.region() == Some(self.region) && counted && trees_once && ids_rise
    }
}

/// Reads a count and so many things; a count that the bytes cannot hold is refused before any room is made.
fn many<T>(
    from: &mut Reader<'_>,
    smallest: usize,
    mut read: impl FnMut(&mut Reader<'_>) -> Option<T>,
) -> Option<Vec<T>> {
    let count = usize::try_from(from.varint(32)?).ok()?;
    if count > from.left() / smallest {
        return None;
    }
    (0..count).map(|_| read(from)).collect()
}

fn read_tree(from: &mut Reader<'_>) -> Option<Dealt> {
    let number = from.u32()?;
    let mut leases = [0; LeafKind::ALL.len()];
    for taken in &mut leases {
        *taken = from.varint(21).filter(|taken| *taken <= LEASES)?;
    }
    let page = Page::read(from, Place::ROOT)?;
    Some(Dealt { tree: Tree { number, page: Arc::new(page) }, leases })
}
