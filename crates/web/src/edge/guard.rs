//! Around every handler: a panic is answered, a slow one is cut off, and not too many run at once.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use futures_util::FutureExt as _;
use privacy::Random;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::refusal::Asked;
use super::{Refusal, headers, request_log};

/// What handlers may take.
#[derive(Debug, Clone, Copy)]
pub struct Allowance {
    /// Until the answer's head stands; a stream of events may then last.
    pub time: Duration,
    /// How many handlers run at once; others wait, and their time runs.
    pub at_once: usize,
}

impl Default for Allowance {
    fn default() -> Self {
        Self { time: Duration::from_secs(30), at_once: 1_024 }
    }
}

/// Puts all that every answer needs around a whole router: log, headers, time, room, and an end to panics.
pub fn around(router: Router, random: Random, allowance: Allowance) -> Router {
    let room = Room { time: allowance.time, seats: Arc::new(Semaphore::new(allowance.at_once)) };
    router
        .layer(from_fn_with_state(room, within))
        .layer(from_fn(headers::set))
        .layer(from_fn_with_state(random, request_log::log))
}

#[derive(Clone)]
struct Room {
    time: Duration,
    seats: Arc<Semaphore>,
}

async fn within(State(room): State<Room>, request: Request, next: Next) -> Response {
    let asked = Asked::of(&request);
    let handled = async {
        // The semaphore is never closed; if it were, nobody would be counted.
        let _seat = room.seats.acquire().await;
        AssertUnwindSafe(next.run(request)).catch_unwind().await
    };
    match timeout(room.time, handled).await {
        Ok(Ok(response)) => response,
        Ok(Err(_panic)) => {
            let status = StatusCode::INTERNAL_SERVER_ERROR;
            Refusal::said(status, "server_error", |words| words.panicked.to_owned()).answer(&asked)
        }
        Err(_elapsed) => {
            let status = StatusCode::SERVICE_UNAVAILABLE;
            Refusal::said(status, "service_unavailable", |words| words.too_slow.to_owned()).answer(&asked)
        }
    }
}

/// Makes panics say where they happened and not what: their text may quote what somebody wrote.
pub fn quiet_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let (file, line) = panic.location().map_or(("unknown", 0), |place| (place.file(), place.line()));
        tracing::error!(file, line, "panic");
    }));
}

#[cfg(test)]
mod tests;
