//! One act on several conversations: each on its own, with its own entry. What was refused is told, the rest is done.

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use domain::limits;
use privacy::Personal;
use serde_json::{Value, json};

use super::acts::{
    Task, assignee, back as taken_back, bad, chosen_time, first, form, perform, tag_of, until,
};
use super::listed::Asked;
use super::problem::Problem;
use super::session::SignedIn;
use crate::app::App;
use crate::edge::form::Form;

/// What came of it, by conversation.
struct Outcome {
    done: Vec<Value>,
    refused: Vec<(String, String)>,
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
        let form = form(&who, &headers, request).await?;
        let outcome = each(&app, &who, tasks(&app, &who, &form)?).await;
        if script { Ok(told(&outcome)) } else { back(&form, outcome) }
    };
    match answer.await {
        Ok(response) => response,
        Err(problem) if script => problem.as_json(who.language),
        Err(problem) => problem.as_page(who.language),
    }
}

/// What is done with which; what is taken back is told of each.
fn tasks(app: &App, who: &SignedIn, form: &Form) -> Result<BTreeMap<String, Task>, Problem> {
    let taking_back = match form.text("act") {
        Some("put-back") => Some(Task::PutBack as fn(_) -> _),
        Some("hand-back") => Some(Task::HandBack as fn(_) -> _),
        _ => None,
    };
    if let Some(task) = taking_back {
        let all: BTreeMap<_, _> = form.every("was").map(taken_back).collect::<Result<_, _>>()?;
        return few(all.into_iter().map(|(id, back)| (id, task(back))).collect());
    }
    let ids: BTreeSet<String> = form.every("id").map(str::to_owned).collect();
    let all = few(ids.into_iter().map(|id| (id, ())).collect())?;
    let task = task(app, who, form)?;
    Ok(all.into_keys().map(|id| (id, task.clone())).collect())
}

fn few<T>(all: BTreeMap<String, T>) -> Result<BTreeMap<String, T>, Problem> {
    let most = usize::try_from(limits::PAGE).unwrap_or_default();
    if all.is_empty() || all.len() > most {
        return Err(Problem::Bad(format!("id names 1 to {most} conversations")));
    }
    Ok(all)
}

/// `close`, `open`, `snooze` and a time or the fields of one, `assign` and to whom, `priority` with yes or no, `read`, `unread`, `tag` with the field `name`, `label`
/// or `untag` and an id.
fn task(app: &App, who: &SignedIn, form: &Form) -> Result<Task, Problem> {
    let word = form.text("act").unwrap_or_default();
    let (act, what) = word.split_once(' ').unwrap_or((word, ""));
    match act {
        "close" => Ok(Task::Close),
        "open" => Ok(Task::Open),
        "snooze" if what.is_empty() => Ok(Task::Snooze(chosen_time(app, who, form)?)),
        "snooze" => Ok(Task::Snooze(until(app, who, what.parse().ok())?)),
        "assign" => Ok(Task::Assign(assignee(what)?)),
        "tag" => Ok(Task::Tag(form.personal("name").unwrap_or_else(|| Personal::new(String::new())))),
        "label" => Ok(Task::Label(tag_of(what)?)),
        "untag" => Ok(Task::Untag(tag_of(what)?)),
        "priority" => Ok(Task::Prioritise(first(what)?)),
        "read" => Ok(Task::Read(true)),
        "unread" => Ok(Task::Read(false)),
        _ => Err(bad(
            "act is close, open, snooze, assign, priority, read, unread, tag, label, untag, put-back or hand-back",
        )),
    }
}

/// One after the other. What ails the machinery ails the rest too: they are not tried, and told as refused.
async fn each(app: &App, who: &SignedIn, tasks: BTreeMap<String, Task>) -> Outcome {
    let mut outcome = Outcome { done: Vec::new(), refused: Vec::new() };
    let mut broken: Option<String> = None;
    for (id, task) in tasks {
        if let Some(message) = &broken {
            outcome.refused.push((id, message.clone()));
            continue;
        }
        match perform(app, who, &id, task).await {
            Ok(done) => outcome.done.push(done),
            Err(problem) => {
                let message = problem.message(who.language);
                if matches!(problem, Problem::Trouble(_)) {
                    broken = Some(message.clone());
                }
                outcome.refused.push((id, message));
            }
        }
    }
    outcome
}

fn told(outcome: &Outcome) -> Response {
    let refused: Vec<Value> =
        outcome.refused.iter().map(|(id, message)| json!({"id": id, "message": message})).collect();
    Json(json!({"done": outcome.done, "refused": refused})).into_response()
}

/// Back to the list from which the form came.
fn back(form: &Form, outcome: Outcome) -> Result<Response, Problem> {
    if let Some((_, message)) = outcome.refused.into_iter().next() {
        return Err(Problem::Bad(message));
    }
    let listing = Asked::of(form).listing();
    Ok(Redirect::to(&listing.address(None)).into_response())
}
