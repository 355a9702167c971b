//! Erasing a person from the inbox, with its steps live and its receipts to take away; and the list of all erasures.

use std::collections::HashMap;

use activity_log::ReceiptKind;
use axum::extract::{Path, Query, Request, State};
use axum::http::HeaderMap;
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::contacts::pseudonym;
use domain::erasure::{self, Erased, Erasure, Progress, Review, Source, State as Stage};
use domain::{conversations, teammates, workspaces};
use privacy::access::{act, allow};
use privacy::ids::{Contact, Erasure as ErasureKind};
use privacy::purpose::Purpose;
use privacy::{Id, Time};
use serde::Deserialize;

use super::log::download;
use super::page_headers;
use super::problem::Problem;
use super::session::SignedIn;
use super::view::{
    ErasurePage, ErasurePlace, ErasureReview, ErasureShown, ErasuresPage, erasure_fragment, erasure_page,
    erasures_page,
};
use crate::app::App;
use crate::words::{ErasureWords, fill};

/// Erasures on one page.
const LISTED: usize = 50;
/// How many conversations to look over are shown.
const REVIEWED: usize = 100;
/// The form has a token and nothing else.
const FORM_BYTES: usize = 4 * 1024;

/// `POST /inbox/people/{id}/erase`
pub(super) async fn erase(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    match asked_for(&app, &who, &id, &headers, request).await {
        Ok(erasure) => Redirect::to(&format!("/inbox/erasures/{erasure}")).into_response(),
        Err(problem) => problem.as_page(who.language),
    }
}

async fn asked_for(
    app: &App,
    who: &SignedIn,
    id: &str,
    headers: &HeaderMap,
    request: Request,
) -> Result<Id<ErasureKind>, Problem> {
    let contact: Id<Contact> = id.parse().map_err(|_| Problem::NotFound)?;
    who.form(headers, request, FORM_BYTES).await?;
    let requested = erasure::request(&app.d, &who.actor, contact, Source::Inbox).await?;
    erasure::start(&app.d, who.actor.workspace(), requested.erasure);
    Ok(requested.erasure)
}

/// Where the list of erasures goes on.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    before: Option<i64>,
    id: Option<String>,
}

/// `GET /inbox/erasures`
pub(super) async fn list(State(app): State<App>, who: SignedIn, Query(asked): Query<Asked>) -> Response {
    match listed(&app, &who, &asked).await {
        Ok(response) => response,
        Err(problem) => problem.as_page(who.language),
    }
}

async fn listed(app: &App, who: &SignedIn, asked: &Asked) -> Result<Response, Problem> {
    let id = asked.id.as_deref().and_then(|id| id.parse().ok());
    let after = asked.before.map(Time::from_micros).zip(id);
    let limit = i64::try_from(LISTED).unwrap_or(i64::MAX);
    let mut found = erasure::list(&app.d, &who.actor, after, limit + 1).await?;
    let more = found.len() > LISTED;
    found.truncate(LISTED);
    let older = found.last().filter(|_| more);
    let older =
        older.map(|last| format!("/inbox/erasures?before={}&id={}", last.requested_at.micros(), last.id));
    let names = names(app, who).await?;
    let page = ErasuresPage {
        language: who.language,
        workspace_name: workspace_name(app, who).await?,
        erasures: found
            .iter()
            .map(|erasure| shown(app, erasure, &names, &who.language.words().erasure))
            .collect(),
        older,
        paged: after.is_some(),
    };
    Ok((page_headers(), Html(erasures_page(&page).into_string())).into_response())
}

/// `GET /inbox/erasures/{id}`
pub(super) async fn screen(State(app): State<App>, who: SignedIn, Path(id): Path<String>) -> Response {
    match page(&app, &who, &id).await {
        Ok(page) => (page_headers(), Html(erasure_page(&page).into_string())).into_response(),
        Err(problem) => problem.as_page(who.language),
    }
}

