//! Changing what is noted of a conversation: what it is called, and its attributes.

use axum::extract::{Path, Request, State};
use axum::http::HeaderMap;
use axum::response::Response;
use domain::contacts::CustomAttributes;
use domain::conversations::{self, AttributeChanges, Attributes, AttributesError};
use privacy::Personal;
use privacy::access::{Allowed, act, allow};
use privacy::sealed::Json;
use serde_json::json;

use super::acts::{Done, answer, form, found};
use super::people::{fits_a_line, in_field, like, line, one_line};
use super::problem::Problem;
use super::session::SignedIn;
use crate::app::App;
use crate::edge::form::Form;

/// `POST /inbox/{id}/noted`
pub(super) async fn noted(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let done = async { change(&app, &who, &id, &form(&who, &headers, request).await?).await };
    let done = done.await;
    answer(&headers, &id, done, &who)
}

async fn change(app: &App, who: &SignedIn, id: &str, form: &Form) -> Done {
    let held: Allowed<_, act::ChangeState> = allow(&who.actor, found(app, who, id).await?)?;
    let (read, permit) = conversations::read_by(&app.d, &who.actor, held.thing().id).await?;
    let now = conversations::attributes(&app.d, &permit, read.thing()).await?;
    let (title, renames) = (line(who, form, "title")?, renames(form, &now)?);
    let changes = AttributeChanges { title: renames.then_some(title), custom: attributes(form, &now)? };
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

/// The attributes in whose field something else was typed than stood there, and stands there still.
fn attributes(form: &Form, now: &Attributes) -> Result<Option<Personal<Json<CustomAttributes>>>, Problem> {
    let mut new = CustomAttributes::new();
    let fields = form.every("attribute").zip(form.every("value")).zip(form.every("was"));
    for ((name, value), was) in fields {
        // An attribute that is there is called as it is; a new one has no space around its name.
        let (name, value) = (if now.custom.contains_key(name) { name } else { name.trim() }, value.trim());
        if name.is_empty() || value == one_line(was) {
            continue;
        }
        let known = now.custom.get(name);
        if known.map_or_else(String::new, in_field) != one_line(was) {
            return Err(Problem::Refused(|words| words.changed_meanwhile));
        }
        if !fits_a_line(name, value) {
            return Err(Problem::Refused(|words| words.one_line));
        }
        new.insert(name.to_owned(), like(known, value));
    }
    Ok((!new.is_empty()).then(|| Personal::new(Json(new))))
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
