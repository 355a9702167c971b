//! Prints what appending and proving cost on this machine, beside SHA-256 over the same bytes, in one run.

use std::hint::black_box;
use std::io::{self, Write as _};
use std::time::{Duration, Instant};

use activity_log::tree::{
    Appender, Frontier, Hash, TileMap, leaf_hash, prove_consistency, prove_inclusion, verify_consistency,
    verify_inclusion,
};
use activity_log::{Action, ActorKind, Entry, FactKey, Facts, Object, ObjectKind, Party, Stamp};

type Done = Result<(), Box<dyn std::error::Error>>;

const ENTRIES: u32 = 1_000_000;
const ROUNDS: u32 = 3;
const PROOFS: u64 = 2_000;

fn main() -> Done {
    let entries: Vec<Entry> = (0..ENTRIES).map(entry).collect::<Result<_, _>>()?;
    let bytes: Vec<Vec<u8>> = entries.iter().map(Entry::canonical_bytes).collect::<Result<_, _>>()?;
    let joined = bytes.concat();
    let each = joined.len() / bytes.len();
    let mut out = io::stdout();
    writeln!(out, "{ENTRIES} entries of {each} bytes on average; the best of {ROUNDS} rounds")?;

    let raw = best(|| {
        hash(&joined);
        Ok(())
    })?;
    writeln!(out, "SHA-256 over the entries' bytes: {raw:.3?}")?;
    let verified = best(|| verify_entries(&bytes))?;
    writeln!(out, "root from the entries: {verified:.3?}, {:.2} times", ratio(verified, raw))?;
    let appended = best(|| append(&bytes).map(drop))?;
    writeln!(out, "append, tiles made: {appended:.3?}, {:.3?} an entry", appended / ENTRIES)?;
    proofs(&bytes, &mut out)
}

fn entry(n: u32) -> Result<Entry, activity_log::EntryError> {
    let stamp = Stamp { workspace: "eu4k7m2pqx".into(), change: [7; 16], ordinal: n, at_us: i64::from(n) };
    let facts =
        Facts::new().id(FactKey::Contact, "66b1f0e2a1b2c3d4e5f60718").code(FactKey::Purpose, "support");
    let object = Object::new(ObjectKind::Message, format!("{n}"));
    Entry::new(stamp, Party::new(ActorKind::Teammate, "3"), Action::MessageSent, object, facts)
}

fn best(mut work: impl FnMut() -> Done) -> Result<Duration, Box<dyn std::error::Error>> {
    let mut best = Duration::MAX;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        work()?;
        best = best.min(start.elapsed());
    }
    Ok(best)
}

fn ratio(one: Duration, other: Duration) -> f64 {
    one.as_secs_f64() / other.as_secs_f64()
}

fn hash(bytes: &[u8]) {
    black_box(Hash::of(bytes));
}

fn verify_entries(bytes: &[Vec<u8>]) -> Done {
    let mut frontier = Frontier::new();
    for entry in bytes {
        frontier.push_entry(entry)?;
    }
    black_box(frontier.root());
    Ok(())
}

fn append(bytes: &[Vec<u8>]) -> Result<(Appender, TileMap), Box<dyn std::error::Error>> {
    let (mut tree, mut tiles) = (Appender::new(), TileMap::new());
    for entry in bytes {
        tree.push_entry(entry)?;
    }
    for (tile, bytes) in tree.take_tiles() {
        tiles.insert(tile, bytes);
    }
    Ok((tree, tiles))
}

fn proofs(bytes: &[Vec<u8>], out: &mut impl io::Write) -> Done {
    let (tree, tiles) = append(bytes)?;
    let (size, root) = (tree.size(), tree.root());
    let spread = |n: u64| n.wrapping_mul(0x9e37_79b9_7f4a_7c15) % size;
    let mut made = Vec::new();
    let proving = best(|| {
        made = (0..PROOFS).map(|n| prove_inclusion(spread(n), size, &tiles)).collect::<Result<_, _>>()?;
        Ok(())
    })?;
    let leaves: Vec<Hash> = (0..PROOFS)
        .filter_map(|n| bytes.get(usize::try_from(spread(n)).ok()?).map(|entry| leaf_hash(entry)))
        .collect();
    let checking = best(|| {
        for ((n, proof), leaf) in (0..).zip(&made).zip(&leaves) {
            verify_inclusion(*leaf, spread(n), size, root, proof)?;
        }
        Ok(())
    })?;
    let old = append(bytes.get(..700_001).unwrap_or(bytes))?.0;
    let mut proof = Vec::new();
    let consistency = best(|| {
        proof = prove_consistency(old.size(), size, &tiles)?;
        Ok(verify_consistency((old.size(), old.root()), (size, root), &proof)?)
    })?;
    let each = u32::try_from(PROOFS)?;
    writeln!(out, "inclusion proof: made {:.3?}, checked {:.3?}", proving / each, checking / each)?;
    writeln!(out, "consistency proof, made and checked: {consistency:.3?}")?;
    Ok(())
}
