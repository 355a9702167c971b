//! Changing what is noted of a conversation: what it is called, and its attributes.

use domain::conversations::{self, AttributeChanges, Attributes, AttributesError};
use privacy::access::{Allowed, act, allow};
use serde_json::json;

use super::acts::{Done, found};
use super::people::{line, one_line, typed_over_told};
use super::problem::Problem;
use super::session::SignedIn;
use crate::app::App;
use crate::edge::form::Form;

pub(super) async fn change_noted(app: &App, who: &SignedIn, id: &str, form: &Form) -> Done {
    let held: Allowed<_, act::ChangeState> = allow(&who.actor, found(app, who, id).await?)?;
    let (read, permit) = conversations::read_by(&app.d, &who.actor, held.thing().id).await?;
    let now = conversations::attributes(&app.d, &permit, read.thing()).await?;
    let (title, renames) = (line(who, form, "title")?, renames(form, &now)?);
    let changes =
        AttributeChanges { title: renames.then_some(title), custom: typed_over_told(&now.custom, form)? };
    if changes.title.is_some() || changes.custom.is_some() {
        conversations::change_attributes(&app.d, held, changes).await?;
    }
    Ok(json!({}))
}

/// Whether another title was typed over the one that stands.
fn renames(form: &Form, now: &Attributes) -> Result<bool, Problem> {
    let was = form.trimmed("title_was");
    if form.trimmed("title") == was {
        return Ok(false);
    }
    let stands = one_line(now.title.as_deref().unwrap_or_default()) == was;
    if stands { Ok(true) } else { Err(Problem::Refused(|words| words.changed_meanwhile)) }
}

impl From<AttributesError> for Problem {
    fn from(error: AttributesError) -> Self {
        match error {
            AttributesError::NotFound => Self::NotFound,
            AttributesError::TooMany => Self::Refused(|words| words.too_many_attributes),
            AttributesError::Trouble(trouble) => trouble.into(),
        }
    }
}
