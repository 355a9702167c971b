//! What an entry tells beside its action: a short sorted list of ids, counts, codes, times and sealed values.

use std::borrow::Cow;

use crate::EntryError;
use crate::codes::codes;
use crate::frame::Reader;
use crate::name::checked;

/// The most facts that an entry has.
pub const MAX_FACTS: usize = 16;
/// The longest sealed fact, in bytes.
pub const MAX_SEALED_BYTES: usize = 4096;
const VERSION: u8 = 1;

codes! {
    /// What a fact tells.
    FactKey {
        /// The teammate to whom something was given.
        Assignee = "assignee",
        /// How many files came with it.
        Attachments = "attachments",
        /// The contact concerned.
        Contact = "contact",
        /// The conversation concerned.
        Conversation = "conversation",
        /// How many things were concerned.
        Count = "count",
        /// When it ends.
        Expires = "expires",
        /// The purpose of a disclosure.
        Purpose = "purpose",
        /// Why, in words, sealed.
        Reason = "reason",
        /// The region.
        Region = "region",
        /// The role that somebody has or got.
        Role = "role",
        /// What a token may do.
        Scope = "scope",
        /// The tag concerned.
        Tag = "tag",
        /// The teammate concerned.
        Teammate = "teammate",
        /// Until when it is put aside.
        Until = "until",
    }
}

/// The value of a fact. There is no free text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FactValue {
    /// A number of things.
    Count(u64),
    /// An id.
    Id(String),
    /// One of a closed set of codes; new ones can only stand in the program's text.
    Code(Cow<'static, str>),
    /// Microseconds since 1970.
    Time(i64),
    /// A sealed value; it dies with its key, and the entry stays as it is.
    Sealed(Vec<u8>),
}

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

impl FactValue {
    fn check(&self) -> Result<(), EntryError> {
        match self {
            Self::Id(id) => checked("a fact's id", id).map(|_| ()),
            Self::Code(code) => checked("a fact's code", code).map(|_| ()),
            Self::Sealed(sealed) if sealed.len() > MAX_SEALED_BYTES => Err(EntryError::SealedTooLong),
            Self::Count(_) | Self::Time(_) | Self::Sealed(_) => Ok(()),
        }
    }

    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Count(count) => {
                out.push(1);
                out.extend(count.to_be_bytes());
            }
            Self::Id(id) => {
                out.push(2);
                short(out, id);
            }
            Self::Code(code) => {
                out.push(3);
                short(out, code);
            }
            Self::Time(at_us) => {
                out.push(4);
                out.extend(at_us.to_be_bytes());
            }
            Self::Sealed(sealed) => {
                out.push(5);
                out.extend(u16::try_from(sealed.len()).unwrap_or(u16::MAX).to_be_bytes());
                out.extend(sealed);
            }
        }
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, EntryError> {
        match from.byte()? {
            1 => Ok(Self::Count(u64::from_be_bytes(from.array()?))),
            2 => Ok(Self::Id(from.short_text()?.to_owned())),
            3 => Ok(Self::Code(Cow::Owned(from.short_text()?.to_owned()))),
            4 => Ok(Self::Time(i64::from_be_bytes(from.array()?))),
            5 => {
                let length = usize::from(u16::from_be_bytes(from.array()?));
                Ok(Self::Sealed(from.take(length)?.to_vec()))
            }
            _ => Err(EntryError::UnknownCode("a fact's type")),
        }
    }
}

/// Appends a text of at most 64 bytes after its length in one byte.
fn short(out: &mut Vec<u8>, text: &str) {
    out.push(u8::try_from(text.len()).unwrap_or(u8::MAX));
    out.extend(text.as_bytes());
}
