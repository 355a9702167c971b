//! The other two states of a personal value: `Sealed`, as the store holds it, and `Disclosed`, opened under a permit.

use std::fmt;
use std::marker::PhantomData;

use zeroize::Zeroizing;

use crate::keys::Under;
use crate::keys::envelope::Header;

/// What a sealed value is used for. `NAME` is permanent, from the register (`messages.body/v1`), and stands in
/// the key and in the authenticated data: renaming a column changes nothing, moving a ciphertext breaks it.
pub trait Use: 'static {
    /// The permanent name.
    const NAME: &'static str;
    /// What is sealed.
    type Value: Content;
}

/// A use that can be looked up by equality through a blind index.
pub trait Indexed: Use<Value = String> {
    /// The version of `normalise`, which stands in the index: a new rule needs a new version.
    const NORMALISATION: &'static str;
    /// The form in which equal values are equal.
    fn normalise(value: &str) -> String;
}

/// A value that can be sealed: its bytes and back.
pub trait Content: Sized {
    /// The bytes to seal.
    fn to_bytes(&self) -> Zeroizing<Vec<u8>>;
    /// The value of opened bytes; `None` if they are not one.
    fn from_bytes(bytes: Zeroizing<Vec<u8>>) -> Option<Self>;
}

impl Content for String {
    fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.as_bytes().to_vec())
    }
    fn from_bytes(mut bytes: Zeroizing<Vec<u8>>) -> Option<Self> {
        Self::from_utf8(std::mem::take(&mut *bytes)).ok()
    }
}

impl Content for Vec<u8> {
    fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.clone())
    }
    fn from_bytes(mut bytes: Zeroizing<Vec<u8>>) -> Option<Self> {
        Some(std::mem::take(&mut *bytes))
    }
}

/// A value sealed as JSON.
#[derive(Clone)]
pub struct Json<T>(pub T);

impl<T: serde::Serialize + serde::de::DeserializeOwned> Content for Json<T> {
    fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(serde_json::to_vec(&self.0).unwrap_or_default())
    }
    fn from_bytes(bytes: Zeroizing<Vec<u8>>) -> Option<Self> {
        serde_json::from_slice(&bytes).ok().map(Self)
    }
}

/// A ciphertext for the use `U`: header, nonce, AES-256-GCM ciphertext and tag.
pub struct Sealed<U: Use> {
    bytes: Vec<u8>,
    of: PhantomData<fn() -> U>,
}

/// Bytes from the store that cannot be a sealed value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a sealed value")]
pub struct NotSealed;

impl<U: Use> Sealed<U> {
    /// Takes what the store holds; only bytes that start with a valid header and are long enough pass.
    pub fn from_store(bytes: Vec<u8>) -> Result<Self, NotSealed> {
        Header::read(&bytes).map_err(|_| NotSealed)?;
        Ok(Self { bytes, of: PhantomData })
    }

    /// The keys under which it says that it is sealed; opening it shows whether that is so.
    pub fn under(&self) -> Option<Under> {
        Header::read(&self.bytes).ok().map(|header| header.under())
    }

    /// The bytes as stored.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The bytes as stored, by value.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    pub(crate) const fn made(bytes: Vec<u8>) -> Self {
        Self { bytes, of: PhantomData }
    }
}

impl<U: Use> Clone for Sealed<U> {
    fn clone(&self) -> Self {
        Self::made(self.bytes.clone())
    }
}

impl<U: Use> fmt::Debug for Sealed<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealed<{}>({} bytes)", U::NAME, self.bytes.len())
    }
}

/// A keyed hash by which equal values of the use `U` are found: 16 bytes.
pub struct BlindIndex<U: Use>([u8; 16], PhantomData<fn() -> U>);

impl<U: Use> BlindIndex<U> {
    pub(crate) const fn made(bytes: [u8; 16]) -> Self {
        Self(bytes, PhantomData)
    }

    /// The bytes as stored.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl<U: Use> Clone for BlindIndex<U> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<U: Use> Copy for BlindIndex<U> {}
impl<U: Use> fmt::Debug for BlindIndex<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BlindIndex<{}>(..)", U::NAME)
    }
}

/// The row a sealed value stands in, part of its authenticated data: the row's ids joined with `/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowId(String);

impl RowId {
    /// A row known by one id.
    pub fn of(id: impl fmt::Display) -> Self {
        Self(id.to_string())
    }

    /// A row known by two ids or numbers.
    pub fn of_two(first: impl fmt::Display, second: impl fmt::Display) -> Self {
        Self(format!("{first}/{second}"))
    }

    /// The bytes that are authenticated.
    pub const fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// An opened value on its way to the one whom the permit names. It prints nothing by itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Disclosed<T>(T);

impl<T> Disclosed<T> {
    pub(crate) const fn made(value: T) -> Self {
        Self(value)
    }

    /// The value, to be shown.
    pub fn into_shown(self) -> T {
        self.0
    }

    /// The value, to be looked at.
    pub const fn shown(&self) -> &T {
        &self.0
    }

    /// Takes it in again as a personal value: to seal it elsewhere, or to compare it.
    pub fn again(self) -> crate::Personal<T> {
        crate::Personal::new(self.0)
    }
}

impl<T> fmt::Debug for Disclosed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Disclosed(..)")
    }
}
