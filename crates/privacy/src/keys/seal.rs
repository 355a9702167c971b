//! The content key and the authenticated data of one sealed value. Both name the references, the workspace and the
//! use; the authenticated data also the region and the row.

use super::kdf::{Key, kdf, length};
use crate::ids::Workspace;
use crate::{Id, Region, RowId};

/// Where a value stands: everything but the row that its key is bound to.
pub(super) struct Spot<'s> {
    pub(super) header: &'s [u8],
    pub(super) workspace: &'s Id<Workspace>,
    pub(super) used_as: &'static str,
}

impl Spot<'_> {
    /// `K = KDF(leaf1, "troth/content/1", C) [XOR KDF(leaf2, "troth/content/2", C)]`,
    /// `C = lp(header) || lp(workspace) || lp(use)`. The XOR is safe because both references stand in C.
    pub(super) fn content_key(&self, first: &Key, second: Option<&Key>) -> Key {
        let (workspace, used_as) = (self.workspace.raw().as_str().as_bytes(), self.used_as.as_bytes());
        let lengths = [length(self.header), length(workspace), length(used_as)];
        let [l1, l2, l3] = &lengths;
        let context: [&[u8]; 6] = [l1, self.header, l2, workspace, l3, used_as];
        let mut key = kdf(first, "troth/content/1", &context);
        if let Some(second) = second {
            let other = kdf(second, "troth/content/2", &context);
            key.iter_mut().zip(other.iter()).for_each(|(byte, other)| *byte ^= other);
        }
        key
    }

    /// `AAD = lp(header) || lp(region) || lp(workspace) || lp(use) || lp(row id)`.
    pub(super) fn aad<'r>(&self, room: &'r mut Room, region: Region, row: &RowId) -> &'r [u8] {
        let parts = [
            self.header,
            region.code().as_bytes(),
            self.workspace.raw().as_str().as_bytes(),
            self.used_as.as_bytes(),
            row.as_bytes(),
        ];
        for part in parts {
            room.put(&length(part));
            room.put(part);
        }
        room.bytes()
    }
}

/// Room for the authenticated data of a usual value, without asking for memory.
pub(super) struct Room {
    short: [u8; 160],
    length: usize,
    /// All of it, where it is longer.
    long: Vec<u8>,
}

impl Room {
    pub(super) const fn new() -> Self {
        Self { short: [0; 160], length: 0, long: Vec::new() }
    }

    fn put(&mut self, bytes: &[u8]) {
        let end = self.length + bytes.len();
        match self.short.get_mut(self.length..end) {
            Some(place) if self.long.is_empty() => place.copy_from_slice(bytes),
            _ => {
                if self.long.is_empty() {
                    self.long.extend_from_slice(self.short.get(..self.length).unwrap_or_default());
                }
                self.long.extend_from_slice(bytes);
            }
        }
        self.length = end;
    }

    fn bytes(&self) -> &[u8] {
        if self.long.is_empty() { self.short.get(..self.length).unwrap_or_default() } else { &self.long }
    }
}
