//! A request's body over HTTP/2 that nobody read to its end: what still comes is taken for a while, as the socket
//! does over HTTP/1.1. A stream that is reset at once is read by some clients as a failure, in spite of its answer.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::HttpBody;
use bytes::Bytes;
use http_body_util::BodyExt as _;
use hyper::body::{Frame, Incoming, SizeHint};
use tokio::runtime::Handle;
use tokio::time::timeout;

/// A body that is read on into nowhere when it is dropped too early.
pub(super) struct Leftover {
    body: Option<Incoming>,
    linger: Duration,
}

impl Leftover {
    pub(super) const fn new(body: Incoming, linger: Duration) -> Self {
        Self { body: Some(body), linger }
    }
}

impl HttpBody for Leftover {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        self.body.as_mut().map_or(Poll::Ready(None), |body| Pin::new(body).poll_frame(context))
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(HttpBody::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.as_ref().map_or_else(SizeHint::default, HttpBody::size_hint)
    }
}

impl Drop for Leftover {
    fn drop(&mut self) {
        let Some(mut body) = self.body.take().filter(|body| !body.is_end_stream()) else { return };
        let Ok(runtime) = Handle::try_current() else { return };
        let linger = self.linger;
        runtime.spawn(async move {
            // Ended, broken or out of time: it is over.
            let _ = timeout(linger, async { while let Some(Ok(_)) = body.frame().await {} }).await;
        });
    }
}
