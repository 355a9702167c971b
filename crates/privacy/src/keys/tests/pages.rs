//! Pages at rest: only the page that the record names opens, in its own place.

use std::collections::HashMap;

use super::puncture::Vault;
use crate::Random;
use crate::keys::leaf::Ref;
use crate::keys::{EpochKey, PageId, RootError, RootRecord, Target};

fn vault(seed: u64) -> Vault {
    let mut vault = Vault::new(seed);
    for n in 0..60_u64 {
        let leaf = vault.leaf(n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 24);
        vault.puncture(&[Target::Key(Ref::of(leaf))]);
    }
    assert!(vault.pages.len() > 5);
    vault
}

fn open(vault: &Vault, pages: &HashMap<PageId, Vec<u8>>) -> Result<RootRecord, RootError> {
    let epoch = EpochKey::create(&Random::seeded(9), 1);
    let sealed = vault.record.seal(&epoch).unwrap();
    let mut opening = RootRecord::begin(&epoch, vault.record.workspace(), &sealed, None)?;
    loop {
        let here: Vec<PageId> = opening.wanted().into_iter().filter(|id| pages.contains_key(id)).collect();
        if here.is_empty() {
            return opening.whole();
        }
        here.iter().try_for_each(|id| opening.give(*id, &pages[id]))?;
    }
}

#[test]
fn every_page_is_needed_whole_and_in_its_place() {
    let vault = vault(1);
    assert!(open(&vault, &vault.pages).is_ok());
    let ids: Vec<PageId> = vault.pages.keys().copied().collect();
    for (at, id) in ids.iter().enumerate() {
        let mut without = vault.pages.clone();
        let page = without.remove(id).unwrap();
        assert_eq!(open(&vault, &without).err(), Some(RootError::MissingPage));
        let other = vault.pages[&ids[(at + 1) % ids.len()]].clone();
        let shorter = page[..page.len() - 1].to_vec();
        let bits = (0..page.len()).map(|byte| {
            let mut bad = page.clone();
            bad[byte] ^= 1 << (byte % 8);
            bad
        });
        for bad in [other, shorter, Vec::new(), vec![1]].into_iter().chain(bits.step_by(611)) {
            let mut pages = vault.pages.clone();
            pages.insert(*id, bad);
            assert_eq!(open(&vault, &pages).err(), Some(RootError::DamagedPage));
        }
    }
}

#[test]
fn retired_pages_do_not_open_under_the_new_record() {
    let mut vault = vault(2);
    let (old, before) = (vault.pages.clone(), vault.record.clone());
    let punctured = vault.puncture(&[Target::Key(Ref::of(vault.leaf(77)))]).unwrap();
    assert!(
        !punctured.retired.is_empty()
            || !punctured.added.is_empty()
            || before.to_bytes() != vault.record.to_bytes()
    );
    let mut pages = vault.pages.clone();
    for ((new, _), retired) in punctured.added.iter().zip(&punctured.retired) {
        pages.insert(*new, old[retired].clone());
    }
    if !punctured.added.is_empty() && !punctured.retired.is_empty() {
        assert_eq!(open(&vault, &pages).err(), Some(RootError::DamagedPage));
    }
}

/// A change beside an old page shares it in memory.
#[test]
fn versions_share_the_pages_in_which_they_do_not_differ() {
    let mut vault = vault(3);
    let before = vault.record.clone();
    let punctured = vault.puncture(&[Target::Key(Ref::of(vault.leaf(1 << 39)))]).unwrap();
    assert!(punctured.added.len() < 4, "a path only: {}", punctured.added.len());
    let epoch = EpochKey::create(&Random::seeded(9), 1);
    let sealed = vault.record.seal(&epoch).unwrap();
    let opening = RootRecord::begin(&epoch, before.workspace(), &sealed, Some(&before)).unwrap();
    assert!(opening.wanted().len() <= punctured.added.len());
}
