//! What can be asked of conversations in lists and searches: only of columns that stand clear, and each in its order.

use std::cmp::Ordering;

use privacy::ids::{Contact, Conversation as ConversationKind, Tag, Team, Teammate};
use privacy::{Id, Time};
use store::{Code, Count, Flag, Param, Query};

use super::{Conversation, Place, State};

/// A condition on a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// All of them hold; none is no condition.
    Every(Vec<Self>),
    /// One of them holds; none never holds.
    Any(Vec<Self>),
    /// It does not hold.
    Not(Box<Self>),
    /// It stands so.
    State(State),
    /// This teammate looks after it; `None`: no teammate does.
    Assignee(Option<Id<Teammate>>),
    /// This team looks after it; `None`: no team does.
    Team(Option<Id<Team>>),
    /// It is with this contact.
    Contact(Id<Contact>),
    /// It has this tag.
    Tag(Id<Tag>),
    /// This teammate is mentioned in it.
    Mentions(Id<Teammate>),
    /// It comes before others.
    Priority(bool),
    /// There is something in it that no teammate has looked at.
    Unread(bool),
    /// A time of it compares so; where it has no such time, it does not.
    When(Moment, Compare, Time),
    /// It has no such time.
    Never(Moment),
    /// Its id compares so.
    Id(Compare, Id<ConversationKind>),
}

/// A time of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// When it began.
    Created,
    /// When something last happened.
    Updated,
    /// When something last happened that was not taken back.
    Moved,
    /// Since when the contact has waited.
    WaitingSince,
    /// Until when it is snoozed.
    SnoozedUntil,
}

/// How two values compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compare {
    /// It is the same.
    Is,
    /// It is not below.
    AtLeast,
    /// It is not above.
    AtMost,
    /// It is above.
    Above,
    /// It is below.
    Below,
}

impl Moment {
    const fn column(self) -> &'static str {
        match self {
            Self::Created => "k.created_at",
            Self::Updated => "k.updated_at",
            Self::Moved => "k.moved_at",
            Self::WaitingSince => "k.waiting_since",
            Self::SnoozedUntil => "k.snoozed_until",
        }
    }
}

impl Compare {
    pub(crate) const fn sign(self) -> &'static str {
        match self {
            Self::Is => "=",
            Self::AtLeast => ">=",
            Self::AtMost => "<=",
            Self::Above => ">",
            Self::Below => "<",
        }
    }
}

/// Adds `AND` and the condition. Conditions that all hold stand side by side, so that indexes are found.
pub(crate) fn and(query: &mut Query, condition: &Condition) {
    if let Condition::Every(all) = condition {
        for one in all {
            and(query, one);
        }
        return;
    }
    query.add("AND");
    write(query, condition);
}

fn write(query: &mut Query, condition: &Condition) {
    match condition {
        Condition::Every(all) => joined(query, all, "AND", "1 = 1"),
        Condition::Any(all) => joined(query, all, "OR", "1 = 0"),
        Condition::Not(one) => {
            // What is unknown does not hold; so its opposite does.
            query.add("NOT COALESCE((");
            write(query, one);
            query.add("), 1 = 0)");
        }
        Condition::State(state) => is(query, "k.state", Some(Code(state.code()))),
        Condition::Assignee(who) => is(query, "k.assignee_id", *who),
        Condition::Team(team) => is(query, "k.team_id", *team),
        Condition::Contact(contact) => is(query, "k.contact_id", Some(*contact)),
        Condition::Priority(first) => is(query, "k.priority", Some(Flag(*first))),
        Condition::Unread(unread) => is(query, "k.unread", Some(Flag(*unread))),
        Condition::When(moment, compare, time) => {
            query.add(moment.column()).add(compare.sign()).bind(*time);
        }
        Condition::Never(moment) => {
            query.add(moment.column()).add("IS NULL");
        }
        Condition::Id(compare, id) => {
            query.add("k.conversation_id").add(compare.sign()).bind(*id);
        }
        Condition::Mentions(teammate) => {
            query.add(
                "EXISTS (SELECT 1 FROM mentions n WHERE n.workspace_id = k.workspace_id \
                 AND n.conversation_id = k.conversation_id AND n.teammate_id =",
            );
            query.bind(*teammate).add(")");
        }
        Condition::Tag(tag) => {
            query.add(
                "EXISTS (SELECT 1 FROM conversation_tags g WHERE g.workspace_id = k.workspace_id \
                 AND g.conversation_id = k.conversation_id AND g.tag_id =",
            );
            query.bind(*tag).add(")");
        }
    }
}

