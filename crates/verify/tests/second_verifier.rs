//! A second verifier, in another language and from the specifications alone, agrees on the log: what passes here passes
//! there, what was changed passes in neither.
#![cfg(test)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use activity_log::export::{Header, Line, Why};
use activity_log::note::{Checkpoint, KeyKind, LogProof, NoteKey, SignedCheckpoint, VaultMark};
use activity_log::tree::{
    Appender, TileMap, bundle_path, leaf_hash, prove_inclusion, tree_tiles, write_bundle,
};
use activity_log::{
    Action, ActorKind, Entry, FactKey, Facts, LeafRange, Object, ObjectKind, Party, Receipt, Stamp,
};

const ORIGIN: &str = "troth.example/log/eu1";
const SIZE: u32 = 66_000;
const ERASED: u32 = 41_234;
/// Says that the first ten went after their time.
const EXPIRED: u32 = 50_000;

struct Log {
    key: NoteKey,
    entries: Vec<Entry>,
    bytes: Vec<Vec<u8>>,
    tiles: TileMap,
    checkpoint: SignedCheckpoint,
    early: SignedCheckpoint,
}

fn entry(n: u32) -> Entry {
    let stamp = Stamp { workspace: "eu1".into(), change: [7; 16], ordinal: n, at_us: i64::from(n) };
    let action = match n {
        ERASED => Action::ErasureShredded,
        EXPIRED => Action::LogBodiesExpired,
        _ => Action::MessageSent,
    };
    let facts = Facts::new()
        .count(FactKey::Size, 10)
        .id(FactKey::Contact, "66b1f0e2a1b2c3d4e5f60718")
        .ranges(FactKey::Ranges, vec![LeafRange { tree: 1, first: u64::from(n), last: u64::from(n) }]);
    let (actor, object) =
        (Party::new(ActorKind::Teammate, "3"), Object::new(ObjectKind::Contact, n.to_string()));
    Entry::new(stamp, actor, action, object, facts).unwrap()
}

fn log() -> Log {
    let key = NoteKey::from_seed(ORIGIN, KeyKind::Ed25519, &[3; 32]).unwrap();
    let entries: Vec<Entry> = (0..SIZE).map(entry).collect();
    let bytes: Vec<Vec<u8>> = entries.iter().map(|entry| entry.canonical_bytes().unwrap()).collect();
    let (mut tree, mut tiles, mut early) = (Appender::new(), TileMap::new(), None);
    for bytes in &bytes {
        tree.push_entry(bytes).unwrap();
        if tree.size() == 1000 {
            early = Some(checkpoint(&tree, VAULT).sign(&key).unwrap());
        }
    }
    tree.take_tiles().into_iter().for_each(|(tile, bytes)| tiles.insert(tile, bytes));
    let later = VaultMark { generation: VAULT.generation + 1, chain: [9; 32] };
    let checkpoint = checkpoint(&tree, later).sign(&key).unwrap();
    Log { key, entries, bytes, tiles, checkpoint, early: early.unwrap() }
}

/// The vault at the early checkpoint.
const VAULT: VaultMark = VaultMark { generation: 7, chain: [8; 32] };

fn checkpoint(tree: &Appender, vault: VaultMark) -> Checkpoint {
    Checkpoint::new(ORIGIN, tree.size(), tree.root()).with_vault(&vault)
}

fn write(folder: &Path, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let file = folder.join(name);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, bytes).unwrap();
    file
}

fn second(what: &str, file: &Path, log: &Log) -> Output {
    second_with(what, file, log, &[])
}

fn second_with(what: &str, file: &Path, log: &Log, witnesses: &[&str]) -> Output {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/log/verify.py");
    let key = log.key.verifier().to_string();
    Command::new("python3").arg(script).arg(what).arg(file).arg(key).args(witnesses).output().unwrap()
}

fn ours(what: &str, file: &Path, more: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_troth-verify")).arg(what).arg(file).args(more).output().unwrap()
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr[..]].concat()).into_owned()
}

#[test]
fn the_second_verifier_agrees_on_the_tiles() {
    use activity_log::tree::ReadTiles as _;
    let (log, folder) = (log(), tempfile::tempdir().unwrap());
    let folder = folder.path();
    write(folder, "checkpoint", log.checkpoint.to_string());
    let size = log.bytes.len() as u64;
    for tile in tree_tiles(size) {
        write(folder, &tile.path(), log.tiles.read_tile(tile).unwrap());
    }
    for (number, chunk) in (0_u64..).zip(log.bytes.chunks(256)) {
        let bundle = write_bundle(chunk.iter().map(Vec::as_slice)).unwrap();
        write(folder, &bundle_path(number, u16::try_from(chunk.len()).unwrap()), bundle);
    }
    let passed = second("tiles", folder, &log);
    let root = log.checkpoint.checkpoint().root;
    assert_eq!(told(&passed), format!("{ORIGIN} {SIZE} {root:?}\n"));

    for name in ["tile/0/256", "tile/1/000", "tile/2/000.p/1", "tile/entries/001"] {
        let whole = fs::read(folder.join(name)).unwrap();
        let mut changed = whole.clone();
        changed[30] ^= 1;
        let file = write(folder, name, changed);
        assert!(!second("tiles", folder, &log).status.success(), "{name}");
        fs::write(file, whole).unwrap();
    }
}

