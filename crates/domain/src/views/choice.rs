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
        Condition::Every([self.indexed(looks), self.further(looks)].concat())
    }

    /// What one index of conversations answers, in the order in which they changed: one state's, of a teammate, of a team or
    /// of all; or every conversation.
    pub(super) fn indexed(&self, looks: Id<Teammate>) -> Vec<Condition> {
        let Some(state) = self.state else { return Vec::new() };
        let narrow = self.holders(looks).into_iter().find(by_index);
        narrow.into_iter().chain([Condition::State(state)]).collect()
    }

    /// What is asked of each that those find.
    pub(super) fn further(&self, looks: Id<Teammate>) -> Vec<Condition> {
        let indexed = self.indexed(looks);
        let holders = self.holders(looks).into_iter().filter(|one| !indexed.contains(one));
        let priority = self.priority.then_some(Condition::Priority(true));
        holders.chain(priority).chain(self.tag.map(Condition::Tag)).collect()
    }

    /// Who has them.
    fn holders(&self, looks: Id<Teammate>) -> Vec<Condition> {
        let whose = match self.whose {
            Whose::Anybody => None,
            Whose::Mine => Some(Condition::Assignee(Some(looks))),
            Whose::Nobody => Some(Condition::Assignee(None)),
            Whose::Of(teammate) => Some(Condition::Assignee(Some(teammate))),
        };
        whose.into_iter().chain(self.team.map(|team| Condition::Team(Some(team)))).collect()
    }
}

/// Whether an index begins with it. What nobody has is in none of its own, unless no team has it either.
const fn by_index(holder: &Condition) -> bool {
    matches!(holder, Condition::Assignee(Some(_)) | Condition::Team(Some(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_index_answers_what_is_looked_through() {
        let (me, team): (Id<Teammate>, Id<Team>) = ("3".parse().unwrap(), "5".parse().unwrap());
        let (mine, theirs, free) =
            (Condition::Assignee(Some(me)), Condition::Team(Some(team)), Condition::Assignee(None));
        let (open, closed) = (Condition::State(State::Open), Condition::State(State::Closed));
        for (state, whose, of, indexed, further) in [
            (Some(State::Open), Whose::Mine, None, vec![mine.clone(), open.clone()], vec![]),
            (Some(State::Open), Whose::Anybody, Some(team), vec![theirs.clone(), open.clone()], vec![]),
            (
                Some(State::Open),
                Whose::Of(me),
                Some(team),
                vec![mine.clone(), open.clone()],
                vec![theirs.clone()],
            ),
            (Some(State::Open), Whose::Nobody, Some(team), vec![theirs.clone(), open], vec![free.clone()]),
            (Some(State::Closed), Whose::Nobody, None, vec![closed], vec![free.clone()]),
            (None, Whose::Mine, None, vec![], vec![mine.clone()]),
            (None, Whose::Nobody, Some(team), vec![], vec![free, theirs]),
            (None, Whose::Anybody, None, vec![], vec![]),
        ] {
            let choice = Choice { state, whose, team: of, tag: None, priority: false, order: Order::Newest };
            assert_eq!((choice.indexed(me), choice.further(me)), (indexed, further), "{choice:?}");
        }
    }
}
