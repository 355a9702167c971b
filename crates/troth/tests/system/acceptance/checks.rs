//! What is left of somebody: rows, files, and bytes. Each check answers what it finds, by place.

use std::collections::BTreeSet;
use std::path::Path;

use privacy::keys::envelope::Header;
use store::register::{About, Erasure, Register, Table};
use testkit::canary::Canaries;

use super::person::Person;
use super::sealed::Taken;
use crate::place::{Outcome, Place};

/// The tables with rows of contacts that an erasure removes.
pub(super) fn erased(register: &Register) -> impl Iterator<Item = (&String, &Table)> {
    let of_contacts = |table: &Table| {
        matches!(table.about, About::Contact | About::Person) && table.erasure != Some(Erasure::Kept)
    };
    register.tables().iter().filter(move |(_, table)| of_contacts(table))
}

/// Which rows of a table are this person's, also when the rows by which they are reached are gone.
pub(super) fn theirs(table: &Table, person: &Person) -> Outcome<String> {
    let reached = table.reached_by.as_deref().ok_or("a table that nothing reaches")?;
    let (contact, conversation) = (&person.contact, &person.conversation);
    Ok(match reached {
        "contact_id" => format!("contact_id = '{contact}'"),
        "holder_id" => format!("holder_id IN ('{contact}', '{conversation}')"),
        "person_id" => format!("person_id = '{contact}'"),
        "conversation_id > conversations.contact_id" => format!("conversation_id = {conversation}"),
        other => return Err(format!("no test reaches a table by {other}: say here how").into()),
    })
}

/// The names of those tables.
pub(super) fn tables() -> Outcome<BTreeSet<String>> {
    Ok(erased(&Register::read()?).map(|(name, _)| name.clone()).collect())
}

/// The tables in which rows of this person are left.
pub(super) fn tables_left(place: &Place, person: &Person) -> Outcome<BTreeSet<String>> {
    let mut left = BTreeSet::new();
    for (name, table) in erased(&Register::read()?) {
        let rows = place.rows(&format!("SELECT COUNT(*) FROM {name} WHERE {}", theirs(table, person)?))?;
        if rows[0][0] != "0" {
            left.insert(name.clone());
        }
    }
    Ok(left)
}

/// The files that are left of those taken.
pub(super) fn files_left(place: &Place, taken: &[Taken]) -> Outcome<BTreeSet<String>> {
    let names: BTreeSet<&str> = taken.iter().map(|one| one.row.as_str()).collect();
    let folder = place.options.data.join("files");
    let files = place.files()?.into_keys().filter(|path| path.starts_with(&folder));
    let names_of = files.filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned()));
    Ok(names_of.filter(|name| names.contains(name.as_str())).collect())
}

/// The places of which sealed bytes, or any 24 of them in a row, are in any file below.
pub(super) fn bytes_left(folder: &Path, taken: &[Taken]) -> Outcome<BTreeSet<String>> {
    let mut canaries = Canaries::new();
    for one in taken {
        // The header's references stand in other values too.
        let length = Header::read(&one.bytes)?.length();
        canaries = canaries.plant_bytes(&one.used_as, one.bytes.get(length..).ok_or("too short")?);
    }
    let report = canaries.finder()?.scan_path(folder)?;
    assert!(report.bytes > 1_000, "there is hardly anything in {}", folder.display());
    Ok(report.hits.into_iter().map(|hit| hit.hit.name).collect())
}
