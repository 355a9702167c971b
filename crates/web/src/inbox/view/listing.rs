//! Which conversations are listed: whose, in which state, in which order, from where on.

use std::fmt;

/// Whose conversations the list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Folder {
    /// Assigned to the one who looks.
    Mine,
    /// Assigned to nobody.
    Unassigned,
    /// Those in which the one who looks is mentioned.
    Mentions,
    /// Every one.
    #[default]
    All,
    /// Assigned to the team with this number.
    Team(i64),
    /// Held by the view with this number.
    View(i64),
}

impl Folder {
    /// All folders but teams and views.
    pub const EVERY: [Self; 4] = [Self::Mine, Self::Unassigned, Self::Mentions, Self::All];

    /// The folder an address names.
    pub fn parse(word: &str) -> Option<Self> {
        let known = Self::EVERY.into_iter().find(|folder| folder.word() == word);
        let numbered = |before| word.strip_prefix(before)?.parse().ok().filter(|id: &i64| *id > 0);
        known.or_else(|| numbered("team-").map(Self::Team)).or_else(|| numbered("view-").map(Self::View))
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Mine => "mine",
            Self::Unassigned => "unassigned",
            Self::Mentions => "mentions",
            Self::All => "all",
            Self::Team(_) => "team",
            Self::View(_) => "view",
        }
    }

    /// Its icon in the sprite.
    pub const fn icon(self) -> &'static str {
        match self {
            Self::Team(_) => "people",
            other => other.word(),
        }
    }
}

impl fmt::Display for Folder {
    /// The word in addresses.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Team(id) => write!(f, "team-{id}"),
            Self::View(id) => write!(f, "view-{id}"),
            other => f.write_str(other.word()),
        }
    }
}

/// The state of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum State {
    /// Someone has to answer.
    #[default]
    Open,
    /// Put off until a time or the next message.
    Snoozed,
    /// Done.
    Closed,
}

impl State {
    /// All states in the order they are shown.
    pub const EVERY: [Self; 3] = [Self::Open, Self::Snoozed, Self::Closed];

    /// The word in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Snoozed => "snoozed",
            Self::Closed => "closed",
        }
    }

    /// The state an address names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|state| state.as_str() == word)
    }
}

/// The order of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// Those that changed last come first.
    #[default]
    Newest,
    /// Those that have not changed for longest come first.
    Oldest,
    /// Those who have waited longest for an answer come first.
    Waiting,
    /// Those with priority come first.
    Priority,
}

impl Order {
    /// All orders as they are offered.
    pub const EVERY: [Self; 4] = [Self::Newest, Self::Oldest, Self::Waiting, Self::Priority];

    /// The word in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Newest => "newest",
            Self::Oldest => "oldest",
            Self::Waiting => "waiting",
            Self::Priority => "priority",
        }
    }

    /// The order an address names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|order| order.as_str() == word)
    }
}

/// A list of conversations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Listing {
    /// Whose.
    pub folder: Folder,
    /// In which state.
    pub state: State,
    /// In which order.
    pub order: Order,
    /// The order that an address need not say: a view has one of its own.
    pub usual: Order,
}

impl Listing {
    /// The address of the list, or of a conversation in it. A view says itself in which state its conversations are.
    pub fn address(self, conversation: Option<&str>) -> String {
        let path = conversation.map_or_else(|| "/inbox".to_owned(), |id| format!("/inbox/{id}"));
        let state = if self.is_view() { String::new() } else { format!("&state={}", self.state.as_str()) };
        let order =
            if self.order == self.usual { String::new() } else { format!("&sort={}", self.order.as_str()) };
        format!("{path}?folder={}{state}{order}", self.folder)
    }

    /// The same order of another folder and state; a view has its own, and leaves the others theirs.
    #[must_use]
    pub fn of(self, folder: Folder, state: State) -> Self {
        let there = Self { folder, state, ..Self::default() };
        if self.is_view() || there.is_view() { there } else { Self { order: self.order, ..there } }
    }

    /// Whether it is a view's.
    pub const fn is_view(self) -> bool {
        matches!(self.folder, Folder::View(_))
    }
}

/// How many conversations a folder holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// So many, or more.
    pub number: u64,
    /// There are more.
    pub more: bool,
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.number, if self.more { "+" } else { "" })
    }
}

/// A folder with its name and how many open conversations it holds; of mentions, those not looked at.
#[derive(Debug, Clone)]
pub struct FolderRow {
    /// The folder.
    pub folder: Folder,
    /// What a team or a view is called; the others are named in the reader's language.
    pub name: Option<String>,
    /// How many it holds.
    pub count: Count,
}

/// A page of a list, with what the folders hold.
#[derive(Debug, Clone, Default)]
pub struct List {
    /// The conversations, in the list's order.
    pub rows: Vec<super::ConversationRow>,
    /// The folders, in the order they are shown.
    pub folders: Vec<FolderRow>,
    /// After which place the next page begins (`?after=` in the address).
    pub next: Option<String>,
    /// The one who looks may choose conversations, to change them together.
    pub choosable: bool,
    /// This page is not the first.
    pub later: bool,
    /// What was searched for, where these are no folder's.
    pub searched: Option<Searched>,
}

/// What was searched for, and how far.
#[derive(Debug, Clone, Default)]
pub struct Searched {
    /// The text.
    pub text: String,
    /// So many conversations were looked at by name and last message.
    pub looked_at: u64,
    /// When the oldest of them changed last.
    pub since: Option<i64>,
    /// After which place those begin that were not looked at.
    pub next: Option<String>,
}
