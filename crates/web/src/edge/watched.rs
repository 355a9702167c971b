//! An answer's body that tells somebody what was sent, and when it is over: sent, failed or given up.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::Error;
use axum::body::{Body, HttpBody};
use bytes::Bytes;
use hyper::body::{Frame, SizeHint};

/// Somebody who is dropped when the body is over.
pub(super) trait Watcher: Send + Unpin + 'static {
    /// So many more bytes were handed to the connection.
    fn sent(&mut self, bytes: usize);
}

/// A body and its watcher.
pub(super) struct Watched<W> {
    body: Body,
    watcher: W,
}

impl<W: Watcher> Watched<W> {
    pub(super) const fn new(body: Body, watcher: W) -> Self {
        Self { body, watcher }
    }
}

impl<W: Watcher> HttpBody for Watched<W> {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        if let Poll::Ready(Some(Ok(frame))) = &polled {
            self.watcher.sent(frame.data_ref().map_or(0, Bytes::len));
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
