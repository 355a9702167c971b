//! What teammates write to contacts first, over the API.

mod create;

pub(super) use create::create;
