//! Between the socket and the handlers: TLS, limits, time-outs, headers, forgery protection, rates, reading
//! bodies, one log line a request. It knows nothing of what the product does.

pub mod address;
pub mod body;
pub mod form;
pub mod multipart;
pub mod rate;
pub mod refusal;
pub mod request_id;

pub use address::{Peer, Shutdown, Transport};
pub use refusal::Refusal;
pub use request_id::RequestId;
