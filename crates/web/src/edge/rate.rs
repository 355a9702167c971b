//! How often somebody may ask: fixed windows over hashed keys, in bounded memory. No address is kept.

use std::collections::HashMap;
use std::collections::hash_map::{Entry, RandomState};
use std::hash::BuildHasher as _;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use privacy::Clock;

use super::Refusal;
use crate::words::fill;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Requests with one API token: 10,000 a minute.
    ApiToken,
    /// Requests with any token of one workspace: 25,000 a minute.
    Workspace,
    /// Requests of one address without a session or token: 600 a minute.
    Address,
    /// Attempts to sign in, from one address: 10 a minute.
    SignInAddress,
    /// Codes that are tried after a password, from one address: 30 a minute. A whole office may have one address.
    SignInCode,
    /// Attempts to sign in, to one account: 10 a minute.
    SignInAccount,
    /// Tests of a workspace's mail server: 10 a minute.
    MailTest,
    /// Visitors that one address makes: 30 a minute.
    VisitorStart,
    /// Users' messengers that one address opens, at every page they load: 600 a minute.
    Identify,
    /// Such attempts that were refused: 30 a minute.
    IdentityRefused,
    /// Signs that one person is writing: 60 a minute.
    Typing,
    /// Messages of one messenger session: 60 a minute.
    MessengerSend,
    /// That one person has seen what was said: 120 a minute.
    MessengerSeen,
    /// What one person does on a website, as their messenger tells it: 120 a minute.
    MessengerEvent,
    /// The same of everybody at one address: 600 a minute.
    MessengerEventAddress,
    /// Loads of the messenger's script from one address, for which the workspace is looked up: 600 a minute.
    Loader,
    /// Websites that one address says it is, at loading the messenger's script, and that are noted: 60 a minute.
    Sighting,
    /// Exports of what is held of people, by one of them or one teammate: 10 a minute.
    Export,
    /// Searches of one teammate, at every few letters they type: 240 a minute.
    Search,
}

impl Kind {
    /// How many requests in how many seconds; small numbers are counted by the minute, so that two quick
    /// attempts are not yet too many.
    const fn allowance(self) -> (u32, i64) {
        match self {
            Self::ApiToken => (10_000 / 6, 10),
            Self::Workspace => (25_000 / 6, 10),
            Self::Address | Self::Identify | Self::MessengerEventAddress | Self::Loader => (600 / 6, 10),
            Self::SignInAddress | Self::SignInAccount | Self::MailTest | Self::Export => (10, 60),
            Self::VisitorStart | Self::IdentityRefused | Self::SignInCode => (30, 60),
            Self::MessengerSend | Self::Typing | Self::Sighting => (60 / 6, 10),
            Self::MessengerEvent | Self::MessengerSeen => (120 / 6, 10),
            Self::Search => (240 / 6, 10),
        }
    }
}

/// Whether a request may go on, and what to tell the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision {
    /// Whether it may.
    pub allowed: bool,
    /// Requests in one window.
    pub limit: u32,
    /// Requests left in this window.
    pub remaining: u32,
    /// When the window ends, in seconds since 1970.
    pub reset_unix: i64,
    /// Seconds until then, at least 1.
    pub retry_after: i64,
}

impl Decision {
    /// The stricter of two decisions about the same request: a refusal, else the one with less left.
    #[must_use]
    pub fn or_stricter(self, other: Self) -> Self {
        match (self.allowed, other.allowed) {
            (true, false) => other,
            (false, true) => self,
            _ if other.remaining < self.remaining => other,
            _ => self,
        }
    }

    /// Sets `X-RateLimit-Limit`, `-Remaining`, `-Reset`, and `Retry-After` when refused.
    pub fn write_to(&self, headers: &mut HeaderMap) {
        headers.insert("x-ratelimit-limit", HeaderValue::from(self.limit));
        headers.insert("x-ratelimit-remaining", HeaderValue::from(self.remaining));
        headers.insert("x-ratelimit-reset", HeaderValue::from(self.reset_unix));
        if !self.allowed {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(self.retry_after));
        }
    }

    /// 429 with the API's code; `write_to` adds the headers.
    pub fn refusal(&self) -> Refusal {
        let (limit, seconds) = (self.limit.to_string(), self.retry_after.to_string());
        Refusal::said(StatusCode::TOO_MANY_REQUESTS, "rate_limit_exceeded", |words| {
            fill(&fill(words.too_many, "limit", &limit), "seconds", &seconds)
        })
    }
}

