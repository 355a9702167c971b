//! What an entry tells beside its act: to whom something was given, from which role to which, what of the settings changed.

use activity_log::{Action, Entry, FactKey, FactValue, ObjectKind};
use privacy::Id;
use privacy::access::Role;
use privacy::ids::Teammate;

use super::Cast;
use crate::console::view::role_word;
use crate::words::{Language, LogWords, fill};

/// What a fact holds in place of an id where something was given to nobody.
const NOBODY: &str = "nobody";
/// What the entry on the mail server tells where it was taken away.
const REMOVED: &str = "removed";

/// Each of it in words, in the order in which it is read.
pub(super) fn beside(cast: &Cast, entry: &Entry, language: Language) -> Vec<String> {
    let words = &language.words().log;
    match entry.action() {
        Action::ConversationAssigned => given(cast, entry, words),
        Action::ConversationTagged
        | Action::ConversationUntagged
        | Action::ContactTagged
        | Action::ContactUntagged => tag(cast, entry, words).into_iter().collect(),
        Action::TeammateRoleChanged | Action::InvitationCreated => {
            role(entry, language).into_iter().collect()
        }
        Action::WorkspaceSettingsChanged => parts(entry, words),
        Action::IdentityRulesChanged => rules(entry, words),
        Action::MailSettingsChanged if text(entry, FactKey::Outcome) == Some(REMOVED) => {
            vec![words.mail_removed.to_owned()]
        }
        _ => Vec::new(),
    }
}

/// The id or the code of a fact.
fn text(entry: &Entry, key: FactKey) -> Option<&str> {
    match entry.facts().get(key)? {
        FactValue::Id(id) => Some(id),
        FactValue::Code(code) => Some(code),
        _ => None,
    }
}

fn given(cast: &Cast, entry: &Entry, words: &LogWords) -> Vec<String> {
    let teammate = |id: &str| {
        let known = id.parse().ok().and_then(|id: Id<Teammate>| cast.teammates.get(&id));
        let name = known.map_or_else(|| fill(words.teammate, "id", id), |one| one.name.clone());
        fill(words.to, "name", &name)
    };
    let to_teammate = text(entry, FactKey::Assignee)
        .map(|id| if id == NOBODY { words.to_nobody.to_owned() } else { teammate(id) });
    let to_team = text(entry, FactKey::Team).map(|id| match id {
        NOBODY => words.to_no_team.to_owned(),
        id => fill(words.to, "name", &cast.thing(ObjectKind::Team, id, words)),
    });
    to_teammate.into_iter().chain(to_team).collect()
}

fn tag(cast: &Cast, entry: &Entry, words: &LogWords) -> Option<String> {
    text(entry, FactKey::Tag).map(|id| cast.thing(ObjectKind::Tag, id, words))
}

/// The role that somebody got, and the one that they had.
fn role(entry: &Entry, language: Language) -> Option<String> {
    let (words, roles) = (&language.words().log, &language.words().teammates);
    let named = |key| text(entry, key).and_then(Role::of_code).map(|role| role_word(roles, role));
    let after = named(FactKey::Role)?;
    Some(match named(FactKey::RoleBefore) {
        Some(before) => fill(&fill(words.role_from, "before", before), "after", after),
        None => after.to_owned(),
    })
}

/// Which of the settings are other than they were.
fn parts(entry: &Entry, words: &LogWords) -> Vec<String> {
    match entry.facts().get(FactKey::Counts) {
        Some(FactValue::Counts(parts)) => {
            let known = parts.keys().filter_map(|part| words.setting(part));
            known.map(str::to_owned).collect()
        }
        _ => Vec::new(),
    }
}

/// What is taken as proof from then on, and what is not any more.
fn rules(entry: &Entry, words: &LogWords) -> Vec<String> {
    match entry.facts().get(FactKey::Counts) {
        Some(FactValue::Counts(turned)) => {
            let known = turned.iter().filter_map(|(rule, on)| words.rule(rule, *on > 0));
            known.map(str::to_owned).collect()
        }
        _ => Vec::new(),
    }
}
