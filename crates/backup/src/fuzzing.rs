//! What must hold for any bytes at all. The fuzz target of `fuzz/` and the property tests run the same bodies; built only
//! for them.

use privacy::keys::{BackupHeader, RootKey};

use crate::about::About;
use crate::manifest;
use crate::name::Name;
use crate::read::verify;

/// Nothing that nobody sealed is a backup, and headers, names, manifests and descriptions have one form each.
///
/// # Panics
/// Where that does not hold.
pub fn backup(bytes: &[u8]) {
    if let Ok(header) = BackupHeader::read(bytes) {
        assert_eq!(bytes, header.to_bytes(), "two forms of one header");
    }
    if let Ok(lines) = manifest::read(bytes) {
        assert_eq!(manifest::to_text(&lines).as_bytes(), bytes, "two forms of one manifest");
    }
    if let Some(name) = std::str::from_utf8(bytes).ok().and_then(|text| text.parse::<Name>().ok()) {
        assert_eq!(name.to_string().as_bytes(), bytes, "two forms of one name");
        assert!(name.path().is_relative() && !name.to_string().contains(".."), "a name that leads outside");
    }
    if let Ok(about) = About::read(bytes) {
        let again = about.to_bytes().and_then(|bytes| About::read(&bytes));
        assert_eq!(again.ok(), Some(about), "a description that reads otherwise when written again");
    }
    assert!(verify(bytes, &RootKey::from_bytes([7; 32])).is_err(), "a forged backup was taken");
}
