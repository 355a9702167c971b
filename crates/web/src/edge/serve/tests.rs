use std::convert::Infallible;

use axum::Extension;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use bytes::Bytes;
use futures_util::stream;
use http_body_util::BodyExt as _;
use privacy::Random;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::sync::mpsc;

use super::*;
use crate::edge::body::read_json;
use crate::edge::guard::{Allowance, around};
use crate::edge::testing::{Server, http1, http2};
use crate::edge::{Peer, Shutdown};

fn app() -> Router {
    let routes = Router::new()
        .route("/", get(|| async { "hello" }))
        .route("/seen", get(seen))
        .route(
            "/events",
            get(|Extension(shutdown): Extension<Shutdown>| async { Body::from_stream(ticks(shutdown)) }),
        )
        .route("/json", post(json));
    around(routes, Random::system(), Allowance::default())
}

async fn seen(Extension(Peer(peer)): Extension<Peer>, Extension(transport): Extension<Transport>) -> String {
    format!("{peer} {transport:?}")
}

fn ticks(shutdown: Shutdown) -> impl stream::Stream<Item = Result<&'static str, Infallible>> {
    let first = stream::iter([Ok("tick\n")]);
    shutdown.end(futures_util::StreamExt::chain(first, stream::pending()))
}

async fn json(headers: HeaderMap, body: Body) -> Response {
    match read_json(&headers, body, 100_000).await {
        Ok(value) => value.to_string().into_response(),
        Err(error) => error.into_response(),
    }
}

fn ask(path: &str) -> Request {
    on("localhost", path)
}

fn on(host: &str, path: &str) -> Request {
    Request::builder().uri(path).header("host", host).body(Body::empty()).unwrap()
}

async fn text(response: hyper::Response<hyper::body::Incoming>) -> String {
    String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap()
}

/// What a plain client is answered to this text.
async fn said(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    rest(stream).await
}

async fn rest(mut stream: impl AsyncRead + Unpin) -> String {
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn both_protocols_are_answered_over_tls_with_their_headers() {
    let server = Server::tls(app(), Limits::default()).await;
    let (mut one, _one) = http1(server.connect("http/1.1").await).await;
    let (mut two, _two) = http2(server.connect("h2").await).await;
    let first = one.send_request(on("127.0.0.1", "/seen")).await.unwrap();
    let second = two.send_request(on("127.0.0.1", "https://127.0.0.1/seen")).await.unwrap();
    for response in [first, second] {
        assert_eq!(response.headers()["strict-transport-security"], "max-age=63072000; includeSubDomains");
        assert_eq!(response.headers()["content-security-policy"], crate::edge::csp::NOTHING);
        assert_eq!(text(response).await, "127.0.0.1 Tls");
    }
    let local = one.send_request(ask("/seen")).await.unwrap();
    assert!(
        !local.headers().contains_key("strict-transport-security"),
        "all of localhost would be held to it"
    );
    text(local).await;
    let missing = one.send_request(ask("/nowhere")).await.unwrap();
    assert_eq!(missing.status(), StatusCode::NOT_FOUND);
    assert!(
        missing.headers().contains_key("x-request-id") && missing.headers().contains_key("x-frame-options")
    );
}

#[tokio::test]
async fn plain_http_is_sent_to_tls_on_the_same_port() {
    let server = Server::tls(app(), Limits::default()).await;
    let port = server.address.port();
    let answer = said(server.address, &format!("POST /a?b HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n")).await;
    assert!(answer.starts_with("HTTP/1.1 308 "), "{answer}");
    assert!(answer.contains(&format!("location: https://localhost:{port}/a?b\r\n")), "{answer}");
    assert!(!answer.contains("strict-transport-security"));
    for bad in ["GET / HTTP/1.1\r\nHost: a b\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "nonsense\r\n\r\n"] {
        let answer = said(server.address, bad).await;
        assert!(
            answer.starts_with("HTTP/1.1 400 ") && !answer.contains("\r\nlocation:"),
            "{bad:?}: {answer}"
        );
    }
}

#[tokio::test]
async fn the_second_port_only_redirects() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let shutdown = CancellationToken::new();
    let task = tokio::spawn(serve_redirect(listener, 443, Limits::default(), shutdown.clone()));
    let answer = said(address, "GET /x HTTP/1.1\r\nHost: troth.example:80\r\n\r\n").await;
    assert!(answer.contains("location: https://troth.example/x\r\n"), "{answer}");
    shutdown.cancel();
    task.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_body_without_end_is_refused_while_it_streams() {
    let server = Server::tls(app(), Limits::default()).await;
    for alpn in ["http/1.1", "h2"] {
        let endless = stream::repeat_with(|| Ok::<_, Infallible>(Bytes::from_static(&[b' '; 10_000])));
        let request = Request::post("https://localhost/json").header("host", "localhost");
        let request = request.body(Body::from_stream(endless)).unwrap();
        let stream = server.connect(alpn).await;
        let response = if alpn == "h2" {
            http2(stream).await.0.send_request(request).await.unwrap()
        } else {
            http1(stream).await.0.send_request(request).await.unwrap()
        };
        assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE, "{alpn}");
    }
}

