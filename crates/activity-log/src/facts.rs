//! What an entry tells beside its action: a short sorted list of ids, counts, codes, times and sealed values.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::fact_value::short;
use crate::frame::Reader;
use crate::{EntryError, FactKey, FactValue, LeafRange};

/// The most facts that an entry has.
pub const MAX_FACTS: usize = 16;
const VERSION: u8 = 1;

/// Facts, sorted by their codes. A mistake made while adding is kept and told by `check` and `to_bytes`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    list: Vec<(FactKey, FactValue)>,
    mistake: Option<EntryError>,
}

impl Facts {
    /// Nothing to tell.
    pub const fn new() -> Self {
        Self { list: Vec::new(), mistake: None }
    }

    /// Adds a number of things.
    #[must_use]
    pub fn count(self, key: FactKey, count: u64) -> Self {
        self.with(key, FactValue::Count(count))
    }

    /// Adds an id.
    #[must_use]
    pub fn id(self, key: FactKey, id: impl Into<String>) -> Self {
        self.with(key, FactValue::Id(id.into()))
    }

    /// Adds a code of a closed set.
    #[must_use]
    pub fn code(self, key: FactKey, code: &'static str) -> Self {
        self.with(key, FactValue::Code(Cow::Borrowed(code)))
    }

    /// Adds a time, in microseconds since 1970.
    #[must_use]
    pub fn time(self, key: FactKey, at_us: i64) -> Self {
        self.with(key, FactValue::Time(at_us))
    }

    /// Adds a sealed value.
    #[must_use]
    pub fn sealed(self, key: FactKey, sealed: Vec<u8>) -> Self {
        self.with(key, FactValue::Sealed(sealed))
    }

    /// Adds a hash.
    #[must_use]
    pub fn hash(self, key: FactKey, hash: [u8; 32]) -> Self {
        self.with(key, FactValue::Hash(hash))
    }

    /// Adds ranges of keys: sorted, none overlapping another.
    #[must_use]
    pub fn ranges(self, key: FactKey, ranges: Vec<LeafRange>) -> Self {
        self.with(key, FactValue::Ranges(ranges))
    }

    /// Adds a number for each of several kinds, which are named by codes.
    #[must_use]
    pub fn counts(self, key: FactKey, counts: BTreeMap<String, u64>) -> Self {
        self.with(key, FactValue::Counts(counts))
    }

    /// The fact of that key.
    pub fn get(&self, key: FactKey) -> Option<&FactValue> {
        self.list.iter().find(|(held, _)| *held == key).map(|(_, value)| value)
    }

    /// Every fact, sorted by the key's code.
    pub fn list(&self) -> &[(FactKey, FactValue)] {
        &self.list
    }

    /// Whether all that was added may stand in an entry.
    pub fn check(&self) -> Result<(), EntryError> {
        self.mistake.map_or(Ok(()), Err)
    }

    /// The canonical bytes: version, count, and each fact's key, type and value.
    pub fn to_bytes(&self) -> Result<Vec<u8>, EntryError> {
        self.check()?;
        let count = u8::try_from(self.list.len()).map_err(|_| EntryError::TooManyFacts)?;
        let mut out = vec![VERSION, count];
        for (key, value) in &self.list {
            short(&mut out, key.code());
            value.write(&mut out);
        }
        Ok(out)
    }

    /// How many bytes `to_bytes` gives.
    pub(crate) fn size(&self) -> usize {
        2 + self.list.iter().map(|(key, value)| 1 + key.code().len() + value.size()).sum::<usize>()
    }

    /// Reads canonical bytes; refuses any others.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, EntryError> {
        let mut from = Reader::new(bytes);
        if from.byte()? != VERSION {
            return Err(EntryError::UnknownVersion);
        }
        let mut facts = Self::new();
        for _ in 0..from.byte()? {
            let key = FactKey::of_code(from.short_text()?).ok_or(EntryError::UnknownCode("a fact's key"))?;
            if facts.list.last().is_some_and(|(last, _)| last.code() >= key.code()) {
                return Err(EntryError::NotCanonical("the facts are not sorted"));
            }
            facts = facts.with(key, FactValue::read(&mut from)?);
            facts.check()?;
        }
        from.end()?;
        Ok(facts)
    }

    fn with(mut self, key: FactKey, value: FactValue) -> Self {
        match self.fault(key, &value) {
            Ok(place) => self.list.insert(place, (key, value)),
            Err(mistake) => self.mistake = self.mistake.or(Some(mistake)),
        }
        self
    }

    /// Where a fact belongs in the order, if it may be added.
    fn fault(&self, key: FactKey, value: &FactValue) -> Result<usize, EntryError> {
        value.check()?;
        if self.list.len() >= MAX_FACTS {
            return Err(EntryError::TooManyFacts);
        }
        match self.list.binary_search_by(|(held, _)| held.code().cmp(key.code())) {
            Ok(_) => Err(EntryError::FactTwice(key.code())),
            Err(place) => Ok(place),
        }
    }
}
