//! How fast a backup is written and proved, beside a plain copy of the same bytes that is digested on the way:
//! `cargo run --release -p backup --example throughput -- FOLDER MIB`.
#![expect(clippy::print_stdout, reason = "it prints what it measures")]

use std::error::Error;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::Path;
use std::time::Instant;

use backup::{About, Name, Writer, verify};
use privacy::keys::RootKey;
use privacy::secret::Digesting;
use privacy::{Random, Time};

const MIB: u64 = 1 << 20;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, mib] = arguments.as_slice() else { return Err("give a FOLDER and a number of MIB".into()) };
    let (folder, size) = (Path::new(folder), mib.parse::<u64>()? * MIB);
    let (plain, copied, sealed) = (folder.join("plain"), folder.join("copied"), folder.join("sealed"));
    fill(&plain, size)?;
    for turn in ["cold", "again", "again"] {
        timed(turn, "copy and SHA-256", size, || copy(&plain, &copied))?;
        timed(turn, "write a backup", size, || write(&plain, &sealed, size))?;
        timed(turn, "prove a backup", size, || prove(&sealed))?;
    }
    for path in [plain, copied, sealed] {
        std::fs::remove_file(path)?;
    }
    Ok(())
}

fn timed(
    turn: &str,
    what: &str,
    size: u64,
    work: impl FnOnce() -> Result<(), Box<dyn Error>>,
) -> Result<(), Box<dyn Error>> {
    let began = Instant::now();
    work()?;
    let millis = u64::try_from(began.elapsed().as_millis())?.max(1);
    println!("{turn:6} {what:18} {:6} ms {:6} MiB/s", millis, size * 1000 / millis / MIB);
    Ok(())
}

fn fill(path: &Path, size: u64) -> Result<(), Box<dyn Error>> {
    let (random, mut file, mut block) = (Random::system(), File::create(path)?, vec![0; 1 << 20]);
    for _ in 0..size / MIB {
        random.fill(&mut block);
        file.write_all(&block)?;
    }
    Ok(file.sync_all()?)
}

/// Copies in pieces as large as a chunk, digests on the way, and makes it durable.
fn copy(from: &Path, to: &Path) -> Result<(), Box<dyn Error>> {
    let (mut from, mut to, mut digest) = (File::open(from)?, File::create(to)?, Digesting::new());
    let mut piece = vec![0; 1 << 16];
    loop {
        let count = from.read(&mut piece)?;
        let Some(read) = piece.get(..count).filter(|read| !read.is_empty()) else { break };
        digest.take(read);
        to.write_all(read)?;
    }
    digest.end();
    Ok(to.sync_all()?)
}

fn root() -> RootKey {
    RootKey::from_bytes([7; 32])
}

fn write(from: &Path, to: &Path, size: u64) -> Result<(), Box<dyn Error>> {
    let about = About {
        made_at: Time::from_seconds(0),
        program: String::new(),
        schema: 1,
        vault: String::new(),
        workspaces: Vec::new(),
        keys: Vec::new(),
    };
    let out = BufWriter::new(File::create(to)?);
    let mut writer = Writer::begin(out, &root(), &Random::system(), Time::from_seconds(0), &about)?;
    writer.add(Name::Database, size, File::open(from)?)?;
    let (out, _) = writer.finish()?;
    Ok(out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?)
}

fn prove(sealed: &Path) -> Result<(), Box<dyn Error>> {
    verify(BufReader::with_capacity(1 << 18, File::open(sealed)?), &root())?;
    Ok(())
}
