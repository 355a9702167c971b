//! A port for a server that is started later, or stopped and started again.

use std::io::{Error, Result};
use std::net::TcpListener;
use std::sync::atomic::{AtomicU32, Ordering};

/// Below the ports that systems give away by themselves: nobody takes one of these while its server is down.
const FIRST: u32 = 10_000;
const COUNT: u32 = 20_000;

/// A port of 127.0.0.1 that is free; processes, and calls, begin to look in different places.
pub fn free() -> Result<u16> {
    static CALLS: AtomicU32 = AtomicU32::new(0);
    let call = CALLS.fetch_add(1, Ordering::Relaxed);
    let begin = std::process::id().wrapping_mul(7_919).wrapping_add(call.wrapping_mul(101)) % COUNT;
    (0..COUNT)
        .filter_map(|step| u16::try_from(FIRST + (begin + step) % COUNT).ok())
        .find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .ok_or_else(|| Error::other("no free port"))
}
