//! Prints how long destroying one more key takes, durably, in a vault where 100,000 were destroyed before, in lists,
//! at random among ten million people. The argument is the vault: a fresh folder, or a database's URL. Beside it, in turn
//! with it: one page overwritten and synchronised in the folder where the program runs, which is what the disk costs.

use std::io::{self, Write as _};
use std::os::unix::fs::FileExt as _;
use std::time::{Duration, Instant};

use privacy::ids::Workspace;
use privacy::keys::{Leaf, LeafKind, Ref, RootKey, Target};
use privacy::{Id, Random, Region};
use store::vault::{Vault, VaultAddress};

const BEFORE: u64 = 100_000;
const MEASURED: u64 = 300;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let address = std::env::args().nth(1).ok_or("name a fresh folder or a database")?;
    let (random, workspace) = (Random::system(), Id::<Workspace>::fresh(&Random::system(), Region::Eu));
    let vault = Vault::open(VaultAddress::parse(&address)?, &RootKey::create(&random), &random).await?;
    let keys = vault.create_workspace(workspace, Region::Eu).await?;
    let (tree, first) = (keys.settings_leaf().tree, LeafKind::Person.range().start);
    let person = |n: u64| {
        let index = first + (n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 11) % 10_000_000;
        Target::Key(Ref::of(Leaf { tree, index }))
    };
    for start in (0..BEFORE).step_by(1000) {
        let some: Vec<Target> = (start..start + 1000).map(person).collect();
        vault.puncture(workspace, &some, &[]).await?;
    }
    let (mut times, mut raw): (Vec<Duration>, Vec<Duration>) = (Vec::new(), Vec::new());
    let page = tempfile::tempfile_in(".")?;
    for n in BEFORE..BEFORE + MEASURED {
        let start = Instant::now();
        vault.puncture(workspace, &[person(n)], &[]).await?;
        times.push(start.elapsed());
        let start = Instant::now();
        page.write_all_at(&[u8::try_from(n % 251)?; 4096], 0)?;
        page.sync_all()?;
        raw.push(start.elapsed());
    }
    let (ours, raw) = (percentiles(times), percentiles(raw));
    writeln!(io::stdout(), "one more of {BEFORE}: p50 {:?}, p99 {:?}", ours.0, ours.1)?;
    writeln!(io::stdout(), "a page written and synchronised: p50 {:?}, p99 {:?}", raw.0, raw.1)?;
    Ok(())
}

fn percentiles(mut times: Vec<Duration>) -> (Duration, Duration) {
    times.sort_unstable();
    let at = |hundredth: usize| times.get(times.len() * hundredth / 100).copied().unwrap_or_default();
    (at(50), at(99))
}
