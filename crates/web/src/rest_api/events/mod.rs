//! What contacts did, told and read over the API.

mod count;
mod list;
mod track;

pub(super) use count::count;
pub(super) use list::list;
pub(super) use track::track;
