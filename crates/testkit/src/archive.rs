//! What is in an archive that the product made.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

/// The files of a ZIP archive, by their path.
///
/// # Panics
///
/// Where it is none.
#[expect(clippy::unwrap_used, reason = "a test fails on an archive that does not open")]
pub fn unzip(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut files = BTreeMap::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        files.insert(file.name().unwrap().into_owned(), content);
    }
    files
}
