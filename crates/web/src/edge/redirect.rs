//! Plain HTTP where TLS is spoken: one small request is read, and sent to the same place over TLS.

use std::convert::Infallible;
use std::future::ready;

use axum::body::Body;
use axum::http::{HeaderValue, Request, Response, StatusCode, header};
use axum::response::IntoResponse as _;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};

use super::origin::HostPort;
use super::serve::Limits;
use super::stall::{Patience, Stall};
use super::{Refusal, headers};

/// The port that the redirect names.
#[derive(Debug, Clone, Copy)]
pub(super) enum Port {
    /// The one that was asked: it speaks both.
    Same,
    /// Another.
    Https(u16),
}

/// Answers one plain request and closes.
pub(super) async fn redirect<S>(stream: S, port: Port, limits: Limits)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let service = service_fn(move |request| ready(Ok::<_, Infallible>(answer(&request, port))));
    let stream = Stall::new(stream, Patience { write: limits.head, read: None, linger: limits.linger });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_buf_size(8_192)
        .max_headers(limits.headers)
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), service);
    // Whatever goes wrong here, there is nobody to tell: the connection is over.
    let _ = connection.await;
}

fn answer(request: &Request<Incoming>, port: Port) -> Response<Body> {
    let mut response = if let Some(location) = location(request, port) {
        (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, location)]).into_response()
    } else {
        let text = "The request names no host, or not one as host or host:port.";
        Refusal::new(StatusCode::BAD_REQUEST, "bad_request", text).into_response()
    };
    headers::fill(response.headers_mut(), None);
    response
}

/// `https`, the host that was asked if it has the form of one, and the same path and query.
fn location<B>(request: &Request<B>, port: Port) -> Option<HeaderValue> {
    let asked = HostPort::of_request(request.uri(), request.headers())?;
    let port = match port {
        Port::Same => asked.port.unwrap_or(443),
        Port::Https(port) => port,
    };
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    if !path.starts_with('/') {
        return None;
    }
    let port = if port == 443 { String::new() } else { format!(":{port}") };
    HeaderValue::from_str(&format!("https://{}{port}{path}", asked.host)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(uri: &str, host: &str, port: Port) -> Option<String> {
        let request = Request::builder().uri(uri).header(header::HOST, host).body(()).unwrap();
        location(&request, port).map(|location| location.to_str().unwrap().to_owned())
    }

    #[test]
    fn a_request_is_sent_to_the_same_place_over_tls() {
        let same = sent("/a/b?c=d", "troth.example:8443", Port::Same);
        assert_eq!(same.as_deref(), Some("https://troth.example:8443/a/b?c=d"));
        assert_eq!(sent("/", "troth.example", Port::Https(443)).as_deref(), Some("https://troth.example/"));
        assert_eq!(sent("/", "[::1]:80", Port::Https(8443)).as_deref(), Some("https://[::1]:8443/"));
        assert_eq!(sent("//evil.example", "a", Port::Same).as_deref(), Some("https://a//evil.example"));
        assert_eq!(sent("http://b.example/x", "a", Port::Same).as_deref(), Some("https://b.example/x"));
    }

    #[test]
    fn what_is_no_host_is_not_reflected() {
        for host in ["", "a b", "a/b", "user@a", "a:99999", "a:b", "<script>", "a\u{e9}"] {
            assert_eq!(sent("/", host, Port::Same), None, "{host:?}");
        }
        assert_eq!(sent("*", "a.example", Port::Same), None);
    }
}
