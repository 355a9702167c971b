//! Sealing and opening 300 bytes, beside the cryptographic library's own AES-256-GCM with a ready key; and deriving.

use std::hint::black_box;
use std::time::Instant;

use anyhow::Result;
use aws_lc_rs::aead::{AES_256_GCM, Aad, Nonce, RandomizedNonceKey};
use domain::uses::MessageBody;
use privacy::access::{self, Actor, SystemRole};
use privacy::ids::Workspace;
use privacy::keys::{Leaf, LeafKind, Ref, RootRecord, Under, WorkspaceKeys};
use privacy::purpose::Purpose;
use privacy::{Id, Personal, Random, Region, RowId};

use crate::load::{count, micros, percentile};
use crate::product::{TEXT_BYTES, text};
use crate::table::{Aim, Line, Table};

/// Rounds, of which the median counts.
const ROUNDS: usize = 9;

/// Measures.
pub(crate) fn measure(table: &mut Table) -> Result<()> {
    let random = Random::seeded(11);
    let workspace = Id::<Workspace>::fresh(&random, Region::Eu);
    let record = RootRecord::create(&random, workspace, Region::Eu);
    let (keys, tree) = (record.keys(), record.newest_tree());
    let leaf = |kind: LeafKind, n: u64| Leaf { tree, index: kind.range().start + n };
    let (person, talk) = (leaf(LeafKind::Person, 9), leaf(LeafKind::Conversation, 9));
    cell(table, &keys, workspace, Under::part_of(person, talk, 3))?;
    derive(table, &keys, leaf(LeafKind::Person, 0))?;
    let mut part = 0_u16;
    let (row, body) = (RowId::of_two(12, 3), Personal::new(text()));
    let next = time(10_000, || {
        part = part.wrapping_add(1);
        black_box(keys.seal::<MessageBody>(Under::part_of(person, talk, part), &row, &body)?);
        Ok(())
    })?;
    table.add(Line::of_times(
        "",
        "seal 300 bytes, each the next part of a conversation",
        next,
        None,
        Aim::None,
    ));
    Ok(())
}

fn cell(table: &mut Table, keys: &WorkspaceKeys, workspace: Id<Workspace>, under: Under) -> Result<()> {
    let (row, body) = (RowId::of_two(12, 3), Personal::new(text()));
    let by = Actor::System { workspace, role: SystemRole::SignIn };
    let permit = access::permit(&by, Purpose::Authentication)?;
    let seal = time(50_000, || {
        black_box(keys.seal::<MessageBody>(under, &row, &body)?);
        Ok(())
    })?;
    let sealed = keys.seal::<MessageBody>(under, &row, &body)?;
    let open = time(50_000, || {
        black_box(keys.open(&permit, &row, &sealed)?);
        Ok(())
    })?;
    let (raw_seal, raw_open) = library()?;
    let aim = Aim::AtMost(1.5);
    table.add(Line::of_times(
        "",
        "seal 300 bytes, key at hand / the library's own",
        seal,
        Some(raw_seal),
        aim,
    ));
    table.add(Line::of_times(
        "",
        "open 300 bytes, key at hand / the library's own",
        open,
        Some(raw_open),
        aim,
    ));
    let (both, raw_both) = (seal + open, raw_seal + raw_open);
    table.add(Line::of_times("", "seal and open 300 bytes / the library's own", both, Some(raw_both), aim));
    Ok(())
}

/// The library's own: a new buffer for each value, as a caller who keeps the result needs one.
fn library() -> Result<(f64, f64)> {
    let key = RandomizedNonceKey::new(&AES_256_GCM, &[7; 32])?;
    let (aad, plain) = ([3_u8; 64], text().into_bytes());
    let seal = time(50_000, || {
        let mut sealed = Vec::with_capacity(TEXT_BYTES + 64);
        sealed.extend_from_slice(&plain);
        black_box(key.seal_in_place_append_tag(Aad::from(&aad), &mut sealed)?);
        black_box(sealed);
        Ok(())
    })?;
    let mut sealed = plain.clone();
    let nonce = key.seal_in_place_append_tag(Aad::from(&aad), &mut sealed)?;
    let nonce: [u8; 12] = *nonce.as_ref();
    let open = time(50_000, || {
        let mut opened = sealed.clone();
        black_box(key.open_in_place(Nonce::assume_unique_for_key(nonce), Aad::from(&aad), &mut opened)?);
        Ok(())
    })?;
    Ok((seal, open))
}

fn derive(table: &mut Table, keys: &WorkspaceKeys, first: Leaf) -> Result<()> {
    let at = |n: u64| Ref::of(Leaf { index: first.index + n, ..first });
    // Multiples of an odd number, so that no two leaves of the run share more than a few nodes.
    let spread = |n: u64, bits: u32| n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - bits);
    let mut n = 0;
    let cold = time(20_000, || {
        n += 1;
        black_box(keys.holds(at(spread(n, 36)))?);
        Ok(())
    })?;
    let recent = time(20_000, || {
        n += 1;
        black_box(keys.holds(at(spread(n, 12)))?);
        Ok(())
    })?;
    table.add(Line::of_times("", "derive a leaf, cold", cold, None, Aim::AtMostMillis(0.017)));
    let what = "derive a leaf of 4,096 recent people, cached ancestors";
    table.add(Line::of_times("", what, recent, None, Aim::AtMostMillis(0.001_5)));
    Ok(())
}

/// Microseconds that `work` takes: the median of the rounds' means.
fn time(times: usize, mut work: impl FnMut() -> Result<()>) -> Result<f64> {
    let mut rounds = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let start = Instant::now();
        for _ in 0..times {
            work()?;
        }
        rounds.push(micros(start.elapsed()) / count(times));
    }
    Ok(percentile(rounds, 0.5))
}