fn joined(query: &mut Query, all: &[Condition], word: &'static str, none: &'static str) {
    query.add("(");
    if all.is_empty() {
        query.add(none);
    }
    for (at, one) in all.iter().enumerate() {
        if at > 0 {
            query.add(word);
        }
        write(query, one);
    }
    query.add(")");
}

fn is<T: Into<Param>>(query: &mut Query, column: &'static str, value: Option<T>) {
    match value {
        Some(value) => query.add(column).add("=").bind(value),
        None => query.add(column).add("IS NULL"),
    };
}

/// The order of a list; conversations with the same value stand in the order of their ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// By one of its times, the latest first. Those without it come last.
    LatestFirst(Moment),
    /// By one of its times, the earliest first. Those without it come last.
    EarliestFirst(Moment),
    /// Those that come before others, and then those that changed last.
    PriorityFirst,
}

/// More than the microseconds of any time: what has priority is sorted as if it were that much later.
const AHEAD: i64 = 1 << 60;

impl Sort {
    /// Those that changed last come first, as screens list them: what was taken back left its conversation in its place.
    pub const NEWEST: Self = Self::LatestFirst(Moment::Moved);
    /// Those that have not changed for the longest time come first, as screens list them.
    pub const OLDEST: Self = Self::EarliestFirst(Moment::Moved);
    /// Those in which anything happened last come first: whoever asks for what is new misses nothing.
    pub const LATEST: Self = Self::LatestFirst(Moment::Updated);
    /// Those whose contacts have waited longest come first; those who wait for nothing come last.
    pub const WAITING_LONGEST: Self = Self::EarliestFirst(Moment::WaitingSince);

    const fn descends(self) -> bool {
        !matches!(self, Self::EarliestFirst(_))
    }

    /// How two places follow one another.
    pub(super) fn compare(self, one: Place, other: Place) -> Ordering {
        let rising = (one.value, one.id).cmp(&(other.value, other.id));
        if self.descends() { rising.reverse() } else { rising }
    }

    /// What is sorted by, as SQL.
    const fn expression(self) -> &'static str {
        match self {
            Self::LatestFirst(Moment::Created) | Self::EarliestFirst(Moment::Created) => "k.created_at",
            Self::LatestFirst(Moment::Updated) | Self::EarliestFirst(Moment::Updated) => "k.updated_at",
            Self::LatestFirst(Moment::Moved) | Self::EarliestFirst(Moment::Moved) => "k.moved_at",
            Self::LatestFirst(Moment::WaitingSince) => "COALESCE(k.waiting_since, -1)",
            Self::LatestFirst(Moment::SnoozedUntil) => "COALESCE(k.snoozed_until, -1)",
            Self::EarliestFirst(Moment::WaitingSince) => "COALESCE(k.waiting_since, 1152921504606846976)",
            Self::EarliestFirst(Moment::SnoozedUntil) => "COALESCE(k.snoozed_until, 1152921504606846976)",
            Self::PriorityFirst => "(k.moved_at + k.priority * 1152921504606846976)",
        }
    }

    /// The same of a conversation that was read.
    pub(super) fn value(self, of: &Conversation) -> i64 {
        let (moment, missing) = match self {
            Self::LatestFirst(moment) => (moment, -1),
            Self::EarliestFirst(moment) => (moment, AHEAD),
            Self::PriorityFirst => {
                return of.moved_at.micros() + if of.priority { AHEAD } else { 0 };
            }
        };
        let time = match moment {
            Moment::Created => Some(of.created_at),
            Moment::Updated => Some(of.updated_at),
            Moment::Moved => Some(of.moved_at),
            Moment::WaitingSince => of.waiting_since,
            Moment::SnoozedUntil => of.snoozed_until,
        };
        time.map_or(missing, Time::micros)
    }

    /// Only what comes after a place.
    pub(super) fn after(self, query: &mut Query, after: Option<Place>) {
        let Some(Place { value, id }) = after else { return };
        query.add("AND (").add(self.expression()).add(", k.conversation_id)");
        query.add(if self.descends() { "< (" } else { "> (" });
        query.bind(Count(value)).add(",").bind(id).add(")");
    }

    pub(super) fn order(self, query: &mut Query) {
        query.add("ORDER BY").add(self.expression());
        query.add(if self.descends() { "DESC, k.conversation_id DESC" } else { ", k.conversation_id" });
    }
}

#[cfg(test)]
mod tests {
    use super::AHEAD;

    #[test]
    fn the_number_in_the_statements_is_the_one_here() {
        assert_eq!(AHEAD.to_string(), "1152921504606846976");
    }
}
