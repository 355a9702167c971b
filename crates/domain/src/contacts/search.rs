//! Searching contacts: by columns that stand clear, and by whole values that have a blind index.

use activity_log::Action;
use privacy::access::{Actor, Permit};
use privacy::ids::{Contact as ContactKind, Tag, Teammate};
use privacy::keys::WorkspaceKeys;
use privacy::{Id, Personal, Time};
use store::{Code, Count, Flag, Param, Query};

use super::{Contact, ContactRole, Page, ReadError, find};
use crate::conversations::{self, Compare};
use crate::uses::{ContactEmail, ContactExternalId, ContactPhone};
use crate::{Deployment, Trouble, entry, limits, reads};

const FOUND: &str = concat!(
    "SELECT ",
    find::contact_columns!(),
    " FROM contacts c WHERE c.state = 'active' AND c.role <> 'visitor' AND c.workspace_id ="
);
const COUNTED: &str = "SELECT CAST(COUNT(*) AS BIGINT) FROM contacts c \
                       WHERE c.state = 'active' AND c.role <> 'visitor' AND c.workspace_id =";

/// A condition on a contact.
#[derive(Debug, Clone)]
pub enum Condition {
    /// All of them hold; none is no condition.
    Every(Vec<Self>),
    /// One of them holds; none never holds.
    Any(Vec<Self>),
    /// It does not hold.
    Not(Box<Self>),
    /// It is this one.
    Id(Id<ContactKind>),
    /// This is their whole address; `None`: they have none.
    Email(Option<Personal<String>>),
    /// This is their whole id at the customer's; `None`: they have none.
    ExternalId(Option<Personal<String>>),
    /// This is their whole phone number; `None`: they have none.
    Phone(Option<Personal<String>>),
    /// They are so to the company.
    Role(ContactRole),
    /// This teammate looks after them; `None`: nobody does.
    Owner(Option<Id<Teammate>>),
    /// They have this label.
    Tag(Id<Tag>),
    /// They want no e-mail.
    Unsubscribed(bool),
    /// A time of theirs compares so; where they have no such time, it does not.
    When(Moment, Compare, Time),
    /// They have no such time.
    Never(Moment),
}

/// A time of a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// When they were first seen here.
    Created,
    /// When something about them last changed.
    Updated,
    /// When they signed up at the customer's.
    SignedUp,
    /// When they were last seen.
    LastSeen,
    /// When they last wrote.
    LastReplied,
    /// When a teammate last wrote to them.
    LastContacted,
}

impl Moment {
    const fn column(self) -> &'static str {
        match self {
            Self::Created => "c.created_at",
            Self::Updated => "c.updated_at",
            Self::SignedUp => "c.signed_up_at",
            Self::LastSeen => "c.last_seen_at",
            Self::LastReplied => "c.last_replied_at",
            Self::LastContacted => "c.last_contacted_at",
        }
    }
}

/// The order of a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    /// By the time of the last change; else by the time when they were first seen.
    pub by_update: bool,
    /// Whether the earliest comes first.
    pub ascends: bool,
}

impl Sort {
    const fn column(self) -> &'static str {
        if self.by_update { "c.updated_at" } else { "c.created_at" }
    }

    /// What is sorted by, of a contact that was read.
    pub const fn value(self, of: &Contact) -> Time {
        if self.by_update { of.updated_at } else { of.created_at }
    }
}

/// A permit to open the contacts that are found, for somebody who is entered as having searched.
pub async fn search_permit(d: &Deployment, by: &Actor) -> Result<Permit, ReadError> {
    if matches!(by, Actor::Contact { .. }) {
        return Err(ReadError::NotFound);
    }
    let permit = conversations::permit_for(by)?;
    reads::note(d, &permit, entry::of(Action::SearchPerformed, &by.workspace()), None).await?;
    Ok(permit)
}

