//! Every value of vectors/keys.json, which another implementation wrote, through the code that the product runs.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use serde::Deserialize;

use super::{
    Body, Content, Email, EmailBytes, Page, Place, Settings, child, leaf, permit_in, puncture, root, walk,
};
use crate::keys::envelope::{self, Header};
use crate::keys::leaf::{Leaf, LeafKind, Ref, Under};
use crate::keys::seal::{Room, Spot};
use crate::keys::{EpochKey, HolderKind, RootKey, RootRecord, WorkspaceKeys};
use crate::sealed::{Indexed, RowId, Sealed, Use};
use crate::{Id, Personal, Region};

#[derive(Deserialize)]
struct Vectors {
    workspace: String,
    region: String,
    tree: u32,
    root: String,
    children: Vec<Child>,
    leaves: Vec<LeafKey>,
    values: Vec<Value>,
    commitments: Vec<CommitmentVector>,
    indexes: Vec<BlindVector>,
    signatures: Vec<SignVector>,
    vault: Vault,
    frontier: Frontier,
}

#[derive(Deserialize)]
struct Child {
    depth: u8,
    bit: u8,
    seed: String,
}

#[derive(Deserialize)]
struct LeafKey {
    index: u64,
    part: Option<u16>,
    #[serde(rename = "ref")]
    reference: String,
    key: String,
}

#[derive(Deserialize)]
struct RefVector {
    index: u64,
    part: Option<u16>,
}

#[derive(Deserialize)]
struct Value {
    first: RefVector,
    second: Option<RefVector>,
    #[serde(rename = "use")]
    used_as: String,
    row: String,
    plain: String,
    header: String,
    content_key: String,
    nonce: String,
    sealed: String,
}

#[derive(Deserialize)]
struct CommitmentVector {
    kind: String,
    subject: String,
    index: u64,
    commitment: String,
}

#[derive(Deserialize)]
struct BlindVector {
    #[serde(rename = "use")]
    used_as: String,
    rule: String,
    value: String,
    index: String,
}

#[derive(Deserialize)]
struct SignVector {
    purpose: String,
    message: String,
    signature: String,
}

#[derive(Deserialize)]
struct Vault {
    root_key: String,
    fingerprint: String,
    #[serde(rename = "vault_id")]
    id: String,
    epoch: u64,
    wrapped_epoch_key: String,
    record: String,
    sealed_record: String,
    chain_0: String,
    next_lease: NextLease,
}

#[derive(Deserialize)]
struct NextLease {
    teammate: u64,
    person: u64,
}

#[derive(Deserialize)]
struct Frontier {
    punctured: Vec<PlaceVector>,
    page: String,
}

#[derive(Deserialize)]
struct PlaceVector {
    depth: u8,
    path: u64,
}

