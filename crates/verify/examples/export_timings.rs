//! Prints what verifying an exported log costs on this machine, beside SHA-256 over the same file, in one run.

use std::fmt::Write as _;
use std::hint::black_box;
use std::io::{self, Write as _};
use std::time::{Duration, Instant};

use activity_log::export::{Header, Line, LogChecker, Trust};
use activity_log::note::{Checkpoint, KeyKind, NoteKey};
use activity_log::tree::{Frontier, Hash};
use activity_log::{Action, ActorKind, Entry, FactKey, Facts, Object, ObjectKind, Party, Stamp};

type Done<T = ()> = Result<T, Box<dyn std::error::Error>>;

const ENTRIES: u32 = 1_000_000;
const ROUNDS: u32 = 5;
const ORIGIN: &str = "troth.example/log/eu1";

fn main() -> Done {
    let text = exported()?;
    let mut out = io::stdout();
    writeln!(out, "an exported log of {ENTRIES} entries, {} bytes; the best of {ROUNDS} rounds", text.len())?;
    let (mut hashed, mut one, mut all) = (Duration::MAX, Duration::MAX, Duration::MAX);
    // In turns, so that a busy moment of the machine meets each of them.
    for _ in 0..ROUNDS {
        hashed = hashed.min(took(|| {
            black_box(Hash::of(text.as_bytes()));
            Ok(())
        })?);
        one = one.min(took(|| {
            let mut checker = LogChecker::new(Trust::default());
            text.lines().try_for_each(|line| checker.line(line))?;
            black_box(checker.finish()?);
            Ok(())
        })?);
        all = all.min(took(|| {
            black_box(verify::read_log(text.as_bytes(), Trust::default())??);
            Ok(())
        })?);
    }
    writeln!(out, "SHA-256 over the file: {hashed:.3?}")?;
    let cores = std::thread::available_parallelism()?;
    for (how, took) in
        [("on one core".to_owned(), one), (format!("as `verify log` does, on {cores} cores"), all)]
    {
        let times = took.as_secs_f64() / hashed.as_secs_f64();
        writeln!(out, "all checked, {how}: {took:.3?}, {times:.2} times that")?;
    }
    Ok(())
}

fn took(work: impl FnOnce() -> Done) -> Done<Duration> {
    let start = Instant::now();
    work()?;
    Ok(start.elapsed())
}

fn entry(n: u32) -> Result<Entry, activity_log::EntryError> {
    let stamp = Stamp { workspace: "eu4k7m2pqx".into(), change: [7; 16], ordinal: n, at_us: i64::from(n) };
    let facts =
        Facts::new().id(FactKey::Contact, "66b1f0e2a1b2c3d4e5f60718").code(FactKey::Purpose, "support");
    let object = Object::new(ObjectKind::Message, format!("{n}"));
    Entry::new(stamp, Party::new(ActorKind::Teammate, "3"), Action::MessageSent, object, facts)
}

fn exported() -> Done<String> {
    let key = NoteKey::from_seed(ORIGIN, KeyKind::Ed25519, &[3; 32])?;
    let header = Header { origin: ORIGIN.into(), key: key.verifier().clone(), size: u64::from(ENTRIES) };
    let (mut text, mut tree) = (format!("{}\n", Line::Header(header)), Frontier::new());
    for n in 0..ENTRIES {
        let entry = entry(n)?;
        tree.push_entry(&entry.canonical_bytes()?)?;
        writeln!(text, "{}", Line::entry(u64::from(n), entry)?)?;
    }
    let last = Checkpoint::new(ORIGIN, tree.size(), tree.root()).sign(&key)?;
    writeln!(text, "{}", Line::Checkpoint(Box::new(last)))?;
    Ok(text)
}
