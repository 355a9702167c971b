//! Scans files and folders: content and names. What vanishes meanwhile is skipped, as a running server's files do.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read as _, Seek as _, SeekFrom};
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;

use super::finder::Finder;
use super::form::Layer;
use super::hit::{Hit, Located, Report};

/// A file is searched whole up to this size; a larger one in pieces that overlap.
const PIECE_BYTES: usize = 256 << 20;
/// Something compressed that starts this close to the end of a piece is found in the next one.
const OVERLAP_BYTES: usize = 8 << 20;

impl Finder {
    /// Every finding in a file, or in a folder with all below it, not following symbolic links.
    pub fn scan_path(&self, path: &Path) -> io::Result<Report> {
        // Only what is below may vanish: a scan of nothing at all would look clean.
        fs::symlink_metadata(path)?;
        let mut report = Report::default();
        let overlap = OVERLAP_BYTES.max(self.longest());
        self.visit(path, &Pieces { len: PIECE_BYTES.max(2 * overlap), overlap }, &mut report)?;
        Ok(report)
    }

    fn visit(&self, path: &Path, pieces: &Pieces, report: &mut Report) -> io::Result<()> {
        self.name(path, path.file_name(), report);
        let Some(kind) = still_there(fs::symlink_metadata(path))? else { return Ok(()) };
        if kind.is_symlink() {
            let target = still_there(fs::read_link(path))?;
            self.name(path, target.as_deref().map(Path::as_os_str), report);
        } else if kind.is_dir() {
            let Some(entries) = still_there(fs::read_dir(path))? else { return Ok(()) };
            let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
            paths.sort();
            return paths.iter().try_for_each(|path| self.visit(path, pieces, report));
        } else if kind.is_file()
            && let Some(file) = still_there(File::open(path))?
        {
            report.files += 1;
            let hits = self.content(file, pieces, &mut report.bytes)?;
            report.hits.extend(hits.into_iter().map(|hit| Located { path: path.to_path_buf(), hit }));
        }
        Ok(())
    }

    fn name(&self, path: &Path, name: Option<&OsStr>, report: &mut Report) {
        for mut hit in self.scan_bytes(name.unwrap_or_default().as_bytes()) {
            hit.layers.insert(0, Layer::Name);
            report.hits.push(Located { path: path.to_path_buf(), hit });
        }
    }

    /// Searches a file piece by piece; what two pieces share is reported once.
    fn content(&self, mut file: File, pieces: &Pieces, read: &mut u64) -> io::Result<BTreeSet<Hit>> {
        let (mut hits, mut matches) = (BTreeSet::new(), Vec::new());
        let (mut start, mut buffer) = (0, Vec::new());
        loop {
            buffer.clear();
            file.seek(SeekFrom::Start(start as u64))?;
            (&mut file).take(pieces.len as u64).read_to_end(&mut buffer)?;
            let last = buffer.len() < pieces.len;
            let next = pieces.len - pieces.overlap;
            // What is cut by the end of this piece is seen with more of it in the next one.
            let here = |at: usize| last || at < next;
            matches.extend(
                self.matches(&buffer)
                    .into_iter()
                    .filter(|found| here(found.start))
                    .map(|found| found.shifted(start)),
            );
            for mut hit in self.packed(&buffer, start == 0).into_iter().filter(|hit| here(hit.offset)) {
                hit.offset += start;
                hits.insert(hit);
            }
            if last {
                *read += (start + buffer.len()) as u64;
                hits.extend(self.open(matches));
                return Ok(hits);
            }
            start += next;
        }
    }
}

/// How a large file is cut.
struct Pieces {
    len: usize,
    overlap: usize,
}

/// Nothing, if the file is gone.
fn still_there<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use proptest::prelude::*;

    use super::Pieces;
    use crate::canary::{Canaries, Finder};

    const VALUE: &str = "Aiko 田中 <aiko@example.test>";

    fn finder() -> Finder {
        Canaries::new().plant("contact", VALUE).finder().unwrap()
    }

    /// Where the value is found between these bytes, by pieces hardly longer than it; found as in one piece.
    fn in_pieces(before: &[u8], behind: &[u8]) -> Vec<usize> {
        let bytes = [before, VALUE.as_bytes(), behind].concat();
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&bytes).unwrap();
        let finder = finder();
        let overlap = finder.longest();
        let mut read = 0;
        let hits = finder.content(file, &Pieces { len: overlap + 61, overlap }, &mut read).unwrap();
        assert_eq!(read, bytes.len() as u64);
        assert_eq!(hits.iter().cloned().collect::<Vec<_>>(), finder.scan_bytes(&bytes));
        hits.iter().map(|hit| hit.offset).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn a_value_across_the_border_of_two_pieces_is_found_once_and_in_its_place(
            before in prop::collection::vec(any::<u8>(), 0..4000),
            behind in prop::collection::vec(any::<u8>(), 0..4000),
        ) {
            prop_assert_eq!(in_pieces(&before, &behind), [before.len()]);
        }
    }

    /// Random bytes hold a soft line break now and then.
    #[test]
    fn a_value_near_a_soft_line_break_is_found_once_and_in_its_place() {
        for line_break in [&b"=\n"[..], b"=\r\n"] {
            let near = [&[0; 100], line_break, &[0; 100]].concat();
            assert_eq!(in_pieces(&near, &near), [near.len()]);
        }
    }

    /// A piece may begin with what reads as a stored block of deflate; only a file does so on purpose.
    #[test]
    fn a_piece_that_happens_to_begin_like_deflate_is_not_unpacked() {
        let before = [&[0; 61][..], &[1, 100, 0, !100, 0xff]].concat();
        assert_eq!(in_pieces(&before, &[0; 1000]), [before.len()]);
    }
}
