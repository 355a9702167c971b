//! Identifiers that cannot be mistaken for one another: `Id<Contact>` is not `Id<Conversation>`.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use crate::{Random, Region, Time};

/// A kind of thing that has ids. `Raw` is how the id is held, `NAME` how messages and entries call it.
pub trait Kind: 'static {
    /// What an id of this kind is made of.
    type Raw: Raw;
    /// The thing's name in entries and errors: lower case, singular.
    const NAME: &'static str;
}

/// The forms an id may have: a short text, 24 hexadecimal digits, 32 of them, or a number below 2^53.
pub trait Raw: Clone + Eq + Ord + Hash + Send + Sync + fmt::Display {
    /// Reads the form that the API shows; `None` for anything else.
    fn read(text: &str) -> Option<Self>;
}

/// The id of a `K`.
pub struct Id<K: Kind>(K::Raw);

/// Not an id of the kind that was expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id of a {0}")]
pub struct NotAnId(pub &'static str);

impl<K: Kind> Id<K> {
    /// Wraps a raw value that the store or the program made.
    pub const fn of(raw: K::Raw) -> Self {
        Self(raw)
    }

    /// What the id is made of.
    pub const fn raw(&self) -> &K::Raw {
        &self.0
    }
}

impl<K: Kind> FromStr for Id<K> {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        K::Raw::read(text).map(Self).ok_or(NotAnId(K::NAME))
    }
}

impl<K: Kind> Clone for Id<K> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}
impl<K: Kind<Raw: Copy>> Copy for Id<K> {}
impl<K: Kind> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<K: Kind> Eq for Id<K> {}
impl<K: Kind> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<K: Kind> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}
impl<K: Kind> Hash for Id<K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<K: Kind> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
impl<K: Kind> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", K::NAME, self.0)
    }
}

/// A whole number that JavaScript reads exactly: 1 to 2^53 - 1, shown in decimal.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number(i64);

impl Number {
    /// The largest number an id may be: 2^53 - 1.
    pub const MAX: i64 = (1 << 53) - 1;

    /// The last one.
    pub const LAST: Self = Self(Self::MAX);

    /// `None` unless 1 <= n < 2^53.
    pub const fn new(n: i64) -> Option<Self> {
        if n >= 1 && n <= Self::MAX { Some(Self(n)) } else { None }
    }

    /// The number.
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Raw for Number {
    fn read(text: &str) -> Option<Self> {
        let digits = text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0');
        digits.then(|| text.parse().ok()).flatten().and_then(Self::new)
    }
}

/// `N` bytes shown as lower-case hexadecimal.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hex<const N: usize>([u8; N]);

impl<const N: usize> Hex<N> {
    /// Wraps the bytes.
    pub const fn new(bytes: [u8; N]) -> Self {
        Self(bytes)
    }

    /// The bytes.
    pub const fn bytes(&self) -> &[u8; N] {
        &self.0
    }
}

impl<const N: usize> fmt::Display for Hex<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl<const N: usize> Raw for Hex<N> {
    fn read(text: &str) -> Option<Self> {
        let digit = |b: u8| match b {
            b'0'..=b'9' => Some(b - b'0'),
            b'a'..=b'f' => Some(b - b'a' + 10),
            _ => None,
        };
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        if pairs.len() != N || !rest.is_empty() {
            return None;
        }
        let mut bytes = [0; N];
        for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
            *byte = digit(*high)? << 4 | digit(*low)?;
        }
        Some(Self(bytes))
    }
}

/// A workspace's id: its region and eight characters of `a-z2-7`, as `eu4k7m2pqx`; or the operator's own.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WorkspaceCode([u8; 10]);

impl WorkspaceCode {
    /// The text, ten characters of ASCII.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for WorkspaceCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Raw for WorkspaceCode {
    fn read(text: &str) -> Option<Self> {
        let code: [u8; 10] = text.as_bytes().try_into().ok()?;
        let known = Region::ALL.iter().any(|region| text.starts_with(region.code()));
        let clean = code.iter().skip(2).all(|b| matches!(b, b'a'..=b'z' | b'2'..=b'7'));
        ((known && clean) || code == OPERATOR).then_some(Self(code))
    }
}

/// The id under which the operator's own acts are entered; no workspace can have it.
const OPERATOR: [u8; 10] = *b"-operator-";

impl Id<Workspace> {
    /// Stands for the operator of the deployment where an entry belongs to no workspace.
    pub const OPERATOR: Self = Self::of(WorkspaceCode(OPERATOR));

    /// A new workspace's id in `region`.
    pub fn fresh(random: &Random, region: Region) -> Self {
        const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
        let chance: [u8; 8] = random.bytes();
        let mut code = [b'a'; 10];
        let tail = chance.iter().filter_map(|byte| ALPHABET.get(usize::from(byte % 32)));
        for (place, letter) in code.iter_mut().zip(region.code().as_bytes().iter().chain(tail)) {
            *place = *letter;
        }
        Self::of(WorkspaceCode(code))
    }