#[test]
fn both_verifiers_agree_on_an_exported_log() {
    let (log, folder) = (log(), tempfile::tempdir().unwrap());
    let size = u64::from(SIZE);
    let mut lines = vec![
        Line::Header(Header { origin: ORIGIN.into(), key: log.key.verifier().clone(), size }).to_string(),
    ];
    for (n, entry) in (0_u64..).zip(&log.entries) {
        let bytes = &log.bytes[usize::try_from(n).unwrap()];
        lines.push(match n {
            0..10 => {
                Line::Hashes { index: n, level: 0, hash: leaf_hash(bytes), why: Why::Expired }.to_string()
            }
            _ => Line::entry(n, entry.clone()).unwrap().to_string(),
        });
        if n == 999 {
            lines.push(Line::Checkpoint(Box::new(log.early.clone())).to_string());
        }
    }
    lines.push(Line::Checkpoint(Box::new(log.checkpoint.clone())).to_string());
    let whole = lines.join("\n") + "\n";
    let file = write(folder.path(), "log.jsonl", &whole);
    let kept = write(folder.path(), "kept", log.early.to_string());
    let root = log.checkpoint.checkpoint().root;
    assert_eq!(told(&second("log", &file, &log)), format!("{ORIGIN} {SIZE} {root:?} vault 8\n"));
    let passed = ours(
        "log",
        &file,
        &["--checkpoint", kept.to_str().unwrap(), "--key", &log.key.verifier().to_string()],
    );
    assert_eq!(passed.status.code(), Some(0), "{}", told(&passed));
    for part in [
        "PASSES",
        &format!("{root:?}"),
        "10 (their hashes are here)",
        "no copy exists",
        "vault's generation  8",
    ] {
        assert!(told(&passed).contains(part), "{}", told(&passed));
    }

    let forged = Checkpoint::new(ORIGIN, 1000, leaf_hash(b"else"));
    let other = write(folder.path(), "fork", forged.sign(&log.key).unwrap().to_string());
    let damage: [(&str, String, &str); 4] = [
        ("a dropped entry", whole.replacen(&format!("{}\n", lines[500]), "", 1), "entry 499 is missing"),
        (
            "a changed byte",
            whole.replacen("\"ordinal\":600,", "\"ordinal\":601,", 1),
            "entry 600 was changed",
        ),
        ("a cut", whole[..whole.len() / 2].to_owned(), "the file ends early"),
        (
            "a signature",
            whole.replacen("\\n66000\\n", "\\n66001\\n", 1),
            "the signature of the checkpoint over 66001 entries",
        ),
    ];
    for (what, changed, why) in damage {
        let file = write(folder.path(), "changed.jsonl", changed);
        let failed = ours("log", &file, &[]);
        assert_eq!(failed.status.code(), Some(1), "{what}: {}", told(&failed));
        assert!(told(&failed).contains(why), "{what}: {}", told(&failed));
        // The other verifier judges the bytes alone: what is told beside them it does not compare.
        assert_eq!(second("log", &file, &log).status.success(), what == "a changed byte", "{what}");
    }
    let refused = ours("log", &file, &["--checkpoint", other.to_str().unwrap()]);
    assert!(refused.status.code() == Some(1) && told(&refused).contains("forked"), "{}", told(&refused));
    assert_eq!(ours("log", &kept, &[]).status.code(), Some(2));
    assert_eq!(ours("log", &folder.path().join("absent"), &[]).status.code(), Some(2));
}