#[tokio::test]
async fn a_client_that_sends_before_it_listens_still_learns_that_it_was_too_much() {
    const LENGTH: usize = 20_000_000;
    let server = Server::tls(app(), Limits { linger: Duration::from_mins(10), ..Limits::default() }).await;
    let mut stream = server.connect("http/1.1").await;
    let head = format!("POST /json HTTP/1.1\r\nHost: localhost\r\nContent-Length: {LENGTH}\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    for _ in 0..LENGTH / 10_000 {
        stream.write_all(&[b' '; 10_000]).await.unwrap();
    }
    let answer = rest(stream).await;
    assert!(answer.starts_with("HTTP/1.1 413 ") && answer.contains("100000 bytes"), "{answer}");
}

#[tokio::test(start_paused = true)]
async fn a_client_that_says_nothing_is_cut_off() {
    let server = Server::tls(app(), Limits::default()).await;
    for start in [&b""[..], &[0x16], &[0x16, 3, 1, 0, 100, 1], b"GET / HTTP/1.1\r\nHost: a"] {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        stream.write_all(start).await.unwrap();
        let mut answer = Vec::new();
        // Whether it is a reset or an end: the server has let go.
        let _ = stream.read_to_end(&mut answer).await;
    }
}

#[tokio::test]
async fn one_connection_too_many_is_dropped() {
    let server = Server::tls(app(), Limits { connections: 1, ..Limits::default() }).await;
    let first = server.connect("http/1.1").await;
    let mut second = TcpStream::connect(server.address).await.unwrap();
    assert!(matches!(second.read(&mut [0]).await, Ok(0) | Err(_)));
    let (mut sender, _connection) = http1(first).await;
    assert_eq!(sender.send_request(ask("/")).await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn stopping_finishes_what_runs_ends_streams_and_takes_nothing_new() {
    let (enter, mut entered) = mpsc::channel::<()>(1);
    let (finish, done) = tokio::sync::watch::channel(false);
    let slow = get(move || async move {
        enter.send(()).await.unwrap();
        done.clone().wait_for(|done| *done).await.unwrap();
        "finished"
    });
    let server = Server::tls(app().route("/slow", slow), Limits::default()).await;
    let (mut one, _one) = http1(server.connect("http/1.1").await).await;
    let (mut two, _two) = http2(server.connect("h2").await).await;
    let events = two.send_request(ask("https://localhost/events")).await.unwrap();
    let running = tokio::spawn(async move { text(one.send_request(ask("/slow")).await.unwrap()).await });
    entered.recv().await.unwrap();
    server.shutdown.cancel();
    assert_eq!(text(events).await, "tick\n");
    let address = server.address;
    while TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    finish.send(true).unwrap();
    assert_eq!(running.await.unwrap(), "finished");
    server.ended().await;
}

#[tokio::test]
async fn the_plain_listener_answers_this_machine_by_its_names_only() {
    let server = Server::plain(app(), Limits::default()).await;
    let port = server.address.port();
    let ask = async |host: &str| {
        said(server.address, &format!("GET /seen HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"))
            .await
    };
    for host in ["localhost", "127.0.0.1", "[::1]", "LOCALHOST"] {
        let answer = ask(&format!("{host}:{port}")).await;
        assert!(
            answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("127.0.0.1 PlainLoopback"),
            "{answer}"
        );
        assert!(!answer.contains("strict-transport-security"), "{answer}");
    }
    let foreign =
        [format!("evil.example:{port}"), "localhost".to_owned(), format!("localhost.evil.example:{port}")];
    for host in foreign.into_iter().chain([format!("localhost:{port}\r\nHost: evil.example"), String::new()])
    {
        let answer = ask(&host).await;
        assert!(answer.starts_with("HTTP/1.1 421 ") && answer.contains("nosniff"), "{host:?}: {answer}");
        assert!(!answer.contains("evil"), "{answer}");
    }
}

#[tokio::test]
async fn plain_http_is_refused_on_any_other_address() {
    let listener = TcpListener::bind("0.0.0.0:0").await.unwrap();
    let refused = serve_plain_loopback(listener, app(), Limits::default(), CancellationToken::new()).await;
    assert_eq!(refused.unwrap_err().kind(), io::ErrorKind::InvalidInput);
}
