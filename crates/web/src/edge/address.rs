//! What the listener knows of a request and handlers cannot see otherwise; each is a request extension.

use std::net::IpAddr;

use futures_util::{Stream, StreamExt as _};
use tokio_util::sync::CancellationToken;

/// The address at the other end of the connection. `Debug` does not print it: it is personal data.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Peer(pub IpAddr);

impl std::fmt::Debug for Peer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Peer(..)")
    }
}

/// How the request came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    /// Encrypted.
    Tls,
    /// Plain HTTP from this machine to itself, for the demo.
    PlainLoopback,
}

impl Transport {
    /// `https` or `http`.
    pub const fn scheme(self) -> &'static str {
        match self {
            Self::Tls => "https",
            Self::PlainLoopback => "http",
        }
    }
}

/// Cancelled when the server stops: a stream of events must end then, or it holds the server up.
#[derive(Debug, Clone, Default)]
pub struct Shutdown(pub CancellationToken);

impl Shutdown {
    /// `stream`, ended when the server stops.
    pub fn end<S: Stream>(self, stream: S) -> impl Stream<Item = S::Item> {
        stream.take_until(self.0.cancelled_owned())
    }
}
