//! How the messenger's frame looks before its script has run; everything after that is drawn by `frontend/messenger/`.

mod frame;
mod reply;

pub use frame::{Colour, FramePage, frame_page, preview_page};
pub use reply::{
    ReplyNotice, ReplyPage, ReplyPart, StopPage, link_gone_page, reply_page, stop_gone_page, stop_page,
};