fn vectors() -> Vectors {
    serde_json::from_str(include_str!("../../../vectors/keys.json")).unwrap()
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

/// The vault's own way: root key, epoch key, record, keys.
fn opened(v: &Vectors) -> RootRecord {
    let root = RootKey::read(&v.vault.root_key).unwrap();
    assert_eq!(hex(root.fingerprint().as_bytes()), v.vault.fingerprint);
    assert_eq!(root.fingerprint().to_string(), v.vault.fingerprint[..16]);
    let epoch = EpochKey::unwrap(&root, &v.vault.id, &bytes(&v.vault.wrapped_epoch_key)).unwrap();
    assert_eq!(epoch.number(), v.vault.epoch);
    RootRecord::open(&epoch, v.workspace.parse().unwrap(), &bytes(&v.vault.sealed_record)).unwrap()
}

#[test]
fn the_vault_opens_what_the_other_sealed() {
    let v = vectors();
    let mut record = opened(&v);
    assert_eq!(hex(&record.to_bytes()), v.vault.record);
    let again = RootRecord::create(&crate::Random::seeded(1), record.workspace(), Region::Eu);
    assert!(hex(&again.to_bytes()).contains(&v.vault.chain_0));
    assert_eq!((record.generation(), record.newest_tree()), (5, v.tree));
    assert_eq!(record.lease(LeafKind::Teammate).unwrap().start, v.vault.next_lease.teammate);
    assert_eq!(record.lease(LeafKind::Person).unwrap().start, v.vault.next_lease.person);
    assert_eq!(record.generation(), 7);
}

#[test]
fn trees_and_references_are_the_same() {
    let v = vectors();
    assert_eq!(hex(&root()[..]), v.root);
    for step in &v.children {
        assert_eq!(hex(&child(&root(), step.depth, step.bit)[..]), step.seed);
    }
    let keys = opened(&v).keys();
    for one in &v.leaves {
        let at = leaf(one.index);
        let reference = one.part.map_or_else(|| Ref::of(at), |part| Ref::part(at, part));
        let mut written = Vec::new();
        reference.write(&mut written);
        assert_eq!(hex(&written), one.reference);
        assert_eq!(hex(&walk(root(), Place::ROOT, Place::of(reference).unwrap(), |_, _| {})[..]), one.key);
        assert_eq!(hex(&keys.derive(reference).unwrap()[..]), one.key);
    }
}

fn under(value: &Value) -> Under {
    let reference =
        |r: &RefVector| r.part.map_or_else(|| Ref::of(leaf(r.index)), |part| Ref::part(leaf(r.index), part));
    match &value.second {
        None => Under::One(reference(&value.first)),
        Some(second) => Under::Two(leaf(value.first.index), reference(second)),
    }
}

fn check<U: Use<Value = Vec<u8>>>(keys: &WorkspaceKeys, value: &Value) {
    assert_eq!(value.used_as, U::NAME);
    let (under, row, sealed) = (under(value), RowId::of(&value.row), bytes(&value.sealed));
    let header = envelope::write(under);
    assert_eq!(hex(&header), value.header);
    assert_eq!(Header::read(&sealed).map(|read| (read.under(), read.length())), Ok((under, header.len())));

    let spot = Spot { header: &header, workspace: &keys.workspace(), used_as: U::NAME };
    let (first, second) = under.refs();
    let second = second.map(|second| keys.derive(second).unwrap());
    let key = spot.content_key(&keys.derive(first).unwrap(), second.as_ref());
    assert_eq!(hex(&key[..]), value.content_key);

    let ready = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &key[..]).unwrap());
    let nonce = Nonce::try_assume_unique_for_key(&bytes(&value.nonce)).unwrap();
    let mut body = bytes(&value.plain);
    ready
        .seal_in_place_append_tag(nonce, Aad::from(spot.aad(&mut Room::new(), Region::Eu, &row)), &mut body)
        .unwrap();
    assert_eq!(hex(&[header, bytes(&value.nonce), body].concat()), value.sealed);

    let sealed = Sealed::<U>::from_store(sealed).unwrap();
    assert_eq!(hex(keys.open(&permit_in(keys), &row, &sealed).unwrap().shown()), value.plain);
    let again = keys.seal::<U>(under, &row, &Personal::new(bytes(&value.plain))).unwrap();
    assert_ne!(again.as_bytes(), sealed.as_bytes(), "the nonce is drawn anew");
    assert_eq!(hex(keys.open(&permit_in(keys), &row, &again).unwrap().shown()), value.plain);
}

#[test]
fn sealed_values_are_the_same() {
    let v = vectors();
    let keys = opened(&v).keys();
    assert_eq!((keys.workspace(), keys.region().code()), (v.workspace.parse().unwrap(), v.region.as_str()));
    let mut seen = 0;
    for value in &v.values {
        match value.used_as.as_str() {
            Settings::NAME => check::<Settings>(&keys, value),
            EmailBytes::NAME => check::<EmailBytes>(&keys, value),
            Body::NAME => check::<Body>(&keys, value),
            Content::NAME => check::<Content>(&keys, value),
            other => panic!("no use {other}"),
        }
        seen += 1;
    }
    assert_eq!(seen, 6);
}

#[test]
fn commitments_indexes_and_signatures_are_the_same() {
    let v = vectors();
    let keys = opened(&v).keys();
    for c in &v.commitments {
        let kind = HolderKind::of_code(&c.kind).unwrap();
        let made = keys.commitment(kind, &c.subject, leaf(c.index)).unwrap();
        assert_eq!(hex(made.as_bytes()), c.commitment);
    }
    for i in &v.indexes {
        assert_eq!((i.used_as.as_str(), i.rule.as_str()), (Email::NAME, Email::NORMALISATION));
        assert_eq!(hex(keys.index::<Email>(&Personal::new(i.value.clone())).as_bytes()), i.index);
    }
    for s in &v.signatures {
        assert_eq!(s.purpose, "file-link/v1");
        assert_eq!(hex(&keys.sign("file-link/v1", &bytes(&s.message))), s.signature);
    }
    assert_eq!((v.commitments.len(), v.indexes.len(), v.signatures.len()), (3, 2, 1));
}

#[test]
fn the_frontier_is_the_same() {
    let v = vectors();
    let punctured =
        v.frontier.punctured.iter().fold(Page::whole(root()), |page, dead| {
            puncture(&page, Place::new(dead.depth, dead.path).unwrap())
        });
    let mut written = Vec::new();
    punctured.unpaged().write(&mut written);
    assert_eq!(hex(&written), v.frontier.page);
}

#[test]
fn leaves_of_other_trees_are_not_found() {
    let keys = opened(&vectors()).keys();
    let id: Id<crate::ids::Workspace> = "eu4k7m2pqx".parse().unwrap();
    assert_eq!((keys.workspace(), keys.settings_leaf()), (id, leaf(0)));
    let stranger = Ref::of(Leaf { tree: 77, index: 0 });
    assert_eq!(keys.holds(stranger), Err(crate::keys::KeyError::NotFound));
    assert_eq!(keys.holds(Ref::of(leaf(1 << 40))), Err(crate::keys::KeyError::NotFound));
}
