//! The language in which a teammate reads the screens: one that they chose, or the one that their browser asks for.

use activity_log::Action;
use privacy::access::Actor;
use store::{Change, Code, params, statements};

use crate::contacts::Language;
use crate::{Deployment, Trouble, entry};

statements! {
    /// What a teammate chose.
    FIND_TEAMMATE_LANGUAGE = "SELECT language FROM teammates WHERE workspace_id = $1 AND teammate_id = $2 AND state = 'active'";
    /// Another choice. Nobody who looked at the teammate meanwhile is refused for it: their version stays.
    CHOOSE_TEAMMATE_LANGUAGE = "UPDATE teammates SET language = $3, updated_at = $4 \
                                WHERE workspace_id = $1 AND teammate_id = $2 AND state = 'active'";
}

/// The language that a teammate chose; none where they follow their browser, or are no teammate.
pub async fn language(d: &Deployment, by: &Actor) -> Result<Option<Language>, Trouble> {
    let Actor::Teammate { workspace, id, .. } = *by else { return Ok(None) };
    let row = d.store.row(&FIND_TEAMMATE_LANGUAGE, params![workspace, id]).await?;
    Ok(row.map(|row| row.cells().maybe_code(Language::of_code)).transpose()?.flatten())
}

/// Chooses for oneself; none follows the browser again. `false` for whoever is no teammate.
pub async fn choose_language(
    d: &Deployment,
    by: &Actor,
    language: Option<Language>,
) -> Result<bool, Trouble> {
    let Actor::Teammate { workspace, id, .. } = *by else { return Ok(false) };
    let now = d.now();
    let change = Change::new(d.change(), by, now, entry::of(Action::TeammateLanguageChosen, &id))
        .one(&CHOOSE_TEAMMATE_LANGUAGE, params![workspace, id, language.map(|one| Code(one.code())), now]);
    d.store.commit(change).await?;
    Ok(true)
}
