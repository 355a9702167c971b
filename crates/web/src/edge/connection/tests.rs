use std::time::Duration;

use axum::routing::{get, post};
use http_body_util::BodyExt as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, duplex};
use tokio::task::JoinHandle;

use super::*;
use crate::edge::testing::http2;

const SECOND: Duration = Duration::from_secs(1);

fn router() -> Router {
    let endless = futures_util::stream::pending::<Result<&'static str, std::io::Error>>;
    Router::new()
        .route("/", get(|| async { "hello" }))
        .route("/never", get(std::future::pending::<&'static str>))
        .route("/events", get(move || async move { Body::from_stream(endless()) }))
        .route("/read", post(|body: bytes::Bytes| async move { body.len().to_string() }))
}

/// A connection to a server without sockets, so that its time can be moved.
fn connect(protocol: Protocol) -> (DuplexStream, JoinHandle<()>, CancellationToken) {
    let (ours, theirs) = duplex(64 * 1024);
    let shutdown = CancellationToken::new();
    let answerer = Answerer {
        router: router(),
        transport: Transport::Tls,
        loopback_port: None,
        limits: Limits::default(),
        shutdown: shutdown.clone(),
    };
    let served = tokio::spawn(answerer.serve(ours, IpAddr::from([192, 0, 2, 1]), protocol));
    (theirs, served, shutdown)
}

fn ask(path: &str) -> Request<Body> {
    Request::builder().uri(format!("https://localhost{path}")).body(Body::empty()).unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_head_that_trickles_in_is_cut_off() {
    let (mut client, served, _) = connect(Protocol::Http1);
    client.write_all(b"GET / HTTP/1.1\r\n").await.unwrap();
    let began = Instant::now();
    let mut sent = 0u64;
    while client.write_all(b"x: y\r\n").await.is_ok() && !served.is_finished() {
        sent += 1;
        tokio::time::sleep(2 * SECOND).await;
    }
    served.await.unwrap();
    assert!((5..=12).contains(&sent), "{sent}");
    assert!(began.elapsed() <= 22 * SECOND);
}

#[tokio::test(start_paused = true)]
async fn a_silent_client_is_cut_off_in_either_protocol() {
    for protocol in [Protocol::Http1, Protocol::Http2] {
        let (client, served, _) = connect(protocol);
        let began = Instant::now();
        served.await.unwrap();
        assert_eq!(began.elapsed().as_secs(), 20, "{protocol:?}");
        drop(client);
    }
}

#[tokio::test(start_paused = true)]
async fn an_http_2_connection_without_requests_is_closed_and_one_with_events_is_not() {
    let (client, served, _) = connect(Protocol::Http2);
    let (mut sender, client) = http2(client).await;
    let began = Instant::now();
    let events = sender.send_request(ask("/events")).await.unwrap();
    tokio::time::sleep(600 * SECOND).await;
    assert!(!served.is_finished());
    drop(events);
    served.await.unwrap();
    client.await.unwrap().unwrap();
    assert!(began.elapsed() < 900 * SECOND);
}

#[tokio::test(start_paused = true)]
async fn a_running_request_is_finished_when_the_server_stops() {
    let (client, served, shutdown) = connect(Protocol::Http2);
    let (mut sender, _client) = http2(client).await;
    let late = futures_util::stream::once(async {
        tokio::time::sleep(5 * SECOND).await;
        Ok::<_, Infallible>("late")
    });
    let request = Request::post("https://localhost/read").body(Body::from_stream(late)).unwrap();
    let running = tokio::spawn(sender.send_request(request));
    tokio::time::sleep(SECOND).await;
    shutdown.cancel();
    let response = running.await.unwrap().unwrap();
    assert_eq!(response.into_body().collect().await.unwrap().to_bytes(), "4");
    served.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn an_http_2_body_that_nobody_reads_is_taken_for_a_while_and_then_refused() {
    let (client, _served, _) = connect(Protocol::Http2);
    let (mut sender, _client) = http2(client).await;
    let (sent, counted) = (Arc::new(AtomicUsize::new(0)), Arc::new(()));
    let (count, alive) = (Arc::clone(&sent), Arc::clone(&counted));
    let slow = futures_util::stream::unfold(alive, move |alive| {
        let count = Arc::clone(&count);
        async move {
            tokio::time::sleep(SECOND / 100).await;
            count.fetch_add(10_000, Ordering::SeqCst);
            Some((Ok::<_, Infallible>(vec![0; 10_000]), alive))
        }
    });
    let request = Request::post("https://localhost/").body(Body::from_stream(slow)).unwrap();
    let response = sender.send_request(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
    drop(response);
    tokio::time::sleep(60 * SECOND).await;
    let sent = sent.load(Ordering::SeqCst);
    assert!((1_500_000..3_000_000).contains(&sent), "some two seconds of a hundred pieces each, not {sent}");
    assert_eq!(Arc::strong_count(&counted), 1, "the upload was stopped");
}

#[tokio::test(start_paused = true)]
async fn a_request_that_does_not_end_is_cut_off_after_the_drain() {
    for path in ["/never", "/events"] {
        let (mut client, served, shutdown) = connect(Protocol::Http1);
        client.write_all(format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n").as_bytes()).await.unwrap();
        tokio::time::sleep(SECOND).await;
        let began = Instant::now();
        shutdown.cancel();
        served.await.unwrap();
        assert_eq!(began.elapsed().as_secs(), 10, "{path}");
    }
}

#[tokio::test(start_paused = true)]
async fn too_many_or_too_long_header_fields_are_answered_431() {
    let many = "x: y\r\n".repeat(101);
    let long = format!("x: {}\r\n", "y".repeat(200 * 1024));
    for fields in [many, long] {
        let (client, served, _) = connect(Protocol::Http1);
        let (mut reading, mut writing) = tokio::io::split(client);
        let head = format!("GET / HTTP/1.1\r\nhost: localhost\r\n{fields}\r\n");
        let flood = tokio::spawn(async move { writing.write_all(head.as_bytes()).await });
        let mut answer = String::new();
        reading.read_to_string(&mut answer).await.unwrap();
        // Taken whole or cut off: what counts is the answer.
        let _ = flood.await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
        served.await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn an_http_2_head_that_is_too_long_is_refused() {
    let (client, _served, _) = connect(Protocol::Http2);
    let (mut sender, _client) = http2(client).await;
    let mut request = ask("/");
    request.headers_mut().insert("x", "y".repeat(40 * 1024).parse().unwrap());
    let refused = sender.send_request(request).await;
    assert!(refused.is_err() || refused.is_ok_and(|response| response.status() == 431));
    assert_eq!(sender.send_request(ask("/")).await.unwrap().status(), 200, "the connection lives on");
}
