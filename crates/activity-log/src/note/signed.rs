//! A text with signatures under it.

use std::fmt;

use super::key::check_name;
use super::{KeyKind, NoteError, NoteKey, VerifierKey, base64, unbase64};

/// The longest note, in bytes.
pub const MAX_NOTE_BYTES: usize = 65_536;
/// The most signatures under a note.
pub const MAX_SIGNATURES: usize = 64;
/// A signature's bytes are at most this many: room for those of other kinds, which are kept and not judged.
const MAX_SIGNATURE_BYTES: usize = 8192;

/// A text, ending in a newline, and its signatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<Signature>,
}

/// One signature line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The key's name.
    pub name: String,
    /// The key's id.
    pub id: [u8; 4],
    /// The signature; a witness's begins with its time.
    pub bytes: Vec<u8>,
}

impl Note {
    /// A note of that text, signed by nobody yet.
    pub fn new(text: impl Into<String>) -> Result<Self, NoteError> {
        let text = text.into();
        check_text(&text)?;
        Ok(Self { text, signatures: Vec::new() })
    }

    /// Reads a note; it must have a signature, and be in the one form that `Display` writes.
    pub fn parse(note: &str) -> Result<Self, NoteError> {
        if note.len() > MAX_NOTE_BYTES {
            return Err(NoteError::BadNote("it is too long"));
        }
        let (text, lines) = note.rsplit_once("\n\n").ok_or(NoteError::BadNote("it has no signatures"))?;
        let mut read = Self::new(format!("{text}\n"))?;
        let lines = lines.strip_suffix('\n').ok_or(NoteError::BadNote("it ends in the middle of a line"))?;
        for line in lines.split('\n') {
            read.push(Signature::parse(line)?)?;
        }
        Ok(read)
    }

    /// The text, with its last newline.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signatures, in their order.
    pub fn signatures(&self) -> &[Signature] {
        &self.signatures
    }

    /// Adds a signature by a key that signs notes.
    pub fn sign(&mut self, key: &NoteKey) -> Result<(), NoteError> {
        if key.verifier().kind() != KeyKind::Ed25519 {
            return Err(NoteError::BadKey);
        }
        let bytes = key.sign(self.text.as_bytes()).to_vec();
        self.push(Signature { name: key.verifier().name().to_owned(), id: key.verifier().id(), bytes })
    }

    /// Adds a witness's signature with the time in seconds since 1970. The witness must have checked that the
    /// checkpoint continues the last one it saw.
    pub fn cosign(&mut self, key: &NoteKey, time_s: u64) -> Result<(), NoteError> {
        if key.verifier().kind() != KeyKind::Cosignature || i64::try_from(time_s).is_err() {
            return Err(NoteError::BadKey);
        }
        let signature = key.sign(cosigned(time_s, &self.text).as_bytes());
        let bytes = [&time_s.to_be_bytes()[..], &signature].concat();
        self.push(Signature { name: key.verifier().name().to_owned(), id: key.verifier().id(), bytes })
    }

    /// Checks that the note is signed by that key; for a witness, the time it gives, in seconds since 1970.
    pub fn verify(&self, key: &VerifierKey) -> Result<Option<u64>, NoteError> {
        let mut by_it = self.signatures.iter().filter(|one| one.name == key.name() && one.id == key.id());
        let first = self.check(key, by_it.next().ok_or(NoteError::AnotherKey)?)?;
        by_it.try_for_each(|other| self.check(key, other).map(|_| ()))?;
        Ok(first)
    }

    /// The note with no signatures but those of that key.
    pub(super) fn signed_by(&self, key: &VerifierKey) -> Self {
        let by_it = |one: &&Signature| one.name == key.name() && one.id == key.id();
        let signatures = self.signatures.iter().filter(by_it).cloned().collect();
        Self { text: self.text.clone(), signatures }
    }

    /// Adds a signature as it stands in a line, unless it is there already.
    pub(super) fn add(&mut self, line: &str) -> Result<(), NoteError> {
        let signature = Signature::parse(line)?;
        if self.signatures.contains(&signature) { Ok(()) } else { self.push(signature) }
    }

    fn check(&self, key: &VerifierKey, signature: &Signature) -> Result<Option<u64>, NoteError> {
        if key.kind() == KeyKind::Ed25519 {
            return key.verify(self.text.as_bytes(), &signature.bytes).map(|()| None);
        }
        let (time, rest) = signature.bytes.split_first_chunk::<8>().ok_or(NoteError::BadSignature)?;
        let time_s = u64::from_be_bytes(*time);
        if i64::try_from(time_s).is_err() {
            return Err(NoteError::BadSignature);
        }
        key.verify(cosigned(time_s, &self.text).as_bytes(), rest).map(|()| Some(time_s))
    }

    fn push(&mut self, signature: Signature) -> Result<(), NoteError> {
        if self.signatures.len() >= MAX_SIGNATURES {
            return Err(NoteError::BadNote("it has too many signatures"));
        }
        self.signatures.push(signature);
        Ok(())
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|one| writeln!(f, "{one}"))
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\u{2014} {} {}", self.name, base64(&[&self.id[..], &self.bytes].concat()))
    }
}

impl Signature {
    pub(super) fn parse(line: &str) -> Result<Self, NoteError> {
        let bad = NoteError::BadNote("a signature line is not in its form");
        let (name, coded) =
            line.strip_prefix("\u{2014} ").and_then(|rest| rest.split_once(' ')).ok_or(bad)?;
        check_name(name).map_err(|_| bad)?;
        let bytes = unbase64(coded).ok_or(bad)?;
        let (id, bytes) = bytes.split_first_chunk::<4>().ok_or(bad)?;
        if bytes.is_empty() || bytes.len() > MAX_SIGNATURE_BYTES {
            return Err(bad);
        }
        Ok(Self { name: name.to_owned(), id: *id, bytes: bytes.to_vec() })
    }
}

/// What a witness signs.
fn cosigned(time_s: u64, text: &str) -> String {
    format!("cosignature/v1\ntime {time_s}\n{text}")
}

fn check_text(text: &str) -> Result<(), NoteError> {
    if text.bytes().any(|b| b < b' ' && b != b'\n') {
        return Err(NoteError::BadNote("it has control characters"));
    }
    if text.len() > MAX_NOTE_BYTES || !text.ends_with('\n') {
        return Err(NoteError::BadNote("the text is too long, or does not end in a newline"));
    }
    Ok(())
}