    /// The region that the id names; `None` for the operator.
    pub fn region(&self) -> Option<Region> {
        Region::ALL.into_iter().find(|region| self.0.as_str().starts_with(region.code()))
    }
}

impl<K: Kind<Raw = Hex<12>>> Id<K> {
    /// A new id: four bytes of seconds, eight of chance, so that ids sort roughly by time.
    pub fn fresh(random: &Random, now: Time) -> Self {
        let chance: [u8; 8] = random.bytes();
        let seconds = u32::try_from(now.seconds()).unwrap_or(u32::MAX).to_be_bytes();
        let mut bytes = [0; 12];
        for (place, byte) in bytes.iter_mut().zip(seconds.into_iter().chain(chance)) {
            *place = byte;
        }
        Self::of(Hex::new(bytes))
    }
}

impl Id<Change> {
    /// A new change's id: six bytes of milliseconds, ten of chance.
    pub fn fresh(random: &Random, now: Time) -> Self {
        let chance: [u8; 10] = random.bytes();
        let millis = (now.micros() / 1000).to_be_bytes();
        let mut bytes = [0; 16];
        for (place, byte) in bytes.iter_mut().zip(millis.into_iter().skip(2).chain(chance)) {
            *place = byte;
        }
        Self::of(Hex::new(bytes))
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident($raw:ty) = $name:literal;)+) => {$(
        $(#[$doc])*
        pub enum $kind {}
        impl Kind for $kind {
            type Raw = $raw;
            const NAME: &'static str = $name;
        }
    )+};
}

kinds! {
    /// A company's installation: its people, conversations and keys.
    Workspace(WorkspaceCode) = "workspace";
    /// A person who writes in: visitor, lead or user.
    Contact(Hex<12>) = "contact";
    /// A thread between a contact and the teammates.
    Conversation(Number) = "conversation";
    /// One part of a conversation.
    Message(Number) = "message";
    /// Someone who answers.
    Teammate(Number) = "teammate";
    /// A file that came with a message.
    Attachment(Hex<12>) = "attachment";
    /// A label on conversations.
    Tag(Number) = "tag";
    /// A group of teammates.
    Team(Number) = "team";
    /// An organisation to which contacts belong.
    Company(Hex<12>) = "company";
    /// What a teammate wrote down about a contact.
    Note(Number) = "note";
    /// Something that a contact did.
    DataEvent(Hex<12>) = "data_event";
    /// An answer kept ready.
    Macro(Number) = "macro";
    /// A choice of conversations kept under a name.
    View(Number) = "view";
    /// A signed-in browser of a teammate, or a messenger of a contact.
    Session(Hex<12>) = "session";
    /// A key to the REST API.
    ApiToken(Hex<12>) = "api_token";
    /// A link by which somebody becomes a teammate.
    Invitation(Hex<12>) = "invitation";
    /// A letter on its way.
    Mail(Hex<12>) = "mail";
    /// A secret with which a customer's server signs who its users are.
    IdentitySecret(Hex<12>) = "identity_secret";
    /// One erasure of a person, a conversation or a part.
    Erasure(Hex<12>) = "erasure";
    /// A reason to keep something.
    Hold(Hex<12>) = "hold";
    /// One commit of the store; makes committing it again harmless.
    Change(Hex<16>) = "change";
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_workspace_id_names_its_region() {
        let id = Id::<Workspace>::fresh(&Random::seeded(7), Region::Eu);
        assert_eq!(id.region(), Some(Region::Eu));
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(Id::<Workspace>::OPERATOR.region(), None);
    }

    #[test]
    fn numbers_stay_below_two_to_the_53() {
        for bad in ["0", "-1", "007", "9007199254740992", "99999999999999999999", "1.0", " 1", "", "１"] {
            assert_eq!(bad.parse::<Id<Conversation>>(), Err(NotAnId("conversation")), "{bad:?}");
        }
        assert!("9007199254740991".parse::<Id<Conversation>>().is_ok());
    }

    proptest! {
        #[test]
        fn whatever_is_read_is_shown_the_same(text in "\\PC{0,40}|[0-9a-f]{24}|[1-9][0-9]{0,17}|(us|eu|au)[a-z2-7]{8}") {
            if let Ok(id) = text.parse::<Id<Contact>>() { prop_assert_eq!(id.to_string(), text.clone()); }
            if let Ok(id) = text.parse::<Id<Conversation>>() { prop_assert_eq!(id.to_string(), text.clone()); }
            if let Ok(id) = text.parse::<Id<Workspace>>() { prop_assert_eq!(id.to_string(), text); }
        }
    }
}
