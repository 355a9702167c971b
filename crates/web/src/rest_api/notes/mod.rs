//! Notes about contacts over the API.

mod create;
mod list;
mod show;

pub(super) use create::create;
pub(super) use list::list;
pub(super) use show::show;