/// The counts of one server process.
pub struct Rates {
    clock: Clock,
    multiplier: u32,
    hash: RandomState,
    shards: Vec<Mutex<Shard>>,
    capacity: usize,
}

const SHARDS: usize = 64;
/// Windows in one shard; 64 shards of these are some 40 MB.
const CAPACITY: usize = 16_384;

impl Rates {
    /// With the limits of `Kind`, times `multiplier` (1, more for a demo).
    pub fn new(clock: Clock, multiplier: u32) -> Self {
        Self::with_room(clock, multiplier, SHARDS, CAPACITY)
    }

    fn with_room(clock: Clock, multiplier: u32, shards: usize, capacity: usize) -> Self {
        let shards = (0..shards).map(|_| Mutex::default()).collect();
        Self { clock, multiplier: multiplier.max(1), hash: RandomState::new(), shards, capacity }
    }

    /// Counts a request of `key`, which is hashed and not kept.
    pub fn check(&self, kind: Kind, key: &[u8]) -> Decision {
        let (per_window, seconds) = kind.allowance();
        let limit = per_window.saturating_mul(self.multiplier);
        let now = self.clock.now().seconds();
        let ends = (now.div_euclid(seconds) + 1) * seconds;
        let count = self.count(self.hash.hash_one((kind, key)), self.hash.hash_one(kind), ends, now);
        Decision {
            allowed: count <= limit,
            limit,
            remaining: limit.saturating_sub(count),
            reset_unix: ends,
            retry_after: ends - now,
        }
    }

    /// Counts a request of an address; the addresses of one IPv6 network (/64) count as one.
    pub fn check_address(&self, kind: Kind, address: IpAddr) -> Decision {
        match address.to_canonical() {
            IpAddr::V4(address) => self.check(kind, &address.octets()),
            IpAddr::V6(address) => self.check(kind, address.octets().split_at(8).0),
        }
    }

    fn count(&self, key: u64, overflow: u64, ends: i64, now: i64) -> u32 {
        let place = usize::try_from(key).unwrap_or_default() % self.shards.len().max(1);
        let Some(shard) = self.shards.get(place) else { return u32::MAX };
        shard.lock().unwrap_or_else(PoisonError::into_inner).count(key, overflow, ends, now, self.capacity)
    }
}

impl std::fmt::Debug for Rates {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Rates(..)")
    }
}

#[derive(Clone, Copy)]
struct Window {
    ends: i64,
    count: u32,
}

#[derive(Default)]
struct Shard {
    windows: HashMap<u64, Window>,
    sweep_above: usize,
    swept_at: i64,
}

impl Shard {
    /// The count in the window of `key` that ends at `ends`, this request included. When there is no room for
    /// another key, those that have none share the window called `overflow`: flooding forgets nobody.
    fn count(&mut self, key: u64, overflow: u64, ends: i64, now: i64, capacity: usize) -> u32 {
        self.sweep(now, capacity);
        let full = self.windows.len() >= capacity && !self.windows.contains_key(&key);
        match self.windows.entry(if full { overflow } else { key }) {
            Entry::Occupied(mut window) => {
                let window = window.get_mut();
                window.count = if window.ends == ends { window.count.saturating_add(1) } else { 1 };
                window.ends = ends;
                window.count
            }
            Entry::Vacant(place) => place.insert(Window { ends, count: 1 }).count,
        }
    }

    /// Drops windows that have ended, when their number has doubled since the last time; at most once a second.
    fn sweep(&mut self, now: i64, capacity: usize) {
        if self.windows.len() >= self.sweep_above.min(capacity) && now != self.swept_at {
            self.windows.retain(|_, window| window.ends > now);
            self.sweep_above = (self.windows.len() * 2).max(64);
            self.swept_at = now;
        }
    }
}

#[cfg(test)]
mod tests;
