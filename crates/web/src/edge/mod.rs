//! Between the socket and the handlers: TLS, limits, time-outs, headers, forgery protection, rates, reading
//! bodies, one log line a request. It knows nothing of what the product does.

pub mod address;
pub mod body;
pub mod cors;
pub mod csp;
pub mod csrf;
pub mod form;
pub mod guard;
pub mod headers;
pub mod multipart;
pub mod origin;
pub mod rate;
pub mod refusal;
pub mod request_id;
pub mod request_log;
pub mod serve;
pub mod tls;

mod connection;
mod leftover;
mod redirect;
mod stall;
mod watched;

#[cfg(test)]
mod testing;

pub use address::{Peer, Shutdown, Transport};
pub use origin::Origin;
pub use refusal::Refusal;
pub use request_id::RequestId;
