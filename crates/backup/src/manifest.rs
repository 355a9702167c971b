//! The manifest: a line for each thing, in parts, each right behind the things it names, so that neither writer nor
//! reader holds more than one part. The last line of the last part counts everything.

use std::fmt::Write as _;

use privacy::ids::{Hex, Raw as _};
use privacy::secret::Digest;

use crate::failure::BackupError;
use crate::name::Name;

/// Lines of a part at most, but for the last line of all.
pub(crate) const LINES: usize = 4096;
/// The bytes of a part at most.
pub(crate) const PART_BYTES: u64 = 1 << 20;

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Line {
    /// It is in the backup.
    Held { name: Name, size: u64, digest: Digest },
    /// It was erased between the copying of the database and the files.
    Gone(Name),
    /// It was not there, and nobody erased it.
    Missing(Name),
    /// There is nothing more: so many things, of so many bytes.
    End { things: u64, bytes: u64 },
}

/// The lines as they are written.
pub(crate) fn to_text(lines: &[Line]) -> String {
    let mut text = String::new();
    for line in lines {
        let _ = match line {
            Line::Held { name, size, digest } => {
                writeln!(text, "held {} {size} {name}", Hex::new(*digest.as_bytes()))
            }
            Line::Gone(name) => writeln!(text, "gone {name}"),
            Line::Missing(name) => writeln!(text, "missing {name}"),
            Line::End { things, bytes } => writeln!(text, "end {things} {bytes}"),
        };
    }
    text
}

/// Reads what `to_text` wrote, and nothing else.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<Line>, BackupError> {
    let bad = BackupError::Form("its manifest cannot be read");
    let Some(lines) = std::str::from_utf8(bytes).ok().and_then(parse) else { return Err(bad) };
    let same = to_text(&lines).as_bytes() == bytes;
    if same { Ok(lines) } else { Err(bad) }
}

fn parse(text: &str) -> Option<Vec<Line>> {
    text.lines().take(LINES + 2).map(line).collect()
}

fn line(text: &str) -> Option<Line> {
    Some(match *text.split(' ').collect::<Vec<_>>() {
        ["held", digest, size, name] => Line::Held {
            name: name.parse().ok()?,
            size: size.parse().ok()?,
            digest: Digest::known(*Hex::<32>::read(digest)?.bytes()),
        },
        ["gone", name] => Line::Gone(name.parse().ok()?),
        ["missing", name] => Line::Missing(name.parse().ok()?),
        ["end", things, bytes] => Line::End { things: things.parse().ok()?, bytes: bytes.parse().ok()? },
        _ => return None,
    })
}
