//! Which conversations a view holds, as closed codes and ids that the store keeps.

use privacy::Id;
use privacy::ids::{Tag, Team, Teammate};

use crate::conversations::{Condition, Sort, State};

/// Whose conversations.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Whose {
    /// Whoever has them.
    #[default]
    Anybody,
    /// Those of whoever looks.
    Mine,
    /// Those that no teammate has.
    Nobody,
    /// One teammate's.
    Of(Id<Teammate>),
}

impl Whose {
    /// The permanent code.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Anybody => "anybody",
            Self::Mine => "mine",
            Self::Nobody => "nobody",
            Self::Of(_) => "teammate",
        }
    }

    /// The one of that code; the teammate's has one.
    pub(super) fn of_code(code: &str, teammate: Option<Id<Teammate>>) -> Option<Self> {
        match (code, teammate) {
            ("anybody", None) => Some(Self::Anybody),
            ("mine", None) => Some(Self::Mine),
            ("nobody", None) => Some(Self::Nobody),
            ("teammate", Some(teammate)) => Some(Self::Of(teammate)),
            _ => None,
        }
    }

    /// The teammate it names.
    pub(super) const fn teammate(self) -> Option<Id<Teammate>> {
        match self {
            Self::Of(teammate) => Some(teammate),
            Self::Anybody | Self::Mine | Self::Nobody => None,
        }
    }
}

privacy::codes! {
    /// The order of a view.
    Order {
        /// Those that changed last come first.
        Newest = "newest",
        /// Those that have not changed for longest come first.
        Oldest = "oldest",
        /// Those whose contacts have waited longest come first.
        Waiting = "waiting",
        /// Those that come before others come first.
        Priority = "priority",
    }
}

impl Order {
    /// The same as a list's order.
    pub const fn sort(self) -> Sort {
        match self {
            Self::Newest => Sort::NEWEST,
            Self::Oldest => Sort::OLDEST,
            Self::Waiting => Sort::WAITING_LONGEST,
            Self::Priority => Sort::PriorityFirst,
        }
    }
}

/// Which conversations a view holds: those of which all of this is true.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// In which state; `None`: in any.
    pub state: Option<State>,
    /// Whose.
    pub whose: Whose,
    /// Of this team; `None`: of any or none.
    pub team: Option<Id<Team>>,
    /// With this tag.
    pub tag: Option<Id<Tag>>,
    /// Only those that come before others.
    pub priority: bool,
    /// In which order.
    pub order: Order,
}

impl Choice {
    /// What holds of its conversations, for somebody who looks.
    pub fn condition(&self, looks: Id<Teammate>) -> Condition {
        Condition::Every([self.indexed(looks), self.further()].concat())
    }

    /// What indexes of conversations answer.
    pub(super) fn indexed(&self, looks: Id<Teammate>) -> Vec<Condition> {
        let whose = match self.whose {
            Whose::Anybody => None,
            Whose::Mine => Some(Condition::Assignee(Some(looks))),
            Whose::Nobody => Some(Condition::Assignee(None)),
            Whose::Of(teammate) => Some(Condition::Assignee(Some(teammate))),
        };
        let team = self.team.map(|team| Condition::Team(Some(team)));
        whose.into_iter().chain(team).chain(self.state.map(Condition::State)).collect()
    }

    /// What is asked of each that those find.
    pub(super) fn further(&self) -> Vec<Condition> {
        let priority = self.priority.then_some(Condition::Priority(true));
        priority.into_iter().chain(self.tag.map(Condition::Tag)).collect()
    }
}
