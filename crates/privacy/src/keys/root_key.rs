//! The root key: 32 bytes that the operator keeps away from the data. It wraps epoch keys and never seals data.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::kdf::{Key, kdf};
use crate::Random;

/// The key under which a vault's epoch keys are wrapped.
pub struct RootKey(Key);

/// Why a text is not a root key. Tells what was wrong, never the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RootKeyError {
    /// There is nothing.
    #[error("the root key is empty: it must be 64 hexadecimal digits, or 44 characters of base64")]
    Empty,
    /// It has neither length.
    #[error("the root key has {0} characters: it must be 64 hexadecimal digits, or 44 characters of base64")]
    Length(usize),
    /// 64 characters, but not all of them hexadecimal digits.
    #[error("the root key has 64 characters, but not all of them are hexadecimal digits")]
    NotHex,
    /// 44 characters, but not base64 of 32 bytes.
    #[error("the root key has 44 characters, but they are not 32 bytes in base64")]
    NotBase64,
}

impl RootKey {
    /// Takes the 32 bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Key::new(bytes))
    }

    /// Draws a new one.
    pub fn create(random: &Random) -> Self {
        Self(Key::new(random.bytes()))
    }

    /// Reads what a file or an environment variable holds: 64 hexadecimal digits or 44 characters of base64, white
    /// space around them left aside.
    pub fn read(text: &str) -> Result<Self, RootKeyError> {
        let text = text.trim();
        match text.len() {
            0 => Err(RootKeyError::Empty),
            64 => read_hex(text).map(Self).ok_or(RootKeyError::NotHex),
            44 => read_base64(text).map(Self).ok_or(RootKeyError::NotBase64),
            _ => Err(RootKeyError::Length(text.chars().count())),
        }
    }

    /// The form to write to a file: 64 hexadecimal digits and a line's end.
    pub fn to_text(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(65));
        for digit in self.0.iter().flat_map(|byte| [byte >> 4, byte & 15]) {
            text.push(char::from_digit(digit.into(), 16).unwrap_or('0'));
        }
        text.push('\n');
        text
    }

    /// Tells this key from others without telling anything of it: `KDF(root, "troth/fingerprint/v1", "")`.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint(*kdf(&self.0, "troth/fingerprint/v1", &[]))
    }

    pub(super) const fn key(&self) -> &Key {
        &self.0
    }
}

fn read_hex(text: &str) -> Option<Key> {
    let mut key = Key::default();
    let digit = |byte: u8| char::from(byte).to_digit(16);
    for (place, [high, low]) in key.iter_mut().zip(text.as_bytes().as_chunks::<2>().0) {
        *place = u8::try_from(digit(*high)? << 4 | digit(*low)?).ok()?;
    }
    Some(key)
}

fn read_base64(text: &str) -> Option<Key> {
    let bytes = Zeroizing::new(STANDARD.decode(text).ok()?);
    Some(Key::new(bytes.as_slice().try_into().ok()?))
}

/// What a vault remembers of its root key. Shown to people as its first 16 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// What the store holds.
    pub const fn from_store(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes as stored.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().take(8).try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_are_read_and_others_explained() {
        let key = RootKey::create(&Random::seeded(3));
        let hex = key.to_text();
        let base64 = STANDARD.encode(key.key().as_slice());
        for text in [hex.as_str(), hex.trim(), &hex.to_uppercase(), &format!(" {base64}\r\n")] {
            assert_eq!(RootKey::read(text).ok().map(|read| read.fingerprint()), Some(key.fingerprint()));
        }
        let cases = [
            ("", RootKeyError::Empty),
            (" \n", RootKeyError::Empty),
            ("abc", RootKeyError::Length(3)),
            (&hex[..63], RootKeyError::Length(63)),
            (&"é".repeat(32), RootKeyError::NotHex),
            (&"g".repeat(64), RootKeyError::NotHex),
            (&"=".repeat(44), RootKeyError::NotBase64),
        ];
        for (text, error) in cases {
            assert_eq!(RootKey::read(text).err(), Some(error), "{error}");
        }
    }
}
