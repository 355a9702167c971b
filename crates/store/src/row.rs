//! A row that was read, and the typed, sequential way through its cells. Errors name a position, never a value.

use privacy::ids::Kind;
use privacy::keys::Leaf;
use privacy::secret::Digest;
use privacy::{Id, Sealed, Time, Use};

use crate::param::StoredId;

/// One row of an answer.
#[derive(Clone)]
pub struct Row(pub(crate) Vec<Cell>);

/// One value of a row, in the portable subset.
#[derive(Clone)]
#[doc(hidden)]
pub enum Cell {
    Null,
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
}

impl Cell {
    pub(crate) const fn int(&self) -> Option<i64> {
        if let Self::Int(value) = self { Some(*value) } else { None }
    }

    pub(crate) const fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text.as_str()) } else { None }
    }

    fn into_bytes(self) -> Option<Vec<u8>> {
        if let Self::Bytes(bytes) = self { Some(bytes) } else { None }
    }
}

/// A cell that is not what the program expects there: the schema and the program disagree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("column {position} of the answer is not {expected}")]
pub struct BadCell {
    /// Which column, from 1.
    pub position: usize,
    /// What the program expected.
    pub expected: &'static str,
}

impl Row {
    /// The way through the cells, first to last.
    pub fn cells(self) -> Cells {
        Cells { cells: self.0.into_iter(), position: 0 }
    }
}

/// Hands out the cells of a row in order, each as what it is.
pub struct Cells {
    cells: std::vec::IntoIter<Cell>,
    position: usize,
}

impl Cells {
    /// The next cell, read by `read`; an error if there is none or it does not fit.
    fn next<T>(
        &mut self,
        expected: &'static str,
        read: impl FnOnce(Cell) -> Option<T>,
    ) -> Result<T, BadCell> {
        self.position += 1;
        self.cells.next().and_then(read).ok_or(BadCell { position: self.position, expected })
    }

    /// The next cell, `None` where it is NULL.
    fn maybe<T>(
        &mut self,
        expected: &'static str,
        read: impl FnOnce(Cell) -> Option<T>,
    ) -> Result<Option<T>, BadCell> {
        self.next(expected, |cell| match cell {
            Cell::Null => Some(None),
            cell => read(cell).map(Some),
        })
    }

    /// An id of a `K`.
    pub fn id<K: Kind<Raw: StoredId>>(&mut self) -> Result<Id<K>, BadCell> {
        self.next(K::NAME, |cell| K::Raw::from_cell(cell).map(Id::of))
    }

    /// An id of a `K`, or nothing.
    pub fn maybe_id<K: Kind<Raw: StoredId>>(&mut self) -> Result<Option<Id<K>>, BadCell> {
        self.maybe(K::NAME, |cell| K::Raw::from_cell(cell).map(Id::of))
    }

    /// An id of a `K` in a TEXT column that holds ids of several kinds, written with `AsText`.
    pub fn id_in_text<K: Kind>(&mut self) -> Result<Id<K>, BadCell> {
        self.next(K::NAME, |cell| cell.text()?.parse().ok())
    }

    /// A text that `read` understands: an id whose kind another column tells.
    pub fn text<T>(&mut self, read: impl FnOnce(&str) -> Option<T>) -> Result<T, BadCell> {
        self.next("a known text", |cell| read(cell.text()?))
    }

    /// A text that `read` understands, or nothing.
    pub fn maybe_text<T>(&mut self, read: impl FnOnce(&str) -> Option<T>) -> Result<Option<T>, BadCell> {
        self.maybe("a known text", |cell| read(cell.text()?))
    }

    /// A time.
    pub fn time(&mut self) -> Result<Time, BadCell> {
        self.next("a time", |cell| cell.int().map(Time::from_micros))
    }

    /// A time, or nothing.
    pub fn maybe_time(&mut self) -> Result<Option<Time>, BadCell> {
        self.maybe("a time", |cell| cell.int().map(Time::from_micros))
    }

    /// A number.
    pub fn count(&mut self) -> Result<i64, BadCell> {
        self.next("a number", |cell| cell.int())
    }

    /// A number, or nothing.
    pub fn maybe_count(&mut self) -> Result<Option<i64>, BadCell> {
        self.maybe("a number", |cell| cell.int())
    }

    /// Yes or no.
    pub fn flag(&mut self) -> Result<bool, BadCell> {
        self.next("a flag", |cell| match cell.int() {
            Some(0) => Some(false),
            Some(1) => Some(true),
            _ => None,
        })
    }

    /// A code of a closed enum, read by its `of_code`.
    pub fn code<T>(&mut self, of_code: impl FnOnce(&str) -> Option<T>) -> Result<T, BadCell> {
        self.next("a known code", |cell| of_code(cell.text()?))
    }

    /// A code of a closed enum, or nothing.
    pub fn maybe_code<T>(&mut self, of_code: impl FnOnce(&str) -> Option<T>) -> Result<Option<T>, BadCell> {
        self.maybe("a known code", |cell| of_code(cell.text()?))
    }

    /// A value sealed for the use `U`.
    pub fn sealed<U: Use>(&mut self) -> Result<Sealed<U>, BadCell> {
        self.next("a sealed value", |cell| Sealed::from_store(cell.into_bytes()?).ok())
    }

    /// A value sealed for the use `U`, or nothing.
    pub fn maybe_sealed<U: Use>(&mut self) -> Result<Option<Sealed<U>>, BadCell> {
        self.maybe("a sealed value", |cell| Sealed::from_store(cell.into_bytes()?).ok())
    }

    /// A leaf: two columns, tree and index.
    pub fn leaf(&mut self) -> Result<Leaf, BadCell> {
        let tree = self.next("the number of a tree", |cell| u32::try_from(cell.int()?).ok())?;
        let index = self.next("the index of a leaf", |cell| u64::try_from(cell.int()?).ok())?;
        Ok(Leaf { tree, index })
    }

    /// 32 bytes: a digest or a commitment.
    pub fn hash(&mut self) -> Result<[u8; 32], BadCell> {
        self.next("32 bytes", |cell| cell.into_bytes()?.try_into().ok())
    }

    /// 32 bytes, or nothing.
    pub fn maybe_hash(&mut self) -> Result<Option<[u8; 32]>, BadCell> {
        self.maybe("32 bytes", |cell| cell.into_bytes()?.try_into().ok())
    }

    /// Whether the cell holds this digest, compared in constant time.
    pub fn is_digest(&mut self, digest: Digest) -> Result<bool, BadCell> {
        self.next("bytes", |cell| Some(privacy::secret::same(&cell.into_bytes()?, digest.as_bytes())))
    }

    /// The facts of an entry, in their canonical form.
    pub fn facts(&mut self) -> Result<activity_log::Facts, BadCell> {
        self.next("facts", |cell| activity_log::Facts::from_bytes(&cell.into_bytes()?).ok())
    }

    /// Bytes that only this crate reads.
    pub(crate) fn bytes(&mut self) -> Result<Vec<u8>, BadCell> {
        self.next("bytes", Cell::into_bytes)
    }
}
