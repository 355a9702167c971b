//! Everything that is sealed of somebody, as it lies in the store and among the files.

use std::collections::BTreeSet;
use std::fs;

use domain::uses::FileContent;
use privacy::Use as _;
use store::register::{Class, Register};

use super::checks::{erased, theirs};
use super::person::Person;
use crate::place::{Engine, Outcome, Place};

/// One sealed value.
pub(super) struct Taken {
    /// What it is used as: its place.
    pub(super) used_as: String,
    /// The row to which it is bound.
    pub(super) row: String,
    /// Its bytes.
    pub(super) bytes: Vec<u8>,
}

/// Every place in which a sealed value of a contact can stand.
pub(super) fn places() -> Outcome<BTreeSet<String>> {
    let register = Register::read()?;
    let columns = erased(&register).flat_map(|(_, table)| table.columns.values());
    let uses =
        columns.filter(|column| column.class == Class::Sealed).filter_map(|column| column.used_as.clone());
    Ok(uses.chain([FileContent::NAME.to_owned()]).collect())
}

/// What is sealed of this person; a place without a value of theirs is an error.
pub(super) fn of(place: &Place, person: &Person) -> Outcome<Vec<Taken>> {
    let register = Register::read()?;
    let mut taken = Vec::new();
    for (name, table) in erased(&register) {
        let key: Vec<_> = table.key.iter().map(|key| format!("CAST({key} AS TEXT)")).collect();
        let (key, rows) = (key.join(" || '/' || "), theirs(table, person)?);
        for (column, held) in table.columns.iter().filter(|(_, held)| held.class == Class::Sealed) {
            let hex = match place.engine {
                Engine::Embedded => format!("hex({column})"),
                Engine::Postgresql => format!("encode({column}, 'hex')"),
            };
            let sql = format!("SELECT {key}, {hex} FROM {name} WHERE {rows} AND {column} IS NOT NULL");
            for cells in place.rows(&sql)? {
                let used_as = held.used_as.clone().ok_or("a sealed column without a use")?;
                taken.push(Taken { used_as, row: cells[0].clone(), bytes: unhex(&cells[1])? });
            }
        }
    }
    taken.extend(files(place, person)?);
    let found: BTreeSet<_> = taken.iter().map(|one| one.used_as.clone()).collect();
    assert_eq!(found, places()?, "plant a value in each place that the register names");
    Ok(taken)
}

fn files(place: &Place, person: &Person) -> Outcome<Vec<Taken>> {
    let sql =
        format!("SELECT attachment_id FROM attachments WHERE conversation_id = {}", person.conversation);
    let names = place.rows(&sql)?.concat();
    let mut taken = Vec::new();
    for path in place.files()?.into_keys() {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if names.contains(&name) {
            taken.push(Taken { used_as: FileContent::NAME.to_owned(), row: name, bytes: fs::read(&path)? });
        }
    }
    assert_eq!(taken.len(), names.len(), "each attachment has a file");
    Ok(taken)
}

fn unhex(text: &str) -> Outcome<Vec<u8>> {
    let byte = |at| Ok(u8::from_str_radix(text.get(at..at + 2).ok_or("half a byte")?, 16)?);
    (0..text.len()).step_by(2).map(byte).collect()
}
