//! Holds over the API. Ours: Intercom has no such addresses.

mod lift;
mod list;
mod place;
mod show;

pub(super) use lift::lift;
pub(super) use list::list;
pub(super) use place::place;
pub(super) use show::show;