/// The contacts that fit, after `after` in their order, and how many fit in all. Visitors are not found: nothing is
/// known of them.
pub async fn search(
    d: &Deployment,
    permit: &Permit,
    condition: &Condition,
    sort: Sort,
    after: Option<(Time, Id<ContactKind>)>,
    limit: i64,
) -> Result<Page, Trouble> {
    let workspace = permit.actor().workspace();
    let keys = d.keys(workspace).await?;
    let mut query = Query::new("SEARCH_CONTACTS", FOUND);
    query.bind(workspace);
    and(&mut query, &keys, condition);
    if let Some((time, id)) = after {
        query.add("AND (").add(sort.column()).add(", c.contact_id)");
        query.add(if sort.ascends { "> (" } else { "< (" }).bind(time).add(",").bind(id).add(")");
    }
    query.add("ORDER BY").add(sort.column());
    query.add(if sort.ascends { ", c.contact_id" } else { "DESC, c.contact_id DESC" });
    query.add("LIMIT").bind(Count(limit.clamp(1, limits::PAGE + 1)));
    let rows = d.store.answers(query).await?;
    let contacts = rows.into_iter().map(|row| find::read(&mut row.cells())).collect::<Result<_, _>>()?;
    let mut count = Query::new("COUNT_FOUND_CONTACTS", COUNTED);
    count.bind(workspace);
    and(&mut count, &keys, condition);
    let total = d.store.answers(count).await?.into_iter().next();
    Ok(Page { contacts, total: total.map_or(Ok(0), |row| row.cells().count())? })
}

/// Adds `AND` and the condition. Conditions that all hold stand side by side, so that indexes are found.
fn and(query: &mut Query, keys: &WorkspaceKeys, condition: &Condition) {
    if let Condition::Every(all) = condition {
        for one in all {
            and(query, keys, one);
        }
        return;
    }
    query.add("AND");
    write(query, keys, condition);
}

fn write(query: &mut Query, keys: &WorkspaceKeys, condition: &Condition) {
    match condition {
        Condition::Every(all) => joined(query, keys, all, "AND", "1 = 1"),
        Condition::Any(all) => joined(query, keys, all, "OR", "1 = 0"),
        Condition::Not(one) => {
            // What is unknown does not hold; so its opposite does.
            query.add("NOT COALESCE((");
            write(query, keys, one);
            query.add("), 1 = 0)");
        }
        Condition::Id(id) => is(query, "c.contact_id", Some(*id)),
        Condition::Email(email) => {
            is(query, "c.email_index", email.as_ref().map(|email| keys.index::<ContactEmail>(email)));
        }
        Condition::ExternalId(id) => {
            is(query, "c.external_id_index", id.as_ref().map(|id| keys.index::<ContactExternalId>(id)));
        }
        Condition::Phone(phone) => {
            is(query, "c.phone_index", phone.as_ref().map(|phone| keys.index::<ContactPhone>(phone)));
        }
        Condition::Role(role) => is(query, "c.role", Some(Code(role.code()))),
        Condition::Owner(owner) => is(query, "c.owner_id", *owner),
        Condition::Unsubscribed(set) => is(query, "c.unsubscribed", Some(Flag(*set))),
        Condition::Tag(tag) => {
            query.add(
                "EXISTS (SELECT 1 FROM contact_tags g WHERE g.workspace_id = c.workspace_id \
                 AND g.contact_id = c.contact_id AND g.tag_id =",
            );
            query.bind(*tag).add(")");
        }
        Condition::When(moment, compare, time) => {
            query.add(moment.column()).add(compare.sign()).bind(*time);
        }
        Condition::Never(moment) => {
            query.add(moment.column()).add("IS NULL");
        }
    }
}

fn joined(
    query: &mut Query,
    keys: &WorkspaceKeys,
    all: &[Condition],
    word: &'static str,
    none: &'static str,
) {
    query.add("(");
    if all.is_empty() {
        query.add(none);
    }
    for (at, one) in all.iter().enumerate() {
        if at > 0 {
            query.add(word);
        }
        write(query, keys, one);
    }
    query.add(")");
}

fn is<T: Into<Param>>(query: &mut Query, column: &'static str, value: Option<T>) {
    match value {
        Some(value) => query.add(column).add("=").bind(value),
        None => query.add(column).add("IS NULL"),
    };
}
