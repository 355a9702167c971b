//! What the things are called of which entries of the log tell, as far as they are there and the reader may see it.

use std::collections::{HashMap, HashSet};

use activity_log::{FactKey, ObjectKind};
use domain::activity::Reader;
use domain::{api_tokens, identity_secrets, invitations, macros, tags, teams};
use privacy::access::{Permit, act, allow};
use store::LoggedEntry;

use super::problem::Problem;
use crate::app::App;

/// Names by what the thing is and its id; only what is told of is looked for.
pub(super) async fn names(
    app: &App,
    reader: &Reader,
    permit: &Permit,
    found: &[LoggedEntry],
) -> Result<HashMap<(ObjectKind, String), String>, Problem> {
    let told = kinds(found);
    let mut names = HashMap::new();
    let mut add = |kind, id: String, name: String| names.insert((kind, id), name);
    if told.contains(&ObjectKind::Tag) {
        for (id, name) in tags::list(&app.d, permit).await? {
            add(ObjectKind::Tag, id.to_string(), name);
        }
    }
    if told.contains(&ObjectKind::Team) {
        for (id, name) in teams::names(&app.d, permit).await? {
            add(ObjectKind::Team, id.to_string(), name);
        }
    }
    if told.contains(&ObjectKind::Macro) {
        for one in macros::list(&app.d, permit).await? {
            add(ObjectKind::Macro, one.id.to_string(), one.name);
        }
    }
    if told.contains(&ObjectKind::Invitation) && may::<act::ManageTeammates>(reader) {
        for one in invitations::list(&app.d, permit).await? {
            add(ObjectKind::Invitation, one.id.to_string(), one.email);
        }
    }
    let (by, workspace) = (reader.actor(), reader.thing());
    if let (true, Ok(of)) = (told.contains(&ObjectKind::ApiToken), allow(by, workspace.clone())) {
        for (id, name) in api_tokens::names(&app.d, &of, permit).await? {
            add(ObjectKind::ApiToken, id.to_string(), name);
        }
    }
    if let (true, Ok(of)) = (told.contains(&ObjectKind::IdentitySecret), allow(by, workspace.clone())) {
        for one in identity_secrets::list(&app.d, &of, permit).await? {
            add(ObjectKind::IdentitySecret, one.id.to_string(), one.name);
        }
    }
    Ok(names)
}

/// The kinds of things of which the entries tell.
fn kinds(found: &[LoggedEntry]) -> HashSet<ObjectKind> {
    let facts = [(FactKey::Tag, ObjectKind::Tag), (FactKey::Team, ObjectKind::Team)];
    let of = |logged: &LoggedEntry| {
        let told = facts.into_iter().filter(|(key, _)| logged.entry.facts().get(*key).is_some());
        let object = logged.entry.object().kind;
        told.map(|(_, kind)| kind).chain([object]).collect::<Vec<_>>()
    };
    found.iter().flat_map(of).collect()
}

fn may<A: act::Act>(reader: &Reader) -> bool {
    allow::<_, A>(reader.actor(), reader.thing().clone()).is_ok()
}
