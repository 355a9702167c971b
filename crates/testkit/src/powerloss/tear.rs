//! A disk may have taken some sectors of what was written and not synced, in any order.

use std::fs::{self, File};
use std::os::unix::fs::{FileExt as _, MetadataExt as _};
use std::path::Path;

use super::{PowerLoss, Result, file, key};

const SECTOR_BYTES: u64 = 512;
const RECORD_BYTES: usize = 16;

/// Copies sectors that were written since the last sync into the image, each with one chance in two.
pub(super) fn apply(layer: &PowerLoss, seed: u64) -> Result<()> {
    let mut chance = Chance(seed ^ 0x9e37_79b9_7f4a_7c15);
    folder(layer, &layer.watch, &mut chance)
}

fn folder(layer: &PowerLoss, path: &Path, chance: &mut Chance) -> Result<()> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(path).map_err(file("list", path))? {
        entries.push(entry.map_err(file("list", path))?.path());
    }
    // The same seed must tear the same sectors.
    entries.sort();
    for entry in entries {
        let kind = fs::symlink_metadata(&entry).map_err(file("look at", &entry))?;
        if kind.is_dir() {
            folder(layer, &entry, chance)?;
        } else if kind.is_file() {
            tear(layer, &entry, &key::of(&kind), chance)?;
        }
    }
    Ok(())
}

fn tear(layer: &PowerLoss, path: &Path, key: &str, chance: &mut Chance) -> Result<()> {
    let object = layer.state("objects").join(key);
    // Without a durable name there is nothing to find the content by.
    if !fs::metadata(&object).is_ok_and(|object| object.nlink() > 1) {
        return Ok(());
    }
    let from = File::open(path).map_err(file("read", path))?;
    let to = File::options().write(true).open(&object).map_err(file("open", &object))?;
    for (offset, len) in unsynced(layer, key) {
        let sectors = offset / SECTOR_BYTES..(offset + len).div_ceil(SECTOR_BYTES);
        for sector in sectors.filter(|_| chance.even()) {
            let start = offset.max(sector * SECTOR_BYTES);
            let end = (offset + len).min((sector + 1) * SECTOR_BYTES);
            let mut bytes = vec![0; usize::try_from(end - start).unwrap_or_default()];
            // What was cut off again since is not there any more.
            if from.read_exact_at(&mut bytes, start).is_ok() {
                to.write_all_at(&bytes, start).map_err(file("write", &object))?;
            }
        }
    }
    Ok(())
}

/// Offsets and lengths written since the last sync: the log's rest behind what is in the image.
fn unsynced(layer: &PowerLoss, key: &str) -> Vec<(u64, u64)> {
    let log = fs::read(layer.state("dirty").join(key)).unwrap_or_default();
    let done = fs::read(layer.state("done").join(key)).unwrap_or_default();
    let done = done.first_chunk().map_or(0, |bytes| u64::from_ne_bytes(*bytes));
    let rest = usize::try_from(done).ok().and_then(|done| log.get(done..)).unwrap_or_default();
    let records = rest.as_chunks::<RECORD_BYTES>().0.iter().filter_map(|record| {
        let (offset, len) = record.split_first_chunk()?;
        Some((u64::from_ne_bytes(*offset), u64::from_ne_bytes(*len.first_chunk()?)))
    });
    // The largest length stands for a new size.
    records.filter(|(_, len)| *len != u64::MAX).collect()
}

/// A small generator: what is torn must only differ by seed.
struct Chance(u64);

impl Chance {
    fn even(&mut self) -> bool {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 >> 40 & 1 == 0
    }
}
