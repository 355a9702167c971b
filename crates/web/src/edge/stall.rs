//! A connection that must move: one that neither takes what it asked for nor says what it wants is given up.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

/// How long a connection may stand still.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// For something to be taken that we write.
    pub(super) write: Duration,
    /// For HTTP/2, where the peer always has something to answer: the opening, and between any two bytes.
    pub(super) read: Option<ReadPatience>,
    /// For the peer to stop sending after we have closed: were the socket dropped with unread bytes, the system
    /// would reset it, and the peer might never see the answer that told it to stop.
    pub(super) linger: Duration,
}

/// How long we wait to hear something.
#[derive(Debug, Clone, Copy)]
pub(super) struct ReadPatience {
    /// For the first `OPENING` bytes together.
    pub(super) opening: Duration,
    /// Afterwards, for the next byte.
    pub(super) between: Duration,
}

/// The length of HTTP/2's connection preface.
const OPENING: usize = 24;

/// A stream under watch.
pub(super) struct Stall<S> {
    stream: S,
    write: Limit,
    read: Option<(ReadPatience, Limit)>,
    received: usize,
    linger: Duration,
    closed: Option<Pin<Box<Sleep>>>,
}

impl<S> Stall<S> {
    pub(super) fn new(stream: S, patience: Patience) -> Self {
        let read = patience.read.map(|read| (read, Limit::running(read.opening)));
        let write = Limit::new(patience.write);
        Self { stream, write, read, received: 0, linger: patience.linger, closed: None }
    }

    fn heard(&mut self, bytes: usize) {
        self.received = self.received.saturating_add(bytes);
        if let Some((patience, limit)) = &mut self.read
            && self.received >= OPENING
        {
            limit.length = patience.between;
            limit.restart();
        }
    }
}

/// A time-out that runs while nothing moves.
struct Limit {
    length: Duration,
    sleep: Pin<Box<Sleep>>,
    running: bool,
}

impl Limit {
    fn new(length: Duration) -> Self {
        Self { length, sleep: Box::pin(sleep(length)), running: false }
    }

    fn running(length: Duration) -> Self {
        Self { running: true, ..Self::new(length) }
    }

    fn restart(&mut self) {
        self.sleep.as_mut().reset(Instant::now() + self.length);
        self.running = true;
    }

    /// Passes on what was polled; `Pending` for too long becomes an error.
    fn over<T>(&mut self, polled: Poll<io::Result<T>>, context: &mut Context<'_>) -> Poll<io::Result<T>> {
        if polled.is_ready() {
            self.running = false;
            return polled;
        }
        if !self.running {
            self.restart();
        }
        ready!(self.sleep.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Stall<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        let before = buffer.filled().len();
        let polled = Pin::new(&mut this.stream).poll_read(context, buffer);
        if polled.is_ready() {
            this.heard(buffer.filled().len() - before);
            return polled;
        }
        let Some((_, limit)) = &mut this.read else { return polled };
        ready!(limit.sleep.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncRead + Unpin> Stall<S> {
    /// Reads into nowhere until the peer is done, too.
    fn poll_discard(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let Some(linger) = &mut self.closed else { return Poll::Ready(()) };
        let mut scratch = [0; 8_192];
        while linger.as_mut().poll(context).is_pending() {
            let mut buffer = ReadBuf::new(&mut scratch);
            let read = ready!(Pin::new(&mut self.stream).poll_read(context, &mut buffer));
            if read.is_err() || buffer.filled().is_empty() {
                break;
            }
        }
        Poll::Ready(())
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Stall<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = &mut *self;
        let polled = Pin::new(&mut this.stream).poll_write(context, bytes);
        this.write.over(polled, context)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        let polled = Pin::new(&mut this.stream).poll_flush(context);
        this.write.over(polled, context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if this.closed.is_none() {
            let polled = Pin::new(&mut this.stream).poll_shutdown(context);
            ready!(this.write.over(polled, context))?;
            this.closed = Some(Box::pin(sleep(this.linger)));
        }
        this.poll_discard(context).map(Ok)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = &mut *self;
        let polled = Pin::new(&mut this.stream).poll_write_vectored(context, parts);
        this.write.over(polled, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn patience(read: Option<ReadPatience>) -> Patience {
        Patience { write: 5 * SECOND, read, linger: 2 * SECOND }
    }

    #[tokio::test(start_paused = true)]
    async fn a_reader_that_takes_nothing_is_given_up_and_a_slow_one_is_not() {
        let (ours, mut theirs) = duplex(10);
        let mut ours = Stall::new(ours, patience(None));
        let sending = tokio::spawn(async move { ours.write_all(&[1; 40]).await });
        let mut piece = [0; 10];
        for _ in 0..2 {
            tokio::time::sleep(4 * SECOND).await;
            theirs.read_exact(&mut piece).await.unwrap();
        }
        assert_eq!(sending.await.unwrap().unwrap_err().kind(), io::ErrorKind::TimedOut);
    }

    #[tokio::test(start_paused = true)]
    async fn after_the_close_what_still_comes_is_taken_for_a_while() {
        let (ours, mut theirs) = duplex(10);
        let mut ours = Stall::new(ours, patience(None));
        let closing = tokio::spawn(async move { (ours.shutdown().await, Instant::now()) });
        let began = Instant::now();
        theirs.write_all(&[1; 1_000]).await.unwrap();
        let (closed, when) = closing.await.unwrap();
        closed.unwrap();
        assert_eq!((when - began).as_secs(), 2);
        let (ours, theirs) = duplex(10);
        drop(theirs);
        let began = Instant::now();
        Stall::new(ours, patience(None)).shutdown().await.unwrap();
        assert_eq!(began.elapsed(), Duration::ZERO, "nobody waits for a peer that is gone");
    }

    #[tokio::test(start_paused = true)]
    async fn a_preface_that_trickles_in_is_too_late() {
        let (ours, mut theirs) = duplex(100);
        let read = ReadPatience { opening: 10 * SECOND, between: 60 * SECOND };
        let mut ours = Stall::new(ours, patience(Some(read)));
        let reading = tokio::spawn(async move { ours.read_exact(&mut [0; 25]).await });
        while theirs.write_all(b"P").await.is_ok() {
            tokio::time::sleep(2 * SECOND).await;
        }
        assert_eq!(reading.await.unwrap().unwrap_err().kind(), io::ErrorKind::TimedOut);
    }

    #[tokio::test(start_paused = true)]
    async fn after_the_opening_the_time_counts_from_the_last_byte() {
        let (ours, mut theirs) = duplex(100);
        let read = ReadPatience { opening: 10 * SECOND, between: 60 * SECOND };
        let mut ours = Stall::new(ours, patience(Some(read)));
        theirs.write_all(&[0; OPENING]).await.unwrap();
        ours.read_exact(&mut [0; OPENING]).await.unwrap();
        let began = Instant::now();
        let reading = tokio::spawn(async move { ours.read_exact(&mut [0; 2]).await });
        tokio::time::sleep(50 * SECOND).await;
        theirs.write_all(&[0]).await.unwrap();
        assert_eq!(reading.await.unwrap().unwrap_err().kind(), io::ErrorKind::TimedOut);
        assert_eq!(began.elapsed().as_secs(), 110);
    }
}
