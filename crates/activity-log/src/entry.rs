//! One entry and its canonical bytes. The log's leaf over it is SHA-256(00 || canonical bytes).

use crate::frame::{Reader, lp};
use crate::name::checked;
use crate::{Action, ActorKind, EntryError, Facts, Object, ObjectKind, Party};

/// Stands first in every entry's bytes, so that they can be nothing else.
const DOMAIN: &[u8] = b"troth/entry/v1";
/// The longest entry, in bytes: what a bundle of entries can say in two bytes of length.
pub const MAX_ENTRY_BYTES: usize = 65_535;

/// Where and when an entry was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// The workspace's id, or the operator's.
    pub workspace: String,
    /// The commit's id.
    pub change: [u8; 16],
    /// The place among the entries of the same commit, from 0.
    pub ordinal: u32,
    /// Microseconds since 1970.
    pub at_us: i64,
}

/// Who did what to which thing. It can only be made of parts that are ids, codes, counts, times or sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    stamp: Stamp,
    actor: Party,
    action: Action,
    object: Object,
    facts: Facts,
}

impl Entry {
    /// Makes an entry of parts that all have the form they must have.
    pub fn new(
        stamp: Stamp,
        actor: Party,
        action: Action,
        object: Object,
        facts: Facts,
    ) -> Result<Self, EntryError> {
        checked("the workspace's id", &stamp.workspace)?;
        actor.check()?;
        object.check()?;
        facts.check()?;
        let entry = Self { stamp, actor, action, object, facts };
        if entry.size() > MAX_ENTRY_BYTES { Err(EntryError::EntryTooLong) } else { Ok(entry) }
    }

    /// Where and when.
    pub const fn stamp(&self) -> &Stamp {
        &self.stamp
    }

    /// Who.
    pub const fn actor(&self) -> &Party {
        &self.actor
    }

    /// Did what.
    pub const fn action(&self) -> Action {
        self.action
    }

    /// To which thing.
    pub const fn object(&self) -> &Object {
        &self.object
    }

    /// And what else there is to tell.
    pub const fn facts(&self) -> &Facts {
        &self.facts
    }

    /// How many bytes the canonical form has.
    fn size(&self) -> usize {
        let texts = [
            self.stamp.workspace.as_str(),
            self.actor.kind.code(),
            &self.actor.id,
            self.action.code(),
            self.object.kind.code(),
            &self.object.id,
        ];
        let fixed = size_of::<u128>() + size_of::<u32>() + size_of::<i64>() + 4 * (texts.len() + 2);
        fixed + DOMAIN.len() + texts.iter().map(|text| text.len()).sum::<usize>() + self.facts.size()
    }

    /// The one form in which the entry is hashed: no two entries have the same bytes.
    pub fn canonical_bytes(&self) -> Result<Vec<u8>, EntryError> {
        let mut out = Vec::with_capacity(self.size());
        lp(&mut out, DOMAIN);
        lp(&mut out, self.stamp.workspace.as_bytes());
        out.extend(self.stamp.change);
        out.extend(self.stamp.ordinal.to_be_bytes());
        out.extend(self.stamp.at_us.to_be_bytes());
        lp(&mut out, self.actor.kind.code().as_bytes());
        lp(&mut out, self.actor.id.as_bytes());
        lp(&mut out, self.action.code().as_bytes());
        lp(&mut out, self.object.kind.code().as_bytes());
        lp(&mut out, self.object.id.as_bytes());
        lp(&mut out, &self.facts.to_bytes()?);
        Ok(out)
    }

    /// Reads canonical bytes; refuses any others.
    pub fn from_canonical_bytes(bytes: &[u8]) -> Result<Self, EntryError> {
        let mut from = Reader::new(bytes);
        if from.lp()? != DOMAIN {
            return Err(EntryError::UnknownVersion);
        }
        let stamp = Stamp {
            workspace: from.text()?.to_owned(),
            change: from.array()?,
            ordinal: u32::from_be_bytes(from.array()?),
            at_us: i64::from_be_bytes(from.array()?),
        };
        let kind = ActorKind::of_code(from.text()?).ok_or(EntryError::UnknownCode("the actor's kind"))?;
        let actor = Party::new(kind, from.text()?);
        let action = Action::of_code(from.text()?).ok_or(EntryError::UnknownCode("the action"))?;
        let kind = ObjectKind::of_code(from.text()?).ok_or(EntryError::UnknownCode("the object's kind"))?;
        let object = Object::new(kind, from.text()?);
        let facts = Facts::from_bytes(from.lp()?)?;
        from.end()?;
        Self::new(stamp, actor, action, object, facts)
    }
}
