//! The log itself, laid out as C2SP `tlog-tiles` says, for a token's own workspace only: hashes of a private
//! workspace's entries are not public.

use activity_log::tree::Tile;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use domain::activity::{self, ProveError, Reader};
use privacy::access::Actor;

use super::super::caller::Caller;
use super::super::error::Problem;
use super::super::path::{Pair, Part};
use super::super::query::Query;
use crate::app::App;

async fn reader(app: &App, by: &Actor, workspace: &str) -> Result<Reader, Problem> {
    if by.workspace().to_string() != workspace {
        return Err(Problem::not_found());
    }
    Ok(activity::read_by(&app.d, by).await?.0)
}

fn text(text: String) -> Response {
    ([(CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

/// `GET /log/{workspace}/checkpoint`, with `?witnesses={number}` the newest that so many witnesses signed.
pub(in super::super) async fn checkpoint(
    State(app): State<App>,
    caller: Caller,
    Part(workspace): Part,
    query: Query,
) -> Result<Response, Problem> {
    let reader = reader(&app, &caller.by, &workspace).await?;
    let wrong = || Problem::invalid("witnesses", "witnesses must be a number from 1 to 64.");
    let number = |text: &str| text.parse().ok().filter(|number| (1..=64).contains(number)).ok_or_else(wrong);
    let witnesses = query.get("witnesses").map(number).transpose()?;
    let newest =
        activity::hand_out_checkpoint(&app.d, &reader, witnesses).await?.ok_or_else(Problem::not_found)?;
    Ok(text(newest.to_string()))
}

/// `GET /log/{workspace}/export`: the whole log as JSON lines.
pub(in super::super) async fn export(
    State(app): State<App>,
    caller: Caller,
    Part(workspace): Part,
) -> Result<Response, Problem> {
    let reader = reader(&app, &caller.by, &workspace).await?;
    let export = activity::export(&app.d, reader, None).await?;
    let headers = [(CONTENT_TYPE, "application/jsonl; charset=utf-8")];
    Ok((headers, crate::told::streamed(export)).into_response())
}

/// `GET /log/{workspace}/key`
pub(in super::super) async fn key(
    State(app): State<App>,
    caller: Caller,
    Part(workspace): Part,
) -> Result<Response, Problem> {
    reader(&app, &caller.by, &workspace).await?;
    Ok(text(format!("{}\n", activity::verifier(&app.d, caller.by.workspace()).await?)))
}

/// `GET /log/{workspace}/tile/{level}/{number}`
pub(in super::super) async fn tile(
    State(app): State<App>,
    caller: Caller,
    Pair(workspace, path): Pair,
) -> Result<Response, Problem> {
    let reader = reader(&app, &caller.by, &workspace).await?;
    let tile = Tile::of_path(&format!("tile/{path}")).map_err(|_| Problem::not_found())?;
    let bytes = activity::tile(&app.d, &reader, tile).await?.ok_or_else(Problem::not_found)?;
    Ok(([(CONTENT_TYPE, "application/octet-stream")], bytes).into_response())
}

/// `GET /log/{workspace}/proof/{index}`: the entry's place in the newest checkpoint, as `tlog-proof`.
pub(in super::super) async fn proof(
    State(app): State<App>,
    caller: Caller,
    Pair(workspace, index): Pair,
) -> Result<Response, Problem> {
    let reader = reader(&app, &caller.by, &workspace).await?;
    let index = index.parse().map_err(|_| Problem::not_found())?;
    let proven = activity::prove(&app.d, reader.actor().workspace(), index).await?;
    Ok(text(proven.proof.to_string()))
}

/// `GET /log/{workspace}/consistency?from={size}`: the hashes, one a line, and the checkpoint they lead to.
pub(in super::super) async fn consistency(
    State(app): State<App>,
    caller: Caller,
    Part(workspace): Part,
    query: Query,
) -> Result<Response, Problem> {
    let reader = reader(&app, &caller.by, &workspace).await?;
    let from = query.get("from").ok_or_else(|| Problem::missing("from"))?;
    let wrong = || Problem::invalid("from", "from must be the size of an earlier checkpoint.");
    let from: u64 = from.parse().map_err(|_| wrong())?;
    let (hashes, checkpoint) = activity::prove_consistency(&app.d, reader.actor().workspace(), from)
        .await
        .map_err(|error| if matches!(error, ProveError::NotFound) { wrong() } else { error.into() })?;
    let lines: Vec<String> = hashes.iter().map(|hash| format!("{hash:?}")).chain([String::new()]).collect();
    Ok(text(format!("{}\n{checkpoint}", lines.join("\n"))))
}
