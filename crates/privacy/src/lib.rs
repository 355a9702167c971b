//! Everything that can look inside personal data, and nothing else: keys and sealing, who may do what,
//! and the words (ids, regions, purposes) that the rest of the code speaks in. No I/O but the clock and chance.

pub mod access;
pub mod clock;
mod codes;
pub mod identity;
pub mod ids;
pub mod keys;
pub mod password;
pub mod personal;
pub mod purpose;
pub mod random;
pub mod region;
pub mod sealed;
pub mod secret;
pub mod totp;

pub use clock::{Clock, Time};
pub use ids::Id;
pub use personal::Personal;
pub use random::Random;
pub use region::Region;
pub use sealed::{BlindIndex, Content, Disclosed, Indexed, RowId, Sealed, Use};
