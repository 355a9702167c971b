//! The layer's name for a file: an inode's number comes again, but not with the same time of birth.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt as _;
use std::time::UNIX_EPOCH;

/// Inode and time of birth, as `image.c` writes them; zero where the file system keeps no such time.
pub(super) fn of(file: &Metadata) -> String {
    let born = file.created().ok().and_then(|born| born.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
    format!("{}-{}.{}", file.ino(), born.as_secs(), born.subsec_nanos())
}
