use std::io;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::to_bytes;
use axum::routing::get;
use metrics_exporter_prometheus::PrometheusBuilder;
use tower::ServiceExt as _;
use tracing_subscriber::fmt::MakeWriter;

use super::*;
use crate::edge::guard::{Allowance, around, quiet_panics};

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Lines {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }

    /// Catches what this thread logs while the guard lives.
    fn catch(&self) -> tracing::subscriber::DefaultGuard {
        let subscriber = tracing_subscriber::fmt().json().with_writer(self.clone()).finish();
        tracing::subscriber::set_default(subscriber)
    }
}

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Lines {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

fn app() -> Router {
    let routes = Router::new()
        .route("/contacts/{id}", get(|| async { "12345" }))
        .route("/never", get(std::future::pending::<()>));
    around(routes, Random::seeded(9), Allowance::default())
}

fn request(method: &str, path: &str) -> Request {
    let request = Request::builder().method(method).uri(path).header("cookie", "planted");
    request.header("user-agent", "planted").body(Body::from("planted")).unwrap()
}

#[tokio::test]
async fn a_request_leaves_one_line_and_its_metrics_without_anything_personal() {
    let lines = Lines::default();
    let _lines = lines.catch();
    let recorder = PrometheusBuilder::new().build_recorder();
    let _metrics = metrics::set_default_local_recorder(&recorder);
    let response = app().oneshot(request("GET", "/contacts/planted?email=planted")).await.unwrap();
    let id = response.headers()[HEADER].to_str().unwrap().to_owned();
    assert_eq!(lines.text(), "", "the line waits for the body's end");
    assert_eq!(to_bytes(response.into_body(), 100).await.unwrap(), "12345");
    let text = lines.text();
    assert_eq!(text.lines().count(), 1, "{text}");
    let line: serde_json::Value = serde_json::from_str(&text).unwrap();
    let fields = &line["fields"];
    assert_eq!(fields["route"], "/contacts/{id}");
    assert_eq!((&fields["method"], &fields["status"]), (&"GET".into(), &"200".into()));
    assert_eq!((&fields["bytes"], &fields["request_id"]), (&5.into(), &id.into()));
    assert!(fields["duration_us"].is_u64(), "{text}");
    let metrics = recorder.handle().render();
    assert!(
        metrics.contains(r#"http_requests_total{route="/contacts/{id}",method="GET",status="200"} 1"#),
        "{metrics}"
    );
    assert!(metrics.contains("http_request_duration_seconds"), "{metrics}");
    assert!(!text.contains("planted") && !metrics.contains("planted"));
}

#[tokio::test]
async fn invented_paths_and_methods_make_no_labels() {
    let lines = Lines::default();
    let _lines = lines.catch();
    drop(app().oneshot(request("PLANTED", "/planted")).await.unwrap());
    let text = lines.text();
    assert!(text.contains(r#""route":"unmatched""#) && text.contains(r#""method":"OTHER""#), "{text}");
    assert!(!text.to_lowercase().contains("planted"), "{text}");
}

#[tokio::test(start_paused = true)]
async fn a_request_that_nobody_waits_for_is_logged_too() {
    let lines = Lines::default();
    let _lines = lines.catch();
    let gone = tokio::time::timeout(Duration::from_secs(1), app().oneshot(request("GET", "/never"))).await;
    assert!(gone.is_err());
    assert!(lines.text().contains(r#""status":"499""#), "{}", lines.text());
}

#[test]
fn a_panic_leaves_its_place_and_not_its_words() {
    let before = std::panic::take_hook();
    quiet_panics();
    let lines = Lines::default();
    let guard = lines.catch();
    assert!(std::panic::catch_unwind(|| panic!("planted {}", "words")).is_err());
    drop(guard);
    std::panic::set_hook(before);
    let text = lines.text();
    assert!(text.contains("request_log/tests.rs") && !text.contains("planted"), "{text}");
}
