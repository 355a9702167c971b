//! What a statement may be given: ids, times, numbers, closed codes, digests and sealed values. There is no way
//! in for a `String` or a `Personal`.

use std::borrow::Cow;
use std::fmt;

use privacy::access::Actor;
use privacy::ids::{Hex, Kind, Number, Raw, WorkspaceCode};
use privacy::keys::{Commitment, KeyedHash, Leaf};
use privacy::secret::Digest;
use privacy::{BlindIndex, Id, Sealed, Time, Use};

use crate::row::Cell;

/// One parameter. The list of `From` implementations is closed: that is the point.
#[derive(Clone, PartialEq, Eq)]
pub struct Param(pub(crate) Value);

/// A value in the portable subset.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Value {
    Null,
    Int(i64),
    Text(Cow<'static, str>),
    Bytes(Vec<u8>),
}

impl fmt::Debug for Param {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Param(..)")
    }
}

/// Drivers print what they are given when something goes wrong: let it be nothing.
impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Value(..)")
    }
}

/// A number that counts or orders something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count(pub i64);

impl Count {
    /// The tree of a leaf.
    pub fn tree(leaf: Leaf) -> Self {
        Self(i64::from(leaf.tree))
    }

    /// The index of a leaf in its tree; below 2^40.
    pub fn leaf(leaf: Leaf) -> Self {
        Self(i64::try_from(leaf.index).unwrap_or(i64::MAX))
    }
}

/// Yes or no, stored as 1 or 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flag(pub bool);

/// The permanent code of a closed enum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code(pub &'static str);

/// Codes of a closed enum in one parameter, as `,one,other,`: `$n LIKE '%,' || column || ',%'` asks for any of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Codes(pub Vec<&'static str>);

/// An id in a TEXT column that holds ids of several kinds.
#[derive(Debug, Clone)]
pub struct AsText<K: Kind>(pub Id<K>);

/// An actor's id in a TEXT column, beside `Code(actor.kind())`.
#[derive(Debug, Clone, Copy)]
pub struct ActorId<'a>(pub &'a Actor);

/// How an id is stored: numbers as BIGINT, the others as TEXT.
pub trait StoredId: Raw {
    #[doc(hidden)]
    fn to_param(&self) -> Param;
    #[doc(hidden)]
    fn from_cell(cell: Cell) -> Option<Self>;
}

impl StoredId for Number {
    fn to_param(&self) -> Param {
        Param(Value::Int(self.get()))
    }
    fn from_cell(cell: Cell) -> Option<Self> {
        cell.int().and_then(Self::new)
    }
}

impl<const N: usize> StoredId for Hex<N> {
    fn to_param(&self) -> Param {
        Param::text(self.to_string())
    }
    fn from_cell(cell: Cell) -> Option<Self> {
        Self::read(cell.text()?)
    }
}

impl StoredId for WorkspaceCode {
    fn to_param(&self) -> Param {
        Param::text(self.as_str().to_owned())
    }
    fn from_cell(cell: Cell) -> Option<Self> {
        Self::read(cell.text()?)
    }
}

impl Param {
    /// Text that this crate made itself: the parts of an entry.
    pub(crate) const fn text(text: String) -> Self {
        Self(Value::Text(Cow::Owned(text)))
    }

    /// Bytes that this crate made itself: the facts of an entry, sealed keys.
    pub(crate) const fn bytes(bytes: Vec<u8>) -> Self {
        Self(Value::Bytes(bytes))
    }
}

impl<K: Kind<Raw: StoredId>> From<Id<K>> for Param {
    fn from(id: Id<K>) -> Self {
        id.raw().to_param()
    }
}
impl<K: Kind<Raw: StoredId>> From<&Id<K>> for Param {
    fn from(id: &Id<K>) -> Self {
        id.raw().to_param()
    }
}
impl<K: Kind> From<AsText<K>> for Param {
    fn from(id: AsText<K>) -> Self {
        Self::text(id.0.to_string())
    }
}
impl From<ActorId<'_>> for Param {
    fn from(actor: ActorId<'_>) -> Self {
        Self::text(actor.0.id())
    }
}
impl From<Time> for Param {
    fn from(time: Time) -> Self {
        Self(Value::Int(time.micros()))
    }
}
impl From<Count> for Param {
    fn from(count: Count) -> Self {
        Self(Value::Int(count.0))
    }
}
impl From<Flag> for Param {
    fn from(flag: Flag) -> Self {
        Self(Value::Int(i64::from(flag.0)))
    }
}
impl From<Code> for Param {
    fn from(code: Code) -> Self {
        Self(Value::Text(Cow::Borrowed(code.0)))
    }
}
impl From<Codes> for Param {
    fn from(codes: Codes) -> Self {
        Self::text(format!(",{},", codes.0.join(",")))
    }
}
impl<U: Use> From<Sealed<U>> for Param {
    fn from(sealed: Sealed<U>) -> Self {
        Self::bytes(sealed.into_bytes())
    }
}
impl<U: Use> From<&Sealed<U>> for Param {
    fn from(sealed: &Sealed<U>) -> Self {
        Self::bytes(sealed.as_bytes().to_vec())
    }
}
impl<U: Use> From<BlindIndex<U>> for Param {
    fn from(index: BlindIndex<U>) -> Self {
        Self::bytes(index.as_bytes().to_vec())
    }
}
impl From<Digest> for Param {
    fn from(digest: Digest) -> Self {
        Self::bytes(digest.as_bytes().to_vec())
    }
}
impl From<KeyedHash> for Param {
    fn from(hash: KeyedHash) -> Self {
        Self::bytes(hash.as_bytes().to_vec())
    }
}
impl From<Commitment> for Param {
    fn from(commitment: Commitment) -> Self {
        Self::bytes(commitment.as_bytes().to_vec())
    }
}
impl<T: Into<Self>> From<Option<T>> for Param {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self(Value::Null), Into::into)
    }
}

/// The parameters of a statement, in order: `params![workspace, id, now]`.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { ::std::vec![$($crate::Param::from($value)),*] };
}
