//! Keys with names: `name+id+base64(kind || public key)`, and the secret half that signs.

use std::fmt;

use ed25519_dalek::{Signature as Ed25519, Signer as _, SigningKey, VerifyingKey};

use super::{NoteError, base64, unbase64};
use crate::tree::Hash;

/// The longest name of a key, in bytes.
const MAX_NAME_BYTES: usize = 255;

/// What a key signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    /// A note's text as it is.
    Ed25519,
    /// A checkpoint with the time at which a witness saw it.
    Cosignature,
}

impl KeyKind {
    const fn byte(self) -> u8 {
        match self {
            Self::Ed25519 => 1,
            Self::Cosignature => 4,
        }
    }
}

/// The public half of a key, with its name and its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    kind: KeyKind,
    id: [u8; 4],
    key: VerifyingKey,
}

impl VerifierKey {
    fn new(name: &str, kind: KeyKind, key: VerifyingKey) -> Result<Self, NoteError> {
        check_name(name)?;
        let told = [name.as_bytes(), b"\n", &[kind.byte()], key.as_bytes()].concat();
        let [a, b, c, d, ..] = Hash::of(&told).0;
        Ok(Self { name: name.to_owned(), kind, id: [a, b, c, d], key })
    }

    /// Reads the text form; the id in it must be that of the name and key.
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let (name, rest) = text.split_once('+').ok_or(NoteError::BadKey)?;
        let (_, material) = rest.split_once('+').ok_or(NoteError::BadKey)?;
        let material = unbase64(material).ok_or(NoteError::BadKey)?;
        let kind = match material.first() {
            Some(1) => KeyKind::Ed25519,
            Some(4) => KeyKind::Cosignature,
            _ => return Err(NoteError::BadKey),
        };
        let key: &[u8; 32] =
            material.get(1..).and_then(|key| key.try_into().ok()).ok_or(NoteError::BadKey)?;
        let key = VerifyingKey::from_bytes(key).map_err(|_| NoteError::BadKey)?;
        let key = Self::new(name, kind, key)?;
        if key.to_string() == text { Ok(key) } else { Err(NoteError::BadKey) }
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it signs.
    pub const fn kind(&self) -> KeyKind {
        self.kind
    }

    /// The first four bytes of the hash of name, kind and key.
    pub const fn id(&self) -> [u8; 4] {
        self.id
    }

    /// The public key.
    pub fn public_key(&self) -> &[u8; 32] {
        self.key.as_bytes()
    }

    pub(super) fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), NoteError> {
        let signature = Ed25519::from_slice(signature).map_err(|_| NoteError::BadSignature)?;
        self.key.verify_strict(message, &signature).map_err(|_| NoteError::BadSignature)
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let material = [&[self.kind.byte()], self.key.as_bytes().as_slice()].concat();
        write!(f, "{}+{:08x}+{}", self.name, u32::from_be_bytes(self.id), base64(&material))
    }
}

/// The secret half. It is wiped when dropped and has no printed form.
pub struct NoteKey {
    secret: SigningKey,
    public: VerifierKey,
}

impl NoteKey {
    /// The key of that name and kind, made of 32 secret bytes. A witness's key must have a secret of its own.
    pub fn from_seed(name: &str, kind: KeyKind, seed: &[u8; 32]) -> Result<Self, NoteError> {
        let secret = SigningKey::from_bytes(seed);
        let public = VerifierKey::new(name, kind, secret.verifying_key())?;
        Ok(Self { secret, public })
    }

    /// The public half.
    pub const fn verifier(&self) -> &VerifierKey {
        &self.public
    }

    pub(super) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.secret.sign(message).to_bytes()
    }
}

impl fmt::Debug for NoteKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NoteKey({})", self.public.name)
    }
}

/// A name is not empty, has no spaces, no `+`, no control characters.
pub(super) fn check_name(name: &str) -> Result<(), NoteError> {
    let clean = !name.chars().any(|c| c.is_whitespace() || c.is_control() || c == '+');
    if clean && !name.is_empty() && name.len() <= MAX_NAME_BYTES { Ok(()) } else { Err(NoteError::BadKey) }
}
