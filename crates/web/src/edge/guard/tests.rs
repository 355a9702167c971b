use axum::body::{Body, to_bytes};
use axum::routing::get;
use tokio::sync::Notify;
use tower::ServiceExt as _;

use super::*;
use crate::edge::RequestId;

fn request(path: &str) -> Request {
    Request::builder().uri(path).body(Body::empty()).unwrap()
}

async fn text(response: Response) -> String {
    String::from_utf8(to_bytes(response.into_body(), 10_000).await.unwrap().to_vec()).unwrap()
}

fn app(routes: Router) -> Router {
    around(routes, Random::seeded(1), Allowance { time: Duration::from_secs(30), at_once: 1 })
}

async fn panics() -> &'static str {
    panic!("planted {}", "words");
}

#[tokio::test]
async fn a_panic_is_answered_without_its_words() {
    let app = app(Router::new().route("/", get(panics)));
    let response = app.oneshot(request("/")).await.unwrap();
    assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
    let id = response.headers()["x-request-id"].to_str().unwrap().to_owned();
    assert_eq!(response.headers()["x-content-type-options"], "nosniff");
    let body = text(response).await;
    assert!(body.contains("server_error") && body.contains(&id) && !body.contains("planted"), "{body}");
}

#[tokio::test(start_paused = true)]
async fn a_handler_that_takes_too_long_is_cut_off() {
    let app = app(Router::new().route("/", get(std::future::pending::<&'static str>)));
    let response = app.oneshot(request("/")).await.unwrap();
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test(start_paused = true)]
async fn only_so_many_handlers_run_at_once_and_a_body_takes_no_seat() {
    let gate = Arc::new(Notify::new());
    let waits = Arc::clone(&gate);
    let slow = get(move || async move { waits.notified().await });
    let endless =
        get(|| async { Body::from_stream(futures_util::stream::pending::<Result<&str, std::io::Error>>()) });
    let app = app(Router::new().route("/slow", slow).route("/endless", endless));
    let open = app.clone().oneshot(request("/endless")).await.unwrap();
    let first = tokio::spawn(app.clone().oneshot(request("/slow")));
    tokio::time::sleep(Duration::from_secs(1)).await;
    let second = tokio::spawn(app.clone().oneshot(request("/endless")));
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(!second.is_finished());
    gate.notify_one();
    assert_eq!(first.await.unwrap().unwrap().status(), StatusCode::OK);
    assert_eq!(second.await.unwrap().unwrap().status(), StatusCode::OK);
    drop(open);
}

#[tokio::test]
async fn handlers_see_the_id_that_the_answer_carries() {
    let app = app(Router::new().route(
        "/",
        get(|request: Request| async move {
            request.extensions().get::<RequestId>().map(ToString::to_string).unwrap_or_default()
        }),
    ));
    let response = app.oneshot(request("/")).await.unwrap();
    let id = response.headers()["x-request-id"].to_str().unwrap().to_owned();
    assert_eq!(text(response).await, id);
}
