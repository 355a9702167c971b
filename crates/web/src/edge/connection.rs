//! One connection: HTTP/1.1 or HTTP/2 within its limits, until the client goes, stands still, or the server stops.

use std::convert::Infallible;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::{Instant, interval_at, sleep_until};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

use super::leftover::Leftover;
use super::origin::HostPort;
use super::refusal::Asked;
use super::serve::Limits;
use super::stall::{Patience, ReadPatience, Stall};
use super::watched::{Watched, Watcher};
use super::{Peer, Refusal, Shutdown, Transport, headers};
use crate::words::fill;

/// What the two ends agreed to speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Protocol {
    Http1,
    Http2,
}

/// Answers the requests of connections.
#[derive(Clone)]
pub(super) struct Answerer {
    pub(super) router: Router,
    pub(super) transport: Transport,
    /// For the plain listener: the port that the `Host` must name, with a name of this machine.
    pub(super) loopback_port: Option<u16>,
    pub(super) limits: Limits,
    pub(super) shutdown: CancellationToken,
}

impl Answerer {
    /// Serves one connection to its end.
    pub(super) async fn serve<S>(self, stream: S, peer: IpAddr, protocol: Protocol)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let limits = self.limits;
        let shutdown = self.shutdown.clone();
        let activity = Arc::new(Activity::default());
        let counted = Arc::clone(&activity);
        let keep = move |body: Incoming| match protocol {
            Protocol::Http1 => Body::new(body),
            Protocol::Http2 => Body::new(Leftover::new(body, limits.linger)),
        };
        let service = service_fn(move |request| {
            let (answerer, running) = (self.clone(), Running::enter(&counted));
            async move {
                let response = answerer.answer(request.map(keep), peer).await;
                Ok::<_, Infallible>(response.map(|body| Body::new(Watched::new(body, running))))
            }
        });
        let builder = builder(protocol, &limits);
        let stream = TokioIo::new(Stall::new(stream, patience(protocol, &limits)));
        let mut connection = pin!(builder.serve_connection(stream, service));
        let mut check = interval_at(Instant::now() + limits.idle, limits.idle);
        let mut deadline = None;
        loop {
            let stop_at = deadline.unwrap_or_else(Instant::now);
            tokio::select! {
                _closed_or_broken = connection.as_mut() => return,
                () = sleep_until(stop_at), if deadline.is_some() => return,
                () = shutdown.cancelled(), if deadline.is_none() => {}
                () = activity.rested(&mut check), if deadline.is_none() => {}
            }
            connection.as_mut().graceful_shutdown();
            deadline = Some(Instant::now() + limits.drain);
        }
    }

    async fn answer(self, mut request: Request<Body>, peer: IpAddr) -> Response<Body> {
        if let Some(refusal) = self.misdirected(&request) {
            let mut response = refusal.answer(&Asked::of(&request));
            headers::fill(response.headers_mut(), Some(self.transport));
            return response;
        }
        let extensions = request.extensions_mut();
        extensions.insert(Peer(peer));
        extensions.insert(self.transport);
        extensions.insert(Shutdown(self.shutdown));
        self.router.oneshot(request).await.unwrap_or_else(|never| match never {})
    }

    /// On the plain listener, a request for any other host is a foreign page that was pointed at this machine.
    fn misdirected(&self, request: &Request<Body>) -> Option<Refusal> {
        let port = self.loopback_port?;
        let asked = HostPort::of_request(request.uri(), request.headers());
        if asked.is_some_and(|asked| asked.is_loopback() && asked.port.unwrap_or(80) == port) {
            return None;
        }
        let port = port.to_string();
        let status = StatusCode::MISDIRECTED_REQUEST;
        Some(Refusal::said(status, "misdirected_request", |words| fill(words.misdirected, "port", &port)))
    }
}

fn builder(protocol: Protocol, limits: &Limits) -> auto::Builder<TokioExecutor> {
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_headers(limits.headers)
        .max_buf_size(limits.head_bytes.max(8_192));
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(limits.ping)
        .keep_alive_timeout(limits.ping)
        .max_header_list_size(u32::try_from(limits.head_bytes).unwrap_or(u32::MAX))
        .max_concurrent_streams(limits.streams);
    match protocol {
        Protocol::Http1 => builder.http1_only(),
        Protocol::Http2 => builder.http2_only(),
    }
}

/// Over HTTP/1.1 the read time-out is the one for heads: while an answer streams, the client has nothing to say.
/// Over HTTP/2 it must answer our pings.
fn patience(protocol: Protocol, limits: &Limits) -> Patience {
    let read = ReadPatience { opening: limits.head, between: limits.ping * 3 };
    Patience {
        write: limits.write,
        read: (protocol == Protocol::Http2).then_some(read),
        linger: limits.linger,
    }
}

/// How many requests of a connection are being answered, and how many ever were.
#[derive(Default)]
struct Activity {
    running: AtomicUsize,
    begun: AtomicUsize,
}

impl Activity {
    /// Returns when a whole interval went by without a request.
    async fn rested(&self, check: &mut tokio::time::Interval) {
        loop {
            let before = self.begun.load(Ordering::SeqCst);
            check.tick().await;
            if self.running.load(Ordering::SeqCst) == 0 && self.begun.load(Ordering::SeqCst) == before {
                return;
            }
        }
    }
}

/// One request until its answer's last byte.
struct Running(Arc<Activity>);

impl Running {
    fn enter(activity: &Arc<Activity>) -> Self {
        activity.begun.fetch_add(1, Ordering::SeqCst);
        activity.running.fetch_add(1, Ordering::SeqCst);
        Self(Arc::clone(activity))
    }
}

impl Watcher for Running {
    fn sent(&mut self, _bytes: usize) {}
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.running.fetch_sub(1, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests;
