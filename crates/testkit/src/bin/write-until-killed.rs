//! A program to cut the power of: commits rows to SQLite, or writes files, and says what is acknowledged.

use std::error::Error;
use std::fs::{self, File};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use rusqlite::Connection;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["rows", database, synchronous, most] => rows(Path::new(database), synchronous, most.parse()?),
        ["files", folder] => files(Path::new(folder)),
        _ => Err("usage: write-until-killed rows DATABASE full|normal|off MOST | files FOLDER".into()),
    }
}

/// Commits row after row in write-ahead mode, with frequent checkpoints, and says each number once it is in;
/// after `most` rows it waits to be killed.
fn rows(database: &Path, synchronous: &str, most: u32) -> Result<(), Box<dyn Error>> {
    let connection = Connection::open(database)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", synchronous)?;
    connection.pragma_update(None, "wal_autocheckpoint", 40)?;
    connection.execute_batch("create table if not exists rows (number integer primary key, body blob)")?;
    let mut insert = connection.prepare("insert into rows values (?1, ?2)")?;
    for number in 0..most {
        let body = vec![u8::try_from(number % 251)?; 300 + usize::try_from(number % 7)? * 400];
        insert.execute((number, body))?;
        say(&number.to_string())?;
    }
    wait_to_be_killed()
}

/// Leaves files in every state between written and durable, says so, and waits to be killed.
fn files(folder: &Path) -> Result<(), Box<dyn Error>> {
    let create = |name: &str, content: &str| -> Result<File, Box<dyn Error>> {
        let mut file = File::create_new(folder.join(name))?;
        file.write_all(content.as_bytes())?;
        Ok(file)
    };
    create("never-synced", "lost")?;
    create("synced", "kept")?.sync_all()?;
    let mut grown = create("synced-then-grown", "kept")?;
    grown.sync_data()?;
    grown.write_all(b" lost")?;
    let mut changed = create("synced-then-changed", "0123456789")?;
    changed.sync_all()?;
    changed.seek(SeekFrom::Start(2))?;
    changed.write_all(b"XY")?;
    changed.sync_data()?;
    changed.write_all(b"lost")?;
    let shrunk = create("synced-then-shrunk", "still ten")?;
    shrunk.sync_all()?;
    shrunk.set_len(1)?;
    let cut = create("shrunk-then-grown", "secret tail")?;
    cut.sync_all()?;
    cut.set_len(3)?;
    cut.set_len(6)?;
    cut.sync_all()?;
    create("renamed-old", "moved")?.sync_all()?;
    fs::rename(folder.join("renamed-old"), folder.join("renamed-new"))?;
    create("removed", "came back")?.sync_all()?;
    fs::remove_file(folder.join("removed"))?;
    fs::remove_file(folder.join("before"))?;
    File::options().write(true).truncate(true).open(folder.join("emptied"))?;

    let inner = folder.join("inner");
    fs::create_dir(&inner)?;
    File::create_new(inner.join("old"))?.write_all(b"gone")?;
    fs::write(inner.join("named-only"), b"content never synced")?;
    let mut moved = File::create_new(inner.join("moved.tmp"))?;
    moved.write_all(b"arrived")?;
    moved.sync_all()?;
    File::open(&inner)?.sync_all()?;
    fs::rename(inner.join("moved.tmp"), inner.join("moved"))?;
    fs::remove_file(inner.join("old"))?;
    File::open(&inner)?.sync_all()?;
    fs::write(inner.join("unnamed"), b"after the folder's sync")?;

    say("ready")?;
    wait_to_be_killed()
}

fn wait_to_be_killed() -> Result<(), Box<dyn Error>> {
    std::io::stdin().read_exact(&mut [0])?;
    Ok(())
}

fn say(line: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()
}