/// `GET /inbox/erasures/{id}/steps`
pub(super) async fn steps(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let page = page(&app, &who, &id).await?;
    Ok((page_headers(), Html(erasure_fragment(&page).into_string())).into_response())
}

/// `GET /inbox/erasures/{id}/receipts/{kind}`
pub(super) async fn receipt(
    State(app): State<App>,
    who: SignedIn,
    Path((id, kind)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let id = id.parse().map_err(|_| Problem::NotFound)?;
    let of = match kind.as_str() {
        "keys" => ReceiptKind::KeyEnd,
        "done" => ReceiptKind::Horizon,
        _ => return Err(Problem::NotFound),
    };
    let receipt = erasure::receipt(&app.d, &who.actor, id, of).await?;
    let name = format!("erasure-{id}-{kind}.txt");
    Ok((download("text/plain; charset=utf-8", &name), receipt.to_string()).into_response())
}

/// `POST /inbox/erasures/{id}/reviews/{conversation}/done`
pub(super) async fn reviewed(
    State(app): State<App>,
    who: SignedIn,
    Path((id, conversation)): Path<(String, String)>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let done = async {
        who.form(&headers, request, FORM_BYTES).await?;
        let erasure = id.parse().map_err(|_| Problem::NotFound)?;
        let conversation = conversation.parse().map_err(|_| Problem::NotFound)?;
        erasure::looked_over(&app.d, &who.actor, erasure, conversation).await?;
        Ok(Redirect::to(&format!("/inbox/erasures/{erasure}")).into_response())
    };
    done.await.unwrap_or_else(|problem: Problem| problem.as_page(who.language))
}

/// `POST /inbox/erasures/{id}/reviews/{conversation}/delete`: to the erasure of the conversation.
pub(super) async fn delete_reviewed(
    State(app): State<App>,
    who: SignedIn,
    Path((id, conversation)): Path<(String, String)>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let done = async {
        who.form(&headers, request, FORM_BYTES).await?;
        let erasure = id.parse().map_err(|_| Problem::NotFound)?;
        let left = erasure::progress(&app.d, &who.actor, erasure).await?.review;
        let conversation = conversation.parse().map_err(|_| Problem::NotFound)?;
        if left.iter().all(|one| one.conversation != conversation) {
            return Err(Problem::NotFound);
        }
        let found = conversations::find(&app.d, who.actor.workspace(), conversation).await?;
        let held = allow(&who.actor, found.ok_or(Problem::NotFound)?)?;
        let requested = conversations::delete(&app.d, held, Source::Inbox).await?;
        erasure::start(&app.d, who.actor.workspace(), requested.erasure);
        Ok(Redirect::to(&format!("/inbox/erasures/{}", requested.erasure)).into_response())
    };
    Box::pin(done).await.unwrap_or_else(|problem: Problem| problem.as_page(who.language))
}

async fn page(app: &App, who: &SignedIn, id: &str) -> Result<ErasurePage, Problem> {
    let id = id.parse().map_err(|_| Problem::NotFound)?;
    let Progress { erasure, steps, review, .. } = erasure::progress(&app.d, &who.actor, id).await?;
    let names = names(app, who).await?;
    let place = |step: erasure::Step| ErasurePlace {
        finished: step.finished_at.is_some(),
        place: step.place,
        planned: step.planned,
        removed: step.removed,
    };
    let workspace = workspaces::find(&app.d, who.actor.workspace()).await?.ok_or(Problem::NotFound)?;
    Ok(ErasurePage {
        reviews: reviews(app, who, review, &names).await?,
        csrf: who.csrf.as_str().to_owned(),
        reviews_it: allow::<_, act::ReviewErasures>(&who.actor, workspace.clone()).is_ok(),
        deletes: allow::<_, act::DeleteConversation>(&who.actor, workspace).is_ok(),
        language: who.language,
        workspace_name: workspace_name(app, who).await?,
        erasure: shown(app, &erasure, &names, &who.language.words().erasure),
        places: steps.into_iter().map(place).collect(),
    })
}

/// What is to be looked over; whether a conversation is there tells nothing of what stands in it.
async fn reviews(
    app: &App,
    who: &SignedIn,
    all: Vec<Review>,
    names: &HashMap<String, String>,
) -> Result<Vec<ErasureReview>, Problem> {
    let mut shown = Vec::new();
    for one in all.into_iter().take(REVIEWED) {
        let name = |id: String| names.get(&id).cloned().unwrap_or(id);
        shown.push(ErasureReview {
            there: conversations::find(&app.d, who.actor.workspace(), one.conversation).await?.is_some(),
            conversation: one.conversation.to_string(),
            done: one.done.map(|(by, at)| (name(by.to_string()), at.micros())),
        });
    }
    Ok(shown)
}

async fn workspace_name(app: &App, who: &SignedIn) -> Result<String, Problem> {
    let about = privacy::access::permit(&who.actor, Purpose::Administration)?;
    let workspace = workspaces::find(&app.d, who.actor.workspace()).await?.ok_or(Problem::NotFound)?;
    Ok(workspaces::shown(&app.d, &workspace, &about).await?.name)
}

/// What teammates are called, by the ids that erasures keep.
async fn names(app: &App, who: &SignedIn) -> Result<HashMap<String, String>, Problem> {
    let about = privacy::access::permit(&who.actor, Purpose::Administration)?;
    let all = teammates::everyone(&app.d, &about).await?;
    Ok(all.into_iter().map(|one| (one.id.to_string(), one.name)).collect())
}

fn shown(
    app: &App,
    erasure: &Erasure,
    names: &HashMap<String, String>,
    words: &ErasureWords,
) -> ErasureShown {
    let (object_id, what) = match erasure.object {
        Erased::Contact(id) => (id.to_string(), pseudonym(&id)),
        Erased::Conversation(id) => (id.to_string(), fill(words.conversation, "id", &id.to_string())),
        Erased::Message(id) => (id.to_string(), fill(words.message, "id", &id.to_string())),
    };
    let micros = |at: Option<Time>| at.map(Time::micros);
    ErasureShown {
        id: erasure.id.to_string(),
        object_id,
        what,
        asked: asked(erasure, names, words),
        requested_at: erasure.requested_at.micros(),
        deferred: erasure.state == Stage::Deferred,
        fenced_at: micros(erasure.fenced_at),
        shredded: erasure.shredded_at.map(|at| (at.micros(), erasure.leaves, erasure.everywhere)),
        checked_at: micros(erasure.checked_at),
        finished_at: micros(erasure.finished_at),
        horizon_at: micros(erasure.horizon_at),
        moving: moving(erasure, app.d.now()),
    }
}

/// Not while it waits for a hold, nor between the check and the horizon.
fn moving(erasure: &Erasure, now: Time) -> bool {
    match erasure.state {
        Stage::Deferred | Stage::Done => false,
        Stage::Checked => erasure.horizon_at.is_none_or(|horizon| horizon <= now),
        Stage::Fenced | Stage::Shredded | Stage::Removing => true,
    }
}

/// Who asked, and through what.
fn asked(erasure: &Erasure, names: &HashMap<String, String>, words: &ErasureWords) -> String {
    let through = match erasure.source {
        Source::Api => words.through_api,
        Source::Inbox => words.through_inbox,
        Source::Messenger => words.through_messenger,
        Source::Command => words.through_command,
        Source::Restore => words.through_restore,
        Source::Retention => words.through_retention,
    };
    let (kind, id) = &erasure.requested_by;
    match names.get(id).filter(|_| kind == "teammate") {
        Some(name) => fill(&fill(words.asked_by, "who", name), "through", through),
        None => through.to_owned(),
    }
}
