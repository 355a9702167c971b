//! Teams over the API. They are made and changed in the inbox's settings.

mod list;
mod show;

pub(super) use list::list;
pub(super) use show::show;
