//! What contacts did, told and read over the API.

mod list;
mod track;

pub(super) use list::list;
pub(super) use track::track;