#[test]
fn both_verifiers_agree_on_a_receipt() {
    let (log, folder) = (log(), tempfile::tempdir().unwrap());
    let hashes = prove_inclusion(u64::from(ERASED), u64::from(SIZE), &log.tiles).unwrap();
    let proof =
        LogProof { extra: None, index: u64::from(ERASED), hashes, checkpoint: log.checkpoint.clone() };
    let entry = log.entries[usize::try_from(ERASED).unwrap()].clone();
    let text = Receipt::new(entry, log.key.verifier().clone(), proof).unwrap().to_string();
    let file = write(folder.path(), "receipt.txt", &text);
    assert_eq!(told(&second("receipt", &file, &log)), format!("{ORIGIN} {ERASED} erasure.shredded\n"));
    let passed = ours("receipt", &file, &[]);
    assert_eq!(passed.status.code(), Some(0), "{}", told(&passed));
    for part in [
        "the keys of this person ended",
        "tree 1, 41234 to 41234",
        "66b1f0e2a1b2c3d4e5f60718",
        "no --key was given",
    ] {
        assert!(told(&passed).contains(part), "{part}: {}", told(&passed));
    }
    let changed = text.replacen("index 41234", "index 41235", 1);
    let file = write(folder.path(), "changed.txt", changed);
    assert_eq!(ours("receipt", &file, &[]).status.code(), Some(1));
    assert_eq!(second("receipt", &file, &log).status.code(), Some(1));
    let other = write(folder.path(), "other.txt", "hello\n");
    assert_eq!(ours("receipt", &other, &[]).status.code(), Some(2));
}

/// A log of a hundred entries, exported with an early and a last checkpoint; its lines.
fn small(log: &Log, early: &Checkpoint, last: &Checkpoint, sign: impl Fn(&mut SignedCheckpoint)) -> String {
    let header = Header { origin: ORIGIN.into(), key: log.key.verifier().clone(), size: 100 };
    let mut lines = vec![Line::Header(header)];
    for (n, entry) in (0..100).zip(&log.entries) {
        if n == 40 {
            let mut signed = early.sign(&log.key).unwrap();
            sign(&mut signed);
            lines.push(Line::Checkpoint(Box::new(signed)));
        }
        lines.push(Line::entry(n, entry.clone()).unwrap());
    }
    lines.push(Line::Checkpoint(Box::new(last.sign(&log.key).unwrap())));
    lines.iter().fold(String::new(), |text, line| format!("{text}{line}\n"))
}

#[test]
fn both_verifiers_agree_on_the_vault_and_on_witnesses() {
    let (log, folder) = (log(), tempfile::tempdir().unwrap());
    let at = |size: usize, generation, chain| {
        let mut tree = Appender::new();
        for bytes in &log.bytes[..size] {
            tree.push_entry(bytes).unwrap();
        }
        checkpoint(&tree, VaultMark { generation, chain: [chain; 32] })
    };
    let files = |early: &Checkpoint, last: &Checkpoint| {
        write(folder.path(), "log.jsonl", small(&log, early, last, |_| ()))
    };
    for (early, last, why) in [
        (at(40, 7, 1), at(100, 7, 1), ""),
        (at(40, 7, 1), at(100, 8, 2), ""),
        (at(40, 7, 1), at(100, 6, 1), "rolled back"),
        (at(40, 7, 1), at(100, 7, 2), "forked"),
    ] {
        let file = files(&early, &last);
        for output in [ours("log", &file, &[]), second("log", &file, &log)] {
            assert_eq!(output.status.success(), why.is_empty(), "{}", told(&output));
            assert!(told(&output).contains(why), "{}", told(&output));
        }
    }
    let witness = |n: u8| NoteKey::from_seed("w.example", KeyKind::Cosignature, &[n; 32]).unwrap();
    let (one, other) = (witness(5), witness(6));
    let text =
        small(&log, &at(40, 7, 1), &at(100, 8, 2), |signed| signed.cosign(&one, 1_790_000_000).unwrap());
    let file = write(folder.path(), "log.jsonl", text);
    let keys = [one.verifier().to_string(), other.verifier().to_string()];
    let passed = ours("log", &file, &["--witness", &keys[0]]);
    assert_eq!(passed.status.code(), Some(0), "{}", told(&passed));
    for part in ["by w.example: 40 of 100 entries, at 2026-", "only the log's key vouches for"] {
        assert!(told(&passed).contains(part), "{part}: {}", told(&passed));
    }
    assert!(second_with("log", &file, &log, &[&keys[0]]).status.success());
    let both = ["--witness", &keys[0], "--witness", &keys[1]];
    let failed = ours("log", &file, &both);
    assert!(
        failed.status.code() == Some(1) && told(&failed).contains("1 of the witnesses"),
        "{}",
        told(&failed)
    );
    assert!(!second_with("log", &file, &log, &[&keys[0], &keys[1]]).status.success());
    assert_eq!(ours("log", &file, &[&both[..], &["--threshold", "1"]].concat()).status.code(), Some(0));
    for (more, why) in [
        (&["--threshold", "3"][..], "from 1 to the number of witnesses given, which is 2"),
        (&["--threshold", "0"], "from 1 to"),
        (&["--witness", &keys[0]], "given twice"),
        (&["--witness", &log.key.verifier().to_string()], "not of a witness"),
    ] {
        let refused = ours("log", &file, &[&both[..], more].concat());
        assert!(refused.status.code() == Some(2) && told(&refused).contains(why), "{}", told(&refused));
    }
}
