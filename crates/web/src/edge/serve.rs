//! The listeners: who may connect, how many at once, and how it ends.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use rustls::ServerConfig;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::Transport;
use super::connection::{Answerer, Protocol};
use super::redirect::{Port, redirect};

/// What a connection may take. Handlers' own limits are `guard::Allowance`.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Open connections; one more is dropped at once.
    pub connections: usize,
    /// For the first byte and the TLS handshake.
    pub handshake: Duration,
    /// For a request's head, and between two requests over HTTP/1.1.
    pub head: Duration,
    /// For the client to take something that is being sent.
    pub write: Duration,
    /// Between pings over HTTP/2, and for their answer.
    pub ping: Duration,
    /// After this long without a request a connection is closed.
    pub idle: Duration,
    /// After closing, for a client that still sends: so that it sees the answer that refused the rest.
    pub linger: Duration,
    /// For running requests when the server stops.
    pub drain: Duration,
    /// A head's size, in bytes; at least 8,192.
    pub head_bytes: usize,
    /// How many header fields, over HTTP/1.1.
    pub headers: usize,
    /// Concurrent requests of one HTTP/2 connection.
    pub streams: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 4_096,
            handshake: Duration::from_secs(10),
            head: Duration::from_secs(20),
            write: Duration::from_secs(30),
            ping: Duration::from_secs(20),
            idle: Duration::from_mins(2),
            linger: Duration::from_secs(2),
            drain: Duration::from_secs(10),
            head_bytes: 32 * 1024,
            headers: 100,
            streams: 128,
        }
    }
}

/// Serves HTTP/1.1 and HTTP/2 over TLS; a plain request on the same port is sent to `https`.
/// Returns when `shutdown` is cancelled and connections have ended, at most `drain` later.
pub async fn serve(
    listener: TcpListener,
    tls: Arc<ServerConfig>,
    router: Router,
    limits: Limits,
    shutdown: CancellationToken,
) -> io::Result<()> {
    let answerer = Answerer {
        router,
        transport: Transport::Tls,
        loopback_port: None,
        limits,
        shutdown: shutdown.clone(),
    };
    let acceptor = TlsAcceptor::from(tls);
    accept(listener, limits, shutdown, move |stream, peer| {
        let (answerer, acceptor) = (answerer.clone(), acceptor.clone());
        async move {
            let stop = answerer.shutdown.clone();
            match until(&stop, timeout(limits.handshake, begins_tls(&stream))).await {
                Some(Ok(Ok(true))) => secure(stream, peer, &acceptor, answerer).await,
                Some(Ok(Ok(false))) => _ = until(&stop, redirect(stream, Port::Same, limits)).await,
                None | Some(Ok(Err(_)) | Err(_)) => {}
            }
        }
    })
    .await
}

/// Serves redirects only: for port 80, to `https_port` of the same host.
pub async fn serve_redirect(
    listener: TcpListener,
    https_port: u16,
    limits: Limits,
    shutdown: CancellationToken,
) -> io::Result<()> {
    let stop = shutdown.clone();
    accept(listener, limits, shutdown, move |stream, _peer| {
        let stop = stop.clone();
        async move { _ = until(&stop, redirect(stream, Port::Https(https_port), limits)).await }
    })
    .await
}

/// Serves plain HTTP/1.1 to this machine only, for the demo: refused unless the listener's address is loopback.
/// A request that names another host is answered 421, so that no foreign name can be pointed here.
pub async fn serve_plain_loopback(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    shutdown: CancellationToken,
) -> io::Result<()> {
    let address = listener.local_addr()?;
    if !address.ip().is_loopback() {
        let text = "plain HTTP is served on a loopback address only (127.0.0.1 or [::1]); use TLS for others";
        return Err(io::Error::new(io::ErrorKind::InvalidInput, text));
    }
    let answerer = Answerer {
        router,
        transport: Transport::PlainLoopback,
        loopback_port: Some(address.port()),
        limits,
        shutdown: shutdown.clone(),
    };
    accept(listener, limits, shutdown, move |stream, peer| {
        answerer.clone().serve(stream, peer, Protocol::Http1)
    })
    .await
}

/// Accepts connections until `shutdown`, then waits for those that are open.
async fn accept<F, T>(
    listener: TcpListener,
    limits: Limits,
    shutdown: CancellationToken,
    each: F,
) -> io::Result<()>
where
    F: Fn(TcpStream, IpAddr) -> T,
    T: Future<Output = ()> + Send + 'static,
{
    let seats = Arc::new(Semaphore::new(limits.connections));
    let open = TaskTracker::new();
    while let Some((stream, address)) = next(&listener, &shutdown).await {
        let Ok(seat) = Arc::clone(&seats).try_acquire_owned() else {
            metrics::counter!("http_connections_refused_total").increment(1);
            continue;
        };
        // Small answers must not wait for company; a connection that refuses the option is served all the same.
        let _ = stream.set_nodelay(true);
        let served = each(stream, address.ip().to_canonical());
        open.spawn(async move {
            served.await;
            drop(seat);
        });
    }
    drop(listener);
    open.close();
    open.wait().await;
    Ok(())
}

/// The next connection; `None` when the server stops. An error (too many open files) passes with time.
async fn next(listener: &TcpListener, shutdown: &CancellationToken) -> Option<(TcpStream, SocketAddr)> {
    loop {
        let accepted = tokio::select! {
            biased;
            () = shutdown.cancelled() => return None,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok(connection) => return Some(connection),
            Err(error) => {
                tracing::warn!(kind = ?error.kind(), "cannot accept a connection");
                sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

/// Whether the first byte is a TLS handshake record's.
async fn begins_tls(stream: &TcpStream) -> io::Result<bool> {
    const HANDSHAKE: u8 = 0x16;
    let mut first = [0];
    let seen = stream.peek(&mut first).await?;
    if seen == 0 { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(first == [HANDSHAKE]) }
}

async fn secure(stream: TcpStream, peer: IpAddr, acceptor: &TlsAcceptor, answerer: Answerer) {
    let handshake = timeout(answerer.limits.handshake, acceptor.accept(stream));
    let Some(handshake) = until(&answerer.shutdown, handshake).await else { return };
    let Ok(Ok(stream)) = handshake else {
        metrics::counter!("tls_handshakes_failed_total").increment(1);
        return;
    };
    let protocol = match stream.get_ref().1.alpn_protocol() {
        Some(b"h2") => Protocol::Http2,
        _ => Protocol::Http1,
    };
    answerer.serve(stream, peer, protocol).await;
}

/// What the work gives, or `None` when the server stops before.
async fn until<T>(shutdown: &CancellationToken, work: impl Future<Output = T>) -> Option<T> {
    tokio::select! {
        () = shutdown.cancelled() => None,
        done = work => Some(done),
    }
}

#[cfg(test)]
mod tests;
