//! A page at rest: `01 || nonce || AES-256-GCM(KDF(page key, "troth/page/v1", lp(workspace)),
//! AAD = 01 || lp(workspace) || u32 tree || page id 16 || u8 depth || path) || tag`, depth and path being those of the
//! node below which it lies. Each page key seals one page, once.

use zeroize::Zeroizing;

use crate::Id;
use crate::ids::Workspace;
use crate::keys::aead::AeadKey;
use crate::keys::kdf::{Key, kdf, length};
use crate::keys::page::{Page, PageId};
use crate::keys::place::Place;
use crate::keys::reader::Reader;

const VERSION: u8 = 1;

/// Where a page belongs: no other place opens it.
#[derive(Clone, Copy)]
pub(in crate::keys) struct Spot {
    pub(in crate::keys) workspace: Id<Workspace>,
    pub(in crate::keys) tree: u32,
    pub(in crate::keys) id: PageId,
    pub(in crate::keys) top: Place,
}

impl Spot {
    /// The sealed page; `None` if the library refuses.
    pub(in crate::keys) fn seal(self, key: &Key, page: &Page) -> Option<Vec<u8>> {
        let mut plain = Zeroizing::new(Vec::with_capacity(8 + 64 * page.items().len()));
        page.write(&mut plain);
        self.key(key)?.seal(&self.authenticated(), &[VERSION], &plain)
    }

    /// The page; `None` if it is not the one that was sealed here, or not in canonical form.
    pub(in crate::keys) fn open(self, key: &Key, sealed: &[u8]) -> Option<Page> {
        let body = sealed.strip_prefix(&[VERSION])?;
        let plain = self.key(key)?.open(&self.authenticated(), body)?;
        let mut from = Reader::new(&plain);
        let page = Page::read(&mut from, self.top)?;
        from.end().map(|()| page)
    }

    fn key(self, key: &Key) -> Option<AeadKey> {
        let code = self.workspace.raw().as_str().as_bytes().to_vec();
        AeadKey::new(&kdf(key, "troth/page/v1", &[&length(&code), &code]))
    }

    fn authenticated(self) -> Vec<u8> {
        let workspace = self.workspace.raw();
        let code = workspace.as_str().as_bytes();
        let tree = self.tree.to_be_bytes();
        let head = [&[VERSION][..], &length(code), code, &tree, self.id.bytes(), &[self.top.depth()]];
        let mut all = head.concat();
        self.top.write_path(&mut all);
        all
    }
}
