//! The power-loss layer keeps what was synced and loses what was not: on plain files, and under SQLite,
//! where a database that syncs loses nothing and one that does not loses acknowledged rows.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use rusqlite::{Connection, OpenFlags};
use testkit::powerloss::{PowerLoss, PowerLossError};

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

fn start(layer: &PowerLoss, arguments: &[&str]) -> Outcome<Child> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_write-until-killed"));
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
    Ok(layer.apply(&mut command).spawn()?)
}

/// Waits for `count` lines, kills the child, and returns all that it said.
fn kill_after(mut child: Child, count: usize) -> Outcome<Vec<String>> {
    let out = child.stdout.take().ok_or("no output")?;
    let mut lines = BufReader::new(out).lines();
    let mut said: Vec<String> = lines.by_ref().take(count).collect::<Result<_, _>>()?;
    child.kill()?;
    child.wait()?;
    said.extend(lines.collect::<Result<Vec<_>, _>>()?);
    Ok(said)
}

fn text_files(folder: &Path) -> Outcome<BTreeMap<String, String>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_dir() {
            let inner = text_files(&entry.path())?;
            found.extend(inner.into_iter().map(|(file, content)| (format!("{name}/{file}"), content)));
        } else {
            found.insert(name, fs::read_to_string(entry.path())?);
        }
    }
    Ok(found)
}

#[test]
fn files_are_kept_as_far_as_they_were_synced() -> Outcome {
    let folder = tempfile::tempdir()?;
    let (watch, durable) = (folder.path().join("watch"), folder.path().join("durable"));
    fs::create_dir(&watch)?;
    fs::write(watch.join("before"), "was there")?;
    fs::write(watch.join("emptied"), "was full")?;
    let layer = PowerLoss::prepare(&watch, &durable)?;
    let child = start(&layer, &["files", watch.to_str().ok_or("path")?])?;
    assert_eq!(kill_after(child, 1)?, ["ready"]);
    layer.cut(None)?;
    let expected = [
        ("before", "was there"),
        ("emptied", "was full"),
        ("inner/moved", "arrived"),
        ("inner/named-only", ""),
        ("removed", "came back"),
        ("renamed-old", "moved"),
        ("shrunk-then-grown", "sec\0\0\0"),
        ("synced", "kept"),
        ("synced-then-changed", "01XY456789"),
        ("synced-then-grown", "kept"),
        ("synced-then-shrunk", "still ten"),
    ];
    let expected: BTreeMap<String, String> =
        expected.into_iter().map(|(name, content)| (name.to_owned(), content.to_owned())).collect();
    assert_eq!(text_files(&durable)?, expected);
    // The process itself saw its writes: the real folder has them all.
    assert_eq!(fs::read_to_string(watch.join("synced-then-grown"))?, "kept lost");
    Ok(())
}

#[test]
fn with_a_seed_some_unsynced_sectors_arrive_and_others_do_not() -> Outcome {
    let mut outcomes = std::collections::BTreeSet::new();
    for seed in 0..12 {
        let folder = tempfile::tempdir()?;
        let (watch, durable) = (folder.path().join("watch"), folder.path().join("durable"));
        let layer = PowerLoss::prepare(&watch, &durable)?;
        kill_after(start(&layer, &["files", watch.to_str().ok_or("path")?])?, 1)?;
        layer.cut(Some(seed))?;
        assert_eq!(fs::read_to_string(durable.join("synced"))?, "kept");
        assert!(!durable.join("never-synced").exists(), "no name, no sectors");
        outcomes.insert(fs::read_to_string(durable.join("synced-then-grown"))?);
    }
    assert_eq!(outcomes.into_iter().collect::<Vec<_>>(), ["kept", "kept lost"]);
    Ok(())
}

/// Rows acknowledged before the kill, rows found after the cut, and what SQLite thinks of the file.
struct Aftermath {
    acknowledged: Vec<u32>,
    found: Vec<u32>,
    integrity: String,
}

/// Kills the child once it acknowledged `rows` rows; it writes `most` if it lives that long.
fn cut_sqlite(synchronous: &str, (rows, most): (usize, usize), seed: Option<u64>) -> Outcome<Aftermath> {
    let folder = tempfile::tempdir()?;
    let (watch, durable) = (folder.path().join("watch"), folder.path().join("durable"));
    let layer = PowerLoss::prepare(&watch, &durable)?;
    let database = watch.join("rows.db");
    let child = start(&layer, &["rows", database.to_str().ok_or("path")?, synchronous, &most.to_string()])?;
    let said = kill_after(child, rows)?;
    layer.cut(seed)?;
    let acknowledged = said.iter().map(|line| line.parse()).collect::<Result<_, _>>()?;
    let (found, integrity) = read(&durable.join("rows.db"))?;
    Ok(Aftermath { acknowledged, found, integrity })
}

/// Nothing at all if the file, or the table, never became durable.
fn read(database: &Path) -> Outcome<(Vec<u32>, String)> {
    if !database.exists() {
        return Ok((Vec::new(), "ok".to_owned()));
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE;
    let connection = Connection::open_with_flags(database, flags)?;
    let integrity = connection.query_row("pragma integrity_check", (), |row| row.get(0))?;
    let tables: u32 = connection.query_row("select count(*) from sqlite_schema", (), |row| row.get(0))?;
    if tables == 0 {
        return Ok((Vec::new(), integrity));
    }
    let mut select = connection.prepare("select number from rows order by number")?;
    let found = select.query_map((), |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok((found, integrity))
}

#[test]
fn sqlite_that_syncs_loses_no_acknowledged_row() -> Outcome {
    for seed in [None, Some(1), Some(2), Some(3), Some(4)] {
        let after = cut_sqlite("full", (400, usize::try_from(u32::MAX)?), seed)?;
        assert_eq!(after.integrity, "ok", "seed {seed:?}");
        assert!(after.acknowledged.len() >= 400);
        let kept = after.found.get(..after.acknowledged.len()).unwrap_or(&after.found);
        assert_eq!(kept, after.acknowledged, "seed {seed:?}");
    }
    Ok(())
}

#[test]
fn sqlite_that_syncs_at_checkpoints_only_loses_the_last_rows_but_no_order() -> Outcome {
    let after = cut_sqlite("normal", (405, 405), None)?;
    assert_eq!(after.integrity, "ok");
    assert!(!after.found.is_empty(), "checkpoints were synced");
    assert!(after.found.len() < after.acknowledged.len(), "the rows since the last checkpoint were not");
    assert_eq!(after.acknowledged.get(..after.found.len()), Some(after.found.as_slice()));
    Ok(())
}

#[test]
fn sqlite_that_does_not_sync_loses_acknowledged_rows() -> Outcome {
    let after = cut_sqlite("off", (400, 400), None)?;
    assert!(after.found.len() < after.acknowledged.len(), "found {}", after.found.len());
    Ok(())
}

#[test]
fn folders_that_overlap_are_refused() -> Outcome {
    let folder = tempfile::tempdir()?;
    let refused = PowerLoss::prepare(folder.path(), &folder.path().join("durable"));
    assert!(matches!(refused, Err(PowerLossError::Folders)));
    fs::write(folder.path().join("file"), "")?;
    let refused = PowerLoss::prepare(&folder.path().join("watch"), folder.path());
    assert!(matches!(refused, Err(PowerLossError::Folders)));
    Ok(())
}
