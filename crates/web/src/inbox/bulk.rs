//! One act on several conversations: each on its own, with its own entry. What was refused is told, the rest is done.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use domain::conversations::{self, Conversation};
use domain::limits;
use privacy::{Personal, Time};
use serde_json::{Value, json};

use super::acts::{Task, assignee, bad, form, found, perform, tag_of, until};
use super::listed::Asked;
use super::problem::Problem;
use super::session::SignedIn;
use crate::app::App;
use crate::edge::form::Form;

/// What came of it, by conversation.
struct Outcome {
    done: Vec<Value>,
    refused: Vec<(String, Problem)>,
}

/// `POST /inbox/bulk`
pub(super) async fn bulk(
    State(app): State<App>,
    who: SignedIn,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let script = headers.contains_key("csrf");
    let answer = async {
        let form = form(&who, &headers, request).await?.form;
        let (ids, task) = (chosen(&form)?, task(&app, &form)?);
        let outcome = each(&app, &who, ids, &task).await?;
        if script { Ok(told(&outcome)) } else { back(&form, outcome) }
    };
    match answer.await {
        Ok(response) => response,
        Err(problem) if script => problem.as_json(),
        Err(problem) => problem.as_page(who.language),
    }
}

fn chosen(form: &Form) -> Result<BTreeSet<String>, Problem> {
    let ids: BTreeSet<String> = form.every("id").map(str::to_owned).collect();
    let most = usize::try_from(limits::PAGE).unwrap_or_default();
    if ids.is_empty() || ids.len() > most {
        return Err(Problem::Bad(format!("id names 1 to {most} conversations")));
    }
    Ok(ids)
}

/// `close`, `open`, `snooze` and a time, `assign` and to whom, `tag` with the field `name`, `untag` and an id.
fn task(app: &App, form: &Form) -> Result<Task, Problem> {
    let word = form.text("act").unwrap_or_default();
    let (act, what) = word.split_once(' ').unwrap_or((word, ""));
    match act {
        "close" => Ok(Task::Close),
        "open" => Ok(Task::Open),
        "snooze" => Ok(Task::Snooze(until(app, what.parse().ok())?)),
        "assign" => Ok(Task::Assign(assignee(what)?)),
        "tag" => Ok(Task::Tag(form.personal("name").unwrap_or_else(|| Personal::new(String::new())))),
        "untag" => Ok(Task::Untag(tag_of(what)?)),
        _ => Err(bad("act is close, open, snooze, assign, tag or untag")),
    }
}

async fn each(app: &App, who: &SignedIn, ids: BTreeSet<String>, task: &Task) -> Result<Outcome, Problem> {
    let mut outcome = Outcome { done: Vec::new(), refused: Vec::new() };
    for id in ids {
        match one(app, who, &id, task.clone()).await {
            Ok(was) => outcome.done.push(was),
            // What ails the machinery ails the rest too.
            Err(Problem::Trouble(trouble)) => return Err(trouble.into()),
            Err(problem) => outcome.refused.push((id, problem)),
        }
    }
    Ok(outcome)
}

/// Does it with one conversation; answers how that stood before, so that it can be taken back.
async fn one(app: &App, who: &SignedIn, id: &str, task: Task) -> Result<Value, Problem> {
    let held = found(app, who, id).await?;
    let tags = if matches!(task, Task::Tag(_)) { Some(tags(app, who, &held).await?) } else { None };
    let stood = held.clone();
    let answer = perform(app, who, held, task).await?;
    let tag = answer.get("tag").and_then(Value::as_str);
    let tagged = tags.zip(tag).map(|(tags, tag)| tags.contains(tag));
    Ok(json!({"id": id, "was": before(&stood, tagged), "now": answer}))
}

fn before(held: &Conversation, tagged: Option<bool>) -> Value {
    let id = |kind: &str, id: Option<String>| format!("{kind}-{}", id.as_deref().unwrap_or("none"));
    json!({
        "state": held.state.code(),
        "until": held.snoozed_until.map(|until: Time| until.micros() / 1_000_000),
        "teammate": id("teammate", held.assignee.map(|one| one.to_string())),
        "team": id("team", held.team.map(|one| one.to_string())),
        "tagged": tagged,
    })
}

async fn tags(app: &App, who: &SignedIn, held: &Conversation) -> Result<BTreeSet<String>, Problem> {
    let permit = conversations::permit_for(&who.actor)?;
    let all = conversations::tags_of(&app.d, &permit, held.workspace, held.id).await?;
    Ok(all.into_iter().map(|(id, _)| id.to_string()).collect())
}

fn told(outcome: &Outcome) -> Response {
    let refused: Vec<Value> =
        outcome.refused.iter().map(|(id, problem)| json!({"id": id, "message": problem.message()})).collect();
    Json(json!({"done": outcome.done, "refused": refused})).into_response()
}

/// Back to the list from which the form came.
fn back(form: &Form, outcome: Outcome) -> Result<Response, Problem> {
    if let Some((_, problem)) = outcome.refused.into_iter().next() {
        return Err(problem);
    }
    let listing = Asked::of(form).listing();
    Ok(Redirect::to(&listing.address(None)).into_response())
}
